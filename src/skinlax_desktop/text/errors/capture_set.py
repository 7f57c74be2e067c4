"""Sentences about pictures, capture sets and their analysis."""

SENTENCES = {
    "picture_missing": "{file} is not there or cannot be opened. Check the name and try again.",
    "picture_unreadable": "{file} is no PNG, JPEG, TIFF or DNG picture. Save it as one and try again.",
    "picture_damaged": "{file} is damaged or cut short. Copy it again from the camera.",
    "picture_too_small": "{file} is only {width} x {height} pixels. Take a larger picture.",
    "picture_too_large": "{file} has {megapixels} megapixels, more than the 80 we read. Use a smaller picture.",
    "source_missing": "There is no such picture or folder. Check the path and try again.",
    "source_empty": "The folder holds no capture set and no picture. Choose another folder.",
    "source_too_many": "The folder holds {count} pictures, more than the {limit} of one series. Choose fewer.",
    "capture_set_not_json": "capture_set.json is no valid JSON. Write the capture set again.",
    "capture_set_schema": "capture_set.json has the schema {found}; this program reads schema 1. Update one of them.",
    "capture_set_field": "capture_set.json: {field} is missing or has a wrong value. Correct it and try again.",
    "capture_set_intrinsics": "The camera's {field} in capture_set.json cannot be true. Calibrate the camera again.",
    "capture_set_scale": "The scale in capture_set.json cannot be true ({field}). Measure it again.",
    "capture_set_outside": "{file} lies outside the capture set, so it was not opened. Move it into the folder.",
    "capture_set_size": "{file} does not have the size that the camera calibration names. Check both.",
    "analysis_refused": "The pictures do not follow the protocol: {reasons}. Retake them, or use --off-protocol.",
    "no_face_in_series": "No face was found in any picture. Take it again with the whole face in view.",
    "analysis_file_unreadable": "{file} is no analysis that we can read. Run the analysis again.",
    "mesh_file_unreadable": "{file} is no face mesh that we can read. Run the analysis again.",
    "zones_missing": "The table of face zones is missing from the installation. Install the program again.",
}
