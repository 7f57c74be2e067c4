"""Words of the sweep and of the second pictures aside."""

from skinlax_desktop.domain.gate import Advice
from skinlax_desktop.domain.sweep import sector_yaw_deg
from skinlax_desktop.text.language import translate

TITLE = translate("Sweep")
CHIN_DOWN_TITLE = translate("Sweep, chin down")
TO_CHIN_DOWN = translate("With the chin down")
TO_LEVEL = translate("With the head level")
CHIN_DOWN_NOTE = translate("For the softness of the lower face: the same face a second time, its chin down.")
PROGRESS = translate("{taken} of {total} sectors")
LEAVE = translate("Back to the views")
START = translate("Sweep from profile to profile")
BEGIN = translate("Begin the turn")
FACES_CAMERA = translate("Faces the camera")
STOP = translate("End the turn")
TAKE_MISSING = translate("Take what is missing")
DONE = translate("Done")
WAIT = translate("Please wait")
ARC = translate("Sectors of the sweep")
BAR = translate("Metronome: where the head should be, and where it is")
ASIDE_TITLE = translate("second picture")
ASIDE_PROGRESS = translate("{degrees}° aside, for the shape")
ASIDE_CHOICE = translate("Second picture of each view, 10° aside")
SKIP = translate("Skip")
YAW_UNKNOWN = translate("–")
YAW = translate("{yaw}°")
YAW_INFERRED = translate("about {yaw}°")
RIGHT_SIDE = translate("{yaw}° right side")
LEFT_SIDE = translate("{yaw}° left side")
FRONT = translate("front")
RIGHT_PROFILE = translate("right profile")
LEFT_PROFILE = translate("left profile")
CHECKED = translate("{done} of {total} pictures checked")
MISSING_TITLE = translate("Missing: {sectors}")
SECTOR_WHY = translate("{sector} ({why})")
SELECTED = translate("{sector}: {state}. R takes it again.")
NO_SCALE = translate("No distance and no marker is set: the sweep will give the shape, but no millimetres.")
STATES = {
    "empty": translate("not taken"),
    "seen": translate("seen, to be checked"),
    "taken": translate("accepted"),
    "doubtful": translate("accepted, angle only inferred"),
    "missing": translate("missing"),
    "unwanted": translate("not part of this sweep"),
}

_SENTENCES = {
    "sweep_face_camera": "Face the camera",
    "sweep_face_chin_down": "Face the camera and lower the chin to the chest",
    "sweep_chin_down": "Lower the chin {amount} degrees",
    "sweep_chin_up": "Raise the chin {amount} degrees",
    "sweep_chin": "Keep the chin down while turning",
    "sweep_hold": "Good. Stay so for a moment",
    "sweep_to_profile": "Turn left until the right profile shows",
    "sweep_to_start": "Turn to where the bar begins",
    "sweep_turn_left": "Turn left {amount} degrees",
    "sweep_turn_right": "Turn right {amount} degrees",
    "sweep_soon": "Good. Turn right with the bar, now",
    "sweep_go_on": "Turn right, along with the bar",
    "sweep_too_fast": "Turn more slowly",
    "sweep_too_slow": "Turn a little faster",
    "sweep_stopped": "Go on turning",
    "sweep_wrong_way": "The other way: turn right",
    "sweep_gone": "Nobody is in the picture. Sit down again",
    "sweep_second_face": "Only one person in the picture",
    "sweep_expression": "Keep the face at rest",
    "sweep_checking": "Rest. The pictures are being checked",
    "sweep_missing": "Some sectors are missing. Take only those",
    "sweep_complete": "The sweep is complete",
    "aside_turn_left": "Second picture: turn left {amount} degrees",
    "aside_turn_right": "Second picture: turn right {amount} degrees",
    "aside_hold": "Good. Hold still",
    "aside_moving": "Hold still",
    "aside_checking": "Checking the second picture",
    "aside_refused": "Not kept. Once more, please",
}

_REASONS = {
    "unseen": "not seen",
    "nobody": "nobody there",
    "second_face": "second face",
    "blink": "eyes closed",
    "expression": "face moved",
    "swallow": "mouth moved",
    "yaw_unknown": "angle unknown",
    "smeared": "too fast",
    "pose_yaw": "wrong angle",
    "pose_pitch": "chin not down",
    "eyes_open": "eyes closed",
    "single_face": "second face",
    "focus": "not sharp",
    "exposure": "light",
    "clipping": "light",
    "face_found": "no face",
    "calibration": "camera not calibrated",
}
_ELSE = "refused"


def sweep_sentence(advice: Advice) -> str:
    """What to do, in at most twelve words, without a full stop."""
    amount = "" if advice.amount is None else str(max(1, round(abs(advice.amount))))
    return translate(_SENTENCES[advice.code]).format(amount=amount)


def sector_name(sector: int) -> str:
    """By the side of the face that shows, as the views are named: `40° right side`."""
    yaw = round(sector_yaw_deg(sector))
    if yaw == 0:
        return FRONT
    if abs(yaw) == 90:
        return RIGHT_PROFILE if yaw > 0 else LEFT_PROFILE
    return (RIGHT_SIDE if yaw > 0 else LEFT_SIDE).format(yaw=abs(yaw))


def why_missing(reason: str) -> str:
    """Why a sector has no picture, in a word or two."""
    return translate(_REASONS.get(reason, _ELSE))


def missing_sentence(missing: tuple[tuple[int, str], ...]) -> str:
    """The missing sectors with their reasons; neighbours with one reason are said together."""
    runs: list[tuple[int, int, str]] = []
    for sector, reason in missing:
        if runs and runs[-1][1] == sector - 1 and runs[-1][2] == reason:
            runs[-1] = (runs[-1][0], sector, reason)
        else:
            runs.append((sector, sector, reason))
    names = [SECTOR_WHY.format(sector=_span(first, last), why=why_missing(reason)) for first, last, reason in runs]
    return MISSING_TITLE.format(sectors=", ".join(names)) if names else ""


def _span(first: int, last: int) -> str:
    return sector_name(first) if first == last else f"{sector_name(first)} – {sector_name(last)}"
