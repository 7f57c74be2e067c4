"""Rays, sections, ways and tapes on a cylinder, where every answer is known."""

from dataclasses import replace

import numpy as np
import pytest

from skinlax_desktop.domain.measurement import Confidence
from skinlax_desktop.surface.mesh_rays import SurfacePoint, hit_mesh, nearest_on_mesh
from skinlax_desktop.surface.plane_section import cut_mesh, level_plane, profile_difference, upright_plane
from skinlax_desktop.surface.surface_path import path_length_mm, shortest_path
from skinlax_desktop.surface.tape import Z95, angle_at, straight_distance, surface_distance
from unit.surface.solids import half_cylinder

RADIUS = 70.0
MESH = half_cylinder(RADIUS)


def at(x: float, y: float) -> SurfacePoint:
    """What a look from the front hits."""
    point = hit_mesh(MESH, (x, y, 500.0), (0.0, 0.0, -1.0))
    assert point is not None
    return point


def test_a_ray_meets_the_side_that_faces_it_or_nothing() -> None:
    point = at(20.0, 3.0)
    assert point.place_mm == pytest.approx((20.0, 3.0, np.sqrt(RADIUS**2 - 400.0)), abs=0.02)
    assert point.normal[2] > 0.9
    assert point.measured
    assert point.sigma_mm == pytest.approx(0.1)
    assert hit_mesh(MESH, (90.0, 0.0, 500.0), (0.0, 0.0, -1.0)) is None
    assert hit_mesh(MESH, (0.0, 0.0, 500.0), (0.0, 0.0, 1.0)) is None


def test_the_nearest_place_of_a_mesh_lies_on_it() -> None:
    outside = nearest_on_mesh(MESH, (0.0, 10.0, RADIUS + 5.0))
    assert outside.place_mm == pytest.approx((0.0, 10.0, RADIUS), abs=0.05)
    beyond = nearest_on_mesh(MESH, (0.0, 100.0, RADIUS))
    assert beyond.place_mm[1] == pytest.approx(80.0, abs=1e-4)


def test_a_level_section_is_a_half_circle_and_an_upright_one_a_straight_line() -> None:
    (ring,) = cut_mesh(MESH, level_plane(4.2))
    radii = np.linalg.norm(ring.on_paper_mm, axis=1)
    assert radii == pytest.approx(np.full(len(radii), RADIUS), abs=0.02)
    assert np.abs(ring.places_mm[:, 1] - 4.2).max() < 1e-6
    assert path_length_mm(ring.places_mm) == pytest.approx(np.pi * RADIUS, rel=1e-3)
    (line,) = cut_mesh(MESH, upright_plane(0.0))
    assert path_length_mm(line.places_mm) == pytest.approx(160.0, rel=1e-6)
    # On paper: forward to the right, up upwards.
    assert line.on_paper_mm[:, 0] == pytest.approx(np.full(len(line.on_paper_mm), RADIUS), abs=0.1)
    assert cut_mesh(MESH, level_plane(200.0)) == ()


def test_a_hole_breaks_a_section_and_filled_parts_are_told() -> None:
    measured = (np.abs(MESH.vertices_in_face_mm[:, 0]) > 10.0).astype(np.uint8)
    (ring,) = cut_mesh(replace(MESH, measured=measured), level_plane(4.2))
    filled = ring.places_mm[~ring.measured]
    assert 0 < np.abs(filled[:, 0]).max() < 14.0
    without = MESH.triangles[(measured[MESH.triangles] > 0).all(axis=1)]
    assert len(cut_mesh(replace(MESH, triangles=without), level_plane(4.2))) == 2


def test_the_difference_of_two_profiles_is_found_where_it_is() -> None:
    bulge = 2.0 * np.exp(-((MESH.vertices_in_face_mm[:, :2] - (0.0, 4.0)) ** 2).sum(axis=1) / 200.0)
    lifted = replace(MESH, vertices_in_face_mm=MESH.vertices_in_face_mm + np.outer(bulge, (0, 0, 1)).astype(np.float32))
    found = profile_difference(cut_mesh(lifted, level_plane(4.2)), cut_mesh(MESH, level_plane(4.2)))
    assert found is not None
    assert found[0] == pytest.approx(2.0, abs=0.05)
    assert abs(found[1][0]) < 4.0
    assert profile_difference((), cut_mesh(MESH, level_plane(4.2))) is None


def test_what_one_of_two_profiles_lacks_is_no_difference() -> None:
    whole = cut_mesh(MESH, level_plane(4.2))
    gap = (np.abs(MESH.vertices_in_face_mm[:, 0]) > 25.0).astype(np.uint8)
    filled = cut_mesh(replace(MESH, measured=gap), level_plane(4.2))
    torn = replace(MESH, triangles=MESH.triangles[(gap[MESH.triangles] > 0).all(axis=1)])
    for other in (filled, cut_mesh(torn, level_plane(4.2))):
        for pair in ((whole, other), (other, whole)):
            found = profile_difference(*pair)
            assert found is not None
            assert found[0] < 0.02
    right_cheek = replace(
        MESH, triangles=MESH.triangles[(MESH.vertices_in_face_mm[:, 0] < -30)[MESH.triangles].all(axis=1)]
    )
    left_cheek = replace(
        MESH, triangles=MESH.triangles[(MESH.vertices_in_face_mm[:, 0] > 30)[MESH.triangles].all(axis=1)]
    )
    assert profile_difference(cut_mesh(right_cheek, level_plane(4.2)), cut_mesh(left_cheek, level_plane(4.2))) is None


