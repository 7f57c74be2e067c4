"""Bringing a Basler camera to the one state in which pictures compare: nothing automatic, nothing corrected."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from skinlax_desktop.devices.basler import nodes
from skinlax_desktop.devices.genicam_nodes import WHAT_AND_WHICH_PIXELS
from skinlax_desktop.domain.errors import SkinlaxError

_OFF: Final = (
    "ExposureAuto",
    "GainAuto",
    "BalanceWhiteAuto",
    "LUTEnable",
    "ColorTransformationEnable",
    "BslLightSourcePresetFeatureEnable",
    "ImageCompressionMode",
    "PgiMode",
)
_FALSE: Final = ("GammaEnable", "LUTEnable", "ReverseX", "ReverseY", "ColorTransformationEnable")
# What can shape a picture, in the order in which it is written down. A camera without a node has no line for it.
_RECORDED: Final = (
    *WHAT_AND_WHICH_PIXELS,
    "DecimationHorizontal",
    "DecimationVertical",
    "ReverseX",
    "ReverseY",
    "ExposureMode",
    "ExposureAuto",
    "ExposureTime",
    "ExposureTimeAbs",
    "GainAuto",
    "Gain",
    "BlackLevel",
    "Gamma",
    "DigitalShift",
    "BalanceWhiteAuto",
    "TriggerSelector",
    "TriggerMode",
    "TriggerSource",
    "AcquisitionFrameRate",
    "DeviceLinkThroughputLimit",
    "GevSCPSPacketSize",
    "GevSCPD",
    "ChunkModeActive",
)
_WHITE_CHANNELS: Final = ("Red", "Green", "Blue")


class Trigger(StrEnum):
    """What begins an exposure: the camera's own clock, the station, or a pulse on input line 1."""

    FREE_RUN = "free_run"
    SOFTWARE = "software"
    HARDWARE = "hardware"


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """How deep the mosaic is and which of its numbers means no light."""

    bits: int
    black_level: float


def quieten(camera: Any) -> None:
    """Automatic exposure, gain and white balance off; gamma, tables and mirroring off; no binning, no decimation."""
    for name in _OFF:
        nodes.set_choice(camera, name, "Off")
    for name in _FALSE:
        nodes.set_flag(camera, name, value=False)
    nodes.set_number(camera, "Gamma", 1.0)
    nodes.set_number(camera, "DigitalShift", 0)
    for name in ("BinningHorizontal", "BinningVertical", "DecimationHorizontal", "DecimationVertical"):
        nodes.set_number(camera, name, 1)


def use_whole_sensor(camera: Any) -> None:
    """The region of interest is everything."""
    camera.OffsetX.TrySetToMinimum()
    camera.OffsetY.TrySetToMinimum()
    camera.Width.TrySetToMaximum()
    camera.Height.TrySetToMaximum()


def choose_samples(camera: Any, *, deepest_bits: int) -> Samples:
    """The deepest Bayer RG format up to that depth; raises `camera_setting_refused` when there is not even 8 bits."""
    for bits in (12, 10, 8):
        if bits <= deepest_bits and nodes.set_choice(camera, "PixelFormat", f"BayerRG{bits}"):
            return Samples(bits=bits, black_level=nodes.number_of(camera, "BlackLevel"))
    raise SkinlaxError("camera_setting_refused", setting="BayerRG8", value=0.0, low=0.0, high=0.0)


def set_trigger(camera: Any, trigger: Trigger) -> None:
    """Exposures begin as asked; raises `camera_setting_refused` when the camera cannot."""
    nodes.set_choice(camera, "AcquisitionMode", "Continuous")
    nodes.set_choice(camera, "TriggerSelector", "FrameStart")
    if trigger is Trigger.FREE_RUN:
        nodes.set_choice(camera, "TriggerMode", "Off")
        return
    source = "Software" if trigger is Trigger.SOFTWARE else "Line1"
    nodes.set_choice(camera, "TriggerActivation", "RisingEdge")
    if not (nodes.set_choice(camera, "TriggerSource", source) and nodes.set_choice(camera, "TriggerMode", "On")):
        raise SkinlaxError("camera_setting_refused", setting="trigger", value=0.0, low=0.0, high=0.0)


def set_packet_size(camera: Any, packet_bytes: int | None) -> None:
    """For GigE: that many bytes a packet, or as many as the way to the camera carries when None."""
    if packet_bytes is None:
        grabber = camera.GetStreamGrabberNodeMap().GetNode("AutoPacketSize")
        if grabber is not None:
            grabber.SetValue(True)
        return
    nodes.set_value(camera, ("GevSCPSPacketSize",), "packet size", packet_bytes)


def recorded_settings(camera: Any, driver_version: str) -> tuple[tuple[str, str], ...]:
    """Driver, firmware and every setting that shapes a picture, as the camera says them. No serial number."""
    rows = [("Driver", f"Basler pylon {driver_version}")]
    rows += [(name, value) for name in _RECORDED if (value := nodes.text_of(camera, name))]
    if nodes.set_choice(camera, "BalanceRatioSelector", "Red"):
        for channel in _WHITE_CHANNELS:
            nodes.set_choice(camera, "BalanceRatioSelector", channel)
            rows.append((f"BalanceRatio{channel}", nodes.text_of(camera, "BalanceRatio")))
    return tuple(rows)
