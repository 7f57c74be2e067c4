"""Every word of the consultation report.

To the patient: plain words, no grades, no fear, no flattery. To the clinician: findings with their certainty.
"""

from typing import Final

from skinlax_desktop.domain.annotation import AnnotationKind
from skinlax_desktop.domain.calibration import ScaleKind
from skinlax_desktop.domain.gate import CheckName
from skinlax_desktop.text.language import translate

TITLE: Final = translate("Consultation report")
PART_PATIENT: Final = translate("For you")
PART_ANNEX: Final = translate("Clinician's annex")
PAGE_LABEL: Final = translate("Page {page} of {pages}")
UNNAMED: Final = translate("Name not recorded")
NOT_RECORDED: Final = translate("not recorded")
NOT_MEASURED: Final = translate("not measured")
NO_RECORD: Final = translate("No record number")
UNKNOWN: Final = translate("unknown")

RECORD: Final = translate("Record")
BORN: Final = translate("Born")
VISIT: Final = translate("Visit")
PHOTOGRAPHED_BY: Final = translate("Photographed by")
IN_SHORT: Final = translate("In short")
YOUR_PICTURES: Final = translate("Your pictures")
NOT_TAKEN: Final = translate("not taken")
PICTURE_ABSENT: Final = translate("picture not at hand")

COMPLETE_TITLE: Final = translate("Your pictures are complete")
COMPLETE: Final = translate("All five views meet our standard. They are the reference for your next visit.")
FLAWED_TITLE: Final = translate("Your pictures are complete")
FLAWED: Final = translate("Not every picture meets our standard. Compare them with later ones with care.")
PARTIAL_TITLE: Final = translate("{taken} of {wanted} views are taken")
PARTIAL: Final = translate("Still missing: {views}. What they show is not measured.")
NO_PICTURES_TITLE: Final = translate("No pictures yet")
NO_PICTURES: Final = translate("This visit holds no pictures, so nothing is measured.")
OFF_PROTOCOL_TITLE: Final = translate("Today's pictures differ from our standard")
OFF_PROTOCOL: Final = translate("The numbers hold for today only. Please do not compare them with another visit.")
NO_ANALYSIS_TITLE: Final = translate("Nothing is measured yet")
NO_ANALYSIS: Final = translate("The pictures are stored. Your clinician measures them later.")
NO_VALUES_TITLE: Final = translate("Nothing could be measured")
NO_VALUES: Final = translate("Today's pictures allow no measurement. New pictures can.")
SIDES_ALIKE_TITLE: Final = translate("Left and right look alike")
SIDES_ALIKE: Final = translate("In all {count} measures, your two sides agree within what we can tell.")
SIDES_DIFFER_TITLE: Final = translate("Left and right differ a little")
SIDES_DIFFER: Final = translate(
    "They agree in {alike} of {count} measures. The clearest difference: {measure}, by {amount}. "
    "Some difference between sides is common."
)
LINES_TITLE: Final = translate("Where lines show most")
LINES: Final = translate("Lines show most at: {zones}. The map on the next page compares your own zones.")
LINES_AND: Final = translate("{first} and {second}")

PROGRESS_TITLE: Final = translate("Your progress")
PROGRESS_FIRST: Final = translate("Today is the starting point. A later visit can show what changes.")
PROGRESS_NONE: Final = translate("There is no starting point yet. Pictures that follow our standard make one.")
MAP_TITLE: Final = translate("Your map")
MAP_TEXT: Final = translate(
    "The colours compare your own zones with each other. They do not compare you with other people."
)
MAP_ABSENT: Final = translate("There is no map today, because no zone was measured.")
NUMBERS_TITLE: Final = translate("Your measurements")
NUMBERS_TEXT: Final = translate("The true value lies in the range, with 95 % certainty.")
NUMBERS_ABSENT: Final = translate("There are no measurements today.")
LANDMARK_NOTE: Final = translate("A computer model marks points on your face; the lengths come from these points.")
CANNOT_SEE_TITLE: Final = translate("What a photograph cannot show")
CANNOT_SEE: Final = (
    translate("How moist, elastic or sensitive your skin is. Only a probe measures that."),
    translate("What lies beneath the skin."),
    translate("Skin cancer. This report is not for diagnosis of skin cancer; show a changing spot to a doctor."),
)
NEXT_STEP_TITLE: Final = translate("Next step")
NEXT_STEP_ABSENT: Final = translate("Your clinician talks this over with you.")
LAXITY_TITLE: Final = translate("No laxity grade yet")
NEVER_A_GRADE: Final = translate("This report gives no laxity grade: no model for one is installed yet.")
LAXITY_GRADED_TITLE: Final = translate("How firm the skin is")
LAXITY_GRADED: Final = translate(
    "A computer model estimates it from your photographs. It is a model grade, trained on synthetic heads, and not yet "
    "compared with patients; so your clinician reads it together with what they see and feel."
)
LAXITY_NOT_GRADED: Final = translate("Today it could not be estimated from the photographs.")

