"""What a long run has measured so far, safe against a crash at any moment: a line of JSON a row, flushed to disk."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

from skinlax_desktop.domain.errors import SkinlaxError

Row = dict[str, Any]


def journal_path(out: Path) -> Path:
    """Where the rows lie until the results are whole; hidden beside them."""
    return out.with_name(f".{out.name}.journal")


class RowJournal:
    """Rows in the order in which they came. The first line says how they are measured.

    `resume` takes up what an earlier run left; it must have been measured the same way, else `differs` is raised.
    Without it an earlier journal is forgotten. Raises `output_not_writable`.
    """

    def __init__(self, path: Path, settings: Mapping[str, Any], *, resume: bool, differs: SkinlaxError) -> None:
        self._path = path
        self._differs = differs
        self._settings = dict(settings)
        self.rows: list[Row] = []
        try:
            kept = self._read() if resume and path.is_file() else b""
            # The line that a crash cut short goes; what stands before it stays.
            with path.open("wb") as file:
                file.write(kept or self._line(self._settings))
            self._file: TextIO = path.open("a", encoding="utf-8")
        except OSError as error:
            raise SkinlaxError("output_not_writable", folder=path.parent.name) from error

    def add(self, row: Row) -> None:
        """Keep a row; it is on the disk when this returns."""
        self._file.write(self._line(row).decode())
        self._file.flush()
        os.fsync(self._file.fileno())
        self.rows.append(row)

    def close(self) -> None:
        """Keep the file for a later resume."""
        self._file.close()

    def remove(self) -> None:
        """The results are whole: the journal has done its work."""
        self._file.close()
        self._path.unlink(missing_ok=True)

    def _read(self) -> bytes:
        kept = b""
        for number, line in enumerate(self._path.read_bytes().splitlines(keepends=True)):
            try:
                found = json.loads(line)
            except ValueError:
                break
            if not line.endswith(b"\n"):
                break
            if number == 0:
                if found != self._settings:
                    raise self._differs
            else:
                self.rows.append(found)
            kept += line
        return kept

    @staticmethod
    def _line(values: Mapping[str, Any]) -> bytes:
        return (json.dumps(values, ensure_ascii=False, allow_nan=False) + "\n").encode()
