"""Which parts of a photograph moved the grades of an analysed visit; asked for on demand, kept nowhere."""

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.measurement import Analysis, FrameResult
from skinlax_desktop.domain.views import View
from skinlax_desktop.ports.landmarks import FoundFace
from skinlax_desktop.ports.laxity import LaxityView, OpenedLaxity
from skinlax_desktop.ports.saliency import SaliencyFinder, ZoneSaliency

Picture = npt.NDArray[np.uint8]


def graded_frames(analysis: Analysis) -> tuple[FrameResult, ...]:
    """The frames that the grades were asked for with: those in which a face was found."""
    return tuple(frame for frame in analysis.frames if frame.landmarks_px and frame.landmark_depth_px)


def explain_photograph(
    analysis: Analysis,
    shown: str,
    pictures: Mapping[str, Picture],
    estimator: OpenedLaxity,
    on_progress: Callable[[float], None] = lambda _share: None,
) -> Mapping[str, ZoneSaliency]:
    """By zone, where the frame `shown` moved the grade; `pictures` are all graded frames by file, upright BGR.

    Raises `saliency_other_model` unless the model that is open gave these grades, `saliency_unknown` when it cannot be
    asked, `laxity_no_usable_view` when the photograph took no part, and the error of a model that was refused.
    """
    if isinstance(estimator, SkinlaxError):
        raise estimator
    if estimator is None or not isinstance(estimator, SaliencyFinder):
        raise SkinlaxError("saliency_unknown")
    if all(used.sha256 != estimator.model.sha256 for used in analysis.models):
        raise SkinlaxError("saliency_other_model")
    frames = graded_frames(analysis)
    at = next((number for number, frame in enumerate(frames) if frame.file == shown), None)
    if at is None:
        raise SkinlaxError("laxity_no_usable_view")
    views = [_view(frame, pictures[frame.file]) for frame in frames]
    return estimator.explain(views, at, on_progress)


def _view(frame: FrameResult, picture: Picture) -> LaxityView:
    return LaxityView(
        view=View(frame.view),
        picture_bgr=picture,
        face=FoundFace(
            points_px=np.array(frame.landmarks_px, dtype=np.float64),
            depth_px=np.array(frame.landmark_depth_px, dtype=np.float64),
            blendshapes={},
            head_from_canonical=np.eye(4),
        ),
    )
