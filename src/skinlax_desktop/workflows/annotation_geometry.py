"""Shapes of marks in picture pixels: where one was touched, how it moves, how a stroke is thinned."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from skinlax_desktop.domain.annotation import Annotation, AnnotationKind

Point = tuple[float, float]


def move_mark(mark: Annotation, by_x: float, by_y: float) -> Annotation:
    """The mark shifted by pixels."""
    return replace(mark, points_px=tuple((x + by_x, y + by_y) for x, y in mark.points_px))


def move_corner(mark: Annotation, corner: int, to: Point) -> Annotation:
    """The mark with one of its points put elsewhere."""
    return replace(mark, points_px=(*mark.points_px[:corner], to, *mark.points_px[corner + 1 :]))


def distance_to_mark(mark: Annotation, point: Point) -> float:
    """Pixels from a point to the nearest part of a mark; 0 inside a polygon."""
    corners = mark.points_px
    if mark.kind is AnnotationKind.POLYGON:
        if is_inside(point, corners):
            return 0.0
        corners = (*corners, corners[0])
    if len(corners) == 1:
        return math.dist(corners[0], point)
    return min(_distance_to_segment(point, a, b) for a, b in pairwise(corners))


def nearest_corner(mark: Annotation, point: Point, reach_px: float) -> int | None:
    """The number of the mark's point within reach of `point`, or None."""
    number = min(range(len(mark.points_px)), key=lambda k: math.dist(mark.points_px[k], point))
    return number if math.dist(mark.points_px[number], point) <= reach_px else None


def mark_at(marks: Sequence[Annotation], point: Point, reach_px: float) -> Annotation | None:
    """The uppermost mark within reach of a point; a line is preferred to a polygon's inside."""
    near = [(distance_to_mark(mark, point), -number, mark) for number, mark in enumerate(marks)]
    near = [entry for entry in near if entry[0] <= reach_px]
    lines = [entry for entry in near if entry[2].kind is not AnnotationKind.POLYGON]
    return min(lines or near, key=lambda entry: entry[1])[2] if near else None


def is_inside(point: Point, ring: Sequence[Point]) -> bool:
    """Even-odd rule for a closed polygon."""
    x, y = point
    inside = False
    for (x0, y0), (x1, y1) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) / (y1 - y0) * (x1 - x0):
            inside = not inside
    return inside


def thin_stroke(points: Sequence[Point], tolerance_px: float) -> tuple[Point, ...]:
    """A stroke with fewer points, none farther than the tolerance from the drawn line (Douglas and Peucker, 1973)."""
    if len(points) < 3:
        return tuple(points)
    keep = {0, len(points) - 1}
    open_spans = [(0, len(points) - 1)]
    while open_spans:
        first, last = open_spans.pop()
        if last - first < 2:
            continue
        farthest = max(
            range(first + 1, last), key=lambda k: _distance_to_segment(points[k], points[first], points[last])
        )
        if _distance_to_segment(points[farthest], points[first], points[last]) > tolerance_px:
            keep.add(farthest)
            open_spans += [(first, farthest), (farthest, last)]
    return tuple(points[k] for k in sorted(keep))


def _distance_to_segment(point: Point, start: Point, end: Point) -> float:
    along = (end[0] - start[0], end[1] - start[1])
    length2 = along[0] ** 2 + along[1] ** 2
    if length2 == 0.0:
        return math.dist(point, start)
    share = ((point[0] - start[0]) * along[0] + (point[1] - start[1]) * along[1]) / length2
    share = min(1.0, max(0.0, share))
    return math.dist(point, (start[0] + share * along[0], start[1] + share * along[1]))
