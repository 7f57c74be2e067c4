"""Which camera the settings name."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from skinlax_desktop.ports.camera import Camera


def chosen_camera(words: str, *, gige_allowed: bool) -> "Camera":
    """The camera of `Settings.camera`; what it does not name is the first Basler camera on USB.

    A Basler camera on Ethernet is looked for only where the clinic allowed asking the network.
    """
    kind, _, which = words.partition(":")
    if kind == "uvc":
        from skinlax_desktop.devices.uvc import UvcCamera

        return UvcCamera(int(which))
    if kind == "replay":
        from skinlax_desktop.devices.replay import ReplayCamera

        return ReplayCamera(Path(which))
    if kind == "aravis":
        from skinlax_desktop.devices.aravis import AravisCamera

        return AravisCamera(which, quarter_turns=1)
    if kind == "dslr":
        from skinlax_desktop.devices.gphoto import GPhotoCamera

        return GPhotoCamera()
    from skinlax_desktop.devices.basler import BaslerCamera, Transport

    on_ethernet = kind == "basler-gige" and gige_allowed
    return BaslerCamera(
        which or None if kind.startswith("basler") else None,
        quarter_turns=1,
        transport=Transport.GIGE if on_ethernet else Transport.USB,
    )
