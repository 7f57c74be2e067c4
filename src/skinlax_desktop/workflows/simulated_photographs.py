"""The patient's own photographs as a simulation would have them: real pixels, moved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from skinlax_desktop.biomechanics.treatments import Outcome
from skinlax_desktop.domain.calibration import CameraCalibration
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.measurement import Analysis, FrameResult
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.imaging.decoding import decode_picture
from skinlax_desktop.imaging.photo_warp import warp_photograph
from skinlax_desktop.imaging.watermark import burn_watermark, label
from skinlax_desktop.imaging.zones import box_around
from skinlax_desktop.surface.canonical_face import MESH_POINTS
from skinlax_desktop.surface.face_mesh import FROM_LANDMARKS, FaceMesh, refined_canonical
from skinlax_desktop.surface.picture_field import PictureFieldMaker
from skinlax_desktop.surface.rigid_motion import fit_similarity
from skinlax_desktop.text.simulation import BEFORE, WATERMARK, outcome_title
from skinlax_desktop.workflows.analysis_file import read_analysis
from skinlax_desktop.workflows.landmark_mesh import mesh_of_analysis
from skinlax_desktop.workflows.profile_placing import place_in_profile
from skinlax_desktop.workflows.series_pictures import turned_camera
from skinlax_desktop.workflows.simulate import Simulation

Picture = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]

PHOTO_VIEWS: Final = (
    View.LATERAL_RIGHT,
    View.OBLIQUE_RIGHT,
    View.FRONTAL,
    View.OBLIQUE_LEFT,
    View.LATERAL_LEFT,
)
PROFILE_STAYS: Final = frozenset({"profile_not_measured", "profile_not_placed"})
"""Codes of why a profile is not moved."""
_MARGIN: Final = 0.2
_PROFILE_MARGIN: Final = 0.08
_NEIGHBOURS: Final = 4
_BEYOND_MM: Final = 8.0


class FacePhotograph:
    """The face of one photograph, ready to be moved: `picture_bgr` is its crop.

    The vertices of `mesh` lie `at_px` (n, 2) in the crop. `bridge` carries displacements over from another surface of
    the same face.
    """

    def __init__(
        self, view: View, picture_bgr: Picture, at_px: Floats, mesh: FaceMesh, bridge: "_Bridge | None" = None
    ) -> None:
        self.view = view
        self.picture_bgr = picture_bgr
        self._mesh, self._at_px, self._bridge = mesh, at_px, bridge
        height, width = picture_bgr.shape[:2]
        step_px = max(2, round(8 * min(1.0, width / 1000.0)))
        self._maker = PictureFieldMaker(mesh, at_px, (width, height), step_px=step_px)

    @classmethod
    def of(
        cls,
        view: View,
        picture_bgr: Picture,
        frame: FrameResult,
        *,
        mesh: FaceMesh,
        landmark_mesh: FaceMesh,
        longest_px: int | None = None,
    ) -> "FacePhotograph":
        """From a whole picture; `longest_px` at most where given.

        The displacements will be of `mesh`: where it is a measured surface it is laid on the landmarks' one by zones.
        """
        pixels = refined_canonical().blend(np.array(frame.landmarks_px, dtype=np.float64)[:MESH_POINTS])
        left, top, right, bottom = box_around(pixels, picture_bgr.shape, margin=_MARGIN)
        face = np.ascontiguousarray(picture_bgr[top:bottom, left:right])
        bridge = None if mesh is landmark_mesh else _Bridge.between(mesh, landmark_mesh)
        return cls(view, *_at_most(face, pixels - (left, top), longest_px), landmark_mesh, bridge)

    @classmethod
    def of_profile(
        cls,
        view: View,
        picture_bgr: Picture,
        *,
        mesh: FaceMesh,
        calibration: CameraCalibration | None,
        longest_px: int | None = None,
    ) -> "FacePhotograph":
        """From a whole picture of a profile, in which the outline of a measured `mesh` is found.

        Raises `SkinlaxError`: `profile_not_measured` for a surface from landmarks, whose depth is a model's and lies 8
        to 15 mm beside the skin of a profile; `profile_not_placed`; and what `turned_camera` raises.
        """
        if mesh.source == FROM_LANDMARKS:
            raise SkinlaxError("profile_not_measured")
        size = (picture_bgr.shape[1], picture_bgr.shape[0])
        placed = place_in_profile(mesh, picture_bgr, view, turned_camera(calibration, size, view.value))
        if isinstance(placed, str):
            raise SkinlaxError("profile_not_placed", reason=placed)
        left, top, right, bottom = box_around(placed.at_px, picture_bgr.shape, margin=_PROFILE_MARGIN)
        face = np.ascontiguousarray(picture_bgr[top:bottom, left:right])
        return cls(view, *_at_most(face, placed.at_px - (left, top), longest_px), mesh)

    def smaller(self, longest_px: int) -> "FacePhotograph":
        """The same in fewer pixels, where it has more."""
        picture, at_px = _at_most(self.picture_bgr, self._at_px, longest_px)
        return (
            self if picture is self.picture_bgr else FacePhotograph(self.view, picture, at_px, self._mesh, self._bridge)
        )

    def moved(self, displacement_mm: Floats) -> Picture:
        """The photograph under a displacement (n, 3) of the mesh; nothing is written on it."""
        if not displacement_mm.any():
            return self.picture_bgr
        across = displacement_mm if self._bridge is None else self._bridge.carry(displacement_mm)
        field = self._maker.field(across)
        return warp_photograph(self.picture_bgr, field.shift_px, field.step_px)


def _at_most(picture_bgr: Picture, at_px: Floats, longest_px: int | None) -> tuple[Picture, Floats]:
    """A picture and places in it, with no side longer than asked for."""
    height, width = picture_bgr.shape[:2]
    share = 1.0 if longest_px is None else longest_px / max(height, width)
    if share >= 1.0:
        return picture_bgr, at_px
    size = (round(width * share), round(height * share))
    picture = np.asarray(cv2.resize(picture_bgr, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    return picture, (at_px + 0.5) * (size[0] / width, size[1] / height) - 0.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Bridge:
    """From a measured surface to the landmarks' one: which vertices are near, how much they count, turn and size."""

    near: npt.NDArray[np.int64]
    weight: Floats
    turn: Floats

    @classmethod
    def between(cls, measured: FaceMesh, drawn: FaceMesh) -> "_Bridge":
        shared = [zone for zone in measured.zone_names if zone in drawn.zone_names]
        middles = [
            (_middle(measured, zone), _middle(drawn, zone))
            for zone in shared
            if _has(measured, zone) and _has(drawn, zone)
        ]
        motion = fit_similarity(np.array([a for a, _ in middles]), np.array([b for _, b in middles]))
        placed = motion.apply(measured.vertices_in_face_mm.astype(np.float64))
        found = cKDTree(placed).query(drawn.vertices_in_face_mm.astype(np.float64), k=_NEIGHBOURS)
        away, near = np.asarray(found[0]), np.asarray(found[1])
        weight = 1.0 / np.maximum(away, 0.1)
        weight /= weight.sum(axis=1, keepdims=True)
        weight *= np.exp(-((np.maximum(away[:, :1] - _BEYOND_MM, 0.0) / _BEYOND_MM) ** 2))
        return cls(near=near, weight=weight, turn=motion.scale * motion.rotation.T)

    def carry(self, displacement_mm: Floats) -> Floats:
        return np.asarray(np.einsum("nk,nki->ni", self.weight, displacement_mm[self.near]) @ self.turn)


