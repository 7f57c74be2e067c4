"""The slanted edge finds the blur it was drawn with."""

import cv2
import numpy as np
import pytest

from calibration_pictures import chart_sheet
from planted_defects import out_of_focus
from skinlax_desktop.imaging.chart_finding import find_chart
from skinlax_desktop.imaging.chart_sharpness import chart_mtf50
from skinlax_desktop.imaging.slanted_edge import edge_mtf50
from skinlax_desktop.phantom.calibration_set import some_camera
from skinlax_desktop.phantom.flat_target import TargetPose, photograph


def edge(sigma_px: float, tilt: float, *, noise: float = 0.004) -> np.ndarray:
    finer, rows, columns = 8, 72, 40
    y, x = np.mgrid[0 : rows * finer, 0 : columns * finer] / finer
    step = (x > columns / 2 + tilt * (y - rows / 2)).astype(np.float32)
    seen = cv2.resize(cv2.GaussianBlur(step, (0, 0), sigma_px * finer), (columns, rows), interpolation=cv2.INTER_AREA)
    return 0.1 + 0.6 * seen.astype(np.float64) + np.random.default_rng(1).normal(0.0, noise, seen.shape)


@pytest.mark.parametrize("sigma", [0.5, 0.8, 1.2, 1.8])
@pytest.mark.parametrize("tilt", [0.04, -0.12, 0.3])
def test_contrast_halves_where_theory_says(sigma: float, tilt: float) -> None:
    # A Gaussian and the pixel itself, whose variance is 1/12.
    expected = np.sqrt(2.0 * np.log(2.0)) / (2.0 * np.pi * np.hypot(sigma, np.sqrt(1 / 12)))
    assert edge_mtf50(edge(sigma, tilt)) == pytest.approx(expected, rel=0.06)


def test_what_is_no_slanted_edge_is_not_read() -> None:
    random = np.random.default_rng(3)
    assert edge_mtf50(edge(0.8, 0.0)) is None
    assert edge_mtf50(0.4 + random.normal(0.0, 0.02, (72, 40))) is None
    assert edge_mtf50(edge(0.8, 0.1)[:8]) is None


def test_the_charts_edges_tell_a_sharp_lens_from_a_soft_one() -> None:
    camera = some_camera(3, width_px=1400, height_px=1913)
    picture = photograph(
        chart_sheet(None, scale=0.7), TargetPose(roll_deg=93.0), camera, light=None, noise_seed=5, backdrop=0.2
    )
    read = []
    for sigma in (0.0, 0.8, 1.6):
        seen_by = out_of_focus(picture, np.zeros((1, 2)), sigma)
        chart = find_chart(seen_by)
        assert chart is not None
        read.append(chart_mtf50(seen_by, chart))
    assert None not in read
    assert read == sorted(read, reverse=True)
    # Blurs add in squares.
    blurs = [0.1874 / value for value in read]
    assert np.sqrt(blurs[2] ** 2 - blurs[0] ** 2) == pytest.approx(1.6, rel=0.1)
