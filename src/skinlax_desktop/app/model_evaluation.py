"""`skinlax models evaluate` and `audit`: the numbers of the laxity model that is installed, printed or as a PDF."""

import argparse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from skinlax_desktop.app.console import Console
from skinlax_desktop.app.laxity_model import LAXITY, chosen_versions, open_laxity
from skinlax_desktop.app.places import Places
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.measurement import ModelUse
from skinlax_desktop.jobs.worker_processes import Outcome, run_in_processes

if TYPE_CHECKING:
    from skinlax_desktop.analytics.estimates import Estimate
    from skinlax_desktop.analytics.evaluation_rows import EvaluationRow
    from skinlax_desktop.workflows.evaluation_figures import Figure
    from skinlax_desktop.workflows.evaluation_file import RowsSoFar

_WORKERS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evaluated:
    """What both commands start from."""

    model: ModelUse
    header: dict[str, Any]
    rows: "list[EvaluationRow]"
    figures: "tuple[Figure, ...]"


def run_evaluate(options: argparse.Namespace, places: Places, console: Console) -> int:
    """Print the table, and keep it as JSON when asked; 0 whatever the numbers say."""
    from skinlax_desktop.text import evaluation as words
    from skinlax_desktop.workflows.audit_report import groups_of
    from skinlax_desktop.workflows.evaluation_figures import exploratory_zones
    from skinlax_desktop.workflows.evaluation_file import evaluation_document, write_document
    from skinlax_desktop.workflows.evaluation_repeatability import repeatability_of

    evaluated = _evaluate(options, places, console)
    for line in _table(evaluated):
        console.say(line)
    exploratory = exploratory_zones(evaluated.rows)
    console.say(f"{words.EXPLORATORY} {', '.join(exploratory) or words.NONE}")
    repeatability = repeatability_of(evaluated.rows)
    for line in _repeats(repeatability):
        console.say(line)
    document = evaluation_document(
        evaluated.model, evaluated.header, evaluated.figures, groups_of(evaluated.rows), repeatability
    ) | {"exploratory_zones": list(exploratory)}
    if options.out is not None:
        write_document(document, options.out)
    console.result(document)
    return 0


def run_audit(options: argparse.Namespace, places: Places, console: Console) -> int:
    """Write the audit as PDF. Raises what the evaluation raises, and what `write_report` raises."""
    from skinlax_desktop.report.writer import write_report
    from skinlax_desktop.workflows.audit_report import compose_audit

    if not options.out.parent.is_dir() or options.out.is_dir():
        raise SkinlaxError("report_not_writable")
    evaluated = _evaluate(options, places, console)
    made_at = datetime.now(UTC).isoformat(timespec="minutes")
    content = compose_audit(evaluated.model, _people(evaluated.header), evaluated.rows, evaluated.figures, made_at)
    write_report(content, options.out)
    console.result({"audit": str(options.out)}, str(options.out))
    return 0


def _evaluate(options: argparse.Namespace, places: Places, console: Console) -> _Evaluated:
    from skinlax_desktop.workflows.evaluation_figures import figures_of
    from skinlax_desktop.workflows.evaluation_file import RowsSoFar, read_rows, write_rows

    model, header = _header(options, places)
    if options.rows is None:
        rows = _collect(options, places, console, None)
    elif options.rows.is_file():
        rows = read_rows(options.rows, header)
    else:
        so_far = RowsSoFar(options.rows, header)
        try:
            rows = _collect(options, places, console, so_far)
            write_rows(rows, header, options.rows)
        finally:
            so_far.close()
        so_far.remove()
    return _Evaluated(model=model, header=header, rows=rows, figures=figures_of(rows))


def _header(options: argparse.Namespace, places: Places) -> tuple[ModelUse, dict[str, Any]]:
    """The model as it really opens here, and what makes these numbers these numbers."""
    from skinlax_desktop.inference.model_manifest import read_manifest

    estimator = open_laxity(places)
    manifest = read_manifest(places.models)
    entry = manifest.find(LAXITY, chosen_versions(places).get(LAXITY)) if manifest is not None else None
    if estimator is None or entry is None:
        raise SkinlaxError("models_none")
    header = {
        "sha256": entry.sha256,
        "training_data": entry.training_data,
        "seed": options.seed,
        "people": options.people,
        "series_people": options.series_people,
        "photographs": options.data is not None,
    }
    return estimator.model, header


