"""The serial LED ring: its line protocol (docs/ring-protocol.md) and the station's end of it.

Must not: decide how bright a picture should be.
"""

from skinlax_desktop.devices.ring.protocol import Reply, Request, RingError, decode_reply, decode_request
from skinlax_desktop.devices.ring.serial_ring import SerialRing, find_ring_port

__all__ = [
    "Reply",
    "Request",
    "RingError",
    "SerialRing",
    "decode_reply",
    "decode_request",
    "find_ring_port",
]
