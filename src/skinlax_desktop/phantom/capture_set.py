"""Writes a capture set of a phantom with its ground truth."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import LightMode
from skinlax_desktop.domain.views import POSE_TARGETS, STANDARD_SERIES, Pose, View
from skinlax_desktop.imaging.encoding import encode_png
from skinlax_desktop.phantom.head import PhantomHead, build_head
from skinlax_desktop.phantom.landmarks import load_landmark_table
from skinlax_desktop.phantom.patients import PhantomPatient
from skinlax_desktop.phantom.rendering import render
from skinlax_desktop.phantom.scene import WORKING_DISTANCE_MM, Scene, VirtualCamera, seated
from skinlax_desktop.phantom.truth import TruthFrame, truth_document, write_head_ply

_POSE_SD_DEG: Final = 0.8
_OFFSET_SD_MM: Final = 2.0
_MOST_REPEATS: Final = 20
_FRAME_SECONDS: Final = 4


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
) -> None:
    """Photograph the five standard views and write `capture_set.json`, PNG pictures and `truth/` into `folder`.

    The first frontal picture is taken again in each of the `modes`, labelled so. `repeats` re-posed pictures of each
    view differ by a technician's small errors of pose and place. `report` is told the file, how many are done and how
    many there are. The folder appears whole or not at all; raises
    `phantom_repeats_refused`, `phantom_assets_missing`.
    """
    if not 1 <= repeats <= _MOST_REPEATS:
        raise SkinlaxError("phantom_repeats_refused", repeats=repeats)
    camera = camera or VirtualCamera()
    head = build_head(patient, resources)
    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    (part / "truth").mkdir(parents=True)
    try:
        frames = _photograph(head, part, camera, seed=seed, repeats=repeats, modes=modes, report=report)
        _write_json(part / "capture_set.json", _document(patient, camera, frames))
        table = load_landmark_table(resources)
        _write_json(part / "truth" / "truth.json", truth_document(head, table, [f for f, _ in frames], camera))
        write_head_ply(head, part / "truth" / "head.ply")
        write_head_ply(head, part / "truth" / "head_without_laxity.ply", rest=True)
        shutil.rmtree(folder, ignore_errors=True)
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _photograph(
    head: PhantomHead,
    folder: Path,
    camera: VirtualCamera,
    *,
    seed: int,
    repeats: int,
    modes: tuple[LightMode, ...],
    report: Callable[[str, int, int], None] | None,
) -> list[tuple[TruthFrame, int]]:
    random = np.random.default_rng((seed, head.patient.seed))
    frames: list[tuple[TruthFrame, int]] = []
    total = repeats * len(STANDARD_SERIES) + len(modes)

    def take(frame: TruthFrame, repeat: int) -> None:
        picture = render(head, frame.scene, camera, noise_seed=int(random.integers(2**31)))
        (folder / frame.file).write_bytes(encode_png(picture))
        frames.append((frame, repeat))
        if report is not None:
            report(frame.file, len(frames), total)

    for repeat in range(1, repeats + 1):
        for view in STANDARD_SERIES:
            take(TruthFrame(file=f"{view.value}_{repeat}.png", view=view.value, scene=_posed(view, random)), repeat)
    frontal = frames[STANDARD_SERIES.index(View.FRONTAL)][0]
    for mode in modes:
        scene = replace(frontal.scene, light=replace(frontal.scene.light, mode=mode))
        take(TruthFrame(file=f"frontal_{mode.value}.png", view=frontal.view, scene=scene), 1)
    return frames


def _posed(view: View, random: np.random.Generator) -> Scene:
    target = POSE_TARGETS[view].pose
    yaw, pitch, roll = random.normal(0.0, _POSE_SD_DEG, 3).clip(-2.0, 2.0)
    pose = Pose(yaw_deg=float(target.yaw_deg + yaw), pitch_deg=float(target.pitch_deg + pitch), roll_deg=float(roll))
    right, up = random.normal(0.0, _OFFSET_SD_MM, 2).clip(-5.0, 5.0)
    scene = seated(pose, aside_mm=(float(right), float(up)))
    # The scale of the set is the working distance of the frontal view, so that one is exact.
    return replace(scene, distance_mm=WORKING_DISTANCE_MM) if view is View.FRONTAL else scene


def _document(patient: PhantomPatient, camera: VirtualCamera, frames: list[tuple[TruthFrame, int]]) -> dict[str, Any]:
    (cx, cy), focal = camera.centre_px, camera.focal_px
    light = frames[0][0].scene.light
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
                "file": frame.file,
                "view": frame.view,
                "repeat": repeat,
                "captured_at": _moment(number),
                "exposure_us": frame.scene.exposure_us,
                "gain_db": frame.scene.gain_db,
                "light": frame.scene.light.mode.value,
            }
            for number, (frame, repeat) in enumerate(frames)
        ],
    }


def _moment(number: int) -> str:
    """An invented time, the same on every run, so that a set is the same to the byte."""
    minutes, seconds = divmod(number * _FRAME_SECONDS, 60)
    return f"2026-01-01T09:{minutes:02d}:{seconds:02d}Z"


def _write_json(path: Path, document: dict[str, Any]) -> None:
    path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
