"""The people's files as examples of depth, at half resolution."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import torch
from laxity.augmentation import augment
from laxity.prepare import usable
from torch.utils.data import Dataset

from depth.network import FINE
from skinlax_desktop.imaging.attributes.skin_map import FACE_OVAL
from skinlax_desktop.imaging.normalised_face import WIDTH_PX
from skinlax_desktop.inference.depth_input import DEPTH_UNIT_MM, landmark_surface, landmark_vector, network_input
from skinlax_desktop.surface.canonical_face import MESH_POINTS, mirror_points, mirrored_shape

Floats = npt.NDArray[np.float32]

HALF: Final = 2
_JITTER: Final = 0.02
_TILT: Final = 0.02
_TURN_DEG: Final = 1.0
_SAME_LIGHT: Final = 0.6
"""Share of the station's pictures whose light stays: it tells slopes, and is not the same everywhere."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DepthExample:
    """A picture with its depth. `depth_mm` (176, 128) float16, NaN off the face; `surface_mm` (352, 256) float16."""

    face: npt.NDArray[np.uint8]
    points_px: Floats
    shape: Floats
    yaw_deg: float
    pitch_deg: float
    surface_mm: npt.NDArray[np.float16]
    depth_mm: npt.NDArray[np.float16]
    person: int
    kind: str
    monk: int
    male: bool
    age: int


def split_of(index: int, config: dict[str, Any]) -> str | None:
    """Which split a person belongs to; None for laxity's validation people.

    Nobody held out for laxity is learned from here. Its validation people carry no depth: its test people are halved.
    """
    population, depth = config["population"], config["depth"]
    if index % 20 in population["validation"]:
        return None
    if index % 20 not in population["test"]:
        return "train"
    return "validation" if index % 40 in depth["validation"] else "test"


def load_examples(folder: Path, config: dict[str, Any], split: str) -> list[DepthExample]:
    """Every usable picture with depth of a split's people."""
    examples = []
    for path in sorted(folder.glob("*/*.npz")):
        index = int(path.stem)
        if split_of(index, config) != split:
            continue
        rows = usable(path)
        with np.load(path) as person:
            if not person["depth"].size:
                continue
            columns = {name: person[name] for name in ("face", "points_px", "shape", "view_deg", "depth", "kind")}
            _, age, male, monk = (int(value) for value in person["about"][:4])
        for row in rows:
            yaw, pitch = (float(angle) for angle in columns["view_deg"][row])
            surface, face = landmark_surface(
                columns["points_px"][row].astype(np.float64), columns["shape"][row], yaw, pitch
            )
            examples.append(
                DepthExample(
                    face=columns["face"][row].copy(),
                    points_px=columns["points_px"][row].copy(),
                    shape=columns["shape"][row].copy(),
                    yaw_deg=yaw,
                    pitch_deg=pitch,
                    surface_mm=surface.astype(np.float16),
                    depth_mm=on_face(columns["depth"][row], face),
                    person=index,
                    kind=str(columns["kind"][row]),
                    monk=monk,
                    male=bool(male),
                    age=age,
                )
            )
    return examples


def mirrored(example: DepthExample) -> DepthExample:
    """The same face in a mirror."""
    twins = mirror_points()[:MESH_POINTS]
    points = example.points_px[:468][twins] * np.float32([-1.0, 1.0]) + np.float32([WIDTH_PX - 1, 0.0])
    return DepthExample(
        face=np.ascontiguousarray(example.face[:, ::-1]),
        points_px=points,
        shape=mirrored_shape(example.shape),
        yaw_deg=-example.yaw_deg,
        pitch_deg=example.pitch_deg,
        surface_mm=np.ascontiguousarray(example.surface_mm[:, ::-1]),
        depth_mm=np.ascontiguousarray(example.depth_mm[:, ::-1]),
        person=example.person,
        kind=example.kind,
        monk=example.monk,
        male=example.male,
        age=example.age,
    )


def vector_of(example: DepthExample) -> Floats:
    """The network's landmark vector."""
    return landmark_vector(example.points_px.astype(np.float64), example.shape, example.yaw_deg, example.pitch_deg)


def coarse_target(example: DepthExample, factor: int) -> Floats:
    """Depth in `DEPTH_UNIT_MM`, its median 0, in blocks of `factor` pixels; NaN where there is no face."""
    depth = centred(example)
    height, width = depth.shape
    blocks = depth.reshape(height // factor, factor, width // factor, factor).swapaxes(1, 2)
    blocks = blocks.reshape(height // factor, width // factor, factor * factor)
    known = np.isfinite(blocks)
    count = known.sum(axis=2)
    mean = np.where(known, blocks, 0.0).sum(axis=2) / np.maximum(count, 1)
    return np.where(count * 2 >= factor * factor, mean, np.nan).astype(np.float32)


def centred(example: DepthExample) -> Floats:
    """(176, 128) in `DEPTH_UNIT_MM`, its median 0."""
    depth = example.depth_mm.astype(np.float32) / DEPTH_UNIT_MM
    return np.asarray(depth - np.nanmedian(depth), dtype=np.float32)


class DepthExamples(Dataset[tuple[torch.Tensor, ...]]):
    """Picture, landmark vector and target; with a seed each epoch photographs the faces anew, half of them mirrored."""

    def __init__(self, examples: list[DepthExample], *, seed: int | None) -> None:
        self._examples, self._seed = examples, seed
        self.epoch = 0

    def __len__(self) -> int:
        return len(self._examples)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, ...]:
        example = self._examples[index]
        picture, surface = example.face, example.surface_mm.astype(np.float32)
        if self._seed is None:
            vector = vector_of(example)
        else:
            random = np.random.default_rng((self._seed, self.epoch, index))
            if random.random() < 0.5:
                example = mirrored(example)
                picture, surface = example.face, example.surface_mm.astype(np.float32)
            same = example.kind != "ordinary" and random.random() < _SAME_LIGHT
            oval = example.points_px[list(FACE_OVAL)].astype(np.float64)
            picture = augment(picture, oval, random, same_light=same)
            vector, surface = _erring(vector_of(example), surface, random)
        arrays = (network_input(picture, surface), vector, coarse_target(example, FINE // HALF)[None])
        return tuple(torch.from_numpy(np.ascontiguousarray(array)) for array in arrays)


def _erring(vector: Floats, surface_mm: Floats, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Landmarks err alone, and together by the tilt they were seen with."""
    across, along = random.normal(0.0, _TILT, 2)
    vector = vector.copy()
    points = vector[:-2].reshape(-1, 3)
    points[:, 2] += across * points[:, 0] + along * points[:, 1]
    points += random.normal(0.0, _JITTER, points.shape)
    vector[-2:] += random.normal(0.0, _TURN_DEG, 2) / (45.0, 20.0)
    height, width = surface_mm.shape
    x, y = np.arange(width) - (width - 1) / 2.0, np.arange(height)[:, None] - 100.0
    return vector, (surface_mm + 0.7 * (across * x + along * y)).astype(np.float32)


def on_face(depth: npt.NDArray[np.float16], face: Floats) -> npt.NDArray[np.float16]:
    """Means of 2 x 2 pixels; NaN where one of them lies off the head or off the face."""
    masked = np.where(face > 0.0, depth.astype(np.float32), np.nan)
    height, width = masked.shape
    return masked.reshape(height // HALF, HALF, width // HALF, HALF).mean(axis=(1, 3)).astype(np.float16)
