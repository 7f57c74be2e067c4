"""The table of soft tissue: layers zone by zone, ligaments, and where each number comes from."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.zones import kind_of_zone

ELSEWHERE: Final = "elsewhere"


class FallsMost(StrEnum):
    """Which end of a zone descends most, and so is drawn up most; the other end is held."""

    EVENLY = "evenly"
    LATERAL = "lateral"
    BELOW = "below"


class Stiffness(StrEnum):
    """Which end of the published ranges of modulus is taken."""

    SOFT = "low"
    MIDDLE = "value"
    STIFF = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneTissue:
    """The layers of one zone: thicknesses in mm, pre-stress of the skin in kPa, `slide` 0..1 or above.

    `slide` is the share of the deep layer's shear stiffness that is left where planes glide over each other, `backing`
    the share of its stiffness against being pressed in that is left where it hangs over an edge and no bone backs it.
    """

    skin_m_mm: float
    skin_f_mm: float
    pre_stress_kpa: float
    deep_mm: float
    slide: float
    smas: bool
    backing: float
    falls_most: FallsMost

    def skin_mm(self, sex: str | None) -> float:
        """Epidermis and dermis; the mean of both sexes where the sex is not known."""
        known = {"M": self.skin_m_mm, "F": self.skin_f_mm}
        return known.get(sex or "", 0.5 * (self.skin_m_mm + self.skin_f_mm))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ligament:
    """One retaining ligament of the right side: at a landmark, or `lateral_mm` along the jaw's border.

    `stiffness_mn_per_mm` is that of the whole ligament, which holds the skin around it within `radius_mm` (one
    standard deviation).
    """

    name: str
    landmark: int | None
    lateral_mm: float
    above_border_mm: float
    stiffness_mn_per_mm: float
    radius_mm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TissueTable:
    """All of it; moduli in kPa, which is mN/mm²."""

    sheet_modulus_kpa: Mapping[str, float]
    sheet_poisson: float
    smas_mm: float
    smas_modulus_share: float
    deep_modulus_kpa: Mapping[str, float]
    deep_poisson: float
    density_g_per_mm3: float
    zones: Mapping[str, ZoneTissue]
    ligaments: tuple[Ligament, ...]
    sources: Mapping[str, str]

    def of_zone(self, zone: str | None) -> ZoneTissue:
        """The tissue of a zone, either side; that of skin outside every zone for None and for unknown names."""
        return self.zones.get(kind_of_zone(zone) if zone else ELSEWHERE, self.zones[ELSEWHERE])


@lru_cache(maxsize=1)
def tissue_table() -> TissueTable:
    """The table of this installation.

    Raises `SkinlaxError("tissue_table_missing")` when it is absent or damaged.
    """
    home = Path(os.environ.get("SKINLAX_HOME") or Path(__file__).parents[3])
    try:
        with (home / "resources" / "biomechanics" / "tissue.toml").open("rb") as file:
            return _table(tomllib.load(file))
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise SkinlaxError("tissue_table_missing") from error


def _table(document: Mapping[str, Any]) -> TissueTable:
    sheet, deep = document["sheet"], document["deep"]
    return TissueTable(
        sheet_modulus_kpa={end: float(sheet["modulus_kpa"][end]) for end in Stiffness},
        sheet_poisson=float(sheet["poisson"]["value"]),
        smas_mm=float(sheet["smas_thickness_mm"]["value"]),
        smas_modulus_share=float(sheet["smas_modulus_share"]["value"]),
        deep_modulus_kpa={end: float(deep["modulus_kpa"][end]) for end in Stiffness},
        deep_poisson=float(deep["poisson"]["value"]),
        density_g_per_mm3=float(deep["density_g_per_mm3"]["value"]),
        zones={
            name: ZoneTissue(
                skin_m_mm=float(zone["skin_m"]),
                skin_f_mm=float(zone["skin_f"]),
                pre_stress_kpa=float(zone["pre_stress_kpa"]),
                deep_mm=float(zone["deep_mm"]),
                slide=float(zone["slide"]),
                smas=bool(zone["smas"]),
                backing=float(zone.get("backing", 1.0)),
                falls_most=FallsMost(zone.get("falls_most", FallsMost.EVENLY)),
            )
            for name, zone in document["zone"].items()
        },
        ligaments=tuple(
            Ligament(
                name=str(entry["name"]),
                landmark=entry.get("landmark"),
                lateral_mm=float(entry.get("lateral_mm", 0.0)),
                above_border_mm=float(entry.get("above_border_mm", 0.0)),
                stiffness_mn_per_mm=float(entry["stiffness_mn_per_mm"]),
                radius_mm=float(entry["radius_mm"]),
            )
            for entry in document["ligament"]
        ),
        sources=dict(document["sources"]),
    )
