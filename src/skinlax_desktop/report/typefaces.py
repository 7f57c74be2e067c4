"""The embedded typefaces: one family, with a second one for the characters that it lacks."""

import os
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from skinlax_desktop.domain.errors import SkinlaxError


class Face(StrEnum):
    """The fonts by the names they are registered under."""

    LIGHT = "SourceSansPro-Light"
    REGULAR = "SourceSansPro-Regular"
    SEMIBOLD = "SourceSansPro-Semibold"
    JAPANESE = "ipaexg"


_PLACEHOLDER: Final = "□"

Run = tuple[str, str]
"""Font name and the characters set in it."""


def default_folder() -> Path:
    """Where set-up puts the fonts."""
    home = Path(os.environ.get("SKINLAX_HOME") or Path(__file__).parents[3])
    return home / "resources" / "third_party" / "fonts"


@lru_cache(maxsize=4)
def load_typefaces(folder: Path) -> "Typefaces":
    """Register the fonts of a folder; raises `SkinlaxError("report_fonts_missing")`."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    fonts: dict[str, Any] = {}
    for face in Face:
        try:
            fonts[face] = TTFont(face.value, str(folder / f"{face}.ttf"))
        except (TTFError, OSError) as error:
            raise SkinlaxError("report_fonts_missing") from error
        pdfmetrics.registerFont(fonts[face])
    return Typefaces(fonts)


class Typefaces:
    """Measures text and splits it into runs of one font each."""

    def __init__(self, fonts: dict[str, Any]) -> None:
        self._fonts = fonts
        self._latin = frozenset(fonts[Face.REGULAR].face.charToGlyph)
        self._japanese = frozenset(fonts[Face.JAPANESE].face.charToGlyph)
        self._widths: dict[tuple[str, str], float] = {}

    def clean(self, text: str) -> str:
        """Composed characters, no control characters but line feeds, a box for what no font draws."""
        kept = []
        for character in unicodedata.normalize("NFC", text.replace("\t", " ").replace("\r\n", "\n")):
            if character == "\n" or ord(character) in self._latin or ord(character) in self._japanese:
                kept.append(character)
            elif unicodedata.category(character)[0] not in "CM":
                kept.append(" " if character.isspace() else _PLACEHOLDER)
        return "".join(kept)

    def font_of(self, character: str, face: Face) -> str:
        """The font that draws a character."""
        return face.value if ord(character) in self._latin else Face.JAPANESE.value

    def runs(self, text: str, face: Face) -> Iterator[Run]:
        """Stretches of one font."""
        begin = 0
        for end in range(1, len(text) + 1):
            font = self.font_of(text[begin], face)
            if end == len(text) or self.font_of(text[end], face) != font:
                yield font, text[begin:end]
                begin = end

    def width(self, text: str, face: Face, size: float) -> float:
        """Width in points."""
        return sum(self._character_width(character, face) for character in text) * size

    def _character_width(self, character: str, face: Face) -> float:
        key = (character, face.value)
        if key not in self._widths:
            font = self._fonts[self.font_of(character, face)]
            self._widths[key] = float(font.stringWidth(character, 1.0))
        return self._widths[key]