def _has(mesh: FaceMesh, zone: str) -> bool:
    return bool((mesh.zone_index == mesh.zone_names.index(zone)).any())


def _middle(mesh: FaceMesh, zone: str) -> Floats:
    inside = mesh.zone_index == mesh.zone_names.index(zone)
    return np.asarray(mesh.vertices_in_face_mm[inside].mean(axis=0), dtype=np.float64)


def movable_frame(analysis: Analysis, visit: Visit, view: View) -> FrameResult | None:
    """The analysed frame of a view's newest picture, where a face was found in it; None for profiles."""
    capture = visit.capture_of(view)
    if capture is None or view not in PHOTO_VIEWS:
        return None
    return next((frame for frame in analysis.frames if frame.file == capture.id and frame.landmarks_px), None)


def may_move(analysis: Analysis, visit: Visit, view: View) -> bool:
    """Whether the visit has a picture of the view that may be moved: a profile, or one with a face found in it."""
    profile = view.is_lateral and visit.capture_of(view) is not None
    return profile or movable_frame(analysis, visit, view) is not None


def photograph_of_visit(
    visit: Visit, analysis: Analysis, view: View, picture_bgr: Picture, mesh: FaceMesh, *, longest_px: int
) -> FacePhotograph | None:
    """The photograph of a view, ready to be moved with displacements of `mesh`; None where no face was found in it.

    Raises what `FacePhotograph.of_profile` raises.
    """
    if view.is_lateral:
        return FacePhotograph.of_profile(
            view, picture_bgr, mesh=mesh, calibration=visit.calibration, longest_px=longest_px
        )
    frame, drawn = movable_frame(analysis, visit, view), landmark_mesh_of(visit, analysis, mesh)
    if frame is None or drawn is None:
        return None
    return FacePhotograph.of(view, picture_bgr, frame, mesh=mesh, landmark_mesh=drawn, longest_px=longest_px)


