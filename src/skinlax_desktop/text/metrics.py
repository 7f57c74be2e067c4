"""Plain names, units and explanations of zones, metrics, attributes, probes, and of what could not be measured.

Left and right are the subject's own. Every explanation says what a higher number means.
"""

from functools import partial
from typing import Final

from skinlax_desktop.domain.annotation import ProbeQuantity
from skinlax_desktop.domain.measurement import Measurement, Source
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.zones import Side, kind_of_zone, side_of_zone
from skinlax_desktop.text.language import translate

_ZONES: Final = {
    "forehead": "Forehead",
    "glabella": "Between the brows",
    "chin": "Chin",
    "perioral_upper": "Upper lip",
    "submental": "Under the chin",
    "neck": "Neck",
    "temple": "temple",
    "brow": "brow",
    "upper_eyelid": "upper eyelid",
    "infraorbital": "lower eyelid",
    "lateral_canthal": "outer eye corner",
    "malar": "upper cheek",
    "nasolabial": "nose-to-mouth fold",
    "buccal": "lower cheek",
    "marionette": "mouth corner",
    "jowl": "jowl",
    "prejowl": "chin-side jawline",
}

_SIDES: Final = {Side.LEFT: "Left", Side.RIGHT: "Right"}

# name: (label, unit, what it is and what higher means)
_METRICS: Final = {
    "brow_height_med_mm": ("Brow height, inner end", "mm", "Inner brow above the line of the eye corners."),
    "brow_height_apex_mm": ("Brow height, peak", "mm", "Brow peak above the line of the eye corners."),
    "brow_height_lat_mm": ("Brow height, outer end", "mm", "Outer brow above the line of the eye corners."),
    "brow_arch_mm": ("Brow arch", "mm", "Peak of the brow above the mean of its ends."),
    "mrd1_mm": ("Upper lid to pupil (MRD1)", "mm", "Upper lid margin above the centre of the pupil."),
    "mrd2_mm": ("Lower lid to pupil (MRD2)", "mm", "Lower lid margin below the centre of the pupil."),
    "fissure_height_mm": ("Eye opening, height", "mm", "Distance between the lid margins."),
    "fissure_width_mm": ("Eye opening, width", "mm", "Distance between inner and outer eye corner."),
    "canthal_tilt_deg": ("Tilt of the eye corners", "deg", "Positive: the outer corner lies higher than the inner."),
    "commissure_angle_deg": ("Droop of the mouth corner", "deg", "Higher: the mouth corner lies lower."),
    "jowl_descent_mm": ("Jowl descent", "mm", "Jaw contour below the line jaw angle to chin. Higher: it hangs lower."),
    "jawline_deviation_mm": (
        "Unevenness of the jawline",
        "mm",
        "Jaw contour around a smooth curve. Higher: less even.",
    ),
    "prejowl_depth_mm": ("Notch beside the chin", "mm", "Hollow between jowl and chin. Higher: deeper."),
    "malar_convexity_mm": ("Fullness of the upper cheek", "mm", "Cheek in front of the line eye to mouth corner."),
    "cervicomental_angle_deg": (
        "Angle of chin and neck",
        "deg",
        "In profile, between the floor of the mouth and the neck. Higher: less defined.",
    ),
    "submental_area_mm2": (
        "Fullness under the chin",
        "mm2",
        "Tissue below the straight line chin to throat, in profile. Negative: hollow.",
    ),
    "nasolabial_depth_mm": ("Nose-to-mouth fold, depth", "mm", "Mean depth below the skin on both sides."),
    "marionette_depth_mm": ("Fold below the mouth, depth", "mm", "Mean depth below the skin on both sides."),
    "tear_trough_depth_mm": ("Tear trough, depth", "mm", "Mean depth below lid and cheek."),
    "bag_volume_ml": ("Bulge of the lower lid", "mL", "Over a smooth surface across the lid. Negative: hollow."),
    "midface_volume_delta_ml": ("Volume of the upper cheek", "mL", "Tissue gained since the earlier visit."),
    "jowl_volume_delta_ml": ("Volume of the jowl", "mL", "Tissue gained since the earlier visit."),
    "submental_volume_delta_ml": ("Volume under the chin", "mL", "Tissue gained since the earlier visit."),
    "skin_shift_mm": ("Shift of the skin", "mm", "Mean over the zone. Positive: outwards; negative: inwards."),
    "skin_slide_mm": ("Slide of the skin", "mm", "Mean over the zone, by its own pattern and shape."),
    **{
        f"asymmetry_{name}_pct": (label, "%", "Right less left, as a share of their mean.")
        for name, label in (
            ("jowl_descent", "Right against left: jowl descent"),
            ("nasolabial_depth", "Right against left: nose-to-mouth fold"),
            ("marionette_depth", "Right against left: fold below the mouth"),
            ("tear_trough_depth", "Right against left: tear trough"),
            ("malar_convexity", "Right against left: upper cheek"),
        )
    },
    "lower_face_height_pct": ("Lower third of the face", "%", "Nose base to chin as a share of nasion to chin."),
    "pupil_distance_mm": ("Distance between the pupils", "mm", "Between the centres of both pupils."),
    "laxity": ("Laxity, model grade", "grade 0-4", "Model grade, trained on synthetic heads. Higher: more lax."),
    "youthfulness_index": (
        "Youthfulness index, model",
        "index 0-100",
        "100 * (1 - overall laxity / 4). Model, trained on synthetic heads. Higher: less lax.",
    ),
}