def _people(header: dict[str, Any]) -> str:
    from skinlax_desktop.text import evaluation as words

    sentences = [words.PEOPLE.format(people=header["people"], seed=header["seed"], training=header["training_data"])]
    if header["series_people"]:
        sentences.append(words.SERIES_PEOPLE.format(people=header["series_people"]))
    if header["photographs"]:
        sentences.append(words.WITH_PHOTOGRAPHS)
    return " ".join(sentences)


def _collect(
    options: argparse.Namespace, places: Places, console: Console, so_far: "RowsSoFar | None"
) -> "list[EvaluationRow]":
    known = {} if so_far is None else so_far.people
    rows = list(chain.from_iterable(known.values()))
    share = 0.8 if options.data is not None else 1.0
    people = options.people + options.series_people
    missing = [person for person in range(people) if person not in known]
    outcomes: Iterator[Outcome[int, list[EvaluationRow]]] = run_in_processes(
        missing, _StudioMaker(places, options.seed, options.people), workers=min(_WORKERS, max(len(missing), 1))
    )
    for done, outcome in enumerate(outcomes, start=people - len(missing) + 1):
        if outcome.result is None:
            raise SkinlaxError("evaluation_broke_down", person=outcome.item)
        rows += outcome.result
        if so_far is not None:
            so_far.add(outcome.item, outcome.result)
        console.progress(share * done / people, f"{done} of {people} people")
    if options.data is not None:
        for picture in _photographs(options.data, places):
            rows += picture
            console.progress(share, picture[0].person)
    return rows


def _photographs(folder: Path, places: Places) -> "Iterator[list[EvaluationRow]]":
    from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
    from skinlax_desktop.workflows.evaluation_photographs import LONDON, PORTRAITS, london_rows, portrait_rows

    present = [
        make for table, make in ((PORTRAITS, portrait_rows), (LONDON, london_rows)) if (folder / table).is_file()
    ]
    if not present:
        raise SkinlaxError("evaluation_table_unreadable", file=PORTRAITS.name)
    estimator = open_laxity(places)
    if estimator is None:
        raise SkinlaxError("models_none")
    finder = MediaPipeLandmarkFinder(places.face_landmarker)
    try:
        yield from chain.from_iterable(make(folder, estimator, finder) for make in present)
    finally:
        finder.close()


@dataclass(frozen=True, slots=True)
class _StudioMaker:
    """Opens model, finder and heads in one process; picklable. From number `whole` on, people have the series only."""

    places: Places
    seed: int
    whole: int

    def __call__(self) -> "Callable[[int], list[EvaluationRow]]":
        from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
        from skinlax_desktop.workflows.evaluation_people import PeopleStudio

        estimator = open_laxity(self.places)
        if estimator is None:
            raise SkinlaxError("models_none")
        finder = MediaPipeLandmarkFinder(self.places.face_landmarker)
        studio = PeopleStudio(seed=self.seed, resources=self.places.resources, estimator=estimator, finder=finder)
        return lambda index: studio.rows_of(index) if index < self.whole else studio.series_rows_of(index)


def _repeats(repeatability: "Mapping[str, Mapping[str, Estimate]]") -> Iterator[str]:
    from skinlax_desktop.text import evaluation as words
    from skinlax_desktop.workflows.audit_report import plain
    from skinlax_desktop.workflows.repeatability import MDC95_PER_SEM

    for condition, zones in repeatability.items():
        yield words.REPEATS[condition]
        for zone, estimate in zones.items():
            mdc95 = "" if estimate.value is None else f"mdc95 {MDC95_PER_SEM * estimate.value:.2f}"
            yield f"    {zone or words.WHOLE_FACE:60} {plain(estimate):30} n {estimate.n:<6} {mdc95}".rstrip()


def _table(evaluated: _Evaluated) -> Iterator[str]:
    from skinlax_desktop.text import evaluation as words
    from skinlax_desktop.workflows.audit_report import plain

    model = evaluated.model
    yield f"{model.name} {model.version}  {model.sha256[:16]}  {model.device}"
    yield _people(evaluated.header)
    yield f"{words.ENGINEERING_CHECK} {words.SYNTHETIC} {words.AGE_IS_NO_TRUTH}"
    for figure in evaluated.figures:
        aim = "" if figure.aim is None else words.aim_label(figure.aim.low, figure.aim.high)
        met = "" if figure.met is None else words.MET if figure.met else words.NOT_MET
        label = words.figure_label(figure.name, figure.detail)
        yield f"{label:64} {plain(figure.estimate):30} n {figure.estimate.n:<6} {aim:12} {met}".rstrip()
        for name, found in figure.controls:
            label = words.CONTROL.format(name=words.control_label(name))
            yield f"    {label:60} {plain(found):30} n {found.n}"
