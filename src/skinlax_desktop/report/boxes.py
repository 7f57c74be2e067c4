"""The pieces that pages are made of: a height, and how to draw it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from skinlax_desktop.report.marks import PictureDrawer
from skinlax_desktop.report.typefaces import Typefaces

MM = 72.0 / 25.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """What a box draws with."""

    canvas: Any
    typefaces: Typefaces
    pictures: PictureDrawer


Draw = Callable[[Ink, float, float], None]
"""Draws a box with its upper left corner at (x, top), points from the lower left of the page."""


def draw_nothing(_ink: Ink, _x: float, _top: float) -> None:
    """Empty height."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """An unbreakable piece, `height` points tall.

    `keep_with_next` forbids a page break after it. `blank` boxes vanish at the top of a page. `head` is drawn again
    when a new page begins with this box. `new_part` begins a new page under that running head.
    """

    height: float
    draw: Draw
    keep_with_next: bool = False
    blank: bool = False
    head: "Box | None" = None
    new_part: str | None = None
