"""The annex of kept simulations: as shown, with numbers and sources, and who saw them; nothing where none was kept."""

import json
from dataclasses import replace

import cv2
import numpy as np
import pytest

from report_sample import make_patient, make_visit
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.simulation import SimulationPicture, SimulationSeen
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.text.report import simulation_view
from skinlax_desktop.text.simulation import WATERMARK
from skinlax_desktop.workflows.report_blocks import Audience, Notice, Photographs, Table, Text
from skinlax_desktop.workflows.report_content import compose_report
from skinlax_desktop.workflows.report_simulations import compose_simulations
from skinlax_desktop.workflows.simulated_photographs import PHOTO_VIEWS
from skinlax_desktop.workflows.simulation_keeping import simulation_record

WHEN = "2026-11-23T12:00:00+00:00"


def target(amount: float, visible: bool) -> dict[str, object]:
    return {
        "device": "mfu", "zone": "brow_R", "movement": "lift", "unit": "mm", "amount": amount, "drawn": True,
        "visible": visible, "source": "S19", "detection_source": "own", "subjects": None, "subjects_text": "16 studies",
    }  # fmt: skip


DOCUMENT = {
    "program": "skinlax 0",
    "mesh": {"source": "from landmarks"},
    "plan": {"weeks": 12.0, "treatments": [{"device": "mfu", "zones": ["brow_R", "brow_L"], "intensity": 1.0}]},
    "outcomes": {
        "low": {"treatments": [target(0.47, False), target(0.47, False) | {"zone": "brow_L"}]},
        "median": {"treatments": [target(1.085, True), target(1.085, True) | {"zone": "brow_L"}]},
        "high": {"treatments": [target(1.7, True), target(1.7, True) | {"zone": "brow_L"}]},
    },
    "sources": {"S19": "Contini 2023", "own": "own repeatability"},
}


def kept_visit() -> tuple[Visit, dict[str, bytes]]:
    picture = ImageRef(sha256="p", width=400, height=150, media_type="image/jpeg")
    written = ImageRef(sha256="d", width=0, height=0, media_type="application/json")
    record = simulation_record(
        DOCUMENT,
        made_at=WHEN,
        made_by=UserName("dr.invented"),
        plan_name="Ultrasound, brow (week 12)",
        mesh_sha256="m",
        pictures=(SimulationPicture(view="photo_frontal", image=picture),),
        written=written,
    )
    drawn = np.random.default_rng(1).integers(0, 255, (150, 400, 3), dtype=np.uint8)
    encoded = {"p": bytes(cv2.imencode(".jpg", drawn)[1]), "d": json.dumps(DOCUMENT).encode()}
    return make_visit().with_simulation(record), encoded


def test_nothing_where_nothing_was_kept() -> None:
    assert compose_simulations(make_visit(), {}) == ()


def test_a_kept_simulation_has_its_picture_numbers_sources_and_signature() -> None:
    visit, encoded = kept_visit()
    blocks = compose_simulations(visit, encoded)
    (notice,) = (block for block in blocks if isinstance(block, Notice))
    assert WATERMARK in notice.text
    (pictures,) = (block for block in blocks if isinstance(block, Photographs))
    assert pictures.pictures[0].caption == "Frontal photograph, its own pixels moved"
    (table,) = (block for block in blocks if isinstance(block, Table))
    (row,) = table.rows
    assert row.cells == (
        "Microfocused ultrasound, brow",
        "0.5 mm\nno visible change",
        "1.1 mm",
        "1.7 mm",
        "16 studies",
        "S19",
    )
    texts = [block.text for block in blocks if isinstance(block, Text)]
    assert any("Contini 2023" in text for text in texts)
    assert any("Nobody has signed" in text for text in texts)
    seen = SimulationSeen(
        simulation_id=visit.simulations[0].id, seen_by="the patient", seen_at=WHEN, recorded_by=UserName("anna")
    )
    signed = [
        block.text
        for block in compose_simulations(visit.with_simulation_seen(seen), encoded)
        if isinstance(block, Text)
    ]
    assert any("Seen by the patient on 2026-11-23" in text and "anna" in text for text in signed)


def test_every_photograph_that_may_be_kept_has_words() -> None:
    said = [simulation_view(f"photo_{view}") for view in PHOTO_VIEWS]
    assert all(words.endswith("photograph, its own pixels moved") for words in said)
    assert len(set(said)) == len(PHOTO_VIEWS)


def test_it_stands_in_the_clinicians_annex_alone() -> None:
    visit, encoded = kept_visit()

    def words_of(audience: Audience) -> str:
        content = compose_report(make_patient(), visit, {}, scene_pictures=encoded, for_whom=audience)
        return " ".join(block.text for block in content.blocks if isinstance(block, Text))

    assert "Simulations that were shown" in words_of(Audience.CLINICIAN)
    assert "Simulations that were shown" not in words_of(Audience.PATIENT)


def test_a_picture_that_cannot_be_read_is_said() -> None:
    visit, encoded = kept_visit()
    with pytest.raises(SkinlaxError, match="report_picture_unreadable"):
        compose_simulations(visit, encoded | {"p": b"no picture"})


def test_only_a_kept_simulation_is_signed_and_only_once() -> None:
    visit, _ = kept_visit()
    seen = SimulationSeen(
        simulation_id=visit.simulations[0].id, seen_by="the patient", seen_at=WHEN, recorded_by=UserName("anna")
    )
    assert make_visit().with_simulation_seen(seen).simulations_seen == ()
    once = visit.with_simulation_seen(seen)
    assert once.with_simulation_seen(replace(seen, seen_by="another")) is once
