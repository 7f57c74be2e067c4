"""The zone names are those of the published zone table."""

import json
from pathlib import Path

from skinlax_desktop.domain.zones import ZONES


def test_every_zone_of_the_table_is_known_and_two_come_from_the_outline() -> None:
    table = json.loads((Path(__file__).parents[3] / "resources" / "zones.json").read_text(encoding="utf-8"))
    assert set(ZONES) - set(table["zones"]) == {"submental", "neck"}
    assert set(table["zones"]) <= set(ZONES)
