"""Typed preferences of this workstation, in one versioned file that survives damage."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import msgspec

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.settings.atomic_file import write_whole
from skinlax_desktop.settings.known_scale import SCALE_PATTERN

VERSION: Final = 1


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What the people of a clinic may choose. Nothing of a patient stands here.

    `camera` is `auto`, `phantom`, `basler:<serial>`, `basler-gige:<serial>`, `uvc:<index>`, `replay:<folder>`,
    `aravis:<address>` or `dslr`; `ring` is `auto`, `phantom`, `none` or `serial:<port>`. Keys are in Qt's portable
    text. `scale` is the station's own known length (`settings.known_scale`). `repeats` is how often each view is taken,
    `asides` asks for a second picture of each, aside. `models` names the version of a model that runs instead of the
    current one.
    """

    language: Annotated[str, msgspec.Meta(pattern="^[a-z]{2}(_[A-Z]{2})?$")] = "en"
    units: Literal["metric", "imperial"] = "metric"
    paper: Literal["a4", "letter"] = "a4"
    theme: Literal["dark", "light"] = "dark"
    sounds: bool = True
    flash: bool = True
    header_shows_initials: bool = True
    auto_capture: bool = True
    repeats: Annotated[int, msgspec.Meta(ge=1, le=3)] = 1
    asides: bool = False
    foot_pedal_keys: tuple[str, ...] = ("PgDown", "B")
    camera: Annotated[
        str, msgspec.Meta(pattern="^(auto|phantom|basler(-gige)?:.+|uvc:[0-9]+|replay:.+|aravis:.+|dslr)$")
    ] = "auto"
    gige_discovery: bool = False
    scale: Annotated[str, msgspec.Meta(pattern=SCALE_PATTERN)] = "none"
    ring: Annotated[str, msgspec.Meta(pattern="^(auto|phantom|none|serial:.+)$")] = "auto"
    exposure_us: Annotated[float, msgspec.Meta(gt=0, le=1_000_000)] = 8000.0
    gain_db: Annotated[float, msgspec.Meta(ge=0, le=48)] = 0.0
    light_level: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.6
    colour_temperature_k: Annotated[int, msgspec.Meta(ge=1500, le=15_000)] = 5500
    lock_after_minutes: Annotated[int, msgspec.Meta(ge=1, le=240)] = 15
    models: dict[str, str] = msgspec.field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedSettings:
    """The settings, and the names of fields that were damaged and fell back to their defaults.

    `dropped` is `("*",)` when the file as a whole could not be read.
    """

    settings: Settings
    dropped: tuple[str, ...] = ()


def load_settings(path: Path) -> LoadedSettings:
    """Read the file; a damaged field is dropped alone, and a missing file gives the defaults."""
    try:
        stored = _read(path)
    except FileNotFoundError:
        return LoadedSettings(settings=Settings())
    except (OSError, ValueError):
        return LoadedSettings(settings=Settings(), dropped=("*",))
    sound: dict[str, Any] = {}
    dropped: list[str] = []
    for field in msgspec.structs.fields(Settings):
        if field.name not in stored:
            continue
        try:
            sound[field.name] = msgspec.convert(stored[field.name], field.type)
        except msgspec.ValidationError:
            dropped.append(field.name)
    return LoadedSettings(settings=Settings(**sound), dropped=tuple(dropped))


def save_settings(settings: Settings, path: Path) -> None:
    """Write the file atomically; fields that a newer version put there stay. Raises `settings_unwritable`."""
    try:
        others = _read(path)
    except (OSError, ValueError):
        others = {}
    version = max(VERSION, others["version"]) if isinstance(others.get("version"), int) else VERSION
    content = {**others, "version": version, **msgspec.to_builtins(settings)}
    try:
        write_whole(path, json.dumps(content, indent=2, ensure_ascii=False).encode("utf-8"))
    except OSError:
        raise SkinlaxError("settings_unwritable") from None


def _read(path: Path) -> dict[str, Any]:
    stored = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(stored, dict):
        raise ValueError("the settings are no table")
    return stored
