"""Words of the capture screen."""

from skinlax_desktop.domain.gate import CheckName
from skinlax_desktop.domain.views import View
from skinlax_desktop.text.language import translate

TITLE = translate("Capture")
VIEW_LABELS = {
    View.FRONTAL: translate("Front"),
    View.OBLIQUE_LEFT: translate("Left oblique"),
    View.OBLIQUE_RIGHT: translate("Right oblique"),
    View.LATERAL_LEFT: translate("Left profile"),
    View.LATERAL_RIGHT: translate("Right profile"),
    View.CHIN_DOWN: translate("Chin down"),
    View.CHIN_UP: translate("Chin up"),
    View.SWEEP: translate("Sweep"),
}
PROGRESS = translate("{number} of {total}")
COMPLETE = translate("All {total} views taken")
COMPLETE_SENTENCE = translate("Go on to the review")
TAKE_NOW = translate("Take now")
REVIEW_NOW = translate("Review")
TAKING = translate("Taking the picture")
JUDGING = translate("Checking the picture")
SAVING = translate("Saving the picture")
HOLD_STILL = translate("Good. Hold still")
READY = translate("Ready. Press Space")
WAITING = translate("Waiting for the first picture")
LOOKING = translate("Looking for the face")
ALL_WELL = translate("Good")
LIVE = translate("Live picture")
FILMSTRIP = translate("Views of this visit")
TILE_TAKEN = translate("accepted")
TILE_REFUSED = translate("refused")
TILE_WANTED = translate("now")
TILE_MISSING = translate("not taken")
TILE_RETAKE = translate("{view}, accepted. Press to take it again.")
TILE_CHOOSE = translate("{view}, {state}. Press to take it now.")
REFUSED_TITLE = translate("Not kept. Take it again")
NOW = translate("now")
WANTED = translate("wanted")
DIAGRAM = translate("Head: now and wanted")
DEGREES = translate("{now} / {wanted}")
CHECKS = translate("Checks")

# The dots: a few words, each for the checks that the operator puts right in the same way.
DOT_GROUPS = (
    (translate("pose"), (CheckName.VIEW, CheckName.POSE_YAW, CheckName.POSE_PITCH, CheckName.POSE_ROLL)),
    (translate("posture"), (CheckName.POSTURE,)),
    (translate("distance"), (CheckName.DISTANCE, CheckName.RESOLUTION)),
    (translate("centre"), (CheckName.CENTRING, CheckName.FACE_FOUND, CheckName.SINGLE_FACE)),
    (
        translate("relaxed face"),
        (
            CheckName.EXPRESSION,
            CheckName.EYES_OPEN,
            CheckName.GAZE,
            CheckName.MOUTH_CLOSED,
            CheckName.OCCLUSION,
            CheckName.MAKE_UP,
        ),
    ),
    (
        translate("light"),
        (
            CheckName.EXPOSURE,
            CheckName.CLIPPING,
            CheckName.LIGHT_BALANCE,
            CheckName.SHADOWS,
            CheckName.GLARE,
            CheckName.DYNAMIC_RANGE,
            CheckName.BACKGROUND,
        ),
    ),
    (translate("focus"), (CheckName.FOCUS,)),
    (translate("still"), (CheckName.MOTION,)),
)
DOT_STATES = {
    True: translate("good"),
    False: translate("not yet"),
    None: translate("not judged"),
}
DOT_WARNED = translate("good, with a hint")
HINT = translate("Hint: {advice}")

SETTINGS = translate("Settings")
RING_LEVEL = translate("Ring level")
RING_COLOUR = translate("Ring colour")
EXPOSURE = translate("Exposure")
GAIN = translate("Gain")
AUTOMATIC = translate("Take the picture by itself")
FLASH = translate("Flash when a picture is taken")
SOUND = translate("Sound when a picture is taken")
PEDAL = translate("Foot pedal sends")
PATIENT_WINDOW = translate("Window for the patient")
TOOK = translate("Camera took {exposure:.1f} ms, {gain:.1f} dB")
RING_TOOK = translate("Ring gives {level:.0f} %, {colour} K")
PERCENT = translate("{value:.0f} %")
KELVIN = translate("{value:.0f} K")
MILLISECONDS = translate("{value:.1f} ms")
DECIBELS = translate("{value:.1f} dB")

GRADES = translate("Model grades on the live picture")
GRADES_LABEL = translate("Model grade 0 to 4, trained on synthetic heads. From this view alone.")
GRADES_SOON = translate("Model grades follow.")
GRADES_HIDDEN = translate("Model grades are hidden: {why}.")
GRADES_NO_MODEL = translate("Model grades are hidden: no model is installed.")
SKIN = translate("Wrinkles and spots on the live picture")
SKIN_LABEL = translate("Wrinkles as lines, pigment spots in rings. From this moment alone; a still is measured.")
SKIN_SOON = translate("Wrinkles and spots follow.")
SKIN_HIDDEN = translate("Wrinkles and spots are hidden: {why}.")
SKIN_NOT_HERE = translate("Wrinkles and spots are not read at this station.")
NOT_GREEN = translate("not every check is good yet")

NO_CAMERA_TITLE = translate("No camera")
BUSY_TITLE = translate("The camera is busy")
STALLED_TITLE = translate("The picture stands still")
OPENING_TITLE = translate("Opening the camera")
OPENING_SENTENCE = translate("This takes a few seconds.")
PHANTOM_TITLE = translate("The phantom patient is on the way")
PHANTOM_SENTENCE = translate("Its first picture is being computed. This can take half a minute.")
LOST_TITLE = translate("The camera is gone")
RING_LOST_TITLE = translate("The ring is lost")
FAILED_TITLE = translate("The picture was not kept")
PROBLEM_TITLES = {
    "camera_absent": NO_CAMERA_TITLE,
    "camera_driver_missing": NO_CAMERA_TITLE,
    "camera_busy": BUSY_TITLE,
    "camera_busy_by": BUSY_TITLE,
    "camera_unplugged": LOST_TITLE,
    "camera_no_frames": STALLED_TITLE,
}
CAMERA_OK = translate("The camera sends pictures.")
RING_OK = translate("The ring answers. {temperature:.0f} °C")
EMULATED = translate("emulated")
STALLED_SENTENCE = translate("No new picture arrives. Accepted pictures are safe. Check the camera's cable.")
