"""Blocks over a patch, and what they were worth, back on its pixels."""

import numpy as np
import pytest

from skinlax_desktop.imaging.block_occlusion import block_masks, smoothed, spread_effects, strongest_places
from skinlax_desktop.imaging.effect_outline import strong_outlines


def test_blocks_cover_every_pixel_and_none_leaves_the_patch() -> None:
    masks = block_masks(56, 14, 7)
    assert masks.shape == (49, 56, 56)
    assert masks.max() == 1.0
    assert (masks.max(axis=0) > 0.0).all()
    assert [int((mask > 0).sum()) for mask in masks] == [14 * 14] * 49


def test_what_one_block_was_worth_lies_where_it_was() -> None:
    masks = block_masks(56, 14, 7)
    effects = np.zeros((49, 2))
    effects[24, 0], effects[0, 1] = 1.0, -1.0
    maps = spread_effects(masks, effects)
    assert np.unravel_index(maps[0].argmax(), (56, 56)) == pytest.approx((28, 28), abs=4)
    assert np.unravel_index(maps[1].argmin(), (56, 56)) == pytest.approx((4, 4), abs=4)
    assert maps[0, :14, :14].max() == 0.0


def test_the_strongest_places_are_as_many_as_asked_and_the_strongest() -> None:
    values = np.zeros((1, 40, 40), dtype=np.float32)
    values[0, 10:20, 5:15] = np.arange(100).reshape(10, 10) + 1.0
    chosen = strongest_places(values, 0.05)[0]
    assert chosen.sum() == pytest.approx(80, abs=2)
    assert chosen[18, 10] > 0.9
    assert chosen[30, 30] == 0.0


def test_smoothing_takes_fine_detail_and_leaves_the_coarse() -> None:
    columns = np.mgrid[:56, :56][1]
    fine, coarse = np.sin(2.0 * columns), np.sin(columns / 30.0)
    patches = np.stack([fine, coarse]).astype(np.float32)[None]
    left = smoothed(patches, 3.0)
    assert np.abs(left[0, 0, 10:-10, 10:-10]).max() < 0.05
    assert left[0, 1, 10:-10, 10:-10] == pytest.approx(coarse[10:-10, 10:-10], abs=0.02)


def test_an_outline_runs_around_what_is_strong() -> None:
    values = np.zeros((30, 30), dtype=np.float32)
    values[10:20, 5:15] = 1.0
    (ring,) = strong_outlines(values, 0.5)
    across, down = zip(*ring, strict=True)
    assert (min(across), max(across), min(down), max(down)) == pytest.approx((4.5, 14.5, 9.5, 19.5), abs=0.5)
    assert strong_outlines(values, 2.0) == ()
