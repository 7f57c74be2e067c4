"""Pictures of a bent head: which of a capture set tell its shape, and when they are too few."""

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.views import View
from skinlax_desktop.ports.landmarks import LandmarkFinder
from skinlax_desktop.surface.canonical_face import canonical_face
from skinlax_desktop.surface.ply import parse_ply
from skinlax_desktop.workflows import chin_down
from skinlax_desktop.workflows.capture_set import CaptureSet
from skinlax_desktop.workflows.chin_down import compliance_of_folders, read_chin_down
from skinlax_desktop.workflows.reconstruction_scale import FoundScale
from small_face import small_face


def write_set(folder: Path, views: list[str], posture: str | None) -> Path:
    folder.mkdir()
    frames = []
    for number, view in enumerate(views):
        cv2.imwrite(str(folder / f"{number}.png"), np.full((40, 30, 3), 90, np.uint8))
        frames.append({"file": f"{number}.png", "view": view, "repeat": number + 1})
    document: dict[str, Any] = {"schema": 1, "frames": frames}
    if posture:
        document["subject"] = {"posture": posture}
    (folder / "capture_set.json").write_text(json.dumps(document), encoding="utf-8")
    return folder


@pytest.fixture
def reconstructed(monkeypatch: pytest.MonkeyPatch) -> list[CaptureSet]:
    """What is asked to be reconstructed; the shape itself is a matter of minutes and of another test's."""
    asked: list[CaptureSet] = []

    class Found:
        mesh = small_face(1)
        landmarks_in_face_mm = canonical_face().points_in_head_mm[:468]
        scale = FoundScale(factor=1.0, kind="working_distance", share=0.002)
        down = (0.0, -1.0, 0.0)

    def reconstruct(captured: CaptureSet, _finder: LandmarkFinder, **_more: object) -> Found:
        asked.append(captured)
        return Found()

    monkeypatch.setattr(chin_down, "reconstruct_face", reconstruct)
    return asked


def test_a_sets_own_posture_takes_all_its_pictures(
    tmp_path: Path, reconstructed: list[CaptureSet], finder: LandmarkFinder
) -> None:
    folder = write_set(tmp_path / "set", ["sweep"] * 4, "chin_down")
    taken = read_chin_down(folder / "capture_set.json", finder)
    assert len(reconstructed[0].frames) == 4
    assert taken.scale_share == pytest.approx(0.002)
    assert len(parse_ply(taken.ply).vertices_in_face_mm) == len(small_face(1).vertices_in_face_mm)


def test_of_a_mixed_set_only_the_chin_down_view_counts(
    tmp_path: Path, reconstructed: list[CaptureSet], finder: LandmarkFinder
) -> None:
    folder = write_set(tmp_path / "set", ["frontal", "chin_down", "oblique_left", "chin_down", "chin_down"], "upright")
    read_chin_down(folder / "capture_set.json", finder)
    assert [frame.view for frame in reconstructed[0].frames] == [View.CHIN_DOWN] * 3


def test_one_picture_with_the_chin_down_has_no_shape(
    tmp_path: Path, reconstructed: list[CaptureSet], finder: LandmarkFinder
) -> None:
    folder = write_set(tmp_path / "set", ["frontal", "chin_down"], "upright")
    with pytest.raises(SkinlaxError, match="compliance_few_pictures"):
        read_chin_down(folder / "capture_set.json", finder)
    assert reconstructed == []


def test_pictures_need_somebody_who_finds_faces(tmp_path: Path) -> None:
    level = tmp_path / "level"
    level.mkdir()
    with pytest.raises(SkinlaxError, match="comparison_no_mesh"):
        compliance_of_folders(level, write_set(tmp_path / "set", ["chin_down"] * 3, None), None)
