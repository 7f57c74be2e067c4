"""`skinlax vault ...` as a person types it."""

import json
from pathlib import Path

import pytest

from skinlax_desktop.app.command_line import main

PASSPHRASE = "correct horse battery"


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Options that name the record and its user; it is set up."""
    monkeypatch.delenv("SKINLAX_PASSPHRASE", raising=False)
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE + "\n")
    options = ["--folder", str(tmp_path / "vault"), "--user", "anna", "--passphrase-file", str(secret)]
    assert main(["vault", "init", *options]) == 0
    return options


def test_verify_backup_and_restore(vault: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["vault", "verify", *vault]) == 0
    assert main(["vault", "backup", *vault, str(tmp_path / "copy")]) == 0
    restored = ["--folder", str(tmp_path / "restored"), *vault[2:]]
    assert main(["vault", "restore", *restored, str(tmp_path / "copy")]) == 0
    assert main(["vault", "restore", *restored, str(tmp_path / "copy")]) == 1
    out, err = capsys.readouterr()
    assert "read back whole" in out
    assert err.splitlines() == ["There is something here already, and nothing was changed. Choose an empty folder."]
    assert PASSPHRASE not in out + err


def test_users_are_added_and_listed_for_programs_too(
    vault: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SKINLAX_NEW_PASSPHRASE", "another long passphrase")
    assert main(["vault", "users", "add", "bea", *vault]) == 0
    capsys.readouterr()
    assert main(["vault", "users", "--json", *vault]) == 0
    assert json.loads(capsys.readouterr().out)["users"] == ["anna", "bea"]
    assert main(["vault", "users", "passphrase", *vault]) == 0
    assert main(["vault", "verify", *vault]) == 1
    assert "passphrase does not open" in capsys.readouterr().err


@pytest.mark.parametrize("action", ["verify", "users"])
def test_where_there_is_no_record_one_sentence_says_so(
    action: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SKINLAX_PASSPHRASE", PASSPHRASE)
    assert main(["vault", action, "--folder", str(tmp_path / "none")]) == 1
    assert capsys.readouterr().err == "There is no record here yet. Set one up first.\n"
    assert list(tmp_path.iterdir()) == []


def test_damage_is_listed_and_exits_1(vault: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from skinlax_desktop.domain.ids import UserName
    from skinlax_desktop.vault import SqlCipherVaultDoor

    opened = SqlCipherVaultDoor(tmp_path / "vault").open(UserName("anna"), PASSPHRASE)
    opened.put_image(b"x", width=1, height=1, media_type="image/tiff")
    opened.close()
    next((tmp_path / "vault").glob("pictures/*/*")).write_bytes(b"")
    assert main(["vault", "verify", *vault]) == 1
    out, err = capsys.readouterr()
    assert "A stored picture is damaged" in out
    assert "1 fault(s)" in err
