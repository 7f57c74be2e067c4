"""Words of the 3D view: its tools, maps, comparison with an earlier visit, sections and measures."""

from typing import Final

from skinlax_desktop.text.language import translate

# Maps
PHOTO_ONLY: Final = translate("Photo only")
LAYER_NAMES: Final = {
    "surface:sigma": translate("Uncertainty of the shape"),
    "surface:change": translate("Change since the earlier visit"),
}
SIGMA: Final = LAYER_NAMES["surface:sigma"]
SIGMA_REMARK: Final = translate("one standard error, without the scale's")
SIGMA_END: Final = translate("the brightest: as much or more")
CHANGE: Final = LAYER_NAMES["surface:change"]
INWARD: Final = translate("inward")
OUTWARD: Final = translate("outward")
GREY_REMARK: Final = translate("grey: no detectable change")
RELATIVE: Final = translate("no scale")
NO_SCALE: Final = translate("No scale: lengths are not in millimetres.")
HATCHED: Final = translate("hatched: surface not measured")
HATCHED_ONCE: Final = translate("hatched: missing at one of the visits")
NO_VALUE_HERE: Final = translate("grey: no value for this zone")


def detectable_from(limit_mm: float) -> str:
    """The typical smallest change that can be told from noise."""
    return translate("a change counts from about {limit} mm").format(limit=f"{limit_mm:.1f}")


# Tools
TOOLS: Final = translate("Tools")
TOOL_NAMES: Final = {
    "turn": translate("Turn"),
    "note": translate("Note"),
    "outline": translate("Outline"),
    "tape": translate("Tape, straight"),
    "surface_tape": translate("Tape, along the skin"),
    "angle": translate("Angle"),
    "section": translate("Section"),
}
TOOL_HINTS: Final = {
    "turn": translate("Drag turns, wheel zooms, Shift and drag moves. Drag a mark's point to move it."),
    "note": translate("Click where the note belongs. Drag still turns."),
    "outline": translate("Click the corners. Return or a double-click closes."),
    "tape": translate("Click both ends. Drag still turns."),
    "surface_tape": translate("Click both ends. The tape lies on the skin."),
    "angle": translate("Click an end, the corner, the other end."),
    "section": translate("Click the face: the section runs through that point."),
}
KEYBOARD_HINT: Final = translate("Without a mouse: arrows turn, Space sets a point at the cross.")
UNDO: Final = translate("Undo")
REDO: Final = translate("Redo")
TEXTURE: Final = translate("Photo on the face, or shape alone")
RING_LIGHT: Final = translate("Light from the ring, or from where you look")
ARROWS: Final = translate("How the skin moved, as arrows")
ARROWS_HINT: Final = translate("Arrows stand where a change was shown.")
ARROWS_REMARK: Final = translate("Arrows: way of the skin, {times} times as long")
TO_REPORT: Final = translate("To the report")
TO_REPORT_NAME: Final = translate("Picture to the report")
SAVE_PICTURE: Final = translate("Save picture")
SAVE_PICTURE_TITLE: Final = translate("Save the picture")
PNG_FILES: Final = translate("PNG pictures (*.png)")
OPEN_SURFACE: Final = translate("Open a measured surface")
OPEN_SURFACE_TITLE: Final = translate("Open a scan or a reconstruction (mesh.ply)")
SURFACE_FILES: Final = translate("Surfaces (*.ply *.obj *.stl *.glb)")
ASK_UNIT: Final = translate("In which unit is {file}? A wrong unit makes every length wrong. Escape: no file.")
UNITS: Final = {"mm": translate("Millimetres"), "cm": translate("Centimetres"), "m": translate("Metres")}
SURFACE_STOPPED: Final = translate("Stopped. Nothing was taken from the file.")
_READING_STEPS: Final = {
    "read_scan": translate("Reading the file"),
    "clean_scan": translate("Making the mesh fit to measure on"),
    "find_face": translate("Looking for the face"),
    "measure_scan": translate("Laying zones on the face and measuring"),
}


