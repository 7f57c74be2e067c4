"""Sentences about review, probe values and printing."""

SENTENCES = {
    "disagreement_needs_reason": "A disagreement needs a reason. Choose one, or type it.",
    "probe_value_unreadable": "That is not a number, so nothing was kept. Type it again.",
    "probe_value_out_of_range": "The probe shows {low} to {high} {unit}. Check the value; nothing was kept.",
    "probe_instrument_missing": "The value needs its instrument. Type which probe gave it.",
    "printing_failed": "The printer did not take the pages. The report is safe. Check the printer.",
    "report_unreadable": "The report could not be shown. The visit is safe. Make the report again.",
    "file_not_written": "It was not saved there. Choose another folder, then try again.",
    "faces_from_landmarks": "Faces drawn from landmarks measure no change. Take a sweep at both visits.",
    "faces_without_scale": "A face without scale gives no millimetres. Both can be seen side by side.",
    "scene_unavailable": "3D does not work on this display. Photos and values are unaffected.",
}
