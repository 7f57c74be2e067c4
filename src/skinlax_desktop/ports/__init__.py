"""What we need from the world, as protocols, with the small records that cross them.

Lives here: `Camera`, `LightRing`, `LandmarkFinder`, `LaxityEstimator`, `Vault`, `Clock`.
Must not: any implementation, any third-party package but numpy for types.
"""

from skinlax_desktop.ports.camera import Camera, CameraInfo
from skinlax_desktop.ports.clock import Clock
from skinlax_desktop.ports.depth import DepthEstimator, DepthMap
from skinlax_desktop.ports.frame import Frame, PixelLayout, RawMosaic, ToneCurve
from skinlax_desktop.ports.landmarks import FoundFace, LandmarkFinder
from skinlax_desktop.ports.laxity import LaxityEstimator, LaxityView
from skinlax_desktop.ports.light_ring import LightRing, RingInfo, RingReading, RingSelfTest, RingState
from skinlax_desktop.ports.vault import PatientSummary, TrailEntry, Vault, VaultDoor, VisitSummary

__all__ = [
    "Camera",
    "CameraInfo",
    "Clock",
    "DepthEstimator",
    "DepthMap",
    "FoundFace",
    "Frame",
    "LandmarkFinder",
    "LaxityEstimator",
    "LaxityView",
    "LightRing",
    "PatientSummary",
    "PixelLayout",
    "RawMosaic",
    "RingInfo",
    "RingReading",
    "RingSelfTest",
    "RingState",
    "ToneCurve",
    "TrailEntry",
    "Vault",
    "VaultDoor",
    "VisitSummary",
]
