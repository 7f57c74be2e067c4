"""Noise and shine are read alike on dark and on light skin; movement is told from focus; a squint is no gaze aside."""

import cv2
import numpy as np
import pytest

from planted_defects import coded, moved
from skinlax_desktop.imaging.eye_patch import EYES
from skinlax_desktop.imaging.face_crop import FaceCrop
from skinlax_desktop.imaging.gaze import measure_gaze_aside_deg
from skinlax_desktop.imaging.glare import measure_glare
from skinlax_desktop.imaging.skin_noise import measure_noise
from skinlax_desktop.imaging.skin_regions import CHEEKS, FOREHEAD, SHINING_SKIN
from skinlax_desktop.imaging.smear import measure_smear

# Linear blue, green, red of light, middle and dark skin under one light.
SKINS = ((0.30, 0.42, 0.62), (0.10, 0.17, 0.30), (0.016, 0.024, 0.045))


def places() -> np.ndarray:
    """478 points of which the skin's polygons lie on a disc: nothing else of a face."""
    points = np.full((478, 2), 130.0)
    for number, polygon in enumerate(SHINING_SKIN):
        turn = np.linspace(0.0, 2.0 * np.pi, len(polygon), endpoint=False)
        middle = np.array([70.0 + 60.0 * (number % 3), 70.0 + 90.0 * (number // 3)])
        points[list(polygon)] = middle + 28.0 * np.column_stack((np.cos(turn), np.sin(turn)))
    return points


def skin_of(bgr: tuple[float, float, float]) -> np.ndarray:
    shade = 1.0 + 0.12 * np.sin(np.linspace(0, 3, 260))[None, :, None]
    return (np.array(bgr) * shade * np.ones((260, 260, 1))).astype(np.float32)


def noisy(bgr: tuple[float, float, float], well: float) -> np.ndarray:
    """Shot noise of a sensor that collects so many electrons at full scale."""
    light = skin_of(bgr) * well
    return coded((light + np.random.default_rng(2).normal(0.0, 1.0, light.shape) * np.sqrt(light)) / well)


@pytest.mark.parametrize("well", [400.0, 2500.0])
def test_shot_noise_reads_alike_on_every_tone(well: float) -> None:
    read = [measure_noise(noisy(bgr, well), places(), (*CHEEKS.values(), FOREHEAD)) for bgr in SKINS]
    assert None not in read
    assert max(read) / min(read) < 1.25
    quiet = measure_noise(noisy(SKINS[1], 16.0 * well), places(), (*CHEEKS.values(), FOREHEAD))
    assert quiet is not None
    assert read[1] / quiet == pytest.approx(4.0, rel=0.25)


def test_the_same_mirror_reads_alike_on_every_tone() -> None:
    spot = np.zeros((260, 260), np.float32)
    cv2.circle(spot, (70, 70), 14, 0.34, -1)
    shares = []
    for bgr in SKINS:
        glare = measure_glare(FaceCrop(picture=coded(skin_of(bgr) + spot[..., None]), points_px=places()), 0.0)
        bare = measure_glare(FaceCrop(picture=coded(skin_of(bgr)), points_px=places()), 0.0)
        assert glare is not None
        assert bare is not None
        assert bare.share == 0.0
        shares.append(glare.share)
    assert min(shares) > 0.02
    assert max(shares) - min(shares) < 0.004


def forehead() -> np.ndarray:
    filled = np.zeros((260, 260), np.float32)
    cv2.fillPoly(filled, [np.round(places()[list(FOREHEAD)]).astype(np.int32)], 1.0)
    return cv2.GaussianBlur(filled, (0, 0), 3.0)[..., None]


def shining(linear: np.ndarray) -> float:
    glare = measure_glare(FaceCrop(picture=coded(linear), points_px=places()), 0.0)
    assert glare is not None
    return glare.share


@pytest.mark.parametrize("bgr", SKINS)
def test_a_pale_forehead_does_not_shine_and_a_mirror_on_it_does(bgr: tuple[float, float, float]) -> None:
    # As much red as the cheeks return and more of the other colours, and a slope of light across it.
    slope = 1.0 + 0.15 * np.linspace(-1.0, 1.0, 260)[:, None, None]
    pale = skin_of(bgr) * slope * (1.0 + forehead() * np.array((0.22, 0.16, 0.04)))
    assert shining(pale) == 0.0
    spot = np.zeros((260, 260), np.float32)
    cv2.circle(spot, (70, 70), 14, 0.3, -1)
    assert shining(pale + spot[..., None]) > 0.02


def test_a_whole_part_whiter_than_paleness_explains_shines() -> None:
    for bgr in SKINS[1:]:
        assert shining(skin_of(bgr) + 0.35 * forehead()) > 0.1


def edges_all_round(sigma_px: float) -> np.ndarray:
    field = np.full((160, 160), 70, np.uint8)
    for x, y in ((40, 40), (110, 45), (45, 112), (112, 110)):
        cv2.circle(field, (x, y), 22, 190, -1, cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(field, (0, 0), sigma_px))


@pytest.mark.parametrize("angle", [0.0, 35.0, 90.0, 140.0])
def test_movement_is_read_with_its_length_and_direction(angle: float) -> None:
    still = edges_all_round(0.9)
    drawn_out = moved(np.repeat(still[..., None], 3, axis=2), np.zeros((1, 2)), 8.0, angle)[..., 0]
    smear = measure_smear([drawn_out])
    assert smear is not None
    assert smear.length_px == pytest.approx(8.0, abs=2.0)
    assert abs((smear.direction_deg - angle + 90.0) % 180.0 - 90.0) < 12.0


@pytest.mark.parametrize("sigma", [0.8, 1.5, 2.5])
def test_a_picture_out_of_focus_did_not_move(sigma: float) -> None:
    smear = measure_smear([edges_all_round(sigma)])
    assert smear is not None
    assert smear.length_px < 2.0
    assert smear.across_px == pytest.approx(sigma, rel=0.35)


def eyes(right_unit: float, left_unit: float) -> np.ndarray:
    """Irises so far to the subject's left of the middle of their corners, in 1/28 of the eye's width."""
    points = np.zeros((478, 2))
    for side, middle, moved_by in (("R", 100.0, right_unit), ("L", 200.0, left_unit)):
        eye = EYES[side]
        points[eye.right_corner], points[eye.left_corner] = (middle - 28.0, 50.0), (middle + 28.0, 50.0)
        points[eye.iris] = (middle + 2.0 * moved_by, 47.0)
    return points


def test_eyes_that_look_aside_together_do_and_one_that_squints_does_not() -> None:
    ahead = measure_gaze_aside_deg(eyes(-1.64, 1.64), 0.0)
    aside = measure_gaze_aside_deg(eyes(-1.64 + 3.0, 1.64 + 3.0), 0.0)
    squint = measure_gaze_aside_deg(eyes(-1.64, 1.64 + 5.0), 0.0)
    assert ahead == pytest.approx(0.0, abs=0.5)
    assert aside == pytest.approx(16.8, abs=1.5)
    assert abs(squint) < 1.0
    # A head turned to its own left while the eyes stay on the lens.
    assert measure_gaze_aside_deg(eyes(-1.64 - 1.8, 1.64 - 1.8), 10.0) == pytest.approx(0.0, abs=1.0)
