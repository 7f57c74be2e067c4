"""Two surfaces of one known shape: registered on what stays, subtracted, judged."""

from dataclasses import replace

import numpy as np
import pytest

from skinlax_desktop.analytics.multiple_testing import holm
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.surface.closest_surface import ClosestSurface, border_vertices
from skinlax_desktop.surface.error_model import ErrorModel, Samples, fit_length, motion_rows
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.rigid_motion import fit_similarity, small_motion
from skinlax_desktop.surface.skin_patches import skin_patches, smooth_normals
from skinlax_desktop.surface.stable_registration import register
from skinlax_desktop.surface.surface_change import gather, read_change


def shell(bump_mm: float = 0.0, side: int = 90) -> FaceMesh:
    """A lopsided shell of 120 x 140 mm, with a soft bump of that height low on one side; zone 0 is its upper half."""
    x, y = np.meshgrid(np.linspace(-60.0, 60.0, side), np.linspace(-70.0, 70.0, side), indexing="ij")
    z = -(x**2) / 110.0 - y**2 / 220.0 + 3.0 * np.cos(x / 14.0) + 2.0 * np.sin(y / 11.0)
    z += bump_mm * np.exp(-(((x - 25.0) / 8.0) ** 2 + ((y + 45.0) / 8.0) ** 2))
    number = np.arange(side * side).reshape(side, side)
    a, b, c, d = (part.reshape(-1) for part in (number[:-1, :-1], number[1:, :-1], number[1:, 1:], number[:-1, 1:]))
    triangles = np.concatenate([np.stack([a, b, c], axis=1), np.stack([a, c, d], axis=1)]).astype(np.int32)
    count = side * side
    return FaceMesh(
        vertices_in_face_mm=np.stack([x, y, z], axis=2).reshape(-1, 3).astype(np.float32),
        triangles=triangles,
        colours_rgb=np.zeros((count, 3), dtype=np.uint8),
        uv=np.zeros((count, 2), dtype=np.float32),
        sigma_mm=np.full(count, 0.1, dtype=np.float32),
        measured=np.ones(count, dtype=np.uint8),
        zone_index=np.where(y.reshape(-1) > 0.0, 0, 1).astype(np.int16),
        zone_names=("forehead", "chin"),
    )


def moved(mesh: FaceMesh, turn_deg: tuple[float, float, float], shift_mm: tuple[float, float, float]) -> FaceMesh:
    motion = small_motion(np.array([*np.radians(turn_deg), *shift_mm]), np.zeros(3))
    return replace(mesh, vertices_in_face_mm=motion.apply(mesh.vertices_in_face_mm).astype(np.float32))


def laid_over(first: FaceMesh, second: FaceMesh) -> np.ndarray:
    skin = skin_patches(first)
    surface = ClosestSurface(second.vertices_in_face_mm, second.triangles)
    stable = gather(first, skin, first.zone_index == 0)
    found = register(stable, surface, second.sigma_mm.astype(np.float64))
    return read_change(first, skin.normals, second, surface, found.motion).distance_mm


def test_registration_undoes_a_motion_and_leaves_the_bump() -> None:
    first = shell()
    away = laid_over(first, moved(shell(bump_mm=2.0), (2.0, -3.0, 1.5), (4.0, -2.0, 3.0)))
    points = first.vertices_in_face_mm
    upper = (points[:, 1] > 0.0) & np.isfinite(away)
    assert np.abs(away[upper]).max() < 0.05
    peak = np.nanmax(away)
    # Along the normal, which leans there, the bump is lower than it is high.
    assert 1.5 < peak < 2.0
    assert np.linalg.norm(points[np.nanargmax(away)][:2] - (25.0, -45.0)) < 6.0


def test_registration_keeps_the_size() -> None:
    first = shell()
    larger = replace(first, vertices_in_face_mm=first.vertices_in_face_mm * np.float32(1.02))
    away = laid_over(first, larger)
    assert np.nanpercentile(np.abs(away), 90) > 0.2


def test_too_little_stable_skin_is_refused() -> None:
    first = shell()
    few = gather(first, skin_patches(first), np.arange(len(first.zone_index)) < 60)
    with pytest.raises(SkinlaxError) as caught:
        register(few, ClosestSurface(first.vertices_in_face_mm, first.triangles), first.sigma_mm.astype(np.float64))
    assert caught.value.code == "comparison_no_stable_skin"


