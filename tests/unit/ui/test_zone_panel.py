"""The list of zones: what is said alike of many stands once."""

from skinlax_desktop.domain.measurement import LaxityGrade
from skinlax_desktop.ui.screens.simulation.zone_panel import alike
from skinlax_desktop.workflows.zone_guidance import Guidance, ZoneGuidance


def test_ungraded_zones_with_one_reason_share_a_line_and_graded_ones_keep_their_own() -> None:
    refused = [
        ZoneGuidance(zone=zone, guidance=Guidance.NOT_JUDGED, grade=None, devices=(), reason="refused_by_gate")
        for zone in ("temple", "brow")
    ]
    missing = ZoneGuidance(zone="chin", guidance=Guidance.NOT_JUDGED, grade=None, devices=(), reason="no_frontal_view")
    grade = LaxityGrade(value=1.5, low=0.5, high=2.5)
    graded = [ZoneGuidance(zone=zone, guidance=Guidance.EXAMINE, grade=grade, devices=()) for zone in ("jowl", "neck")]
    rows = alike([*refused, missing, *graded])
    assert [line.split(":")[0] for line, _ in rows] == ["Temple, Brow", "Chin", "Jowl", "Neck"]
    assert rows[0][1] != rows[1][1]
