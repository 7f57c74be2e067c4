"""The printed targets are true to scale: board and ruler, measured on the rendered page."""

import tempfile
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtPdf import QPdfDocument
from pytestqt.qtbot import QtBot

from skinlax_desktop.imaging.charuco import STATION_BOARD, find_board
from skinlax_desktop.report.targets import PAPERS_MM, render_targets

PX_PER_MM = 6


def page(data: bytes, number: int, size_mm: tuple[float, float]) -> np.ndarray:
    size = [round(side * PX_PER_MM) for side in size_mm]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "targets.pdf"
        path.write_bytes(data)
        document = QPdfDocument()
        assert document.load(str(path)) is QPdfDocument.Error.None_
        points = document.pagePointSize(number)
        np.testing.assert_allclose((points.width(), points.height()), np.array(size_mm) * 72.0 / 25.4, atol=0.6)
        image = document.render(number, QSize(*size)).convertToFormat(QImage.Format.Format_RGBA8888)
        pixels = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(size[1], size[0], 4)
        share = pixels[..., 3:].astype(np.float32) / 255.0
        painted = (pixels[..., :3] * share + 255.0 * (1.0 - share)).astype(np.uint8)
        document.close()
    return cv2.cvtColor(painted, cv2.COLOR_RGB2BGR)


@pytest.mark.parametrize("paper", sorted(PAPERS_MM))
def test_squares_and_rulers_are_true_to_scale(qtbot: QtBot, paper: str) -> None:
    data = render_targets(paper)
    board = page(data, 0, PAPERS_MM[paper])
    seen = find_board(board)
    assert seen is not None
    assert len(seen.numbers) == len(STATION_BOARD.corners_mm)
    order = np.argsort(seen.numbers)
    place = seen.at_px[order].reshape(STATION_BOARD.rows - 1, STATION_BOARD.columns - 1, 2)
    across = (place[:, -1, 0] - place[:, 0, 0]) / (STATION_BOARD.columns - 2) / PX_PER_MM
    down = (place[-1, :, 1] - place[0, :, 1]) / (STATION_BOARD.rows - 2) / PX_PER_MM
    np.testing.assert_allclose(across, STATION_BOARD.square_mm, rtol=0.002)
    np.testing.assert_allclose(down, STATION_BOARD.square_mm, rtol=0.002)
    left = round(place[0, 0, 0] - STATION_BOARD.square_mm * PX_PER_MM)
    bottom = round(place[-1, 0, 1] + STATION_BOARD.square_mm * PX_PER_MM)
    dark = cv2.cvtColor(board, cv2.COLOR_BGR2GRAY) < 160
    # The longest dark line below the board is the ruler; the same beside it, standing.
    below = max(dark[row, left - 3 : left + 102 * PX_PER_MM].sum() for row in range(bottom + 6, len(dark)))
    beside = max(dark[bottom - 102 * PX_PER_MM : bottom + 4, column].sum() for column in range(left - 6))
    assert below / PX_PER_MM == pytest.approx(100.0, abs=0.5)
    assert beside / PX_PER_MM == pytest.approx(100.0, abs=0.5)


def test_the_committed_files_are_those_that_the_program_makes() -> None:
    folder = Path(__file__).parents[2] / "resources" / "targets"
    for paper in PAPERS_MM:
        assert (folder / f"calibration_targets_{paper}.pdf").read_bytes() == render_targets(paper)
