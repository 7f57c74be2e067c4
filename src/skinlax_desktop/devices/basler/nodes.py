"""The camera's settings by name; older models name the same thing otherwise."""

import math
from typing import Any

from skinlax_desktop.domain.errors import SkinlaxError

EXPOSURE_US = ("ExposureTime", "ExposureTimeAbs")
GAIN_DB = ("Gain", "GainAbs")
FRAME_RATE_HZ = ("AcquisitionFrameRateAbs", "AcquisitionFrameRate")


def find_node(camera: Any, names: tuple[str, ...]) -> Any | None:
    """The first of the named nodes that the camera has and lets us write."""
    from pypylon import genicam

    for name in names:
        node = camera.GetNodeMap().GetNode(name)
        if node is not None and genicam.IsWritable(node):
            return node
    return None


def value_range(camera: Any, names: tuple[str, ...]) -> tuple[float, float]:
    """The least and greatest value the camera takes now; (0, 0) when it cannot be set."""
    node = find_node(camera, names)
    return (0.0, 0.0) if node is None else (float(node.GetMin()), float(node.GetMax()))


def check_value(camera: Any, names: tuple[str, ...], setting: str, value: float) -> None:
    """Raises `camera_setting_refused` for what the camera would not take; nothing is changed."""
    low, high = value_range(camera, names)
    if not (math.isfinite(value) and low <= value <= high):
        raise SkinlaxError("camera_setting_refused", setting=setting, value=value, low=low, high=high)


def set_value(camera: Any, names: tuple[str, ...], setting: str, value: float) -> float:
    """Set and read back; a value the camera refuses raises `camera_setting_refused`."""
    from pypylon import genicam

    check_value(camera, names, setting, value)
    node = find_node(camera, names)
    if node is None:
        return 0.0
    try:
        node.SetValue(value)
        return float(node.GetValue())
    except (genicam.OutOfRangeException, genicam.AccessException, genicam.InvalidArgumentException) as error:
        low, high = value_range(camera, names)
        raise SkinlaxError("camera_setting_refused", setting=setting, value=value, low=low, high=high) from error


def set_choice(camera: Any, name: str, choice: str) -> bool:
    """Set a node to one of its named choices; False when the camera has no such node or choice."""
    node = find_node(camera, (name,))
    if node is None or choice not in node.Symbolics:
        return False
    node.FromString(choice)
    return True


def set_flag(camera: Any, name: str, *, value: bool) -> bool:
    """Set a switch; False when the camera has no such node."""
    node = find_node(camera, (name,))
    if node is None or hasattr(node, "Symbolics"):
        return False
    node.SetValue(value)
    return True


def set_number(camera: Any, name: str, value: float) -> bool:
    """Set a number that the camera may lack; False when it has no such node or would not take the value."""
    node = find_node(camera, (name,))
    if node is None or not node.GetMin() <= value <= node.GetMax():
        return False
    node.SetValue(value)
    return True


def number_of(camera: Any, name: str) -> float:
    """A number that can be read, 0 when the camera has no such node."""
    from pypylon import genicam

    node = camera.GetNodeMap().GetNode(name)
    return float(node.GetValue()) if node is not None and genicam.IsReadable(node) else 0.0


def text_of(camera: Any, name: str) -> str:
    """A node's value in the camera's own words, empty when it has no such node."""
    from pypylon import genicam

    node = camera.GetNodeMap().GetNode(name)
    try:
        return str(node.ToString()) if node is not None and genicam.IsReadable(node) else ""
    except genicam.GenericException:
        return ""
