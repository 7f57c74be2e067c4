"""Words of the course: forecast, next visit, position among others, and how simulations did."""

from collections.abc import Sequence
from typing import Final

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.zones import PAIRED_ZONES
from skinlax_desktop.text.errors import SENTENCES, sentence_of
from skinlax_desktop.text.face_change import NO_CHANGE, warning_sentence
from skinlax_desktop.text.language import translate
from skinlax_desktop.text.metrics import format_number, metric_label, pair_label, reason_label, unit_label, zone_label

TITLE: Final = translate("Course")
CHOOSE: Final = translate("Measure")
CHART: Final = translate("Course of the measure over the years")
WHOLE_FACE: Final = translate("Whole face")
BOTH_SIDES: Final = translate("{zone}, both sides")
READING: Final = translate("Reading the visits.")
COUNTING: Final = translate("Reading the clinic's visits and testing earlier forecasts.")
NO_VISIT: Final = translate("No measured visit of this patient yet.")
EXPECTED: Final = translate("What to expect")
COME_AGAIN: Final = translate("When to come again")
AMONG: Final = translate("Among others")
RESULTS: Final = translate("Simulations and what came of them")
RESTS_ON: Final = translate("What this rests on")
SYNTHETIC: Final = translate("SYNTHETIC")
ENGINEERING: Final = translate("Engineering choice, not published")
PRIOR_MARK: Final = translate("prior alone")
HIGHER: Final = translate("Higher: more lax.")
CHART_KEY: Final = translate("Dots: visits with their repeat error. Shades: 80 % and 95 % bands.")

WHEN: Final = translate("When")
VALUE: Final = translate("Value")
BAND_80: Final = translate("80 % band")
BAND_95: Final = translate("95 % band, or repeat error")
MONTHS_AFTER: Final = translate("{months} months after{mark}")
MODEL_GRADE: Final = translate("Laxity is a model grade, trained on synthetic heads, not validated on patients.")

RISK_FACTORS: Final = translate(
    "Sun, smoking, sleep and a probe's hydration are recorded and not used: no cited effect on laxity was found."
)
SKIN_AGE: Final = translate(
    "Skin age is not given: no model here was tested on people of known age, so it would have no honest error."
)
PEERS: Final = translate("Series of {count} consenting patients or earlier stretches shaped the forecast.")

_WHY: Final = {
    "other_posture": translate("the posture differs"),
    "exploratory": translate("the grade is exploratory there"),
    "plan_not_carried_out": translate("the record knows no such treatment since"),
    "other_treatment": translate("something else was treated in between"),
    "visit_still_to_come": translate("the visit is still to come"),
    "no_visit_in_time": translate("no visit was near the simulated weeks"),
    "needs_two_surfaces": translate("it needs a measured surface at both visits"),
    "surfaces_not_compared": translate("both surfaces are compared when one of the two visits is opened"),
    "surfaces_do_not_measure": translate("two surfaces do not measure it"),
    "region_partly_seen": translate("one of the surfaces does not show all of that skin"),
    "lift_not_told": translate("two surfaces do not tell a lift along the skin"),
    "needs_birth_date": translate("the birth date is not known"),
    "needs_sex": translate("the sex is not known"),
    "needs_skin": translate("the skin type is not known"),
}
_SIMULATED: Final = {
    "zone_rise_mm": translate("Rise of the zone"),
    "zone_advance_mm": translate("Advance of the zone"),
    "zone_volume_ml": translate("Volume of the zone"),
}
_SEXES: Final = {"F": translate("women"), "M": translate("men"), "X": translate("other")}


def why(code: str) -> str:
    """A reason, as the end of a sentence."""
    return _WHY.get(code) or reason_label(code)


def key_label(zone: str, quantity: str) -> str:
    """'Whole face: laxity', 'Left jowl: jowl descent', 'Jowl, both sides: volume'."""
    name = _quantity_label(quantity)
    if not zone:
        place = WHOLE_FACE
    else:
        place = BOTH_SIDES.format(zone=pair_label(zone)) if zone in PAIRED_ZONES else zone_label(zone)
    return f"{place}: {name[:1].lower()}{name[1:]}"


def _quantity_label(quantity: str) -> str:
    return _SIMULATED.get(quantity) or metric_label(quantity)


def number(value: float, unit: str) -> str:
    """With its unit; a grade stands alone."""
    return f"{format_number(value, unit)}{_unit_after(unit)}"


def _unit_after(unit: str) -> str:
    label = "" if unit.startswith(("grade", "index")) else unit_label(unit)
    return label if label == "°" else f" {label}" if label else ""


def expected(months: int, unit: str, *, mean: float, band_80: tuple[float, float], band_95: tuple[float, float]) -> str:
    """The forecast at one time."""
    return translate(
        "{months} months after the last visit: {mean}. Of 100 such readings 80 lie in {low} to {high}, "
        "95 in {lowest} to {highest}."
    ).format(
        months=months,
        mean=number(mean, unit),
        low=format_number(band_80[0], unit),
        high=number(band_80[1], unit),
        lowest=format_number(band_95[0], unit),
        highest=number(band_95[1], unit),
    )


