"""Pictures of a folder or a capture set, played as if a camera took them.

Must not: invent what the pictures do not say.
"""

from skinlax_desktop.devices.replay.camera import ReplayCamera

__all__ = ["ReplayCamera"]
