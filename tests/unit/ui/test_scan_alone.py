"""A visit with a scanner's surface and nothing else is shown, measured and compared; what is missing says why."""

from dataclasses import replace
from pathlib import Path

import pytest

from given_faces import then_visit
from screens import made_up_visit as made_up
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.face_surface import FaceSurface, ZoneMeasures
from skinlax_desktop.domain.ids import UserName, VisitId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.measurement import Measurement, Source, not_measured
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.domain.zones import ZONES
from skinlax_desktop.surface.ply import ply_bytes
from skinlax_desktop.surface.scanner_mesh import LengthUnit
from skinlax_desktop.surface.shown_change import SurfaceChange
from skinlax_desktop.text.metrics import reason_label
from skinlax_desktop.ui.screens.review.face_model import FaceModelMaker
from skinlax_desktop.ui.screens.scene.state import CHANGE_LAYER, SIGMA_LAYER
from skinlax_desktop.ui.shell.header_content import reachable_steps
from skinlax_desktop.ui.shell.steps import Step
from skinlax_desktop.workflows.review import Standing
from skinlax_desktop.workflows.surface_import import ImportedSurface
from unit.surface.solids import half_cylinder
from unit.ui.test_scene_presenter import NOW, AtOnce, Desk, compared

DESCENT = Measurement(
    name="jowl_descent_mm", unit="mm", value=4.0, low=2.4, high=5.6, mdc95=0.7, source=Source.MESH
)  # fmt: skip
MEASURES = (
    ZoneMeasures(zone="jowl_L", metrics=(DESCENT,)),
    ZoneMeasures(zone="neck", metrics=(not_measured("cervicomental_angle_deg", "deg", "surface_not_measured"),)),
)


def bare_visit() -> Visit:
    """Nothing was photographed."""
    return replace(made_up.visit(), captures=())


def scanned(visit: Visit) -> Visit:
    surface = FaceSurface(
        mesh=ImageRef(sha256="s" * 64, width=0, height=0, media_type="model/ply"),
        source="from a scanner",
        scale_share=0.002,
        author=UserName("clinician"),
        added_at="2026-11-23T12:00:00Z",
        measures=MEASURES,
    )
    return replace(visit, face_surface=surface)


def read(path: Path, unit: LengthUnit | None, tell: object) -> ImportedSurface:
    return ImportedSurface(ply=b"ply", source="from a scanner", scale_share=0.002, measures=MEASURES)


@pytest.fixture
def desk() -> Desk:
    desk = Desk(read_surface=read, visits=())
    desk.store.open(bare_visit(), by="test")
    return desk


def test_a_visit_without_photographs_can_go_to_3d_and_take_a_scan(desk: Desk) -> None:
    assert Step.SCENE in reachable_steps(patient=None, visit=bare_visit())
    assert Step.REVIEW not in reachable_steps(patient=None, visit=bare_visit())
    assert desk.state.can_open_surface
    assert not desk.state.has_face
    assert desk.state.findings == ()
    desk.presenter.surfaces.choose(Path("face.stl"))
    assert desk.state.asks_unit
    desk.presenter.surfaces.answer(LengthUnit.MILLIMETRE)
    assert desk.state.has_face
    assert desk.visit.analysis is None


def test_its_zones_show_what_the_surface_tells_and_why_the_rest_is_missing(desk: Desk) -> None:
    desk.store.open(scanned(bare_visit()), by="test")
    findings = {finding.zone: finding for finding in desk.state.findings}
    assert set(findings) == set(ZONES)
    jowl = {metric.name: metric for metric in findings["jowl_L"].metrics}
    assert jowl["jowl_descent_mm"] == DESCENT
    assert findings["jowl_L"].standing is Standing.MEASURED
    for finding in findings.values():
        grade = next(metric for metric in finding.metrics if metric.name == "laxity")
        assert reason_label(grade.reason) == "no photographs of this visit were measured"
    assert [metric.name for metric in desk.state.maps] == ["jowl_descent_mm"]
    assert desk.state.layers[0] == SIGMA_LAYER
    assert "no photographs of this visit were measured" in desk.state.grade


def test_the_face_is_the_scan_itself() -> None:
    maker = FaceModelMaker(AtOnce(), None, load=lambda ref: ply_bytes(NOW))  # type: ignore[arg-type]
    maker.want(scanned(bare_visit()))
    assert maker.model is not None
    assert (maker.model.mesh.triangles == NOW.triangles).all()
    maker.want(bare_visit())
    assert maker.model is None


def test_a_later_visit_is_compared_with_it() -> None:
    then = scanned(replace(bare_visit(), id=VisitId("earlier"), started_at=then_visit().started_at))
    desk = Desk(visits=(then, replace(bare_visit(), id=VisitId("empty"), started_at=then.started_at)))
    assert [choice.id for choice in desk.state.earlier.choices] == ["earlier"], "one without any face is not offered"
    assert desk.state.earlier.ready
    assert desk.state.earlier.has_change


def test_the_change_of_the_surface_before_is_not_drawn_on_a_new_one() -> None:
    compares = []

    def compare(*faces: object) -> SurfaceChange:
        compares.append(faces)
        if len(compares) > 1:
            raise SkinlaxError("faces_without_scale")
        return compared(*faces)

    desk = Desk(compare=compare)
    desk.presenter.show_on_face(CHANGE_LAYER)
    assert desk.state.vertex_map is not None
    # Another surface of this visit, with other vertices: until it is compared there is no change to show.
    faces = desk.presenter._faces
    faces.meshes["visit"] = half_cylinder(66.0, source="from a scanner")  # type: ignore[attr-defined]
    faces.want(desk.visit)
    assert len(compares) == 2
    assert (desk.state.layer, desk.state.vertex_map, desk.state.earlier.has_change) == ("", None, False)