METRIC_NAMES: Final = tuple(_METRICS)

_ATTRIBUTES: Final = {
    "fine_lines": ("Fine lines", "mm/cm2", "Length of fine lines on a square centimetre of skin."),
    "wrinkles": ("Wrinkles", "mm/cm2", "Length of wrinkles on a square centimetre of skin."),
    "texture": ("Texture", "AU", "Fine relief as light and shade. Higher: coarser. Not micrometres."),
    "tone": ("Unevenness of tone", "dE00", "Mean colour difference from the skin's own median. Higher: less even."),
    "pigmentation": ("Pigment spots", "%", "Share of the skin that is darker than its surroundings."),
    "pores": ("Visible pores", "1/cm2", "Visible pores on a square centimetre of skin."),
    "uv_damage": ("Sun damage, stand-in", "AU", "Mottling in blue light. It stands in for a UV picture."),
    "redness": ("Redness", "AU", "Red against green light from the skin. Higher: redder."),
}

_COLOURS: Final = {
    "ita_deg": ("Skin tone angle (ITA)", "deg", "Angle of lightness and yellowness. Higher: lighter skin."),
    "zone_delta_e": ("Colour difference between zones", "dE00", "Mean difference of the zones from their mean colour."),
    "delta_e_mean": ("Colour error of the chart", "dE00", "Mean error after calibration on the colour chart."),
}

_UNITS: Final = {
    "deg": "°",
    "mm/cm2": "mm/cm²",
    "mm2": "mm²",
    "1/cm2": "per cm²",
    "dE00": "ΔE₀₀",
    "AU": "index",
    "g/m2/h": "g/m²/h",
    "grade 0-4": "of 4",
    "index 0-100": "of 100",
    "faces": "",
    "views": "",
    "ratio": "",
}

_PROBES: Final = {
    ProbeQuantity.HYDRATION: "Hydration",
    ProbeQuantity.SENSITIVITY: "Sensitivity",
    ProbeQuantity.ELASTICITY: "Elasticity",
    ProbeQuantity.WATER_LOSS: "Water loss through the skin",
}

