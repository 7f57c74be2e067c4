"""Recipe: how near the guidance leads a patient, on phantom truth: by the standard, and by the baseline.

A phantom sits before the camera, hears one sentence after the other and obeys it about as well as people do, until the
guide says ready and the gate accepts the still; then its true pose and distance are compared with what was wanted.

PYTHONPATH=src:tests python tests/baseline_residuals.py [factor of the camera's resolution] [patients from:to] [quick]
"""

import math
import sys
from dataclasses import dataclass, field, replace

import numpy as np

import phantom_series
from skinlax_desktop.devices.simulated import ObedientSubject
from skinlax_desktop.domain.calibration import CameraCalibration
from skinlax_desktop.domain.ids import VisitId
from skinlax_desktop.domain.light_and_exposure import LightSettings
from skinlax_desktop.domain.views import POSE_TARGETS, STANDARD_SERIES, Pose, View
from skinlax_desktop.domain.zones import ZONES
from skinlax_desktop.imaging.development import develop
from skinlax_desktop.phantom.head import PhantomHead, build_head
from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS, PhantomPatient
from skinlax_desktop.phantom.rendering import render
from skinlax_desktop.phantom.scene import Scene, VirtualCamera
from skinlax_desktop.phantom.sensor import to_mosaic
from skinlax_desktop.ports.frame import Frame, PixelLayout
from skinlax_desktop.workflows.assessment import Baseline, JudgedPicture, Overall
from skinlax_desktop.workflows.gate import judge_picture
from skinlax_desktop.workflows.guidance import LiveGuide
from skinlax_desktop.workflows.learn_reference import learn_reference
from skinlax_desktop.workflows.view_reference import ViewReference

_STEP_S = 0.1
_PATIENCE = 240
_RING = {"dim_light": -0.06, "brighten_light": 0.06}


@dataclass
class Chair:
    """A phantom who is at once where it was asked to be; time passes by hand."""

    head: PhantomHead
    camera: VirtualCamera
    scene: Scene = field(default_factory=Scene)
    ring_level: float = 0.6
    at_s: float = 0.0
    settled: bool = True
    rendered: tuple[Scene, np.ndarray] | None = None
    renders: int = 0

    def scene_now(self) -> Scene:
        return self.scene

    def ask(
        self,
        pose: Pose,
        expression: str = "neutral",
        offset_mm: tuple[float, float] = (0.0, 0.0),
        distance_mm: float = 800.0,
        over_s: float = 1.2,
    ) -> None:
        light = LightSettings(level=self.ring_level)
        self.scene = Scene(pose=pose, expression=expression, offset_mm=offset_mm, distance_mm=distance_mm, light=light)

    def set_ring(self, by: float) -> None:
        """What a technician does when the ring is too bright or too dim."""
        self.ring_level += by
        self.scene = replace(self.scene, light=LightSettings(level=self.ring_level))

    def frame(self) -> Frame:
        if self.rendered is None or self.rendered[0] != self.scene:
            self.renders += 1
            picture = render(self.head, self.scene, self.camera, noise_seed=self.renders)
            self.rendered = (self.scene, to_mosaic(picture, 1))
        return Frame(
            pixels=self.rendered[1],
            layout=PixelLayout.BAYER_RG8,
            sequence=round(self.at_s * 1000),
            captured_at_s=self.at_s,
            exposure_us=8000.0,
            gain_db=0.0,
            quarter_turns=1,
        )


@dataclass
class Taken:
    """An accepted still and where the phantom truly was."""

    view: View
    scene: Scene
    picture: np.ndarray
    judged: JudgedPicture
    moves: int


def sit(
    head: PhantomHead,
    camera: VirtualCamera,
    seed: int,
    references: dict[View, ViewReference] | None = None,
    views: tuple[View, ...] = STANDARD_SERIES,
) -> list[Taken]:
    """A whole visit; a view that is never accepted is left out."""
    chair = Chair(head, camera)
    finder = phantom_series.finder()
    guide = LiveGuide(finder, camera.calibration)
    guide.references = references or {}
    subject = ObedientSubject(chair, seed, monotonic_s=lambda: chair.at_s)
    # Time never runs back for the tracker, whichever visit this is.
    chair.at_s = sit.clock
    taken: list[Taken] = []
    baseline: Baseline | None = None
    for view in views:
        subject.take_view(view)
        chair.at_s += 3.0
        ready, moves = 0, 0
        for _ in range(_PATIENCE):
            chair.at_s += _STEP_S
            guide.baseline = baseline
            seen = guide.assess(chair.frame(), view)
            ready = ready + 1 if seen.overall is Overall.READY else 0
            if ready >= 3:
                reference = guide.references.get(view)
                picture = develop(chair.frame())
                judged = judge_picture(
                    picture, view, finder, calibration=camera.calibration, scale=None, baseline=baseline,
                    guided=True, reference=reference,
                )  # fmt: skip
                ready = 0
                if judged.verdict.passed:
                    baseline = judged.baseline or baseline
                    taken.append(Taken(view, chair.scene, picture, judged, moves))
                    break
                why = next((check.advice for check in judged.verdict.failed if check.advice is not None), None)
                chair.at_s += 2.5
                moves += subject.hear(why)
                chair.at_s += 1.5
                print("  refused", view.value, [check.name.value for check in judged.verdict.failed])  # noqa: T201
            elif seen.advice is not None and seen.advice.code in _RING:
                chair.set_ring(_RING[seen.advice.code])
            elif subject.hear(seen.advice):
                moves += 1
                chair.at_s += 1.5
        else:
            print("  gave up on", view.value, seen.advice, [c.name.value for c in seen.verdict.failed])  # noqa: T201
    sit.clock = chair.at_s + 10.0
    return taken


