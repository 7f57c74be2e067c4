"""Attributes of skin painted with a known amount of the named thing."""

import cv2
import numpy as np
import pytest

from skinlax_desktop.imaging.attributes import ATTRIBUTES, measure_skin
from skinlax_desktop.imaging.attributes.lines import WRINKLES, find_lines, line_density
from skinlax_desktop.imaging.attributes.spots import find_pores, find_spots
from skinlax_desktop.imaging.colour import erythema_index, individual_typology_angle, lab, linear_rgb, melanin_index
from skinlax_desktop.surface.canonical_face import canonical_face

MM_PER_PX = 0.1
SKIN_BGR = (150, 170, 205)


def skin(height: int = 400, width: int = 400, *, seed: int = 1, noise: float = 1.5) -> np.ndarray:
    grain = np.random.default_rng(seed).normal(0.0, noise, (height, width, 3))
    return np.clip(np.array(SKIN_BGR) + grain, 0, 255).astype(np.uint8)


def lightness(picture: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(lab(picture)[..., 0])


def everywhere(picture: np.ndarray) -> np.ndarray:
    return np.full(picture.shape[:2], 255, np.uint8)


def with_wrinkles(picture: np.ndarray, count: int, shade: int = 28) -> np.ndarray:
    drawn = np.zeros(picture.shape[:2], np.float32)
    for y in np.linspace(80, 320, count).astype(int):
        cv2.line(drawn, (100, int(y)), (300, int(y) + 30), 1.0, 8, cv2.LINE_AA)
    drawn = cv2.GaussianBlur(drawn, (0, 0), 2.0)
    return np.clip(picture - shade * drawn[..., None], 0, 255).astype(np.uint8)


def test_wrinkle_length_is_the_length_drawn() -> None:
    picture = with_wrinkles(skin(), 4)
    lines = find_lines(lightness(picture), everywhere(picture), MM_PER_PX, WRINKLES)
    drawn_mm = 4 * np.hypot(200, 30) * MM_PER_PX
    area_cm2 = (400 * MM_PER_PX / 10) ** 2
    assert line_density(lines, everywhere(picture), MM_PER_PX) == pytest.approx(drawn_mm / area_cm2, rel=0.15)


def test_plain_skin_has_next_to_no_wrinkles_and_more_wrinkles_read_higher() -> None:
    found = []
    for count in (0, 2, 4, 8):
        picture = with_wrinkles(skin(), count)
        lines = find_lines(lightness(picture), everywhere(picture), MM_PER_PX, WRINKLES)
        found.append(line_density(lines, everywhere(picture), MM_PER_PX))
    assert found[0] < 0.2
    assert found == sorted(found)


def test_the_edge_of_the_skin_is_no_wrinkle() -> None:
    picture = skin()
    picture[:, 200:] = (20, 20, 20)
    mask = everywhere(picture)
    mask[:, 200:] = 0
    assert not find_lines(lightness(picture), mask, MM_PER_PX, WRINKLES).any()


def test_spots_are_found_by_their_area_and_folds_are_none() -> None:
    picture = skin().astype(np.float32)
    shade = np.zeros(picture.shape[:2], np.float32)
    for x, y in ((100, 100), (200, 150), (300, 300)):
        cv2.circle(shade, (x, y), 15, 1.0, -1, cv2.LINE_AA)
    cv2.line(shade, (50, 350), (350, 370), 1.0, 8, cv2.LINE_AA)
    picture = np.clip(picture * (1.0 - 0.25 * shade[..., None]), 0, 255).astype(np.uint8)
    spots = find_spots(melanin_index(linear_rgb(picture)), everywhere(picture), MM_PER_PX)
    assert np.count_nonzero(spots) == pytest.approx(3 * np.pi * 15**2, rel=0.25)
    assert not spots[340:380].any()


def test_pores_are_counted() -> None:
    picture = skin(noise=0.5).astype(np.float32)
    places = [(x, y) for x in range(40, 380, 40) for y in range(40, 380, 40)]
    dots = np.zeros(picture.shape[:2], np.float32)
    for x, y in places:
        dots[y, x] = 1.0
    dots = cv2.GaussianBlur(dots, (0, 0), 1.6)
    picture = np.clip(picture - 45 * dots[..., None] / dots.max(), 0, 255).astype(np.uint8)
    found = find_pores(lightness(picture), everywhere(picture), MM_PER_PX)
    assert np.count_nonzero(found) == pytest.approx(len(places), rel=0.05)


def test_indices_follow_their_definitions() -> None:
    colour = np.full((4, 4, 3), SKIN_BGR, np.uint8)
    linear = ((np.array(SKIN_BGR[::-1]) / 255 + 0.055) / 1.055) ** 2.4
    assert linear_rgb(colour)[0, 0] == pytest.approx(linear, rel=1e-5)
    assert erythema_index(linear_rgb(colour))[0, 0] == pytest.approx(100 * np.log10(linear[0] / linear[1]), rel=1e-4)
    assert melanin_index(linear_rgb(colour))[0, 0] == pytest.approx(-100 * np.log10(linear[0]), rel=1e-4)
    assert individual_typology_angle(70.0, 20.0) == pytest.approx(45.0)
    assert individual_typology_angle(30.0, 20.0) == pytest.approx(-45.0)


def face_picture(scale: float = 10.0) -> tuple[np.ndarray, np.ndarray]:
    """Plain skin with an average face's landmarks laid on it; `scale` pixels per millimetre."""
    points = np.zeros((478, 2))
    points[:468] = canonical_face().points_in_head_mm[:, :2] * (scale, -scale)
    points -= points[:468].min(axis=0) - 20
    size = np.ceil(points[:468].max(axis=0)).astype(int) + 20
    return skin(int(size[1]), int(size[0])), points


def read(picture: np.ndarray, points: np.ndarray, mm_per_px: float, **options: bool) -> dict[str, float | str | None]:
    from skinlax_desktop.imaging.zones import zone_polygons

    zones = ("malar_R", "malar_L", "forehead")
    found = measure_skin(picture, points, zone_polygons(points), zones=zones, mm_per_px=mm_per_px, **options)
    return {
        f"{zone}:{name}": reading.reason if reading.value is None else reading.value
        for (zone, name), reading in found.attributes.items()
    }


def test_a_redder_cheek_reads_redder_on_its_own_side_only() -> None:
    picture, points = face_picture()
    red = picture.copy()
    half = int(points[4, 0])
    red[:, half:, 1] = (red[:, half:, 1] * 0.9).astype(np.uint8)
    plain, flushed = read(picture, points, MM_PER_PX), read(red, points, MM_PER_PX)
    assert flushed["malar_L:redness"] > plain["malar_L:redness"] + 5.0  # type: ignore[operator]
    assert flushed["malar_R:redness"] == pytest.approx(plain["malar_R:redness"], abs=0.2)


def test_every_attribute_has_a_value_at_the_stations_resolution() -> None:
    picture, points = face_picture()
    found = read(picture, points, MM_PER_PX)
    assert all(isinstance(found[f"malar_R:{name}"], float) for name in ATTRIBUTES), found


def test_a_coarse_picture_says_what_it_cannot_show() -> None:
    picture, points = face_picture(scale=3.0)
    found = read(picture, points, 1 / 3.0)
    for name in ("pores", "fine_lines"):
        assert found[f"malar_R:{name}"] == "resolution_too_low"
    assert isinstance(found["malar_R:wrinkles"], float)


def test_a_grey_file_gives_no_colour_attribute() -> None:
    picture, points = face_picture()
    found = read(picture, points, MM_PER_PX, has_colour=False)
    for name in ("tone", "pigmentation", "uv_damage", "redness"):
        assert found[f"malar_R:{name}"] == "no_colour"
    assert isinstance(found["malar_R:texture"], float)


def test_covered_skin_is_not_measured() -> None:
    picture, points = face_picture()
    polygon = points[[116, 111, 117, 118, 119, 120, 47, 126, 142, 36, 205, 187, 147, 123]]
    cv2.fillPoly(picture, [polygon.astype(np.int32)], (12, 10, 10))
    assert read(picture, points, MM_PER_PX)["malar_R:texture"] == "too_little_skin"


def test_rougher_skin_reads_rougher() -> None:
    picture, points = face_picture()
    bumps = cv2.GaussianBlur(np.random.default_rng(2).normal(0, 60, picture.shape[:2]).astype(np.float32), (0, 0), 6)
    rough = np.clip(picture + bumps[..., None] * 3, 0, 255).astype(np.uint8)
    smooth_value, rough_value = (read(shown, points, MM_PER_PX)["forehead:texture"] for shown in (picture, rough))
    assert rough_value > 1.5 * smooth_value  # type: ignore[operator]
