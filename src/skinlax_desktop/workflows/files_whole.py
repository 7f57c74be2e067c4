"""Files that appear whole or not at all."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from skinlax_desktop.domain.errors import SkinlaxError


def write_file(path: Path, data: bytes) -> None:
    """One file; raises `file_not_written`."""
    try:
        _write({path: data})
    except OSError as error:
        raise SkinlaxError("file_not_written") from error


def write_results(files: Mapping[str, bytes], out: Path) -> None:
    """Files of a result folder by name, made where it is not there; raises `output_not_writable`.

    None appears before all are written; they appear in their order.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        _write({out / name: data for name, data in files.items()})
    except OSError as error:
        raise SkinlaxError("output_not_writable", folder=out.name) from error


def _write(files: Mapping[Path, bytes]) -> None:
    parts = {path: path.with_name(f"{path.name}.part") for path in files}
    try:
        for path, data in files.items():
            parts[path].write_bytes(data)
        for path, part in parts.items():
            part.replace(path)
    except OSError:
        for part in parts.values():
            with suppress(OSError):
                part.unlink(missing_ok=True)
        raise
