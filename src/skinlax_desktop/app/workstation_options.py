"""What a workstation is started with."""

from dataclasses import dataclass

from skinlax_desktop.app.places import Places


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkstationOptions:
    """`phantom`: name of the phantom patient in front of the emulated camera, empty for the first, None for a person.

    `practice`: open at once with a record that is thrown away at the end. `seed`: of the phantom's imperfections.
    """

    places: Places
    phantom: str | None = None
    practice: bool = False
    seed: int = 0
    light_theme: bool = False
