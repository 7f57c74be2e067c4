"""Makes `src/skinlax_desktop/imaging/profile_reading.npz`: the weights that read turn, pitch and scale of a profile.

Run from the project's folder:  PYTHONPATH=src python models/training/profile_reading.py FOLDER [--table]
Renders 16 pictures of each head into FOLDER, unless they are there (20 minutes), and solves two ridge regressions.
Heads: TRAINING learn the weights, CHOOSING chose the settings below, HELD_OUT are for the reported table alone.
"""

import argparse
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.views import POSE_TARGETS, Pose, View
from skinlax_desktop.imaging import profile_reading
from skinlax_desktop.imaging.expected_head import cut_out_expected_head
from skinlax_desktop.imaging.head_outline import target_outline
from skinlax_desktop.imaging.profile import TYPICAL_NASION_TO_CHIN_MM, find_profiles
from skinlax_desktop.imaging.profile_features import ProfilePlace, log_light, profile_features
from skinlax_desktop.imaging.profile_reading import (
    FINE,
    PROFILE_TURN_DEG,
    LinearStep,
    moved,
    read_likeliest,
    rough_place,
)
from skinlax_desktop.imaging.silhouette import Silhouette, cut_out_head
from skinlax_desktop.phantom.head import build_head
from skinlax_desktop.phantom.patients import PhantomPatient, patient_from_options
from skinlax_desktop.phantom.posing import pose_points
from skinlax_desktop.phantom.rendering import render
from skinlax_desktop.phantom.scene import Scene, VirtualCamera, seated

TRAINING = range(7000, 7060)
CHOOSING = range(7200, 7220)
HELD_OUT = range(7500, 7530)

CAMERA = VirtualCamera().scaled(0.25)
OUTLINES_PX = (400, 640)
PROFILE = "prof"
NASION, MENTON = 168, 152
EAR_MM = np.array([76.0, -25.0, -88.0])
RIDGE = (100.0, 100.0)
START_JITTER, SECOND_JITTER = 0.03, 0.012
EAR_COVERED_SHARE = 0.2
FARTHEST_START = 0.35
DIRECTIONS = 80
STRANGE_FACTOR = 1.25

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sample:
    """One profile in one outline picture: what is seen, where it may be (nearest the truth first), and the truth."""

    seed: int
    tone: int
    plain: bool
    light: npt.NDArray[np.float32]
    mask: npt.NDArray[np.uint8]
    starts: tuple[ProfilePlace, ...]
    turn_deg: float
    pitch_deg: float
    length: float
    nasion: Floats
    ear: Floats


def person(seed: int) -> PhantomPatient:
    """A head by its seed; age, sex and tone are drawn from it too."""
    random = np.random.default_rng((seed, 77))
    age, sex = int(random.integers(20, 86)), "FM"[int(random.integers(0, 2))]
    return patient_from_options(seed=seed, age=age, sex=sex, tone=int(random.integers(1, 11)))


def scenes(seed: int) -> dict[str, Scene]:
    """Two frontal scenes, two oblique ones and twelve profiles, most of any turn from 68 to 112 degrees."""
    random = np.random.default_rng((seed, 91))

    def near(spread: float) -> float:
        return float(np.clip(random.normal(0.0, spread), -2 * spread, 2 * spread))

    made = {"frontal": seated(POSE_TARGETS[View.FRONTAL].pose)}
    made["frontal2"] = Scene(
        pose=Pose(yaw_deg=near(3), pitch_deg=near(3), roll_deg=near(2)),
        offset_mm=(near(6), near(6)),
        distance_mm=800 * float(random.uniform(0.92, 1.08)),
    )
    for view, side in ((View.OBLIQUE_LEFT, -1), (View.OBLIQUE_RIGHT, 1)):
        made[view.value] = Scene(
            pose=Pose(yaw_deg=side * 45 + near(3), pitch_deg=near(2), roll_deg=near(1)),
            offset_mm=(side * 39 + near(6), near(6)),
            distance_mm=800 + near(20),
        )
    for number in range(12):
        side = 1 if number % 2 else -1
        yaw = float(random.uniform(68, 112)) if number < 8 else 90 + near(7)
        scene = Scene(
            pose=Pose(yaw_deg=side * yaw, pitch_deg=near(5), roll_deg=near(1.5)),
            offset_mm=(side * 55 + near(7), near(8)),
            distance_mm=800 * float(random.uniform(0.91, 1.12)),
        )
        light = replace(scene.light, level=scene.light.level * float(2 ** random.uniform(-0.4, 0.1)))
        made[f"{PROFILE}{number}"] = replace(scene, light=light)
    return made


