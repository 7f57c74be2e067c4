"""What the camera itself says of each picture: clock, exposure, gain, frame counter (GenICam chunk data).

The SDK's emulated camera has `ChunkModeActive` and no chunks behind it, so that what is read there is the driver's
own picture number; a camera of metal has not been tried here.
"""

from dataclasses import dataclass
from typing import Any, Final

from skinlax_desktop.devices.basler import nodes

_WANTED: Final = ("Timestamp", "ExposureTime", "Gain", "FrameID", "CounterValue", "Framecounter")
_COUNTERS: Final = ("ChunkFrameID", "ChunkFramecounter", "ChunkCounterValue")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkData:
    """None for what the camera did not send."""

    clock_ns: int | None = None
    exposure_us: float | None = None
    gain_db: float | None = None
    counter: int | None = None


def enable_chunks(camera: Any) -> tuple[str, ...]:
    """Ask for chunk data; returns the names of the chunks that the camera will send, none when it has none."""
    if nodes.find_node(camera, ("ChunkSelector",)) is None or not nodes.set_flag(camera, "ChunkModeActive", value=True):
        return ()
    return tuple(
        name
        for name in _WANTED
        if nodes.set_choice(camera, "ChunkSelector", name) and nodes.set_flag(camera, "ChunkEnable", value=True)
    )


def read_chunks(result: Any) -> ChunkData:
    """The chunk data of a grabbed picture; without chunks, the driver's own counter."""
    counter = next((value for name in _COUNTERS if (value := _value(result, name)) is not None), None)
    clock, exposure, gain = (_value(result, f"Chunk{name}") for name in ("Timestamp", "ExposureTime", "Gain"))
    return ChunkData(
        clock_ns=None if clock is None else int(clock),
        exposure_us=exposure,
        gain_db=gain,
        counter=int(result.GetImageNumber()) if counter is None else int(counter),
    )


def _value(result: Any, name: str) -> float | None:
    from pypylon import genicam

    try:
        node = getattr(result, name, None)
        if node is None or not genicam.IsReadable(node):
            return None
        return node.Value  # type: ignore[no-any-return]
    except genicam.GenericException:
        return None
