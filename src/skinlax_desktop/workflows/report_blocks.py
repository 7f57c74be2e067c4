"""What a consultation report says, ready to be laid out: blocks of words, tables and pictures with their marks.

Everything is decided here and in `compose_report`; whoever prints it only places it on paper.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Paper(StrEnum):
    """The sheets a report is printed on."""

    A4 = "a4"
    LETTER = "letter"


PAPER_MM: Final = {Paper.A4: (210.0, 297.0), Paper.LETTER: (215.9, 279.4)}


class Audience(StrEnum):
    """Who reads it: the patient's pages alone, or those and the clinician's annex."""

    PATIENT = "patient"
    CLINICIAN = "clinician"


class ShapeKind(StrEnum):
    """How a mark is drawn: FILL and OUTLINE are a zone, the others a clinician's marks."""

    FILL = "fill"
    OUTLINE = "outline"
    POLYGON = "polygon"
    ARROW = "arrow"
    LINE = "line"
    NUMBER = "number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A mark on a picture; points are shares of its width and height, from the top left corner.

    `colour` is #rrggbb; a NUMBER stands at its one point and says `text`.
    """

    kind: ShapeKind
    points: tuple[tuple[float, float], ...]
    colour: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Photograph:
    """A picture as it is printed: JPEG bytes, its size in pixels, what is drawn on it, and the words below.

    `crop` is the part that shows: left, top, right, bottom as shares of width and height.
    """

    jpeg: bytes
    width_px: int
    height_px: int
    caption: str = ""
    detail: str = ""
    shapes: tuple[Shape, ...] = ()
    crop: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingPhotograph:
    """The place of a view that was not taken."""

    caption: str
    detail: str


Picture = Photograph | MissingPhotograph


class TextStyle(StrEnum):
    """Sizes and weights of running text."""

    TITLE = "title"
    HEADING = "heading"
    SUBHEADING = "subheading"
    LEAD = "lead"
    BODY = "body"
    SMALL = "small"
    EYEBROW = "eyebrow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A paragraph; a line feed in it starts a new line."""

    text: str
    style: TextStyle = TextStyle.BODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One of at most three things that the patient takes home."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Messages:
    """Numbered messages."""

    items: tuple[Message, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Photographs:
    """Pictures in rows of `columns`; `height_mm` is the tallest that one may become."""

    pictures: tuple[Picture, ...]
    columns: int
    height_mm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: its title, its share of the width, and whether numbers stand right in it."""

    title: str
    share: float
    numeric: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a table; a group row has one cell that spans all columns."""

    cells: tuple[str, ...]
    group: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table whose head is repeated on every page it reaches."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Pairs of a label and a value, in `columns` columns."""

    pairs: tuple[tuple[str, str], ...]
    columns: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A boxed sentence that must not be missed."""

    text: str
    warning: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Legend:
    """A colour scale: `colours` from low to high with the words at its ends, and what an uncoloured zone means."""

    title: str
    colours: tuple[str, ...]
    low: str
    high: str
    blank: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Lines to sign on; each label stands under its line."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """Empty height."""

    height_mm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """Two columns that stay together; `left_share` of the width goes to the left one."""

    left: tuple["Block", ...]
    right: tuple["Block", ...]
    left_share: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPage:
    """What follows starts on a new page, under the running head `part`."""

    part: str


Block = Text | Messages | Photographs | Table | Facts | Notice | Legend | Signature | Space | SideBySide | NewPage


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportContent:
    """A whole report. `subject` and `footer` stand on every page; `page_label` has {page} and {pages} in it."""

    paper: Paper
    title: str
    subject: str
    footer: str
    page_label: str
    blocks: tuple[Block, ...]
