"""A surface with the chin down on the simulation screen: kept, fitted, shown, and left out again."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from bent_face import bent_forward, landmarks_of, level_face
from simulation_desk import SimulationDesk, frontal_visit
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.face_surface import FaceSurface
from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.text.screens import simulation as words
from skinlax_desktop.ui.screens.simulation import face_closing
from skinlax_desktop.ui.screens.simulation.state import Layout, Tab
from skinlax_desktop.workflows.surface_import import ImportedSurface, imported
from small_face import small_face

SOFTNESS = 4.0
SCALE_SHARE = 0.001


def as_kept(mesh: FaceMesh) -> ImportedSurface:
    return imported(mesh, landmarks_of(mesh), SCALE_SHARE)


def bent() -> FaceMesh:
    return bent_forward(level_face(), SOFTNESS)


def surfaced_visit() -> Visit:
    """A visit whose level head was measured."""
    visit = frontal_visit()
    surface = FaceSurface(
        mesh=visit.captures[0].image,
        source="sweep",
        scale_share=SCALE_SHARE,
        author=UserName("c"),
        added_at="2026-11-23",
        landmarks_mm=as_kept(level_face()).landmarks_mm,
    )
    return replace(visit, face_surface=surface)


def read(path: Path) -> ImportedSurface:
    if path.parent.name != "bent":
        raise SkinlaxError("compliance_posture_unknown", folder=path.parent.name)
    return as_kept(bent())


@pytest.fixture(autouse=True)
def whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """The face of landmarks has no gaps: it is computed on as it is."""

    def without_gaps(*_given: object) -> None:
        raise SkinlaxError("mesh_no_face")

    monkeypatch.setattr(face_closing, "whole_face", without_gaps)


def desk_with() -> SimulationDesk:
    desk = SimulationDesk(mesh=level_face(), visit=surfaced_visit(), read_chin_down=read)
    desk.presenter.show_tab(Tab.ZONES)
    return desk


def firmness(desk: SimulationDesk, zone: str) -> float:
    return next(row.reading.firmness_kpa_per_mm.value for row in desk.state.tissue if row.zone == zone)


def test_the_softness_is_fitted_shown_kept_and_softens_the_readings() -> None:
    desk = desk_with()
    desk.presenter.chin_down.choose(Path("level/mesh.ply"))
    assert desk.state.is_error
    assert "posture" in desk.state.sentence
    assert desk.visit.chin_down_surface is None
    assert desk.state.softness.sentence == words.TABLE_SOFTNESS
    assert (desk.state.softness.can_add, desk.state.softness.can_drop) == (True, False)
    before = firmness(desk, "jowl_R")
    desk.presenter.chin_down.choose(Path("bent/mesh.ply"))
    assert desk.visit.chin_down_surface is not None
    assert "times as soft" in desk.state.softness.sentence
    assert "95 %" in desk.state.softness.sentence
    assert firmness(desk, "jowl_R") < 0.75 * before
    desk.presenter.keep()
    (record,) = desk.visit.simulations
    assert record.document is not None
    kept = json.loads(desk.pictures.load(record.document))["lower_face_compliance"]
    assert kept["low"] < SOFTNESS < kept["high"]
    desk.presenter.chin_down.drop()
    assert desk.visit.chin_down_surface is None
    assert desk.state.softness.sentence == words.TABLE_SOFTNESS
    assert firmness(desk, "jowl_R") == before


def test_without_a_measured_level_head_it_is_not_offered() -> None:
    desk = SimulationDesk(read_chin_down=read)
    assert not desk.state.softness.can_add
    assert desk.state.softness.sentence == words.SOFTNESS_NEEDS_SURFACE


def test_every_posture_stands_beside_the_captured_one() -> None:
    mesh = small_face(1)
    desk = SimulationDesk(mesh=mesh)
    desk.presenter.show_as(Layout.POSTURES)
    upright, supine, chin_down = desk.staged.panes
    assert upright.look.mesh is mesh
    assert (upright.simulated, supine.simulated, chin_down.simulated) == (False, True, True)
    jowls = mesh.zone_index == mesh.zone_names.index("jowl_R")
    moved = [
        (pane.look.mesh.vertices_in_face_mm - mesh.vertices_in_face_mm)[jowls].mean(axis=0)
        for pane in (supine, chin_down)
    ]
    assert moved[0][1] > 0.05, "lying, the jowl rises"
    assert moved[0][2] < -0.05, "and falls back"
    assert moved[1][2] > 0.03, "bent forward it falls forward"
    # Too little to be seen in a small picture: it is told.
    assert re.fullmatch(r"Lying on the back: largest movement \d\.\d mm", supine.title)
    assert upright.title == "Upright, as captured"
    assert desk.state.tab is Tab.ZONES
