"""Stand-ins that speak the real wire: a ring on a pseudo-terminal, a phantom patient in front of the SDK's emulator.

Must not: be asked anything the real device could not answer.
"""

from skinlax_desktop.devices.simulated.obedient_subject import ObedientSubject
from skinlax_desktop.devices.simulated.ring import RingFault, SimulatedRing
from skinlax_desktop.devices.simulated.studio import PhantomStudio
from skinlax_desktop.devices.simulated.turning import TurningHabit, turned_scene, turning_yaw_deg

__all__ = [
    "ObedientSubject",
    "PhantomStudio",
    "RingFault",
    "SimulatedRing",
    "TurningHabit",
    "turned_scene",
    "turning_yaw_deg",
]
