"""The sheet against formulas: a strip under its own weight, a drum, a sheet on springs, a sheared layer."""

import numpy as np
import pytest

from skinlax_desktop.biomechanics.sheet import SheetProperties, TissueSheet


def rectangle(width: float, length: float, across: int, along: int) -> tuple[np.ndarray, np.ndarray]:
    """A flat grid in the x, y plane from (0, 0); both diagonals in turn, so that no direction is favoured."""
    x, y = np.meshgrid(np.linspace(0, width, across + 1), np.linspace(0, length, along + 1))
    vertices = np.column_stack((x.ravel(), y.ravel(), np.zeros(x.size)))
    triangles = []
    for row in range(along):
        for column in range(across):
            a = row * (across + 1) + column
            b, c, d = a + 1, a + across + 2, a + across + 1
            triangles += [(a, b, c), (a, c, d)] if (row + column) % 2 else [(a, b, d), (b, c, d)]
    return vertices, np.array(triangles, dtype=np.int32)


def disc(radius: float, rings: int) -> tuple[np.ndarray, np.ndarray]:
    """A flat disc of rings of 6, 12, 18, ... points."""
    points, triangles, starts = [np.zeros(3)], [], [0]
    for ring in range(1, rings + 1):
        starts.append(len(points))
        angles = np.arange(6 * ring) * 2.0 * np.pi / (6 * ring)
        points.extend(radius * ring / rings * np.column_stack((np.cos(angles), np.sin(angles), 0.0 * angles)))
    for ring in range(1, rings + 1):
        inner, outer = max(1, 6 * (ring - 1)), 6 * ring
        for sector in range(6):
            for step in range(ring):
                o = sector * ring + step
                i = sector * (ring - 1) + step
                this, after = starts[ring] + o % outer, starts[ring] + (o + 1) % outer
                below = starts[ring - 1] + i % inner
                triangles.append((below, this, after))
                if step < ring - 1:
                    triangles.append((below, after, starts[ring - 1] + (i + 1) % inner))
    return np.array(points), np.array(triangles, dtype=np.int32)


def sheet(vertices, triangles, *, stiffness=0.0, tension=0.0, spring=0.0, weight=0.0, poisson=0.3, fixed=None):
    properties = SheetProperties(
        stiffness_mn_per_mm=np.full(len(triangles), stiffness),
        tension_mn_per_mm=np.full(len(triangles), tension),
        press_mn_per_mm3=np.zeros(len(triangles)),
        support_mn_per_mm=np.zeros((len(vertices), 3, 3)),
        depth_mm=np.zeros(len(vertices)),
        weight_mn_per_mm2=np.full(len(vertices), weight),
        poisson=poisson,
    )
    made = TissueSheet(vertices, triangles, properties, fixed=fixed)
    properties.support_mn_per_mm[:] = (spring * made.geometry.vertex_area_mm2)[:, None, None] * np.eye(3)
    return made


def test_a_strip_under_its_own_weight_stretches_as_the_formula_says() -> None:
    length, width, stiffness, weight = 60.0, 10.0, 40.0, 0.05
    vertices, triangles = rectangle(width, length, 4, 24)
    fixed = np.zeros((len(vertices), 3), dtype=bool)
    fixed[:, 2] = True
    fixed[vertices[:, 1] == length, 1] = True
    fixed[(vertices[:, 1] == length) & (vertices[:, 0] == 0.0), 0] = True
    hung = sheet(vertices, triangles, stiffness=stiffness, weight=weight, poisson=0.0, fixed=fixed)
    moved = hung.solve(hung.weight_mn(np.array([0.0, -1.0, 0.0])))
    from_top = length - vertices[:, 1]
    formula = -weight / stiffness * (length * from_top - 0.5 * from_top**2)
    assert np.abs(moved[:, 1] - formula).max() < 0.001 * np.abs(formula).max()


def test_a_drum_under_pressure_bulges_as_the_formula_says() -> None:
    radius, tension, pressure = 30.0, 40.0, 0.02
    vertices, triangles = disc(radius, 14)
    rim = np.isclose(np.linalg.norm(vertices, axis=1), radius)
    drum = sheet(vertices, triangles, stiffness=40.0, tension=tension, fixed=np.repeat(rim[:, None], 3, axis=1))
    load = np.zeros_like(vertices)
    load[:, 2] = pressure * drum.geometry.vertex_area_mm2
    moved = drum.solve(load)
    formula = pressure * (radius**2 - (vertices**2).sum(axis=1)) / (4.0 * tension)
    assert np.abs(moved[:, 2] - formula).max() < 0.001 * formula.max()
    assert np.abs(moved[:, :2]).max() < 1e-9


def test_a_pulled_edge_fades_out_over_the_formulas_distance() -> None:
    length, stiffness, spring = 200.0, 40.0, 0.12
    vertices, triangles = rectangle(4.0, length, 2, 100)
    fixed = np.zeros((len(vertices), 3), dtype=bool)
    fixed[:, [0, 2]] = True
    strip = sheet(vertices, triangles, stiffness=stiffness, spring=spring, poisson=0.0, fixed=fixed)
    load = np.zeros_like(vertices)
    edge = vertices[:, 1] == 0.0
    load[edge, 1] = np.array([1.0, 2.0, 1.0])[np.argsort(vertices[edge, 0])]
    moved = strip.solve(load)[:, 1]
    formula = np.exp(-vertices[:, 1] * np.sqrt(spring / stiffness)) / np.sqrt(stiffness * spring)
    assert np.abs(moved - formula).max() < 0.01 * formula.max()


def test_a_layer_under_its_weight_shears_by_weight_over_spring() -> None:
    vertices, triangles = disc(20.0, 6)
    layer = sheet(vertices, triangles, stiffness=40.0, spring=0.1, weight=0.05)
    moved = layer.solve(layer.weight_mn(np.array([0.0, -1.0, 0.0])))
    assert moved[:, 1] == pytest.approx(-0.5, rel=1e-6)


def test_crowded_tissue_rises_by_what_it_loses_in_area() -> None:
    """A layer that cannot be pressed together moves along the skin as told, so it must bulge by -depth/2 div u."""
    depth, squeeze = 10.0, 0.02
    vertices, triangles = disc(40.0, 16)
    fixed = np.zeros((len(vertices), 3), dtype=bool)
    fixed[:, :2] = True
    made = TissueSheet(
        vertices,
        triangles,
        SheetProperties(
            stiffness_mn_per_mm=np.full(len(triangles), 40.0),
            tension_mn_per_mm=np.zeros(len(triangles)),
            press_mn_per_mm3=np.full(len(triangles), 1e3),
            support_mn_per_mm=np.full((len(vertices), 1, 1), 0.5) * np.eye(3),
            depth_mm=np.full(len(vertices), depth),
            weight_mn_per_mm2=np.zeros(len(vertices)),
            poisson=0.45,
        ),
        fixed=fixed,
    )
    told = -squeeze * vertices
    reaction = -(made.matrix @ told.reshape(-1)).reshape(-1, 3)
    risen = made.solve(reaction)[:, 2]
    inside = np.linalg.norm(vertices, axis=1) < 30.0
    assert risen[inside].mean() == pytest.approx(0.5 * depth * 2.0 * squeeze, rel=0.01)