def reading_surface(step: str) -> str:
    """What is done with a surface's file now, and how to stop it."""
    number = list(_READING_STEPS).index(step) + 1 if step in _READING_STEPS else 1
    said = translate("{what} (step {number} of {count}). Press I to stop.")
    return said.format(what=list(_READING_STEPS.values())[number - 1], number=number, count=len(_READING_STEPS))


SURFACE_KEPT: Final = translate("The surface is kept in this visit.")
MEASURE_SHAPE: Final = translate("Measure the shape from the pictures")
MEASURING_SHAPE: Final = translate("Measuring the shape: {percent} %. Press Y to stop.")
SHAPE_STOPPED: Final = translate("Stopped. The surface is as it was.")
NO_SHAPE_PICTURES: Final = translate("Take a sweep first, with a calibrated camera.")
PICTURE_SAVED: Final = translate("The picture is saved. It is not encrypted and has left the record.")
PICTURE_IN_REPORT: Final = translate("The picture is in the report (picture {number}).")
KEEPING_PICTURE: Final = translate("Keeping the picture")
NOTE_FIELD: Final = translate("Type the note, then Return")
NOT_ON_FACE: Final = translate("There is no face at that place.")
ON_EARLIER: Final = translate("Marks belong to this visit: click its picture.")

# Comparison
MODES: Final = translate("Beside the earlier visit")
MODE_NAMES: Final = {
    "one": translate("This visit"),
    "side": translate("Side by side"),
    "wipe": translate("Wipe"),
    "blink": translate("Blink"),
}
EARLIER_VISIT: Final = translate("Earlier visit")
NO_EARLIER: Final = translate("One visit so far: nothing to compare with yet.")
NO_READER: Final = translate("Earlier visits cannot be read here.")
SIDE_ONLY: Final = translate("Both faces stand in their own head frames. Change is not computed.")
READING_EARLIER: Final = translate("Reading the earlier visit.")
EARLIER_WITHOUT_FACE: Final = translate("The earlier visit has no face in 3D. Measure its photos first.")
COMPARING: Final = translate("Comparing the two faces.")
BLINK_HELP: Final = translate("K shows the other visit.")
WIPE_HELP: Final = translate("Drag the handle, or press comma and full stop.")
NOW: Final = translate("Now: {when}")
THEN: Final = translate("Then: {when}")
NOW_ALONE: Final = translate("Now")
WIPE_HANDLE: Final = translate("Wipe handle")


def registration_sentence(residual_mm: float | None, *, scale_known: bool, anything: bool) -> str:
    """How well the two heads were brought over each other, and whether anything changed."""
    sentences = {True: translate("Part of the face changed beyond noise."), False: translate("No detectable change.")}
    finding = sentences[anything]
    if residual_mm is None or not scale_known:
        return finding
    fit = translate("Forehead and nose bridge fit to {residual} mm.").format(residual=f"{residual_mm:.2f}")
    return f"{finding} {fit}"


# Section
SECTION: Final = translate("Section")
SECTION_KINDS: Final = {
    "upright": translate("Upright"),
    "level": translate("Level"),
}
MIDLINE: Final = translate("Midline")
SECTION_PLACE: Final = translate("Place of the section")
SECTION_EMPTY: Final = translate("Press S, then click the face or choose a plane.")
SECTION_MISSES: Final = translate("This plane does not meet the face.")
PROFILE_NAME: Final = translate("Profile plot of the section")
AXIS_FORWARD: Final = translate("forward")
AXIS_UP: Final = translate("up")
AXIS_LEFT: Final = translate("to the left")
LINE_NOW: Final = translate("now")
LINE_THEN: Final = translate("then")


def section_place(kind: str, at: float, *, scale_known: bool) -> str:
    """Where the plane stands, from the nasion."""
    unit = "mm" if scale_known else translate("units without scale")
    if kind == "upright":
        if abs(at) < 0.05:
            return MIDLINE
        side = translate("left") if at > 0 else translate("right")
        return translate("{distance} {unit} to the {side} of the midline").format(
            distance=f"{abs(at):.0f}", unit=unit, side=side
        )
    where = translate("above") if at > 0 else translate("below")
    return translate("{distance} {unit} {where} the nasion").format(distance=f"{abs(at):.0f}", unit=unit, where=where)


