"""Sentences about modes of light, drift and the room's light."""

SENTENCES = {
    "light_mode_not_reached": (
        "The light ring did not change its light. The picture in plain light is safe; check the ring, then take the "
        "view again."
    ),
    "light_check_needs_light": (
        "The light could not be checked: the ring does not shine. Pictures are safe; set its level, then check again."
    ),
    "light_check_disturbed": (
        "Something changed while the light was checked. Pictures are safe; leave the settings alone and check again."
    ),
    "light_reference_old": "The last check of the light is not of today. Today's light is measured anew.",
    "light_reference_other": "The last check was of another light. Today's light is measured anew.",
    "light_reading_impossible": (
        "The ring's light sensor says what no light gives. Pictures are safe; have the ring looked at."
    ),
    "ring_without_sensor": (
        "This ring cannot measure its own light. Pictures are safe; hold the colour chart before the camera and check "
        "the light again."
    ),
}
