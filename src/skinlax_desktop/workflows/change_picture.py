"""`change.png`: front and both obliques of the earlier face, its change in colour, with a colour bar and sentences."""

from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.change_sheet import ColourBar, FaceRow, draw_sheet
from skinlax_desktop.surface.closest_surface import ClosestSurface
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.orthographic_view import SeenSurface, see_surface, turned_view
from skinlax_desktop.surface.skin_patches import smooth_normals
from skinlax_desktop.text import face_change as words
from skinlax_desktop.workflows.change_colours import (
    NO_CHANGE_RGB,
    NOT_MEASURED_RGB,
    change_colours,
    diverging_rgb,
    largest_shown_mm,
)
from skinlax_desktop.workflows.face_comparison import FaceComparison, interval

Floats = npt.NDArray[np.float64]
Picture = npt.NDArray[np.uint8]

_YAWS_DEG: Final = (40.0, 0.0, -40.0)
_LIGHT: Final = np.array([0.25, 0.45, 0.86])
_MOST_NAMED: Final = 8
_BAR_STEPS: Final = 256
_WIDTH_MM, _HEIGHT_MM = 175.0, 245.0
_MIDDLE_MM: Final = np.array([0.0, -38.0, -40.0])


def draw_change(found: FaceComparison, mm_per_px: float = 0.4) -> Picture:
    """The sheet, RGB (height, width, 3)."""
    most = largest_shown_mm(found)
    mesh = found.before.mesh
    surface = ClosestSurface(mesh.vertices_in_face_mm, mesh.triangles)
    normals = smooth_normals(mesh, rounds=2)
    rows = [
        FaceRow(
            title=title,
            captions=words.VIEWS,
            pictures=_views(found, mesh, surface, normals, change_colours(found, every=every), pixel, outlined),
        )
        for title, every, pixel, outlined in (
            (words.SHOWN_CHANGES, False, mm_per_px, True),
            (words.EVERY_DISTANCE, True, 2.0 * mm_per_px, False),
        )
    ]
    return draw_sheet(words.TITLE, rows, _bar(most), _sentences(found))


def _views(
    found: FaceComparison,
    mesh: FaceMesh,
    surface: ClosestSurface,
    normals: Floats,
    colours: Picture,
    mm_per_px: float,
    outlined: bool,
) -> tuple[Picture, ...]:
    names = {name: number for number, name in enumerate(mesh.zone_names)}
    changed = [names[outcome.zone] for outcome in found.zones if outcome.changed]
    size = (round(_WIDTH_MM / mm_per_px), round(_HEIGHT_MM / mm_per_px))
    pictures = []
    for yaw in _YAWS_DEG:
        rotation = turned_view(yaw)
        seen = see_surface(surface, rotation, _MIDDLE_MM, size, mm_per_px)
        facing = seen.blend(normals, mesh.triangles) @ rotation.T
        length = np.maximum(np.linalg.norm(facing, axis=2, keepdims=True), 1e-9)
        light = 0.5 + 0.5 * np.clip(facing / length @ _LIGHT, 0.0, 1.0)
        drawn = seen.blend(colours, mesh.triangles) * light[..., None]
        drawn[seen.triangle < 0] = 255.0
        if outlined:
            drawn[_borders(seen, mesh, changed)] = (45.0, 45.0, 45.0)
        pictures.append(np.clip(np.round(drawn), 0, 255).astype(np.uint8))
    return tuple(pictures)


def _borders(seen: SeenSurface, mesh: FaceMesh, changed: list[int]) -> npt.NDArray[np.bool_]:
    """Pixels on the borders of changed zones."""
    corners = mesh.triangles[np.maximum(seen.triangle, 0)]
    nearest = np.take_along_axis(corners, seen.weights.argmax(axis=2)[..., None], axis=2)[..., 0]
    zone = np.where(seen.triangle >= 0, mesh.zone_index[nearest], -1)
    zone = np.where(np.isin(zone, changed), zone, -1)
    border = np.zeros(zone.shape, dtype=bool)
    border[:, 1:] |= zone[:, 1:] != zone[:, :-1]
    border[1:] |= zone[1:] != zone[:-1]
    return border


def _bar(most_mm: float) -> ColourBar:
    shares = np.linspace(-1.0, 1.0, _BAR_STEPS)
    ticks = tuple(((share + 1.0) / 2.0, _tick(share * most_mm)) for share in (-1.0, -0.5, 0.0, 0.5, 1.0))
    return ColourBar(
        rgb=diverging_rgb(shares),
        ticks=ticks,
        ends=(words.INWARDS, words.OUTWARDS),
        patches=((NO_CHANGE_RGB, words.NO_CHANGE), (NOT_MEASURED_RGB, words.NOT_JUDGED)),
    )


def _tick(value_mm: float) -> str:
    return "0 mm" if value_mm == 0.0 else f"{value_mm:+.2g} mm".replace("-", "−")


def _sentences(found: FaceComparison) -> list[str]:
    measured = sum(outcome.shift is not None for outcome in found.zones)
    changed = sorted(
        (outcome for outcome in found.zones if outcome.changed and outcome.shift is not None),
        key=lambda outcome: outcome.p or 0.0,
    )
    lines = [words.summary_sentence(len(changed), measured)]
    for outcome in changed[:_MOST_NAMED]:
        if outcome.shift is not None:
            low, high = interval(outcome.shift.mean_mm, outcome.shift.mean_sd_mm)
            lines.append(words.zone_sentence(outcome.zone, outcome.shift.mean_mm, low, high, outcome.verdict.value))
    lines.append(words.residual_sentence(found.surfaces.registration.residual_mm))
    lines.extend(words.warning_sentence(code) for code in found.warnings)
    if found.unknown:
        lines.append(words.unknown_sentence(found.unknown))
    return lines
