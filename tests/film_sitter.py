"""Who sits before the camera of the film strip: as wanted, or with one thing wrong."""

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

import planted_defects as planted
from phantom_series import finder
from planted_defects import Defect
from skinlax_desktop.app.places import find_places
from skinlax_desktop.devices.simulated.obedient_subject import head_in_the_middle
from skinlax_desktop.domain.views import POSE_TARGETS, Pose, View
from skinlax_desktop.imaging.landmark_picture import find_faces
from skinlax_desktop.phantom.hand import HeldHand, draw_hand
from skinlax_desktop.phantom.head import PhantomHead, build_head
from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS
from skinlax_desktop.phantom.rendering import render
from skinlax_desktop.phantom.scene import Scene, VirtualCamera
from soak.sitter import DIMMED

Picture = npt.NDArray[np.uint8]


@cache
def _head() -> PhantomHead:
    return build_head(DEFAULT_PATIENTS[0], find_places().resources)


@cache
def photograph(scene: Scene) -> Picture:
    """An upright BGR picture of the phantom."""
    return np.asarray(DIMMED[render(_head(), scene, VirtualCamera(), noise_seed=1)], dtype=np.uint8)


def seated(view: View = View.FRONTAL) -> Picture:
    """As wanted for that view."""
    pose = POSE_TARGETS[view].pose
    return photograph(Scene(pose=pose, offset_mm=head_in_the_middle(pose)))


def empty_room() -> Picture:
    """Nobody yet."""
    return np.full_like(seated(), 118)


def with_a_second_face() -> Picture:
    """Somebody looks over the shoulder."""
    picture = seated().copy()
    height, width = picture.shape[:2]
    small = cv2.resize(picture[height // 8 : -height // 4], None, fx=0.36, fy=0.36, interpolation=cv2.INTER_AREA)
    picture[120 : 120 + small.shape[0], width - small.shape[1] :] = small
    return picture


def moved_aside() -> Picture:
    """As if the chair stood too far to one side."""
    picture = seated()
    moved = np.empty_like(picture)
    moved[:, :640] = picture[:, :1]
    moved[:, 640:] = picture[:, :-640]
    return moved


def behind_a_hand() -> Picture:
    """The sitter's own hand on the cheek and the mouth."""
    scene = Scene(offset_mm=head_in_the_middle(POSE_TARGETS[View.FRONTAL].pose))
    hand = HeldHand(knuckle_mm=(30.0, -95.0, 25.0), lean_deg=15.0, dip_deg=8.0)
    return draw_hand(seated(), hand, scene, VirtualCamera(), find_places().third_party)[0]


def spoilt_by(defect: Defect, amount: float) -> Picture:
    """As wanted, but for one planted defect."""
    picture = seated()
    return np.asarray(defect(picture, find_faces(picture, finder())[0].points_px, amount), dtype=np.uint8)


def sitting_askew() -> Picture:
    """The whole body leans to one side."""
    picture = seated()
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height * 0.4), 6.0, 1.0)
    return np.asarray(cv2.warpAffine(picture, turn, (width, height), borderMode=cv2.BORDER_REPLICATE), dtype=np.uint8)


def turned(yaw_deg: float, pitch_deg: float) -> Picture:
    """The head is turned or nodded away from what is wanted."""
    return photograph(Scene(pose=Pose(yaw_deg=yaw_deg, pitch_deg=pitch_deg, roll_deg=0.0)))


FLAWS: dict[str, Callable[[], Picture]] = {
    "smile": lambda: photograph(Scene(expression="smile")),
    "too_close": lambda: photograph(Scene(distance_mm=690.0)),
    "too_far": lambda: photograph(Scene(distance_mm=930.0)),
    "dark_room": lambda: np.asarray((seated() * 0.35).astype(np.uint8)),
    "second_face": with_a_second_face,
    "off_centre": moved_aside,
    "hand": behind_a_hand,
    "glasses": lambda: spoilt_by(planted.covered_by("glasses"), 1.0),
    "light_from_one_side": lambda: spoilt_by(planted.light_from_one_side, 2.0),
    "shine": lambda: spoilt_by(planted.shine, 0.5),
    "turned": lambda: turned(8.0, 0.0),
    "chin_up": lambda: turned(0.0, 9.0),
    "askew": sitting_askew,
    "eyes_closed": lambda: photograph(Scene(expression="eyes_closed")),
    "blurred": lambda: np.asarray(cv2.GaussianBlur(seated(), (0, 0), 6.0), dtype=np.uint8),
}
