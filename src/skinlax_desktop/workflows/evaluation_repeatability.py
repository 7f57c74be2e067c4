"""How well a zone's grade repeats when the same person sits down again: the origin of a grade's mdc95.

Sw is the pooled within-person standard deviation of re-posed repeats on held-out synthetic people, and
mdc95 = 1.96 * sqrt(2) * Sw (Bland and Altman 1996; Weir 2005). A grade ends at 0 and 4 and cannot move beyond: pairs
that touch an end are left out, or the scale would make the model look steadier than it is. A phantom is calmer than a
person, so Sw is the least that a person's repeats differ by.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from skinlax_desktop.analytics.agreement import within_person_sd
from skinlax_desktop.analytics.estimates import Estimate
from skinlax_desktop.analytics.evaluation_rows import WHOLE_FACE, EvaluationRow
from skinlax_desktop.domain.laxity import MAX_GRADE
from skinlax_desktop.domain.zones import ZONES
from skinlax_desktop.workflows.evaluation_figures import FIVE_VIEWS, FRONTAL, REPEAT

CONDITIONS: Final = (FIVE_VIEWS, FRONTAL)
_SEED: Final = 1


def repeatability_of(rows: Sequence[EvaluationRow]) -> Mapping[str, Mapping[str, Estimate]]:
    """Sw (grade) by condition, then by zone and for the whole face (""); a zone without repeats is absent."""
    found: dict[str, dict[str, Estimate]] = {}
    for condition in CONDITIONS:
        pairs = _inner_pairs(rows, condition)
        by_zone = {
            zone: within_person_sd([row for row in pairs if row.zone == zone], seed=_SEED)
            for zone in (WHOLE_FACE, *ZONES)
            if any(row.zone == zone for row in pairs)
        }
        found[condition] = by_zone
    return found


def _inner_pairs(rows: Sequence[EvaluationRow], condition: str) -> list[EvaluationRow]:
    taken = [
        row
        for row in rows
        if row.source == "synthetic" and row.condition in (condition, condition + REPEAT) and row.value is not None
    ]
    touching = {(row.person, row.zone) for row in taken if not 0.0 < (row.value or 0.0) < MAX_GRADE}
    return [row for row in taken if (row.person, row.zone) not in touching]
