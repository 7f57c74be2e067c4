"""What of a picture is the wall behind: a head of even colour that reaches its border is none of it."""

import numpy as np

from skinlax_desktop.surface.reconstruction.backdrop import border_colours, subject_mask

HEIGHT, WIDTH = 540, 400
WALL, HAIR, SKIN = 180, 30, 45


def _picture(left: int, right: int) -> np.ndarray:
    """A wall lit from one side; hair from the upper border down to two thirds, dark skin below, in these columns."""
    random = np.random.default_rng(left)
    wall = np.linspace(WALL - 8, WALL + 8, WIDTH)
    grey = np.tile(wall, (HEIGHT, 1))
    grey[: 2 * HEIGHT // 3, left:right] = HAIR
    grey[2 * HEIGHT // 3 :, left:right] = SKIN
    grey += random.normal(0.0, 1.5, grey.shape)
    return np.repeat(np.clip(grey, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)


def test_hair_that_fills_most_of_the_border_is_still_subject() -> None:
    from_front, profile = _picture(150, 250), _picture(0, 300)
    borders = [border_colours(picture) for picture in (from_front, from_front, profile)]
    mask = subject_mask(profile, borders)
    assert (mask[:, 10:290] == 255).all()
    assert (mask[:, 320:] == 0).mean() > 0.95


def test_a_picture_before_another_wall_is_judged_by_its_own_border() -> None:
    from_front = _picture(150, 250)
    other = np.asarray(np.clip(from_front.astype(int) - 60, 0, 255), dtype=np.uint8)
    borders = [border_colours(picture) for picture in (from_front, from_front, from_front, other)]
    mask = subject_mask(other, borders)
    assert (mask[:, 160:240] == 255).all()
    assert (mask[:, :130] == 0).mean() > 0.95
