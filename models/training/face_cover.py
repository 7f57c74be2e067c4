"""Makes `src/skinlax_desktop/imaging/face_cover.npz`: what tells a covered part of a face from a bare one.

Run from the project's folder, with the real photographs and the phantoms that profile_reading.py rendered:
    PYTHONPATH=src:tests python models/training/face_cover.py PHOTOGRAPHS PHANTOMS [--table]
Learns on every second person of each set (the set's own bare faces and worn glasses, and things drawn over bare faces)
and on phantoms of TRAINING. The others are for the reported table alone; on them landmarks are found anew in the
covered picture. The London set is by DeBruine and Jones (CC-BY 4.0); the portraits are public domain.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from profile_reading import PROFILE, scenes

from face_covers import COVERS
from skinlax_desktop.imaging import occlusion
from skinlax_desktop.imaging.face_patches import SIDE_PX, FacePart, face_features, lay_part
from skinlax_desktop.imaging.landmark_picture import find_faces
from skinlax_desktop.imaging.occlusion import SKIN_PARTS, cover_logits, judged_parts
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder

Points = npt.NDArray[np.float64]
Picture = npt.NDArray[np.uint8]

TRAINING = range(7000, 7020)
HELD_OUT = range(7500, 7510)
# Numbers of portraits: with glasses; with a hat or a fringe over the forehead. As seen by eye.
GLASSES = frozenset(
    (1, 8, 9, 19, 23, 27, 34, 37, 39, 40, 41, 51, 65, 71, 85, 95, 97, 103, 108, 113, 123, 124, 126, 128, 135, 137)
)
FOREHEAD_COVERED = frozenset((2, 28, 47, 56, 58, 86, 88, 112, 121))
LEAST_PUPILS_PX = 40.0
RIDGE = 3.0
JITTER = 0.006

# The parts of the subject's right half and of the middle, by landmarks; the bridge has a box (left, top, right,
# bottom) in millimetres about the nasion, the others reach as far as their landmarks.
PARTS = {
    "forehead": (104, 69, 108, 151, 337, 299, 333, 9, 107, 336, 67, 297, 10, 109, 338),
    "bridge": (168, 6, 197, 195, 8, 133, 362, 243, 463, 55, 285, 122, 351, 193, 417),
    "eye_right": (33, 133, 159, 145, 230, 229, 231, 228, 110, 117, 118, 119, 130, 243, 226, 31, 111),
    "cheek_right": (117, 118, 119, 100, 36, 205, 187, 123, 50, 101, 207, 216, 147),
    "mouth": (2, 97, 326, 61, 291, 0, 17, 37, 267, 164, 18, 200, 98, 327),
    "chin": (17, 18, 200, 199, 175, 152, 148, 377, 83, 313, 182, 406, 171, 396, 32, 262),
}
BRIDGE_BOX_MM = (-14.0, -4.0, 14.0, 24.0)
ROOM_MM = 2.0
# From this share on a part counts as covered; up to the other as bare.
COVERED_FROM = {"bridge": 0.05, "eye": 0.05}
COVERED_USUALLY_FROM = 0.12
BARE_TO = 0.01


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Person:
    """A face: its picture cut and reduced, landmarks in it, how far it turns, and what is known of it."""

    name: str
    picture: Picture
    points: Points
    yaw_deg: float
    worth: float
    wears_glasses: bool = False
    unsure: tuple[str, ...] = ()


def face_parts() -> dict[str, FacePart]:
    """All parts, laid by MediaPipe's canonical face; the left ones mirrored onto the right ones' places."""
    canonical = np.array(json.loads(Path("resources/canonical_face.json").read_text())["points_in_head_mm"])
    flat = canonical[:, :2] * (1.0, -1.0)
    opposite = np.argmin(((flat[:, None] * (-1.0, 1.0) - flat[None]) ** 2).sum(axis=-1), axis=1)
    parts = {}
    for name, landmarks in PARTS.items():
        places = flat[list(landmarks)]
        low, high = places.min(axis=0) - ROOM_MM, places.max(axis=0) + ROOM_MM
        if name == "bridge":
            low, high = np.array(BRIDGE_BOX_MM[:2]), np.array(BRIDGE_BOX_MM[2:])
        laid = (places - low) / (high - low) * SIDE_PX - 0.5
        parts[name] = FacePart(landmarks=landmarks, places_px=laid)
        if name.endswith("_right"):
            other = tuple(int(opposite[index]) for index in landmarks)
            parts[name.replace("right", "left")] = FacePart(landmarks=other, places_px=laid)
    return parts


def _cut(picture: Picture, points: Points) -> tuple[Picture, Points]:
    """The face with some surroundings, at most 220 pixels between the outer canthi."""
    low, high = points.min(axis=0), points.max(axis=0)
    half = 0.8 * float((high - low).max())
    left, top = np.maximum(((low + high) / 2 - half).astype(int), 0)
    right, bottom = ((low + high) / 2 + half).astype(int)
    face, points = picture[top:bottom, left:right], points - (left, top)
    factor = 220.0 / float(np.linalg.norm(points[33] - points[263]))
    if factor < 1.0:
        face = cv2.resize(face, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        points = (points + 0.5) * factor - 0.5
    return face.copy(), points


def photographed(folder: Path, finder: MediaPipeLandmarkFinder, half: int) -> Iterator[Person]:
    """People of the real sets: half 0 learns, half 1 is held out."""
    for file in sorted((folder / "london").glob("*_*.jpg")):
        if int(file.name.split("_")[0]) % 2 == half:
            face = find_faces(cv2.imread(str(file)), finder)[0]
            picture, points = _cut(cv2.imread(str(file)), face.points_px)
            yield Person(name=f"london {file.stem}", picture=picture, points=points, yaw_deg=0.0, worth=12.0)
    for file in sorted((folder / "portraits").glob("*.jpg")):
        number = int(file.stem.split("_")[1])
        if (number // 2) % 2 != half:
            continue
        original = cv2.imread(str(file))
        points = find_faces(original, finder)[0].points_px
        if np.linalg.norm(points[468] - points[473]) < LEAST_PUPILS_PX:
            continue
        picture, points = _cut(original, points)
        yield Person(
            name=f"portrait {number}",
            picture=picture,
            points=points,
            yaw_deg=0.0,
            worth=12.0,
            wears_glasses=number in GLASSES,
            unsure=("forehead",) if number in FOREHEAD_COVERED else (),
        )


def phantoms(folder: Path, seeds: Iterable[int], finder: MediaPipeLandmarkFinder) -> Iterator[Person]:
    """Frontal and oblique phantoms, as rendered by the other recipe."""
    for seed in seeds:
        for name, scene in scenes(seed).items():
            if name.startswith(PROFILE):
                continue
            original = cv2.imread(str(folder / f"{seed}_{name}.png"))
            found = find_faces(original, finder)
            if found:
                picture, points = _cut(original, found[0].points_px)
                yield Person(
                    name=f"phantom {seed} {name}",
                    picture=picture,
                    points=points,
                    yaw_deg=scene.pose.yaw_deg,
                    worth=5.0,
                )


def learn(people: list[Person], parts: dict[str, FacePart], seed: int = 3) -> dict[str, tuple[Points, float]]:
    """Slope and offset of each kind of part."""
    random = np.random.default_rng(seed)
    rows: dict[str, list[tuple[Points, bool, float]]] = {_kind(name): [] for name in parts}

    def see(person: Person, picture: Picture, covered: npt.NDArray[np.float32] | None, worth: float) -> None:
        eyes = float(np.linalg.norm(person.points[33] - person.points[263]))
        points = person.points + random.normal(0.0, JITTER, 2) * eyes
        points = points + (person.points - person.points.mean(axis=0)) * random.normal(0.0, 0.01)
        names = judged_parts(person.yaw_deg)
        seen = face_features(picture, points, {name: parts[name] for name in names}, _skin_of(names), quick=False)
        for name in names:
            if name in person.unsure:
                continue
            answer = _answer(name, person, covered, parts)
            if answer is not None:
                rows[_kind(name)].append((seen[name], answer, worth))

    for person in people:
        for _ in range(4 if person.wears_glasses else 3):
            see(person, person.picture, None, person.worth)
        if person.wears_glasses:
            continue
        for draw in COVERS.values():
            picture, covered = draw(person.picture, person.points, random)
            see(person, picture, covered, 1.0)
    return {kind: _logistic(*(np.array(column) for column in zip(*seen, strict=True))) for kind, seen in rows.items()}


def _answer(
    name: str, person: Person, covered: npt.NDArray[np.float32] | None, parts: dict[str, FacePart]
) -> bool | None:
    """Is the part covered; None when it is hard to say."""
    if person.wears_glasses:
        return True if _kind(name) in ("bridge", "eye") else None
    share = 0.0 if covered is None else covered_share(covered, person.points, parts[name])
    if share <= BARE_TO:
        return False
    return True if share > COVERED_FROM.get(_kind(name), COVERED_USUALLY_FROM) else None


def covered_share(covered: npt.NDArray[np.float32], points: Points, part: FacePart) -> float:
    """How much of a part a drawn thing covers."""
    return float(lay_part(covered, points, part).mean())


def _logistic(features: Points, answers: npt.NDArray[np.bool_], worth: Points) -> tuple[Points, float]:
    """Ridge-penalised logistic regression by Newton's method; covered and bare weigh alike."""
    middle = features.mean(axis=0)
    rows = np.column_stack((features - middle, np.ones(len(features))))
    weight = worth / np.where(answers, worth[answers].sum(), worth[~answers].sum()) * len(worth) / 2.0
    penalty = np.diag([RIDGE] * features.shape[1] + [1e-6])
    slope = np.zeros(rows.shape[1])
    for _ in range(12):
        likely = 1.0 / (1.0 + np.exp(-np.clip(rows @ slope, -30.0, 30.0)))
        gradient = rows.T @ (weight * (likely - answers)) + penalty @ slope
        curvature = (rows * (weight * likely * (1.0 - likely))[:, None]).T @ rows + penalty
        slope = slope - np.linalg.solve(curvature, gradient)
    return slope[:-1], float(slope[-1] - middle @ slope[:-1])


