"""The photographs of a report: small enough to print well, with zones and the clinician's marks as vectors."""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.annotation import Annotation, AnnotationKind
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.measurement import Analysis, FrameResult
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.zones import Side, side_of_zone
from skinlax_desktop.imaging.colour_scale import hex_at
from skinlax_desktop.imaging.decoding import decode_picture
from skinlax_desktop.imaging.encoding import encode_jpeg
from skinlax_desktop.imaging.zones import VISIBLE_COSINE, zone_cosines, zone_polygons
from skinlax_desktop.workflows.report_blocks import Photograph, Shape, ShapeKind

PRINT_DPI: Final = 300.0
JPEG_QUALITY: Final = 86

# The colour bar on paper is mixed from nine stops; between them it is off by two levels in 255 at most.
ZONE_COLOURS: Final = tuple(hex_at(step / 8) for step in range(9))
OUTLINE_COLOUR: Final = "#ffffff"
MARK_COLOUR: Final = "#ffb000"

CROP_ASPECT: Final = 0.78
CROP_AIR: Final = 1.16

# Extrapolated from the jaw as seen from the front; a turned head would misplace them.
OFF_MESH_ZONES: Final = ("submental", "neck")

_SIDE_SHOWN: Final = {
    View.OBLIQUE_LEFT: Side.LEFT,
    View.LATERAL_LEFT: Side.LEFT,
    View.OBLIQUE_RIGHT: Side.RIGHT,
    View.LATERAL_RIGHT: Side.RIGHT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedPicture:
    """A view ready to print, and the size of the picture that its marks were made on."""

    photograph: Photograph
    source_width_px: int
    source_height_px: int

    def place(
        self, points_px: Iterable[tuple[float, float]], size_px: tuple[int, int] = (0, 0)
    ) -> tuple[tuple[float, float], ...]:
        """Pixels (centre of the top left one is 0, 0) as shares of the printed picture.

        `size_px` is the width and height that the pixels are counted in, by default those of the source.
        """
        width, height = size_px if all(size_px) else (self.source_width_px, self.source_height_px)
        return tuple(((x + 0.5) / width, (y + 0.5) / height) for x, y in points_px)


def prepare_pictures(
    images: Mapping[View, bytes], heights_mm: Mapping[View, float], default_mm: float
) -> dict[View, PreparedPicture]:
    """Decode, shrink to 300 dpi of the tallest printed height, and encode each view once.

    Raises `SkinlaxError("report_picture_unreadable")` for a picture that does not decode.
    """

    def prepare(view: View) -> PreparedPicture:
        return prepare_picture(images[view], view.value, heights_mm.get(view, default_mm))

    with ThreadPoolExecutor(max_workers=2) as pool:
        return dict(zip(images, pool.map(prepare, images), strict=True))


def prepare_picture(data: bytes, name: str, height_mm: float) -> PreparedPicture:
    """One picture, printed at most `height_mm` tall; `name` is what an error calls it."""
    try:
        picture = decode_picture(data, name=name)
    except SkinlaxError as error:
        raise SkinlaxError("report_picture_unreadable", view=name) from error
    height, width = picture.shape[:2]
    wanted = min(height, round(height_mm / 25.4 * PRINT_DPI))
    size = (max(1, round(width * wanted / height)), wanted)
    # Shrinking by a whole factor first keeps the area filter on its fast path.
    factor = height // wanted
    if factor > 1:
        picture = _shrink(picture, (width // factor, height // factor))
    small = _shrink(picture, size)
    return PreparedPicture(
        photograph=Photograph(jpeg=encode_jpeg(small, JPEG_QUALITY), width_px=size[0], height_px=size[1]),
        source_width_px=width,
        source_height_px=height,
    )


def _shrink(picture: npt.NDArray[np.uint8], size: tuple[int, int]) -> npt.NDArray[np.uint8]:
    if size == picture.shape[1::-1]:
        return picture
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def frame_of(analysis: Analysis | None, view: View) -> FrameResult | None:
    """The newest analysed picture of a view that has landmarks."""
    frames = analysis.frames if analysis is not None else ()
    return next((frame for frame in reversed(frames) if frame.view == view and frame.landmarks_px), None)


def zone_outlines(frame: FrameResult, view: View) -> dict[str, tuple[tuple[float, float], ...]]:
    """Polygons in pixels of the zones that face this view squarely enough to be read."""
    points = np.array(frame.landmarks_px)
    polygons = zone_polygons(points)
    if frame.landmark_depth_px:
        seen = zone_cosines(points, np.array(frame.landmark_depth_px))
        polygons = {zone: ring for zone, ring in polygons.items() if seen.get(zone, 1.0) >= VISIBLE_COSINE}
    shown = _SIDE_SHOWN.get(view)
    return {
        zone: tuple((float(x), float(y)) for x, y in ring)
        for zone, ring in polygons.items()
        if shown is None or (side_of_zone(zone) in (shown, Side.MIDLINE) and zone not in OFF_MESH_ZONES)
    }


def with_zones(prepared: PreparedPicture, frame: FrameResult, view: View, colours: Mapping[str, str]) -> Photograph:
    """The face with its zones: filled where `colours` names one, outlined elsewhere."""
    fills: list[Shape] = []
    outlines: list[Shape] = []
    for zone, ring in zone_outlines(frame, view).items():
        points = prepared.place(ring, (frame.width_px, frame.height_px))
        if zone in colours:
            fills.append(Shape(kind=ShapeKind.FILL, points=points, colour=colours[zone]))
        elif zone in OFF_MESH_ZONES:
            continue
        outlines.append(Shape(kind=ShapeKind.OUTLINE, points=points, colour=OUTLINE_COLOUR))
    shapes = (*fills, *outlines)
    return replace(prepared.photograph, shapes=shapes, crop=_crop_around(prepared.photograph, shapes))


def _crop_around(photograph: Photograph, shapes: Iterable[Shape]) -> tuple[float, float, float, float]:
    """A box of fixed proportions around the shapes with air around it, inside the picture where it fits."""
    points = np.array([point for shape in shapes for point in shape.points] or [(0.0, 0.0), (1.0, 1.0)])
    size = np.array((photograph.width_px, photograph.height_px), dtype=float)
    low, high = points.min(axis=0) * size, points.max(axis=0) * size
    middle, extent = (low + high) / 2, (high - low) * CROP_AIR
    extent = np.array((max(extent[0], extent[1] * CROP_ASPECT), max(extent[1], extent[0] / CROP_ASPECT)))
    extent *= min(1.0, *(size / extent))
    corner = np.clip(middle - extent / 2, 0.0, size - extent)
    left, top = corner / size
    right, bottom = (corner + extent) / size
    return float(left), float(top), float(right), float(bottom)


def with_marks(prepared: PreparedPicture, marks: Iterable[tuple[int, Annotation]]) -> Photograph:
    """The picture with the clinician's numbered marks."""
    shapes = tuple(shape for number, mark in marks for shape in _shapes_of(prepared, number, mark))
    return replace(prepared.photograph, shapes=shapes)


def _shapes_of(prepared: PreparedPicture, number: int, mark: Annotation) -> tuple[Shape, ...]:
    points = prepared.place(mark.points_px)
    if not points:
        return ()
    kinds = {
        AnnotationKind.ARROW: ShapeKind.ARROW,
        AnnotationKind.POLYGON: ShapeKind.POLYGON,
        AnnotationKind.FREEHAND: ShapeKind.LINE,
    }
    label = Shape(kind=ShapeKind.NUMBER, points=(points[0],), colour=MARK_COLOUR, text=str(number))
    kind = kinds.get(mark.kind)
    if kind is None or len(points) < 2:
        return (label,)
    return (Shape(kind=kind, points=points, colour=MARK_COLOUR), label)


def colour_zones(values: Mapping[str, float]) -> dict[str, str]:
    """A colour for each zone's value, over the range of the values themselves."""
    if not values:
        return {}
    low, high = min(values.values()), max(values.values())
    return {zone: hex_at((value - low) / (high - low) if high > low else 0.5) for zone, value in values.items()}
