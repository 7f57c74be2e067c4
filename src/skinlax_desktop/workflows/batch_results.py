"""`results.parquet`: written whole or not at all, and read back for a resume."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.workflows.batch_rows import Row, column_types

_SETTINGS_KEY: Final = b"skinlax.batch"


def write_results(rows: Sequence[Row], out: Path, settings: Mapping[str, Any]) -> None:
    """One row group, sorted by source. Raises `SkinlaxError("output_not_writable")`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds: dict[type, Any] = {
        str: pa.string(),
        bool: pa.bool_(),
        float: pa.float64(),
        list: pa.list_(pa.string()),
    }
    schema = pa.schema(
        [(name, kinds[kind]) for name, kind in column_types().items()],
        metadata={_SETTINGS_KEY: json.dumps(dict(settings)).encode()},
    )
    table = pa.Table.from_pylist(sorted(rows, key=lambda row: str(row["source"])), schema=schema)
    partial = out.with_name(f".{out.name}.part")
    try:
        pq.write_table(table, partial)
        partial.replace(out)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise SkinlaxError("output_not_writable", folder=out.parent.name) from error


def read_results(path: Path, settings: Mapping[str, Any]) -> list[Row]:
    """The rows of a finished batch that was measured the same way.

    Raises `SkinlaxError`: `batch_resume_differs`, or `batch_results_unreadable` when the file is none of ours.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except (pa.ArrowException, OSError) as error:
        raise SkinlaxError("batch_results_unreadable", file=path.name) from error
    found = (table.schema.metadata or {}).get(_SETTINGS_KEY)
    if found is None:
        raise SkinlaxError("batch_results_unreadable", file=path.name)
    if json.loads(found) != dict(settings) or table.schema.names != list(column_types()):
        raise SkinlaxError("batch_resume_differs")
    rows: list[Row] = table.to_pylist()
    return rows
