"""Reading what somebody else photographed: a capture set, one picture, or a folder of pictures."""

import json
import math
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, Final

from skinlax_desktop.domain.calibration import CameraCalibration, Scale, ScaleKind
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import LightMode
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.colour_correction import ColourCorrection
from skinlax_desktop.workflows.calibration_document import colour_from

SCHEMA: Final = 1
FILE_NAME: Final = "capture_set.json"
PICTURE_SUFFIXES: Final = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff", ".dng"})
MAX_FRAMES: Final = 500
MAX_LOOSE_PICTURES: Final = 60
FEWEST_FOR_SHAPE: Final = 3
"""Pictures from different sides that a reconstruction cannot do without."""
_MAX_JSON_BYTES: Final = 8_000_000
_OTHER_LIGHT: Final = frozenset(mode.value for mode in LightMode if mode is not LightMode.PLAIN)

# Limits of what can be true of a portrait camera: focal length against the longer side of the picture, and metres.
_FOCAL_PER_SIDE: Final = (0.3, 60.0)
_DISTANCE_MM: Final = (80.0, 10_000.0)
_LARGEST_DISTORTION: Final = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureFrame:
    """One picture of a set. `view` is None when nobody said which view it shows."""

    file: str
    path: Path
    view: View | None
    repeat: int = 1
    captured_at: str | None = None
    exposure_us: float | None = None
    aside_deg: float | None = None
    light: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureSet:
    """Pictures with what is known of camera, scale and light. What the files do not say is None.

    `frames` are in plain light, or in a light that nobody named; those whose `light` is another mode of the ring are
    in `other_light` and are never measured.
    """

    frames: tuple[CaptureFrame, ...]
    other_light: tuple[CaptureFrame, ...] = ()
    calibration: CameraCalibration | None = None
    colour: ColourCorrection | None = None
    scale: Scale | None = None
    light_model: str | None = None
    colour_temperature_k: float | None = None
    polarisation: str | None = None
    subject: tuple[tuple[str, str | float], ...] = ()

    @property
    def measured(self) -> tuple[CaptureFrame, ...]:
        """The frames that are measured as what their view shows: no sweep, no second picture aside."""
        return tuple(frame for frame in self.frames if frame.view is not View.SWEEP and not frame.aside_deg)


def read_capture_set(path: Path) -> CaptureSet:
    """Read a folder with `capture_set.json`, one picture, or a folder of pictures (no pixel is decoded).

    Raises `SkinlaxError` with one of the codes of `text/errors/capture_set.py`.
    """
    if path.is_file() and path.name == FILE_NAME:
        path = path.parent
    if path.is_file():
        return CaptureSet(frames=(CaptureFrame(file=path.name, path=path, view=_view_named(path.stem)),))
    if not path.is_dir():
        raise SkinlaxError("source_missing")
    if (path / FILE_NAME).is_file():
        return _from_document(_load_document(path / FILE_NAME), path)
    return _from_folder(path)


def _from_folder(folder: Path) -> CaptureSet:
    pictures = sorted(p for p in folder.iterdir() if p.is_file() and p.suffix.lower() in PICTURE_SUFFIXES)
    if not pictures:
        raise SkinlaxError("source_empty")
    if len(pictures) > MAX_LOOSE_PICTURES:
        raise SkinlaxError("source_too_many", count=len(pictures), limit=MAX_LOOSE_PICTURES)
    seen: dict[View | None, int] = {}
    frames = []
    for picture in pictures:
        view = _view_named(picture.stem)
        seen[view] = seen.get(view, 0) + 1
        frames.append(CaptureFrame(file=picture.name, path=picture, view=view, repeat=seen[view]))
    return CaptureSet(frames=tuple(frames))


def _view_named(stem: str) -> View | None:
    return next((view for view in View if stem.lower().startswith(view.value)), None)


