"""Nothing of a patient lies plain on the disk: not in the vault, its logs and journals, nor in temporary files."""

import os
import tempfile
from pathlib import Path

import pytest

from sample_records import PATIENT, full_visit
from skinlax_desktop.app.logging_setup import set_up_logging, take_down_logging
from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.vault import SqlCipherVaultDoor
from skinlax_desktop.vault.backup import back_up
from skinlax_desktop.workflows.patients import words_of

ANNA = UserName("anna")
PASSPHRASE = "correct horse battery"
PICTURE = b"II*\0" + os.urandom(64) + b"PLANTED-PICTURE-BYTES" * 1000 + os.urandom(3_000_000)


def planted() -> list[bytes]:
    words = [*words_of(PATIENT), "planted note", "shadow", PASSPHRASE]
    return [
        *(word.encode(encoding) for word in words for encoding in ("utf-8", "utf-16-le", "latin-1")),
        PICTURE[4:68],
        b"PLANTED-PICTURE-BYTES",
        PICTURE[-64:],
    ]


def assert_nothing_plain(*folders: Path) -> int:
    read = 0
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                read += 1
                for word in planted():
                    assert word not in content, f"{word!r} in {path.name}"
                    assert word not in str(path.relative_to(folder)).encode()
    return read


def test_nothing_planted_is_found_in_any_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault_folder, temporary, logs = tmp_path / "data" / "vault", tmp_path / "temporary", tmp_path / "logs"
    temporary.mkdir()
    for name in ("TMPDIR", "SQLITE_TMPDIR", "TMP", "TEMP"):
        monkeypatch.setenv(name, str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    set_up_logging(logs, level=0).hide(*words_of(PATIENT))
    try:
        vault = SqlCipherVaultDoor(vault_folder).create(ANNA, PASSPHRASE)
        vault.save_patient(PATIENT, by=ANNA)
        image = vault.put_image(PICTURE, width=1, height=1, media_type="image/tiff")
        vault.save_visit(full_visit(image), by=ANNA)
        assert vault.patients("zwetschgen")
        # While it is open the write-ahead log is there too.
        assert (vault_folder / "record.db-wal").stat().st_size > 0
        assert assert_nothing_plain(vault_folder, temporary, logs) >= 6
        # A sort too large for memory would spill to a temporary file, were it allowed to.
        spilling = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
        vault.connection.execute(f"{spilling} SELECT words || i FROM patient, n ORDER BY random()").fetchall()  # noqa: S608
        back_up(vault, tmp_path / "backup", PASSPHRASE)
        vault.close()
        assert_nothing_plain(vault_folder, temporary, logs, tmp_path / "backup")
    finally:
        take_down_logging()
    assert image.sha256 not in {path.stem for path in vault_folder.rglob("*")}
    assert (vault_folder.stat().st_mode & 0o077) == 0
    assert all((path.stat().st_mode & 0o077) == 0 for path in vault_folder.iterdir())


def test_the_search_for_plain_text_would_find_it(tmp_path: Path) -> None:
    (tmp_path / "leak").write_bytes(b"x" + PICTURE)
    with pytest.raises(AssertionError):
        assert_nothing_plain(tmp_path)