sit.clock = 1.0


def learn(taken: list[Taken], calibration: CameraCalibration) -> dict[View, ViewReference]:
    """The references that a visit leaves."""
    found: dict[View, ViewReference] = {}
    baseline: Baseline | None = None
    for one in taken:
        learnt = learn_reference(
            one.picture, one.view, phantom_series.finder(), visit_id=VisitId("first"), calibration=calibration,
            scale=None, baseline=baseline, posture=one.judged.posture,
        )  # fmt: skip
        if learnt is not None:
            found[one.view] = learnt.reference
            baseline = learnt.teaches or baseline
    return found


def away(now: Scene, then: Scene) -> tuple[float, float, float, float]:
    """True difference: yaw, pitch, roll in degrees, size in the picture in per cent."""
    first, second = now.pose, then.pose
    return (
        first.yaw_deg - second.yaw_deg,
        first.pitch_deg - second.pitch_deg,
        first.roll_deg - second.roll_deg,
        100.0 * (then.distance_mm / now.distance_mm - 1.0),
    )


def saggier(patient: PhantomPatient) -> PhantomPatient:
    """The same person with every zone a grade laxer."""
    return replace(patient, laxity={zone: min(4.0, patient.severity(zone) + 1.0) for zone in ZONES})


def report(name: str, rows: dict[View, list[tuple[float, ...]]]) -> None:
    """Mean absolute and worst residual by view."""
    print(name)  # noqa: T201
    everything = [row for found in rows.values() for row in found]
    for view, found in [*rows.items(), ("all", everything)]:
        if found:
            off = np.abs(np.array(found))
            mean, worst = off.mean(axis=0).round(2), off.max(axis=0).round(2)
            print(f"  {view:14s} n {len(found):2d}  mean yaw pitch roll deg, size % {mean}  worst {worst}")  # noqa: T201


def main(factor: float, first: int, last: int, *, quick: bool = False) -> None:
    """The visits of each patient; `quick` leaves out the second one by the standard and the laxer face."""
    camera = VirtualCamera().scaled(factor)
    by_standard, by_first, by_baseline, sagging = ({view: [] for view in STANDARD_SERIES} for _ in range(4))
    patients = [*DEFAULT_PATIENTS, *(_held_out(options) for options in _HELD_OUT)][first:last]
    for number, patient in enumerate(patients, first):
        head = build_head(patient, phantom_series.RESOURCES)
        one = sit(head, camera, seed=10 + number)
        references = learn(one, camera.calibration)
        then = {taken.view: taken.scene for taken in one}
        for taken in one:
            target = Scene(pose=POSE_TARGETS[taken.view].pose)
            by_standard[taken.view].append((*away(taken.scene, target)[:3], math.nan))
        _say(patient.name, "first visit", one)
        for name, rows, seed, known in (
            ("by the baseline", by_baseline, 30, references),
            ("by the standard", by_first, 20, {}),
            ("laxer", sagging, 40, references),
        )[: 1 if quick else 3]:
            sitter = build_head(saggier(patient), phantom_series.RESOURCES) if name == "laxer" else head
            visit = sit(sitter, camera, seed + number, known)
            for taken in visit:
                if taken.view in then:
                    rows[taken.view].append(away(taken.scene, then[taken.view]))
            _say(patient.name, name, visit)
            for view, found in rows.items():
                if found:
                    print("   ", view.value, np.round(found[-1], 2))  # noqa: T201
    report("first visit against the standard pose", by_standard)
    report("second visit by the standard, against the first", by_first)
    report("second visit by the baseline, against the first", by_baseline)
    report("the same with every zone one grade laxer", sagging)


def _say(patient: str, name: str, visit: list[Taken]) -> None:
    exact = [taken.judged.match.record.exact for taken in visit if taken.judged.match is not None]
    moves = [taken.moves for taken in visit]
    print(patient, name, "views", len(visit), "moves", moves, "exact", exact)  # noqa: T201


def _held_out(options: tuple[int, int, str, int]) -> PhantomPatient:
    from phantom_repeats import made

    return made(options)


_HELD_OUT = ((9201, 39, "M", 3), (9202, 58, "F", 7), (9203, 69, "M", 2))


if __name__ == "__main__":
    chosen = sys.argv[2] if len(sys.argv) > 2 else "0:5"
    least = "quick" in sys.argv[3:]
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 0.5, *(int(part) for part in chosen.split(":")), quick=least)
