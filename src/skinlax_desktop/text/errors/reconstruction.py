"""Sentences about the reconstruction of a face."""

SENTENCES = {
    "reconstruct_no_camera": "The set has no camera calibration, so no shape can be measured. Calibrate the camera.",
    "reconstruct_too_few": "A shape needs at least 3 pictures from different sides; there are {count}. Take a sweep.",
    "reconstruct_no_poses": "The pictures do not fit together as views of one still face. Take the sweep again.",
    "reconstruct_no_asides": "Single stills stand too far apart to measure. Add a picture 10 degrees beside each.",
    "reconstruct_no_face": "No face was found in two of the pictures from the front. Take them again.",
    "reconstruct_nothing": "No part of the surface could be measured. Take the sweep again, sharp and evenly lit.",
    "reconstruct_mirrored": "{file} shows the other side of the face: it is mirrored or misnamed. Correct it.",
    "reconstruct_wrong_camera": "The pictures contradict the camera's calibration: they fit a focal length {percent} % "
    "off. Use the calibration of the camera and lens that took them, or calibrate again.",
    "reconstruct_moved": "The face moved by about {motion} mm between the pictures, too much to measure. Take the "
    "sweep again, with a still face.",
    "marker_no_size": "The set names a marker without its size. Add size_mm, the side of its black square.",
    "marker_not_with_head": "The marker did not turn with the head, so it gives no scale. Fix it to the chin.",
    "reconstruct_mirrored_picture": "{file} is mirrored. Correct it, or take it again.",
    "reconstruct_two_people": "{file} shows more than one person. Take it again with one person in view.",
}
