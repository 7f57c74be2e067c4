"""A scan's pictures onto its corners: the colour of each, and corners enough that the skin's pattern is still seen."""

from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.scanner_file import ScannerFile, Skin

Floats = npt.NDArray[np.float64]
Picture = npt.NDArray[np.uint8]

# The skin's pattern is compared at points at most 1.8 mm apart; a corner a millimetre shows it.
_EDGE_MM: Final = 1.0
_MOST_TRIANGLES: Final = 250_000


def painted(scan: ScannerFile) -> ScannerFile:
    """A scan in millimetres with its pictures' colours.

    Triangles longer than a millimetre are quartered first, in their own planes: the shape stays, and corners are
    repeated by the triangles that share them. A scan without pictures comes back as it is.
    """
    skin = scan.skin
    if skin is None:
        return scan
    levels = _levels(scan)
    if not levels:
        # Where a picture has a seam a corner lies at two places of it: both show the same skin.
        at, material = np.zeros((len(scan.points), 2), dtype=np.float32), np.zeros(len(scan.points), dtype=np.int32)
        at[scan.triangles.reshape(-1)] = skin.uv.reshape(-1, 2)
        material[scan.triangles.reshape(-1)] = np.repeat(skin.material, 3)
        return replace(scan, colours=_sampled(skin, at, material, scan.colours), skin=None)
    corners, uv = scan.points[scan.triangles], skin.uv.astype(np.float64)
    own, material = scan.colours[scan.triangles].astype(np.float64), skin.material
    for _ in range(levels):
        corners, uv, own = _quartered(corners), _quartered(uv), _quartered(own)
        material = np.tile(material, 4)
    count = 3 * len(corners)
    plain = np.round(own).astype(np.uint8).reshape(count, 3)
    return ScannerFile(
        points=corners.reshape(count, 3),
        triangles=np.arange(count, dtype=np.int32).reshape(-1, 3),
        colours=_sampled(skin, uv.reshape(count, 2), np.repeat(material, 3), plain),
    )


def _levels(scan: ScannerFile) -> int:
    a, b, c = (scan.points[scan.triangles[:, k]] for k in range(3))
    edge = float(np.median(np.linalg.norm(np.concatenate((b - a, c - b, a - c)), axis=1)))
    wanted = int(np.ceil(np.log2(max(edge / _EDGE_MM, 1.0)) - 0.2))
    allowed = int(np.log2(max(_MOST_TRIANGLES / max(len(scan.triangles), 1), 1.0)) / 2.0)
    return max(0, min(wanted, allowed))


def _quartered(values: Floats) -> Floats:
    """Each triangle's corners (m, 3, k) to those of its four quarters (4 m, 3, k), turning the same way."""
    a, b, c = values[:, 0], values[:, 1], values[:, 2]
    # Halves of sums, not sums of halves: both triangles at an edge find the same middle, to the last bit.
    ab, bc, ca = (a + b) / 2, (b + c) / 2, (c + a) / 2
    parts = ((a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca))
    return np.concatenate([np.stack(part, axis=1) for part in parts])


def _sampled(
    skin: Skin, uv: npt.NDArray[np.floating], material: npt.NDArray[np.int32], plain: Picture
) -> npt.NDArray[np.uint8]:
    """The colours (n, 3) at places (n, 2) of the pictures; `plain` where a material has none."""
    colours = plain.copy()
    for number, picture in enumerate(skin.pictures):
        here = np.flatnonzero(material == number)
        if picture is not None and len(here):
            height, width = picture.shape[:2]
            u, v = _repeated(uv[here]).T
            across = np.clip(u * width, 0, width - 1).astype(np.int64)
            down = np.clip(v * height, 0, height - 1).astype(np.int64)
            colours[here] = picture[down, across]
    return colours


def _repeated(uv: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """Beyond its border a picture is repeated, as every viewer does; the border itself is its own."""
    return np.where((uv >= 0.0) & (uv <= 1.0), uv, uv % 1.0)
