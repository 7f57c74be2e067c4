"""Writes a capture set of a phantom with its ground truth."""

import json
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import LightMode
from skinlax_desktop.domain.views import POSE_TARGETS, STANDARD_SERIES, Pose, View
from skinlax_desktop.imaging.encoding import encode_png
from skinlax_desktop.phantom.depth_series import SeriesFrame
from skinlax_desktop.phantom.head import PhantomHead, build_head
from skinlax_desktop.phantom.landmarks import load_landmark_table
from skinlax_desktop.phantom.motion import moved_head, random_motion
from skinlax_desktop.phantom.patients import PhantomPatient
from skinlax_desktop.phantom.rendering import render
from skinlax_desktop.phantom.scene import WORKING_DISTANCE_MM, Scene, VirtualCamera, seated
from skinlax_desktop.phantom.truth import TruthFrame, truth_document, write_bare_skin_ply, write_head_ply

_POSE_SD_DEG: Final = 0.8
_OFFSET_SD_MM: Final = 2.0
_MOST_REPEATS: Final = 20
_FRAME_SECONDS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """How the pictures are taken: amplifier gain (noise), and how far the face moves between them, 3D rms."""

    gain_db: float = 0.0
    motion_mm: float = 0.0


def write_capture_set(
    patient: PhantomPatient,
    folder: Path,
    resources: Path,
    *,
    seed: int,
    repeats: int = 1,
    report: Callable[[str, int, int], None] | None = None,
    camera: VirtualCamera | None = None,
    modes: tuple[LightMode, ...] = (),
    depth_series: Callable[[np.random.Generator], Iterable[SeriesFrame]] | None = None,
    conditions: Conditions | None = None,
) -> None:
    """Photograph the five standard views and write `capture_set.json`, PNG pictures and `truth/` into `folder`.

    The first frontal picture is taken again in each of the `modes`, labelled so. `repeats` re-posed pictures of each
    view differ by a technician's small errors of pose and place. `depth_series` makes other pictures instead, see
    `phantom.depth_series`. `report` is told the file, how many are done and how
    many there are. The folder appears whole or not at all; raises
    `phantom_repeats_refused`, `phantom_assets_missing`.
    """
    if not 1 <= repeats <= _MOST_REPEATS:
        raise SkinlaxError("phantom_repeats_refused", repeats=repeats)
    random = np.random.default_rng((seed, patient.seed))
    planned = list(depth_series(random)) if depth_series is not None else None
    camera = camera or VirtualCamera()
    head = build_head(patient, resources)
    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    (part / "truth").mkdir(parents=True)
    conditions = conditions or Conditions()
    try:
        if planned is None:
            shots = _standard_shots(random, repeats, modes)
        else:
            shots = [_Shot(frame=_truth_of(row), aside_deg=row.aside_deg, still=row.still) for row in planned]
        _photograph(head, part, camera, shots, random, conditions, report)
        _write_json(part / "capture_set.json", _document(patient, camera, shots, conditions))
        table = load_landmark_table(resources)
        _write_json(part / "truth" / "truth.json", truth_document(head, table, [s.frame for s in shots], camera))
        write_head_ply(head, part / "truth" / "head.ply")
        write_head_ply(head, part / "truth" / "head_without_laxity.ply", rest=True)
        write_bare_skin_ply(head, part / "truth" / "bare_skin.ply")
        shutil.rmtree(folder, ignore_errors=True)
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shot:
    frame: TruthFrame
    repeat: int = 1
    aside_deg: float | None = None
    still: bool = True


def _truth_of(row: SeriesFrame) -> TruthFrame:
    return TruthFrame(file=row.file, view=row.view.value, scene=row.scene)


def _standard_shots(random: np.random.Generator, repeats: int, modes: tuple[LightMode, ...]) -> list[_Shot]:
    shots = [
        _Shot(
            frame=TruthFrame(file=f"{view.value}_{repeat}.png", view=view.value, scene=_posed(view, random)),
            repeat=repeat,
        )
        for repeat in range(1, repeats + 1)
        for view in STANDARD_SERIES
    ]
    frontal = shots[STANDARD_SERIES.index(View.FRONTAL)].frame
    for mode in modes:
        scene = replace(frontal.scene, light=replace(frontal.scene.light, mode=mode))
        shots.append(_Shot(frame=TruthFrame(file=f"frontal_{mode.value}.png", view=frontal.view, scene=scene)))
    return shots


