"""Pictures of one face or two, drawn only when something changed; a wipe and a blink change nothing in 3D."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.ui.scene.comparing import CompareMode
from skinlax_desktop.ui.scene.face_scene import FaceScene
from skinlax_desktop.ui.scene.face_texture import paint_texture
from skinlax_desktop.ui.scene.orbit import Orbit
from skinlax_desktop.ui.scene.vtk_face import VtkFace
from skinlax_desktop.ui.scene.zone_map import VertexMap, ZoneMap

Colours = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float64]
_SHAPE_RGB: Final = (196, 196, 196)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FaceLook:
    """A surface, the frontal photo to lay over it, and the zones in pixels of that photo.

    `unseen` (n,): vertices to hatch instead of those that were not measured, where given.
    """

    mesh: FaceMesh
    photo_rgb: Colours | None = None
    polygons_px: Mapping[str, npt.NDArray[np.float64]] = field(default_factory=dict)
    unseen: npt.NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SceneLook:
    """Everything that decides the pixels but the camera. A `vertex_map` wins over a `zone_map`."""

    later: FaceLook
    earlier: FaceLook | None = None
    zone_map: ZoneMap | None = None
    vertex_map: VertexMap | None = None
    selected: str = ""
    textured: bool = True
    ring_light: bool = False
    lines_mm: Sequence[Points] = ()
    earlier_lines_mm: Sequence[Points] = ()

    @property
    def hatches(self) -> bool:
        """Whether parts that were not measured are told from the others: always but under a photo."""
        has_photo = self.textured and self.later.photo_rgb is not None
        return self.vertex_map is not None or not has_photo

    def known(self, face: FaceLook) -> npt.NDArray[np.bool_]:
        """Which vertices of a face are shown as measured."""
        if face is self.later and self.vertex_map is not None:
            return self.vertex_map.known
        if self.textured and face.photo_rgb is not None:
            return np.ones(len(face.mesh.measured), dtype=bool)
        return np.asarray(face.mesh.measured > 0)


class ScenePictures:
    """Owns the scene's context; `close` frees it, and the next picture makes another."""

    def __init__(self) -> None:
        self._scene: FaceScene | None = None
        self._renders_before = 0
        self._shown: list[FaceLook | None] = []
        self._dressed: list[object] = []
        self._drawn: tuple[object, ...] | None = None
        self._panes: tuple[Colours, ...] = ()

    @property
    def renders(self) -> int:
        """How often the window was rendered, over all contexts."""
        return self._renders_before + (self._scene.renders if self._scene is not None else 0)

    def draw(
        self,
        look: SceneLook,
        orbit: Orbit,
        size: tuple[int, int],
        mode: CompareMode,
        *,
        still: bool,
        scale: float = 1.0,
    ) -> tuple[Colours, ...]:
        """The pictures (height, width, 4) RGBA of the later visit, or of the earlier and the later one, in one render.

        Side by side each has half of the width of `size`, otherwise all of it.
        """
        both = mode is not CompareMode.ONE and look.earlier is not None
        width, height = size
        pane_width = max(1, width // 2) if both and mode is CompareMode.SIDE else width
        wanted = (look, orbit, pane_width, height, both, still, scale)
        if wanted != self._drawn:
            scene = self._prepared(look, both=both, scale=scale)
            pixels = scene.render(orbit, pane_width * (2 if both else 1), height, still=still)
            self._panes = (pixels[:, :pane_width], pixels[:, pane_width:]) if both else (pixels,)
            self._drawn = wanted
        return self._panes

    def depths_mm(self, pixels: Sequence[tuple[int, int]]) -> list[float]:
        """Depth of the last picture's surface at pixels of the later visit's pane."""
        if self._scene is None or not self._panes:
            return [float("inf")] * len(pixels)
        shift = self._panes[0].shape[1] if len(self._panes) > 1 else 0
        return self._scene.depths_mm([(x + shift, y) for x, y in pixels])

    def close(self) -> None:
        """Free the context; safe to call twice."""
        if self._scene is not None:
            self._renders_before += self._scene.renders
            self._scene.close()
        self._scene, self._drawn, self._panes = None, None, ()
        self._shown, self._dressed = [], []

    def _prepared(self, look: SceneLook, *, both: bool, scale: float) -> FaceScene:
        if self._scene is None:
            self._scene = FaceScene()
        scene = self._scene
        faces = [look.earlier, look.later] if both and look.earlier is not None else [look.later]
        scene.use_panes(len(faces))
        self._shown = [*self._shown, None, None][: len(faces)]
        self._dressed = [*self._dressed, None, None][: len(faces)]
        for number, (pane, face) in enumerate(zip(scene.panes, faces, strict=True)):
            # A pane closed and made again holds nothing.
            if self._shown[number] is not face or pane.fresh:
                pane.face.show_mesh(face.mesh)
                self._shown[number], self._dressed[number], pane.fresh = face, None, False
            is_later = face is look.later
            dress: object = look.textured
            if is_later:
                dress = (look.zone_map, look.vertex_map, look.selected, look.textured)
            if self._dressed[number] != dress:
                self._dress(pane.face, face, look)
                self._dressed[number] = dress
            pane.lines.show(look.lines_mm if is_later else (), scale)
            show_earlier = not (both and is_later)
            pane.earlier_lines.show(look.earlier_lines_mm if show_earlier else (), scale)
        scene.light_from(ring=look.ring_light)
        return scene

    def _dress(self, drawn: VtkFace, face: FaceLook, look: SceneLook) -> None:
        is_later = face is look.later
        zone_map = look.zone_map if is_later else None
        vertex_map = look.vertex_map if is_later else None
        drawn.show_gaps(look.known(face))
        if vertex_map is not None:
            drawn.show_colours(vertex_map.colours_rgb)
        elif look.textured and face.photo_rgb is not None:
            selected = look.selected if is_later else ""
            drawn.show_texture(paint_texture(face.photo_rgb, face.polygons_px, zone_map, selected))
        else:
            drawn.show_colours(_vertex_colours(face.mesh, look, zone_map, is_later=is_later))
        drawn.show_flat(vertex_map is not None or zone_map is not None)


def _vertex_colours(mesh: FaceMesh, look: SceneLook, zone_map: ZoneMap | None, *, is_later: bool) -> Colours:
    """The mesh's own colours or none, zone colours over them, the selected zone lit."""
    colours = mesh.colours_rgb.copy() if look.textured else np.full_like(mesh.colours_rgb, _SHAPE_RGB)
    for number, zone in enumerate(mesh.zone_names):
        here = mesh.zone_index == number
        if zone_map is not None:
            colours[here] = zone_map.colour(zone)
        if is_later and zone == look.selected:
            colours[here] = colours[here] // 2 + 127
    return colours