_REASONS: Final = {
    "no_model": "no model is installed",
    "no_scale": "no known length in the pictures",
    "no_calibration": "the camera is not calibrated",
    "no_colour": "the picture holds no true colour",
    "no_colour_chart": "no colour chart was photographed",
    "no_face": "no face was found",
    "no_photographs": "no photographs of this visit were measured",
    "no_frontal_view": "the frontal view is missing",
    "no_oblique_view": "the oblique view is missing",
    "no_lateral_view": "the profile view is missing",
    "view_missing": "the view that shows it is missing",
    "refused_by_gate": "the pictures were refused",
    "needs_chin_up_view": "it needs a view with the chin up",
    "profile_view": "a profile does not show it",
    "no_expression_model": "the model gave no expression",
    "no_scale_sigma": "the scale names no uncertainty",
    "resolution_too_low": "the picture is too coarse",
    "too_little_skin": "too little skin is in view",
    "zone_hidden": "the zone is hidden",
    "zone_not_visible": "the zone is hidden",
    "needs_jaw_contour": "the edge of the jaw is not seen clearly",
    "needs_eye_edges": "the edges of iris and lids are not seen clearly",
    "no_silhouette": "the head does not stand out from the backdrop",
    "neck_hidden": "collar, hair or beard hides the outline of chin and neck",
    "needs_surface": "it needs a measured 3D surface",
    "surface_not_measured": "the surface has a hole there",
    "under_chin_open": "the surface is open under the chin; both profile photographs measure it",
    "needs_a_second_surface": "it needs the surface of an earlier visit",
    "too_small_for_a_share": "both sides are too small for a percentage",
    "zone_not_seen": "the zone was not seen at both visits",
    "part_not_seen": "part of the zone was not seen at both visits and is not counted",
    "zone_partly_seen": "less than half of the zone was seen at both visits",
    "needs_probe": "only a probe can measure it",
    "not_measured": "it was not measured",
    "no_baseline": "no earlier visit to compare with",
    "outside_picture": "it lies outside the picture",
    "off_protocol": "the pictures do not follow the protocol",
    "out_of_distribution": "the face is unlike those the model learned from",
    "coarse_picture": "the picture is too coarse for it",
    "not_adult": "the model learned from adults only",
    "age_unknown": "the age is not known, and the model learned from adults only",
    "no_fine_detail": "the skin shows no fine detail: blurred, compressed or painted",
    "something_covers": "something covers a part of the face",
    "no_skin_colour": "the face does not have the colour of skin",
    "smiling": "the person smiles",
    "not_at_rest": "the face is not at rest",
    "wide_interval": "the interval is wide",
    "zone_not_covered": "the model does not grade it",
    "laxity_no_usable_view": "no picture shows the face well enough",
    "laxity_not_a_person": "this does not look like a photograph of a person",
    "model_changed": "the installed model is not the one that was signed",
    "model_corrupt": "the installed model does not load",
    "model_foreign": "the installed model is another one than listed",
    "model_oversized": "the installed model is too large",
    "model_file_missing": "the model's file is missing",
    "manifest_unsigned": "the list of models is not signed",
    "manifest_signature_wrong": "the list of models was not signed by us",
    "manifest_unreadable": "the list of models cannot be read",
    "model_unknown": "the chosen version is not installed",
    "capture_unknown": "it is not known how they were taken",
    "other_camera": "they come from different cameras",
    "other_model": "the grades come from different versions of the model",
    "low_confidence": "a grade is of low confidence",
    "other_light": "the light differs or is not known",
    "repeatability_unknown": "how well it repeats is not established",
    "single_picture": "one picture alone does not show it",
}

_VIEWS: Final = {
    View.FRONTAL: "Frontal",
    View.OBLIQUE_LEFT: "Left oblique",
    View.OBLIQUE_RIGHT: "Right oblique",
    View.LATERAL_LEFT: "Left profile",
    View.LATERAL_RIGHT: "Right profile",
    View.CHIN_DOWN: "Chin down",
    View.CHIN_UP: "Chin up",
    View.SWEEP: "Sweep",
}

_SOURCES: Final = {
    Source.MESH: "3D mesh",
    Source.IMAGE: "picture",
    Source.LANDMARKS: "landmarks",
    Source.PROBE: "probe",
}

_DECIMALS: Final = {
    "grade 0-4": 1,
    "index 0-100": 0,
    "mm": 1,
    "mm2": 0,
    "mL": 2,
    "deg": 1,
    "%": 1,
    "mm/cm2": 1,
    "1/cm2": 1,
    "dE00": 1,
    "faces": 0,
    "views": 0,
}

SYNTHETIC_MODEL_METRICS: Final = frozenset({"laxity", "youthfulness_index"})
"""Numbers of models that were trained on synthetic faces; the notice goes wherever one is shown."""


def zone_label(zone: str) -> str:
    """'jowl_L' -> 'Left jowl'; an unknown zone reads as its own name."""
    side = side_of_zone(zone)
    base = kind_of_zone(zone)
    name = _ZONES.get(base, base.replace("_", " "))
    return translate(name) if side is Side.MIDLINE else translate(f"{_SIDES[side]} {name}")


def pair_label(zone: str) -> str:
    """The zone without its side: 'jowl_L' -> 'Jowl'."""
    base = kind_of_zone(zone)
    name = translate(_ZONES.get(base, base.replace("_", " ")))
    return name[:1].upper() + name[1:]


def _known(name: str) -> tuple[str, str, str] | None:
    return _METRICS.get(name) or _ATTRIBUTES.get(name) or _COLOURS.get(name)


def metric_label(name: str) -> str:
    """The plain name of a metric, attribute or colour value; an unknown one reads as its own name."""
    known = _known(name)
    if known is not None:
        return translate(known[0])
    words = name.removesuffix("_mm").removesuffix("_deg").removesuffix("_pct").replace("_", " ")
    return words[:1].upper() + words[1:]


