"""Boards guided, and a bad set refused with its reason."""

from dataclasses import replace

import numpy as np
import pytest

from calibration_pictures import boards, camera
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.imaging.charuco import SeenBoard
from skinlax_desktop.text.errors import sentence_of
from skinlax_desktop.workflows.board_guidance import BoardView, BoardWish, is_new, meets, progress_of, view_of
from skinlax_desktop.workflows.lens_calibration import calibrate_lens

AT = "2026-11-26T09:00:00+00:00"


def moved(view: BoardView, at_px: np.ndarray) -> BoardView:
    return view_of(SeenBoard(numbers=view.seen.numbers, at_px=at_px, size_px=view.seen.size_px))


def refused(views: list[BoardView]) -> SkinlaxError:
    with pytest.raises(SkinlaxError) as caught:
        calibrate_lens(views, model="m", serial="s", at=AT)
    assert sentence_of(caught.value)
    return caught.value


def test_a_good_set_is_accepted_and_its_interval_holds_the_truth() -> None:
    lens = calibrate_lens(boards(), model="m", serial="s", at=AT)
    truth = camera()
    focal = (truth.focal_x_px + truth.focal_y_px) / 2.0
    assert lens.focal_low_px - 1.0 < focal < lens.focal_high_px + 1.0
    assert lens.focal_high_px - lens.focal_low_px < 0.004 * focal
    assert 0.0 < lens.reprojection_px < 0.25
    assert lens.camera.calibrated_at == AT
    assert lens.boards == len(boards())


def test_the_guide_asks_for_what_is_missing_until_nothing_is() -> None:
    assert progress_of(()).wish is BoardWish.FACING
    flat = [view for view in boards() if abs(view.top_near_deg) < 10 and abs(view.left_near_deg) < 10]
    assert progress_of(flat).wish is BoardWish.TOP_NEAR
    everything = progress_of(boards())
    assert {BoardWish.TOP_NEAR, BoardWish.TOP_FAR, BoardWish.LEFT_NEAR, BoardWish.LEFT_FAR} <= everything.met
    assert everything.coverage > 0.85
    assert not is_new(boards()[0], boards())
    tilted = next(view for view in boards() if view.top_near_deg > 20)
    assert meets(tilted, BoardWish.TOP_NEAR)
    assert not meets(tilted, BoardWish.TOP_FAR)


def test_too_few_boards_are_refused() -> None:
    assert refused(list(boards()[:6])).code == "lens_few_boards"


def test_boards_in_the_middle_only_are_refused_for_the_corners() -> None:
    middle = np.array(boards()[0].seen.size_px) / 2.0
    small = [moved(view, middle + (view.seen.at_px - view.seen.at_px.mean(axis=0)) * 0.6) for view in boards()]
    assert refused(small).code == "lens_coverage"


def test_boards_that_never_tilt_are_refused() -> None:
    from calibration_pictures import board_picture_at
    from skinlax_desktop.phantom.flat_target import TargetPose
    from skinlax_desktop.workflows.board_guidance import look_for_board

    flat = []
    for number in range(12):
        x, y = 36.0 * (number % 3 - 1), 36.0 * (number // 3 - 1.5)
        pose = TargetPose(centre_mm=(x, y, 800.0 + 8.0 * number), roll_deg=2.0 * number)
        view = look_for_board(board_picture_at(pose))
        if view is not None:
            flat.append(view)
    assert refused(flat).code in ("lens_flat", "lens_uncertain", "lens_centre", "lens_reprojection")


def test_a_stretched_print_is_refused() -> None:
    """One side 1.5 % too long, as a printer that fits to the page makes it."""
    fit = calibrate_lens(boards(), model="m", serial="s", at=AT)
    centre = np.array([fit.camera.centre_x_px, fit.camera.centre_y_px])
    stretched = [moved(view, centre + (view.seen.at_px - centre) * (1.015, 1.0)) for view in boards()]
    assert refused(stretched).code == "lens_aspect"


def test_a_shaky_hand_is_refused_for_the_corners_that_miss() -> None:
    random = np.random.default_rng(4)
    shaken = [moved(view, view.seen.at_px + random.normal(0.0, 0.6, view.seen.at_px.shape)) for view in boards()]
    assert refused(shaken).code == "lens_reprojection"


def test_pictures_of_two_sizes_are_refused() -> None:
    other = replace(boards()[1], seen=replace(boards()[1].seen, size_px=(601, 820)))
    assert refused([boards()[0], other]).code == "lens_sizes"