@pytest.mark.parametrize(("start", "end"), [((-40, 0), (40, 0)), ((-30, -40), (25, 50)), ((0, -60), (0, 60))])
def test_the_way_along_a_cylinder_is_the_straight_line_on_its_unrolled_skin(start, end) -> None:  # type: ignore[no-untyped-def]
    first, last = at(*start), at(*end)
    way = shortest_path(MESH, first, last)
    assert way is not None
    unrolled = [np.array((RADIUS * np.arctan2(p.place_mm[0], p.place_mm[2]), p.place_mm[1])) for p in (first, last)]
    assert path_length_mm(way) == pytest.approx(float(np.linalg.norm(unrolled[1] - unrolled[0])), rel=1e-3)
    assert way[0] == pytest.approx(first.place_mm)
    assert way[-1] == pytest.approx(last.place_mm)


def test_no_way_leads_over_a_cut() -> None:
    cut = MESH.triangles[(np.abs(MESH.vertices_in_face_mm[:, 0])[MESH.triangles] > 5.0).all(axis=1)]
    torn = replace(MESH, triangles=cut)
    ends = [nearest_on_mesh(torn, (x, 0.0, RADIUS)) for x in (-30.0, 30.0)]
    value, way = surface_distance(torn, *ends, scale_share=0.001)
    assert way is None
    assert value.reason == "no_way_along_surface"


def test_a_tape_carries_the_error_of_both_ends_and_of_the_scale() -> None:
    start, end = at(0.0, -50.0), at(0.0, 50.0)
    value = straight_distance(MESH, start, end, scale_share=0.002)
    assert value.value == pytest.approx(100.0, abs=1e-3)
    sigma = np.sqrt(0.1**2 + 0.1**2 + 0.2**2)
    assert (value.high - value.low) / 2 == pytest.approx(Z95 * sigma, rel=1e-3)
    assert value.mdc95 == pytest.approx(np.sqrt(2) * Z95 * sigma, rel=1e-3)
    along, way = surface_distance(MESH, at(-40.0, 0.0), at(40.0, 0.0), scale_share=0.002)
    assert way is not None
    assert along.value > straight_distance(MESH, at(-40.0, 0.0), at(40.0, 0.0), scale_share=0.002).value + 5.0


def test_the_interval_of_a_tape_holds_what_noisy_ends_give() -> None:
    random = np.random.default_rng(3)
    start, end = at(-20.0, -50.0), at(10.0, 40.0)
    value = straight_distance(MESH, start, end, scale_share=0.0)
    noise = random.normal(0.0, 0.1, (4000, 2, 3))
    seen = np.linalg.norm((np.array(end.place_mm) + noise[:, 1]) - (np.array(start.place_mm) + noise[:, 0]), axis=1)
    share = ((seen >= value.low) & (seen <= value.high)).mean()
    assert 0.93 < share < 0.97


def test_the_interval_of_an_angle_holds_what_noisy_points_give() -> None:
    random = np.random.default_rng(4)
    points = [at(-30.0, 0.0), at(0.0, 30.0), at(25.0, -10.0)]
    value = angle_at(MESH, *points)
    places = np.array([point.place_mm for point in points]) + random.normal(0.0, 0.1, (4000, 3, 3))
    to = places[:, [0, 2]] - places[:, 1:2]
    to /= np.linalg.norm(to, axis=2, keepdims=True)
    seen = np.degrees(np.arccos((to[:, 0] * to[:, 1]).sum(axis=1)))
    assert value.value == pytest.approx(seen.mean(), abs=0.02)
    assert 0.93 < ((seen >= value.low) & (seen <= value.high)).mean() < 0.97


def test_nothing_is_measured_without_a_scale_or_on_a_filled_part() -> None:
    ends = (at(0.0, -50.0), at(0.0, 50.0))
    assert straight_distance(replace(MESH, scale_known=False), *ends, scale_share=0.0).reason == "scale_unknown"
    assert angle_at(replace(MESH, scale_known=False), *ends, at(30.0, 0.0)).value is not None
    filled = replace(ends[0], measured=False)
    assert straight_distance(MESH, filled, ends[1], scale_share=0.0).reason == "part_not_measured"
    assert angle_at(MESH, filled, ends[1], at(30.0, 0.0)).reason == "part_not_measured"
    gap = (np.abs(MESH.vertices_in_face_mm[:, 1]) > 10.0).astype(np.uint8)
    value, _ = surface_distance(replace(MESH, measured=gap), *ends, scale_share=0.0)
    assert value.confidence is Confidence.LOW
    assert value.doubts == ("way_over_unmeasured",)