MEASURE: Final = translate("Measure")
RIGHT: Final = translate("Right")
LEFT: Final = translate("Left")
VALUE: Final = translate("Value")
INTERVAL: Final = translate("95 % interval")
SMALLEST_CHANGE: Final = translate("Smallest change")
MEASURED_ON: Final = translate("Measured on")
MEANING: Final = translate("What it is")
ZONE: Final = translate("Zone")
CHANGE: Final = translate("Change")
FINDING: Final = translate("Finding")
VIEW: Final = translate("View")

CAPTURE_TITLE: Final = translate("Capture conditions")
CAMERA: Final = translate("Camera")
CALIBRATED: Final = translate("Calibrated")
COLOUR_CALIBRATED: Final = translate("Colour calibrated")
SCALE: Final = translate("Scale")
POSTURE: Final = translate("Posture")
OPERATOR: Final = translate("Operator")
STARTED: Final = translate("Visit began")
PROTOCOL: Final = translate("Protocol")
ON_PROTOCOL: Final = translate("followed")
OFF_PROTOCOL_SHORT: Final = translate("not followed")
SKIN_TYPE: Final = translate("Skin type")
GATE: Final = translate("Gate")
POSE: Final = translate("Turn / chin / tilt")
DISTANCE: Final = translate("Distance")
EXPOSURE: Final = translate("Exposure")
RING: Final = translate("Ring")
TAKEN_AT: Final = translate("Taken")
PASSED: Final = translate("passed")
REFUSED: Final = translate("refused: {checks}")
KEPT: Final = translate("kept: {reason}")
CHECKS_TITLE: Final = translate("Checks of each picture")
CHECKS_NOTE: Final = translate("✓ passed   ! passed with a warning   × refused   – not judged")
LIMIT: Final = translate("Wanted")

MAPS_TITLE: Final = translate("Zone maps")
MAPS_NOTE: Final = translate(
    "One value for each zone, drawn on every view that shows it. The scale spans this patient's own zones."
)
MAP_BLANK: Final = translate("Outline only: not measured.")
MEASUREMENTS_TITLE: Final = translate("Measurements")
MEASUREMENTS_NOTE: Final = translate(
    "Value with its 95 % interval. A change counts when it exceeds the smallest change. "
    "Higher means more of the named thing. Left and right are the patient's own."
)
GEOMETRY_TITLE: Final = translate("Lengths and angles")
GEOMETRY_AND_GRADES_TITLE: Final = translate("Lengths, angles and laxity grades")
SKIN_TITLE: Final = translate("Skin, zone by zone")
SKIN_NOTE: Final = translate("Each cell: value, 95 % interval, smallest change (Δ).")
ZONES_NOT_MEASURED: Final = translate("Not measured, because {reason}: {zones}.")
WHOLE_TITLE: Final = translate("The face as a whole")
LOW_CONFIDENCE: Final = translate("† low confidence")
EXPLORATORY: Final = translate("§ exploratory: not shown to be the zone's own grade")
PROXY: Final = translate("‡ stands in for what a photograph cannot show directly")
NOT_MEASURED_BECAUSE: Final = translate("not measured: {reason}")
NO_ANALYSIS_CLINICIAN: Final = translate("This visit is not analysed yet. The pictures are stored as they were taken.")
OFF_PROTOCOL_CLINICIAN: Final = translate(
    "Off protocol. Every value is flagged and must not be compared with another visit."
)
GATE_REFUSED_CLINICIAN: Final = translate("The gate refused this series. Values that it would falsify are not given.")
SYNTHETIC_NOTICE: Final = translate("Laxity: model grade, trained on synthetic heads. It is not validated on patients.")

