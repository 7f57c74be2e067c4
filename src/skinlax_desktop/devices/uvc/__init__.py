"""Any USB video class camera, through OpenCV: lossy, for trying the workstation without a Basler camera.

Must not: be taken for a measuring camera.
"""

from skinlax_desktop.devices.uvc.camera import UvcCamera

__all__ = ["UvcCamera"]
