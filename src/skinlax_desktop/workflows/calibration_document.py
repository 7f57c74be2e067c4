"""`calibration.json`: a calibration as the command line writes it, in the words of `capture_set.json`."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from skinlax_desktop import __version__
from skinlax_desktop.domain.calibration import CameraCalibration
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import CameraSettings, LightSettings
from skinlax_desktop.domain.station_calibration import (
    ColourCalibration,
    FlatField,
    LensCalibration,
    PatchReading,
    PlaceGain,
)
from skinlax_desktop.imaging.colour_fit import TERMS
from skinlax_desktop.workflows.files_whole import write_results

SCHEMA: Final = 1


def lens_document(lens: LensCalibration) -> dict[str, Any]:
    """`camera` can be put into a capture set as it is; `quality` says how good it is."""
    return {
        "schema": SCHEMA,
        "program": f"skinlax {__version__}",
        "camera": camera_block(lens.camera),
        "quality": {
            "reprojection_px": round(lens.reprojection_px, 4),
            "focal_px": {
                "value": round((lens.camera.focal_x_px + lens.camera.focal_y_px) / 2.0, 3),
                "low": round(lens.focal_low_px, 3),
                "high": round(lens.focal_high_px, 3),
            },
            "coverage": round(lens.coverage, 3),
            "boards": lens.boards,
            "boards_dropped": lens.boards_dropped,
            "corners": lens.corners,
        },
    }


def camera_block(camera: CameraCalibration) -> dict[str, Any]:
    """The camera of a capture set."""
    return {
        "model": camera.model,
        "serial": camera.serial,
        "width_px": camera.width_px,
        "height_px": camera.height_px,
        "K": [
            [camera.focal_x_px, 0.0, camera.centre_x_px],
            [0.0, camera.focal_y_px, camera.centre_y_px],
            [0.0, 0.0, 1.0],
        ],
        "distortion": list(camera.distortion),
        "calibrated_at": camera.calibrated_at,
    }


def colour_document(colour: ColourCalibration, flat_field: FlatField | None) -> dict[str, Any]:
    """`colour` can be put into a capture set as it is."""
    return {
        "schema": SCHEMA,
        "program": f"skinlax {__version__}",
        "colour": {
            "calibration": asdict(colour),
            "flat_field": None if flat_field is None else asdict(flat_field),
        },
    }


def colour_from(block: Mapping[str, Any]) -> tuple[ColourCalibration, FlatField | None]:
    """The block `colour` of a capture set. Raises `capture_set_field` for anything that cannot be one."""
    try:
        made = dict(block["calibration"])
        matrix = tuple(_triple(row) for row in made["matrix"])
        if made["model"] not in TERMS or len(matrix) != {"linear": 3, "affine": 4, "root_polynomial": 6}[made["model"]]:
            raise ValueError("no such model")
        colour = ColourCalibration(
            id=str(made["id"]),
            made_at=str(made["made_at"]),
            model=str(made["model"]),
            matrix=matrix,
            delta_e_mean=float(made["delta_e_mean"]),
            delta_e_max=float(made["delta_e_max"]),
            patches=tuple(
                PatchReading(name=str(patch["name"]), rgb=_triple(patch["rgb"]), delta_e=float(patch["delta_e"]))
                for patch in made["patches"]
            ),
            places=tuple(
                PlaceGain(x=float(place["x"]), y=float(place["y"]), gain=_triple(place["gain"]))
                for place in made["places"]
            ),
            light=None if made["light"] is None else LightSettings(**made["light"]),
            camera=None if made["camera"] is None else CameraSettings(**made["camera"]),
            flat_field_id=str(made["flat_field_id"]),
        )
        return colour, _flat_field(block.get("flat_field"))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise SkinlaxError("capture_set_field", field="colour") from None


def write_document(document: Mapping[str, Any], path: Path) -> None:
    """Write it whole or not at all. Raises `output_not_writable`."""
    text = json.dumps(document, indent=1, allow_nan=False) + "\n"
    write_results({path.name: text.encode("utf-8")}, path.parent)


def _flat_field(block: Mapping[str, Any] | None) -> FlatField | None:
    if block is None:
        return None
    gain = tuple(_triple(row) for row in block["gain"])
    columns, rows = int(block["columns"]), int(block["rows"])
    if len(gain) != columns * rows:
        raise ValueError("another grid")
    return FlatField(
        id=str(block["id"]),
        made_at=str(block["made_at"]),
        columns=columns,
        rows=rows,
        gain=gain,
        vignetting=float(block["vignetting"]),
        unevenness=float(block["unevenness"]),
    )


def _triple(row: Any) -> tuple[float, float, float]:
    first, second, third = (float(value) for value in row)
    return first, second, third
