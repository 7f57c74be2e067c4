"""The whole program, once: the demo's visit through the real window, traced, and what it leaves behind."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from pypdf import PdfReader

from network_trace import addresses_off_this_machine, trace
from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.domain.views import STANDARD_SERIES, View
from skinlax_desktop.surface.ply import read_ply
from skinlax_desktop.vault import SqlCipherVaultDoor
from skinlax_desktop.workflows.analysis_file import read_analysis

pytestmark = [pytest.mark.journey, pytest.mark.timeout(900)]

# strace slows the program; the demo's own waits are generous enough for it.
_AT_MOST_S = 800


@dataclass(frozen=True)
class Demo:
    out: Path
    events: list[dict[str, Any]]
    reached: list[str]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, third_party: Path) -> Demo:
    folder = tmp_path_factory.mktemp("demo")
    out = folder / "out"
    program = Path(sys.executable).with_name("skinlax")
    done = trace([str(program), "demo", "--json", "--out", str(out)], folder / "trace", timeout_s=_AT_MOST_S)
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    events = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return Demo(out=out, events=events, reached=addresses_off_this_machine(folder / "trace"))


def test_nothing_leaves_the_machine(demo: Demo) -> None:
    assert demo.reached == []


def test_every_result_is_where_it_says(demo: Demo) -> None:
    result = demo.events[-1]
    assert result["event"] == "result"
    assert all(Path(path).exists() for path in result["paths"])


def test_five_views_passed_the_gate(demo: Demo) -> None:
    analysis = read_analysis(demo.out / "analysis.json")
    assert {frame.view for frame in analysis.frames} == {view.value for view in STANDARD_SERIES}
    assert analysis.gate_passed
    assert not analysis.off_protocol


def test_the_vault_keeps_the_visit_and_its_pictures(demo: Demo) -> None:
    passphrase = (demo.out / "passphrase.txt").read_text(encoding="utf-8").strip()
    vault = SqlCipherVaultDoor(demo.out / "vault").open(UserName("demo"), passphrase)
    try:
        (patient,) = vault.patients()
        (line,) = vault.visits(patient.patient.id)
        visit = vault.visit(line.id)
        assert all(visit.capture_of(view) is not None for view in STANDARD_SERIES)
        assert visit.analysis is not None
        assert len(visit.annotations) == 1
        assert len(visit.judgements) == 1
        frontal = visit.capture_of(View.FRONTAL)
        assert frontal is not None
        assert len(vault.image(frontal.image)) > 5_000_000
    finally:
        vault.close()


def test_nothing_of_the_patient_is_plain_in_the_vault(demo: Demo) -> None:
    for path in (demo.out / "vault").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"Phantom" not in content, path.name
            assert b"PHANTOM-1" not in content, path.name
            assert not content.startswith((b"II*\x00", b"SQLite format")), path.name


def test_the_report_can_be_read(demo: Demo) -> None:
    report = PdfReader(demo.out / "report.pdf")
    text = " ".join(page.extract_text() for page in report.pages)
    assert len(report.pages) >= 3
    assert "PHANTOM-1" in text
    assert "Early fold" in text
    assert (demo.out / "report.pdf").stat().st_size < 2_000_000


def test_the_mesh_is_a_face_in_millimetres(demo: Demo) -> None:
    mesh = read_ply(demo.out / "mesh.ply")
    size = np.ptp(mesh.vertices_in_face_mm, axis=0)
    assert 100 < size[0] < 200
    assert 120 < size[1] < 250
    assert mesh.sigma_mm.min() > 0


def test_every_screen_was_photographed_and_shows_something(demo: Demo) -> None:
    pictures = sorted((demo.out / "screens").glob("*.png"))
    assert len({path.stem.split("_")[0] for path in pictures}) >= 10
    for path in pictures:
        pixels = cv2.imread(str(path))
        assert pixels is not None
        assert pixels.std() > 3, path.name
