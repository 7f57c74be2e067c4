"""Sentences about what a reconstruction lacks, and what to retake."""

from typing import Any

from skinlax_desktop.text.language import translate

_SENTENCES = {
    "frames_unused": "{files} did not fit the others and were left out. Take them again, with the face at rest.",
    "gap": "The sweep has a gap from {low} to {high} degrees. Take that sector again.",
    "right_side_missing": "The right side of the face is missing. Take the sweep again up to the right profile.",
    "left_side_missing": "The left side of the face is missing. Take the sweep again up to the left profile.",
    "moved": "The face moved by {motion} mm between the pictures; it was allowed for. Retake them for a finer mesh.",
    "frame_moved": "In {file} the face moved by {motion} mm. Take it again with the same expression.",
    "expression_changed": "{file} shows another expression than the rest. Take it again with the face at rest.",
    "single_stills": "From single stills: part of the face was measured, the rest is filled in and marked so. "
    "Add a second picture beside each.",
    "no_nasion": "The root of the nose was not measured: where the head begins is 2 mm less sure, and so is a scale "
    "from a distance. Take the pictures from the front again, brighter and evenly lit.",
    "no_scale": "No scale is known: lengths are relative, not millimetres. Note the working distance or use a marker.",
}


def finding_sentence(code: str, **values: Any) -> str:
    """The sentence of a finding."""
    return translate(_SENTENCES[code]).format(**values)
