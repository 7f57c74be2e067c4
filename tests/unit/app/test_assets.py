"""Third-party assets are the known bytes, or they are refused and nothing changes."""

import json
import zipfile
from pathlib import Path

import pytest

from skinlax_desktop.app.asset_command import bring_assets, verify_assets
from skinlax_desktop.app.assets import AssetMember, AssetPackage, bring_package, find_unready, hash_file, read_manifest
from skinlax_desktop.app.console import Console
from skinlax_desktop.app.places import Places
from skinlax_desktop.domain.errors import SkinlaxError


def make_package(folder: Path, content: bytes = b"a model") -> AssetPackage:
    archive = folder / "carrier-1.0-py3-none-any.whl"
    with zipfile.ZipFile(archive, "w") as wheel:
        wheel.writestr("carrier/model.task", content)
        wheel.writestr("carrier/targets/a.target.gz", b"a")
        wheel.writestr("carrier/targets/deep/b.target.gz", b"b")
        wheel.writestr("carrier/targets/readme.txt", b"not taken")
    known = folder / "known"
    (known / "targets" / "deep").mkdir(parents=True, exist_ok=True)
    (known / "model.task").write_bytes(b"a model")
    (known / "targets" / "a.target.gz").write_bytes(b"a")
    (known / "targets" / "deep" / "b.target.gz").write_bytes(b"b")
    from skinlax_desktop.app.assets import hash_folder

    return AssetPackage(
        package="carrier",
        version="1.0",
        file=archive.name,
        sha256=hash_file(archive),
        licence="CC0-1.0",
        members=(
            AssetMember(member="carrier/model.task", to="m/model.task", sha256=hash_file(known / "model.task")),
            AssetMember(
                member="carrier/targets/", to="m/targets", suffix=".target.gz", sha256=hash_folder(known / "targets")
            ),
        ),
    )


def test_members_arrive_from_an_offline_folder(tmp_path: Path) -> None:
    package = make_package(tmp_path)
    into = tmp_path / "into"
    assert find_unready((package,), into) == (package,)
    bring_package(package, into, offline_folder=tmp_path)
    assert (into / "m" / "model.task").read_bytes() == b"a model"
    assert sorted(path.name for path in (into / "m" / "targets").rglob("*.gz")) == ["a.target.gz", "b.target.gz"]
    assert not (into / "m" / "targets" / "readme.txt").exists()
    assert find_unready((package,), into) == ()


def test_a_changed_package_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    package = make_package(tmp_path)
    with (tmp_path / package.file).open("ab") as archive:
        archive.write(b"x")
    with pytest.raises(SkinlaxError) as refusal:
        bring_package(package, tmp_path / "into", offline_folder=tmp_path)
    assert refusal.value.code == "asset_wrong_hash"
    assert list((tmp_path / "into").iterdir()) == []


def test_a_changed_member_is_refused_and_the_good_file_stays(tmp_path: Path) -> None:
    package = make_package(tmp_path)
    into = tmp_path / "into"
    bring_package(package, into, offline_folder=tmp_path)
    forged = make_package(tmp_path, content=b"another model")
    with pytest.raises(SkinlaxError) as refusal:
        bring_package(forged, into, offline_folder=tmp_path)
    assert refusal.value.parameters == {"file": "m/model.task"}
    assert (into / "m" / "model.task").read_bytes() == b"a model"


def test_a_missing_package_is_named(tmp_path: Path) -> None:
    package = make_package(tmp_path)
    (tmp_path / package.file).unlink()
    with pytest.raises(SkinlaxError) as refusal:
        bring_package(package, tmp_path / "into", offline_folder=tmp_path)
    assert refusal.value.code == "asset_package_missing"


def test_damage_is_found_and_mended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = make_package(tmp_path)
    resources = tmp_path / "resources"
    resources.mkdir()
    entry = {
        **{key: getattr(package, key) for key in ("package", "version", "file", "sha256", "licence")},
        "members": [{"member": m.member, "to": m.to, "sha256": m.sha256, "suffix": m.suffix} for m in package.members],
    }
    (resources / "assets.json").write_text(json.dumps({"schema": 1, "packages": [entry]}), encoding="utf-8")
    places = Places(resources=resources, models=tmp_path, data=tmp_path)
    assert verify_assets(places, Console()) == 1
    assert bring_assets(places, Console(), tmp_path) == 0
    assert verify_assets(places, Console()) == 0
    (places.third_party / "m" / "model.task").write_bytes(b"bit rot")
    assert verify_assets(places, Console()) == 1
    assert bring_assets(places, Console(), tmp_path) == 0
    assert verify_assets(places, Console()) == 0
    capsys.readouterr()
    bring_assets(places, Console(), tmp_path / "absent")
    assert capsys.readouterr().out == "", "a second run does nothing"


def test_the_shipped_manifest_names_a_hash_and_a_licence_for_everything() -> None:
    packages = read_manifest(Path(__file__).parents[3] / "resources" / "assets.json")
    assert packages
    for package in packages:
        assert package.licence
        for text in (package.sha256, *(member.sha256 for member in package.members)):
            assert len(text) == 64
            int(text, 16)


def test_the_installed_assets_are_the_known_bytes(third_party: Path) -> None:
    packages = read_manifest(third_party.parent / "assets.json")
    assert find_unready(packages, third_party) == ()