def _load_document(path: Path) -> dict[str, Any]:
    try:
        data = path.read_bytes()
        if len(data) > _MAX_JSON_BYTES:
            raise ValueError("too long")
        document = json.loads(data.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (OSError, ValueError, RecursionError) as error:
        raise SkinlaxError("capture_set_not_json") from error
    if not isinstance(document, dict):
        raise SkinlaxError("capture_set_not_json")
    return document


def _refuse_constant(name: str) -> float:
    raise ValueError(name)


def _from_document(document: dict[str, Any], folder: Path) -> CaptureSet:
    schema = document.get("schema")
    if schema != SCHEMA or isinstance(schema, bool):
        raise SkinlaxError("capture_set_schema", found=str(schema)[:20])
    rows = document.get("frames")
    if not isinstance(rows, list) or not 0 < len(rows) <= MAX_FRAMES:
        raise _field("frames")
    frames = tuple(_read_frame(row, index, folder) for index, row in enumerate(rows))
    if len({frame.file for frame in frames}) < len(frames):
        raise _field("frames: a file named twice")
    other = tuple(frame for frame in frames if frame.light in _OTHER_LIGHT)
    if len(other) == len(frames):
        raise SkinlaxError("capture_set_no_plain_light")
    light = _block(document, "light")
    subject = _block(document, "subject")
    return CaptureSet(
        frames=tuple(frame for frame in frames if frame.light not in _OTHER_LIGHT),
        other_light=other,
        calibration=_read_camera(_block(document, "camera")),
        scale=_read_scale(_block(document, "scale")),
        colour=_read_colour(_block(document, "colour")),
        light_model=_text(light, "model", "light.model"),
        colour_temperature_k=_number(light, "cct_k", "light.cct_k", low=1000.0, high=40_000.0),
        polarisation=_text(light, "polarisation", "light.polarisation"),
        subject=tuple((key, value) for key, value in subject.items() if isinstance(value, str | int | float)),
    )


def _read_frame(row: Any, index: int, folder: Path) -> CaptureFrame:
    where = f"frames[{index}]"
    if not isinstance(row, dict):
        raise _field(where)
    file, view = row.get("file"), row.get("view")
    if not isinstance(file, str) or not file:
        raise _field(f"{where}.file")
    if view not in {known.value for known in View}:
        raise _field(f"{where}.view")
    repeat = row.get("repeat", 1)
    if not isinstance(repeat, int) or isinstance(repeat, bool) or not 1 <= repeat <= MAX_FRAMES:
        raise _field(f"{where}.repeat")
    return CaptureFrame(
        file=file,
        path=_path_inside(folder, file),
        view=View(view),
        repeat=repeat,
        captured_at=_text(row, "captured_at", f"{where}.captured_at"),
        exposure_us=_number(row, "exposure_us", f"{where}.exposure_us", low=1.0, high=60e6),
        aside_deg=_number(row, "aside_deg", f"{where}.aside_deg", low=-180.0, high=180.0),
        light=_text(row, "light", f"{where}.light") if isinstance(row.get("light"), str) else None,
    )


def _path_inside(folder: Path, file: str) -> Path:
    """The picture's path; refused when it leaves the folder, by dots, by root or by a link."""
    parts = (*PurePosixPath(file).parts, *PureWindowsPath(file).parts)
    absolute = PurePosixPath(file).is_absolute() or bool(PureWindowsPath(file).anchor)
    if absolute or ".." in parts or "\0" in file:
        raise SkinlaxError("capture_set_outside", file=file[:60])
    path = folder / file
    try:
        inside = path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError) as error:
        raise SkinlaxError("capture_set_outside", file=file[:60]) from error
    if not inside:
        raise SkinlaxError("capture_set_outside", file=file[:60])
    if not path.is_file():
        raise SkinlaxError("picture_missing", file=file[:60])
    return path


def _read_colour(block: dict[str, Any]) -> ColourCorrection | None:
    """As `skinlax calibrate colour` writes it; pictures of the set are taken to be exposed as the chart was."""
    if not block:
        return None
    colour, flat_field = colour_from(block)
    return ColourCorrection(colour=colour, flat_field=flat_field)


