"""What the adapter makes of the network's answers; the network itself is played."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

import phantom_series as phantom
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.measurement import Confidence, ModelUse
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.occlusion import Cover, measure_cover
from skinlax_desktop.inference import onnx_laxity
from skinlax_desktop.inference.laxity_fusion import fuse_views
from skinlax_desktop.inference.laxity_input import OUTPUT_ZONES
from skinlax_desktop.inference.onnx_laxity import OnnxLaxity
from skinlax_desktop.ports.landmarks import FoundFace
from skinlax_desktop.ports.laxity import LaxityView
from skinlax_desktop.surface.canonical_face import canonical_face
from skinlax_desktop.workflows.evaluation_bad_input import BAD_PICTURES
from skinlax_desktop.workflows.evaluation_photographs import found_views

ZONES = len(OUTPUT_ZONES)
REPEAT_SD = {"five_views": {"jowl_L": 0.2, "": 0.1}, "frontal": {"jowl_L": 0.3}}


class PlayedSession:
    """Answers the same for every picture."""

    model = ModelUse(name="laxity", version="0", sha256="00", device="CPU")
    notices = ()

    def __init__(self, *, severity: float = 1.5, sigma: float = 0.3, distance: float = 0.5) -> None:
        self.entry = SimpleNamespace(exploratory_zones=("glabella",), repeat_sd=REPEAT_SD)
        self.asked: dict[str, Any] = {}
        self._answer = severity, sigma, distance

    def run(self, inputs: dict[str, Any]) -> dict[str, Any]:
        self.asked = inputs
        severity, sigma, distance = self._answer
        count = len(inputs["patches"])
        row = np.ones((count, ZONES), dtype=np.float32)
        return {
            "severity": severity * row,
            "sigma": sigma * row,
            "rho": 0.0 * row,
            "quantile": 2.0 * row,
            "overall_quantile": 1.5 * row[:, :1],
            "distance": distance * row[:, :1],
            "nuisance": np.zeros((count, 5), dtype=np.float32),
        }


SKIN_BGR, STONE_BGR = (120, 150, 190), (150, 150, 150)


def a_view(
    *,
    px_per_mm: float = 3.0,
    yaw_deg: float = 0.0,
    view: View = View.FRONTAL,
    bgr: tuple[int, int, int] = SKIN_BGR,
    blendshapes: Mapping[str, float] = MappingProxyType({}),
    grain: float = 12.0,
) -> LaxityView:
    """An average face in a picture of one colour, with grain as fine as its pixels."""
    points = canonical_face().points_in_head_mm
    yaw = np.radians(yaw_deg)
    turn = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    points = points @ turn.T
    points = np.concatenate([points, np.repeat(points[[33, 263]], 5, axis=0)]) * px_per_mm
    side = int(260 * px_per_mm)
    face = FoundFace(
        points_px=points[:, :2] * (1.0, -1.0) + side / 2,
        depth_px=-points[:, 2],
        blendshapes=blendshapes,
        head_from_canonical=np.eye(4),
    )
    picture = np.array(bgr) + np.random.default_rng(1).normal(0.0, grain, (side, side, 1))
    return LaxityView(view=view, picture_bgr=np.clip(picture, 0, 255).astype(np.uint8), face=face)


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture of one colour has neither eyes nor mouth, as if all of it were covered; here it counts as bare."""
    monkeypatch.setattr(onnx_laxity, "measure_cover", lambda *_: Cover(part="mouth", likelihood=0.1))


def test_every_zone_gets_its_interval() -> None:
    estimate = OnnxLaxity(PlayedSession()).estimate([a_view()])
    assert set(estimate.zones) == set(OUTPUT_ZONES)
    grade = estimate.zones["jowl_L"]
    assert (grade.low, grade.value, grade.high) == pytest.approx((0.9, 1.5, 2.1))
    assert grade.confidence is Confidence.OK
    assert estimate.zones["glabella"].exploratory
    assert not grade.exploratory
    assert estimate.overall is not None
    assert (estimate.overall.low, estimate.overall.high) == pytest.approx((1.05, 1.95), abs=1e-3)
    assert estimate.youthfulness_index is not None
    assert estimate.youthfulness_index.value == pytest.approx(62.5)


def test_a_grade_stays_on_its_scale() -> None:
    high = OnnxLaxity(PlayedSession(severity=4.4)).estimate([a_view()]).zones["neck"]
    low = OnnxLaxity(PlayedSession(severity=-0.5)).estimate([a_view()]).zones["neck"]
    assert (high.value, high.high, high.low) == pytest.approx((4.0, 4.0, 3.8))
    assert (low.value, low.low, low.high) == pytest.approx((0.0, 0.0, 0.1))


def test_more_views_narrow_the_interval() -> None:
    one = OnnxLaxity(PlayedSession()).estimate([a_view()]).zones["chin"]
    session = PlayedSession()
    sides = [a_view(), a_view(yaw_deg=-40.0, view=View.OBLIQUE_LEFT), a_view(yaw_deg=40.0, view=View.OBLIQUE_RIGHT)]
    three = OnnxLaxity(session).estimate(sides).zones["chin"]
    assert session.asked["patches"].shape[:3] == (3, 2, 17)
    assert session.asked["view"][1, 0, 0] == pytest.approx(-session.asked["view"][2, 0, 0], abs=0.02)
    assert three.high - three.low == pytest.approx((one.high - one.low) / np.sqrt(3.0))


