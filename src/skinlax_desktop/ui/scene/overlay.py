"""What is painted over the pictures of the scene: whose they are, what colours mean, marks, the wipe, the caption."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.text.screens import scene as words
from skinlax_desktop.ui.scene.arrangement import Arrangement
from skinlax_desktop.ui.scene.comparing import CompareMode
from skinlax_desktop.ui.scene.legend import draw_caption, draw_footer, draw_legend, draw_title
from skinlax_desktop.ui.scene.mark_layer import paint_marks, paint_wipe
from skinlax_desktop.ui.scene.scene_pictures import SceneLook
from skinlax_desktop.ui.scene.shown_marks import ShownMarks
from skinlax_desktop.ui.scene.zone_map import ColourBar

_OVER_CAPTION_PX: Final = 44.0
_TITLE_PX: Final = 190.0


def bar_of(look: SceneLook) -> ColourBar | None:
    """The bar of the map that is shown."""
    if look.vertex_map is not None:
        return look.vertex_map.bar
    return look.zone_map.bar if look.zone_map is not None else None


def has_hatching(look: SceneLook) -> bool:
    """Whether any part is hatched."""
    return look.hatches and not bool(look.known(look.later).all())


def paint_overlay(
    painter: QPainter,
    arrangement: Arrangement,
    look: SceneLook,
    titles: tuple[str, str],
    marks: ShownMarks,
    places_px: npt.NDArray[np.float64],
    visible: Sequence[bool],
    *,
    wipes: bool,
) -> None:
    """`places_px` (n, 2) on the widget and `visible` (n,) belong to `marks.places()`; `wipes`: the handle is held."""
    seen, mode = arrangement.seen, arrangement.mode
    bar = bar_of(look) if not seen.isEmpty() else None
    plate = QRectF()
    if arrangement.footer.height() > 0.0:
        draw_footer(painter, arrangement.footer, bar, hatched=has_hatching(look))
    else:
        room = arrangement.whole.adjusted(0, 0, 0, -_OVER_CAPTION_PX)
        at_bottom = mode in (CompareMode.WIPE, CompareMode.SIDE)
        plate = draw_legend(painter, room, bar, hatched=has_hatching(look), at_bottom=at_bottom)
    _paint_titles(painter, arrangement, titles)
    if not seen.isEmpty():
        inside = [is_seen and bool(seen.left() <= x) for is_seen, x in zip(visible, places_px[:, 0], strict=True)]
        painter.save()
        painter.setClipRect(seen)
        paint_marks(painter, seen, marks, places_px, inside, plate)
        painter.restore()
    if mode is CompareMode.WIPE:
        paint_wipe(painter, arrangement.pane, arrangement.wipe_at, focused=wipes)
    captioned = QRectF(0, 0, arrangement.width, arrangement.pane.height())
    draw_caption(painter, captioned, caption_of(look.later.mesh))


def caption_of(mesh: FaceMesh) -> str:
    """What the surface was made from, and how sure its shape is."""
    known = mesh.measured > 0
    sigma = float(np.median(mesh.sigma_mm[known])) if known.any() else float(np.median(mesh.sigma_mm))
    return words.scene_caption(mesh.source, sigma, mesh.scale_known)


def _paint_titles(painter: QPainter, arrangement: Arrangement, titles: tuple[str, str]) -> None:
    then, now = titles
    if arrangement.mode is CompareMode.SIDE:
        draw_title(painter, arrangement.earlier_pane, then)
        draw_title(painter, arrangement.pane, now)
    elif arrangement.mode is CompareMode.WIPE:
        at = arrangement.wipe_at * arrangement.width
        for text, part in ((then, QRectF(0, 0, at, 60)), (now, QRectF(at, 0, arrangement.width - at, 60))):
            if part.width() > _TITLE_PX:
                draw_title(painter, part, text)
    elif arrangement.mode is CompareMode.BLINK:
        draw_title(painter, arrangement.whole, then if arrangement.shows_earlier else now)
