"""Maps of what moved a grade, over networks that are known to look at one place, at none, or at everything."""

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.measurement import ModelUse
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.zones import PAIRED_ZONES
from skinlax_desktop.imaging.zones import zone_polygons
from skinlax_desktop.inference.laxity_input import OUTPUT_ZONES
from skinlax_desktop.inference.onnx_laxity import OnnxLaxity
from skinlax_desktop.ports.landmarks import FoundFace
from skinlax_desktop.ports.laxity import LaxityView
from skinlax_desktop.ports.saliency import SaliencyFinder
from skinlax_desktop.surface.canonical_face import canonical_face

PAIRED = len(PAIRED_ZONES)
PX_PER_MM = 3.0
SIDE = int(260 * PX_PER_MM)
Answer = Callable[[np.ndarray], np.ndarray]


class Network:
    """`answer` makes severities (n, 28) of patches (n, 2, 17, 2, p, p)."""

    model = ModelUse(name="laxity", version="0", sha256="00", device="CPU")
    notices = ()
    entry = SimpleNamespace(exploratory_zones=(), repeat_sd={})

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.runs = 0

    def run(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        patches = inputs["patches"]
        self.runs += len(patches)
        row = np.ones((len(patches), len(OUTPUT_ZONES)), dtype=np.float32)
        return {"severity": self._answer(patches), "sigma": 0.3 * row, "rho": 0.5 * row}


def by_zone(values: np.ndarray) -> np.ndarray:
    """(n, 2, 17) to (n, 28), as the real network does."""
    middle = values[:, :, PAIRED:].mean(axis=1)
    return np.concatenate([values[:, 0, :PAIRED], values[:, 1, :PAIRED], middle], axis=1)


def roughness_at(rows: slice, columns: slice, *, sign: float = 1.0) -> Answer:
    """Looks at how rough one place of each patch is."""

    def answer(patches: np.ndarray) -> np.ndarray:
        return by_zone(sign * 2.0 * np.abs(patches[..., 0, rows, columns]).mean(axis=(-1, -2)))

    return answer


def view(which: View = View.FRONTAL, *, flip: bool = False) -> LaxityView:
    """An average face over a picture that is rough everywhere."""
    points = canonical_face().points_in_head_mm
    points = np.concatenate([points, np.repeat(points[[33, 263]], 5, axis=0)]) * PX_PER_MM
    face = FoundFace(
        points_px=points[:, :2] * (1.0, -1.0) + SIDE / 2,
        depth_px=-points[:, 2],
        blendshapes={},
        head_from_canonical=np.eye(4),
    )
    picture = np.random.default_rng(3).integers(60, 190, (SIDE, SIDE, 3)).astype(np.uint8)
    return LaxityView(view=which, picture_bgr=picture[:, ::-1].copy() if flip else picture, face=face)


def explain(answer: Answer, **more: Any) -> Any:
    return OnnxLaxity(Network(answer)).explain([view(**more)], 0)


def peak_px(saliency: Any) -> np.ndarray:
    row, column = np.unravel_index(np.abs(saliency.effects).argmax(), saliency.effects.shape)
    return np.asarray(saliency.picture_from_patch @ (column, row, 1.0))


def test_the_place_that_is_looked_at_is_found_on_the_photograph() -> None:
    found = explain(roughness_at(slice(8, 20), slice(34, 46)))
    assert set(found) == set(OUTPUT_ZONES)
    # The network's place is 13 columns right of the patch's middle and 14 rows above; patches are 0.7 mm a pixel.
    for zone, side in (("jowl_R", 1.0), ("jowl_L", -1.0)):
        saliency = found[zone]
        assert saliency.reason is None
        assert saliency.effects.max() > 3.0 * abs(saliency.effects.min())
        middle = zone_polygons(view().face.points_px)[zone].mean(axis=0)
        away_mm = (peak_px(saliency) - middle) / PX_PER_MM
        # What lies right in the picture lies left in its mirror image, where the left side is graded.
        assert away_mm == pytest.approx((side * 0.7 * 12, -0.7 * 14), abs=4.0)


def test_a_place_that_lowers_the_grade_is_negative() -> None:
    found = explain(roughness_at(slice(20, 34), slice(20, 34), sign=-1.0))
    assert found["brow_R"].reason is None
    assert found["brow_R"].effects.min() < -3.0 * found["brow_R"].effects.max()
    # A middle zone is the mean of the picture and its mirror image: the map is as even as the place.
    assert found["chin"].reason is None


def test_a_network_that_ignores_the_picture_gets_no_map() -> None:
    found = explain(lambda patches: np.full((len(patches), 28), 2.0))
    assert {saliency.reason for saliency in found.values()} == {"saliency_hardly_moved"}


def test_zones_that_hear_each_other_are_asked_alone() -> None:
    look = roughness_at(slice(8, 20), slice(34, 46))

    def hearing(patches: np.ndarray) -> np.ndarray:
        own = look(patches)
        return own - 3.0 * own.mean(axis=1, keepdims=True)

    together, apart = explain(look), explain(hearing)
    for zone in ("jowl_R", "jowl_L", "chin"):
        assert apart[zone].reason is None
        assert np.corrcoef(apart[zone].effects.ravel(), together[zone].effects.ravel())[0, 1] > 0.95
    # Of its own place a middle zone keeps what is left after its share in the mean of all.
    kept = 1.0 - 3.0 / len(OUTPUT_ZONES)
    assert apart["chin"].effects == pytest.approx(kept * together["chin"].effects, rel=1e-3, abs=1e-4)


def test_a_network_that_cannot_tell_the_sides_apart_gets_no_map() -> None:
    def swapped(patches: np.ndarray) -> np.ndarray:
        own = roughness_at(slice(20, 34), slice(20, 34))(patches)
        other = np.concatenate([own[:, PAIRED : 2 * PAIRED], own[:, :PAIRED], own[:, 2 * PAIRED :]], axis=1)
        return own + other + own.mean(axis=1, keepdims=True)

    found = explain(swapped)
    assert {found[zone].reason for zone in ("jowl_R", "jowl_L", "brow_R")} == {"saliency_mixed"}
    assert found["chin"].reason is None


def test_a_map_that_does_not_foretell_is_refused() -> None:
    random = np.random.default_rng(5)
    found = explain(lambda patches: 2.0 + random.normal(0.0, 0.3, (len(patches), 28)))
    assert sum(saliency.reason is None for saliency in found.values()) < 0.4 * len(found)


def test_a_view_that_counts_little_moved_the_grade_little() -> None:
    network = OnnxLaxity(Network(roughness_at(slice(20, 34), slice(20, 34))))
    alone = network.explain([view()], 0)["jowl_R"]
    beside = network.explain([view(), view(flip=True), view()], 0)["jowl_R"]
    assert beside.effects.max() == pytest.approx(alone.effects.max() / 3.0, rel=0.05)


def test_a_photograph_that_took_no_part_is_refused_and_progress_can_stop_it() -> None:
    network = OnnxLaxity(Network(roughness_at(slice(20, 34), slice(20, 34))))
    assert isinstance(network, SaliencyFinder)
    tiny = LaxityView(view=View.FRONTAL, picture_bgr=view().picture_bgr[::8, ::8].copy(), face=_smaller(view().face))
    with pytest.raises(SkinlaxError) as refusal:
        network.explain([view(), tiny], 1)
    assert refusal.value.code == "laxity_no_usable_view"
    shares: list[float] = []
    network.explain([view()], 0, shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)
    with pytest.raises(ZeroDivisionError):
        network.explain([view()], 0, lambda share: 1 / 0)


def _smaller(face: FoundFace) -> FoundFace:
    return FoundFace(
        points_px=face.points_px / 8.0, depth_px=face.depth_px / 8.0, blendshapes={}, head_from_canonical=np.eye(4)
    )