def _kind(name: str) -> str:
    return name.removesuffix("_right").removesuffix("_left")


def _skin_of(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in SKIN_PARTS if name in set(names))


def table(people: list[Person], finder: MediaPipeLandmarkFinder, seed: int) -> None:
    """Print how many of each kind are refused at several limits."""
    random = np.random.default_rng(seed)
    groups: dict[str, list[tuple[float, str]]] = {}
    parts = face_parts()

    def tell(group: str, person: Person, picture: Picture, points: Points) -> None:
        logits = cover_logits(picture, points, judged_parts(person.yaw_deg))
        worst = max(logits, key=lambda name: logits[name])
        groups.setdefault(group, []).append((logits[worst], f"{person.name} {worst}"))

    for person in people:
        turned = "turned " if abs(person.yaw_deg) > 15 else ""
        kind = turned + (person.name.split("_")[-1] if "london" in person.name else person.name.split()[0])
        state = "glasses" if person.wears_glasses else "unsure" if person.unsure else "bare"
        tell(f"{kind}: {state}", person, person.picture, person.points)
        if state != "bare" or kind in ("portrait", "smiling"):
            continue
        for name, draw in COVERS.items():
            picture, covered = draw(person.picture, person.points, random)
            if not any(
                covered_share(covered, person.points, parts[part]) > COVERED_FROM.get(_kind(part), COVERED_USUALLY_FROM)
                for part in judged_parts(person.yaw_deg)
            ):
                continue
            found = find_faces(picture, finder)
            if found:
                tell(f"{kind}: {name} drawn", person, picture, found[0].points_px)
    for group, seen in sorted(groups.items()):
        logits = np.array([logit for logit, _ in seen])
        refused = ", ".join(f">{limit}: {int((logits > limit).sum())}" for limit in (0, 1, 2))
        extremes = f"{_few(sorted(seen)[::-1][:3])} ... {_few(sorted(seen)[:2])}"
        sys.stdout.write(f"  {group}: {len(seen)}; {refused}; {extremes}\n")


