"""Photographs on paper, with zones and marks drawn as vectors over them."""

import io
import math
from typing import Any, Final

from skinlax_desktop.report.typefaces import Face, Typefaces
from skinlax_desktop.report.typesetting import HAIRLINE, MUTED, TINT, Setting, draw_line, paint
from skinlax_desktop.workflows.report_blocks import MissingPhotograph, Photograph, Shape, ShapeKind

FILL_OPACITY: Final = 0.5
_HALO: Final = "#1d2221"


def aspect_of(picture: Photograph | MissingPhotograph) -> float:
    """Width over height of what shows; a missing picture leaves a portrait place."""
    if isinstance(picture, MissingPhotograph):
        return 0.73
    left, top, right, bottom = picture.crop
    return (picture.width_px * (right - left)) / (picture.height_px * (bottom - top))


class PictureDrawer:
    """Draws pictures on a canvas; each JPEG is embedded once, however often it is shown."""

    def __init__(self, canvas: Any, typefaces: Typefaces) -> None:
        self._canvas = canvas
        self._typefaces = typefaces
        self._readers: dict[int, Any] = {}

    def draw(self, picture: Photograph | MissingPhotograph, x: float, y: float, width: float, height: float) -> None:
        """Fill the box whose lower left corner is (x, y)."""
        if isinstance(picture, MissingPhotograph):
            self._draw_place(picture.detail, x, y, width, height)
            return
        left, top, right, bottom = picture.crop
        full_width, full_height = width / (right - left), height / (bottom - top)
        origin_x, origin_y = x - left * full_width, y - (1.0 - bottom) * full_height
        canvas = self._canvas
        canvas.saveState()
        clip = canvas.beginPath()
        clip.roundRect(x, y, width, height, 3)
        canvas.clipPath(clip, stroke=0, fill=0)
        canvas.drawImage(self._reader(picture.jpeg), origin_x, origin_y, full_width, full_height)
        for shape in picture.shapes:
            points = [(origin_x + u * full_width, origin_y + (1.0 - v) * full_height) for u, v in shape.points]
            self._draw_shape(shape, points, (x, y, width, height))
        canvas.restoreState()

    def _reader(self, jpeg: bytes) -> Any:
        from reportlab.lib.utils import ImageReader

        key = hash(jpeg)
        if key not in self._readers:
            self._readers[key] = ImageReader(io.BytesIO(jpeg))
        return self._readers[key]

    def _draw_place(self, words: str, x: float, y: float, width: float, height: float) -> None:
        canvas = self._canvas
        canvas.saveState()
        canvas.setFillColor(paint(TINT))
        canvas.setStrokeColor(paint(HAIRLINE))
        canvas.setDash(3, 3)
        canvas.roundRect(x, y, width, height, 3, stroke=1, fill=1)
        canvas.restoreState()
        setting = Setting(size=8, leading=10, colour=MUTED)
        measured = self._typefaces.width(words, setting.face, setting.size)
        draw_line(canvas, self._typefaces, words, setting, x + (width - measured) / 2, y + height / 2)

    def _draw_shape(
        self, shape: Shape, points: list[tuple[float, float]], box: tuple[float, float, float, float]
    ) -> None:
        canvas = self._canvas
        canvas.setLineJoin(1)
        canvas.setLineCap(1)
        if shape.kind is ShapeKind.NUMBER:
            self._draw_number(shape, points[0], box)
        elif shape.kind is ShapeKind.FILL:
            canvas.setFillColor(paint(shape.colour))
            canvas.setFillAlpha(FILL_OPACITY)
            canvas.drawPath(self._path(points, closed=True), stroke=0, fill=1)
            canvas.setFillAlpha(1)
        elif shape.kind is ShapeKind.OUTLINE:
            canvas.setStrokeColor(paint(shape.colour))
            canvas.setLineWidth(0.45)
            canvas.drawPath(self._path(points, closed=True), stroke=1, fill=0)
        else:
            path = self._mark(shape.kind, points)
            # A dark halo keeps the mark readable on pale and on dark skin alike.
            for colour, line_width in ((_HALO, 2.6), (shape.colour, 1.3)):
                canvas.setStrokeColor(paint(colour))
                canvas.setLineWidth(line_width)
                canvas.drawPath(path, stroke=1, fill=0)

    def _path(self, points: list[tuple[float, float]], *, closed: bool) -> Any:
        path = self._canvas.beginPath()
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        if closed:
            path.close()
        return path

    def _mark(self, kind: ShapeKind, points: list[tuple[float, float]]) -> Any:
        path = self._path(points, closed=kind is ShapeKind.POLYGON)
        if kind is ShapeKind.ARROW:
            (x0, y0), (x1, y1) = points[0], points[-1]
            along = math.atan2(y1 - y0, x1 - x0)
            for turn in (math.radians(152), math.radians(-152)):
                path.moveTo(x1, y1)
                path.lineTo(x1 + 7 * math.cos(along + turn), y1 + 7 * math.sin(along + turn))
        return path

    def _draw_number(self, shape: Shape, point: tuple[float, float], box: tuple[float, float, float, float]) -> None:
        """A numbered disc at the mark's first point, moved just enough to lie inside the picture."""
        canvas, radius = self._canvas, 5.6
        left, bottom, width, height = box
        x = min(max(point[0], left + radius + 1), left + width - radius - 1)
        y = min(max(point[1], bottom + radius + 1), bottom + height - radius - 1)
        canvas.setFillColor(paint(shape.colour))
        canvas.setStrokeColor(paint(_HALO))
        canvas.setLineWidth(0.7)
        canvas.circle(x, y, radius, stroke=1, fill=1)
        setting = Setting(size=7, leading=7, face=Face.SEMIBOLD, colour=_HALO)
        measured = self._typefaces.width(shape.text, setting.face, setting.size)
        draw_line(canvas, self._typefaces, shape.text, setting, x - measured / 2, y - 2.4)
