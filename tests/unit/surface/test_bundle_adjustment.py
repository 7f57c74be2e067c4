"""Poses, points and motion come back from what synthetic cameras see."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from skinlax_desktop.surface.reconstruction.bundle_adjustment import AdjustOptions, Bundle, adjust
from skinlax_desktop.surface.reconstruction.camera_check import focal_from_pictures
from skinlax_desktop.surface.reconstruction.face_motion import motion_basis, solve_motion, with_basis


def _seen(random: np.random.Generator, yaws: np.ndarray, noise_px: float) -> Bundle:
    points = random.normal(0.0, (50.0, 60.0, 25.0), (300, 3))
    rotations = np.array(
        [(np.diag([1, -1, -1]) @ Rotation.from_euler("y", yaw, degrees=True).as_matrix()) for yaw in yaws]
    )
    translations = np.tile([0.0, 0.0, 800.0], (len(yaws), 1))
    frames, count = len(yaws), len(points)
    bundle = Bundle(
        rotations=rotations,
        translations=translations,
        points=points,
        point=np.tile(np.arange(count), frames),
        frame=np.repeat(np.arange(frames), count),
        at_px=np.zeros((frames * count, 2)),
        focal_px=np.full((frames, 2), 3800.0),
        centre_px=np.full((frames, 2), 600.0),
        basis=np.zeros((count, 0)),
        motion=np.zeros((frames, 0, 3)),
    )
    return replace(bundle, at_px=bundle.residuals_px() + random.normal(0.0, noise_px, (frames * count, 2)))


def _disturbed(bundle: Bundle, random: np.random.Generator) -> Bundle:
    turn = Rotation.from_rotvec(random.normal(0.0, 0.01, (len(bundle.rotations), 3))).as_matrix()
    turn[0] = np.eye(3)
    return replace(
        bundle,
        rotations=turn @ bundle.rotations,
        points=bundle.points + random.normal(0.0, 2.0, bundle.points.shape),
    )


def test_adjustment_brings_disturbed_cameras_back_to_the_noise_of_the_pictures() -> None:
    random = np.random.default_rng(5)
    bundle = _seen(random, np.linspace(-60, 60, 7), noise_px=0.2)
    found = adjust(_disturbed(bundle, random), AdjustOptions(iterations=30))
    residual = np.linalg.norm(found.residuals_px(), axis=1)
    assert np.sqrt((residual**2).mean()) < 0.32
    # Compared free of scale: one camera is held, the size of the whole is not seen.
    ratio = np.linalg.norm(found.translations[-1]) / np.linalg.norm(bundle.translations[-1])
    assert np.abs(found.points / ratio - bundle.points).max() < 1.0


@pytest.mark.parametrize("wrong", [1.0, 1.06, 0.94])
def test_pictures_from_all_round_tell_their_own_focal_length(wrong: float) -> None:
    random = np.random.default_rng(7)
    bundle = _seen(random, np.linspace(-90, 90, 13), noise_px=0.2)
    given = adjust(replace(bundle, focal_px=bundle.focal_px * wrong), AdjustOptions(iterations=20))
    share, worse = focal_from_pictures(given, list(range(13)))
    assert share * wrong == pytest.approx(1.0, abs=0.01)
    assert (worse > 1.1) is (wrong != 1.0)


def test_outliers_far_off_do_not_bend_the_solution() -> None:
    random = np.random.default_rng(6)
    bundle = _seen(random, np.linspace(-40, 40, 5), noise_px=0.1)
    spoilt = bundle.at_px.copy()
    spoilt[::25] += random.normal(0.0, 40.0, spoilt[::25].shape)
    found = adjust(replace(bundle, at_px=spoilt), AdjustOptions(iterations=20))
    good = np.ones(len(spoilt), dtype=bool)
    good[::25] = False
    assert np.linalg.norm(found.residuals_px()[good], axis=1).mean() < 0.3


def test_a_smooth_motion_of_each_picture_is_told_from_the_shape() -> None:
    random = np.random.default_rng(7)
    yaws = np.linspace(-80, 80, 13)
    still = 6
    bundle = _seen(random, yaws, noise_px=0.15)
    basis = motion_basis(bundle.points, 12)
    moving = with_basis(bundle, basis)
    motion = random.normal(0.0, 0.6, moving.motion.shape)
    motion[still] = 0.0
    moving = replace(moving, motion=motion)
    seen = replace(moving, at_px=moving.at_px + moving.residuals_px())
    rigid = adjust(
        replace(seen, basis=np.zeros((len(seen.points), 0)), motion=np.zeros((13, 0, 3))),
        AdjustOptions(iterations=20, fixed_frames=(still,)),
    )
    found, sigma = solve_motion(replace(seen, motion=np.zeros_like(motion)), still, rounds=3)
    kept = {row.tobytes(): point for row, point in zip(moving.basis, bundle.points, strict=True)}
    truth = np.array([kept[row.tobytes()] for row in found.basis])

    def shape_error(points: np.ndarray, true: np.ndarray) -> float:
        # Place, turn and size are the gauge; what is left is shape.
        one, two = points - points.mean(axis=0), true - true.mean(axis=0)
        turn, _ = Rotation.align_vectors(two, one)
        turned = turn.apply(one)
        return float(np.sqrt((((turned * (two * turned).sum() / (turned**2).sum()) - two) ** 2).sum(axis=1).mean()))

    assert shape_error(found.points, truth) < 0.8 * shape_error(rigid.points, bundle.points)
    assert 0.2 < sigma < 1.2
    # A smaller world would make the same motion cheaper; the one camera held and the size stay.
    assert np.median(found.in_camera()[:, 2]) == pytest.approx(np.median(seen.in_camera()[:, 2]), rel=1e-3)
    assert found.translations[still] == pytest.approx(seen.translations[still])
