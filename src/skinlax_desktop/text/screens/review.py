"""Words of review, of the 3D view and of the report's preview."""

from skinlax_desktop.text.language import translate

TITLE = translate("Review")
VIEW_NAMES = {
    "frontal": translate("Front"),
    "oblique_left": translate("Left oblique"),
    "oblique_right": translate("Right oblique"),
    "lateral_left": translate("Left profile"),
    "lateral_right": translate("Right profile"),
    "chin_down": translate("Chin down"),
    "chin_up": translate("Chin up"),
    "sweep": translate("Sweep"),
}

# Photographs
NO_VISIT = translate("No visit is open. Choose a patient first.")
NO_PICTURES = translate("No photos yet. Take the five views first.")
NOT_TAKEN = translate("Not taken")
LOADING = translate("Opening the photo")
NO_ZONES_IN_PROFILE = translate("Profile: zones are not drawn, because no landmarks are found here.")
ONE_PHOTO = translate("1 photo")
TWO_PHOTOS = translate("2 photos")
THREE_PHOTOS = translate("3 photos")
WITH_3D = translate("Photo and 3D")
FIT = translate("Fit")
FULL_SIZE = translate("1:1")
ZONES = translate("Zones")
ZONES_OUTLINE = translate("Zones: outline")
ZONES_MAP = translate("Zones: map")
ZONES_OFF = translate("Zones: off")
UNDO = translate("Undo")
REDO = translate("Redo")
TOOL_NAMES = {
    "select": translate("Select"),
    "arrow": translate("Arrow"),
    "polygon": translate("Polygon"),
    "pen": translate("Pen"),
    "text": translate("Note"),
}
TOOL_HINTS = {
    "select": translate("Click a zone or a mark. Drag to move it."),
    "arrow": translate("Drag from the tail to the head."),
    "polygon": translate("Click the corners. Double-click or Return closes."),
    "pen": translate("Draw with the button held."),
    "text": translate("Click where the note belongs."),
}
PHOTO_NAME = translate("Photo: {view}")
NOTE_FIELD = translate("Type the note, then Return")
FILM_STRIP = translate("Views of this visit")

# Findings
FINDINGS = translate("Findings")
ZONES_TAB = translate("Zones")
SKIN_TAB = translate("Skin")
PROBE_TAB = translate("Probe")
ANALYSE = translate("Measure the photos")
ANALYSING = translate("Measuring")
CANCEL = translate("Cancel")
CANCELLED = translate("Measuring was stopped. The photos are unchanged.")
NOT_ANALYSED = translate("Not measured yet.")
NEEDS_VIEWS = translate("{missing} of 5 views are missing. Measure those there are, or take the rest.")
OFF_PROTOCOL = translate("Off protocol: read every value with care.")
SORTED_BY = translate("Left and right that differ beyond noise come first.")
NOT_MEASURED = translate("not measured")
LOW_CONFIDENCE = translate("low confidence")
PROXY = translate("an index from the photo, not a direct measurement")
UNEVEN = translate("{side} value larger, beyond noise")
LEFT = translate("Left")
RIGHT = translate("Right")
MORE_VALUES = translate("{count} more values")
INTERVAL = translate("{low} to {high}")
MDC = translate("A change counts from {mdc}.")
MDC_UNKNOWN = translate("The smallest change that counts is not established.")
BAR_NAME = translate("95 percent interval {low} to {high} {unit}")
BAR_LEGEND = translate("Line: 95 % interval. Grey band: changes that are noise.")
MAP = translate("On the face")
MAP_NONE = translate("Photo only")
SKIN_EMPTY = translate("No skin values. Measure the photos first.")
COLOUR_UNCALIBRATED = translate("Colour is not calibrated: compare only photos from this station.")
ZONE_LIST = translate("Zones, the most notable first")

# Opinion
AGREE = translate("Agree")
DISAGREE = translate("Disagree")
AGREED = translate("You agree")
DISAGREED = translate("You disagree: {reason}")
NO_OPINION = translate("No opinion yet")
WITHDRAW = translate("Withdraw")
WHY = translate("Why do you disagree?")
REASONS = (
    translate("Too high"),
    translate("Too low"),
    translate("Wrong place"),
    translate("Photo misleads"),
)
OTHER_REASON = translate("Other reason")
KEEP = translate("Keep")

# Probe
PROBE_SENTENCE = translate("A photo cannot show these. Type what the probe shows.")
PROBE_NAMES = {
    "hydration": translate("Hydration"),
    "sensitivity": translate("Sensitivity"),
    "elasticity": translate("Elasticity"),
    "water_loss": translate("Water loss"),
}
PROBE_VALUE = translate("Value")
INSTRUMENT = translate("Instrument")
CLEAR = translate("Clear")
PROBE_KEPT = translate("Kept: {value} {unit}, {instrument}")

# 3D
SCENE_TITLE = translate("3D")
SCENE_NAME = translate("The face in 3D. Drag or arrow keys turn it.")
SCENE_HELP = translate("Drag turns. Wheel zooms. Shift and drag moves.")


# Report
REPORT_TITLE = translate("Report")
FOR_PATIENT = translate("For the patient")
FOR_CLINICIAN = translate("For the clinician")
PAPER = translate("Paper")
WHO = translate("Who reads it")
NEXT_STEP = translate("Next step")
NEXT_STEP_HINT = translate("What happens next, in plain words")
SAVE_PDF = translate("Save PDF")
PRINT = translate("Print")
PAGE = translate("Page {number} of {count}")
MAKING_REPORT = translate("Making the report")
SAVED_AT = translate("The PDF is saved. It is not encrypted.")
PRINTED = translate("{count} pages went to the printer.")
PREVIEW = translate("Pages of the report")
REPORT_NEEDS_ANALYSIS = translate("Not measured yet: the report shows photos and notes only.")
SAVE_TITLE = translate("Save the report")
PDF_FILES = translate("PDF files (*.pdf)")
