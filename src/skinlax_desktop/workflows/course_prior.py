"""Reads the priors of the forecast and what is known of risk factors; every number comes with its source."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from skinlax_desktop.analytics.course_model import CoursePrior


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorSource:
    """Where a number comes from. `engineering`: this project's own choice, no published fact."""

    name: str
    engineering: bool
    says: str
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityPrior:
    """The prior of one quantity, the ends of its scale where it has any, and the sources it rests on."""

    quantity: str
    unit: str
    prior: CoursePrior
    sources: tuple[PriorSource, ...]
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursePriors:
    """Of every quantity that may be forecast; higher is more lax in each."""

    version: str
    of: Mapping[str, QuantityPrior]


_NUMBERS = ("mean_per_year", "mean_sd_per_year", "slope_sd_per_year", "wander_sd", "bend_sd", "unlike_share")


@lru_cache(maxsize=2)
def load_course_priors(resources: Path) -> CoursePriors:
    """Read `course/prior.toml` from the folder of resources; KeyError for a number without a source."""
    document = _read(resources / "course" / "prior.toml")
    sources = {
        name: PriorSource(
            name=name, engineering=row["kind"] == "engineering", says=row["says"], cites=tuple(row["cites"])
        )
        for name, row in document["sources"].items()
    }
    found = {}
    for quantity, row in document.items():
        if quantity in ("schema", "version", "sources"):
            continue
        numbers = {name: row[name]["value"] for name in _NUMBERS}
        named = dict.fromkeys(row[name]["source"] for name in _NUMBERS)
        found[quantity] = QuantityPrior(
            quantity=quantity,
            unit=row["unit"],
            prior=CoursePrior(
                mean=numbers["mean_per_year"],
                mean_sd=numbers["mean_sd_per_year"],
                slope_sds=tuple(numbers["slope_sd_per_year"]),
                wander_sds=tuple(numbers["wander_sd"]),
                bend_sds=tuple(numbers["bend_sd"]),
                unlike_share=numbers["unlike_share"],
            ),
            sources=tuple(sources[name] for name in named),
            least=row.get("least"),
            most=row.get("most"),
        )
    return CoursePriors(version=document["version"], of=MappingProxyType(found))


@lru_cache(maxsize=2)
def load_unused_risk_factors(resources: Path) -> Mapping[str, str]:
    """By risk factor, the code of why a forecast does not use it."""
    document = _read(resources / "course" / "risk_factors.toml")
    rows = {name: row for name, row in document.items() if isinstance(row, dict)}
    return MappingProxyType({name: row["why"] for name, row in rows.items() if not row["used"]})


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
