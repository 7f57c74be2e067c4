"""How several outcomes share the stage."""

import pytest

from skinlax_desktop.ui.screens.simulation.composing import pane_places
from skinlax_desktop.ui.screens.simulation.state import Layout


@pytest.mark.parametrize("count", [1, 2, 3, 4])
@pytest.mark.parametrize("aspect", [0.6, 0.75, 0.85, 1.3, 2.0])
@pytest.mark.parametrize("size", [(1460, 870), (900, 560), (700, 900)])
def test_panes_fill_their_rows_and_do_not_overlap(count: int, aspect: float, size: tuple[int, int]) -> None:
    places = pane_places(Layout.OUTCOMES, count, *size, aspect=aspect)
    assert len({(place.width(), place.height()) for place in places}) == 1
    in_row = {place.y(): sum(other.y() == place.y() for other in places) for place in places}
    assert len(set(in_row.values())) == 1
    assert not any(a.intersects(b) for n, a in enumerate(places) for b in places[:n])


def test_four_stand_in_a_row_unless_two_rows_show_them_larger() -> None:
    wide = pane_places(Layout.OUTCOMES, 4, 1460, 870, aspect=0.85)
    assert len({place.y() for place in wide}) == 1
    landscape = pane_places(Layout.OUTCOMES, 4, 1460, 870, aspect=1.6)
    assert len({place.y() for place in landscape}) == 2
