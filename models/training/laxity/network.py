"""The network: a patch of every zone, the face's shape, and the angle it was seen from, to a severity with its sigma.

Three parts add up. A ridge regression of each zone on its coarse patch and the face's shape, in closed form, which
holds most of what there is; a small convolutional network that learns what the ridge leaves, and how sure to be; and
what the other zones of the face say of each zone. The first two keep where in the patch something lies: a fold means
something only in its place.

The network only knows zones of the right side and of the middle. The left side is the mirrored picture's right side,
and a middle zone is the mean of both pictures, so mirroring a face swaps the sides exactly.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from skinlax_desktop.domain.zones import PAIRED_ZONES
from skinlax_desktop.inference.laxity_input import KINDS
from skinlax_desktop.inference.onnx_laxity import NUISANCES

SHAPE_COMPONENTS = 200
COARSE_FEATURES = 2 * 14 * 14 + 2 * 7 * 7
RIDGE_FEATURES = COARSE_FEATURES + SHAPE_COMPONENTS
SIDES = 3
"""Turned to the subject's left, facing the camera, turned right: each has a ridge of its own."""

_SIDE_BEYOND = 25.0 / 45.0
_PAIRED = len(PAIRED_ZONES)
_TRUNK = (16, 32, 48, 64, 64)
_PLACES = 7 * 7
_PLACE_CHANNELS = 24
_HIDDEN = 96
_ACROSS = 64
PLACE_FEATURES = _PLACES * _PLACE_CHANNELS
_LEAST_LOG_SIGMA, _MOST_LOG_SIGMA = -3.0, 1.0


def coarse_features(patches: Tensor) -> Tensor:
    """Patches (n, 2, 56, 56) to (n, 490): both channels in blocks of 4 pixels, and how rough blocks of 8 are."""
    blocks = functional.avg_pool2d(patches, 4).flatten(1)
    fine = patches - functional.avg_pool2d(patches, 5, stride=1, padding=2, count_include_pad=False)
    return torch.cat([blocks, functional.avg_pool2d(fine.abs(), 8).flatten(1)], dim=1)


def side_of_view(yaw: Tensor) -> Tensor:
    """Yaw over 45 degrees (...) to one of three sides (..., 3), as 0 and 1."""
    left, right = yaw < -_SIDE_BEYOND, yaw > _SIDE_BEYOND
    return torch.stack([left, ~(left | right), right], dim=-1).to(yaw.dtype)


