"""Words of the simulation screen: plan, pictures, numbers, zones, what is kept, what the patient saw."""

from collections.abc import Mapping
from typing import Final

from skinlax_desktop.text.language import translate
from skinlax_desktop.text.metrics import format_number, pair_label, unit_label
from skinlax_desktop.text.simulation import NO_VISIBLE_CHANGE, device_label, outcome_label

TITLE: Final = translate("Simulation")

# States
EMPTY: Final = translate("The simulation appears when the photos are measured.")
PREPARING: Final = translate("Preparing the tissue of this face: {percent} %. This takes a few seconds.")
MAKING_FACE: Final = translate("Building the face.")
OPENING_PHOTO: Final = translate("Opening the photograph.")
FELL_BACK: Final = translate("Computed on the face from landmarks, not on the measured one. {why}.")
NO_PLAN: Final = translate("Nothing planned yet: the face stays as it is. Add a treatment.")
NOTHING_DRAWN: Final = translate("Nothing of this plan can be drawn: the face stays as it is.")
KEEPING: Final = translate("Computing every number and keeping the pictures: {percent} %.")
KEPT: Final = translate("The simulation is kept with this visit. The report's annex shows it.")
ALREADY_KEPT: Final = translate("This simulation is kept already.")
OPENED: Final = translate("Shown is the picture kept on {when}. Change the plan to go on from it.")
OPENING: Final = translate("Reading the kept pictures.")
SIGNED: Final = translate("Written down: {who} saw it.")
SEEN_MISSING: Final = translate("Write who saw it.")
CLIP_RUNNING: Final = translate("Making the clip: {percent} %.")
CLIP_SAVED: Final = translate("The clip is saved. It is not encrypted and has left the record.")
PICTURE_SAVED: Final = translate("The picture is saved. It is not encrypted and has left the record.")
LEAVES_RECORD: Final = translate("Save outside the encrypted record")
CLIP_FILES: Final = translate("Moving pictures, small (*.webp);;Moving pictures, lossless (*.png)")
PNG_FILES: Final = translate("PNG pictures (*.png)")

# How it is shown
LAYOUTS: Final = translate("How it is shown")
LAYOUT_NAMES: Final = {
    "outcomes": translate("Low, median, high"),
    "side": translate("Side by side"),
    "wipe": translate("Wipe"),
    "blend": translate("Blend"),
    "alternatives": translate("Alternatives"),
    "postures": translate("Postures"),
}
MATERIAL_NAMES: Final = {"face": translate("3D face"), "photo": translate("Photograph")}
OUTCOMES: Final = translate("Outcome in the large picture")
MIX: Final = translate("Before to after")
STAGE_NAME: Final = translate("Face before and after, simulated")
TURN_HINT: Final = translate("Drag turns, wheel zooms.")
PHOTO_HINT: Final = translate("Wheel zooms, drag moves. The photo's own pixels are moved, nothing is painted.")
WIPE_HINT: Final = translate("Drag the handle, or press comma and full stop.")
NO_PHOTO: Final = translate("This view has no photograph in which a face was found.")

ACTION_LABELS: Final = {
    "material": translate("3D face or photograph"),
    "next_outcome": translate("Low, median or high in the large picture"),
    "mix_left": translate("Wipe or blend: back"),
    "mix_right": translate("Wipe or blend: on"),
    "next_tab": translate("Plan, numbers or zones"),
    "weaker": translate("Less intensity"),
    "stronger": translate("More intensity"),
    "earlier": translate("Two weeks earlier"),
    "later": translate("Two weeks later"),
    "add": translate("Add a treatment"),
    "keep": translate("Keep with the visit"),
    "clip": translate("Export a clip"),
    "save_picture": translate("Save picture"),
    "zoom_in": translate("Nearer"),
    "zoom_out": translate("Farther"),
}