def photograph(seed: int, folder: Path) -> None:
    """The pictures of a head and where its landmarks are, in space and in each picture, unless they are there."""
    record = folder / f"{seed}.npz"
    if record.exists():
        return
    head = build_head(person(seed), Path("resources"))
    landmarks = head.vertices_mm[head.landmark_vertices]
    for name, scene in scenes(seed).items():
        picture = render(head, scene, CAMERA, noise_seed=seed)
        cv2.imwrite(str(folder / f"{seed}_{name}.png"), picture, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    places = {name: CAMERA.project(pose_points(landmarks, scene)) for name, scene in scenes(seed).items()}
    np.savez(record, in_head_mm=landmarks, **places)


def samples(seeds: Iterable[int], folder: Path) -> list[Sample]:
    """Every profile of these heads whose outline is found, at the resolutions of live and of taken pictures.

    And once more before a cluttered wall, where the outline is coarser.
    """
    found = []
    for seed in seeds:
        with np.load(folder / f"{seed}.npz") as record:
            places = dict(record)
        height_mm = float(places["in_head_mm"][NASION, 1] - places["in_head_mm"][MENTON, 1])
        for name, scene in scenes(seed).items():
            if not name.startswith(PROFILE):
                continue
            picture = cv2.imread(str(folder / f"{seed}_{name}.png"))
            view = View.LATERAL_RIGHT if scene.pose.yaw_deg > 0 else View.LATERAL_LEFT
            number = int(name.removeprefix(PROFILE))
            cuts = [(True, cut_out_head(picture, longer_side=OUTLINES_PX[0]))]
            if number % 3 == 0:
                cuts.append((True, cut_out_head(picture, longer_side=OUTLINES_PX[1])))
            if number % 4 == 1:
                busy = cluttered(picture, np.random.default_rng((seed, number)))
                cuts.append((False, cut_out_expected_head(busy, target_outline(view)[0], longer_side=OUTLINES_PX[0])))
            for plain, cut in cuts:
                made = _sample(cut, scene, places[name], height_mm) if isinstance(cut, Silhouette) else None
                if made is not None:
                    found.append(replace(made, seed=seed, tone=person(seed).monk, plain=plain))
    return found


def cluttered(picture: npt.NDArray[np.uint8], random: np.random.Generator) -> npt.NDArray[np.uint8]:
    """The head before a clinic's wall, out of focus: two tones, a door's edge, a shelf with boxes, a framed picture."""
    cut = cut_out_head(picture, longer_side=OUTLINES_PX[1])
    if not isinstance(cut, Silhouette):
        return picture
    high, wide = picture.shape[:2]
    base = random.uniform(120, 215) * random.uniform(0.94, 1.06, 3)
    wall = np.ones((high, wide, 3)) * base
    wall *= (1 + random.uniform(-0.12, 0.12) * np.linspace(-1, 1, wide))[None, :, None]
    for thing in random.choice(["door", "shelf", "frame", "tones"], int(random.integers(1, 4)), replace=False):
        colour = random.uniform(20, 235, 3) * 0.6 + base * 0.4 * random.uniform(0.5, 1.1)
        x, y = int(random.uniform(0, 0.9) * wide), int(random.uniform(0, 0.6) * high)
        if thing == "door":
            wall[:, slice(x, None) if random.uniform() < 0.5 else slice(None, x)] = colour
            wall[:, max(x - 4, 0) : x + 4] = colour * 0.5
        elif thing == "tones":
            wall[y + high // 5 :] = colour
        elif thing == "shelf":
            wall[y : y + 10] = colour * 0.6
            along = 0
            while along < wide:
                box_wide, box_high = int(random.uniform(15, 70)), int(random.uniform(30, 130))
                wall[max(y - box_high, 0) : y, along : along + box_wide] = random.uniform(20, 235, 3)
                along += box_wide + int(random.uniform(0, 60))
        else:
            right, below = x + int(random.uniform(80, 260)), y + int(random.uniform(80, 260))
            wall[y:below, x:right] = colour * 0.4
            wall[y + 8 : below - 8, x + 8 : right - 8] = random.uniform(40, 240, 3)
    wall = cv2.GaussianBlur(wall, (0, 0), 2.5) + random.normal(0.0, 1.0, wall.shape)
    head = cv2.resize(cut.mask.astype(np.float32), (wide, high), interpolation=cv2.INTER_LINEAR)
    share = cv2.GaussianBlur(head, (0, 0), 1.0)[..., None]
    return np.clip(picture * share + wall * (1.0 - share), 0, 255).astype(np.uint8)


def _sample(cut: Silhouette, scene: Scene, points: Floats, height_mm: float) -> Sample | None:
    expected = TYPICAL_NASION_TO_CHIN_MM / 800.0 * CAMERA.focal_px / cut.scale
    starts = tuple(rough_place(profile) for profile in find_profiles(cut.mask, expected_nasion_to_chin=expected))
    if not starts:
        return None
    side = np.sign(scene.pose.yaw_deg)
    ear = CAMERA.project(pose_points((EAR_MM * (-side, 1, 1))[None], scene))[0]
    return Sample(
        seed=0,
        tone=0,
        plain=True,
        light=log_light(cut.reduced),
        mask=cut.mask,
        starts=starts,
        turn_deg=abs(scene.pose.yaw_deg),
        pitch_deg=scene.pose.pitch_deg,
        length=CAMERA.focal_px / scene.distance_mm * height_mm / cut.scale,
        nasion=(points[NASION] + 0.5) / cut.scale - 0.5,
        ear=(ear + 0.5) / cut.scale - 0.5,
    )


def truth(sample: Sample, place: ProfilePlace) -> Floats:
    """What a step should read at this place."""
    shift = place.axes.T @ (sample.nasion - np.array(place.nasion)) / place.length
    return np.array(
        [
            sample.turn_deg - PROFILE_TURN_DEG,
            sample.pitch_deg - place.pitch_deg,
            FINE * np.log(sample.length / place.length),
            *(FINE * shift),
        ]
    )


def _jittered(place: ProfilePlace, amount: float, random: np.random.Generator) -> ProfilePlace:
    across, down = random.normal(0.0, amount, 2) * place.length
    return replace(
        place,
        nasion=(place.nasion[0] + across, place.nasion[1] + down),
        length=place.length * float(np.exp(random.normal(0.0, amount))),
        pitch_deg=place.pitch_deg + random.normal(0.0, 60 * amount),
    )


def _ear_covered(sample: Sample, random: np.random.Generator) -> Sample:
    """The same head with hair over its ear: strands of a random tone."""
    light = sample.light.copy()
    high, wide = light.shape
    rows, columns = np.mgrid[:high, :wide]
    size = sample.length / 110.0
    middle = sample.ear + random.normal(0.0, 6.0, 2) * size
    inside = ((columns - middle[0]) / (random.uniform(25, 40) * size)) ** 2
    inside += ((rows - middle[1]) / (random.uniform(38, 60) * size)) ** 2
    strands = cv2.GaussianBlur(random.normal(0.0, 1.0, light.shape).astype(np.float32), (0, 0), 1.0, sigmaY=8.0)
    tone = random.uniform(2.8, 5.0) + random.uniform(0.2, 1.2) * strands
    covered = (inside < 1.0) & (sample.mask > 0)
    light[covered] = tone[covered]
    return replace(sample, light=light)


def learn(training: list[Sample], seed: int = 5) -> tuple[LinearStep, ...]:
    """Two ridge regressions, the second where the first one's reading leaves the head."""
    random = np.random.default_rng(seed)
    starts = [(sample, start) for sample in training if (start := _start_near_truth(sample)) is not None]
    starts += [
        (
            _ear_covered(sample, random) if random.uniform() < 2 * EAR_COVERED_SHARE else sample,
            _jittered(start, START_JITTER, random),
        )
        for sample, start in starts
    ]
    steps = []
    for strength in RIDGE:
        features = np.array([profile_features(sample.light, sample.mask, place) for sample, place in starts])
        wanted = np.array([truth(sample, place) for sample, place in starts])
        step = _ridge(features, wanted, strength)
        steps.append(step)
        starts = [
            (sample, _jittered(moved(place, step.read(row)), SECOND_JITTER, random))
            for (sample, place), row in zip(starts, features, strict=True)
        ]
    return tuple(steps)


def _start_near_truth(sample: Sample) -> ProfilePlace | None:
    """The rough place of the true head; None where the outline shows something else."""

    def astray(place: ProfilePlace) -> float:
        shift = np.linalg.norm(sample.nasion - np.array(place.nasion)) / sample.length
        return float(shift + abs(np.log(sample.length / place.length)))

    best = min(sample.starts, key=astray)
    return best if astray(best) < FARTHEST_START else None


def _ridge(features: Floats, wanted: Floats, strength: float) -> LinearStep:
    middle, offset = features.mean(axis=0), wanted.mean(axis=0)
    spread = features.std(axis=0).mean()
    apart = (features - middle) / spread
    slope = np.linalg.solve(apart.T @ apart + strength * np.eye(len(middle)), apart.T @ (wanted - offset)) / spread
    values, vectors = np.linalg.eigh(apart.T @ apart)
    directions = vectors[:, np.argsort(values)[::-1][:DIRECTIONS]]
    outside = (features - middle) - (features - middle) @ directions @ directions.T
    strange = STRANGE_FACTOR * float(np.percentile(np.linalg.norm(outside, axis=1), 99.5))
    return LinearStep(offset=offset, middle=middle, slope=slope, directions=directions, strange=strange)


def store(steps: tuple[LinearStep, ...], file: Path) -> None:
    """Write the weights."""
    arrays: dict[str, npt.NDArray[np.float32] | int] = {"steps": len(steps)}
    for number, step in enumerate(steps):
        for name in ("offset", "middle", "slope", "strange"):
            arrays[f"{name}_{number}"] = np.asarray(getattr(step, name), dtype=np.float32)
        arrays[f"directions_{number}"] = step.directions.astype(np.float16)
    np.savez_compressed(file, **arrays)


def table(name: str, tested: list[Sample]) -> None:
    """Print the errors of the stored weights on these heads."""
    read = [read_likeliest(sample.light, sample.mask, sample.starts)[1] for sample in tested]
    believed = [reading.strangeness <= 1.0 for reading in read]
    pairs = [(sample, reading) for sample, reading in zip(tested, read, strict=True) if reading.strangeness <= 1.0]
    near = [abs(sample.turn_deg - PROFILE_TURN_DEG) <= 15.0 for sample, _ in pairs]
    errors = {
        "turn within 15, deg": np.array([one.turn_deg - sample.turn_deg for sample, one in pairs])[near],
        "pitch, deg": np.array([one.place.pitch_deg - sample.pitch_deg for sample, one in pairs]),
        "length, %": np.array([100 * np.log(one.place.length / sample.length) for sample, one in pairs]),
    }
    heads = len({sample.seed for sample in tested})
    sys.stdout.write(
        f"{name}: {len(tested)} pictures of {heads} heads, believed {np.mean(believed):.3f}; errors of these:\n"
    )
    for what, error in errors.items():
        median, most, worst = np.percentile(np.abs(error), [50, 90, 100])
        within = ", ".join(f"<= {limit}: {np.mean(np.abs(error) <= limit):.3f}" for limit in (3, 4, 5))
        spread = f"median {median:.2f} 90% {most:.2f} worst {worst:.2f}"
        sys.stdout.write(f"  {what}: bias {error.mean():+.2f} {spread}; {within}\n")


def main() -> None:
    """Render, learn, store, tell."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--table", action="store_true", help="only print the errors of the stored weights")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    for seed in (*TRAINING, *CHOOSING, *HELD_OUT):
        photograph(seed, asked.folder)
    if not asked.table:
        store(learn(samples(TRAINING, asked.folder)), Path(profile_reading.__file__).parent / profile_reading.WEIGHTS)
    for name, seeds in (("choosing", CHOOSING), ("held out", HELD_OUT)):
        tested = samples(seeds, asked.folder)
        table(f"{name}, plain backdrop", [sample for sample in tested if sample.plain])
        table(f"{name}, cluttered", [sample for sample in tested if not sample.plain])


if __name__ == "__main__":
    main()
