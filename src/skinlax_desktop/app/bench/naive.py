"""The pipeline that one writes first: one thread does everything, at full size. The reference of the live picture."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import cv2
import numpy as np
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel

from skinlax_desktop.imaging.development import Picture
from skinlax_desktop.ports.camera import Camera
from skinlax_desktop.ports.frame import Frame
from skinlax_desktop.ports.landmarks import LandmarkFinder

_TRACKING_PX = 640


@dataclass
class NaiveRun:
    """What came of it. `ages_ms`: from a frame's arrival to the end of its checks."""

    rate_hz: float = 0.0
    ages_ms: list[float] = field(default_factory=list)
    longest_gap_ms: float = 0.0


def run_naively(
    camera: Camera,
    finder: LandmarkFinder,
    size: tuple[int, int],
    *,
    seconds: float,
    now_and_then: Callable[[Frame, Picture], None] = lambda _frame, _picture: None,
) -> NaiveRun:
    """Frame after frame: demosaiced whole, reduced by areas, checked in double precision, scaled smoothly by Qt.

    `now_and_then` is done twice, in the same thread like all the rest.
    """
    label = QLabel()
    label.resize(*size)
    label.show()
    camera.open()
    run, shown, done = NaiveRun(), [time.perf_counter()], 0
    began = shown[0]
    for frame in camera.frames():
        arrived = time.perf_counter()
        picture = _develop_whole(frame)
        _check(picture, finder, round(1e3 * arrived))
        run.ages_ms.append(1e3 * (time.perf_counter() - arrived))
        _show(label, picture)
        shown.append(time.perf_counter())
        if shown[-1] - began > (done + 1) * seconds / 3.0 and done < 2:
            done += 1
            now_and_then(frame, picture)
        if shown[-1] - began > seconds:
            break
    camera.close()
    label.close()
    gaps = np.diff(shown)
    run.rate_hz, run.longest_gap_ms = len(gaps) / (shown[-1] - shown[0]), 1e3 * float(gaps.max())
    return run


def _develop_whole(frame: Frame) -> Picture:
    whole = cv2.cvtColor(frame.pixels, cv2.COLOR_BayerBG2BGR)
    return np.ascontiguousarray(np.rot90(whole, frame.quarter_turns))


def _check(picture: Picture, finder: LandmarkFinder, at_ms: int) -> None:
    height, width = picture.shape[:2]
    small = cv2.resize(picture, (_TRACKING_PX * width // height, _TRACKING_PX), interpolation=cv2.INTER_AREA)
    finder.track(np.asarray(small, dtype=np.uint8), at_ms)
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    cv2.Laplacian(grey, cv2.CV_64F).var()
    np.histogram(grey, bins=256, range=(0, 256))


def _show(label: QLabel, picture: Picture) -> None:
    height, width = picture.shape[:2]
    image = QImage(picture.data, width, height, picture.strides[0], QImage.Format.Format_BGR888)
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    label.setPixmap(QPixmap.fromImage(image.scaled(label.size(), keep, smooth)))
    label.repaint()
    QCoreApplication.processEvents()
