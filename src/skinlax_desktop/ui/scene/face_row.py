"""Several faces in a row behind one camera: those of one surface, moved differently, share all but its points."""

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.ui.scene.face_scene import FaceScene
from skinlax_desktop.ui.scene.moved_look import AnyLook
from skinlax_desktop.ui.scene.orbit import Orbit
from skinlax_desktop.ui.scene.vtk_face import VtkFace

Colours = npt.NDArray[np.uint8]

_FINER: Final = 2
_MOST_FINE_PX: Final = 6_000_000
"""Beyond it a pane is no longer small, and the context's buffers take half a gigabyte and more."""


class FaceRow:
    """Owns the scene's context; `close` frees it, and the next picture makes another."""

    def __init__(self) -> None:
        self._scene: FaceScene | None = None
        self._shown: list[AnyLook | None] = []
        self._drawn: tuple[object, ...] | None = None
        self._pictures: tuple[Colours, ...] = ()
        self._renders_before = 0

    @property
    def renders(self) -> int:
        """How often the window was rendered, over all contexts."""
        return self._renders_before + (self._scene.renders if self._scene is not None else 0)

    def draw(
        self, looks: Sequence[AnyLook], orbit: Orbit, size: tuple[int, int], *, still: bool
    ) -> tuple[Colours, ...]:
        """A picture (height, width, 3) RGB of each face, all of `size` (width, height), in one render.

        Raises `SkinlaxError("scene_unavailable")`.
        """
        wanted = (tuple(map(id, looks)), orbit, size, still)
        if wanted == self._drawn:
            return self._pictures
        if self._scene is None:
            self._scene = FaceScene()
        scene, count = self._scene, len(looks)
        scene.use_panes(count)
        self._shown = [*self._shown, *([None] * count)][:count]
        for number, (pane, look) in enumerate(zip(scene.panes, looks, strict=True)):
            before = None if pane.fresh else self._shown[number]
            if before is not look:
                _show(pane.face, before, look)
                self._shown[number], pane.fresh = look, False
        scene.light_from(ring=False)
        width, height = size
        across, down = _FINER * width * count, _FINER * height
        if still and across * down <= _MOST_FINE_PX:
            # A measured face has more points than a small pane has pixels: smooth edges alone leave its eyes in specks.
            drawn = scene.render_each(orbit, _FINER * width, down)
            panes = [np.asarray(cv2.resize(pane, size, interpolation=cv2.INTER_AREA)) for pane in drawn]
        else:
            pixels = scene.render(orbit, width * count, height, still=still)
            panes = [pixels[:, number * width : (number + 1) * width] for number in range(count)]
        self._pictures = tuple(np.ascontiguousarray(pane[..., :3]) for pane in panes)
        self._drawn = wanted
        return self._pictures

    def close(self) -> None:
        """Free the context; safe to call twice."""
        if self._scene is not None:
            self._renders_before += self._scene.renders
            self._scene.close()
        self._scene, self._drawn = None, None
        self._shown, self._pictures = [], ()


def _show(drawn: VtkFace, before: AnyLook | None, look: AnyLook) -> None:
    mesh = look.mesh
    if (
        before is not None
        and before.mesh.triangles is mesh.triangles
        and before.mesh.colours_rgb is mesh.colours_rgb
        and before.photo_rgb is look.photo_rgb
    ):
        drawn.move(mesh)
        return
    drawn.show_mesh(mesh)
    if look.photo_rgb is not None:
        drawn.show_texture(look.photo_rgb)
    else:
        drawn.show_gaps(np.asarray(mesh.measured > 0) if look.unseen is None else ~look.unseen)
        drawn.show_colours(mesh.colours_rgb)
    drawn.show_flat(False)
