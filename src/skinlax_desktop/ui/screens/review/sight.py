"""What part of a picture is seen: a scale and a centre, and the way between picture and screen."""

from dataclasses import dataclass, replace
from typing import Final

Point = tuple[float, float]
_LARGEST_SCALE: Final = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """`scale` is screen pixels per picture pixel; `centre_px` is the picture point in the middle of the widget.

    Picture pixels have their centre at whole numbers; the picture reaches from -0.5 to size - 0.5.
    """

    scale: float = 1.0
    centre_px: Point = (0.0, 0.0)

    def to_screen(self, point: Point, size: tuple[float, float]) -> Point:
        """A picture point on a widget of that size."""
        return (
            size[0] / 2 + (point[0] - self.centre_px[0]) * self.scale,
            size[1] / 2 + (point[1] - self.centre_px[1]) * self.scale,
        )

    def to_picture(self, point: Point, size: tuple[float, float]) -> Point:
        """A widget point on the picture."""
        return (
            self.centre_px[0] + (point[0] - size[0] / 2) / self.scale,
            self.centre_px[1] + (point[1] - size[1] / 2) / self.scale,
        )

    def zoomed(self, factor: float, at: Point, size: tuple[float, float], least: float) -> "Sight":
        """Nearer by a factor; the picture point under `at` stays where it is."""
        fixed = self.to_picture(at, size)
        scale = min(max(_LARGEST_SCALE, least), max(least, self.scale * factor))
        return Sight(
            scale=scale,
            centre_px=(fixed[0] - (at[0] - size[0] / 2) / scale, fixed[1] - (at[1] - size[1] / 2) / scale),
        )

    def panned(self, by: Point) -> "Sight":
        """Shifted by screen pixels: the picture follows the hand."""
        x, y = self.centre_px
        return replace(self, centre_px=(x - by[0] / self.scale, y - by[1] / self.scale))

    def kept_inside(self, picture: tuple[int, int]) -> "Sight":
        """The centre never leaves the picture."""
        x, y = self.centre_px
        return replace(self, centre_px=(min(max(x, 0.0), picture[0] - 1.0), min(max(y, 0.0), picture[1] - 1.0)))


def fit(picture: tuple[int, int], size: tuple[float, float]) -> Sight:
    """The whole picture, as large as it goes."""
    scale = min(size[0] / picture[0], size[1] / picture[1])
    return Sight(scale=scale, centre_px=((picture[0] - 1) / 2, (picture[1] - 1) / 2))
