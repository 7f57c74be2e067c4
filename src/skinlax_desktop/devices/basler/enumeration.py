"""Which Basler cameras are there, and taking hold of one."""

import os
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from skinlax_desktop.devices.holders import BASLER_VENDOR, busy_error, usb_nodes_of
from skinlax_desktop.domain.errors import SkinlaxError


class Transport(StrEnum):
    """How a camera is reached; the value is the SDK's name of the layer."""

    USB = "BaslerUsb"
    GIGE = "BaslerGigE"
    EMULATED = "BaslerCamEmu"


_HELD_BY_ANOTHER = ("exclusively opened", "controlled by another", "already open", "in use")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCamera:
    """A camera that answered the search."""

    model: str
    serial: str


def load_driver() -> Any:
    """The module `pypylon.pylon`; raises `camera_driver_missing`."""
    # pylon offers its emulated cameras only when told to before it first looks around.
    os.environ.setdefault("PYLON_CAMEMU", "1")
    try:
        from pypylon import pylon
    except ImportError as error:
        raise SkinlaxError("camera_driver_missing") from error
    return pylon


def driver_version(pylon: Any) -> str:
    """The version of the SDK."""
    return ".".join(str(number) for number in pylon.GetPylonVersion())


def find_basler_cameras(transport: Transport = Transport.USB) -> tuple[FoundCamera, ...]:
    """The real cameras that are connected; raises `camera_driver_missing`.

    `Transport.GIGE` asks the whole local network: only when the clinic has chosen such a camera.
    """
    return tuple(
        FoundCamera(model=device.GetModelName(), serial=device.GetSerialNumber())
        for device in _devices(load_driver(), transport)
    )


def take_hold(pylon: Any, serial: str | None, transport: Transport) -> Any:
    """An opened `InstantCamera`: the one of that serial number, or the first.

    Raises `camera_absent`, `camera_busy`.
    """
    from pypylon import genicam

    matching = [device for device in _devices(pylon, transport) if serial is None or device.GetSerialNumber() == serial]
    if not matching:
        raise SkinlaxError("camera_absent")
    try:
        factory = pylon.TlFactory.GetInstance()
        camera = pylon.InstantCamera(factory.CreateDevice(matching[0]))
        camera.Open()
    except genicam.GenericException as error:
        code = code_of_refusal(str(error))
        held = code == "camera_busy"
        raise (busy_error(code, usb_nodes_of(BASLER_VENDOR)) if held else SkinlaxError(code)) from error
    return camera


def code_of_refusal(message: str) -> str:
    """Pylon tells a held camera from a vanished one only by its words."""
    held = any(phrase in message.casefold() for phrase in _HELD_BY_ANOTHER)
    return "camera_busy" if held else "camera_absent"


def _devices(pylon: Any, transport: Transport) -> list[Any]:
    # One transport layer at a time: asking pylon for all of them broadcasts on the network for GigE cameras.
    from pypylon import genicam

    try:
        layer = pylon.TlFactory.GetInstance().CreateTl(transport.value)
        # A computer without USB 3 or without a network has no such layer, and so no such cameras.
        return [] if layer is None else list(layer.EnumerateDevices())
    except genicam.GenericException as error:
        raise SkinlaxError("camera_driver_missing") from error
