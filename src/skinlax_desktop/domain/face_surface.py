"""A measured surface of the face, as a visit keeps it."""

from dataclasses import dataclass

from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.domain.images import ImageRef


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceSurface:
    """`mesh` refers to a PLY file of ours in the vault. `source` says what it was made from.

    `scale_share` is the relative standard error of its millimetres, None where nobody knows it.
    """

    mesh: ImageRef
    source: str
    scale_share: float | None = None
    author: UserName
    added_at: str
