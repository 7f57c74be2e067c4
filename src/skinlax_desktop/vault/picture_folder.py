"""The folder of encrypted pictures; a file's name is a keyed hash of what it holds and says nothing without the key."""

import hashlib
import hmac
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.vault.durable_files import (
    TEMPORARY_PREFIX,
    disk_errors_told,
    make_folder,
    move_durably,
    sync_file,
    sync_folder,
    write_beside,
)
from skinlax_desktop.vault.picture_file import decrypt_picture, encrypt_picture, encrypted_size

PICTURE_SUFFIX: Final = ".slx"


class PictureFolder:
    """Pictures by the SHA-256 of their plain bytes. Files are written once and never changed."""

    def __init__(self, folder: Path, *, picture_key: bytes, name_key: bytes) -> None:
        self._folder = folder
        self._picture_key = picture_key
        self._name_key = name_key

    def put(self, plain: bytes) -> str:
        """Store a picture durably and return its SHA-256; a sound file of the same bytes is left as it is."""
        sha256, waiting = self.prepare(plain)
        self.keep(sha256, waiting)
        return sha256

    def prepare(self, plain: bytes) -> tuple[str, Path | None]:
        """Write a picture durably under a passing name; returns its SHA-256 and that name. Any thread.

        None when a sound file of the same bytes is there.
        """
        sha256 = hashlib.sha256(plain).hexdigest()
        path = self._path_of(sha256)
        with disk_errors_told():
            if self._holds(sha256, len(plain)):
                return sha256, None
            make_folder(path.parent)
            pieces = encrypt_picture(plain, key=self._picture_key, name=path.stem)
            return sha256, write_beside(path.parent, pieces)

    def keep(self, sha256: str, waiting: Path | None) -> None:
        """Give a prepared picture its name; durable on return."""
        path = self._path_of(sha256)
        with disk_errors_told():
            if waiting is not None:
                move_durably(waiting, path)
                return
            # An earlier attempt may have failed between writing and syncing: a sound file need not be durable.
            sync_file(path)
            sync_folder(path.parent)
            sync_folder(path.parent.parent)

    def drop(self, waiting: Path | None) -> None:
        """Remove a prepared picture; nothing happens when it is gone already."""
        if waiting is not None:
            with disk_errors_told():
                waiting.unlink(missing_ok=True)

    def get(self, sha256: str) -> bytes:
        """The plain bytes; `image_missing`, or `image_damaged` when they are not what was stored."""
        path = self._path_of(sha256)
        try:
            encrypted = path.read_bytes()
        except FileNotFoundError:
            raise SkinlaxError("image_missing") from None
        except OSError:
            raise SkinlaxError("image_damaged") from None
        plain = decrypt_picture(encrypted, key=self._picture_key, name=path.stem)
        if hashlib.sha256(plain).hexdigest() != sha256:
            raise SkinlaxError("image_damaged")
        return plain

    def delete(self, sha256: str) -> None:
        """Remove a picture; nothing happens when it is gone already."""
        with disk_errors_told():
            self._path_of(sha256).unlink(missing_ok=True)

    def sweep_unfinished(self) -> int:
        """Remove what a crash left half-written; only while nobody else writes here."""
        unfinished = list(self._folder.glob(f"*/{TEMPORARY_PREFIX}*"))
        with disk_errors_told():
            for path in unfinished:
                path.unlink(missing_ok=True)
        return len(unfinished)

    def sweep_unknown(self, known: frozenset[str], *, older_than_s: float) -> int:
        """Remove files that belong to no known picture and were written before that moment (seconds since 1970)."""
        wanted = {self._path_of(sha256) for sha256 in known}
        swept = 0
        with disk_errors_told():
            for path in self.files():
                if path not in wanted and path.stat().st_mtime < older_than_s:
                    path.unlink(missing_ok=True)
                    swept += 1
        return swept

    def files(self) -> Iterator[Path]:
        """Every stored file."""
        yield from sorted(self._folder.glob(f"*/*{PICTURE_SUFFIX}"))

    def _holds(self, sha256: str, plain_bytes: int) -> bool:
        path = self._path_of(sha256)
        if not path.exists() or path.stat().st_size != encrypted_size(plain_bytes):
            return False
        try:
            self.get(sha256)
        except SkinlaxError:
            return False
        return True

    def _path_of(self, sha256: str) -> Path:
        name = hmac.new(self._name_key, sha256.encode(), hashlib.sha256).hexdigest()
        return self._folder / name[:2] / f"{name}{PICTURE_SUFFIX}"
