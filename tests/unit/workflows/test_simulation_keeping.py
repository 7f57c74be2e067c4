"""A written simulation becomes a record that a later visit can be set against."""

import copy
import hashlib
import json
from pathlib import Path

import pytest

from sample_records import USER
from skinlax_desktop.biomechanics.plan import plan_of
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.workflows.simulate import simulate
from skinlax_desktop.workflows.simulation_file import simulation_document
from skinlax_desktop.workflows.simulation_keeping import read_simulation, simulation_record
from small_face import small_face


def target(zone: str, movement: str, unit: str, amount: float, *, drawn: bool = True) -> dict[str, object]:
    return {"device": "mfu", "zone": zone, "movement": movement, "unit": unit, "amount": amount, "drawn": drawn}


DOCUMENT = {
    "schema": 1,
    "program": "skinlax 0",
    "mesh": {"vertices": 3, "triangles": 1, "source": "reconstructed"},
    "plan": {"weeks": 12.0, "treatments": [{"device": "mfu", "zones": ["brow_L", "submental"], "intensity": 1.0}]},
    "outcomes": {
        outcome: {
            "treatments": [
                target("brow_L", "lift", "mm", lift),
                target("submental", "retract", "mm2", area),
                target("jowl_L", "retract", "mL", 1.0),
                target("malar_L", "lift", "mm", 1.0, drawn=False),
            ]
        }
        for outcome, lift, area in (("low", 0.47, 26.0), ("median", 1.0, 35.5), ("high", 1.7, 45.0))
    },
    "timing_ms": {"outcomes": 3.0},
}


def record(document: dict[str, object] = DOCUMENT):  # type: ignore[no-untyped-def]
    return simulation_record(
        document, made_at="2025-01-10T10:00:00+00:00", made_by=USER, plan_name="plan", mesh_sha256="22"
    )


def test_what_a_visit_measures_is_named_as_a_visit_names_it_and_signed_as_a_change() -> None:
    changes = {change.zone: change for change in record().changes}
    assert set(changes) == {"brow_L", "submental", "jowl_L"}
    brow, chin = changes["brow_L"], changes["submental"]
    assert (brow.quantity, brow.low, brow.median, brow.high) == ("brow_height_apex_mm", 0.47, 1.0, 1.7)
    assert (chin.quantity, chin.low, chin.median, chin.high) == ("submental_area_mm2", -45.0, -35.5, -26.0)
    assert changes["jowl_L"].quantity == "zone_volume_ml"
    assert changes["jowl_L"].median == -1.0
    assert brow.band is None


def test_the_record_tells_one_simulation_from_another_but_not_one_machine_from_another() -> None:
    first = record()
    slower, weaker = copy.deepcopy(DOCUMENT), copy.deepcopy(DOCUMENT)
    slower["timing_ms"] = {"outcomes": 99.0}
    weaker["plan"]["treatments"][0]["intensity"] = 0.5  # type: ignore[index]
    assert record(slower) == first
    assert record(weaker).plan_sha256 != first.plan_sha256
    assert record(weaker).id != first.id
    assert (first.treatments, first.weeks, first.mesh_source) == (("mfu",), 12.0, "reconstructed")


def test_what_skinlax_simulate_writes_is_kept_with_the_mesh_it_was_made_on(tmp_path: Path) -> None:
    mesh = small_face(1, below_the_chin=True)
    plan = plan_of({"weeks": 12, "treatment": [{"device": "mfu", "zones": ["brow", "submental"]}]})
    document = simulation_document(simulate(mesh, plan))
    (tmp_path / "simulation.json").write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(SkinlaxError, match="simulation_document_unreadable"):
        read_simulation(tmp_path / "simulation.json", made_at="2025-01-10", made_by=USER)
    (tmp_path / "before.ply").write_bytes(b"a mesh")
    kept = read_simulation(tmp_path / "simulation.json", made_at="2025-01-10", made_by=USER)
    by_place = {(change.zone, change.quantity): change for change in kept.changes}
    assert set(by_place) == {
        ("brow_L", "brow_height_apex_mm"),
        ("brow_R", "brow_height_apex_mm"),
        ("submental", "submental_area_mm2"),
    }
    brow = by_place["brow_L", "brow_height_apex_mm"]
    assert 0.0 < brow.low < brow.median < brow.high <= 1.7
    assert by_place["submental", "submental_area_mm2"].high < 0.0
    assert kept.mesh_sha256 == hashlib.sha256(b"a mesh").hexdigest()


@pytest.mark.parametrize("part", ["plan", "mesh", "outcomes", "program"])
def test_another_document_is_refused(part: str) -> None:
    broken = {name: value for name, value in DOCUMENT.items() if name != part}
    with pytest.raises(SkinlaxError, match="simulation_document_unreadable"):
        record(broken)
