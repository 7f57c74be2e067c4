"""The tethered Basler camera through pylon, real or emulated by the SDK itself.

Must not: know what a picture shows. pypylon is imported only when a camera is looked for or opened.
"""

from skinlax_desktop.devices.basler.camera import BaslerCamera
from skinlax_desktop.devices.basler.enumeration import FoundCamera, Transport, find_basler_cameras
from skinlax_desktop.devices.basler.preparation import Trigger

__all__ = ["BaslerCamera", "FoundCamera", "Transport", "Trigger", "find_basler_cameras"]