def test_holes_and_filled_parts_give_no_distance() -> None:
    first, second = shell(), shell()
    points = second.vertices_in_face_mm
    hole = np.linalg.norm(points[:, :2] - (0.0, -30.0), axis=1) < 12.0
    filled = np.linalg.norm(points[:, :2] - (-30.0, -50.0), axis=1) < 8.0
    second = replace(
        second,
        triangles=second.triangles[~hole[second.triangles].any(axis=1)],
        measured=np.where(filled, 0, 1).astype(np.uint8),
    )
    away = laid_over(first, second)
    inside = np.linalg.norm(points[:, :2] - (0.0, -30.0), axis=1) < 9.0
    assert np.isnan(away[inside]).all()
    assert np.isnan(away[filled]).all()
    assert np.isfinite(away).mean() > 0.85


def test_a_border_is_where_the_ring_of_triangles_is_open() -> None:
    mesh = shell(side=12)
    border = border_vertices(144, mesh.triangles).reshape(12, 12)
    assert border[0].all()
    assert border[:, -1].all()
    assert not border[1:-1, 1:-1].any()
    assert skin_patches(mesh).areas_mm2.sum() > 120.0 * 140.0


def noisy_samples(length_mm: float, draws: int) -> list[Samples]:
    """Samples whose change is noise shared over that length."""
    mesh = shell()
    samples = gather(mesh, skin_patches(mesh), np.ones(len(mesh.zone_index), dtype=bool))
    samples = samples.of(np.linalg.norm(samples.points[:, :2], axis=1) < 50.0)
    root = np.linalg.cholesky(ErrorModel(length_mm=length_mm).covariance(samples))
    noise = root @ np.random.default_rng(7).standard_normal((len(root), draws))
    return [replace(samples, change=noise[:, k]) for k in range(draws)]


def test_the_correlation_length_is_read_off_the_difference() -> None:
    short = np.mean([fit_length(samples) for samples in noisy_samples(7.0, 4)])
    long = np.mean([fit_length(samples) for samples in noisy_samples(18.0, 4)])
    assert short < 10.0 < 12.5 < long


def test_the_error_of_a_mean_is_what_it_really_spreads() -> None:
    drawn = noisy_samples(10.0, 200)
    inside = np.linalg.norm(drawn[0].points[:, :2] - (10.0, 10.0), axis=1) < 15.0
    share = drawn[0].area[inside] / drawn[0].area[inside].sum()
    predicted = float(np.sqrt(share @ ErrorModel(length_mm=10.0).covariance(drawn[0].of(inside)) @ share))
    assert np.std([share @ samples.change[inside] for samples in drawn]) == pytest.approx(predicted, rel=0.15)
    assert predicted > 3.0 * 0.1 / np.sqrt(inside.sum())


def test_a_motion_moves_points_as_its_rows_say() -> None:
    mesh = shell()
    points, normals = mesh.vertices_in_face_mm.astype(np.float64), smooth_normals(mesh)
    about = np.array([1.0, 2.0, 3.0])
    step = np.array([1e-4, -2e-4, 1e-4, 0.01, -0.02, 0.03])
    along = ((small_motion(step, about).apply(points) - points) * normals).sum(axis=1)
    assert motion_rows(points, normals, about) @ step == pytest.approx(along, abs=1e-5)


def test_a_similarity_survives_outliers() -> None:
    random = np.random.default_rng(3)
    model = random.normal(0.0, 40.0, (30, 3))
    motion = replace(small_motion(np.array([0.2, -0.1, 0.3, 5.0, 6.0, 7.0]), np.zeros(3)), scale=1.1)
    seen = motion.apply(model)
    seen[:3] += 25.0
    found = fit_similarity(model, seen, rounds=30)
    assert found.scale == pytest.approx(1.1, abs=0.01)
    assert found.rotation == pytest.approx(motion.rotation, abs=0.01)
    assert found.then(found.inverse()).apply(model) == pytest.approx(model, abs=1e-9)


def test_holm_corrects_and_keeps_the_order() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]) == []