# Plan
PLAN_TAB: Final = translate("Plan")
NUMBERS_TAB: Final = translate("Numbers")
ZONES_TAB: Final = translate("Zones")
TREATMENT: Final = translate("Treatment")
ZONE: Final = translate("Zone")
INTENSITY: Final = translate("Intensity")
INTENSITY_OF: Final = translate("Intensity {percent} % of what was studied")
AT_WEEK: Final = translate("from week {week}")
AT_WEEK_NAME: Final = translate("Week at which it is given")
ADD: Final = translate("Add a treatment")
REMOVE: Final = translate("Remove")
WEEKS: Final = translate("Weeks")
NOT_PUBLISHED: Final = translate("{zone} (nothing published)")
ONSET_NAME: Final = translate("How the effect comes over the weeks")
ONSET_KIND: Final = translate("The curve's shape is an engineering choice; only its measured weeks are published.")
AXIS_WEEKS: Final = translate("weeks")


def weeks_label(weeks: float, most: float) -> str:
    """Where the slider stands and where it ends."""
    return translate("Looked at after {weeks} of {most} studied weeks").format(weeks=f"{weeks:.0f}", most=f"{most:.0f}")


def dip_sentence(device: str, week: float, finding: str, subjects: int, source: str) -> str:
    """A known setback on the way."""
    return translate("{device}, week {week}: {finding} (n = {n}; {source}). Not drawn.").format(
        device=device_label(device), week=f"{week:.0f}", finding=finding, n=subjects, source=source
    )


# Numbers
FULLY_MEASURED: Final = 0.85
"""From this share of a zone's area on, nothing is said of the rest."""
NUMBERS_NAME: Final = translate("Numbers of the simulation")
NO_NUMBERS: Final = translate("No treatment is drawn, so there are no numbers.")
RANGE_NOTE: Final = translate("Low, median and high of the cited studies, not of this patient.")
SHARED: Final = translate("Not drawn: another treatment of the plan does more here.")
BOTH_SIDES: Final = translate("both sides together")
AT_PEAK: Final = translate("where it moves most")
EVIDENCE: Final = translate("Evidence")


def amount_words(low: float, median: float, high: float, unit: str) -> str:
    """'0.5 to 1.7 mm, median 1.1'."""
    ends = [format_number(value, unit, like=high) for value in (low, high, median)]
    return translate("{median} {unit} ({low} to {high})").format(
        low=ends[0], high=ends[1], median=ends[2], unit=unit_label(unit)
    )


def outcome_words(outcome: str, amount: float, unit: str, mm: float, *, visible: bool) -> str:
    """One outcome's amount, and that nobody would see it where that is so."""
    said = f"{outcome_label(outcome)}: {format_number(amount, unit, like=max(amount, 1.0))} {unit_label(unit)}"
    if unit != "mm":
        said += translate(" (skin moves {mm} mm on the mean)").format(mm=format_number(mm, "mm"))
    return said if visible else f"{said}, {NO_VISIBLE_CHANGE}"


def limited_words(published: Mapping[str, float], unit: str, most_mm: float | None) -> str:
    """Which outcomes, with what was published of them, are drawn smaller, so that two may look alike."""
    names = translate(" and ").join(outcome_label(outcome).lower() for outcome in published)
    figures = translate(" and ").join(format_number(amount, unit, like=amount) for amount in published.values())
    words = {
        "names": names[:1].upper() + names[1:],
        "figures": f"{figures} {unit_label(unit)}",
        "most": "" if most_mm is None else format_number(most_mm, "mm"),
    }
    if len(published) == 1:
        return translate(
            "{names} is drawn smaller than the {figures} published: this model moves no skin further than {most} mm."
        ).format(**words)
    return translate(
        "{names} look alike here: published are {figures}, but either would move the skin further than {most} mm, "
        "where this model stops."
    ).format(**words)


def tissue_words(
    firmness: tuple[float, float, float], recoil: tuple[float, float, float], measured_share: float
) -> str:
    """Value, soft and stiff end of both readings of a zone, and how much of it was measured where that is not most."""
    said = translate("{firm} kPa/mm ({soft} to {stiff}), recoil {recoil} ({least} to {most})").format(
        **dict(zip(("firm", "soft", "stiff"), (f"{value:.2f}" for value in firmness), strict=True)),
        **dict(zip(("recoil", "least", "most"), (f"{value:.2f}" for value in recoil), strict=True)),
    )
    if measured_share >= FULLY_MEASURED:
        return said
    return f"{said}, " + translate("{percent} % of it measured").format(percent=f"{100 * measured_share:.0f}")


