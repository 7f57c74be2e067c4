"""The fairness audit of a laxity model as a report: who it serves how well, with intervals, or "not established"."""

from collections.abc import Mapping, Sequence
from typing import Final

from skinlax_desktop.analytics.estimates import Estimate
from skinlax_desktop.analytics.evaluation_rows import WHOLE_FACE, EvaluationRow, selected
from skinlax_desktop.analytics.group_audit import (
    Comparison,
    GroupOf,
    GroupResult,
    age_decade,
    audit_groups,
    compare_groups,
    monk_tone,
    sex,
    tone_group,
)
from skinlax_desktop.domain.measurement import ModelUse
from skinlax_desktop.text import audit as words
from skinlax_desktop.text.evaluation import (
    CONTROL,
    ENGINEERING_CHECK,
    MET,
    NOT_ESTABLISHED,
    NOT_MET,
    SYNTHETIC,
    aim_label,
    control_label,
    figure_label,
)
from skinlax_desktop.workflows.evaluation_figures import FIVE_VIEWS, Figure
from skinlax_desktop.workflows.report_blocks import (
    Block,
    Column,
    Facts,
    NewPage,
    Notice,
    Paper,
    ReportContent,
    Row,
    Space,
    Table,
    Text,
    TextStyle,
)

AXES: Final[Mapping[str, GroupOf]] = {"tone_group": tone_group, "monk": monk_tone, "age": age_decade, "sex": sex}
_SEED: Final = 1


def groups_of(rows: Sequence[EvaluationRow]) -> dict[str, tuple[GroupResult, ...]]:
    """Every axis with its groups, over the overall grade of held-out synthetic people."""
    seen = selected(rows, source="synthetic", condition=FIVE_VIEWS, zone=WHOLE_FACE, graded=False)
    return {axis: audit_groups(seen, group_of, seed=_SEED) for axis, group_of in AXES.items()}


def compose_audit(
    model: ModelUse, data: str, rows: Sequence[EvaluationRow], figures: Sequence[Figure], made_at: str
) -> ReportContent:
    """The whole audit; `data` names the people and the seed."""
    seen = selected(rows, source="synthetic", condition=FIVE_VIEWS, zone=WHOLE_FACE, graded=False)
    blocks: list[Block] = [
        NewPage(part=words.PART),
        Text(text=words.EYEBROW, style=TextStyle.EYEBROW),
        Text(text=words.TITLE.format(name=model.name, version=model.version), style=TextStyle.TITLE),
        Space(height_mm=2),
        Facts(
            pairs=((words.DATA, data), (words.MADE, made_at), (words.DEVICE, model.device), (words.HASH, model.sha256)),
            columns=2,
        ),
        Notice(text=f"{ENGINEERING_CHECK} {SYNTHETIC}", warning=True),
        Text(text=words.INTRODUCTION),
        Space(height_mm=3),
    ]
    for axis, groups in groups_of(rows).items():
        blocks += _axis(axis, groups, compare_groups(seen, AXES[axis], seed=_SEED))
    blocks += [
        NewPage(part=words.PART),
        Text(text=words.FIGURES_TITLE, style=TextStyle.HEADING),
        Text(text=words.FIGURES_NOTE, style=TextStyle.SMALL),
        _figures(figures),
        Space(height_mm=4),
        Text(text=words.LIMITS_TITLE, style=TextStyle.HEADING),
        *(Text(text=f"•  {sentence}") for sentence in words.LIMITS),
    ]
    return ReportContent(
        paper=Paper.A4,
        title=words.EYEBROW,
        subject=f"{model.name} {model.version}",
        footer=ENGINEERING_CHECK,
        page_label=words.PAGE_LABEL,
        blocks=tuple(blocks),
    )


def _axis(axis: str, groups: Sequence[GroupResult], compared: Sequence[Comparison]) -> tuple[Block, ...]:
    heading = Text(text=words.AXES[axis], style=TextStyle.HEADING)
    if not groups:
        return (heading, Text(text=words.NO_GROUPS))
    columns = (
        Column(title=words.GROUP, share=0.11),
        Column(title=words.PEOPLE, share=0.09, numeric=True),
        Column(title=words.BIAS, share=0.22),
        Column(title=words.SPREAD, share=0.2),
        Column(title=words.REJECTION, share=0.19),
        Column(title=words.COVERAGE, share=0.19),
    )
    rows = tuple(
        Row(
            cells=(
                group.group,
                str(group.people),
                _shown(group.bias),
                _shown(group.sd),
                _shown(group.rejection, percent=True),
                _shown(group.coverage, percent=True),
            )
        )
        for group in groups
    )
    return (heading, Table(columns=columns, rows=rows), Space(height_mm=2), *_pairs(axis, compared))


def _pairs(axis: str, compared: Sequence[Comparison]) -> tuple[Block, ...]:
    """The pairs of the axes with few groups; ten single tones would be forty-five of them."""
    if axis not in ("tone_group", "sex") or not compared:
        return ()
    columns = (
        Column(title=words.PAIR, share=0.2),
        Column(title=words.DIFFERENCE, share=0.27),
        Column(title=words.EQUIVALENT, share=0.26),
        Column(title=words.SPREAD_RATIO, share=0.27),
    )
    verdicts = {True: words.EQUIVALENT_YES, False: words.EQUIVALENT_NO, None: NOT_ESTABLISHED}
    rows = tuple(
        Row(
            cells=(
                f"{row.first} / {row.second}",
                _shown(row.difference),
                verdicts[row.equivalent],
                _shown(row.spread_ratio),
            )
        )
        for row in compared
    )
    return (Table(columns=columns, rows=rows), Space(height_mm=4))


def _figures(figures: Sequence[Figure]) -> Table:
    columns = (
        Column(title=words.FIGURE, share=0.46),
        Column(title=words.VALUE, share=0.25),
        Column(title=words.CASES, share=0.08, numeric=True),
        Column(title=words.AIM, share=0.12),
        Column(title="", share=0.09),
    )
    rows: list[Row] = []
    for figure in figures:
        aim = "" if figure.aim is None else aim_label(figure.aim.low, figure.aim.high)
        met = "" if figure.met is None else MET if figure.met else NOT_MET
        label = figure_label(figure.name, figure.detail)
        rows.append(Row(cells=(label, plain(figure.estimate), str(figure.estimate.n), aim, met)))
        rows += [
            Row(cells=(f"      {CONTROL.format(name=control_label(name))}", plain(found), str(found.n), "", ""))
            for name, found in figure.controls
        ]
    return Table(columns=columns, rows=tuple(rows))


def plain(estimate: Estimate) -> str:
    """The value with its interval, or a dash."""
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return "–"
    return f"{estimate.value:.3f}  ({estimate.low:.3f} to {estimate.high:.3f})".replace("-", "\N{MINUS SIGN}")


def _shown(estimate: Estimate, *, percent: bool = False) -> str:
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return NOT_ESTABLISHED
    factor, places = (100.0, 0) if percent else (1.0, 2)
    value, low, high = (f"{factor * end:.{places}f}" for end in (estimate.value, estimate.low, estimate.high))
    text = f"{value} ({low} to {high})".replace("-", "\N{MINUS SIGN}") + (" %" if percent else "")
    return text if estimate.established else f"{text}\n{NOT_ESTABLISHED}"
