"""All attributes of one picture, zone by zone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, cast

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.attributes.lines import FINE_LINES, WRINKLES, find_lines, line_density
from skinlax_desktop.imaging.attributes.local_contrast import band_inside, smooth_inside
from skinlax_desktop.imaging.attributes.skin_map import SkinMap, map_skin
from skinlax_desktop.imaging.attributes.spots import (
    PORES_COARSEST_MM_PER_PX,
    SPOTS_COARSEST_MM_PER_PX,
    SUN_COARSEST_MM_PER_PX,
    find_pores,
    find_spots,
    mottling,
)
from skinlax_desktop.imaging.colour import (
    blue_absorbance,
    erythema_index,
    individual_typology_angle,
    lab,
    melanin_index,
)
from skinlax_desktop.imaging.colour_correction import ColourCorrection
from skinlax_desktop.imaging.colour_spaces import lab_from_linear_rgb

Mask = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float64]

ATTRIBUTES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "fine_lines": "mm/cm2",
        "wrinkles": "mm/cm2",
        "texture": "AU",
        "tone": "dE00",
        "pigmentation": "%",
        "pores": "1/cm2",
        "uv_damage": "AU",
        "redness": "AU",
    }
)
# These read hue, which a grey or CMYK file does not carry.
NEED_COLOUR: Final = frozenset({"tone", "pigmentation", "uv_damage", "redness"})
PROXIES: Final = frozenset({"uv_damage"})

TEXTURE_BAND_MM: Final = (0.4, 2.5)
TEXTURE_COARSEST_MM_PER_PX: Final = 0.4
_TONE_SMOOTHING_MM: Final = 1.5
_SMALLEST_AREA_CM2: Final = 0.25
_SMALLEST_SHARE: Final = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeReading:
    """A value over an area of skin, or the code of the reason why there is none."""

    value: float | None = None
    reason: str | None = None
    area_cm2: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ColourReading:
    """Median colour of an area: CIELAB and individual typology angle."""

    lab: tuple[float, float, float]
    ita_deg: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PictureReadings:
    """Readings by zone and attribute; `colours` by zone. The name "" is all zones together."""

    attributes: Mapping[tuple[str, str], AttributeReading]
    colours: Mapping[str, ColourReading]


def measure_skin(
    picture_bgr: npt.NDArray[np.uint8],
    landmarks_px: Points,
    polygons: Mapping[str, Points],
    *,
    zones: Iterable[str],
    mm_per_px: float,
    has_colour: bool = True,
    correction: ColourCorrection | None = None,
) -> PictureReadings:
    """Measure `zones` of an upright sRGB picture; `mm_per_px` is the size of a pixel at the face.

    `correction` turns the camera's colour of a zone into its true one; `colours` alone is corrected, because the
    attributes are contrasts within one picture.
    """
    wanted = tuple(zones)
    skin = map_skin(picture_bgr, landmarks_px, {zone: polygons[zone] for zone in wanted}, mm_per_px)
    maps = _Maps(skin, picture_bgr, has_colour)
    masks = {zone: skin.zone_mask(zone) for zone in wanted}
    usable = {
        zone: mask
        for zone, mask in masks.items()
        if skin.area_cm2(mask) >= _SMALLEST_AREA_CM2
        and np.count_nonzero(mask) >= _SMALLEST_SHARE * skin.zone_size_px(zone)
    }
    if usable:
        together = np.zeros_like(skin.skin)
        for mask in usable.values():
            together |= mask
        usable[""] = together
    readings: dict[tuple[str, str], AttributeReading] = {}
    for zone in (*wanted, ""):
        for name in ATTRIBUTES:
            if zone in usable:
                readings[zone, name] = maps.read(name, usable[zone])
            else:
                readings[zone, name] = AttributeReading(reason="too_little_skin")
    size = (picture_bgr.shape[1], picture_bgr.shape[0])
    colours = {zone: _colour(skin, mask, size, correction) for zone, mask in usable.items()} if has_colour else {}
    return PictureReadings(attributes=readings, colours=colours)


class _Maps:
    """The filtered pictures that the attributes are read from, each made once."""

    def __init__(self, skin: SkinMap, picture_bgr: npt.NDArray[np.uint8], has_colour: bool) -> None:
        self._skin = skin
        self._has_colour = has_colour
        scale, lightness = skin.mm_per_px, np.ascontiguousarray(skin.lab[..., 0])
        self._reasons = {name: self._reason(name) for name in ATTRIBUTES}
        ready = {name for name, reason in self._reasons.items() if reason is None}
        empty = np.zeros_like(skin.skin)
        self._fine = find_lines(lightness, skin.skin, scale, FINE_LINES) if "fine_lines" in ready else empty
        self._wrinkles = find_lines(lightness, skin.skin, scale, WRINKLES) if "wrinkles" in ready else empty
        band = (TEXTURE_BAND_MM[0] / scale, TEXTURE_BAND_MM[1] / scale)
        self._texture = np.abs(band_inside(lightness, skin.skin, *band))
        self._spots = find_spots(melanin_index(skin.rgb), skin.skin, scale) if "pigmentation" in ready else empty
        self._sun = mottling(blue_absorbance(skin.rgb), skin.skin, scale)
        self._redness = erythema_index(skin.rgb)
        self._even = _smooth_colour(skin)
        self._pores = _pores_of(picture_bgr, skin) if "pores" in ready else empty

    def _reason(self, name: str) -> str | None:
        if name in NEED_COLOUR and not self._has_colour:
            return "no_colour"
        coarsest = {
            "fine_lines": FINE_LINES.coarsest_mm_per_px,
            "wrinkles": WRINKLES.coarsest_mm_per_px,
            "texture": TEXTURE_COARSEST_MM_PER_PX,
            "pigmentation": SPOTS_COARSEST_MM_PER_PX,
            "uv_damage": SUN_COARSEST_MM_PER_PX,
            "pores": PORES_COARSEST_MM_PER_PX,
        }.get(name, np.inf)
        return "resolution_too_low" if self._skin.native_mm_per_px > coarsest else None

    def read(self, name: str, mask: Mask) -> AttributeReading:
        area = self._skin.area_cm2(mask)
        reason = self._reasons[name]
        if reason is not None:
            return AttributeReading(reason=reason, area_cm2=area)
        seen = mask > 0
        if name in ("fine_lines", "wrinkles"):
            value = line_density(self._fine if name == "fine_lines" else self._wrinkles, mask, self._skin.mm_per_px)
        elif name == "texture":
            value = float(self._texture[seen].mean())
        elif name == "tone":
            value = _unevenness(self._even[seen])
        elif name == "pigmentation":
            value = 100.0 * float(np.count_nonzero(self._spots[seen])) / float(np.count_nonzero(seen))
        elif name == "pores":
            value = float(np.count_nonzero(self._pores[seen])) / area
        elif name == "uv_damage":
            value = float(self._sun[seen].mean())
        else:
            value = float(np.median(self._redness[seen]))
        return AttributeReading(value=value, area_cm2=area)


def _pores_of(picture_bgr: npt.NDArray[np.uint8], skin: SkinMap) -> Mask:
    """Pores are found at the camera's own resolution and marked in the map."""
    left, top, right, bottom = skin.box
    lightness = np.ascontiguousarray(lab(picture_bgr[top:bottom, left:right])[..., 0])
    size = (lightness.shape[1], lightness.shape[0])
    native = cast(Mask, cv2.resize(skin.skin, size, interpolation=cv2.INTER_NEAREST))
    rows, columns = np.nonzero(find_pores(lightness, native, skin.native_mm_per_px))
    marked = np.zeros_like(skin.skin)
    height, width = marked.shape
    y = np.minimum((rows * skin.reduction).astype(int), height - 1)
    x = np.minimum((columns * skin.reduction).astype(int), width - 1)
    marked[y, x] = 255
    return marked


