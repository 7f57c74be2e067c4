"""Faces in a row: at rest finer than the pane, and never larger than a context holds."""

from collections.abc import Iterator

import numpy as np
import pytest

from skinlax_desktop.ui.scene.face_row import FaceRow
from skinlax_desktop.ui.scene.face_scene import FaceScene
from skinlax_desktop.ui.scene.moved_look import FaceLook
from skinlax_desktop.ui.scene.orbit import Preset, orbit_of
from small_face import small_face

ORBIT = orbit_of(Preset.FRONTAL, np.zeros(3), 220.0)
MOST_PX = 8192 * 1024


@pytest.fixture
def row() -> Iterator[FaceRow]:
    row = FaceRow()
    yield row
    row.close()


@pytest.mark.parametrize("size", [(200, 260), (1700, 800)])
def test_a_face_at_rest_is_the_moving_one_drawn_better(
    size: tuple[int, int], row: FaceRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    render = FaceScene.render

    def noted(self: FaceScene, orbit: object, width: int, height: int, *, still: bool) -> object:
        asked.append(width * height)
        return render(self, orbit, width, height, still=still)  # type: ignore[arg-type]

    monkeypatch.setattr(FaceScene, "render", noted)
    looks = [FaceLook(mesh=small_face(1)) for _ in range(4)]
    moving = row.draw(looks, ORBIT, size, still=False)
    resting = row.draw(looks, ORBIT, size, still=True)
    for before, after in zip(moving, resting, strict=True):
        assert after.shape == (size[1], size[0], 3)
        assert before.std() > 5.0
        assert np.abs(before.astype(float) - after.astype(float)).mean() < 2.0
    assert max(asked) <= MOST_PX
