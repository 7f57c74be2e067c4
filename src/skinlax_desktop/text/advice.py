"""What to do about a check, in the words of the technician; words for the dots; reasons for what is unknown.

`left` and `right` are the subject's own, as in everything the technician says to the patient.
"""

from skinlax_desktop.domain.gate import Advice, CheckName
from skinlax_desktop.text.language import translate

# The amount, where there is one, is rounded to whole degrees or centimetres.
_SENTENCES = {
    "sit_facing_camera": "Sit facing the camera",
    "one_person_only": "Only one person in the picture",
    "turn_left": "Turn left {amount} degrees",
    "turn_right": "Turn right {amount} degrees",
    "chin_up": "Chin up {amount} degrees",
    "chin_down": "Chin down {amount} degrees",
    "tilt_left": "Tilt the head left {amount} degrees",
    "tilt_right": "Tilt the head right {amount} degrees",
    "move_closer": "Move {amount} cm closer",
    "move_back": "Move {amount} cm back",
    "move_left": "Move {amount} cm left",
    "move_right": "Move {amount} cm right",
    "move_forward": "Move {amount} cm forward",
    "move_backward": "Move {amount} cm backward",
    "move_up": "Raise the chair {amount} cm",
    "move_down": "Lower the chair {amount} cm",
    "into_picture": "Bring the whole head into the picture",
    "open_eyes": "Open the eyes",
    "look_into_lens": "Look into the lens",
    "close_lips": "Close the lips gently",
    "relax_smile": "Relax the mouth",
    "relax_lips": "Relax the lips",
    "relax_jaw": "Relax the jaw",
    "relax_brows_up": "Relax the forehead",
    "raise_left_shoulder": "Sit upright: the left shoulder is low",
    "raise_right_shoulder": "Sit upright: the right shoulder is low",
    "hold_still": "Hold still",
    "turn_slowly": "Turn more slowly",
    "brighten_light": "Brighten the ring",
    "dim_light": "Dim the ring",
    "even_light": "Even out the light on both sides",
    "soften_shine": "Dab the skin dry: light mirrors on it",
    "clear_shadow": "Something casts a shadow on the face: move it away",
    "shade_lens": "The picture is hazy: clean and shade the lens",
    "lower_gain": "The picture is noisy: lower the gain, brighten the ring",
    "make_up_lips": "Lips look made up: take it off, or note it",
    "make_up_lids": "Eyelids look made up: take it off, or note it",
    "refocus": "Refocus the camera",
    "refocus_and_check": "Refocus the camera, then check the station with the target",
    "clear_forehead": "Clear the forehead: hair, hand or cap",
    "clear_bridge": "Take the glasses off",
    "clear_eye_right": "Clear the right eye: glasses, hair or hand",
    "clear_eye_left": "Clear the left eye: glasses, hair or hand",
    "clear_cheek_right": "Clear the right cheek: hair or hand",
    "clear_cheek_left": "Clear the left cheek: hair or hand",
    "clear_mouth": "Clear the mouth: mask or hand",
    "clear_chin": "Clear the chin: mask or hand",
    "plain_backdrop": "Use the plain backdrop",
    "clear_profile": "Centre the profile and clear hair from the ear",
    "larger_picture": "Use a sharper, larger picture",
    "calibrate_camera": "Calibrate the camera first",
    "calibrate_again": "Calibrate the lens again: it was too long ago",
    "calibrate_colour": "Show the colour target: calibrate the colour",
    "check_station": "Show the colour target: check the station today",
    "take_series": "Take all five views",
    "show_frontal": "Face the camera",
    "show_oblique_left": "Turn right to show the left cheek",
    "show_oblique_right": "Turn left to show the right cheek",
    "show_lateral_left": "Turn right until the left profile shows",
    "show_lateral_right": "Turn left until the right profile shows",
    "show_chin_down": "Face the camera, chin down",
    "show_chin_up": "Face the camera, chin up",
}

_LABELS = {
    CheckName.FACE_FOUND: "face",
    CheckName.SINGLE_FACE: "one person",
    CheckName.VIEW: "view",
    CheckName.POSE_YAW: "turn",
    CheckName.POSE_PITCH: "chin",
    CheckName.POSE_ROLL: "tilt",
    CheckName.DISTANCE: "distance",
    CheckName.CENTRING: "centre",
    CheckName.EXPRESSION: "expression",
    CheckName.EYES_OPEN: "eyes",
    CheckName.GAZE: "gaze",
    CheckName.MOUTH_CLOSED: "mouth",
    CheckName.EXPOSURE: "light",
    CheckName.CLIPPING: "highlights",
    CheckName.LIGHT_BALANCE: "even light",
    CheckName.SHADOWS: "shadows",
    CheckName.GLARE: "shine",
    CheckName.DYNAMIC_RANGE: "contrast",
    CheckName.FOCUS: "focus",
    CheckName.FOCUS_BASELINE: "as sharp as before",
    CheckName.FOCUS_TARGET: "focus on target",
    CheckName.NOISE: "noise",
    CheckName.MAKE_UP: "make-up",
    CheckName.BACKGROUND: "backdrop",
    CheckName.COLOUR_TARGET: "colour target",
    CheckName.MOTION: "still",
    CheckName.RESOLUTION: "resolution",
    CheckName.OCCLUSION: "face free",
    CheckName.CALIBRATION: "calibration",
    CheckName.SERIES: "series",
    CheckName.POSTURE: "posture",
}

_REASONS = {
    "no_calibration": "The camera is not calibrated.",
    "no_face": "No face was found.",
    "no_expression_model": "The model gave no expression.",
    "profile_view": "A profile does not show it.",
    "backdrop_not_plain": "The backdrop is not plain.",
    "turned_face": "The face is turned away.",
    "no_edges": "There are too few edges to judge.",
    "no_turn_cue": "The profile cannot be read: clear hair from face and ear.",
    "first_frame": "It takes two pictures to see motion.",
    "single_picture": "One picture alone does not show it.",
    "no_baseline": "The frontal picture is not taken yet.",
    "no_shoulders": "The shoulders are not to be seen beside the neck.",
    "no_station": "The picture was not taken at this station.",
    "no_target": "The target was not looked at yet.",
    "no_wall": "The head leaves no wall to see.",
    "too_little_skin": "Too little skin is in view.",
    "eyes_narrow": "The eyes are too narrow to tell by them.",
}


def advice_sentence(advice: Advice) -> str:
    """What to do, in at most twelve words, without a full stop."""
    amount = "" if advice.amount is None else str(max(1, round(abs(advice.amount))))
    return translate(_SENTENCES[advice.code]).format(amount=amount)


def check_label(name: CheckName) -> str:
    """The short word beside a check's dot."""
    return translate(_LABELS[name])


def reason_sentence(code: str) -> str:
    """Why a check could not be judged."""
    return translate(_REASONS[code])
