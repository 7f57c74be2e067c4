"""Files that appear whole or not at all."""

from collections.abc import Mapping
from pathlib import Path

from skinlax_desktop.domain.errors import SkinlaxError


def write_file(path: Path, data: bytes) -> None:
    """One file; raises `file_not_written`."""
    try:
        _write(path, data)
    except OSError as error:
        raise SkinlaxError("file_not_written") from error


def write_results(files: Mapping[str, bytes], out: Path) -> None:
    """Files of a result folder by name, made where it is not there; raises `output_not_writable`."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            _write(out / name, data)
    except OSError as error:
        raise SkinlaxError("output_not_writable", folder=out.name) from error


def _write(path: Path, data: bytes) -> None:
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
