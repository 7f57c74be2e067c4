"""A value has the same colour on the screen, on paper and on a saved picture."""

import numpy as np
import pytest

from skinlax_desktop.imaging.overlay import draw_zones
from skinlax_desktop.ui.scene.zone_map import ZoneMap
from skinlax_desktop.workflows.report_pictures import ZONE_COLOURS, colour_zones

VALUES = {"chin": 0.0, "malar_L": 0.5, "malar_R": 1.0}
SQUARE = np.array([[20.0, 20.0], [80.0, 20.0], [80.0, 80.0], [20.0, 80.0]])


def on_picture(zone: str) -> tuple[int, ...]:
    """The colour that was laid over a black and over a white picture, worked back from both."""
    landmarks = np.array([[0.0, 0.0], [400.0, 120.0]])
    rings = {known: SQUARE + np.array((120.0 * place, 0.0)) for place, known in enumerate(VALUES)}
    column = 50 + 120 * list(VALUES).index(zone)
    seen = [
        draw_zones(np.full((120, 400, 3), level, np.uint8), landmarks, VALUES, polygons=rings, labels=False)[50, column]
        for level in (0, 255)
    ]
    shine = 1.0 - (seen[1].astype(float) - seen[0]) / 255.0
    return tuple(round(part) for part in (seen[0] / shine)[::-1])


@pytest.mark.parametrize("zone", VALUES)
def test_a_value_has_one_colour_everywhere(zone: str) -> None:
    on_screen = ZoneMap(title="", unit="", values=VALUES, low=0.0, high=1.0).colour(zone)
    on_paper = colour_zones(VALUES)[zone]
    assert on_paper == "#" + "".join(f"{part:02x}" for part in on_screen)
    assert on_paper == ZONE_COLOURS[round(VALUES[zone] * 8)]
    assert np.allclose(on_picture(zone), on_screen, atol=2)


def test_low_is_blue_and_high_is_yellow() -> None:
    low, high = (
        tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5)) for colour in (ZONE_COLOURS[0], ZONE_COLOURS[-1])
    )
    assert low[2] > low[1] > low[0]
    assert high[0] > high[1] > high[2]
