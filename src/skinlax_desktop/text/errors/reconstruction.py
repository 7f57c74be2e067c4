"""Sentences about the reconstruction of a face."""

SENTENCES = {
    "reconstruct_no_camera": "The set has no camera calibration, so no shape can be measured. Calibrate the camera.",
    "reconstruct_too_few": "A shape needs at least 3 pictures from different sides; there are {count}. Take a sweep.",
    "reconstruct_no_poses": "The pictures do not fit together as views of one still face. Take the sweep again.",
    "reconstruct_no_asides": "Single stills stand too far apart to measure. Add a picture 10 degrees beside each.",
    "reconstruct_no_face": "No face was found in two of the pictures from the front. Take them again.",
    "reconstruct_nothing": "No part of the surface could be measured. Take the sweep again, sharp and evenly lit.",
    "reconstruct_no_nasion": "The root of the nose was not measured, so the head has no origin. Take frontal pictures.",
    "reconstruct_mirrored": "{file} shows the other side of the face: it is mirrored or misnamed. Correct it.",
    "reconstruct_wrong_lens": "The pictures fit a lens {percent:+d} % from the calibrated one. Calibrate again.",
    "reconstruct_moved": "The face moved by {motion} mm between pictures. Take them again with one expression.",
    "reconstruct_mirrored_picture": "{file} is mirrored. Correct it, or take it again.",
    "reconstruct_two_people": "{file} shows more than one person. Take it again with one person in view.",
}
