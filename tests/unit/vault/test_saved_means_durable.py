"""A picture is said to be saved only after it is encrypted, whole and durable; whatever fails before that is told."""

import errno
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.ports.vault import PreparedImage
from skinlax_desktop.vault import durable_files, picture_folder
from skinlax_desktop.vault.sqlcipher_vault import SqlCipherVault
from skinlax_desktop.vault.verification import verify_vault

PLAIN = bytes(range(256)) * 8000 + b"the end of the mosaic"


def put(vault: SqlCipherVault, plain: bytes = PLAIN) -> Any:
    return vault.put_image(plain, width=3000, height=4096, media_type="image/x-adobe-dng")


def pictures_in(vault: SqlCipherVault) -> int:
    return int(vault.connection.execute("SELECT count(*) FROM picture").fetchone()[0])


def fail_at(patch: pytest.MonkeyPatch, name: str, nth: int, number: int = errno.EIO) -> list[int]:
    """The nth call of that function of the operating system fails, as the vault's files see it."""
    real: Callable[..., Any] = getattr(os, name)
    calls: list[int] = []

    def failing(*arguments: Any, **options: Any) -> Any:
        calls.append(1)
        if len(calls) == nth:
            raise OSError(number, "injected")
        return real(*arguments, **options)

    patch.setattr(durable_files.os, name, failing)
    return calls


@pytest.mark.parametrize(
    ("step", "nth", "number", "code"),
    [
        ("open", 1, errno.EACCES, "vault_not_writable"),
        ("write", 1, errno.ENOSPC, "vault_disk_full"),
        ("write", 3, errno.ENOSPC, "vault_disk_full"),
        ("fsync", 1, errno.EIO, "vault_disk_failed"),
        ("fsync", 2, errno.EIO, "vault_disk_failed"),
        ("fsync", 3, errno.EIO, "vault_disk_failed"),
        ("fsync", 4, errno.EIO, "vault_disk_failed"),
        ("replace", 1, errno.EIO, "vault_disk_failed"),
    ],
)
def test_a_fault_at_any_step_is_told_and_leaves_nothing_half_written(
    vault: SqlCipherVault, folder: Path, step: str, nth: int, number: int, code: str
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        calls = fail_at(patch, step, nth, number)
        with pytest.raises(SkinlaxError) as raised:
            put(vault)
    assert len(calls) >= nth, "the fault was met"
    assert raised.value.code == code
    assert pictures_in(vault) == 0, "nothing refers to it"
    assert not list(folder.rglob(f"{durable_files.TEMPORARY_PREFIX}*"))
    assert vault.image(put(vault)) == PLAIN, "the next attempt succeeds"
    assert verify_vault(vault).faults == ()


def test_the_order_is_file_name_record(vault: SqlCipherVault, monkeypatch: pytest.MonkeyPatch) -> None:
    happened: list[str] = []
    real_fsync, real_replace = os.fsync, os.replace

    def fsync(descriptor: int) -> None:
        kind = "folder" if os.path.isdir(f"/proc/self/fd/{descriptor}") else "file"
        happened.append(f"{kind} synced, {pictures_in(vault)} recorded")
        real_fsync(descriptor)

    def replace(source: Path, target: Path) -> None:
        happened.append("renamed")
        assert PLAIN[:64] not in source.read_bytes(), "encrypted before it has a name"
        real_replace(source, target)

    put(vault, b"another, so that folders exist")
    happened.clear()
    monkeypatch.setattr(durable_files.os, "fsync", fsync)
    monkeypatch.setattr(durable_files.os, "replace", replace)
    put(vault)
    place = happened.index("renamed")
    assert happened[place - 1] == "file synced, 1 recorded"
    assert happened[place + 1] == "folder synced, 1 recorded", "the record learns of it only after the name is durable"
    assert pictures_in(vault) == 2


def prepare(vault: SqlCipherVault) -> PreparedImage:
    with ThreadPoolExecutor(1) as other_thread:
        return other_thread.submit(
            vault.prepare_image, PLAIN, width=3000, height=4096, media_type="image/x-adobe-dng"
        ).result()


def test_a_prepared_picture_is_durable_and_no_part_of_the_record_until_it_is_kept(
    vault: SqlCipherVault, folder: Path
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        synced = fail_at(patch, "fsync", 0)
        prepared = prepare(vault)
        assert synced, "its bytes are durable before anybody decides about it"
    (waiting,) = folder.rglob(f"{durable_files.TEMPORARY_PREFIX}*")
    assert PLAIN[:64] not in waiting.read_bytes()
    assert pictures_in(vault) == 0
    image = vault.keep_image(prepared)
    assert (pictures_in(vault), vault.image(image)) == (1, PLAIN)
    assert not waiting.exists()
    assert verify_vault(vault).faults == ()


def test_nothing_is_left_of_a_prepared_picture_that_is_dropped_or_forgotten(
    vault: SqlCipherVault, folder: Path, open_vault: Callable[[], SqlCipherVault]
) -> None:
    vault.drop_image(prepare(vault))
    assert not list(folder.rglob(f"{durable_files.TEMPORARY_PREFIX}*"))
    prepare(vault)
    vault.close()
    again = open_vault()
    assert not list(folder.rglob(f"{durable_files.TEMPORARY_PREFIX}*")), "a crash left it, the next opening removes it"
    assert pictures_in(again) == 0


def test_dropping_leaves_the_picture_of_the_same_bytes_that_was_kept_before(vault: SqlCipherVault) -> None:
    image = put(vault)
    vault.drop_image(prepare(vault))
    assert vault.image(image) == PLAIN


@pytest.mark.skipif(os.name == "nt", reason="folders cannot be synced there")
def test_a_second_attempt_makes_durable_what_the_first_only_wrote(
    vault: SqlCipherVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(vault)
    synced: list[Path] = []
    for name in ("sync_file", "sync_folder"):
        real = getattr(picture_folder, name)
        monkeypatch.setattr(picture_folder, name, lambda path, real=real: (synced.append(path), real(path)))
    ref = put(vault)
    path = vault.pictures._path_of(ref.sha256)
    assert synced[:2] == [path, path.parent]


def test_a_record_that_cannot_be_written_refers_to_no_picture(
    vault: SqlCipherVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise SkinlaxError("vault_disk_full")

    with monkeypatch.context() as patch:
        patch.setattr("skinlax_desktop.vault.sqlcipher_vault.append_to_trail", fail)
        with pytest.raises(SkinlaxError, match=r"^vault_disk_full"):
            put(vault)
    assert pictures_in(vault) == 0
    assert vault.image(put(vault)) == PLAIN
