"""Evaluation rows and figures as files: rows as JSON lines, figures as one JSON document for the model's card."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from skinlax_desktop.analytics.estimates import Estimate
from skinlax_desktop.analytics.evaluation_rows import EvaluationRow
from skinlax_desktop.analytics.group_audit import GroupResult
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.measurement import ModelUse
from skinlax_desktop.workflows.evaluation_figures import Figure
from skinlax_desktop.workflows.row_journal import RowJournal, journal_path


def write_rows(rows: Sequence[EvaluationRow], header: Mapping[str, Any], path: Path) -> None:
    """The header, then one row a line; whole or not at all."""
    lines = [json.dumps(dict(header)), *(json.dumps(asdict(row), allow_nan=False) for row in rows)]
    _write(path, "\n".join(lines) + "\n")


def read_rows(path: Path, header: Mapping[str, Any]) -> list[EvaluationRow]:
    """Rows kept before of the same model and people; else `SkinlaxError("evaluation_rows_differ")`."""
    try:
        first, *lines = path.read_text(encoding="utf-8").splitlines()
        if json.loads(first) != dict(header):
            raise SkinlaxError("evaluation_rows_differ", file=path.name)
        return [_row(json.loads(line)) for line in lines]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise SkinlaxError("evaluation_rows_differ", file=path.name) from error


class RowsSoFar:
    """The people already evaluated, in a journal beside `path`: a stopped evaluation goes on after them.

    Raises `SkinlaxError("evaluation_rows_differ")` when that is of another model or other people.
    """

    def __init__(self, path: Path, header: Mapping[str, Any]) -> None:
        differs = SkinlaxError("evaluation_rows_differ", file=path.name)
        self._journal = RowJournal(journal_path(path), header, resume=True, differs=differs)
        try:
            self.people = {line["person"]: [_row(row) for row in line["rows"]] for line in self._journal.rows}
        except (TypeError, KeyError) as error:
            self._journal.close()
            raise differs from error

    def add(self, person: int, rows: Sequence[EvaluationRow]) -> None:
        """One person more."""
        self._journal.add({"person": person, "rows": [asdict(row) for row in rows]})
        self.people[person] = list(rows)

    def close(self) -> None:
        """Keep them for a later run."""
        self._journal.close()

    def remove(self) -> None:
        """The whole is written."""
        self._journal.remove()


def _row(read: dict[str, Any]) -> EvaluationRow:
    return EvaluationRow(**read | {"reasons": tuple(read["reasons"])})


def evaluation_document(
    model: ModelUse,
    header: Mapping[str, Any],
    figures: Sequence[Figure],
    groups: Mapping[str, Sequence[GroupResult]],
    repeatability: Mapping[str, Mapping[str, Estimate]],
) -> dict[str, Any]:
    """Everything that `models evaluate` found; `repeatability` is Sw by condition and zone ("" for the whole face)."""
    return {
        "schema": 1,
        "model": {"name": model.name, "version": model.version, "sha256": model.sha256, "device": model.device},
        **dict(header),
        "figures": [_figure(figure) for figure in figures],
        "groups": {axis: [_group(group) for group in found] for axis, found in groups.items()},
        "repeatability": {
            condition: {zone: _numbers(estimate) for zone, estimate in zones.items()}
            for condition, zones in repeatability.items()
        },
    }


def write_document(document: Mapping[str, Any], path: Path) -> None:
    """Write it whole or not at all. Raises `output_not_writable`."""
    _write(path, json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n")


def _figure(figure: Figure) -> dict[str, Any]:
    aim = figure.aim
    return {
        "name": figure.name,
        "detail": figure.detail,
        **_numbers(figure.estimate),
        "aim": None if aim is None else [aim.low, aim.high],
        "met": figure.met,
        "controls": {name: _numbers(estimate) for name, estimate in figure.controls},
    }


def _group(group: GroupResult) -> dict[str, Any]:
    return {
        "group": group.group,
        "people": group.people,
        "bias": _numbers(group.bias),
        "sd": _numbers(group.sd),
        "rejection": _numbers(group.rejection),
        "coverage": _numbers(group.coverage),
    }


def _numbers(estimate: Estimate) -> dict[str, Any]:
    ends = {name: getattr(estimate, name) for name in ("value", "low", "high")}
    rounded = {name: None if end is None else float(f"{end:.6g}") for name, end in ends.items()}
    return {**rounded, "n": estimate.n, "established": estimate.established}


def _write(path: Path, text: str) -> None:
    partial = path.with_name(f".{path.name}.part")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise SkinlaxError("output_not_writable", folder=path.parent.name) from error
