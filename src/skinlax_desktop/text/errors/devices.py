"""Sentences about the camera and the light ring."""

SENTENCES = {
    "camera_absent": "No camera answers. Pictures taken are safe. Check its cable and switch it on; "
    "it is then found by itself.",
    "camera_busy": "Another program holds the camera. Close that program; this one tries again by itself.",
    "camera_busy_by": ("{program} (process {process}) holds the camera. Close it; this program tries again by itself."),
    "camera_unplugged": "The camera was unplugged. Pictures taken are safe; plug it in again.",
    "camera_setting_refused": "The camera refused the {setting} asked for. It stays as it was; choose another value.",
    "camera_frame_corrupt": "A picture arrived damaged and was not kept. Take it again; check the cable.",
    "camera_no_frames": "The camera sends no pictures. Pictures taken are safe; unplug it and plug it in.",
    "camera_driver_missing": "The camera driver does not load. Records are safe; run make setup again.",
    "ring_absent": "No light ring answers. Check its cable and its power; it is then found by itself.",
    "ring_busy": "Another program holds the light ring, or access is denied. Close that program.",
    "ring_busy_by": "{program} (process {process}) holds the light ring. Close it; this program tries again by itself.",
    "ring_unplugged": "The light ring was unplugged. Pictures taken are safe; plug it in again.",
    "ring_setting_refused": "The light ring refused the {setting} asked for. It stays as it was; choose another value.",
    "ring_reply_corrupt": "The light ring answers nonsense. Check its cable, then switch it off and on.",
    "studio_ended": "The simulated patient is gone. Pictures taken are safe; start the program again.",
}