class _Block(nn.Module):
    """Convolution, normalisation, and a gain and offset of each channel by zone kind."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(outputs)
        self.by_kind = nn.Embedding(len(KINDS), 2 * outputs)
        nn.init.normal_(self.by_kind.weight, std=0.02)

    def forward(self, maps: Tensor, kind: Tensor) -> Tensor:
        """Maps (n, c, h, w) of patches whose zone kind is `kind` (n,)."""
        gain, offset = self.by_kind(kind)[:, :, None, None].chunk(2, dim=1)
        return torch.relu(self.norm(self.convolution(maps)) * (1.0 + gain) + offset)


class LaxityNetwork(nn.Module):
    """Patches (b, 2, 17, 2, p, p), shape (b, 2, 1404), view (b, 2, 2) to severities, log sigmas, nuisances, code.

    The second axis is the picture and its mirror image; `view` is yaw over 45 and pitch over 20 degrees. The buffers
    of the shape and the ridge are filled by `ridge.py`.
    """

    def __init__(self) -> None:
        super().__init__()
        count = len(KINDS)
        self.register_buffer("shape_mean", torch.zeros(1404))
        self.register_buffer("shape_basis", torch.zeros(1404, SHAPE_COMPONENTS))
        self.register_buffer("feature_mean", torch.zeros(count, RIDGE_FEATURES))
        self.register_buffer("feature_scale", torch.ones(count, RIDGE_FEATURES))
        self.register_buffer("ridge_weight", torch.zeros(count, SIDES, RIDGE_FEATURES))
        self.register_buffer("ridge_offset", torch.zeros(count, SIDES))
        self.register_buffer("kinds", torch.arange(count))
        sizes = (2, *_TRUNK)
        strides = (2, 2, 1, 2, 1)
        self.blocks = nn.ModuleList(_Block(*pair, s) for *pair, s in zip(sizes, sizes[1:], strides, strict=False))
        self.places = nn.Conv2d(_TRUNK[-1], _PLACE_CHANNELS, 1)
        inputs = PLACE_FEATURES + RIDGE_FEATURES + 2
        self.first = nn.Parameter(torch.randn(count, inputs, _HIDDEN) / inputs**0.5)
        self.first_offset = nn.Parameter(torch.zeros(count, _HIDDEN))
        self.last = nn.Parameter(torch.randn(count, _HIDDEN, 2) * torch.tensor([0.02, 0.1]) / _HIDDEN**0.5)
        self.last_offset = nn.Parameter(torch.tensor([0.0, -0.5]).repeat(count, 1))
        self.across = nn.Sequential(nn.Linear(4 * count + 2, _ACROSS), nn.ReLU(), nn.Linear(_ACROSS, 2 * count))
        nn.init.zeros_(self.across[2].weight)
        nn.init.zeros_(self.across[2].bias)
        self.dropout = nn.Dropout(0.25)
        self.shape_code = nn.Sequential(nn.Linear(SHAPE_COMPONENTS, 32), nn.ReLU(), nn.Dropout(0.2))
        self.nuisance = nn.Linear(2 * _TRUNK[-1] + 32, len(NUISANCES))

    def features(self, patches: Tensor, shape: Tensor) -> Tensor:
        """(b, 2, 17, 690) of the ridge, before they are standardised."""
        batch, pictures, count = patches.shape[:3]
        coarse = coarse_features(patches.flatten(0, 2)).view(batch, pictures, count, COARSE_FEATURES)
        form = (shape - self.shape_mean) @ self.shape_basis
        return torch.cat([coarse, form[:, :, None].expand(-1, -1, count, -1)], dim=3)

    def forward(self, patches: Tensor, shape: Tensor, view: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Severity and log sigma (b, 28), nuisances (b, 5), code (b, c)."""
        batch, pictures, count = patches.shape[:3]
        known = (self.features(patches, shape) - self.feature_mean) / self.feature_scale
        ridge = torch.einsum("bpkf,ksf->bpks", known, self.ridge_weight) + self.ridge_offset
        ridge = (ridge * side_of_view(view[..., 0])[:, :, None]).sum(dim=3)
        kind = self.kinds.repeat(batch * pictures)
        maps = patches.flatten(0, 2)
        for block in self.blocks:
            maps = block(maps, kind)
        seen = self.places(maps).flatten(1).view(batch, pictures, count, -1)
        angle = view[:, :, None].expand(-1, -1, count, -1)
        known = torch.clamp(known, -4.0, 4.0)
        hidden = torch.einsum("bpkf,kfh->bpkh", self.dropout(torch.cat([seen, known, angle], dim=3)), self.first)
        hidden = self.dropout(torch.relu(hidden + self.first_offset))
        raw = torch.einsum("bpkh,kho->bpko", hidden, self.last) + self.last_offset
        own = torch.cat([ridge + raw[..., 0], raw[..., 1].clamp(_LEAST_LOG_SIGMA, _MOST_LOG_SIGMA)], dim=2)
        # Picture and mirror image each see the other's zones in the same order, so that sides still swap exactly.
        told = own + self.across(torch.cat([own, own.flip(1), view], dim=2))
        severity, log_sigma = told[..., :count], told[..., count:].clamp(_LEAST_LOG_SIGMA, _MOST_LOG_SIGMA)
        whole = torch.cat([maps.mean(dim=(2, 3)), maps.amax(dim=(2, 3))], dim=1)
        form = known[:, :, 0, COARSE_FEATURES:]
        code = torch.cat(
            [whole.view(batch, pictures, count, -1).mean(dim=(1, 2)), self.shape_code(form).mean(dim=1)], 1
        )
        return _by_zone(severity), _by_zone(log_sigma), self.nuisance(code), code


def _by_zone(values: Tensor) -> Tensor:
    """(b, 2, 17) of picture and mirror to (b, 28): right, left, middle."""
    middle = values[:, :, _PAIRED:].mean(dim=1)
    return torch.cat([values[:, 0, :_PAIRED], values[:, 1, :_PAIRED], middle], dim=1)