def _read_camera(block: dict[str, Any]) -> CameraCalibration | None:
    matrix = block.get("K")
    if matrix is None:
        return None
    values = _numbers(matrix, 3, 3)
    if values is None:
        raise SkinlaxError("capture_set_intrinsics", field="matrix K")
    (focal_x, skew, centre_x), (zero_1, focal_y, centre_y), last = values
    width = _number(block, "width_px", "camera.width_px", low=1.0, high=200_000.0)
    height = _number(block, "height_px", "camera.height_px", low=1.0, high=200_000.0)
    if width is None or height is None:
        raise _field("camera.width_px, height_px")
    if last != [0.0, 0.0, 1.0] or skew != 0.0 or zero_1 != 0.0:
        raise SkinlaxError("capture_set_intrinsics", field="matrix K")
    longer = max(width, height)
    plausible = all(_FOCAL_PER_SIDE[0] <= f / longer <= _FOCAL_PER_SIDE[1] for f in (focal_x, focal_y))
    if not plausible or not 0.8 <= focal_x / focal_y <= 1.25:
        raise SkinlaxError("capture_set_intrinsics", field="focal length")
    if not (0.2 * width <= centre_x <= 0.8 * width and 0.2 * height <= centre_y <= 0.8 * height):
        raise SkinlaxError("capture_set_intrinsics", field="image centre")
    return CameraCalibration(
        model=_text(block, "model", "camera.model") or "",
        serial=_text(block, "serial", "camera.serial") or "",
        width_px=int(width),
        height_px=int(height),
        focal_x_px=focal_x,
        focal_y_px=focal_y,
        centre_x_px=centre_x,
        centre_y_px=centre_y,
        distortion=_distortion(block.get("distortion")),
        calibrated_at=_text(block, "calibrated_at", "camera.calibrated_at"),
    )


def _distortion(values: Any) -> tuple[float, float, float, float, float]:
    if values is None:
        return (0.0, 0.0, 0.0, 0.0, 0.0)
    rows = _numbers([values], 1, 5)
    if rows is None or any(abs(value) > _LARGEST_DISTORTION for value in rows[0]):
        raise SkinlaxError("capture_set_intrinsics", field="distortion")
    k1, k2, p1, p2, k3 = rows[0]
    return (k1, k2, p1, p2, k3)


def _read_scale(block: dict[str, Any]) -> Scale | None:
    kind = block.get("kind")
    if kind is None:
        return None
    if kind not in {known.value for known in ScaleKind}:
        raise _field("scale.kind")
    sigma = _scale_number(block, "sigma_mm", 0.0, 1000.0)
    distance = _scale_number(block, "distance_mm", *_DISTANCE_MM)
    size = _scale_number(block, "size_mm", 0.5, 1000.0)
    view = block.get("view")
    if view is not None and view not in {known.value for known in View}:
        raise _field("scale.view")
    if kind == ScaleKind.WORKING_DISTANCE and distance is None:
        raise SkinlaxError("capture_set_scale", field="distance_mm")
    if kind == ScaleKind.MARKER and size is None:
        raise SkinlaxError("capture_set_scale", field="size_mm")
    marker = block.get("id")
    return Scale(
        kind=ScaleKind(kind),
        view=View(view) if view is not None else None,
        distance_mm=distance,
        size_mm=size,
        sigma_mm=sigma,
        family=_text(block, "family", "scale.family"),
        marker_id=marker if isinstance(marker, int) and not isinstance(marker, bool) else None,
    )


def _scale_number(block: dict[str, Any], key: str, low: float, high: float) -> float | None:
    try:
        return _number(block, key, key, low=low, high=high)
    except SkinlaxError as error:
        raise SkinlaxError("capture_set_scale", field=key) from error


def _block(document: dict[str, Any], key: str) -> dict[str, Any]:
    block = document.get(key)
    if block is None:
        return {}
    if not isinstance(block, dict):
        raise _field(key)
    return block


def _text(block: dict[str, Any], key: str, field: str) -> str | None:
    value = block.get(key)
    if value is not None and not isinstance(value, str):
        raise _field(field)
    return value


def _number(block: dict[str, Any], key: str, field: str, *, low: float, high: float) -> float | None:
    value = block.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise _field(field)
    return float(value)


def _numbers(rows: Any, height: int, width: int) -> list[list[float]] | None:
    if not isinstance(rows, list) or len(rows) != height:
        return None
    read = []
    for row in rows:
        if not isinstance(row, list) or len(row) != width:
            return None
        if any(isinstance(x, bool) or not isinstance(x, int | float) or not math.isfinite(x) for x in row):
            return None
        read.append([float(x) for x in row])
    return read


def _field(name: str) -> SkinlaxError:
    return SkinlaxError("capture_set_field", field=name)