def part_measured(share: float) -> str:
    """How much of a zone was seen."""
    return translate(
        "{percent} % of this zone was measured. The rest is an average shape fitted to this face; where it lies far "
        "from measured skin it is hatched in the picture."
    ).format(percent=f"{100 * share:.0f}")


def share_words(low: float, value: float, high: float) -> str:
    """How many of the studied people saw nothing."""
    return translate("Without visible change: {value} of 100 people ({low} to {high}).").format(
        value=f"{value:.0f}", low=f"{low:.0f}", high=f"{high:.0f}"
    )


def subjects_words(subjects: int | None, text: str) -> str:
    """On whom it was measured."""
    people = str(subjects) if subjects is not None else text
    return translate("n = {people}").format(people=people)


def evidence_words(measured: str, spread: str, limit: float, unit: str) -> tuple[str, ...]:
    """What was measured when, what the range is, and from where a change can be told."""
    return (
        translate("Measured {when}. Range: {spread}.").format(when=measured, spread=spread),
        translate("Below {limit} {unit} nothing can be told from noise.").format(
            limit=format_number(limit, unit, like=limit), unit=unit_label(unit)
        ),
    )


# Alternatives
ALTERNATIVE_NAMES: Final = {
    "nothing": translate("Nothing"),
    "topical": translate("Topical only"),
    "combined": translate("All at once"),
    "staged": translate("One after the other"),
}
TOPICAL_STAYS: Final = translate("unchanged, no displacement published")
NOTHING_STAYS: Final = translate("unchanged, ageing is not drawn")
STAGED_NEEDS_TWO: Final = translate("Staging needs two different treatments in the plan.")
AGEING_TITLE: Final = translate("Without treatment")
AGEING_NOT_DRAWN: Final = translate("How skin moves with age in this face is not published, so it is not drawn.")
AGEING_READING: Final = translate("Reading the earlier visits.")
AGEING_UNKNOWN: Final = translate("The forecast cannot say what happens without treatment.")


def staged_title(weeks: tuple[float, ...]) -> str:
    """When each device begins."""
    begins = ", ".join(f"{week:.0f}" for week in weeks)
    return translate("One after the other (weeks {weeks})").format(weeks=begins)


# Postures and softness
POSTURE_NAMES: Final = {
    "upright": translate("Upright"),
    "supine": translate("Lying on the back"),
    "chin_down": translate("Chin down"),
}
AS_CAPTURED: Final = translate("{posture}, as captured")


def posture_title(posture: str, moved_mm: float) -> str:
    """How far skin moves where it moves most: too little to be seen in a small picture."""
    return translate("{posture}: largest movement {amount} mm").format(posture=posture, amount=f"{moved_mm:.1f}")


POSTURES_NOTE: Final = translate(
    "Postures show the untreated face as this model has it hang. It falls less than people do: upper cheeks gained "
    "1.2 mL in 53 people who lay down (Ramesh 2020), next to nothing here."
)
SOFTNESS_TITLE: Final = translate("Softness of the lower face")
TABLE_SOFTNESS: Final = translate(
    "The table's, as for everybody. A sweep with the chin down (Capture, T then C), or a surface measured so, tells "
    "this face's own."
)
SOFTNESS_NEEDS_SURFACE: Final = translate("The table's. To fit it, measure the shape of the level head first.")
SOFTNESS_FITTING: Final = translate("Fitting it to the two surfaces.")
CHIN_DOWN_MEASURE: Final = translate("Measure the chin-down sweep")
CHIN_DOWN_ADD: Final = translate("Add chin-down surface")
CHIN_DOWN_DROP: Final = translate("Leave it out")
CHIN_DOWN_FILES: Final = translate("Surface or capture set, chin down (mesh.ply capture_set.json)")
CHIN_DOWN_READING: Final = translate("Reading the chin-down face. From pictures it takes some minutes.")
CHIN_DOWN_KEPT: Final = translate("The chin-down surface is kept with this visit.")

