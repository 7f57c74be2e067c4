"""A visit's pictures as a capture set: for the reconstruction, and for whoever else reads capture sets."""

import json
import os
import secrets
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from skinlax_desktop.domain.calibration import Scale
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.light_and_exposure import LightMode
from skinlax_desktop.domain.sweep import HeadHeld
from skinlax_desktop.domain.visit import Capture, Visit
from skinlax_desktop.workflows.calibration_document import camera_block
from skinlax_desktop.workflows.capture_set import FILE_NAME, SCHEMA
from skinlax_desktop.workflows.series_pictures import Progress

_SUFFIXES: Final = {"image/tiff": "tiff", "image/png": "png", "image/jpeg": "jpg"}


CHIN_DOWN: Final = "chin_down"


def captures_for_shape(visit: Visit, held: HeadHeld = HeadHeld.LEVEL) -> tuple[tuple[str, Capture], ...]:
    """What a reconstruction is made from, each with its name: the views that count, their second pictures, the sweep.

    Of the sweep the newest picture of every sector, from the right profile to the left one. Of a head that is `held`
    with its chin down the sweep alone.
    """
    if held is HeadHeld.CHIN_DOWN:
        return tuple((f"chin_down_{one.sweep.sector:02d}", one) for one in visit.swept(held) if one.sweep is not None)
    chosen: list[tuple[str, Capture]] = []
    for capture in visit.counted:
        name = f"{capture.view.value}_{capture.repeat}"
        chosen.append((name, capture))
        second = visit.aside_of(capture.view, capture.repeat)
        if second is not None and second.mode is LightMode.PLAIN:
            chosen.append((f"{name}_aside", second))
    swept = ((one.sweep.sector, one) for one in visit.sweep if one.sweep is not None)
    return (*chosen, *((f"sweep_{sector:02d}", one) for sector, one in swept))


def write_visit_capture_set(
    visit: Visit,
    load_image: Callable[[ImageRef], bytes],
    folder: Path,
    on_progress: Progress | None = None,
    *,
    held: HeadHeld = HeadHeld.LEVEL,
) -> int:
    """Write pictures and `capture_set.json` into a new `folder`, which appears whole or not at all; how many pictures.

    Nothing names the patient. Raises `export_no_pictures`, `export_folder_there`, `output_not_writable`, and what
    `load_image` raises.
    """
    progress = on_progress or (lambda _fraction, _step: None)
    captures = captures_for_shape(visit, held)
    if not captures:
        raise SkinlaxError("export_no_pictures")
    if folder.exists():
        raise SkinlaxError("export_folder_there", folder=folder.name)
    part = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    try:
        part.mkdir(parents=True)
        frames = []
        for done, (name, capture) in enumerate(captures):
            progress(done / len(captures), "writing")
            file = f"{name}.{_SUFFIXES.get(capture.image.media_type, 'tiff')}"
            (part / file).write_bytes(load_image(capture.image))
            frames.append(_frame(file, capture))
        document = _document(visit, [capture for _, capture in captures], frames, held)
        (part / FILE_NAME).write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
        os.replace(part, folder)
    except OSError as error:
        raise SkinlaxError("output_not_writable", folder=folder.name) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return len(captures)


def _document(
    visit: Visit, captures: Sequence[Capture], frames: list[dict[str, Any]], held: HeadHeld
) -> dict[str, Any]:
    document: dict[str, Any] = {"schema": SCHEMA}
    if visit.calibration is not None:
        document["camera"] = camera_block(visit.calibration)
    light = next((capture.light for capture in captures if capture.light is not None), None)
    if light is not None:
        document["light"] = {"cct_k": light.colour_temperature_k, "level": light.level, "polarisation": "none"}
    posture = CHIN_DOWN if held is HeadHeld.CHIN_DOWN else visit.posture
    if posture:
        document["subject"] = {"posture": posture}
    if visit.scale is not None:
        document["scale"] = _scale(visit.scale)
    return {**document, "frames": frames}


def _scale(scale: Scale) -> dict[str, Any]:
    rows = {
        "kind": scale.kind.value,
        "view": None if scale.view is None else scale.view.value,
        "distance_mm": scale.distance_mm,
        "size_mm": scale.size_mm,
        "sigma_mm": scale.sigma_mm,
        "family": scale.family,
        "id": scale.marker_id,
    }
    return {name: value for name, value in rows.items() if value is not None}


def _frame(file: str, capture: Capture) -> dict[str, Any]:
    row: dict[str, Any] = {
        "file": file,
        "view": capture.view.value,
        "repeat": capture.repeat if capture.sweep is None else capture.sweep.sector,
        "captured_at": capture.captured_at,
        "light": capture.mode.value,
    }
    if capture.camera is not None:
        row |= {"exposure_us": capture.camera.exposure_us, "gain_db": capture.camera.gain_db}
    if capture.aside_deg is not None:
        row["aside_deg"] = capture.aside_deg
    if capture.sweep is not None:
        place = capture.sweep
        row |= {
            "yaw_deg": round(place.yaw_deg, 2),
            "yaw_sigma_deg": round(place.sigma_deg, 2),
            "yaw_source": place.source.value,
            "expression_judged": place.expression_judged,
        }
    return row
