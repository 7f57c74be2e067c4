"""Points of the skin seen in several pictures: SIFT features, their matches, and the tracks these chain up to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.reconstruction.working_picture import WorkingPicture

Points = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

MOST_FEATURES: Final = 3500
# Dark skin shows its texture in few grey levels, under the sensor's noise: what is coarser is evened and kept.
_SHARE: Final = 0.6
_EVEN_OVER_PX: Final = 8.0
_LEAST_CONTRAST: Final = 1.5
_CONTRAST: Final = 40.0
_RATIO: Final = 0.82
_EPIPOLAR_PX: Final = 2.5
_FEWEST_MATCHES: Final = 20
# What stays in the same pixel while the subject turns is not the subject.
_STANDS_STILL_PX: Final = 0.8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Features:
    """`at_px` (n, 2); `descriptors` (n, 128) float32 of unit length (RootSIFT, Arandjelovic and Zisserman 2012)."""

    at_px: Points
    descriptors: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PairMatches:
    """Feature numbers (n,) of two pictures that show the same point; consistent with one rigid motion."""

    first: int
    second: int
    of_first: Indices
    of_second: Indices


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tracks:
    """Observations of points: `point` (n,), `frame` (n,) and `at_px` (n, 2); points are numbered from 0."""

    point: Indices
    frame: Indices
    at_px: Points

    @property
    def count(self) -> int:
        """How many points there are."""
        return int(self.point.max()) + 1 if len(self.point) else 0


def find_features(picture: WorkingPicture, most: int = MOST_FEATURES) -> Features:
    """The strongest SIFT features on the subject, in smaller pictures of zero local mean and even local spread."""
    size = tuple(round(_SHARE * side) for side in picture.subject.shape[::-1])
    subject = cv2.resize(picture.subject, size, interpolation=cv2.INTER_NEAREST)
    sift = cv2.SIFT.create(nfeatures=most, contrastThreshold=0.012, edgeThreshold=12.0)
    keypoints, found = sift.detectAndCompute(_evened(picture.picture_bgr, size, subject), subject)
    if found is None or len(keypoints) < 2:
        return Features(at_px=np.zeros((0, 2)), descriptors=np.zeros((0, 128), dtype=np.float32))
    root = np.sqrt(found / np.maximum(found.sum(axis=1, keepdims=True), 1e-9)).astype(np.float32)
    share = np.array(size) / picture.subject.shape[::-1]
    at_px = (np.array([point.pt for point in keypoints]) + 0.5) / share - 0.5
    return Features(at_px=at_px, descriptors=root)


def _evened(
    picture_bgr: npt.NDArray[np.uint8], size: tuple[int, ...], subject: cv2.typing.MatLike
) -> cv2.typing.MatLike:
    small = cv2.resize(picture_bgr, size, interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.float32)
    off = grey - cv2.GaussianBlur(grey, (0, 0), _EVEN_OVER_PX)
    spread = np.sqrt(cv2.GaussianBlur(off * off, (0, 0), _EVEN_OVER_PX) + _LEAST_CONTRAST**2)
    even = np.clip(off / spread * _CONTRAST + 128.0, 0, 255)
    # The strongest are chosen before the mask is asked: a flat backdrop has none.
    return np.where(subject > 0, even, 128.0).astype(np.uint8)


def match_pair(
    first: int, second: int, features: Sequence[Features], pictures: Sequence[WorkingPicture]
) -> PairMatches | None:
    """Mutual nearest descriptors that pass Lowe's ratio and one essential matrix; None when too few do."""
    one, two = features[first], features[second]
    if min(len(one.at_px), len(two.at_px)) < _FEWEST_MATCHES:
        return None
    of_first, of_second = mutual_matches(one.descriptors, two.descriptors)
    moved = np.linalg.norm(one.at_px[of_first] - two.at_px[of_second], axis=1) > _STANDS_STILL_PX
    of_first, of_second = of_first[moved], of_second[moved]
    if len(of_first) < _FEWEST_MATCHES:
        return None
    rays = [
        normalised(part.at_px[which], pictures[number].camera_matrix)
        for part, which, number in ((one, of_first, first), (two, of_second, second))
    ]
    focal = float(pictures[first].camera_matrix[0, 0])
    _, inlier = cv2.findEssentialMat(
        rays[0], rays[1], np.eye(3), method=cv2.USAC_MAGSAC, prob=0.9999, threshold=_EPIPOLAR_PX / focal
    )
    if inlier is None or int(inlier.sum()) < _FEWEST_MATCHES:
        return None
    kept = inlier.ravel() > 0
    return PairMatches(first=first, second=second, of_first=of_first[kept], of_second=of_second[kept])


def normalised(at_px: Points, camera_matrix: Points) -> Points:
    """Pixels (n, 2) as slopes (n, 2) of their lines of sight."""
    focal = np.array([camera_matrix[0, 0], camera_matrix[1, 1]])
    return np.ascontiguousarray((at_px - camera_matrix[:2, 2]) / focal)


def mutual_matches(
    one: npt.NDArray[np.float32],
    two: npt.NDArray[np.float32],
    ratio: float = _RATIO,
    *,
    allowed: npt.NDArray[np.bool_] | None = None,
) -> tuple[Indices, Indices]:
    """Numbers of descriptors that are each other's nearest, of the pairs `allowed` (n, m), and pass Lowe's ratio."""
    alike = one @ two.T
    if allowed is not None:
        alike[~allowed] = -1.0
    best = alike.argmax(axis=1)
    rows = np.arange(len(one))
    top = alike[rows, best]
    back = alike.argmax(axis=0)
    alike[rows, best] = -1.0
    second = alike.max(axis=1)
    # Distances of unit vectors: d^2 = 2 - 2 cos.
    near = np.sqrt(np.maximum(2.0 - 2.0 * top, 0.0))
    far = np.sqrt(np.maximum(2.0 - 2.0 * second, 1e-12))
    kept = (back[best] == rows) & (near < ratio * far)
    return rows[kept], best[kept]


def build_tracks(features: Sequence[Features], matches: Iterable[PairMatches]) -> Tracks:
    """Chain matches to tracks; one that claims two places of a picture is dropped."""
    start = np.concatenate([[0], np.cumsum([len(part.at_px) for part in features])])
    frame_of = np.repeat(np.arange(len(features)), np.diff(start))
    pairs = [
        np.stack([start[match.first] + match.of_first, start[match.second] + match.of_second], axis=1)
        for match in matches
    ]
    if not pairs:
        empty = np.zeros(0, dtype=np.int64)
        return Tracks(point=empty, frame=empty, at_px=np.zeros((0, 2)))
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    edges = np.concatenate(pairs)
    graph = coo_array((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(start[-1], start[-1]))
    _, label = connected_components(graph, directed=False)
    size = np.bincount(label)
    seen = np.flatnonzero(size[label] >= 2)
    order = seen[np.lexsort((frame_of[seen], label[seen]))]
    labels, frames = label[order], frame_of[order]
    twice = (labels[1:] == labels[:-1]) & (frames[1:] == frames[:-1])
    torn = np.unique(labels[1:][twice])
    kept = ~np.isin(labels, torn)
    order, labels, frames = order[kept], labels[kept], frames[kept]
    _, point = np.unique(labels, return_inverse=True)
    at_px = np.concatenate([part.at_px for part in features])[order]
    return Tracks(point=point.astype(np.int64), frame=frames.astype(np.int64), at_px=at_px)
