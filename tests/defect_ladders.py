"""Ladders of planted defects: a picture gets worse in steps of one kind, and the gate must name that kind first.

For tests, and on the command line for the large table: `python tests/defect_ladders.py [people a tone] [tone ...]`.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import Path

import cv2
import numpy as np

import planted_defects as planted
from phantom_series import RESOURCES, finder
from skinlax_desktop.domain.gate import Check, CheckName, FrameVerdict
from skinlax_desktop.domain.views import Pose, View
from skinlax_desktop.imaging.landmark_picture import find_faces
from skinlax_desktop.phantom.hand import HeldHand, draw_hand
from skinlax_desktop.phantom.head import PhantomHead, build_head
from skinlax_desktop.phantom.patients import PhantomPatient, patient_from_options
from skinlax_desktop.phantom.rendering import render_linear, render_with_depth
from skinlax_desktop.phantom.scene import Scene, VirtualCamera, seated
from skinlax_desktop.phantom.sensor import expose
from skinlax_desktop.workflows.gate import judge_picture

CAMERA = VirtualCamera().scaled(0.4)
SEED = 3
# Two kinds of one thing, of which either may speak first: mirrored light saturates a channel, too.
LIGHT = frozenset({CheckName.EXPOSURE, CheckName.CLIPPING})
SHINE = frozenset({CheckName.GLARE, CheckName.CLIPPING})


@dataclass(frozen=True, kw_only=True, eq=False)
class Sitter:
    """A phantom before the camera; pictures are made once."""

    patient: PhantomPatient
    head: PhantomHead
    made: dict[str, np.ndarray] = field(default_factory=dict)
    verdicts: list[FrameVerdict] = field(default_factory=list)

    def light(self, scene: Scene) -> np.ndarray:
        key = repr(scene)
        if key not in self.made:
            self.made[key] = render_linear(self.head, scene, CAMERA)
        return self.made[key]

    @property
    def clean(self) -> np.ndarray:
        return expose(self.light(seated(Pose(yaw_deg=0.0, pitch_deg=0.0, roll_deg=0.0))), Scene(), SEED)

    @property
    def clean_verdict(self) -> FrameVerdict:
        if not self.verdicts:
            self.verdicts.append(judge(self.clean))
        return self.verdicts[0]

    @property
    def points(self) -> np.ndarray:
        if "points" not in self.made:
            self.made["points"] = find_faces(self.clean, finder())[0].points_px
        return self.made["points"]


@lru_cache(maxsize=3)
def sitter(tone: int, person: int = 0) -> Sitter:
    patient = patient_from_options(
        seed=100 + 17 * person + tone, age=(31, 48, 64)[(person + tone) % 3], sex="FM"[(person + tone) % 2], tone=tone
    )
    return Sitter(patient=patient, head=build_head(patient, RESOURCES))


Step = Callable[[Sitter, float], np.ndarray]


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """A defect: how it is made, its rising amounts, and the checks that may name it."""

    name: str
    step: Step
    amounts: tuple[float, ...]
    names: frozenset[CheckName]
    unit: str

    @property
    def own(self) -> CheckName:
        """The check whose value is followed."""
        return CheckName.GLARE if CheckName.GLARE in self.names else min(self.names, key=list(CheckName).index)


def judge(picture: np.ndarray) -> FrameVerdict:
    return judge_picture(picture, View.FRONTAL, finder(), calibration=CAMERA.calibration, scale=None).verdict


def objections(verdict: FrameVerdict) -> set[CheckName]:
    """What refuses the picture or warns of it."""
    return {check.name for check in (*verdict.failed, *verdict.warned)}


def _drawn(defect: planted.Defect) -> Step:
    return lambda who, amount: defect(who.clean, who.points, amount)


def _posed(yaw: float = 0.0, pitch: float = 0.0, roll: float = 0.0) -> Step:
    def step(who: Sitter, amount: float) -> np.ndarray:
        pose = Pose(yaw_deg=yaw * amount, pitch_deg=pitch * amount, roll_deg=roll * amount)
        return expose(who.light(seated(pose)), Scene(), SEED)

    return step


def _scene(make: Callable[[float], dict[str, object]]) -> Step:
    def step(who: Sitter, amount: float) -> np.ndarray:
        scene = replace(seated(Pose(yaw_deg=0.0, pitch_deg=0.0, roll_deg=0.0)), **make(amount))
        return expose(who.light(scene), scene, SEED)

    return step


def _at_distance(distance_mm: float) -> dict[str, object]:
    """In focus, and as bright as before: light falls off with the square of the distance to the ring."""
    return {
        "distance_mm": distance_mm,
        "focus_mm": distance_mm,
        "exposure_us": 8000.0 * (distance_mm / 800.0) ** 2,
    }


def _wearing(expression: str) -> Step:
    """The expression to a part of its strength."""

    def step(who: Sitter, amount: float) -> np.ndarray:
        if not amount:
            return who.clean
        worn = {**who.head.expressions, expression: who.head.expressions[expression] * amount}
        head = replace(who.head, expressions=worn)
        scene = replace(seated(Pose(yaw_deg=0.0, pitch_deg=0.0, roll_deg=0.0)), expression=expression)
        return expose(render_linear(head, scene, CAMERA), scene, SEED)

    return step


def _exposed(exposure: float) -> Step:
    """Light itself: longer, or shorter, by so many stops."""

    def step(who: Sitter, amount: float) -> np.ndarray:
        scene = seated(Pose(yaw_deg=0.0, pitch_deg=0.0, roll_deg=0.0))
        return expose(who.light(scene) * np.float32(2.0 ** (exposure * amount)), Scene(), SEED)

    return step


def _amplified(who: Sitter, decibels: float) -> np.ndarray:
    scene = seated(Pose(yaw_deg=0.0, pitch_deg=0.0, roll_deg=0.0))
    return expose(who.light(scene), Scene(gain_db=decibels, exposure_us=8000.0 / 10.0 ** (decibels / 20.0)), SEED)


def _cluttered(who: Sitter, contrast: float) -> np.ndarray:
    """A wall of shelves and pictures, of rising contrast."""
    random = np.random.default_rng(11)
    tiles = random.uniform(-1.0, 1.0, (24, 16, 3)).astype(np.float32)
    wall = cv2.resize(tiles, (CAMERA.width_px, CAMERA.height_px), interpolation=cv2.INTER_NEAREST)
    wall = (0.25 * 2.0 ** (2.0 * contrast * wall)).astype(np.float32)
    light, _ = render_with_depth(who.head, seated(Pose(yaw_deg=0.0, pitch_deg=0.0, roll_deg=0.0)), CAMERA, wall=wall)
    return expose(light, Scene(), SEED)


def _hand_raised(who: Sitter, by_mm: float) -> np.ndarray:
    """The sitter's own left hand, from below the picture up before the face."""
    hand = HeldHand(knuckle_mm=(30.0, -230.0 + by_mm, 25.0), lean_deg=15.0, dip_deg=8.0)
    scene = seated(Pose(yaw_deg=0.0, pitch_deg=0.0, roll_deg=0.0))
    return draw_hand(who.clean, hand, scene, CAMERA, RESOURCES / "third_party")[0]


