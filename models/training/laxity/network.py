"""The network: a patch of every zone, the face's shape, and the angle it was seen from, to a severity with its sigma.

The network only knows zones of the right side and of the middle. The left side is the mirrored picture's right side,
and a middle zone is the mean of both pictures, so mirroring a face swaps the sides exactly.
"""

import torch
from torch import Tensor, nn

from skinlax_desktop.domain.zones import PAIRED_ZONES
from skinlax_desktop.inference.laxity_input import KINDS
from skinlax_desktop.inference.onnx_laxity import NUISANCES

_PAIRED = len(PAIRED_ZONES)
_TRUNK = (16, 32, 48, 64, 64)
_SHAPE_COMPONENTS = 48
_ZONE_CODE = 16
_HIDDEN = 96
_HIDDEN_CODE = 2 * _TRUNK[-1] + 64
_LEAST_LOG_SIGMA, _MOST_LOG_SIGMA = -3.0, 1.0


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

    The second axis is the picture and its mirror image; `view` is yaw over 45 and pitch over 20 degrees.
    """

    def __init__(self, shape_mean: Tensor, shape_basis: Tensor) -> None:
        super().__init__()
        self.register_buffer("shape_mean", shape_mean)
        self.register_buffer("shape_basis", shape_basis)
        sizes = (2, *_TRUNK)
        strides = (2, 2, 1, 2, 1)
        self.blocks = nn.ModuleList(_Block(*pair, s) for *pair, s in zip(sizes, sizes[1:], strides, strict=False))
        self.kind_code = nn.Embedding(len(KINDS), _ZONE_CODE)
        self.shape_code = nn.Sequential(
            nn.Dropout(0.1), nn.Linear(_SHAPE_COMPONENTS + 2, 64), nn.ReLU(), nn.Dropout(0.2)
        )
        self.shape_direct = nn.Embedding(len(KINDS), _SHAPE_COMPONENTS)
        nn.init.zeros_(self.shape_direct.weight)
        self.head = nn.Sequential(
            nn.Dropout(0.2), nn.Linear(2 * _TRUNK[-1] + 64 + 2 + _ZONE_CODE, _HIDDEN), nn.ReLU(), nn.Linear(_HIDDEN, 2)
        )
        self.nuisance = nn.Linear(_HIDDEN_CODE, len(NUISANCES))
        self.register_buffer("kinds", torch.arange(len(KINDS)))

    def forward(self, patches: Tensor, shape: Tensor, view: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Severity and log sigma (b, 28), nuisances (b, 5), code (b, c)."""
        batch, sides, count = patches.shape[:3]
        kind = self.kinds.repeat(batch * sides)
        maps = patches.flatten(0, 2)
        for block in self.blocks:
            maps = block(maps, kind)
        seen = torch.cat([maps.mean(dim=(2, 3)), maps.amax(dim=(2, 3))], dim=1)
        form = (shape - self.shape_mean) @ self.shape_basis
        form_code = self.shape_code(torch.cat([form, view], dim=2))
        side = torch.cat([form_code, view], dim=2).flatten(0, 1).repeat_interleave(count, dim=0)
        raw = self.head(torch.cat([seen, side, self.kind_code(kind)], dim=1)).view(batch, sides, count, 2)
        direct = (form[:, :, None, :] * self.shape_direct(self.kinds)).sum(dim=3)
        severity = 2.0 + raw[..., 0] + direct
        log_sigma = raw[..., 1].clamp(_LEAST_LOG_SIGMA, _MOST_LOG_SIGMA)
        code = torch.cat([seen.view(batch, sides, count, -1).mean(dim=(1, 2)), form_code.mean(dim=1)], dim=1)
        return _by_zone(severity), _by_zone(log_sigma), self.nuisance(code), code


def _by_zone(values: Tensor) -> Tensor:
    """(b, 2, 17) of picture and mirror to (b, 28): right, left, middle."""
    middle = values[:, :, _PAIRED:].mean(dim=1)
    return torch.cat([values[:, 0, :_PAIRED], values[:, 1, :_PAIRED], middle], dim=1)
