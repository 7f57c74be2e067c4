"""Which board is wanted next.

The field must be covered to its corners, where the distortion is, and the board tilted to every side, because only
tilts tell the focal length from the distance.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.charuco import STATION_BOARD, BoardSize, SeenBoard, find_board
from skinlax_desktop.imaging.pose import ASSUMED_FOCAL_LENGTHS

Picture = npt.NDArray[np.uint8]

CELLS_ACROSS: Final = 6
CELLS_DOWN: Final = 8
ENOUGH_COVERAGE: Final = 0.85
ENOUGH_BOARDS: Final = 12
MOST_BOARDS: Final = 40
TILTED_DEG: Final = 15.0
FLAT_DEG: Final = 10.0
STEADY_SHARE: Final = 0.0015
"""Corners that moved less than this share of the picture's width between two looks stand still."""

_ALIKE_SHARE: Final = 0.015
_CORNER_SHARE: Final = 0.16


class BoardWish(StrEnum):
    """What the next board should be like. Sides are those of the picture on the screen."""

    FACING = "facing"
    TOP_NEAR = "top_near"
    TOP_FAR = "top_far"
    LEFT_NEAR = "left_near"
    LEFT_FAR = "left_far"
    UPPER_LEFT = "upper_left"
    UPPER_RIGHT = "upper_right"
    LOWER_LEFT = "lower_left"
    LOWER_RIGHT = "lower_right"
    ANYWHERE = "anywhere"