def _second(who: Sitter, size: float) -> np.ndarray:
    """Another face beside, so many times as large."""
    picture = who.clean.copy()
    if not size:
        return picture
    low, high = (who.points.min(axis=0) - 60).astype(int), (who.points.max(axis=0) + 60).astype(int)
    other = sitter(4, 1) if who.patient.monk != 4 else sitter(6, 1)
    face = other.clean[max(low[1], 0) : high[1], max(low[0], 0) : high[0]]
    small = cv2.resize(face, None, fx=size, fy=size, interpolation=cv2.INTER_AREA)
    height, width = small.shape[:2]
    picture[10 : 10 + height, 4 : 4 + width] = small
    return picture


def _named(*names: CheckName) -> frozenset[CheckName]:
    return frozenset(names)


LADDERS: tuple[Ladder, ...] = tuple(
    Ladder(name=name, step=step, amounts=amounts, names=names, unit=unit)
    for name, step, amounts, names, unit in (
        ("turned left", _posed(yaw=1), (0, 2, 4, 6, 9, 14), _named(CheckName.POSE_YAW), "deg"),
        ("turned right", _posed(yaw=-1), (0, 2, 4, 6, 9, 14), _named(CheckName.POSE_YAW), "deg"),
        ("chin up", _posed(pitch=1), (0, 4, 8, 12, 18), _named(CheckName.POSE_PITCH), "deg"),
        ("chin down", _posed(pitch=-1), (0, 4, 8, 12, 18), _named(CheckName.POSE_PITCH), "deg"),
        ("tilted", _posed(roll=1), (0, 1, 2, 4, 7), _named(CheckName.POSE_ROLL), "deg"),
        (
            "too near",
            _scene(lambda a: _at_distance(800.0 - a)),
            (0, 60, 110, 160),
            _named(CheckName.DISTANCE),
            "mm",
        ),
        (
            "too far",
            _scene(lambda a: _at_distance(800.0 + a)),
            (0, 60, 120, 180),
            _named(CheckName.DISTANCE),
            "mm",
        ),
        ("aside", _scene(lambda a: {"offset_mm": (a, 0.0)}), (0, 12, 22, 32), _named(CheckName.CENTRING), "mm"),
        (
            "gaze aside",
            _scene(lambda a: {"gaze_aside_deg": (a, 0.0)}),
            (0, 5, 10, 15, 20),
            _named(CheckName.GAZE),
            "deg",
        ),
        ("eyes closing", _wearing("eyes_closed"), (0, 0.4, 0.7, 0.85, 1.0), _named(CheckName.EYES_OPEN), "of closed"),
        (
            "mouth opening",
            _wearing("mouth_open"),
            (0, 0.3, 0.6, 1.0),
            _named(CheckName.MOUTH_CLOSED, CheckName.EXPRESSION),
            "of open",
        ),
        ("smile", _wearing("smile"), (0, 0.3, 0.6, 1.0), _named(CheckName.EXPRESSION), "of a smile"),
        ("out of focus", _drawn(planted.out_of_focus), (0, 0.8, 1.2, 1.7, 2.5), _named(CheckName.FOCUS), "px"),
        (
            "moved across",
            _drawn(partial(planted.moved, angle_deg=0.0)),
            (0, 2, 4, 6, 9, 13),
            _named(CheckName.MOTION),
            "px",
        ),
        (
            "moved down",
            _drawn(partial(planted.moved, angle_deg=90.0)),
            (0, 2, 4, 6, 9, 13),
            _named(CheckName.MOTION),
            "px",
        ),
        ("gain", _amplified, (0, 12, 18, 24, 30), _named(CheckName.NOISE), "dB"),
        ("too dark", _exposed(-1.0), (0, 0.7, 1.4, 2.1, 3.0), LIGHT, "stops"),
        ("too bright", _exposed(1.0), (0, 0.7, 1.4, 2.1, 3.0), LIGHT, "stops"),
        (
            "light from one side",
            _drawn(planted.light_from_one_side),
            (0, 0.5, 1.0, 1.5, 2.2),
            _named(CheckName.LIGHT_BALANCE),
            "stops",
        ),
        (
            "shadow of the nose",
            _drawn(planted.shadow),
            (0, 0.4, 0.8, 1.2, 1.8),
            _named(CheckName.SHADOWS),
            "stops",
        ),
        ("shine", _drawn(planted.shine), (0, 0.15, 0.35, 0.5, 0.7), SHINE, "of full scale"),
        ("haze", _drawn(planted.haze), (0, 0.15, 0.3, 0.5, 0.75), _named(CheckName.DYNAMIC_RANGE), "of the light"),
        ("lipstick", _drawn(planted.lipstick), (0, 0.2, 0.4, 0.7, 1.0), _named(CheckName.MAKE_UP), "of the dye"),
        ("eye shadow", _drawn(planted.eye_shadow), (0, 0.1, 0.2, 0.4, 0.7), _named(CheckName.MAKE_UP), "of the dye"),
        ("glasses", _drawn(planted.covered_by("glasses")), (0, 0.3, 0.6, 1.0), _named(CheckName.OCCLUSION), "opacity"),
        ("hand", _drawn(planted.covered_by("hand", 7)), (0, 0.3, 0.6, 1.0), _named(CheckName.OCCLUSION), "opacity"),
        ("hand raised", _hand_raised, (0, 50, 80, 110, 140), _named(CheckName.OCCLUSION), "mm"),
        ("mask", _drawn(planted.covered_by("mask")), (0, 0.3, 0.6, 1.0), _named(CheckName.OCCLUSION), "opacity"),
        ("hair", _drawn(planted.covered_by("hair")), (0, 0.3, 0.6, 1.0), _named(CheckName.OCCLUSION), "opacity"),
        ("cluttered wall", _cluttered, (0, 0.2, 0.4, 0.8, 1.5), _named(CheckName.BACKGROUND), "contrast"),
        ("second face", _second, (0, 0.15, 0.3, 0.45), _named(CheckName.SINGLE_FACE), "of the first"),
    )
)


