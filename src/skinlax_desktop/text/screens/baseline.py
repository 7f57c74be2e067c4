"""Words of the baseline and its ghost on the capture screen, and on the patient's timeline."""

from skinlax_desktop.text.language import translate

MATCH = translate("Match {score}")
NO_MATCH = translate("Match –")
OF_VISIT = translate("Baseline {day}")
OF_CHOSEN_VISIT = translate("Baseline {day}, chosen")
LEARNING = translate("Learning the baseline of {day}")
WARNINGS = {
    "baseline_empty": translate("The chosen baseline has no pictures. The standard pose is asked for."),
    "baseline_low_quality": translate(
        "The baseline of {day} holds a picture the gate refused. The standard pose is asked for. Choose another visit."
    ),
    "baseline_uncalibrated": translate(
        "The camera of {day} or today's is not calibrated, so they cannot be told apart. "
        "The standard pose is asked for."
    ),
    "baseline_other_camera": translate(
        "The baseline of {day} was taken with another camera. The standard pose is asked for. Choose another visit."
    ),
    "baseline_unread": translate("Views of the baseline that cannot be read are taken by the standard."),
    "baseline_unreadable": translate("The pictures of {day} cannot be read. The standard pose is asked for."),
}
SCORE_MEANING = translate("As good as its worst part. 100: no difference. 75: the limit.")
ROUGH = translate("Rough: the picture could not be laid on the baseline's, landmarks were compared.")
NOT_MATCHED = translate("Turn towards the view first; then it is compared with the baseline.")
PART = translate("{name}: {difference:+.1f} {unit}, limit {limit:.1f}  ({score})")
PARTS = {
    "turn": translate("turn"),
    "chin": translate("chin"),
    "tilt": translate("tilt"),
    "scale": translate("size"),
    "place": translate("place"),
    "expression": translate("expression"),
}
UNITS = {"deg": "°", "%": "%", "mm": "mm", "of limit": translate("of its limit")}

GHOST = translate("Ghost")
GHOST_HINT = translate("Show or hide the face of the baseline (O)")
GHOST_MODES = {
    "edges": translate("Edges"),
    "surface": translate("See-through"),
    "blink": translate("Blink"),
}
GHOST_MODE_HINT = translate("The next way of showing it: M")
GHOST_OPACITY = translate("How strongly the ghost shows")
BAR = translate("The patient's baseline")

REPEATS = translate("Pictures of each view")
REPEAT_OF = translate("repeat {number} of {total}")
REPEATS_TAKEN = translate("{taken} of {total} taken")
REPEAT_STATES = {True: translate("taken"), False: translate("not taken")}
REPEAT_CHOOSE = translate("{view}, repeat {number}, {state}. Press to take it.")
LEAN_BACK = translate("Lean back, then sit again")

USE_AS_BASELINE = translate("Use as baseline")
USE_FIRST = translate("Use the first visit")
IS_BASELINE = translate("baseline")
IS_CHOSEN_BASELINE = translate("baseline, chosen")
