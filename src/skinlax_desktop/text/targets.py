"""Words on the printed targets."""

from skinlax_desktop.text.language import translate

BOARD_TITLE = translate("Skinlax lens board")
BOARD_NOTE = translate(
    "ChArUco {columns} x {rows}, squares {square:g} mm, markers {marker:g} mm, DICT_4X4_100. Print at 100 %, matt,"
    " and glue it to a flat plate."
)
CHECK_SENTENCE = translate("Measure this line: 100 mm. If it is not, print again without fitting to the page.")
HOLDER_TITLE = translate("Skinlax chart holder and daily check")
HOLDER_STEPS = (
    translate("1  Print at 100 % on matt paper and glue it to a stiff plate."),
    translate("2  Fix a ColorChecker Classic Mini, made since November 2014, on the frame."),
    translate("3  Hold the plate where the face is: the middle first, then the four places below."),
    translate("4  Every morning: hold it in the middle, press Daily check, put it back into its sleeve."),
)
CHART_FRAME = translate("ColorChecker Classic Mini, {width:g} x {height:g} mm")
PLACES_TITLE = translate("Places for the correction by zone")
PLACES = (
    translate("middle of the face"),
    translate("forehead"),
    translate("right cheek"),
    translate("left cheek"),
    translate("chin and neck"),
)
NOTE_TITLE = translate("Calibrated on")
NOTE_LINE = translate("date                      camera serial                      by")
