"""Every vault that was ever released opens in today's program, with all that it held."""

import shutil
from pathlib import Path

import pytest

from skinlax_desktop.domain.annotation import AnnotationKind
from skinlax_desktop.domain.consent import ConsentScope, consents_to
from skinlax_desktop.domain.ids import PatientId, UserName, VisitId
from skinlax_desktop.domain.views import View
from skinlax_desktop.vault import SqlCipherVaultDoor
from skinlax_desktop.vault.schema import MIGRATIONS
from skinlax_desktop.vault.verification import verify_vault

HERE = Path(__file__).parent
SAMPLES = sorted(path.name for path in HERE.glob("schema_*"))


def test_there_is_a_sample_of_every_schema() -> None:
    assert [f"schema_{number}" for number in range(1, len(MIGRATIONS) + 1)] == SAMPLES


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_stored_vault_opens_whole(sample: str, tmp_path: Path) -> None:
    shutil.copytree(HERE / sample, tmp_path / "vault")
    vault = SqlCipherVaultDoor(tmp_path / "vault").open(UserName("technician"), "a sample, not a secret")
    (line,) = vault.patients("zwetschgen")
    assert (line.patient.birth_date, line.patient.monk, line.visits) == ("1961-05-11", 4, 1)
    visit = vault.visit(VisitId("v1"))
    assert (visit.patient_id, visit.next_step) == (PatientId("p1"), "see again in May")
    (capture,) = visit.captures
    assert capture.view is View.FRONTAL
    assert capture.pose is not None
    assert capture.pose.pitch_deg == -2.0
    assert [check.passed for check in capture.verdict.checks] == [True, False, None]
    assert visit.annotations[0].kind is AnnotationKind.ARROW
    assert visit.analysis is not None
    assert visit.analysis.zones[0].metrics[0].value == 3.0
    assert vault.image(capture.image) == b"the first picture ever stored" * 100
    since_2 = sample != "schema_1"
    assert consents_to(line.patient.consents, ConsentScope.COHORT, on="2026-12-01") is since_2
    assert [given.kind for given in visit.treatments] == ["mfu"] * since_2
    assert [change.median for made in visit.simulations for change in made.changes] == [-35.0] * since_2
    assert [answer.value for answer in visit.risk_factors] == [6.5] * since_2
    since_3 = since_2 and sample != "schema_2"
    assert [seen.seen_by for seen in visit.simulations_seen] == ["the patient"] * since_3
    assert [step.device for made in visit.simulations for step in made.steps] == ["mfu"] * since_3
    since_4 = since_3 and sample != "schema_3"
    signed = [(seen.statement, seen.shown_sha256) for seen in visit.simulations_seen]
    assert signed == ([("I saw it.", "33")] if since_4 else [("", "")] * since_3)
    since_5 = since_4 and sample != "schema_4"
    assert (visit.chin_down_surface is not None) is since_5
    since_6 = since_5 and sample != "schema_5"
    assert visit.chin_down_surface is None or (visit.chin_down_surface.down is not None) is since_6
    since_7 = since_6 and sample != "schema_6"
    found = [finding.change.value for one in visit.surfaces_compared for finding in one.findings]
    assert found == [2.0, None] * since_7
    assert verify_vault(vault).faults == ()
    assert vault.connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    vault.close()
