"""Settings survive damage field by field."""

import json
from pathlib import Path

import pytest

from skinlax_desktop.domain.calibration import Scale, ScaleKind
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.views import View
from skinlax_desktop.settings.known_scale import scale_of
from skinlax_desktop.settings.settings import LoadedSettings, Settings, load_settings, save_settings

CHOSEN = Settings(language="de", paper="letter", sounds=False, camera="basler:123", exposure_us=5000.0, light_level=0.4)


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.json"
    save_settings(CHOSEN, path)
    assert load_settings(path) == LoadedSettings(settings=CHOSEN)
    assert [file.name for file in path.parent.iterdir()] == ["settings.json"]


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.json") == LoadedSettings(settings=Settings())


@pytest.mark.parametrize(
    ("field", "damage"),
    [
        ("paper", "a3"),
        ("sounds", "yes"),
        ("exposure_us", -1),
        ("exposure_us", None),
        ("light_level", 1.5),
        ("camera", "basler:"),
        ("foot_pedal_keys", "B"),
        ("language", "english"),
        ("lock_after_minutes", 0),
        ("scale", "distance:0:1"),
        ("scale", "distance:800"),
        ("scale", "marker::3:20:0.1"),
    ],
)
def test_a_damaged_field_is_dropped_alone_and_named(tmp_path: Path, field: str, damage: object) -> None:
    path = tmp_path / "settings.json"
    save_settings(CHOSEN, path)
    stored = json.loads(path.read_text()) | {field: damage}
    path.write_text(json.dumps(stored))
    loaded = load_settings(path)
    assert loaded.dropped == (field,)
    assert getattr(loaded.settings, field) == getattr(Settings(), field)
    others = [name for name in Settings.__struct_fields__ if name != field]
    assert [getattr(loaded.settings, name) for name in others] == [getattr(CHOSEN, name) for name in others]


@pytest.mark.parametrize("damage", ["", "{", "[1]", "\x00\x01"])
def test_a_file_that_is_none_gives_the_defaults_and_says_so(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(damage)
    assert load_settings(path) == LoadedSettings(settings=Settings(), dropped=("*",))


def test_fields_of_a_newer_version_stay(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"version": 7, "holodeck": true, "paper": "letter"}')
    loaded = load_settings(path)
    assert (loaded.settings.paper, loaded.dropped) == ("letter", ())
    save_settings(loaded.settings, path)
    stored = json.loads(path.read_text())
    assert (stored["version"], stored["holodeck"]) == (7, True)


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SkinlaxError) as raised:
        save_settings(CHOSEN, tmp_path / "file" / "settings.json")
    assert raised.value.code == "settings_unwritable"


def test_a_stations_scale_is_a_distance_a_marker_or_none(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    said = {
        "none": None,
        "distance:802.5:1": Scale(kind=ScaleKind.WORKING_DISTANCE, view=View.FRONTAL, distance_mm=802.5, sigma_mm=1.0),
        "marker:apriltag_36h11:3:20:0.02": Scale(
            kind=ScaleKind.MARKER, family="apriltag_36h11", marker_id=3, size_mm=20.0, sigma_mm=0.02
        ),
    }
    for text, scale in said.items():
        path.write_text(json.dumps({"version": 1, "scale": text}))
        loaded = load_settings(path)
        assert loaded.dropped == ()
        assert scale_of(loaded.settings.scale) == scale
