"""Boxes onto pages: what stays together, running heads, feet with page numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from skinlax_desktop.report.boxes import MM, Box

MARGIN_SIDE: Final = 18 * MM
MARGIN_TOP: Final = 21 * MM
MARGIN_FOOT: Final = 19 * MM


@dataclass(slots=True)
class Page:
    """The boxes of one page with the height at which each begins, from the top of the text area."""

    part: str
    placed: list[tuple[float, Box]] = field(default_factory=list)
    used: float = 0.0

    def place(self, box: Box) -> None:
        """Add a box below the others."""
        self.placed.append((self.used, box))
        self.used += box.height


def paginate(boxes: Sequence[Box], height: float) -> list[Page]:
    """Pages of at most `height` points each; boxes that must stay together move to the next page together."""
    pages: list[Page] = []
    part = ""
    for group in _groups(boxes):
        first = group[0]
        if first.new_part is not None:
            part = first.new_part
            # A page that was begun and left empty is used, so that no blank sheet comes out.
            if not pages or pages[-1].placed:
                pages.append(Page(part=part))
            else:
                pages[-1].part = part
            continue
        page = pages[-1] if pages else Page(part=part)
        if not pages:
            pages.append(page)
        if page.placed and page.used + _height(group) > height:
            page = Page(part=part)
            pages.append(page)
        _fill(page, group)
    return [page for page in pages if page.placed]


def _fill(page: Page, group: list[Box]) -> None:
    for number, box in enumerate(group):
        if box.blank and not page.placed:
            continue
        if not page.placed and number == 0 and box.head is not None:
            page.place(box.head)
        page.place(box)


def _height(group: list[Box]) -> float:
    # White space at the end of a group may hang over the edge.
    solid = len(group)
    while solid > 1 and group[solid - 1].blank:
        solid -= 1
    return sum(box.height for box in group[:solid])


def _groups(boxes: Sequence[Box]) -> list[list[Box]]:
    groups: list[list[Box]] = []
    joined = False
    for box in boxes:
        if joined and groups and box.new_part is None:
            groups[-1].append(box)
        else:
            groups.append([box])
        joined = box.keep_with_next or (box.blank and joined)
    return groups
