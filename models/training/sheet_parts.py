"""What the sheets share: held-out people photographed as the evaluation does, and tiles with words."""

from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.app.laxity_model import open_laxity
from skinlax_desktop.app.places import find_places
from skinlax_desktop.domain.views import View
from skinlax_desktop.inference.onnx_laxity import OnnxLaxity
from skinlax_desktop.phantom.population import Condition, PopulationPerson, photograph, sample_person, seat_person
from skinlax_desktop.ports.landmarks import LandmarkFinder
from skinlax_desktop.ports.laxity import LaxityView
from skinlax_desktop.workflows.evaluation_photographs import found_views

Picture = npt.NDArray[np.uint8]

RESOURCES: Final = Path(__file__).parents[2] / "resources"
SERIES: Final[tuple[tuple[Condition, View], ...]] = (
    ("frontal", View.FRONTAL),
    ("oblique_left", View.OBLIQUE_LEFT),
    ("oblique_right", View.OBLIQUE_RIGHT),
)
_LINE_PX: Final = 15
_WORDS_PX: Final = 4 * _LINE_PX + 6


def installed_model() -> OnnxLaxity:
    """The laxity model of this checkout; raises where there is none."""
    model = open_laxity(find_places())
    if not isinstance(model, OnnxLaxity):
        raise SystemExit("No laxity model is installed.")
    return model


def held_out_series(
    seed: int, index: int, finder: LandmarkFinder, *, views: int = 3
) -> tuple[PopulationPerson, list[LaxityView]]:
    """A person of another population than the one that was learned from, photographed as `models evaluate` does."""
    person = sample_person(seed, index)
    sitter = seat_person(person, RESOURCES)
    random = np.random.default_rng((seed, index, 2))
    taken = [(view, photograph(sitter, condition, random).picture_bgr) for condition, view in SERIES[:views]]
    return person, found_views(taken, finder)


def around(picture: Picture, middle_px: npt.NDArray[np.float64], half_px: float, side: int) -> Picture:
    """A square cut-out, `side` pixels, black where the picture ends."""
    scale = side / (2.0 * half_px)
    matrix = np.array([[scale, 0.0, side / 2 - scale * middle_px[0]], [0.0, scale, side / 2 - scale * middle_px[1]]])
    return np.asarray(cv2.warpAffine(picture, matrix, (side, side), flags=cv2.INTER_LINEAR), dtype=np.uint8)


def labelled(picture: Picture, *lines: str) -> Picture:
    """The picture over as many as four lines of words."""
    below = np.full((_WORDS_PX, picture.shape[1], 3), 24, dtype=np.uint8)
    for number, line in enumerate(lines[:4], start=1):
        at = (4, number * _LINE_PX)
        cv2.putText(below, line, at, cv2.FONT_HERSHEY_SIMPLEX, 0.42, (240, 240, 240), 1, cv2.LINE_AA)
    return np.concatenate([picture, below])


def grid(tiles: list[Picture], columns: int) -> Picture:
    """Tiles of one size in rows."""
    blank = np.zeros_like(tiles[0])
    rows = [tiles[start : start + columns] for start in range(0, len(tiles), columns)]
    rows[-1] = rows[-1] + [blank] * (columns - len(rows[-1]))
    return np.concatenate([np.concatenate(row, axis=1) for row in rows])