_TIMES: Final = {
    BoardWish.FACING: 1,
    BoardWish.TOP_NEAR: 2,
    BoardWish.LEFT_NEAR: 2,
    BoardWish.TOP_FAR: 2,
    BoardWish.LEFT_FAR: 2,
    BoardWish.UPPER_LEFT: 1,
    BoardWish.UPPER_RIGHT: 1,
    BoardWish.LOWER_LEFT: 1,
    BoardWish.LOWER_RIGHT: 1,
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BoardView:
    """A board in a picture, and roughly how it is tilted: degrees by which its upper and its left side are nearer."""

    seen: SeenBoard
    top_near_deg: float
    left_near_deg: float

    @property
    def share(self) -> npt.NDArray[np.float64]:
        """The corners (n, 2) in shares of the picture's width and height."""
        return np.asarray((self.seen.at_px + 0.5) / np.array(self.seen.size_px))


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardProgress:
    """How far a set of boards is. `cells` (down x across) says where corners were; `wish` is None when all is done."""

    boards: int
    cells: tuple[tuple[bool, ...], ...]
    met: frozenset[BoardWish]
    wish: BoardWish | None

    @property
    def coverage(self) -> float:
        """Share of the cells with a corner."""
        return sum(map(sum, self.cells)) / (CELLS_ACROSS * CELLS_DOWN)

    @property
    def fraction(self) -> float:
        """How far, 0 to 1."""
        return 1.0 if self.wish is None else min(0.95, len(self.met) / len(_TIMES) * 0.6 + self.boards * 0.4 / 14.0)


def look_for_board(picture_bgr: Picture, board: BoardSize = STATION_BOARD) -> BoardView | None:
    """Find the board and its rough tilt, through an assumed portrait lens."""
    seen = find_board(picture_bgr, board)
    return None if seen is None else view_of(seen, board)


def view_of(seen: SeenBoard, board: BoardSize = STATION_BOARD) -> BoardView:
    """The rough tilt of a board that was found."""
    focal = ASSUMED_FOCAL_LENGTHS * max(seen.size_px)
    matrix = np.array([[focal, 0, seen.size_px[0] / 2], [0, focal, seen.size_px[1] / 2], [0, 0, 1.0]])
    plane = np.column_stack((board.corners_mm[seen.numbers], np.zeros(len(seen.numbers))))
    _, turn, _ = cv2.solvePnP(plane, seen.at_px, matrix, None, flags=cv2.SOLVEPNP_IPPE)
    rotation, _ = cv2.Rodrigues(turn)
    normal = np.asarray(rotation)[:, 2]
    normal = normal if normal[2] > 0 else -normal
    return BoardView(
        seen=seen,
        top_near_deg=float(-np.degrees(np.arctan2(normal[1], normal[2]))),
        left_near_deg=float(-np.degrees(np.arctan2(normal[0], normal[2]))),
    )


def meets(view: BoardView, wish: BoardWish) -> bool:
    """Whether a board is what was asked for."""
    top, left = view.top_near_deg, view.left_near_deg
    share = view.share
    low, high = share.min(axis=0), share.max(axis=0)
    near_left, near_top = low[0] < _CORNER_SHARE, low[1] < _CORNER_SHARE
    near_right, near_bottom = high[0] > 1 - _CORNER_SHARE, high[1] > 1 - _CORNER_SHARE
    return bool(
        {
            BoardWish.FACING: max(abs(top), abs(left)) < FLAT_DEG,
            BoardWish.TOP_NEAR: top > TILTED_DEG,
            BoardWish.TOP_FAR: top < -TILTED_DEG,
            BoardWish.LEFT_NEAR: left > TILTED_DEG,
            BoardWish.LEFT_FAR: left < -TILTED_DEG,
            BoardWish.UPPER_LEFT: near_left and near_top,
            BoardWish.UPPER_RIGHT: near_right and near_top,
            BoardWish.LOWER_LEFT: near_left and near_bottom,
            BoardWish.LOWER_RIGHT: near_right and near_bottom,
            BoardWish.ANYWHERE: True,
        }[wish]
    )


def progress_of(views: Sequence[BoardView]) -> BoardProgress:
    """What a set of boards has, and what it still wants."""
    cells = np.zeros((CELLS_DOWN, CELLS_ACROSS), dtype=bool)
    for view in views:
        place = np.clip((view.share * (CELLS_ACROSS, CELLS_DOWN)).astype(int), 0, (CELLS_ACROSS - 1, CELLS_DOWN - 1))
        cells[place[:, 1], place[:, 0]] = True
    met = frozenset(wish for wish, times in _TIMES.items() if sum(meets(view, wish) for view in views) >= times)
    wish = next((wish for wish in _TIMES if wish not in met), None)
    if wish is None and cells.mean() < ENOUGH_COVERAGE:
        wish = _emptiest(cells)
    if wish is None and len(views) < ENOUGH_BOARDS:
        wish = BoardWish.ANYWHERE
    return BoardProgress(boards=len(views), cells=tuple(map(tuple, cells.tolist())), met=met, wish=wish)


def is_new(view: BoardView, others: Sequence[BoardView]) -> bool:
    """Whether a board shows anything that the others have not shown just so."""
    return all(_apart(view, other) > _ALIKE_SHARE for other in others)


def is_steady(view: BoardView, before: BoardView | None) -> bool:
    """Whether a board stands still since the look before."""
    return before is not None and _apart(view, before) < STEADY_SHARE


def _apart(one: BoardView, other: BoardView) -> float:
    """Mean way of the corners that both show, in shares of the width; 1 when they share few."""
    both, here, there = np.intersect1d(one.seen.numbers, other.seen.numbers, return_indices=True)
    if len(both) < len(one.seen.numbers) // 2:
        return 1.0
    scale = one.seen.size_px[0] / other.seen.size_px[0]
    way = one.seen.at_px[here] + 0.5 - (other.seen.at_px[there] + 0.5) * scale
    return float(np.linalg.norm(way, axis=1).mean() / one.seen.size_px[0])


def _emptiest(cells: npt.NDArray[np.bool_]) -> BoardWish:
    half_down, half_across = CELLS_DOWN // 2, CELLS_ACROSS // 2
    quarters = {
        BoardWish.UPPER_LEFT: cells[:half_down, :half_across],
        BoardWish.UPPER_RIGHT: cells[:half_down, half_across:],
        BoardWish.LOWER_LEFT: cells[half_down:, :half_across],
        BoardWish.LOWER_RIGHT: cells[half_down:, half_across:],
    }
    return min(quarters, key=lambda wish: float(quarters[wish].mean()))
