"""`skinlax models`: what is installed, that it is what was signed, and which version runs."""

import hashlib
import json
from pathlib import Path

import pytest

import phantom_series as phantom
from model_folder import TRUSTED, make_folder, make_laxity_folder
from skinlax_desktop.app.command_line import main
from skinlax_desktop.app.doctor import Health, _examine_signed_models
from skinlax_desktop.app.laxity_model import LaxityModel
from skinlax_desktop.app.places import find_places
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.views import View
from skinlax_desktop.inference import trusted_keys
from skinlax_desktop.workflows.evaluation_photographs import found_views


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Its models folder, with two signed versions of a tiny model."""
    (tmp_path / "models").mkdir()
    (tmp_path / "resources").symlink_to(phantom.RESOURCES)
    monkeypatch.setenv("SKINLAX_HOME", str(tmp_path))
    monkeypatch.setenv("SKINLAX_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(trusted_keys, "TRUSTED_KEYS", TRUSTED)
    make_folder(tmp_path / "models")
    return tmp_path / "models"


def result(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, object], str]:
    code = main(["models", *arguments, "--json"])
    streams = capsys.readouterr()
    return code, json.loads(streams.out.splitlines()[-1]), streams.err


def running(capsys: pytest.CaptureFixture[str]) -> list[str]:
    _, listed, _ = result(capsys, "list")
    models = listed["models"]
    assert isinstance(models, list)
    return [f"{row['name']} {row['version']}" for row in models if row["runs"]]


def test_the_current_version_runs_until_another_is_chosen(
    installation: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert running(capsys) == ["laxity 2.0.0"]
    assert result(capsys, "use", "laxity", "1.0.0")[0] == 0
    assert running(capsys) == ["laxity 1.0.0"]
    assert result(capsys, "use", "laxity", "current")[0] == 0
    assert running(capsys) == ["laxity 2.0.0"]


def test_an_unknown_version_is_refused_and_nothing_changes(
    installation: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, event, error = result(capsys, "use", "laxity", "7.7.7")
    assert (code, event["code"]) == (1, "model_unknown")
    assert "laxity 7.7.7" in error
    assert running(capsys) == ["laxity 2.0.0"]


def test_verify_opens_every_model_and_names_the_changed_one(
    installation: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, verified, _ = result(capsys, "verify")
    assert code == 0
    assert all(row["device"] and not row["error"] for row in verified["models"])  # type: ignore[attr-defined]
    model = installation / "laxity-1.0.0.onnx"
    model.write_bytes(model.read_bytes()[:-1] + b"x")
    assert main(["models", "verify"]) == 1
    assert "laxity-1.0.0.onnx is not the one that was signed" in capsys.readouterr().out
    assert result(capsys, "use", "laxity", "1.0.0")[1]["code"] == "model_changed"
    assert [finding.health for finding in _examine_signed_models(find_places())] == [Health.WORKS, Health.BROKEN]


def test_a_tampered_model_is_an_error_in_place_of_the_model(installation: Path) -> None:
    (installation / "manifest.sig").write_bytes(b"AAAA")
    opened = LaxityModel(find_places()).get()
    assert isinstance(opened, SkinlaxError)
    assert opened.code == "manifest_signature_wrong"


def test_no_model_is_said_plainly(installation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (installation / "manifest.json").unlink()
    assert LaxityModel(find_places()).get() is None
    code, event, _ = result(capsys, "list")
    assert (code, event["code"]) == (1, "models_none")
    assert [finding.health for finding in _examine_signed_models(find_places())] == [Health.NOTE]


def test_a_model_of_another_program_is_refused_by_name(installation: Path) -> None:
    opened = LaxityModel(find_places()).get()
    assert isinstance(opened, SkinlaxError)
    assert (opened.code, opened.parameters["file"]) == ("model_foreign", "laxity-2.0.0.onnx")


def test_an_installed_model_grades_a_photograph_with_its_version_and_hash(installation: Path) -> None:
    make_laxity_folder(installation)
    estimator = LaxityModel(find_places()).get()
    assert estimator is not None
    assert not isinstance(estimator, SkinlaxError)
    views = found_views([(View.FRONTAL, phantom.view_picture(View.FRONTAL))], phantom.finder())
    estimate = estimator.estimate(views)
    jowl = estimate.zones["jowl_L"]
    assert (jowl.value, jowl.low, jowl.high) == pytest.approx((2.0, 1.6, 2.4), abs=1e-5)
    assert estimate.zones["neck"].exploratory
    assert not jowl.exploratory
    assert estimate.youthfulness_index is not None
    assert estimate.youthfulness_index.value == pytest.approx(50.0, abs=1e-3)
    assert (estimate.model.version, estimate.model.device) == ("3.0.0", "CPU")
    written = hashlib.sha256((installation / "laxity-3.0.0.onnx").read_bytes()).hexdigest()
    assert estimate.model.sha256 == written