@dataclass(frozen=True, kw_only=True)
class Climb:
    """What the gate said on every rung: the value of the own check, and all that was objected to beyond the clean.

    `refused`: of every rung whether the picture was refused, for whatever reason.
    """

    ladder: Ladder
    values: tuple[float | None, ...]
    objected: tuple[frozenset[CheckName], ...]
    refused: tuple[bool, ...]

    @property
    def first(self) -> int | None:
        """The rung on which anything is objected to."""
        return next((rung for rung, names in enumerate(self.objected) if names), None)

    @property
    def names_its_own_first(self) -> bool:
        return self.first is not None and bool(self.objected[self.first] & self.ladder.names)

    @property
    def names_it_alone(self) -> bool:
        return self.first is not None and self.objected[self.first] <= self.ladder.names

    @property
    def turns(self) -> float:
        """How much of the value's way went backwards, 0 to 1; rungs where it could not be read are left out."""
        known = [value for value in self.values if value is not None]
        read = [abs(value - known[0]) for value in known]
        steps = np.diff(read)
        return float(min(np.maximum(steps, 0).sum(), np.maximum(-steps, 0).sum()) / max(np.abs(steps).sum(), 1e-9))


def climb(ladder: Ladder, who: Sitter, *, to_the_top: bool = True) -> Climb:
    """Up the ladder, to the top or to the first rung that is objected to."""
    values, objected, refused = [], [], []
    for amount in ladder.amounts:
        verdict = judge(ladder.step(who, amount)) if amount else who.clean_verdict
        check: Check | None = verdict.find(ladder.own)
        values.append(None if check is None else check.value)
        objected.append(frozenset(objections(verdict) - objections(who.clean_verdict)))
        refused.append(not verdict.passed)
        if objected[-1] and not to_the_top:
            break
    return Climb(ladder=ladder, values=tuple(values), objected=tuple(objected), refused=tuple(refused))


