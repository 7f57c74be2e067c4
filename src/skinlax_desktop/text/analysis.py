"""Warnings of an analysis, as sentences; they are written into its file."""

from skinlax_desktop.text.language import translate

WARNINGS = {
    "off_protocol": "These pictures do not follow the protocol; every value is marked and not comparable.",
    "no_scale": "No scale is known, so lengths in millimetres are not given.",
    "assumed_pupils": "Skin attributes assume a pupil distance of 63 mm, because no scale is known.",
    "no_scale_sigma": "The scale names no uncertainty; 1 % is assumed.",
    "marker_scale": "A marker is a scale only with a calibrated camera and a frontal face, so lengths are not given.",
    "iris_scale": "The iris is no scale for millimetres, so lengths are not given.",
    "colour_uncalibrated": "No colour target was in the picture; colour values hold for this camera and light only.",
    "no_colour": "{file} is no RGB picture; colour was not measured on it.",
    "sixteen_bit": "{file} has 16-bit samples; they were reduced to 8.",
    "no_model": "No laxity model is installed, so no grade is given.",
    "model_grade": "Laxity is a model grade, trained on synthetic heads; it is not validated on patients.",
    "gpu_out_of_memory": "The graphics card ran out of memory; the laxity model ran on the processor.",
    "other_light": "{file} is not in plain light; it was not measured.",
    "polarised_light": "These pictures are in polarised light; shine, lines and colour compare with no plain ones.",
    "landmark_shape": "The 3D shape comes from landmarks: approximate, not for measurement.",
}


def warning_sentence(code: str, **parameters: str | int | float) -> str:
    """The sentence of a warning."""
    return translate(WARNINGS[code]).format(**parameters)
