"""`skinlax doctor`: what works here, what does not, and what to do."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from skinlax_desktop.app.assets import find_unready, read_manifest
from skinlax_desktop.app.console import Console
from skinlax_desktop.app.display import has_display
from skinlax_desktop.app.places import Places
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.text.errors import sentence_of

_MINIMUM_FREE_GB = 5.0
_COMFORTABLE_FREE_GB = 50.0
_MINIMUM_MEMORY_GB = 4.0
_RECOMMENDED_MEMORY_GB = 16.0


class Health(StrEnum):
    """How a part is."""

    WORKS = "works"
    NOTE = "note"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One part, how it is, and what to do about it."""

    part: str
    health: Health
    found: str
    advice: str = ""


_MARKS = {Health.WORKS: "ok  ", Health.NOTE: "note", Health.BROKEN: "FAIL"}


def run_doctor(places: Places, console: Console) -> int:
    """Examine every part; exits 1 when something is broken."""
    findings: list[Finding] = []
    examinations: tuple[tuple[str, Callable[[Places], Iterator[Finding]]], ...] = (
        ("display", _examine_display),
        ("models", _examine_models),
        ("models", _examine_signed_models),
        ("camera", _examine_cameras),
        ("ring", _examine_rings),
        ("lens", _examine_calibrations),
        ("scale", _examine_scale),
        ("GPU", _examine_gpu),
        ("vault", _examine_vault),
        ("machine", _examine_machine),
    )
    for part, examine in examinations:
        try:
            found = list(examine(places))
        except Exception as error:
            found = [Finding(part=part, health=Health.BROKEN, found=f"cannot be examined ({type(error).__name__})")]
        for finding in found:
            findings.append(finding)
            advice = f"  -> {finding.advice}" if finding.advice else ""
            console.say(f"{_MARKS[finding.health]}  {finding.part:9} {finding.found}{advice}")
    broken = [finding for finding in findings if finding.health is Health.BROKEN]
    summary = "All that is needed works." if not broken else f"{len(broken)} thing(s) need attention."
    console.result(
        {
            "findings": [
                {"part": f.part, "health": f.health.value, "found": f.found, "advice": f.advice} for f in findings
            ]
        },
        summary,
    )
    return 1 if broken else 0


def _examine_calibrations(places: Places) -> Iterator[Finding]:
    from skinlax_desktop.app.doctor_calibration import calibration_lines
    from skinlax_desktop.settings.calibration_file import CALIBRATION_FILE

    for health, found, advice in calibration_lines(places.data / CALIBRATION_FILE):
        yield Finding(part="lens", health=Health(health), found=found, advice=advice)


def _examine_scale(places: Places) -> Iterator[Finding]:
    from skinlax_desktop.settings.known_scale import scale_of
    from skinlax_desktop.settings.remembered_theme import SETTINGS_FILE
    from skinlax_desktop.settings.settings import load_settings

    loaded = load_settings(places.data / SETTINGS_FILE)
    scale = scale_of(loaded.settings.scale)
    advice = 'Set "scale" in settings.json (docs/calibration.md)'
    if "scale" in loaded.dropped:
        yield Finding(part="scale", health=Health.BROKEN, found="the setting cannot be read", advice=advice)
    elif scale is None:
        yield Finding(part="scale", health=Health.NOTE, found="none: pictures give no millimetres", advice=advice)
    else:
        yield Finding(part="scale", health=Health.WORKS, found=loaded.settings.scale)


def _examine_display(_: Places) -> Iterator[Finding]:
    if has_display():
        yield Finding(part="display", health=Health.WORKS, found="a display is there")
    elif shutil.which("Xvfb"):
        yield Finding(
            part="display",
            health=Health.NOTE,
            found="no display; the demo and the tests use a virtual one",
            advice="Connect a screen to see patients.",
        )
    else:
        yield Finding(part="display", health=Health.BROKEN, found="none", advice="Connect a screen or install xvfb.")


def _examine_models(places: Places) -> Iterator[Finding]:
    unready = {package.package for package in find_unready(read_manifest(places.asset_manifest), places.third_party)}
    for package in read_manifest(places.asset_manifest):
        if package.package in unready:
            yield Finding(
                part="models",
                health=Health.BROKEN,
                found=f"{package.package} {package.version} is missing or changed",
                advice="Run: make assets",
            )
        else:
            yield Finding(
                part="models", health=Health.WORKS, found=f"{package.package} {package.version}, hash checked"
            )