REPEATS_TITLE: Final = translate("How well this visit repeated")
REPEATS_NOTE: Final = translate(
    "Each view was re-posed. Sw: standard deviation between the repeats. Detects: the smallest change to another visit "
    "with as many repeats, with its 95 % interval, which is wide because the repeats are few."
)
REPEATED_VALUE: Final = translate("Value")
REPEATS: Final = translate("Repeats")
REPEAT_SW: Final = translate("Sw")
REPEAT_MDC: Final = translate("Detects")
REPEATS_TAKEN: Final = translate("{view}, {number} pictures")
POSTURE_SHOULDERS: Final = translate("shoulders {tilt:+.1f}°")
POSTURE_SHOULDERS_UNSEEN: Final = translate("shoulders not seen")
POSTURE_HEAD: Final = translate("head {flexion:+.1f}°")
MATCHED_TO: Final = translate("Baseline match")
MATCH_LINE: Final = translate("{view} {score}")

SCENE_TITLE: Final = translate("Pictures of the face in 3D")
SCENE_NOTE: Final = translate("Chosen by the clinician. Colours mean what the bar in the picture says.")
SCENE_BY: Final = translate("{author}, {moment}")
SIMULATIONS_TITLE: Final = translate("Simulations that were shown")
SIMULATIONS_NOTE: Final = translate("Low, median and high are those of the cited studies, not of this patient.")
SIMULATION_MADE: Final = translate("Made by {author}, {moment}.")
SIMULATION_OTHER_SHOWN: Final = translate("What was signed is not what is kept here. Have the record verified.")
SIMULATION_NOT_SEEN: Final = translate("Nobody has signed that the patient saw it.")
SIMULATION_NO_PLAN: Final = translate("Simulation")
SIMULATION_STEP: Final = translate("Treatment and zone")
SIMULATION_LOW: Final = translate("Low")
SIMULATION_MEDIAN: Final = translate("Median")
SIMULATION_HIGH: Final = translate("High")
SIMULATION_N: Final = translate("Subjects")
SIMULATION_SOURCE: Final = translate("Source")
_SIMULATION_VIEWS: Final = {
    "face": translate("The face in 3D"),
    "photo_frontal": translate("Frontal photograph, its own pixels moved"),
    "photo_oblique_left": translate("Left oblique photograph, its own pixels moved"),
    "photo_oblique_right": translate("Right oblique photograph, its own pixels moved"),
    "photo_lateral_left": translate("Left profile photograph, its own pixels moved"),
    "photo_lateral_right": translate("Right profile photograph, its own pixels moved"),
}


def simulation_view(view: str) -> str:
    """What a kept picture shows."""
    return _SIMULATION_VIEWS.get(view, view)


NOTES_TITLE: Final = translate("Notes on the pictures")
NOTES_ABSENT: Final = translate("No marks or notes were made.")
NUMBER: Final = translate("No.")
MARK: Final = translate("Mark")
NOTE: Final = translate("Note")
BY: Final = translate("By")
EARLIER_PICTURE: Final = translate("earlier picture, not shown")
JUDGEMENTS_TITLE: Final = translate("Clinician's judgement")
JUDGEMENTS_ABSENT: Final = translate("No zone was judged.")
OPINION: Final = translate("Opinion")
AGREES: Final = translate("agrees")
DISAGREES: Final = translate("disagrees")
REASON: Final = translate("Reason")
PROBES_TITLE: Final = translate("Probe readings")
PROBE: Final = translate("Quantity")
INSTRUMENT: Final = translate("Instrument")
WHOLE_FACE: Final = translate("whole face")
PROBES_NOTE: Final = translate("A photograph shows none of these.")