# Zones
ZONES_NAME: Final = translate("What a clinician may talk about, zone by zone")
GUIDANCE_TITLES: Final = {
    "procedure": translate("A procedure may be discussed"),
    "procedure_unpublished": translate("A procedure may be discussed; its effect is not published"),
    "examine": translate("Examine: the grade does not decide"),
    "home": translate("Care at home"),
    "not_judged": translate("Not judged"),
}
ZONES_NOTE: Final = translate(
    "A rule, not advice: it reads the grade's 95 % interval and whether a displacement is published. "
    "The clinician decides."
)
TISSUE_TITLE: Final = translate("Firmness and recoil, by the model")
TISSUE_READING: Final = translate("Reading the tissue of this face.")
TISSUE_NOTE: Final = translate(
    "Firmness: pull over the zone for each millimetre it gives way. Recoil: the share of that pull's work that skin "
    "gives back. Quantities of the model, from the zone's shape and published stiffness, not measured elasticity. In "
    "brackets the soft and the stiff end of what is published; nobody studied how repeatable they are."
)
HOME_REASON: Final = translate("The whole interval is below grade 1. No displacement by home care is published.")
UNSURE_REASON: Final = translate("The grade is of low confidence or exploratory.")
OPEN_REASON: Final = translate("The interval allows both.")
MARKED_REASON: Final = translate("The whole interval is at grade 2 or above.")


def published_words(devices: tuple[str, ...]) -> str:
    """Of which treatments a displacement of the zone is known."""
    if not devices:
        return translate("No displacement is published here: nothing can be simulated.")
    names = ", ".join(device_label(device).lower() for device in devices)
    return translate("Displacement published for {devices}.").format(devices=names)


def grade_words(value: float, low: float, high: float) -> str:
    """A model grade with its interval."""
    return translate("grade {value} ({low} to {high})").format(
        value=f"{value:.1f}", low=f"{low:.1f}", high=f"{high:.1f}"
    )


# Kept
KEEP: Final = translate("Keep with the visit")
KEPT_TITLE: Final = translate("Kept simulations")
NONE_KEPT: Final = translate("None kept yet")
SEEN_BY: Final = translate("Seen by")
SEEN_DEFAULT: Final = translate("the patient")
SIGN: Final = translate("Patient has seen it")
SIGN_STATEMENT: Final = translate("I saw low, median and high, and that this is a simulation, not a promise.")
EXPORT_CLIP: Final = translate("Export clip")
EXPORT_HINT: Final = translate("Before to after over the weeks, watermark in every frame. Leaves the encrypted record.")


def kept_label(made: str, plan: str, *, seen: bool) -> str:
    """A line of the list."""
    return f"{made}  {plan}" + (f"  ✓ {translate('seen')}" if seen else "")


def seen_words(who: str, when: str, by: str) -> str:
    """The sign-off as it stands."""
    return translate("Seen by {who} on {when}, written down by {by}.").format(who=who, when=when, by=by)


def bound_words(statement: str, sha256: str) -> str:
    """What was signed, and what it is bound to."""
    if not sha256:
        return translate("This sign-off is of an older program and is not bound to what was shown.")
    said = translate("Signed: {statement}").format(statement=statement)
    return said + " " + translate("What was shown has the fingerprint {sha256}.").format(sha256=sha256)


def step_words(device: str, zone: str, intensity: float, at_week: float) -> str:
    """A step of a plan in a few words."""
    said = f"{device_label(device)}, {pair_label(zone).lower()}"
    if intensity < 1.0:
        said += f", {100 * intensity:.0f} %"
    if at_week > 0.0:
        said += translate(", from week {week}").format(week=f"{at_week:.0f}")
    return said


def plan_words(steps: tuple[tuple[str, str, float, float], ...], weeks: float) -> str:
    """A whole plan in a line."""
    if not steps:
        return translate("No treatment")
    return "; ".join(step_words(*step) for step in steps) + translate(" (week {weeks})").format(weeks=f"{weeks:.0f}")


def clip_week(weeks: float) -> str:
    """What stands over a frame of the clip."""
    return translate("Week {weeks}").format(weeks=f"{weeks:.0f}")
