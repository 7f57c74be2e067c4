"""Learning a baseline's pictures: each is judged like any other, and what holds it fast is kept."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.calibration import CameraCalibration, Scale
from skinlax_desktop.domain.ids import VisitId
from skinlax_desktop.domain.posture import Posture
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.baseline_registration import learn_face, learn_profile
from skinlax_desktop.imaging.expected_head import cut_out_expected_head
from skinlax_desktop.imaging.expression import measure_expression
from skinlax_desktop.imaging.head_outline import target_outline
from skinlax_desktop.imaging.pose import Pinhole, pinhole_for
from skinlax_desktop.imaging.rigid_face import RIGID_INDICES
from skinlax_desktop.imaging.silhouette import NoSilhouette, Silhouette, cut_out_head
from skinlax_desktop.ports.landmarks import LandmarkFinder
from skinlax_desktop.workflows.assessment import Baseline, JudgedPicture
from skinlax_desktop.workflows.checks import NOMINAL_DISTANCE_MM
from skinlax_desktop.workflows.gate import judge_picture
from skinlax_desktop.workflows.look_checks import sharpness_of
from skinlax_desktop.workflows.profile_gate import FoundProfile, look_for_profile
from skinlax_desktop.workflows.view_reference import ViewReference, place_mm

Picture = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LearntPicture:
    """A reference, with what the frontal picture teaches about the profiles."""

    reference: ViewReference
    teaches: Baseline | None


def learn_reference(
    picture: Picture,
    view: View,
    finder: LandmarkFinder,
    *,
    visit_id: VisitId,
    calibration: CameraCalibration | None,
    scale: Scale | None,
    baseline: Baseline | None,
    posture: Posture | None = None,
) -> LearntPicture | None:
    """Learn from an upright (h, w, 3) BGR picture of the baseline visit; None where no head can be read in it.

    `calibration` is the one that the picture was taken with. `baseline`: from the frontal picture of the same visit.
    """
    height, width = picture.shape[:2]
    camera = pinhole_for((width, height), calibration)
    judged = judge_picture(picture, view, finder, calibration=calibration, scale=scale, baseline=baseline)
    if judged.pose is None:
        return None
    distance = judged.distance_mm or NOMINAL_DISTANCE_MM
    if view.is_lateral:
        reference = _of_profile(picture, view, visit_id, camera, judged, baseline, distance)
    elif judged.face is not None:
        face = judged.face
        learnt = learn_face(picture, face.points_px, face.depth_px, camera, distance)
        reference = ViewReference(
            visit_id=visit_id,
            view=view,
            pose=judged.pose,
            distance_mm=distance,
            nasion_mm=place_mm(face.points_px[RIGID_INDICES].mean(axis=0), camera, distance),
            marks_px=face.points_px[RIGID_INDICES],
            size_px=(width, height),
            camera=camera,
            learnt=learnt,
            expression=measure_expression(face.blendshapes),
            posture=posture,
            face=face,
            sharpness=sharpness_of(judged.verdict),
        )
    else:
        return None
    return None if reference is None else LearntPicture(reference=reference, teaches=judged.baseline)


def _of_profile(
    picture: Picture,
    view: View,
    visit_id: VisitId,
    camera: Pinhole,
    judged: JudgedPicture,
    baseline: Baseline | None,
    distance_mm: float,
) -> ViewReference | None:
    found = look_for_profile(picture, camera, baseline, view, full_scale=1.0)
    cut = _head_mask(picture, view)
    if not isinstance(found, FoundProfile) or cut is None or judged.pose is None:
        return None
    marks = found.marks_px
    learnt = learn_profile(picture, cut.mask, marks, camera, distance_mm, looks_right=found.profile.looks_right)
    return ViewReference(
        visit_id=visit_id,
        view=view,
        pose=judged.pose,
        distance_mm=distance_mm,
        nasion_mm=place_mm(marks.mean(axis=0), camera, distance_mm),
        marks_px=marks,
        size_px=(picture.shape[1], picture.shape[0]),
        camera=camera,
        learnt=learnt,
        outline_px=(np.array(found.profile.outline) + 0.5) * found.scale - 0.5,
        sharpness=sharpness_of(judged.verdict),
    )


def _head_mask(picture: Picture, view: View) -> Silhouette | None:
    cut = cut_out_head(picture)
    if isinstance(cut, NoSilhouette):
        cut = cut_out_expected_head(picture, target_outline(view)[0])
    return None if isinstance(cut, NoSilhouette) else cut
