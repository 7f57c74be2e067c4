"""Numbers with their honesty: unit, interval, smallest detectable change, source, or the reason there is none."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from skinlax_desktop.domain.gate import FrameVerdict


class Confidence(StrEnum):
    """Whether a value may be read at face value."""

    OK = "ok"
    LOW = "low"


class Source(StrEnum):
    """What a value was measured on."""

    MESH = "mesh"
    IMAGE = "image"
    LANDMARKS = "landmarks"
    PROBE = "probe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """A named quantity: 95 % interval `low`..`high`, `mdc95` the smallest change that can be told from noise.

    `value`, `low`, `high` are None together, and `reason` (a code) then says why. Higher always means more of the
    named thing. `proxy` marks an index that stands for a quantity a photograph cannot show directly, `exploratory` a
    model grade that was not shown to be the zone's own. `doubts` are codes of why the confidence is low, where known.
    `repeat_values` holds the value of each re-posed repeat of this visit, where there were several; `value` is a mean.
    """

    name: str
    unit: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    mdc95: float | None = None
    source: Source | None = None
    confidence: Confidence = Confidence.OK
    reason: str | None = None
    proxy: bool = False
    exploratory: bool = False
    doubts: tuple[str, ...] = ()
    repeat_values: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if self.value is None:
            if self.reason is None or self.low is not None or self.high is not None:
                raise ValueError(f"{self.name}: a missing value needs a reason and no interval")
        elif self.low is None or self.high is None or not self.low <= self.value <= self.high:
            raise ValueError(f"{self.name}: a value needs an interval around it")


def not_measured(name: str, unit: str, reason: str, *, proxy: bool = False) -> Measurement:
    """A quantity that could not be measured, with the code of the reason."""
    return Measurement(name=name, unit=unit, reason=reason, proxy=proxy)


GRADE_SCALE: Final = "0-4 model grade"
INDEX_SCALE: Final = "0-100 model index"
GRADE_UNIT: Final = "grade 0-4"
INDEX_UNIT: Final = "index 0-100"


@dataclass(frozen=True, slots=True, kw_only=True)
class LaxityGrade:
    """What a model, trained on synthetic heads, says about laxity: `value` with its 95 % interval.

    `scale` is `GRADE_SCALE` (0 firm to 4 very lax; higher is more lax) or `INDEX_SCALE` for the youthfulness index,
    where higher is more youthful. `confidence` is low for a reason given in `reasons` (codes of `text/`).
    `exploratory` marks a zone whose grade was not shown to be its own on held-out heads. `mdc95` is the smallest
    change of two visits that can be told from noise, where that was established.
    """

    value: float
    low: float
    high: float
    confidence: Confidence = Confidence.OK
    reasons: tuple[str, ...] = ()
    exploratory: bool = False
    scale: str = GRADE_SCALE
    mdc95: float | None = None

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            raise ValueError("a grade needs an interval around it")

    def doubted(self, *reasons: str) -> "LaxityGrade":
        """The same grade at low confidence, for these reasons as well."""
        known = tuple(dict.fromkeys((*self.reasons, *reasons)))
        return replace(self, confidence=Confidence.LOW, reasons=known) if reasons else self

    def measurement(self, name: str) -> Measurement:
        """The grade as a named quantity, for lists and tables of such."""
        return Measurement(
            name=name,
            unit=GRADE_UNIT if self.scale == GRADE_SCALE else INDEX_UNIT,
            value=self.value,
            low=self.low,
            high=self.high,
            mdc95=self.mdc95,
            source=Source.IMAGE,
            confidence=self.confidence,
            exploratory=self.exploratory,
            doubts=self.reasons,
        )


NO_MODEL: Final = "no_model"


@dataclass(frozen=True, slots=True, kw_only=True)
class LaxityResult:
    """Overall laxity and the youthfulness index of a series; both None together, and `reason` (a code) says why."""

    overall: LaxityGrade | None = None
    youthfulness_index: LaxityGrade | None = None
    out_of_distribution: float | None = None
    reason: str | None = NO_MODEL

    @property
    def measurements(self) -> tuple[Measurement, ...]:
        """Both as named quantities; none where no model is installed."""
        if self.overall is None or self.youthfulness_index is None:
            if self.reason in (None, NO_MODEL):
                return ()
            return (
                not_measured("laxity", GRADE_UNIT, self.reason),
                not_measured("youthfulness_index", INDEX_UNIT, self.reason),
            )
        return (self.overall.measurement("laxity"), self.youthfulness_index.measurement("youthfulness_index"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneResult:
    """What was measured in one zone; without a laxity grade, `laxity_reason` (a code) says why."""

    zone: str
    metrics: tuple[Measurement, ...]
    laxity: LaxityGrade | None = None
    laxity_reason: str | None = NO_MODEL

    @property
    def everything(self) -> tuple[Measurement, ...]:
        """The laxity grade, where a model was asked, and the metrics."""
        if self.laxity is not None:
            return (self.laxity.measurement("laxity"), *self.metrics)
        if self.laxity_reason in (None, NO_MODEL):
            return self.metrics
        return (not_measured("laxity", GRADE_UNIT, self.laxity_reason), *self.metrics)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameResult:
    """One analysed picture: its verdict and its landmarks.

    `landmarks_px` holds 478 (x, y) pairs in MediaPipe order in pixels of the upright picture, or nothing when no
    face was found (lateral views). `landmark_depth_px` is the model's depth of the same points, larger is farther.
    """

    file: str
    view: str
    verdict: FrameVerdict
    landmarks_px: tuple[tuple[float, float], ...] = ()
    landmark_depth_px: tuple[float, ...] = ()
    width_px: int = 0
    height_px: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelUse:
    """A model that took part, and the device it really ran on."""

    name: str
    version: str
    sha256: str
    device: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """Everything measured in one series; `analysis.json` is its written form.

    `face` holds the lengths that belong to no zone. `delta_e_mean`: what the station's colour calibration errs by
    (CIEDE2000, held-out patches), None without one.
    """

    program: str
    analysed_at: str
    models: tuple[ModelUse, ...]
    frames: tuple[FrameResult, ...]
    zones: tuple[ZoneResult, ...]
    attributes: tuple[Measurement, ...]
    colour: tuple[Measurement, ...]
    face: tuple[Measurement, ...] = ()
    laxity: LaxityResult = LaxityResult()
    colour_calibrated: bool = False
    delta_e_mean: float | None = None
    off_protocol: bool = False
    warnings: tuple[str, ...] = ()
    timing_ms: tuple[tuple[str, float], ...] = field(default=(), compare=False)

    @property
    def gate_passed(self) -> bool:
        """True when every picture passed."""
        return bool(self.frames) and all(frame.verdict.passed for frame in self.frames)

    def zone(self, name: str) -> ZoneResult | None:
        """The result of a zone, if it was looked at."""
        return next((zone for zone in self.zones if zone.zone == name), None)
