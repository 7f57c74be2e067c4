"""The head cut out of the backdrop."""

import numpy as np

from skinlax_desktop.imaging.silhouette import Silhouette, cut_out_head


def test_grey_hair_before_a_grey_wall_belongs_to_the_head() -> None:
    random = np.random.default_rng(4)
    picture = np.full((640, 480, 3), 118, dtype=np.float64)
    rows, columns = np.mgrid[:640, :480]
    hair = (rows - 220) ** 2 + (columns - 260) ** 2 < 130**2
    face = (rows > 220) & (rows < 560) & (columns > 150) & (columns < 330)
    picture[hair] += 14.0 * np.sin(columns[hair] * 1.9 + rows[hair] * 0.4)[:, None]
    picture[face] = (120, 150, 200)
    noisy = np.clip(picture + random.normal(0.0, 0.5, picture.shape), 0, 255).astype(np.uint8)
    found = cut_out_head(noisy)
    assert isinstance(found, Silhouette)
    assert found.mask[hair | face].mean() > 0.97
    assert found.mask[~(hair | face)].mean() < 0.01