MODELS_TITLE: Final = translate("Models and program")
MODEL: Final = translate("Model")
VERSION: Final = translate("Version")
DEVICE: Final = translate("Ran on")
HASH: Final = translate("SHA-256")
PROGRAM: Final = translate("Program")
ANALYSED: Final = translate("Analysed")
NO_MODELS: Final = translate("No model took part.")
LIMITS_TITLE: Final = translate("Limits")
LIMITS: Final = (
    translate("Not for diagnosis of skin cancer."),
    translate("Hydration, sensitivity, elasticity and water loss need a probe."),
    translate("Landmarks come from a general face model, not validated for this clinic or for every skin tone."),
    translate("Most of these measures have no published norms by age, sex or skin tone."),
    translate("Never compare pictures of different cameras, distances or light."),
)
NO_GRADE_LIMIT: Final = translate("No laxity grade is given: no model for one is installed yet.")
GRADE_LIMIT: Final = translate(
    "Laxity is a model grade, trained on synthetic heads, not validated on patients. Overall laxity is the weighted "
    "mean of the graded zones that are not exploratory; the youthfulness index is 100 * (1 - overall laxity / 4)."
)
WARNINGS_TITLE: Final = translate("Remarks of this analysis")
VIEWS_MISSING: Final = translate("Views not taken: {views}.")
SIGN_TITLE: Final = translate("Sign-off")
SIGN_TEXT: Final = translate("I have read these measurements and their limits.")
SIGN_CLINICIAN: Final = translate("Clinician, name and signature")
SIGN_DATE: Final = translate("Place and date")

_CHECKS: Final = {
    CheckName.FACE_FOUND: "Face found",
    CheckName.SINGLE_FACE: "One person",
    CheckName.VIEW: "View",
    CheckName.POSE_YAW: "Turn",
    CheckName.POSE_PITCH: "Chin",
    CheckName.POSE_ROLL: "Tilt",
    CheckName.DISTANCE: "Distance",
    CheckName.CENTRING: "Centring",
    CheckName.EXPRESSION: "Expression",
    CheckName.EYES_OPEN: "Eyes open",
    CheckName.GAZE: "Gaze",
    CheckName.MOUTH_CLOSED: "Mouth closed",
    CheckName.EXPOSURE: "Exposure",
    CheckName.CLIPPING: "Clipping",
    CheckName.LIGHT_BALANCE: "Light balance",
    CheckName.SHADOWS: "Shadows",
    CheckName.GLARE: "Shine",
    CheckName.DYNAMIC_RANGE: "Dynamic range",
    CheckName.FOCUS: "Focus",
    CheckName.FOCUS_BASELINE: "Focus, to baseline",
    CheckName.FOCUS_TARGET: "Focus on target",
    CheckName.NOISE: "Noise",
    CheckName.MAKE_UP: "Make-up",
    CheckName.BACKGROUND: "Backdrop",
    CheckName.COLOUR_TARGET: "Colour target",
    CheckName.MOTION: "Motion",
    CheckName.RESOLUTION: "Resolution",
    CheckName.OCCLUSION: "Face free",
    CheckName.CALIBRATION: "Calibration",
    CheckName.SERIES: "Series",
    CheckName.POSTURE: "Posture",
}

_KINDS: Final = {
    AnnotationKind.ARROW: "arrow",
    AnnotationKind.POLYGON: "outline",
    AnnotationKind.FREEHAND: "drawing",
    AnnotationKind.NOTE: "note",
}

_SCALES: Final = {
    ScaleKind.WORKING_DISTANCE: "working distance",
    ScaleKind.MARKER: "printed marker",
    ScaleKind.IRIS: "iris",
}


def check_name(name: CheckName) -> str:
    """A check of the gate, as the annex names it."""
    return translate(_CHECKS[name])


def mark_name(kind: AnnotationKind) -> str:
    """A clinician's mark."""
    return translate(_KINDS[kind])


def scale_name(kind: ScaleKind) -> str:
    """Where the millimetre comes from."""
    return translate(_SCALES[kind])
