"""Result folders that were damaged, resized, cut or swapped: `skinlax compare` says one sentence and leaves nothing."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from skinlax_desktop.app.command_line import main
from skinlax_desktop.phantom.head import HeadShape, shape_head
from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS
from skinlax_desktop.phantom.scanned_head import ScanError, ScannedHead, scan_head
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.ply import write_ply

CALM = ScanError(smooth_mm=0.08, cell_mm=2.0)
Facts = dict[str, object]


@pytest.fixture(scope="module")
def head(third_party: Path) -> HeadShape:
    return shape_head(DEFAULT_PATIENTS[1], third_party.parent, average_folds=True)


@pytest.fixture(scope="module")
def earlier(head: HeadShape) -> ScannedHead:
    return scan_head(head, 1, CALM)


@pytest.fixture(scope="module")
def later(head: HeadShape) -> ScannedHead:
    return scan_head(head, 2, CALM)


def facts_of(scan: ScannedHead) -> Facts:
    return {
        "scale": {"kind": "working_distance", "relative_sigma": 0.001},
        "camera": {"model": "A", "serial": "1"},
        "subject": {"posture": "upright"},
        "landmarks_mm": scan.landmarks_mm.tolist(),
    }


def folder_of(path: Path, mesh: FaceMesh, facts: Facts) -> str:
    path.mkdir()
    write_ply(mesh, path / "mesh.ply")
    (path / "reconstruction.json").write_text(json.dumps(facts))
    return str(path)


def metres(mesh: FaceMesh, facts: Facts) -> FaceMesh:
    facts["landmarks_mm"] = (np.array(facts["landmarks_mm"]) / 1000.0).tolist()
    return replace(mesh, vertices_in_face_mm=mesh.vertices_in_face_mm / np.float32(1000.0))


def one_corner_nowhere(mesh: FaceMesh, facts: Facts) -> FaceMesh:
    points = mesh.vertices_in_face_mm.copy()
    points[100] = np.nan
    return replace(mesh, vertices_in_face_mm=points)


def errors_unknown(mesh: FaceMesh, facts: Facts) -> FaceMesh:
    sigma = mesh.sigma_mm.copy()
    sigma[::3] = np.nan
    return replace(mesh, sigma_mm=sigma)


def errors_of_nothing(mesh: FaceMesh, facts: Facts) -> FaceMesh:
    return replace(mesh, sigma_mm=np.zeros_like(mesh.sigma_mm))


def three_sheets_at_an_edge(mesh: FaceMesh, facts: Facts) -> FaceMesh:
    shift = np.roll(np.arange(len(mesh.vertices_in_face_mm), dtype=np.int32), 7)
    fins = mesh.triangles.copy()
    fins[:, 2] = shift[fins[:, 2]]
    return replace(mesh, triangles=np.concatenate((mesh.triangles, fins)))


def lower_half(mesh: FaceMesh, facts: Facts) -> FaceMesh:
    low = (mesh.vertices_in_face_mm[mesh.triangles][:, :, 1] < -25.0).all(axis=1)
    return replace(mesh, triangles=mesh.triangles[low])


def nothing_measured(mesh: FaceMesh, facts: Facts) -> FaceMesh:
    return replace(mesh, measured=np.zeros_like(mesh.measured))


def lying_down(mesh: FaceMesh, facts: Facts) -> FaceMesh:
    facts["subject"] = {"posture": "supine"}
    return mesh


def two_million_triangles(mesh: FaceMesh, facts: Facts) -> FaceMesh:
    return replace(mesh, triangles=np.tile(mesh.triangles, (2_000_001 // len(mesh.triangles) + 1, 1)))


def a_zone_without_a_name(mesh: FaceMesh, facts: Facts) -> FaceMesh:
    return replace(mesh, zone_names=("forehead",), zone_index=np.full_like(mesh.zone_index, 7))


def no_scale(mesh: FaceMesh, facts: Facts) -> FaceMesh:
    return replace(mesh, scale_known=False)


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (metres, "which no head is"),
        (one_corner_nowhere, "points without a place"),
        (errors_unknown, "how far its points may be off"),
        (errors_of_nothing, "how far its points may be off"),
        (three_sheets_at_an_edge, "is no surface"),
        (lower_half, "forehead, nose and eyes"),
        (nothing_measured, "forehead, nose and eyes"),
        (lying_down, "postures differ"),
        (no_scale, "no known scale"),
        (two_million_triangles, "million triangles"),
        (a_zone_without_a_name, "no face mesh that we can read"),
    ],
)
def test_a_harmed_folder_is_refused_in_a_sentence(
    tmp_path: Path,
    earlier: ScannedHead,
    later: ScannedHead,
    capsys: pytest.CaptureFixture[str],
    harm: Callable[[FaceMesh, Facts], FaceMesh],
    says: str,
) -> None:
    facts = facts_of(later)
    folders = [
        folder_of(tmp_path / "a", earlier.mesh, facts_of(earlier)),
        folder_of(tmp_path / "b", harm(later.mesh, facts), facts),
    ]
    assert main(["compare", *folders, "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err.strip().splitlines()[-1]
    assert says in said
    assert not (tmp_path / "out").exists()
