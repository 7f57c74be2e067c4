"""One graded zone of one picture series, beside the truth where it is known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

WHOLE_FACE = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationRow:
    """`zone` is "" for the overall laxity. `value` is None when the series was refused, and `refused` says why.

    `source`: `synthetic`, `portraits` or `london`. `condition`: how it was photographed, such as `five_views`,
    `frontal`, `repeat_2`, `mirrored`, `neutral`, `smiling`. `reasons`: why it is not confident. `lightness`: of the
    cheek, CIE L*. `traits`: further numbers of the person for the controls, such as `weight` or `random_1`.
    """

    person: str
    source: str
    condition: str
    zone: str
    age: float | None = None
    sex: str | None = None
    monk: int | None = None
    lightness: float | None = None
    truth: float | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    is_confident: bool = True
    reasons: tuple[str, ...] = ()
    refused: str = ""
    traits: Mapping[str, float] = field(default_factory=dict)


def selected(
    rows: Iterable[EvaluationRow],
    *,
    source: str | None = None,
    condition: str | None = None,
    zone: str | None = None,
    graded: bool = True,
) -> list[EvaluationRow]:
    """The rows of a source, condition or zone; `zone` None means every zone but the whole face."""
    return [
        row
        for row in rows
        if (source is None or row.source == source)
        and (condition is None or row.condition == condition)
        and (row.zone != WHOLE_FACE if zone is None else row.zone == zone)
        and (row.value is not None or not graded)
    ]
