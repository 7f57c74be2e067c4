"""A phantom patient's series for tests, rendered once a run at part of the station's resolution."""

from functools import lru_cache
from pathlib import Path

import numpy as np

from skinlax_desktop.domain.calibration import CameraCalibration, Scale, ScaleKind
from skinlax_desktop.domain.views import POSE_TARGETS, STANDARD_SERIES, View
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
from skinlax_desktop.phantom.head import PhantomHead, build_head
from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS
from skinlax_desktop.phantom.rendering import render
from skinlax_desktop.phantom.scene import Scene, VirtualCamera
from skinlax_desktop.workflows.series_pictures import SeriesPicture

RESOURCES = Path(__file__).parents[1] / "resources"
FACTOR = 0.4
SCALE = Scale(kind=ScaleKind.WORKING_DISTANCE, view=View.FRONTAL, distance_mm=800.0, sigma_mm=1.0)


@lru_cache(maxsize=1)
def finder() -> MediaPipeLandmarkFinder:
    return MediaPipeLandmarkFinder(RESOURCES / "third_party" / "mediapipe" / "face_landmarker.task")


def close_finder() -> None:
    """Before the interpreter ends: MediaPipe closes through a thread, and complains when there are none any more."""
    if finder.cache_info().currsize:
        finder().close()
        finder.cache_clear()


@lru_cache(maxsize=2)
def _build(patient: int) -> PhantomHead:
    return build_head(DEFAULT_PATIENTS[patient], RESOURCES)


def head(patient: int = 0) -> PhantomHead:
    # A default argument and the same number given are two keys of a cache; a head is too costly to build twice.
    return _build(patient)


def view_picture(view: View, patient: int = 0, factor: float = FACTOR) -> np.ndarray:
    return _photograph(view, patient, factor)


@lru_cache(maxsize=8)
def _photograph(view: View, patient: int, factor: float) -> np.ndarray:
    scene = Scene(pose=POSE_TARGETS[view].pose)
    return render(head(patient), scene, VirtualCamera().scaled(factor), noise_seed=1)


def calibration(factor: float = FACTOR) -> CameraCalibration:
    return VirtualCamera().scaled(factor).calibration


def series(views: tuple[View, ...] = STANDARD_SERIES, patient: int = 0) -> list[SeriesPicture]:
    return [
        SeriesPicture(file=f"{view.value}_1.png", view=view, picture_bgr=view_picture(view, patient)) for view in views
    ]