def _photograph(
    head: PhantomHead,
    folder: Path,
    camera: VirtualCamera,
    shots: Sequence[_Shot],
    random: np.random.Generator,
    conditions: Conditions,
    report: Callable[[str, int, int], None] | None,
) -> None:
    for number, shot in enumerate(shots):
        scene, subject = replace(shot.frame.scene, gain_db=conditions.gain_db), head
        if conditions.gain_db:
            # The picture stays as bright, so that gain shows as noise.
            scene = replace(scene, exposure_us=scene.exposure_us / 10.0 ** (conditions.gain_db / 20.0))
        if conditions.motion_mm and not shot.still:
            subject = moved_head(head, random_motion(head.vertices_mm, conditions.motion_mm, random))
            scene = replace(scene, expression="moved")
        picture = render(subject, scene, camera, noise_seed=int(random.integers(2**31)))
        (folder / shot.frame.file).write_bytes(encode_png(picture))
        if report is not None:
            report(shot.frame.file, number + 1, len(shots))


def _posed(view: View, random: np.random.Generator) -> Scene:
    target = POSE_TARGETS[view].pose
    yaw, pitch, roll = random.normal(0.0, _POSE_SD_DEG, 3).clip(-2.0, 2.0)
    pose = Pose(yaw_deg=float(target.yaw_deg + yaw), pitch_deg=float(target.pitch_deg + pitch), roll_deg=float(roll))
    right, up = random.normal(0.0, _OFFSET_SD_MM, 2).clip(-5.0, 5.0)
    scene = seated(pose, aside_mm=(float(right), float(up)))
    # The scale of the set is the working distance of the frontal view, so that one is exact.
    return replace(scene, distance_mm=WORKING_DISTANCE_MM) if view is View.FRONTAL else scene


def _document(
    patient: PhantomPatient, camera: VirtualCamera, shots: Sequence[_Shot], conditions: Conditions
) -> dict[str, Any]:
    (cx, cy), focal = camera.centre_px, camera.focal_px
    light = shots[0].frame.scene.light
    return {
        "schema": 1,
        "camera": {
            "model": camera.calibration.model,
            "serial": camera.calibration.serial,
            "width_px": camera.width_px,
            "height_px": camera.height_px,
            "K": [[focal, 0.0, cx], [0.0, focal, cy], [0.0, 0.0, 1.0]],
            "distortion": [0.0, 0.0, 0.0, 0.0, 0.0],
            "calibrated_at": "2026-01-01T00:00:00Z",
        },
        "light": {
            "model": "skinlax phantom ring",
            "cct_k": light.colour_temperature_k,
            "level": light.level,
            "polarisation": "none",
        },
        "subject": {
            "synthetic": True,
            "name": patient.name,
            "age_years": patient.age_years,
            "sex": patient.sex,
            "fitzpatrick": patient.fitzpatrick,
            "monk": patient.monk,
            "posture": "upright",
        },
        "scale": {
            "kind": "working_distance",
            "view": View.FRONTAL.value,
            "distance_mm": WORKING_DISTANCE_MM,
            "sigma_mm": 1.0,
        },
        "frames": [
            {
                "file": shot.frame.file,
                "view": shot.frame.view,
                "repeat": shot.repeat,
                "captured_at": _moment(number),
                "exposure_us": shot.frame.scene.exposure_us / 10.0 ** (conditions.gain_db / 20.0),
                "gain_db": shot.frame.scene.gain_db + conditions.gain_db,
                "light": shot.frame.scene.light.mode.value,
                **({} if shot.aside_deg is None else {"aside_deg": shot.aside_deg}),
            }
            for number, shot in enumerate(shots)
        ],
    }


def _moment(number: int) -> str:
    """An invented time, the same on every run, so that a set is the same to the byte."""
    minutes, seconds = divmod(number * _FRAME_SECONDS, 60)
    return f"2026-01-01T09:{minutes:02d}:{seconds:02d}Z"


def _write_json(path: Path, document: dict[str, Any]) -> None:
    path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
