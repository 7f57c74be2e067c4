"""The live picture and its checks, beside the least work that any program would have to do."""

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from skinlax_desktop.app.bench.measure import Measure, median_ms
from skinlax_desktop.app.bench.subject import CAMERA, photograph
from skinlax_desktop.app.places import find_places
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.development import develop_half
from skinlax_desktop.imaging.landmark_picture import track_face
from skinlax_desktop.imaging.preview import develop_to_fit
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
from skinlax_desktop.workflows.guidance import LiveGuide

_SHOWN_PX = (900, 960)


def measures() -> Iterator[Measure]:
    """Work a frame for the display, and for the checks."""
    frame = photograph(View.FRONTAL)
    yield Measure(
        name="live picture, work a frame",
        value=median_ms(lambda: develop_to_fit(frame, *_SHOWN_PX), repeats=15),
        unit="ms",
        reference="copying the raw frame",
        reference_value=median_ms(frame.pixels.copy, repeats=15),
    )
    places = find_places()
    finder = MediaPipeLandmarkFinder(places.face_landmarker)
    guide = LiveGuide(finder, CAMERA.calibration)
    half = develop_half(frame)
    ticks = count(1)

    def assess() -> None:
        tick = next(ticks)
        guide.assess(replace(frame, sequence=tick, captured_at_s=tick / 15), View.FRONTAL)

    yield Measure(
        name="live checks, one round",
        value=median_ms(assess, repeats=15),
        unit="ms",
        reference="finding the landmarks alone",
        reference_value=median_ms(lambda: track_face(half, finder, round(1e3 * time.monotonic())), repeats=15),
    )
    finder.close()