def metric_unit(name: str) -> str:
    """The unit code of a metric, attribute or colour value, as in `analysis.json`; "" when unknown."""
    known = _known(name)
    return known[1] if known is not None else ""


def explain(name: str) -> str:
    """What a metric, attribute or colour value is, and what higher means; "" when unknown."""
    known = _known(name)
    return translate(known[2]) if known is not None else ""


def is_attribute(name: str) -> bool:
    """Whether it is a skin attribute, and no length or angle of the face."""
    return name in _ATTRIBUTES


def unit_label(unit: str) -> str:
    """A unit as it is printed: 'mm/cm2' -> 'mm/cm²'."""
    return translate(_UNITS.get(unit, unit))


def view_label(view: View) -> str:
    """The name of a view."""
    return translate(_VIEWS[view])


def source_label(source: Source | None) -> str:
    """What a value was measured on."""
    return "" if source is None else translate(_SOURCES[source])


def probe_label(quantity: ProbeQuantity) -> str:
    """The name of what a probe measures."""
    return translate(_PROBES[quantity])


def reason_label(code: str) -> str:
    """Why a value is missing, to follow 'not measured:'; an unknown code reads as its words."""
    return translate(_REASONS.get(code, code.replace("_", " ")))


def format_number(value: float, unit: str, *, like: float | None = None) -> str:
    """A number with the decimals its unit deserves; an index gets three significant digits of `like` (or itself).

    A small value that would read as nothing gets one more decimal. Never "-0.0".
    """
    decimals = _DECIMALS.get(unit)
    if decimals is None:
        size = abs(value if like is None else like)
        decimals = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
    text = f"{value:.{decimals}f}"
    if float(text) == 0 and abs(value) >= 0.5 * 10.0 ** -(decimals + 1):
        text = f"{value:.{decimals + 1}f}"
    return text.replace("-", "") if float(text) == 0 else text.replace("-", "\N{MINUS SIGN}")


def format_value(measurement: Measurement) -> str:
    """The value alone with its unit, '3.1 mm', or 'not measured'."""
    if measurement.value is None:
        return translate("not measured")
    number = format_number(measurement.value, measurement.unit)
    return _with_unit(number, measurement.unit)


def format_interval(measurement: Measurement) -> str:
    """The 95 % interval without unit, '2.4 to 3.8', or '' when there is none."""
    if measurement.value is None or measurement.low is None or measurement.high is None:
        return ""
    low, high = (format_number(end, measurement.unit, like=measurement.value) for end in interval_ends(measurement))
    return translate("{low} to {high}").format(low=low, high=high)


def interval_ends(measurement: Measurement) -> tuple[float, float]:
    """`low` and `high` of a measured value."""
    if measurement.low is None or measurement.high is None:
        raise ValueError(f"{measurement.name} has no interval")
    return measurement.low, measurement.high


def format_change(measurement: Measurement) -> str:
    """The smallest detectable change with its unit, or '' when unknown."""
    if measurement.mdc95 is None:
        return ""
    return _with_unit(format_number(measurement.mdc95, measurement.unit, like=measurement.value), measurement.unit)


def _with_unit(number: str, unit: str) -> str:
    label = unit_label(unit)
    if not label:
        return number
    return f"{number}{label}" if label == "°" else f"{number} {label}"


def sentence_of_value(zone: str, measurement: Measurement) -> str:
    """One plain sentence, such as 'Left jowl, jowl descent: 3.1 mm (2.4 to 3.8)' with its full stop."""
    name = metric_label(measurement.name)
    where = f"{zone_label(zone)}, {name[:1].lower()}{name[1:]}" if zone else name
    if measurement.value is None:
        why = reason_label(measurement.reason or "not_measured")
        return translate("{what}: not measured, because {why}.").format(what=where, why=why)
    interval = format_interval(measurement)
    return translate("{what}: {value} ({interval}).").format(
        what=where, value=format_value(measurement), interval=interval
    )


def format_repeats(measurement: Measurement, sw: float, mdc95: float, low: float, high: float) -> str:
    """How well a value repeated in this visit: count, Sw, and the smallest detectable change with its interval."""
    number = partial(format_number, unit=measurement.unit, like=measurement.value)
    return translate("{count} repeats: Sw {sw}, detects {mdc} ({low} to {high})").format(
        count=len(measurement.repeat_values),
        sw=number(sw),
        mdc=_with_unit(number(mdc95), measurement.unit),
        low=number(low),
        high=number(high),
    )
