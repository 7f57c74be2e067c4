"""Why a calibration is refused, and what to do."""

SENTENCES = {
    "board_not_found": "The board was not seen in the still. Hold it still and whole, then try again.",
    "board_again": "This board is like one before. Move it or tilt it, then try again.",
    "lens_few_boards": "Only {found} boards can be used; it takes {wanted}. Take more boards.",
    "lens_no_fit": "No lens fits these boards. Use the station's own board, flat on a plate, and begin again.",
    "lens_sizes": "The pictures of the board have different sizes. Use pictures of one camera only.",
    "lens_outliers": "{dropped} of {boards} boards do not fit. Glue the sheet to a flat plate and take them again.",
    "lens_reprojection": "The corners miss by {error} px; {limit} px is allowed. Keep the board flat and still.",
    "lens_coverage": "Boards cover {covered} % of the picture; it takes {limit} %. Bring the board into the corners.",
    "lens_flat": "The board was not tilted enough to {sides} sides. Tilt it by 30 degrees to every side.",
    "lens_uncertain": "The focal length is known to {half} % only; it takes {limit} %. Take more tilted boards.",
    "lens_aspect": "Width and height differ by {percent} %. Print the board at 100 %, and glue it flat.",
    "lens_centre": "The lens seems {percent} % off centre, which cannot be. Take more boards in the corners.",
    "chart_not_found": "No colour chart is seen. Hold it upright and whole in the picture.",
    "chart_small": "The chart is too small: {pixels} pixels a patch. Bring it closer to the camera.",
    "chart_clipped": "The patch {patch} is too bright to measure. Lower the exposure, then take it again.",
    "chart_dark": "The chart is too dark to measure. Raise the exposure, then take it again.",
    "chart_glare": "Light mirrors in the patch {patch}. Tilt the chart a little, then take it again.",
    "colour_curve": "The camera's tone curve is not sRGB (exponent {exponent}). Switch its gamma to sRGB.",
    "colour_poor": "Colours miss by {mean} dE on average, worst {patch} with {worst}; {limit} is allowed."
    " Clean the chart, darken the room, and take it again.",
    "card_clipped": "The grey card is too bright to measure. Lower the exposure, then take it again.",
    "card_dark": "The grey card is too dark to measure. Raise the exposure, then take it again.",
    "card_textured": "The card is not plain ({percent} % left). Let a clean, matt card fill the whole picture.",
    "card_uneven": "One side of the ring is {percent} % brighter; {limit} % is allowed."
    " Centre the ring, shade windows, and take it again.",
    "card_vignetting": "The corners lose {percent} % of the light. Check the ring and the lens hood.",
    "daily_no_colour": "There is no colour calibration to check. Calibrate the colour first.",
    "calibration_no_pictures": "{folder} holds no picture that can be read. Choose another folder.",
    "calibration_file_damaged": "The stored calibration is damaged and is not used. Calibrate the station again.",
    "calibration_unwritable": "The calibration could not be stored. Free some disk space, then try again.",
}
