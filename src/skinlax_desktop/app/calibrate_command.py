"""`skinlax calibrate`: lens or colour from a folder of pictures, the printable targets, or simulated pictures."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from skinlax_desktop.app.console import Console
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import CameraSettings, LightSettings

if TYPE_CHECKING:
    from skinlax_desktop.imaging.decoding import DecodedPicture

_KINDS = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".dng")


def run_calibrate(options: argparse.Namespace, console: Console) -> int:
    """Do what was asked. Raises `SkinlaxError`: the codes of `text/errors/calibration.py`."""
    action = {"camera": _camera, "colour": _colour, "targets": _targets, "simulate": _simulate}[options.action]
    action(options, console)
    return 0


def _camera(options: argparse.Namespace, console: Console) -> None:
    from skinlax_desktop.text.calibration import lens_sentence
    from skinlax_desktop.workflows.board_guidance import look_for_board
    from skinlax_desktop.workflows.calibration_document import lens_document, write_document
    from skinlax_desktop.workflows.lens_calibration import calibrate_lens

    views = []
    for picture in _pictures(_folder(options), console):
        view = look_for_board(picture.bgr)
        if view is not None:
            views.append(view)
    lens = calibrate_lens(views, model=options.model, serial=options.serial, at=_now())
    document = lens_document(lens)
    write_document(document, options.out)
    console.result({"calibration": str(options.out), **document["quality"]}, lens_sentence(lens))


def _colour(options: argparse.Namespace, console: Console) -> None:
    from skinlax_desktop.text.calibration import colour_sentence
    from skinlax_desktop.workflows.calibration_document import colour_document, write_document
    from skinlax_desktop.workflows.colour_calibration import calibrate_colour, calibrate_flat_field, look_for_chart

    flat = None
    if options.card is not None:
        flat = calibrate_flat_field([picture.bgr for picture in _pictures(options.card, console)], at=_now())
    charts = [look_for_chart(picture.bgr) for picture in _pictures(_folder(options), console)]
    camera = _settings(options)
    level = options.ring_level
    light = None if level is None else LightSettings(level=level)
    colour = calibrate_colour(charts, at=_now(), flat_field=flat, light=light, camera=camera)
    write_document(colour_document(colour, flat), options.out)
    console.result(
        {
            "calibration": str(options.out),
            "model": colour.model,
            "delta_e_mean": round(colour.delta_e_mean, 3),
            "delta_e_max": round(colour.delta_e_max, 3),
            "places": len(colour.places),
            "exposure_us": None if camera is None else camera.exposure_us,
            "gain_db": None if camera is None else camera.gain_db,
        },
        colour_sentence(colour),
    )


def _settings(options: argparse.Namespace) -> CameraSettings | None:
    """How the chart was exposed: as asked, or as all of its pictures say alike; None where that is not known."""
    from skinlax_desktop.imaging.exposure_tags import exposure_of

    if options.exposure_us is not None:
        return CameraSettings(exposure_us=options.exposure_us, gain_db=options.gain_db)
    told = [exposure_of(path) for path in _files(_folder(options))]
    return told[0] if all(one == told[0] for one in told) else None


def _targets(options: argparse.Namespace, console: Console) -> None:
    from skinlax_desktop.report.targets import write_targets

    files = write_targets(options.out)
    console.result({"files": [str(path) for path in files]}, f"Wrote {len(files)} files to {options.out}.")


def _simulate(options: argparse.Namespace, console: Console) -> None:
    from skinlax_desktop.phantom.calibration_set import CalibrationTruth, some_camera, write_calibration_set

    truth = CalibrationTruth(camera=some_camera(options.seed))
    write_calibration_set(truth, options.out, seed=options.seed, report=console.progress)
    console.result({"folder": str(options.out)}, f"Wrote {options.out}. The truth stands in truth.json.")


def _pictures(folder: Path, console: Console) -> "list[DecodedPicture]":
    from skinlax_desktop.imaging.decoding import read_picture

    paths = _files(folder)
    if not paths:
        raise SkinlaxError("calibration_no_pictures", folder=folder.name)
    found = []
    for number, path in enumerate(paths):
        console.progress((number + 1) / len(paths), path.name)
        found.append(read_picture(path, name=path.name))
    return found


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if path.suffix.lower() in _KINDS)


def _folder(options: argparse.Namespace) -> Path:
    if options.folder is None or not options.folder.is_dir():
        raise SkinlaxError("source_missing")
    return Path(options.folder)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
