"""GenICam cameras on Ethernet through Aravis: a second way to a camera, independent of any maker's driver.

Must not: be needed. The library is the system's (`libaravis-0.8`, LGPL); without it `open` says
`camera_driver_missing`. Tried on Aravis' own fake camera on loopback, never on a camera of metal.
"""

from skinlax_desktop.devices.aravis.camera import AravisCamera
from skinlax_desktop.devices.aravis.library import aravis_is_there

__all__ = ["AravisCamera", "aravis_is_there"]
