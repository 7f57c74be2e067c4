from dataclasses import replace

import pytest

from skinlax_desktop.domain.zones import ZONES
from skinlax_desktop.phantom.head import shape_head
from skinlax_desktop.phantom.landmarks import load_landmark_table
from skinlax_desktop.phantom.population import sample_person
from skinlax_desktop.phantom.population.severity import load_severity_map
from skinlax_desktop.phantom.truth import zone_displacements_mm


def test_every_zone_has_its_millimetres_and_the_map_goes_both_ways(resources):
    table = load_severity_map(resources)
    for zone in ZONES:
        assert table.displacement_mm(zone, 0.0) == 0.0
        assert table.severity(zone, table.displacement_mm(zone, 2.5)) == pytest.approx(2.5)
        assert table.displacement_mm(zone, 4.0) > 0.2


@pytest.mark.parametrize("zone", ["malar_L", "brow_R", "submental"])
def test_the_map_holds_for_somebody_it_was_not_made_from(resources, zone):
    patient = replace(sample_person(5, 12).patient, laxity={zone: 3.0})
    moved = zone_displacements_mm(shape_head(patient, resources), load_landmark_table(resources))[zone]
    assert load_severity_map(resources).severity(zone, moved) == pytest.approx(3.0, abs=0.9)