def _few(seen: list[tuple[float, str]]) -> str:
    return ", ".join(f"{logit:.1f} {name}" for logit, name in seen)


def main() -> None:
    """Learn, store, tell."""
    parser = argparse.ArgumentParser()
    parser.add_argument("photographs", type=Path)
    parser.add_argument("phantoms", type=Path)
    parser.add_argument("--table", action="store_true", help="only print the table of the stored weights")
    asked = parser.parse_args()
    finder = MediaPipeLandmarkFinder(Path("resources/third_party/mediapipe/face_landmarker.task"))
    learning = [*photographed(asked.photographs, finder, 0), *phantoms(asked.phantoms, TRAINING, finder)]
    if not asked.table:
        parts = face_parts()
        judges = learn(learning, parts)
        arrays: dict[str, npt.NDArray[np.float32] | npt.NDArray[np.int16]] = {}
        for name, part in parts.items():
            arrays[f"landmarks_{name}"] = np.array(part.landmarks, dtype=np.int16)
            arrays[f"places_{name}"] = part.places_px.astype(np.float32)
        for kind, (slope, offset) in judges.items():
            arrays[f"slope_{kind}"] = slope.astype(np.float32)
            arrays[f"offset_{kind}"] = np.array(offset, dtype=np.float32)
        np.savez_compressed(Path(occlusion.__file__).parent / occlusion.WEIGHTS, **arrays)
    sys.stdout.write("half that was learnt on\n")
    table(learning, finder, 98)
    sys.stdout.write("half that was not\n")
    held_out = [*photographed(asked.photographs, finder, 1), *phantoms(asked.phantoms, HELD_OUT, finder)]
    table(held_out, finder, 99)
    finder.close()


if __name__ == "__main__":
    main()
