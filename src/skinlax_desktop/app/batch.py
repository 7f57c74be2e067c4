"""`skinlax batch`: every picture and capture set of a folder into one table, by processes with models of their own."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skinlax_desktop import __version__
from skinlax_desktop.app.console import Console
from skinlax_desktop.app.laxity_model import LAXITY, LaxityModel, chosen_versions
from skinlax_desktop.app.places import Places, find_places
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.gate import CheckName
from skinlax_desktop.domain.measurement import Analysis
from skinlax_desktop.jobs.worker_processes import Outcome, run_in_processes
from skinlax_desktop.text.errors import sentence_of
from skinlax_desktop.workflows.batch_results import read_results, write_results
from skinlax_desktop.workflows.batch_rows import BatchSource, Row, error_row, find_sources, row_of
from skinlax_desktop.workflows.row_journal import RowJournal, journal_path


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOptions:
    """What was asked for. `workers` is None for one process a core."""

    folder: Path
    out: Path
    workers: int | None = None
    off_protocol: bool = False
    resume: bool = False
    scheduler: str | None = None


def run_batch(options: BatchOptions, console: Console) -> int:
    """Measure a folder; 0 also with bad files, which are rows with their error.

    Raises `SkinlaxError`: `batch_scheduler_refused`, `batch_workers_refused`, `source_missing`, `source_empty`,
    `model_missing`, `output_not_writable`, `batch_resume_differs`, `batch_results_unreadable`.
    """
    if options.scheduler is not None:
        raise SkinlaxError("batch_scheduler_refused")
    workers = options.workers if options.workers is not None else os.cpu_count() or 1
    if workers < 1:
        raise SkinlaxError("batch_workers_refused", workers=workers)
    places = find_places()
    if not places.face_landmarker.is_file():
        raise SkinlaxError("model_missing", model="face_landmarker")
    if not options.out.parent.is_dir() or options.out.is_dir():
        raise SkinlaxError("output_not_writable", folder=options.out.parent.name)
    sources = find_sources(options.folder)
    settings = _settings(places, options)
    finished = read_results(options.out, settings) if options.resume and options.out.is_file() else []
    differs = SkinlaxError("batch_resume_differs")
    journal = RowJournal(journal_path(options.out), settings, resume=options.resume, differs=differs)
    try:
        rows = _measure(sources, finished, journal, _WorkMaker(places, options.off_protocol), workers, console)
        write_results(rows, options.out, settings)
    finally:
        journal.close()
    journal.remove()
    bad = [row for row in rows if row["error"]]
    console.result(
        {"rows": len(rows), "errors": len(bad), "results": str(options.out)},
        f"{len(rows)} rows, {len(bad)} with an error: {options.out}",
    )
    return 0


def _measure(
    sources: tuple[BatchSource, ...],
    finished: list[Row],
    journal: RowJournal,
    make_work: Callable[[], Callable[[BatchSource], Row]],
    workers: int,
    console: Console,
) -> list[Row]:
    wanted = {source.name for source in sources}
    # What is no longer in the folder is no longer a row.
    done = {str(row["source"]): row for row in (*finished, *journal.rows) if row["source"] in wanted}
    waiting = [source for source in sources if source.name not in done]
    if done:
        console.say(f"{len(done)} of {len(sources)} were measured before.")
    outcome: Outcome[BatchSource, Row]
    for outcome in run_in_processes(waiting, make_work, workers=min(workers, max(len(waiting), 1))):
        row = outcome.result
        if row is None:
            code = "batch_worker_died" if outcome.lost == "worker_died" else "batch_took_too_long"
            row = error_row(outcome.item.name, SkinlaxError(code))
        journal.add(row)
        done[outcome.item.name] = row
        console.progress(len(done) / len(sources), f"{len(done)} of {len(sources)}  {outcome.item.name}")
    return list(done.values())


def _settings(places: Places, options: BatchOptions) -> dict[str, Any]:
    """How the rows are measured; rows of another way are not mixed with them."""
    from skinlax_desktop.inference.model_manifest import read_manifest

    try:
        manifest = read_manifest(places.models)
        entry = manifest.find(LAXITY, chosen_versions(places).get(LAXITY)) if manifest is not None else None
        laxity = entry.sha256 if entry is not None else ""
    except SkinlaxError as error:
        laxity = error.code
    return {"program": __version__, "off_protocol": options.off_protocol, "laxity": laxity}


@dataclass(frozen=True, slots=True)
class _WorkMaker:
    """Opens the models of one process; picklable, so that it can be sent there."""

    places: Places
    off_protocol: bool

    def __call__(self) -> Callable[[BatchSource], Row]:
        from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
        from skinlax_desktop.workflows.analyse_capture_set import analyse_capture_set, decode_pictures
        from skinlax_desktop.workflows.capture_set import read_capture_set

        finder = MediaPipeLandmarkFinder(self.places.face_landmarker)
        laxity = LaxityModel(self.places).get()

        def work(source: BatchSource) -> Row:
            try:
                captured = read_capture_set(source.path)
                series = analyse_capture_set(
                    captured, decode_pictures(captured), finder, laxity=laxity, off_protocol=self.off_protocol
                )
            except SkinlaxError as error:
                return error_row(source.name, error)
            except Exception:
                # The one promise of a batch: no file stops it. The row says that the program failed, not the picture.
                return error_row(source.name, SkinlaxError("unexpected"))
            row = row_of(source.name, series.analysis)
            return row if _shows_a_face(series.analysis) else _without_face(row)

        return work


def _shows_a_face(analysis: Analysis) -> bool:
    """Landmarks, or a profile, which has none."""
    found = (frame.verdict.find(CheckName.FACE_FOUND) for frame in analysis.frames)
    return any(check is not None and check.passed for check in found)


def _without_face(row: Row) -> Row:
    """The gate's verdict stays; the error says that nothing can have been measured."""
    error = SkinlaxError("no_face_in_series")
    return row | {"error": sentence_of(error), "error_code": error.code}
