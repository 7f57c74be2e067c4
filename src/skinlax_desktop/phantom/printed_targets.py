"""The targets of a calibration as sheets for the virtual camera: board, colour chart, grey card."""

from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.charuco import STATION_BOARD, BoardSize, board_picture
from skinlax_desktop.imaging.colour_chart import COLUMNS, ROWS, WHITE
from skinlax_desktop.phantom.flat_target import FlatTarget
from skinlax_desktop.phantom.spectra import LIGHTS, chart_inks, seen_by_camera

Spectrum = npt.NDArray[np.float64]

CHART_PATCH_MM: Final = 40.0
CHART_GAP_MM: Final = 4.0
CHART_EDGE_MM: Final = 10.0
_BOARD_TEXELS_PER_MM: Final = 4
_BOARD_MARGIN_MM: Final = 10
_CHART_TEXELS_PER_MM: Final = 2
_PAPER, _TONER, _FRAME = 0.72, 0.04, 0.035
_WHITE_PATCH_EXPOSED_TO: Final = 0.82


def board_sheet(board: BoardSize = STATION_BOARD) -> FlatTarget:
    """The printed ChArUco board with a white margin."""
    squares = board_picture(board, _BOARD_TEXELS_PER_MM) > 127
    margin = _BOARD_MARGIN_MM * _BOARD_TEXELS_PER_MM
    return FlatTarget(
        kinds=np.pad(squares.astype(np.uint8), margin, constant_values=1),
        texels_per_mm=_BOARD_TEXELS_PER_MM,
        light_bgr=np.array([[_TONER] * 3, [_PAPER] * 3]),
    )


def chart_sheet(light: Spectrum | None = None, *, inks: Spectrum | None = None, scale: float = 1.0) -> FlatTarget:
    """The ColorChecker Classic (times `scale`) under a light, exposed so that its white patch is bright and whole.

    `inks`: other reflectances (24, wavelength) in the places of the patches.
    """
    light = LIGHTS["ring_5500"] if light is None else light
    pitch = CHART_PATCH_MM + CHART_GAP_MM
    width = COLUMNS * pitch - CHART_GAP_MM + 2 * CHART_EDGE_MM
    height = ROWS * pitch - CHART_GAP_MM + 2 * CHART_EDGE_MM
    texels = _CHART_TEXELS_PER_MM
    kinds = np.full((round(height * texels), round(width * texels)), COLUMNS * ROWS, dtype=np.uint8)
    side = round(CHART_PATCH_MM * texels)
    for number in range(COLUMNS * ROWS):
        row, column = divmod(number, COLUMNS)
        top, left = (round((CHART_EDGE_MM + place * pitch) * texels) for place in (row, column))
        kinds[top : top + side, left : left + side] = number
    seen = seen_by_camera(chart_inks() if inks is None else inks, light)
    frame = seen_by_camera(np.full((1, len(light)), _FRAME), light)
    exposure = _WHITE_PATCH_EXPOSED_TO / float(seen[WHITE].max())
    return FlatTarget(kinds=kinds, texels_per_mm=texels / scale, light_bgr=np.vstack((seen, frame)) * exposure)


def grey_card(reflectance: float = 0.45) -> FlatTarget:
    """A matt grey card, larger than the picture."""
    return FlatTarget(
        kinds=np.zeros((600, 600), dtype=np.uint8), texels_per_mm=1.0, light_bgr=np.array([[reflectance] * 3])
    )
