"""Makes `resources/phantom/severity_map.json`: how many millimetres a zone's severity stands for.

Run from the project's folder:  python models/training/severity_map.py --config models/training/config.toml
Each zone alone is set to severity 4 on people of the population, and its skin's mean displacement measured. The map is
a straight line through zero: severity = 4 x displacement / the median of those. The spread over people is kept beside
it, because a grade is no millimetre: the same severity moves a large face further.
"""

import argparse
import json
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from skinlax_desktop.domain.zones import MIDLINE_ZONES, PAIRED_ZONES
from skinlax_desktop.phantom.head import shape_head
from skinlax_desktop.phantom.landmarks import load_landmark_table
from skinlax_desktop.phantom.population import sample_person
from skinlax_desktop.phantom.truth import zone_displacements_mm

RESOURCES: Final = Path(__file__).parents[2] / "resources"
FIRST: Final = 800_000
"""People of the map are none of the population's."""


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--people", type=int, default=12)
    options = parser.parse_args()
    seed = tomllib.loads(options.config.read_text(encoding="utf-8"))["population"]["seed"]
    table = load_landmark_table(RESOURCES)
    zones = {}
    for kind in (*MIDLINE_ZONES, *PAIRED_ZONES):
        zone = kind if kind in MIDLINE_ZONES else f"{kind}_L"
        moved = []
        for number in range(options.people):
            patient = replace(sample_person(seed, FIRST + number).patient, laxity={zone: 4.0})
            moved.append(zone_displacements_mm(shape_head(patient, RESOURCES, average_folds=True), table)[zone])
        low, middle, high = np.percentile(moved, (5, 50, 95))
        zones[kind] = {
            "median_mm": round(float(middle), 3),
            "p05_mm": round(float(low), 3),
            "p95_mm": round(float(high), 3),
        }
        print(kind, zones[kind], flush=True)
    document = {
        "note": "displacement of a zone's skin at severity 4 of that zone alone; severity = 4 x displacement / median",
        "recipe": "models/training/severity_map.py",
        "seed": seed,
        "people": options.people,
        "zones": zones,
    }
    path = RESOURCES / "phantom" / "severity_map.json"
    path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