def profile_sentence(apart: float, *, scale_known: bool, counts: bool) -> str:
    """The largest distance between both profiles; `counts`: where a change of the zone was shown."""
    if not scale_known:
        return translate("The profiles have no common scale.")
    if counts:
        said = translate("Where a change was shown the profiles differ by up to {apart} mm.")
    else:
        said = translate("No detectable change here: the profiles differ by {apart} mm at most, which is noise.")
    return said.format(apart=f"{apart:.1f}")


# Marks
ZONES_TAB: Final = translate("Zones")
MARKS_TAB: Final = translate("Marks")
CHANGES_TAB: Final = translate("Change")
CHANGES_NAME: Final = translate("What changed since the earlier visit")
NO_CHANGES: Final = translate("Nothing to compare yet: both visits need a measured surface with a scale.")
MARKS_NAME: Final = translate("Marks and measures on the face")
NO_MARKS: Final = translate("No marks yet. Choose a tool and click the face.")
PICTURE_ROW: Final = translate("Picture in the report")
ERASE: Final = translate("Erase")
MEASURING: Final = translate("measuring")
COUNTS_FROM: Final = translate("a change counts from {limit}")
OFF_SURFACE: Final = translate("lies {distance} mm off this surface")
ACTION_LABELS: Final = {
    "texture": translate("Photo on the face, or shape alone"),
    "light": translate("Light from the ring, or from where you look"),
    "point": translate("Set a point at the cross"),
    "erase": translate("Erase the chosen mark"),
    "blink": translate("Show the other visit"),
    "wipe_left": translate("Wipe or section: back"),
    "wipe_right": translate("Wipe or section: on"),
    "next_mark": translate("Next mark"),
    "drop": translate("Let go of what is begun"),
    "next_tab": translate("Zones, section or marks"),
    "next_map": translate("Next quantity on the face"),
    "next_zone": translate("Next zone"),
    "previous_zone": translate("Previous zone"),
    "zoom_in": translate("Nearer"),
    "zoom_out": translate("Farther"),
}


def no_value(reason: str) -> str:
    """Why a tape or an angle has no value."""
    return _NO_VALUE[reason]


_NO_VALUE: Final = {
    "scale_unknown": translate("no scale: not in mm"),
    "part_not_measured": translate("on a part that was not measured"),
    "no_way_along_surface": translate("a gap lies between"),
}
DOUBT_OVER_GAP: Final = translate("runs over an unmeasured part")


# What is written into the picture
def scene_caption(source: str, sigma: float, scale_known: bool) -> str:
    """What the surface was made from and how far the shape can be trusted; millimetres only with a scale."""
    if source == "from landmarks":
        if scale_known:
            return translate("From landmarks: shape is approximate (± {sigma} mm), not for measurement").format(
                sigma=f"{sigma:.1f}"
            )
        return translate("From landmarks: shape is approximate, no scale, not for measurement")
    if scale_known and source == "from a scanner":
        return translate("From a scanner, taken to err by ± {sigma} mm").format(sigma=f"{sigma:.2f}")
    if scale_known:
        return translate("Typical error of the shape: ± {sigma} mm").format(sigma=f"{sigma:.2f}")
    return translate("No scale: the shape is true, its size is not known")


UNSCALED: Final = translate(
    "No scale: no millimetres, no measures, no comparison. Give the station a distance or a marker, then sweep again."
)
PARTIAL: Final = translate("Partial face: {share} % was not measured")
MESH_REFUSED: Final = translate("This face cannot be shown: {why}")
FREE_VIEW: Final = translate("free view")
REPORT_CAPTION: Final = translate("3D, {view}")
EMPTY_NO_MESH: Final = translate("3D appears when the photos are measured, or a scan is opened (I).")