def _smooth_colour(skin: SkinMap) -> npt.NDArray[np.float32]:
    sigma = _TONE_SMOOTHING_MM / skin.mm_per_px
    return np.dstack([smooth_inside(np.ascontiguousarray(plane), skin.skin, sigma) for plane in cv2.split(skin.lab)])


def _unevenness(colours: npt.NDArray[np.float32]) -> float:
    """Mean colour difference CIEDE2000 (CIE 142-2001) from the area's own median colour."""
    from skimage.color import deltaE_ciede2000

    # Smooth by construction: one pixel in 20 says the same at a fraction of the cost.
    some = colours[::20] if len(colours) > 2000 else colours
    return float(np.mean(deltaE_ciede2000(some, np.broadcast_to(np.median(some, axis=0), some.shape))))


def _colour(skin: SkinMap, mask: Mask, size: tuple[int, int], correction: ColourCorrection | None) -> ColourReading:
    lightness, a, b = np.median(skin.lab[mask > 0], axis=0)
    if correction is not None:
        rows, columns = np.nonzero(mask)
        x = np.array([(skin.box[0] + (columns.mean() + 0.5) / skin.reduction) / size[0]])
        y = np.array([(skin.box[1] + (rows.mean() + 0.5) / skin.reduction) / size[1]])
        seen = np.median(skin.rgb[mask > 0], axis=0).astype(np.float64)[None]
        lightness, a, b = lab_from_linear_rgb(correction.apply(seen, x, y))[0]
    return ColourReading(
        lab=(float(lightness), float(a), float(b)), ita_deg=individual_typology_angle(float(lightness), float(b))
    )
