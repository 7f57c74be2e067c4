"""The closed-form part: shape components, and a ridge of each zone kind on what is coarse and where.

Fitted on every training picture as photographed and on two augmented copies, picture and mirror image alike.
"""

from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader

from laxity.examples import FaceExamples, Prepared
from laxity.network import KINDS, RIDGE_FEATURES, SHAPE_COMPONENTS, SIDES, LaxityNetwork, side_of_view
from skinlax_desktop.domain.zones import PAIRED_ZONES
from skinlax_desktop.inference.laxity_input import shape_pair

_LEAST_SPREAD = 0.05
_PAIRED = len(PAIRED_ZONES)


def fit_ridge(network: LaxityNetwork, data: Prepared, rows: np.ndarray[Any, Any], settings: dict[str, Any]) -> None:
    """Fill the network's buffers from training rows."""
    straight = rows[np.abs(data.view_deg[rows, 0]) < settings["shape_yaw_deg"]]
    mean, basis = shape_components(data.shape[straight])
    network.shape_mean.copy_(mean)
    network.shape_basis.copy_(basis)
    # One Gram matrix a kind and side, so that memory does not grow with the population; the last column is 1.
    size = RIDGE_FEATURES + 1
    gram = torch.zeros(len(KINDS), SIDES, size, size)
    aim = torch.zeros(len(KINDS), SIDES, size)
    for copy in range(settings["ridge_copies"]):
        examples = FaceExamples(data, rows, seed=settings["seed"] if copy else None)
        examples.epoch = -copy & 0xFFFF
        for patches, shape, view, severity, _ in DataLoader(examples, batch_size=64, num_workers=settings["workers"]):
            with torch.no_grad():
                _gather(gram, aim, network.features(patches, shape), side_of_view(view[..., 0]), severity)
    _solve(network, gram, aim, settings["ridge_price"])


def shape_components(shapes: np.ndarray[Any, Any]) -> tuple[Tensor, Tensor]:
    """Mean (1404,) and principal directions (1404, SHAPE_COMPONENTS) of shapes (n, 468, 3) and their mirror images."""
    pairs = np.concatenate([shape_pair(shape) for shape in shapes])
    mean = pairs.mean(axis=0)
    _, _, directions = np.linalg.svd(pairs - mean, full_matrices=False)
    basis = np.ascontiguousarray(directions[:SHAPE_COMPONENTS].T)
    return torch.from_numpy(mean.astype(np.float32)), torch.from_numpy(basis.astype(np.float32))


def _gather(gram: Tensor, aim: Tensor, features: Tensor, side: Tensor, severity: Tensor) -> None:
    """Add the features (b, 2, 17, f) of a batch, sides (b, 2, 3), severities (b, 28)."""
    ones = torch.ones(*features.shape[:3], 1)
    features = torch.cat([features, ones], dim=3)
    for kind in range(len(KINDS)):
        for turned in range(SIDES):
            for picture in range(2):
                rows = side[:, picture, turned] > 0.0
                zone = kind + picture * _PAIRED if kind < _PAIRED else _PAIRED + kind
                part, wanted = features[rows, picture, kind], severity[rows, zone]
                gram[kind, turned] += part.T @ part
                aim[kind, turned] += part.T @ wanted


def _solve(network: LaxityNetwork, gram: Tensor, aim: Tensor, price: float) -> None:
    gram, aim = gram.double(), aim.double()
    for kind in range(len(KINDS)):
        pooled = gram[kind].sum(dim=0)
        mean = pooled[-1, :-1] / pooled[-1, -1]
        spread = (pooled.diagonal()[:-1] / pooled[-1, -1] - mean**2).clamp(min=0.0).sqrt() + _LEAST_SPREAD
        network.feature_mean[kind], network.feature_scale[kind] = mean.float(), spread.float()
        for turned in range(SIDES):
            count = gram[kind, turned, -1, -1]
            own = gram[kind, turned, -1, :-1] / count
            # Centred on this side's own mean, in units of the common spread.
            covariance = gram[kind, turned, :-1, :-1] - count * torch.outer(own, own)
            scaled = covariance / torch.outer(spread, spread)
            middle = aim[kind, turned, -1] / count
            wanted = (aim[kind, turned, :-1] - count * own * middle) / spread
            weight = torch.linalg.solve(scaled + price * count * torch.eye(len(own), dtype=torch.float64), wanted)
            network.ridge_weight[kind, turned] = weight.float()
            network.ridge_offset[kind, turned] = (middle - weight @ ((own - mean) / spread)).float()