def expected_by_prior(months: int, unit: str, band_80: tuple[float, float]) -> str:
    """The prior at one time."""
    return translate("By the prior alone, {months} months after the last visit: {low} to {high} (80 %).").format(
        months=months, low=format_number(band_80[0], unit), high=number(band_80[1], unit)
    )


def few_visits(count: int) -> str:
    """Why only the prior is shown."""
    if count == 0:
        return translate("No comparable visit since the treatment yet. Nothing is forecast.")
    if count == 1:
        return translate("One comparable visit. A forecast needs three; shown is the prior alone.")
    return translate("{count} comparable visits. A forecast needs three; shown is the prior alone.").format(count=count)


def untested(cases: int, needed: int) -> str:
    """Why the forecast is not shown yet."""
    return translate(
        "Only {cases} earlier visits could test a forecast; {needed} are needed. Shown is the prior alone."
    ).format(cases=cases, needed=needed)


def jumped(before: str, after: str, change: float, unit: str, *, followed: bool) -> str:
    """A step that course and errors do not explain."""
    way = translate("fell") if change < 0.0 else translate("rose")
    said = translate(
        "Between {before} and {after} the value {way} by about {size}, more than its course and its errors explain. "
        "If something was treated then, record it."
    ).format(before=before, after=after, way=way, size=number(abs(change), unit))
    then = translate("Only the visits since are followed.") if followed else translate("Nothing is forecast over it.")
    return f"{said} {then}"


NO_BETTER: Final = translate("No forecast is shown: on earlier visits “no change” was nearer.")
NO_VALUE: Final = translate("No visit has a value that may be followed.")


def tested(cases: int, own: int, *, in_80: float, low: float, high: float, error: float, naive_error: float) -> str:
    """How earlier forecasts did."""
    return translate(
        "Tested on {cases} earlier visits, {own} of them this patient's: {share:.0f} % lay in the 80 % band "
        "({low:.0f} to {high:.0f}); mean error {error}, of “no change” {naive}."
    ).format(
        cases=cases,
        own=own,
        share=100 * in_80,
        low=100 * low,
        high=100 * high,
        error=f"{error:.2f}",
        naive=f"{naive_error:.2f}",
    )


def come_again(due: str, because: str, *, months: int, mdc95: float, unit: str, is_past: bool) -> str:
    """In which month (2027-02), and by which rule."""
    reasons = {
        "change_expected": translate("the expected change since the last visit then exceeds {mdc}, which can be told"),
        "nothing_expected": translate("until then no change is expected that could be told ({mdc})"),
        "no_forecast": translate("without a forecast the yearly visit stands"),
        "after_treatment": translate("{months} months after the treatment, when its effect was measured in studies"),
    }
    start = translate("Due since {due}") if is_past else translate("By {due}")
    reason = reasons[because].format(months=months, mdc=number(mdc95, unit))
    return translate("{start}: {reason}.").format(start=start.format(due=due), reason=reason)


def treat_from(month: str | None, *, mdc95: float, unit: str) -> str:
    """Whether the forecast gives a reason to talk about treatment; the choice is the clinician's and the patient's."""
    if month is None:
        return translate("The forecast gives no reason to treat within two years of the last visit.")
    return translate(
        "From {month} on treatment can be talked about: more lax by over {mdc}, with 90 % probability."
    ).format(month=month, mdc=number(mdc95, unit))


def not_pooled(count: int, code: str) -> str:
    """Visits that are not in the series."""
    start = translate("One visit is not pooled") if count == 1 else translate("{count} visits are not pooled")
    return translate("{start}: {why}.").format(start=start.format(count=count), why=why(code))


def new_start(kind: str, day: str) -> str:
    """A break."""
    return translate("The series begins anew after {kind} on {day}.").format(kind=treatment_label(kind), day=day)


_TREATMENTS: Final = {
    "mfu": translate("Focused ultrasound"),
    "rf_microneedling": translate("Radiofrequency microneedling"),
    "filler": translate("Filler"),
    "topical": translate("Topical regimen"),
    "lifestyle": translate("Lifestyle"),
}
TREATMENTS: Final = tuple(_TREATMENTS)


def treatment_label(kind: str) -> str:
    """An entry of the treatment library, or the word that was typed."""
    return _TREATMENTS.get(kind, kind)


def rule(sex: str, skin: str, age_years: int) -> str:
    """Who was compared with."""
    return translate("{sex}, skin type {skin}, ±{years} years").format(
        sex=_SEXES.get(sex, sex), skin=skin.replace("-", "–"), years=age_years
    )


def position(percentile: float, low: float, high: float, n: int, matched: str, *, synthetic: bool) -> str:
    """Where the value stands; a synthetic cohort says so first."""
    sentence = (
        translate(
            "SYNTHETIC cohort: higher than {share:.0f} of 100 ({low:.0f} to {high:.0f}) of {n} digital people, {rule}."
        )
        if synthetic
        else translate(
            "Higher than {share:.0f} of 100 ({low:.0f} to {high:.0f}) of {n} patients of this clinic, {rule}."
        )
    )
    return sentence.format(share=percentile, low=low, high=high, n=n, rule=matched)


