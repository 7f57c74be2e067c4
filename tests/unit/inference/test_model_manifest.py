"""The signed list of models: nothing loads that was not signed, byte for byte."""

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from model_folder import KEY, TRUSTED, make_folder, signing
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.inference.model_manifest import (
    MAX_MODEL_BYTES,
    ModelManifest,
    ModelStatus,
    manifest_bytes,
    parse_manifest,
    read_manifest,
    read_model,
)
from tiny_onnx import make_model


def read(folder: Path) -> ModelManifest:
    manifest = read_manifest(folder, TRUSTED)
    assert manifest is not None
    return manifest


def test_a_signed_model_is_read_and_the_older_one_can_be_chosen(tmp_path: Path) -> None:
    current, previous = make_folder(tmp_path)
    manifest = read(tmp_path)
    assert manifest.find("laxity") == current
    assert manifest.find("laxity", "1.0.0") == previous
    assert manifest.find("laxity", "9.9.9") is None
    assert read_model(manifest, previous) == (tmp_path / previous.file).read_bytes()


def test_no_manifest_is_no_model_and_no_error(tmp_path: Path) -> None:
    assert read_manifest(tmp_path, TRUSTED) is None


@pytest.mark.parametrize("place", [0, 40, -1])
def test_a_changed_byte_of_the_model_is_refused_by_name(tmp_path: Path, place: int) -> None:
    current, _ = make_folder(tmp_path)
    content = bytearray((tmp_path / current.file).read_bytes())
    content[place] ^= 1
    (tmp_path / current.file).write_bytes(content)
    with pytest.raises(SkinlaxError) as refused:
        read_model(read(tmp_path), current)
    assert refused.value.code == "model_changed"
    assert refused.value.parameters == {"file": current.file}


def test_a_changed_manifest_or_signature_is_refused(tmp_path: Path) -> None:
    make_folder(tmp_path)
    manifest = tmp_path / "manifest.json"
    sound = manifest.read_bytes()
    manifest.write_bytes(sound.replace(b'"current"', b'"previous"'))
    with pytest.raises(SkinlaxError, match="manifest_signature_wrong"):
        read_manifest(tmp_path, TRUSTED)
    manifest.write_bytes(sound)
    for signature in (b"", b"no base64!", b"AAAA"):
        (tmp_path / "manifest.sig").write_bytes(signature)
        with pytest.raises(SkinlaxError, match="manifest_signature_wrong"):
            read_manifest(tmp_path, TRUSTED)
    (tmp_path / "manifest.sig").unlink()
    with pytest.raises(SkinlaxError, match="manifest_unsigned"):
        read_manifest(tmp_path, TRUSTED)


def test_another_key_signs_nothing(tmp_path: Path) -> None:
    current, previous = make_folder(tmp_path)
    signing().sign(tmp_path, (current, previous), Ed25519PrivateKey.generate())
    with pytest.raises(SkinlaxError, match="manifest_signature_wrong"):
        read_manifest(tmp_path, TRUSTED)
    with pytest.raises(SkinlaxError, match="manifest_signature_wrong"):
        read_manifest(tmp_path, ("00" * 32,))


def test_an_oversized_model_is_refused_before_it_is_read(tmp_path: Path) -> None:
    current, _ = make_folder(tmp_path)
    with (tmp_path / current.file).open("r+b") as file:
        file.truncate(MAX_MODEL_BYTES + 1)
    with pytest.raises(SkinlaxError) as refused:
        read_model(read(tmp_path), current)
    assert refused.value.code == "model_oversized"


def test_a_missing_model_is_refused_by_name(tmp_path: Path) -> None:
    current, _ = make_folder(tmp_path)
    (tmp_path / current.file).unlink()
    with pytest.raises(SkinlaxError, match=r"model_file_missing\(file=laxity-2.0.0.onnx\)"):
        read_model(read(tmp_path), current)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b'{"schema": 2, "models": []}',
        b'{"schema": 1, "models": [{"name": "laxity"}]}',
        b'{"schema": 1, "models": [7]}',
    ],
)
def test_a_signed_but_unreadable_manifest_is_refused(content: bytes) -> None:
    with pytest.raises(SkinlaxError, match="manifest_unreadable"):
        parse_manifest(content)


@pytest.mark.parametrize("file", ["../laxity.onnx", "/etc/passwd", "sub/laxity.onnx", ".hidden"])
def test_a_model_lies_beside_its_manifest(tmp_path: Path, file: str) -> None:
    make_folder(tmp_path)
    content = (tmp_path / "manifest.json").read_bytes().replace(b'"laxity-2.0.0.onnx"', f'"{file}"'.encode())
    with pytest.raises(SkinlaxError, match="manifest_unreadable"):
        parse_manifest(content)


def test_signing_enters_a_model_and_keeps_the_one_before(tmp_path: Path) -> None:
    make_folder(tmp_path)
    (tmp_path / "laxity-3.0.0.onnx").write_bytes(make_model())
    key_file = tmp_path / "key"
    key_file.write_text(KEY.private_bytes_raw().hex())
    command = ["--models", str(tmp_path), "--key", str(key_file), "--add", "laxity-3.0.0.onnx", "--name", "laxity"]
    assert signing().main([*command, "--version", "3.0.0", "--training-data", "t", "--exploratory", "brow_L"]) == 0
    manifest = read(tmp_path)
    added = manifest.find("laxity")
    assert added is not None
    assert (added.version, added.exploratory_zones) == ("3.0.0", ("brow_L",))
    assert added.inputs[0].name == "views"
    assert read_model(manifest, added) == make_model()
    assert {entry.version: entry.status for entry in manifest.entries} == {
        "3.0.0": ModelStatus.CURRENT,
        "2.0.0": ModelStatus.PREVIOUS,
        "1.0.0": ModelStatus.PREVIOUS,
    }


def test_a_private_key_never_goes_into_the_repository(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_folder(tmp_path)
    inside = Path(__file__).parents[3] / "models" / "private.key"
    assert signing().main(["--models", str(tmp_path), "--new-key", str(inside)]) == 1
    assert not inside.exists()
    assert "outside the repository" in capsys.readouterr().err


def test_how_well_a_model_repeats_is_signed_with_it(tmp_path: Path) -> None:
    current, _ = make_folder(tmp_path)
    script = signing()
    row = {"value": 0.2, "established": True}
    evaluation = {
        "model": {"sha256": current.sha256},
        "repeatability": {"five_views": {"jowl_L": row, "neck": row | {"established": False}, "": row}},
    }
    entries = script.with_repeatability(read(tmp_path).entries, evaluation)
    script.sign(tmp_path, entries, KEY)
    kept = read(tmp_path)
    assert kept.entries[0].repeat_sd == {"five_views": {"jowl_L": 0.2, "": 0.2}}
    assert kept.entries[1].repeat_sd == {}
    with pytest.raises(ValueError, match="not in the manifest"):
        script.with_repeatability(kept.entries, evaluation | {"model": {"sha256": "00"}})


@pytest.mark.parametrize("spread", [-0.1, 0.0, "nan", "wide"])
def test_a_spread_that_is_none_makes_the_manifest_unreadable(tmp_path: Path, spread: object) -> None:
    entry = replace(make_folder(tmp_path)[0], repeat_sd={"frontal": {"neck": spread}})
    with pytest.raises(SkinlaxError) as refusal:
        parse_manifest(manifest_bytes((entry,)))
    assert refusal.value.code == "manifest_unreadable"