def climbs(tones: tuple[int, ...], people: int) -> Iterator[tuple[Sitter, Climb]]:
    for tone in tones:
        for person in range(people):
            who = sitter(tone, person)
            for ladder in LADDERS:
                yield who, climb(ladder, who)


def _tones() -> tuple[int, ...]:
    return tuple(int(tone) for tone in sys.argv[2:]) or tuple(range(1, 11))


def main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    rows: dict[str, list[Climb]] = {}
    tones: dict[int, list[Climb]] = {}
    for who, made in climbs(_tones(), people):
        rows.setdefault(made.ladder.name, []).append(made)
        tones.setdefault(who.patient.monk, []).append(made)
        if not made.names_its_own_first:
            named = [sorted(names) for names in made.objected]
            print(f"  tone {who.patient.monk}, {made.ladder.name}: {made.values} {named}", flush=True)  # noqa: T201
    for name, made_all in rows.items():
        first = [made.first for made in made_all if made.first is not None]
        amount = made_all[0].ladder.amounts[round(float(np.median(first)))] if first else None
        print(  # noqa: T201
            f"| {name} | {made_all[0].ladder.own} | {sum(made.names_its_own_first for made in made_all)} "
            f"| {sum(made.names_it_alone for made in made_all)} | {len(made_all)} "
            f"| {amount} {made_all[0].ladder.unit} | {max(made.turns for made in made_all):.2f} |"
        )
    for tone, made_all in tones.items():
        refused = [rung for made in made_all for rung in made.refused]
        objected = [bool(rung) for made in made_all for rung in made.objected]
        print(f"tone {tone}: refused {np.mean(refused):.3f}, objected to {np.mean(objected):.3f} of {len(refused)}")  # noqa: T201


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    main()
