"""Damage and full disks: a clear code each, and nothing else is lost."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sample_records import PATIENT, USER, empty_visit, full_visit
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import PatientId
from skinlax_desktop.vault.keys import derive_keys
from skinlax_desktop.vault.sqlcipher_vault import SqlCipherVault
from skinlax_desktop.vault.verification import verify_vault

KEYS = derive_keys(bytes(range(32)))
PAGE = 4096


def put(vault: SqlCipherVault, plain: bytes):
    return vault.put_image(plain, width=1, height=1, media_type="image/tiff")


def test_a_damaged_first_page_or_a_lost_database_is_told(
    vault: SqlCipherVault, open_vault: Callable, folder: Path
) -> None:
    vault.close()
    database = folder / "record.db"
    whole = database.read_bytes()
    for damaged in (whole[:100] + b"\0" * 16 + whole[116:], b"not a database at all" * 400, whole[:2000]):
        database.write_bytes(damaged)
        with pytest.raises(SkinlaxError) as raised:
            open_vault()
        assert raised.value.code == "vault_damaged"
        assert database.read_bytes() == damaged, "what is damaged is not made worse"
    database.write_bytes(whole)
    assert open_vault().patient(PATIENT.id) == PATIENT


def test_a_damaged_page_costs_only_what_stands_on_it(vault: SqlCipherVault, open_vault: Callable, folder: Path) -> None:
    for number in range(300):
        vault.save_patient(replace(PATIENT, id=PatientId(f"p{number:03}"), notes="n" * 2000), by=USER)
    vault.close()
    database = folder / "record.db"
    damaged = bytearray(database.read_bytes())
    place = len(damaged) // 2 // PAGE * PAGE + 1000
    damaged[place] ^= 1
    database.write_bytes(bytes(damaged))
    again = open_vault()
    codes: list[str] = []
    for number in range(300):
        try:
            again.patient(PatientId(f"p{number:03}"))
        except SkinlaxError as error:
            codes.append(error.code)
    assert set(codes) <= {"vault_damaged"}
    assert len(codes) < 20
    assert [fault.code for fault in verify_vault(again).faults] == ["vault_damaged"]


def test_a_lost_and_a_damaged_picture_are_both_found_and_the_third_is_read(vault: SqlCipherVault, folder: Path) -> None:
    images = [put(vault, os.urandom(50_000)) for _ in range(3)]
    vault.save_visit(full_visit(*images), by=USER)
    assert verify_vault(vault).faults == ()
    paths = [vault.pictures._path_of(image.sha256) for image in images]
    paths[0].unlink()
    shutil.copy(paths[2], paths[1])
    faults = {fault.subject: fault.code for fault in verify_vault(vault).faults}
    assert faults == {images[0].sha256: "image_missing", images[1].sha256: "image_damaged"}
    assert len(vault.image(images[2])) == 50_000


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 4 MiB; only root can make one."""
    place = tmp_path / "tiny"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("this account cannot mount a small file system")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def fill_the_disk(filler: Path) -> None:
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"\0" * 4096)


def test_a_full_disk_loses_nothing_and_the_record_can_still_be_read(tiny_disk: Path) -> None:
    folder = tiny_disk / "vault"
    folder.mkdir()
    vault = SqlCipherVault(folder, KEYS, user=USER, new=True)
    vault.save_patient(PATIENT, by=USER)
    small = os.urandom(300_000)
    visit = empty_visit()
    kept = put(vault, small)
    vault.save_visit(full_visit(kept), by=USER)
    with pytest.raises(SkinlaxError) as raised:
        put(vault, os.urandom(5_000_000))
    assert raised.value.code == "vault_disk_full"
    assert not list(folder.glob("pictures/*/.part-*")), "the unfinished file gives its space back"
    filler = tiny_disk / "filler"
    fill_the_disk(filler)
    saved = vault.visit(visit.id)
    refused = replace(saved, next_step="x" * 200_000)
    with pytest.raises(SkinlaxError) as raised:
        vault.save_visit(refused, by=USER)
    assert raised.value.code == "vault_disk_full"
    assert vault.visit(visit.id) == saved
    vault.close()
    vault = SqlCipherVault(folder, KEYS, user=USER)
    assert vault.visit(visit.id) == saved
    assert vault.image(kept) == small
    filler.unlink()
    vault.save_visit(refused, by=USER)
    assert vault.visit(visit.id) == refused
    assert "vault_opened" in [entry.what for entry in vault.trail()], "what could not be traced then is traced now"
    assert verify_vault(vault).faults == ()
    vault.close()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    from skinlax_desktop.domain.ids import UserName
    from skinlax_desktop.vault import SqlCipherVaultDoor

    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(SkinlaxError) as raised:
        SqlCipherVaultDoor(tmp_path / "file" / "vault").create(UserName("anna"), "a long enough one")
    assert raised.value.code in {"vault_not_writable", "vault_disk_failed"}
