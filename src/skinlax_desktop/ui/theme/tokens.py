"""The tokens: neutral greys, one accent, amber and red, four type sizes, spacing in multiples of four.

Every grey has R = G = B, because a tinted surround changes how the skin in a photograph looks (ISO 3664).
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Colours as #rrggbb. Text on `window`, `panel` and `raised` has a contrast of 4.5:1 or better."""

    name: str
    surround: str
    """Directly around a photograph."""
    window: str
    panel: str
    raised: str
    """Buttons and fields at rest."""
    hovered: str
    outline: str
    text: str
    muted: str
    disabled: str
    accent: str
    """The primary action, and what is well: the one colour in the room."""
    accent_hovered: str
    on_accent: str
    warning: str
    error: str


DARK: Final = Palette(
    name="dark",
    surround="#1f1f1f",
    window="#2b2b2b",
    panel="#363636",
    raised="#454545",
    hovered="#525252",
    outline="#6e6e6e",
    text="#f0f0f0",
    muted="#bdbdbd",
    disabled="#8a8a8a",
    accent="#5cc8a4",
    accent_hovered="#77d6b6",
    on_accent="#101010",
    warning="#f2b84b",
    error="#ff8a80",
)

LIGHT: Final = Palette(
    name="light",
    surround="#c8c8c8",
    window="#e6e6e6",
    panel="#f2f2f2",
    raised="#ffffff",
    hovered="#dadada",
    outline="#767676",
    text="#161616",
    muted="#4c4c4c",
    disabled="#8c8c8c",
    accent="#08684c",
    accent_hovered="#0a7d5c",
    on_accent="#ffffff",
    warning="#7a4b00",
    error="#a81212",
)


class TextSize(IntEnum):
    """The four type sizes, in points. SENTENCE is read from two metres away."""

    CAPTION = 10
    BODY = 12
    TITLE = 17
    SENTENCE = 28


class TextRole(StrEnum):
    """What a label is for; the style sheet gives each role its size and colour."""

    CAPTION = "caption"
    BODY = "body"
    STRONG = "strong"
    MUTED = "muted"
    TITLE = "title"
    SENTENCE = "sentence"
    WARNING = "warning"
    ERROR = "error"


TARGET_PX: Final = 36
"""The least height and width of anything to press."""

RADIUS_PX: Final = 6


def space(steps: int) -> int:
    """Spacing in pixels: multiples of four."""
    return 4 * steps
