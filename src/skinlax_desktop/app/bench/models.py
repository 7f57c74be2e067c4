"""What the models cost on this machine, from a found face to their answer."""

from collections.abc import Iterator

from skinlax_desktop.app.bench.measure import Measure, median_ms
from skinlax_desktop.app.bench.subject import photograph
from skinlax_desktop.app.laxity_model import open_laxity
from skinlax_desktop.app.places import find_places
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.development import develop
from skinlax_desktop.imaging.landmark_picture import find_faces
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
from skinlax_desktop.ports.laxity import LaxityView


def measures() -> Iterator[Measure]:
    """Grading one view at full resolution; raises `models_none` where no model is installed."""
    places = find_places()
    estimator = open_laxity(places)
    if estimator is None:
        raise SkinlaxError("models_none")
    finder = MediaPipeLandmarkFinder(places.face_landmarker)
    picture = develop(photograph(View.FRONTAL))
    view = LaxityView(view=View.FRONTAL, picture_bgr=picture, face=find_faces(picture, finder)[0])
    yield Measure(
        name=f"laxity of a view on {estimator.model.device}",
        value=median_ms(lambda: estimator.estimate([view])),
        unit="ms",
        reference="finding the landmarks in the same picture",
        reference_value=median_ms(lambda: find_faces(picture, finder)),
    )
    finder.close()