def _examine_cameras(_: Places) -> Iterator[Finding]:
    from skinlax_desktop.devices.basler import find_basler_cameras

    try:
        cameras = find_basler_cameras()
    except SkinlaxError:
        yield Finding(
            part="camera",
            health=Health.BROKEN,
            found="the Basler driver does not load",
            advice="Run make setup again.",
        )
        return
    yield Finding(part="camera", health=Health.WORKS, found="the Basler driver loads; its emulated camera works")
    if not cameras:
        yield Finding(
            part="camera",
            health=Health.NOTE,
            found="no real camera is connected",
            advice="Connect it by USB 3 and switch it on.",
        )
    for camera in cameras:
        yield Finding(part="camera", health=Health.WORKS, found=f"{camera.model} {camera.serial}")


def _examine_rings(_: Places) -> Iterator[Finding]:
    from serial.tools import list_ports

    ports = [port.device for port in list_ports.comports() if port.vid is not None]
    if ports:
        yield Finding(part="ring", health=Health.WORKS, found=f"serial ports: {', '.join(ports)}")
    else:
        yield Finding(
            part="ring",
            health=Health.NOTE,
            found="no USB serial port; the simulated ring stands in",
            advice="Connect the ring by USB.",
        )


def _examine_gpu(_: Places) -> Iterator[Finding]:
    from skinlax_desktop.inference.graphics_libraries import CPU, CUDA, find_graphics_libraries

    found = find_graphics_libraries()
    if not found.has_driver:
        yield Finding(part="GPU", health=Health.NOTE, found="no NVIDIA driver; the CPU computes everything")
    elif found.providers[0] == CPU:
        yield Finding(
            part="GPU",
            health=Health.NOTE,
            found=f"an NVIDIA driver, but not {', '.join(found.missing)}; the CPU computes everything",
            advice="Run: .venv/bin/pip install 'onnxruntime-gpu[cuda,cudnn]'",
        )
    elif found.providers[0] == CUDA:
        yield Finding(part="GPU", health=Health.WORKS, found="an NVIDIA driver and CUDA; TensorRT is not installed")
    else:
        yield Finding(part="GPU", health=Health.WORKS, found="an NVIDIA driver, CUDA and TensorRT")


def _examine_signed_models(places: Places) -> Iterator[Finding]:
    from skinlax_desktop.inference.model_manifest import read_manifest, read_model
    from skinlax_desktop.inference.onnx_session import OnnxSession

    try:
        manifest = read_manifest(places.models)
    except SkinlaxError as error:
        yield Finding(part="models", health=Health.BROKEN, found=sentence_of(error))
        return
    if manifest is None:
        yield Finding(part="models", health=Health.NOTE, found="no laxity model is installed; no grade is given")
        return
    for entry in manifest.entries:
        try:
            device = OnnxSession(read_model(manifest, entry), entry).device
        except SkinlaxError as error:
            yield Finding(part="models", health=Health.BROKEN, found=sentence_of(error))
        else:
            found = f"{entry.name} {entry.version} ({entry.status}), as signed, runs on {device}"
            yield Finding(part="models", health=Health.WORKS, found=found)


def _examine_vault(places: Places) -> Iterator[Finding]:
    import sqlcipher3

    connection = sqlcipher3.connect(":memory:")
    version = connection.execute("PRAGMA cipher_version").fetchone()[0]
    connection.close()
    yield Finding(part="vault", health=Health.WORKS, found=f"SQLCipher {version}")
    if places.vault.exists():
        writable = os.access(places.vault, os.W_OK)
        yield Finding(
            part="vault",
            health=Health.WORKS if writable else Health.BROKEN,
            found="a record is set up" if writable else "the record cannot be written",
            advice="" if writable else "Give this account write permission.",
        )
    else:
        yield Finding(part="vault", health=Health.NOTE, found="no record yet", advice="The first start sets it up.")


def _examine_machine(places: Places) -> Iterator[Finding]:
    folder = next(path for path in (places.data, *places.data.parents) if path.exists())
    free_gb = shutil.disk_usage(folder).free / 1e9
    health = Health.WORKS if free_gb >= _COMFORTABLE_FREE_GB else Health.NOTE
    if free_gb < _MINIMUM_FREE_GB:
        health = Health.BROKEN
    yield Finding(
        part="disk",
        health=health,
        found=f"{free_gb:.0f} GB free, about {free_gb / 0.1:.0f} visits",
        advice="" if health is Health.WORKS else "Free some space before the next clinic day.",
    )
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9 if os.name == "posix" else 0.0
    if memory_gb:
        enough = memory_gb >= _MINIMUM_MEMORY_GB
        yield Finding(
            part="memory",
            health=Health.WORKS if enough else Health.BROKEN,
            found=f"{memory_gb:.0f} GB, {os.cpu_count()} cores",
            advice="" if memory_gb >= _RECOMMENDED_MEMORY_GB else "16 GB are recommended.",
        )
