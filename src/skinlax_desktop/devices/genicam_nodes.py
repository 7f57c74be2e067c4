"""Names of GenICam's Standard Features Naming Convention that every such camera's record begins with."""

from typing import Final

WHAT_AND_WHICH_PIXELS: Final = (
    "DeviceVendorName",
    "DeviceModelName",
    "DeviceVersion",
    "DeviceFirmwareVersion",
    "PixelFormat",
    "Width",
    "Height",
    "OffsetX",
    "OffsetY",
    "BinningHorizontal",
    "BinningVertical",
)
"""Which camera it is, and which part of its sensor in which format it delivers."""