def landmark_mesh_of(visit: Visit, analysis: Analysis, mesh: FaceMesh) -> FaceMesh | None:
    """The surface that hangs in the photographs: `mesh` itself, or where that was measured, the landmarks' one."""
    if _hangs_in_pictures(mesh):
        return mesh
    return mesh_of_analysis(analysis, calibration=visit.calibration, scale=visit.scale)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MovedPhotographs:
    """`pictures`: file name to BGR picture, cropped to the face. `unmoved`: why the photograph of a view stays."""

    pictures: Mapping[str, Picture] = field(default_factory=dict)
    unmoved: Mapping[View, SkinlaxError] = field(default_factory=dict)


def simulated_photographs(simulation: Simulation, folder: Path) -> MovedPhotographs:
    """Each view before and in the three outcomes, words burned in, of a folder's `analysis.json` and `pictures/`.

    None where they are absent. A mesh from landmarks hangs in the pictures of its own folder only; a measured one is
    laid on them, on profiles as well. Raises what reading them raises.
    """
    if not (folder / "analysis.json").is_file():
        return MovedPhotographs()
    analysis = read_analysis(folder / "analysis.json")
    drawn = simulation.mesh if _hangs_in_pictures(simulation.mesh) else mesh_of_analysis(analysis)
    pictures: dict[str, Picture] = {}
    unmoved: dict[View, SkinlaxError] = {}
    for view in PHOTO_VIEWS:
        frame = next((frame for frame in analysis.frames if frame.view == view), None)
        file = None if frame is None else folder / "pictures" / Path(frame.file).name
        if frame is None or file is None or not file.is_file():
            continue
        try:
            if view.is_lateral:
                photograph = FacePhotograph.of_profile(
                    view, decode_picture(file), mesh=simulation.mesh, calibration=None
                )
            elif frame.landmarks_px and drawn is not None:
                photograph = FacePhotograph.of(
                    view, decode_picture(file), frame, mesh=simulation.mesh, landmark_mesh=drawn
                )
            else:
                continue
        except SkinlaxError as error:
            if error.code not in PROFILE_STAYS:
                raise
            unmoved[view] = error
            continue
        pictures.update(_of_view(simulation, photograph))
    return MovedPhotographs(pictures=pictures, unmoved=unmoved)


def _hangs_in_pictures(mesh: FaceMesh) -> bool:
    return mesh.source == FROM_LANDMARKS and len(mesh.vertices_in_face_mm) == len(refined_canonical().corners)


def _of_view(simulation: Simulation, photograph: FacePhotograph) -> dict[str, Picture]:
    view = photograph.view
    made = {f"photo_{view}_before.jpg": label(photograph.picture_bgr, BEFORE, at_top=True)}
    for outcome in Outcome:
        simulated = simulation.outcomes[outcome]
        moved = photograph.moved(simulation.working.carried(simulated.displacement_mm))
        title = outcome_title(outcome.value, visible=simulated.visible)
        made[f"photo_{view}_{outcome.value}.jpg"] = label(burn_watermark(moved, WATERMARK), title, at_top=True)
    return made