def no_position(code: str, clinic_people: int) -> str:
    """Why there is none."""
    if code == "cohort_too_small":
        return translate("No position: {n} consenting patients match, 30 are needed.").format(n=clinic_people)
    return translate("No position: {why}.").format(why=why(code))


SYNTHETIC_NOTE: Final = translate("SYNTHETIC: severities of digital heads, no evidence of what people look like.")
CLINIC_TOO_SMALL: Final = translate("{n} consenting patients of this clinic match; 30 are needed for their own cohort.")


def cited_bar(low: float, high: float, unit: str, *, says: str, population: str, cites: str) -> str:
    """A cited reference, never a percentile."""
    return translate("{low} to {high}: {says}, by {population} ({cites}).").format(
        low=format_number(low, unit), high=number(high, unit), says=says, population=population, cites=cites
    )


def result(
    label: str,
    day: str,
    unit: str,
    *,
    predicted: tuple[float, float, float],
    measured: tuple[float, float, float],
    on_surfaces: bool,
    weeks: float,
    inside: bool,
    by_noise: bool,
    detectable: bool,
) -> str:
    """One simulation and what came of it; low, median and high, and the measured value between its interval's ends."""
    verdict = (
        translate("inside")
        if inside
        else translate("outside, within the measuring error")
        if by_noise
        else translate("outside")
    )
    low, median, high, least, value, most = (signed(number, unit) for number in (*predicted, *measured))
    return translate(
        "{label}, simulated {day}: {median} ({low} to {high}){unit}; measured {where} after {weeks:.0f} weeks: "
        "{value} ({least} to {most}){none}: {verdict}."
    ).format(
        label=label,
        day=day,
        median=median,
        low=low,
        high=high,
        unit=_unit_after(unit),
        where=translate("on both surfaces") if on_surfaces else translate("on photographs"),
        weeks=weeks,
        value=value,
        least=least,
        most=most,
        none="" if detectable else f", {NO_CHANGE}",
        verdict=verdict,
    )


def limits_result(code: str) -> str:
    """What limits the comparison of two surfaces."""
    return warning_sentence(code)


def no_result(label: str, day: str, code: str, parameters: Sequence[tuple[str, str]] = ()) -> str:
    """A simulation that is not compared; of surfaces that cannot be, the sentence of that error."""
    if code in SENTENCES:
        told = sentence_of(SkinlaxError(code, **dict(parameters)))
        return translate("{label}, simulated {day}: not compared. {told}").format(label=label, day=day, told=told)
    return translate("{label}, simulated {day}: not compared, {why}.").format(label=label, day=day, why=why(code))


NO_SIMULATION: Final = translate("No simulation of this patient is stored.")


def score_label(zone: str, quantity: str) -> str:
    """Of a kind of zone: 'jowl: volume of the zone'."""
    place = pair_label(zone) if zone else WHOLE_FACE
    return f"{place.lower()}: {_quantity_label(quantity).lower()}"


def clinic_score(
    zone: str,
    quantity: str,
    unit: str,
    *,
    n: int,
    people: int,
    bias: tuple[float, float, float] | None,
    inside: tuple[float, float, float],
    by_noise: float,
    promised: float | None,
    established: bool,
) -> str:
    """How the clinic's simulations did; `inside` is a share with its interval."""
    said = translate(
        "This clinic, {name}: {n} compared, people {people}. Inside: {inside:.0f} % ({low:.0f} to {high:.0f}), "
        "{noise:.0f} % with the measuring error"
    ).format(
        name=score_label(zone, quantity),
        n=n,
        people=people,
        inside=100 * inside[0],
        low=100 * inside[1],
        high=100 * inside[2],
        noise=100 * by_noise,
    )
    if promised is not None:
        said = translate("{said}; promised {share:.0f} %").format(said=said, share=100 * promised)
    if bias is not None:
        said = translate("{said}; bias {bias} ({low} to {high})").format(
            said=said, bias=signed(bias[0], unit), low=signed(bias[1], unit), high=signed(bias[2], unit)
        )
    return f"{said}." if established else translate("{said}. Not established.").format(said=said)


def youthfulness(value: float, low: float, high: float) -> str:
    """The index of the last visit with its formula."""
    return translate(
        "Youthfulness index at the last visit: {value:.0f} ({low:.0f} to {high:.0f}) of 100, an open formula: "
        "100 × (1 − overall laxity / 4)."
    ).format(value=value, low=low, high=high)


def source_line(says: str, cites: Sequence[str], *, engineering: bool) -> str:
    """Where a number of the prior comes from."""
    start = f"{ENGINEERING}: {says}" if engineering else says
    return f"{start} [{'; '.join(cites)}]" if cites else start


def signed(value: float, unit: str) -> str:
    """A change with its sign."""
    text = format_number(value, unit)
    return f"+{text}" if value > 0 and float(text) != 0 else text
