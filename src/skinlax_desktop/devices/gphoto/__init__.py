"""A DSLR or mirrorless camera on USB through libgphoto2 (the optional package `gphoto2`, LGPL).

Must not: leave a picture on the camera's card. Tried on libgphoto2's virtual PTP camera, never on a camera of metal.
"""

from skinlax_desktop.devices.gphoto.camera import GPhotoCamera, gphoto_is_there

__all__ = ["GPhotoCamera", "gphoto_is_there"]
