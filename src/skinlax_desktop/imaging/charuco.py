"""The station's ChArUco board: what it looks like, and where its corners are in a picture."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, cast

import cv2
import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
Grey = npt.NDArray[np.uint8]

LONGEST_SIDE_TO_SEARCH_PX: Final = 2200
FEWEST_CORNERS: Final = 16
"""A board with fewer corners in the picture says too little to be kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSize:
    """A board of `columns` x `rows` squares; lengths of a square and of the marker in it, millimetres as printed."""

    columns: int = 9
    rows: int = 13
    square_mm: float = 20.0
    marker_mm: float = 15.0

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height of all squares."""
        return self.columns * self.square_mm, self.rows * self.square_mm

    @property
    def corners_mm(self) -> Points:
        """The inner corners (n, 2) by number, from the board's upper left corner, x right, y down."""
        across, down = np.meshgrid(np.arange(1, self.columns), np.arange(1, self.rows))
        return np.asarray(np.column_stack((across.ravel(), down.ravel())) * self.square_mm, dtype=np.float64)


STATION_BOARD: Final = BoardSize()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SeenBoard:
    """The corners of one picture: `numbers` (n,), where they are in the picture `at_px` (n, 2), and its size."""

    numbers: npt.NDArray[np.int64]
    at_px: Points
    size_px: tuple[int, int]


def board_picture(board: BoardSize, pixels_per_mm: int) -> Grey:
    """The board's squares in black and white, exact to the pixel, without a border."""
    width, height = (round(length * pixels_per_mm) for length in board.size_mm)
    return cast(Grey, _detector(board)[0].generateImage((width, height), marginSize=0, borderBits=1))


def find_board(picture_bgr: npt.NDArray[np.uint8], board: BoardSize = STATION_BOARD) -> SeenBoard | None:
    """Find the board in an upright picture; None when fewer than `FEWEST_CORNERS` corners are seen.

    Markers are looked for in a reduced picture; the corners are then refined in the full one, in a window that stays
    inside the squares around the corner.
    """
    grey = cast(Grey, cv2.cvtColor(picture_bgr, cv2.COLOR_BGR2GRAY))
    height, width = grey.shape
    factor = min(1.0, LONGEST_SIDE_TO_SEARCH_PX / max(width, height))
    small = grey
    if factor < 1.0:
        size = (round(width * factor), round(height * factor))
        small = cast(Grey, cv2.resize(grey, size, interpolation=cv2.INTER_AREA))
    corners, numbers, _, _ = _detector(board)[1].detectBoard(small)
    if corners is None or numbers is None or len(corners) < FEWEST_CORNERS:
        return None
    at = np.asarray(corners, dtype=np.float64).reshape(-1, 2)
    if factor < 1.0:
        at = (at + 0.5) * np.array([width / small.shape[1], height / small.shape[0]]) - 0.5
    found = np.ravel(numbers).astype(np.int64)
    reach = _reach_px(at, found, board)
    inside = np.all((at > reach + 2) & (at < np.array([width, height]) - reach - 3), axis=1)
    at, found = at[inside], found[inside]
    if len(at) < FEWEST_CORNERS:
        return None
    refined = cv2.cornerSubPix(
        grey,
        at.astype(np.float32).reshape(-1, 1, 2),
        (reach, reach),
        (-1, -1),
        (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 40, 0.002),
    )
    places = np.asarray(refined, dtype=np.float64).reshape(-1, 2)
    sound = np.linalg.norm(places - at, axis=1) < max(3.0, 0.5 * reach)
    if np.count_nonzero(sound) < FEWEST_CORNERS:
        return None
    return SeenBoard(numbers=found[sound], at_px=places[sound], size_px=(width, height))


def _reach_px(at: Points, numbers: npt.NDArray[np.int64], board: BoardSize) -> int:
    """Half the refinement window: it must not touch the marker inside a white square, nor the next corner."""
    place = {int(number): point for number, point in zip(numbers, at, strict=True)}
    wide = board.columns - 1
    sides = [
        float(np.linalg.norm(place[number] - place[number + step]))
        for number in place
        for step in (1, wide)
        if number + step in place and (step == wide or number % wide != wide - 1)
    ]
    square_px = float(np.percentile(sides, 10)) if sides else 20.0
    gap = (board.square_mm - board.marker_mm) / 2.0 / board.square_mm
    return int(np.clip(round(0.9 * gap * square_px), 2, 14))


@lru_cache(maxsize=4)
def _detector(board: BoardSize) -> tuple[Any, Any]:
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_100)
    made = cv2.aruco.CharucoBoard((board.columns, board.rows), board.square_mm, board.marker_mm, dictionary)
    return made, cv2.aruco.CharucoDetector(made)