def test_doubts_are_said() -> None:
    assert OnnxLaxity(PlayedSession(sigma=0.8)).estimate([a_view()]).zones["brow_R"].reasons == ("wide_interval",)
    smile = {"mouthSmileLeft": 0.7, "mouthSmileRight": 0.7, "cheekPuff": 0.01}
    smiling = OnnxLaxity(PlayedSession()).estimate([a_view(blendshapes=smile)]).zones["brow_R"]
    assert (smiling.confidence, smiling.reasons) == (Confidence.LOW, ("smiling",))
    assert OnnxLaxity(PlayedSession()).estimate([a_view(grain=0.0)]).zones["brow_R"].reasons == ("no_fine_detail",)
    speaking = OnnxLaxity(PlayedSession()).estimate([a_view(blendshapes={"jawOpen": 0.5})]).zones["brow_R"]
    assert speaking.reasons == ("not_at_rest",)
    turned = OnnxLaxity(PlayedSession()).estimate([a_view(blendshapes=smile, yaw_deg=40.0)]).zones["brow_R"]
    assert turned.reasons == ()
    coarse = OnnxLaxity(PlayedSession()).estimate([a_view(px_per_mm=0.9)]).zones["brow_R"]
    assert coarse.reasons == ("coarse_picture",)
    stone = OnnxLaxity(PlayedSession()).estimate([a_view(bgr=STONE_BGR)]).zones["brow_R"]
    assert stone.reasons == ("no_skin_colour",)
    assert OnnxLaxity(PlayedSession(distance=1.7)).estimate([a_view()]).out_of_distribution == pytest.approx(1.7)


@pytest.mark.parametrize("view", [a_view(yaw_deg=85.0), a_view(px_per_mm=0.4)])
def test_a_profile_or_a_tiny_face_is_refused(view: LaxityView) -> None:
    with pytest.raises(SkinlaxError) as refusal:
        OnnxLaxity(PlayedSession()).estimate([view])
    assert refusal.value.code == "laxity_no_usable_view"


def test_the_smallest_change_is_that_of_the_views_it_was_found_with() -> None:
    sides = [a_view(yaw_deg=-40.0, view=View.OBLIQUE_LEFT), a_view(yaw_deg=40.0, view=View.OBLIQUE_RIGHT)]
    five = OnnxLaxity(PlayedSession()).estimate([a_view(), *sides])
    assert five.zones["jowl_L"].mdc95 == pytest.approx(2.772 * 0.2, abs=1e-3)
    assert five.zones["jowl_R"].mdc95 is None
    assert five.overall is not None
    assert five.overall.mdc95 == pytest.approx(0.2772, abs=1e-4)
    assert five.youthfulness_index is not None
    assert five.youthfulness_index.mdc95 == pytest.approx(25.0 * 0.2772, abs=1e-2)
    alone = OnnxLaxity(PlayedSession()).estimate([a_view()])
    assert alone.zones["jowl_L"].mdc95 == pytest.approx(2.772 * 0.3, abs=1e-3)
    # Nobody found how well this set of views repeats.
    assert OnnxLaxity(PlayedSession()).estimate([a_view(), sides[0]]).zones["jowl_L"].mdc95 is None


def test_common_error_does_not_average_away() -> None:
    severity, sigma = np.ones((3, 1)), np.full((3, 1), 0.4)
    assert fuse_views(severity, sigma, np.array([0.0]))[1][0] == pytest.approx(0.4 / np.sqrt(3.0))
    assert fuse_views(severity, sigma, np.array([1.0]))[1][0] == pytest.approx(0.4, abs=1e-3)


def test_a_view_that_sees_little_counts_little() -> None:
    fused, _ = fuse_views(np.array([[1.0], [3.0]]), np.array([[0.2], [2.0]]), np.array([0.5]))
    assert fused[0] == pytest.approx(1.0, abs=0.05)


def test_an_unsure_view_that_errs_with_the_others_does_not_spoil_them() -> None:
    random = np.random.default_rng(3)
    rho, sigma = np.array([0.7]), np.array([0.3, 0.9, 0.9])
    common = random.normal(0.0, 1.0, (4000, 1))
    errors = sigma * (np.sqrt(rho) * common + np.sqrt(1.0 - rho) * random.normal(0.0, 1.0, (4000, 3)))
    fused = [fuse_views(error[:, None], sigma[:, None], rho) for error in errors]
    values, told = np.array([value[0] for value, _ in fused]), fused[0][1][0]
    assert values.std() < 1.02 * errors[:, 0].std()
    assert values.std() == pytest.approx(told, rel=0.05)
    by_inverse_variance = (errors / sigma**2).sum(axis=1) / (1.0 / sigma**2).sum()
    assert values.std() < 0.95 * by_inverse_variance.std()


def test_more_of_the_same_sure_views_help() -> None:
    sigma, rho = np.full((3, 1), 0.4), np.array([0.3])
    assert fuse_views(np.ones((3, 1)), sigma, rho)[1][0] < fuse_views(np.ones((1, 1)), sigma[:1], rho)[1][0]


def test_what_covers_a_face_is_doubted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx_laxity, "measure_cover", measure_cover)
    picture = phantom.view_picture(View.FRONTAL, factor=0.2)
    shown = found_views([(View.FRONTAL, picture)], phantom.finder())[0]
    assert "something_covers" not in OnnxLaxity(PlayedSession()).estimate([shown]).zones["chin"].reasons
    masked = BAD_PICTURES["mask"](picture, shown.face.points_px)
    covered = OnnxLaxity(PlayedSession()).estimate([replace(shown, picture_bgr=masked)]).zones["chin"]
    assert covered.confidence is Confidence.LOW
    assert "something_covers" in covered.reasons
