"""Words of the calibration screen."""

from skinlax_desktop.text.language import translate

TITLE = translate("Calibration")
TASKS = {
    "lens": translate("Lens"),
    "flat_field": translate("Grey card"),
    "colour": translate("Colour"),
    "daily": translate("Daily check"),
}
BEGIN = {
    "lens": translate("Calibrate the lens"),
    "flat_field": translate("Measure the grey card"),
    "colour": translate("Calibrate the colour"),
    "daily": translate("Check the station today"),
}
WISHES = {
    "facing": translate("Face the board to the camera"),
    "top_near": translate("Tilt the upper edge towards the camera"),
    "top_far": translate("Tilt the upper edge away"),
    "left_near": translate("Turn the left edge towards the camera"),
    "left_far": translate("Turn the left edge away"),
    "upper_left": translate("Move the board to the upper left"),
    "upper_right": translate("Move the board to the upper right"),
    "lower_left": translate("Move the board to the lower left"),
    "lower_right": translate("Move the board to the lower right"),
    "anywhere": translate("Tilt the board another way"),
}
PLACES = (
    translate("Hold the chart in the middle"),
    translate("Hold the chart at the forehead"),
    translate("Hold the chart at the right cheek"),
    translate("Hold the chart at the left cheek"),
    translate("Hold the chart at the chin"),
)
CARD = translate("Fill the picture with the grey card")
DAILY = translate("Hold the chart in the middle")
SIDES_OF_PICTURE = translate("Left and right are those of the picture here.")
TILT_HINT = translate("Left and right are those of the picture here. About 30 degrees will do.")
CHART_HINT = translate("At the distance of the face, facing the camera, without reflections.")
CARD_HINT = translate("A clean, matt card. Take three pictures with one press.")
NOT_SEEN_BOARD = translate("The board is not seen.")
SEEN = translate("Seen. Hold still.")
NOT_FACING = translate("Seen, tilted by {degrees:.0f} degrees. Hold it flat to the camera.")
TOO_LITTLE_TILT = translate("Seen, tilted that way by {degrees:.0f} degrees. A little more.")
OTHER_TILT = translate("Seen, not tilted that way yet.")
NOT_IN_THE_CORNER = translate("Seen. Move it on, over the edge of the picture.")
ALIKE = translate("Like one before. Move it a little.")
TAKING = translate("Taking the picture")
CALCULATING = translate("Calculating")
DONE = {
    "lens": translate("The lens is calibrated"),
    "flat_field": translate("The light is measured"),
    "colour": translate("The colour is calibrated"),
    "daily": translate("Checked: all is well"),
}
DAILY_BAD = translate("The station has changed")
DAILY_ODD = translate("Within the limit, but unlike other days")
DAILY_BAD_HINT = translate("Clean chart, ring and lens, check again; if it stays, calibrate the colour.")
REFUSED = translate("Not accepted")
TAKE = translate("Take now")
FINISH = translate("Calculate now")
AGAIN = translate("Start again")
NEXT = translate("Next: {task}")
PRINT = translate("Save targets to print")
LIVE = translate("Live picture with the target")
PROGRESS_BOARDS = translate("Boards: {boards}. Covered: {covered} % of the picture.")
PROGRESS_CHARTS = translate("{charts} of {places} places")
NEVER = translate("never")
VALID_UNTIL = translate("until {day}")
DAYS_LEFT = translate("{days} days left")
EXPIRED = translate("ended {day}")
LAST_CHECK = translate("last {day}")
GIVEN = translate("of the phantom")
RESULT = translate("Result")
IN_FORCE = translate("In force now")
FOCAL = translate("Focal length")
FOCAL_VALUE = translate("{value:.1f} px")
FOCAL_INTERVAL = translate("95 %: {low:.1f} to {high:.1f} px")
REPROJECTION = translate("Corners miss by")
REPROJECTION_VALUE = translate("{value:.2f} px")
BOARDS = translate("Boards used")
BOARDS_VALUE = translate("{kept}, {dropped} left out")
COVERAGE = translate("Picture covered")
VIGNETTING = translate("Corners lose")
UNEVEN = translate("Sides differ by")
PERCENT = translate("{value:.0f} %")
DELTA_E = translate("Colours miss by")
DELTA_E_VALUE = translate("{mean:.1f} dE2000, at most {worst:.1f}")
ZONES = translate("Correction by zone")
ZONES_VALUE = translate("{places} places")
ZONES_NONE = translate("one for the whole face")
DRIFT = translate("Drift since calibration")
DRIFT_VALUE = translate("{value:.2f} dE2000, limit {limit:.1f}")
LIGHTNESS = translate("Middle grey")
LIGHTNESS_VALUE = translate("L* {value:.1f}")
STRIP = translate("Patches: as they are (outside) and as measured (inside), with their dE2000")
STRIP_CAPTION = translate("outside: the chart, inside: as measured, number: dE2000 when left out")
CHART = translate("Drift day by day, with control limits")
CHART_CAPTION = translate("Drift day by day, dE2000")
CHART_EARLY = translate("Control limits come after {days} days; {have} so far.")
CHART_LIMIT = translate("limit")
CHART_MEAN = translate("mean")
SIGNALS = {
    "beyond_limits": translate("Today is beyond the control limits."),
    "near_limit_twice": translate("Two of three days are near a control limit."),
    "run": translate("Eight days in a row lie on one side of the mean."),
}
NO_CAMERA = translate("No camera sends pictures")
SAVED_TARGETS = translate("Two PDF files were saved. Print them at 100 %.")
PDF_FOLDER = translate("Folder for the targets")
