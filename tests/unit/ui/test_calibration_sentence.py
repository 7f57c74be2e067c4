"""A board that is seen is told what it lacks; only one that lacks nothing of what was asked is told to hold still."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from skinlax_desktop.domain.station_calibration import StationCalibration
from skinlax_desktop.imaging.charuco import SeenBoard
from skinlax_desktop.text.screens import calibration as words
from skinlax_desktop.ui.screens.calibration.shown import resolve
from skinlax_desktop.workflows.board_guidance import BoardView, BoardWish, meets, progress_of
from skinlax_desktop.workflows.calibration_session import CalibrationState, CalibrationTask, Look

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
CORNERS = np.array([(x, y) for y in (800.0, 1200.0, 1600.0) for x in (600.0, 900.0, 1200.0)])


def board(*, top: float = 0.0, left: float = 0.0) -> BoardView:
    seen = SeenBoard(numbers=np.arange(len(CORNERS)), at_px=CORNERS, size_px=(1500, 2048))
    return BoardView(seen=seen, top_near_deg=top, left_near_deg=left)


def said(view: BoardView, wish: BoardWish) -> str:
    state = CalibrationState(
        task=CalibrationTask.LENS,
        boards=replace(progress_of(()), wish=wish),
        look=Look(task=CalibrationTask.LENS, board=view),
    )
    return resolve(state, StationCalibration(serial="1"), NOW, given=False).progress.splitlines()[-1]


@pytest.mark.parametrize(
    ("wish", "view"),
    [
        (BoardWish.FACING, board(top=4.0)),
        (BoardWish.TOP_NEAR, board(top=25.0)),
        (BoardWish.TOP_FAR, board(top=-25.0)),
        (BoardWish.LEFT_NEAR, board(left=25.0)),
        (BoardWish.LEFT_FAR, board(left=-25.0)),
        (BoardWish.ANYWHERE, board()),
    ],
)
def test_what_is_as_asked_for_is_told_to_hold_still(wish: BoardWish, view: BoardView) -> None:
    assert meets(view, wish)
    assert said(view, wish) == words.SEEN


@pytest.mark.parametrize(
    ("wish", "view", "sentence"),
    [
        (BoardWish.FACING, board(left=-22.0), words.NOT_FACING.format(degrees=22)),
        (BoardWish.TOP_NEAR, board(top=9.0), words.TOO_LITTLE_TILT.format(degrees=9)),
        (BoardWish.TOP_NEAR, board(top=-25.0), words.OTHER_TILT),
        (BoardWish.LEFT_FAR, board(left=-11.0), words.TOO_LITTLE_TILT.format(degrees=11)),
        (BoardWish.LEFT_FAR, board(top=-25.0), words.OTHER_TILT),
        (BoardWish.UPPER_LEFT, board(), words.NOT_IN_THE_CORNER),
    ],
)
def test_what_is_not_is_told_what_it_lacks(wish: BoardWish, view: BoardView, sentence: str) -> None:
    assert not meets(view, wish)
    assert said(view, wish) == sentence
