"""Pagination and line breaking."""

import pytest

from skinlax_desktop.report.boxes import Box, draw_nothing
from skinlax_desktop.report.pages import paginate
from skinlax_desktop.report.typefaces import Face, default_folder, load_typefaces
from skinlax_desktop.report.typesetting import BODY, break_lines


def box(height: float, **options: object) -> Box:
    return Box(height=height, draw=draw_nothing, **options)  # type: ignore[arg-type]


def heights(boxes: list[Box], room: float = 100.0) -> list[list[float]]:
    return [[placed.height for _, placed in page.placed] for page in paginate(boxes, room)]


def test_a_heading_moves_with_what_it_heads() -> None:
    assert heights([box(80), box(10, keep_with_next=True), box(20)]) == [[80], [10, 20]]


def test_white_space_vanishes_at_the_top_of_a_page() -> None:
    assert heights([box(95), box(9, blank=True), box(20)]) == [[95], [20]]


def test_a_table_repeats_its_head_on_the_next_page() -> None:
    head = box(10, keep_with_next=True)
    rows = [box(30, head=head) for _ in range(4)]
    assert heights([head, *rows]) == [[10, 30, 30, 30], [10, 30]]


def test_a_new_part_begins_a_page_and_leaves_none_blank() -> None:
    pages = paginate([box(0, new_part="a"), box(10), box(0, new_part="b"), box(0, new_part="c"), box(10)], 100.0)
    assert [page.part for page in pages] == ["a", "c"]


@pytest.mark.parametrize("text", ["a" * 400, "word " * 90, "花子さんの顔" * 40, "ab cd\nef " + "é" * 200])
def test_no_line_is_wider_than_its_column_and_no_letter_is_lost(text: str) -> None:
    typefaces = load_typefaces(default_folder())
    lines = break_lines(text, BODY, 120.0, typefaces)
    assert all(typefaces.width(line, Face.REGULAR, BODY.size) <= 120.0 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "").replace("\n", "")
