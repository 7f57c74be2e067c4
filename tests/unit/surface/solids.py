"""Solids of known shape as face meshes."""

import numpy as np

from skinlax_desktop.surface.face_mesh import FaceMesh


def as_mesh(vertices: np.ndarray, triangles: np.ndarray, *, sigma_mm: float = 0.1, **more: object) -> FaceMesh:
    count = len(vertices)
    fields: dict[str, object] = {
        "colours_rgb": np.full((count, 3), 170, np.uint8),
        "uv": np.zeros((count, 2), np.float32),
        "sigma_mm": np.full(count, sigma_mm, np.float32),
        "measured": np.ones(count, np.uint8),
        "zone_index": np.full(count, -1, np.int16),
    }
    return FaceMesh(
        vertices_in_face_mm=vertices.astype(np.float32), triangles=triangles.astype(np.int32), **(fields | more)
    )


def grid_triangles(rows: int, columns: int) -> np.ndarray:
    number = np.arange(rows * columns).reshape(rows, columns)
    a, b, c, d = (part.ravel() for part in (number[:-1, :-1], number[:-1, 1:], number[1:, :-1], number[1:, 1:]))
    return np.concatenate((np.stack((a, b, d), axis=1), np.stack((a, d, c), axis=1)))


def half_cylinder(
    radius_mm: float = 70.0, height_mm: float = 160.0, rows: int = 60, columns: int = 90, **more
) -> FaceMesh:  # type: ignore[no-untyped-def]
    """About the y axis, open at the back; counter-clockwise from outside."""
    around = np.linspace(-np.pi / 2, np.pi / 2, columns)
    y = np.linspace(-80.0, 80.0, rows)
    x = np.tile(radius_mm * np.sin(around), rows)
    z = np.tile(radius_mm * np.cos(around), rows)
    return as_mesh(np.stack((x, np.repeat(y, columns), z), axis=1), grid_triangles(rows, columns), **more)
