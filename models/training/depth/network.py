"""The network: a ridge regression tells a coarse depth map from the landmarks, a small U-Net adds what it sees.

Encoder of inverted residuals (Sandler et al. 2018, MobileNetV2), decoder of separable convolutions whose skips are
added (after Ronneberger et al. 2015, U-Net). Depth is known up to an offset: a constant is no error.
"""

from itertools import pairwise

import torch
from torch import Tensor, nn

from skinlax_desktop.imaging.normalised_face import HEIGHT_PX, WIDTH_PX
from skinlax_desktop.inference.depth_input import INPUT_CHANNELS

COARSE = 8
COARSE_SIZE = (HEIGHT_PX // COARSE, WIDTH_PX // COARSE)
COMPONENTS = 32
_WIDTHS = (24, 48, 96, 160)
FINE = 4
_LEAST_LOG_SCALE, _MOST_LOG_SCALE = -5.0, 1.0


class LandmarkDepth(nn.Module):
    """Landmark vectors (b, 1406) to coarse depth (b, 1, 44, 32); fitted in closed form, then fixed.

    Components of the landmarks, by a square of the yaw: a turned head shows another part of itself.
    """

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(1404))
        self.register_buffer("basis", torch.zeros(1404, COMPONENTS))
        self.register_buffer("weights", torch.zeros(3 * (COMPONENTS + 2), COARSE_SIZE[0] * COARSE_SIZE[1]))

    def features(self, landmarks: Tensor) -> Tensor:
        """(b, 102)."""
        points, yaw, pitch = landmarks[:, :1404], landmarks[:, 1404:1405], landmarks[:, 1405:1406]
        own = torch.cat([(points - self.mean) @ self.basis, torch.ones_like(yaw), pitch], dim=1)
        return torch.cat([own, own * yaw, own * yaw * yaw], dim=1)

    def forward(self, landmarks: Tensor) -> Tensor:
        """The coarse map."""
        return (self.features(landmarks) @ self.weights).view(-1, 1, *COARSE_SIZE)


class _Separable(nn.Sequential):
    def __init__(self, inputs: int, outputs: int, stride: int = 1) -> None:
        super().__init__(
            nn.Conv2d(inputs, inputs, 3, stride=stride, padding=1, groups=inputs, bias=False),
            nn.BatchNorm2d(inputs),
            nn.ReLU(inplace=True),
            nn.Conv2d(inputs, outputs, 1, bias=False),
            nn.BatchNorm2d(outputs),
        )


class _Residual(nn.Module):
    """Expand, look around, project, add."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.inside = nn.Sequential(
            nn.Conv2d(width, 2 * width, 1, bias=False),
            nn.BatchNorm2d(2 * width),
            nn.ReLU(inplace=True),
            _Separable(2 * width, width),
        )

    def forward(self, maps: Tensor) -> Tensor:
        """Same size."""
        return maps + self.inside(maps)


class DepthNetwork(nn.Module):
    """`picture` (b, 5, 352, 256) and `landmarks` (b, 1406) to depth and log scale, each (b, 1, 88, 64).

    A face's shape is smooth: a quarter of the resolution holds it, and makes the network four times as fast.
    Depth in `DEPTH_UNIT_MM` before the nasion, up to an offset; the log scale is that of a Laplace distribution.
    """

    def __init__(self) -> None:
        super().__init__()
        self.landmark_depth = LandmarkDepth()
        first, *_ = _WIDTHS
        self.stem = nn.Sequential(
            nn.Conv2d(INPUT_CHANNELS + 1, first, 3, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(first),
            nn.ReLU(inplace=True),
        )
        self.down = nn.ModuleList()
        for inputs, outputs in pairwise(_WIDTHS):
            blocks = [_Residual(outputs) for _ in range(2)]
            self.down.append(nn.Sequential(_Separable(inputs, outputs, 2), *blocks))
        self.code = nn.Sequential(nn.Linear(3 * (COMPONENTS + 2), 64), nn.ReLU(), nn.Linear(64, _WIDTHS[-1]))
        self.narrow = nn.ModuleList(
            nn.Conv2d(deeper, finer, 1) for finer, deeper in zip(_WIDTHS[-2::-1], _WIDTHS[:0:-1], strict=True)
        )
        self.up = nn.ModuleList(
            nn.Sequential(_Separable(width, width), nn.ReLU(inplace=True)) for width in _WIDTHS[-2::-1]
        )
        self.head = nn.Conv2d(first, 2, 1)
        nn.init.zeros_(self.head.weight)
        nn.init.constant_(self.head.bias, -2.5)
        with torch.no_grad():
            self.head.bias[0] = 0.0

    def forward(self, picture: Tensor, landmarks: Tensor) -> tuple[Tensor, Tensor]:
        """Depth and log scale."""
        coarse = self.landmark_depth(landmarks)
        half = nn.functional.avg_pool2d(picture, 2)
        maps = self.stem(torch.cat([half, finer(coarse, COARSE // 2)], dim=1))
        passed = []
        for down in self.down:
            passed.append(maps)
            maps = down(maps)
        maps = maps + self.code(self.landmark_depth.features(landmarks))[:, :, None, None]
        for narrow, up in zip(self.narrow, self.up, strict=True):
            maps = up(finer(narrow(maps), 2) + passed.pop())
        residual, log_scale = self.head(maps).split(1, dim=1)
        return finer(coarse, COARSE // FINE) + residual, log_scale.clamp(_LEAST_LOG_SCALE, _MOST_LOG_SCALE)


def finer(maps: Tensor, factor: int) -> Tensor:
    """Maps (b, c, h, w) with `factor` times the pixels along each side."""
    return nn.functional.interpolate(maps, scale_factor=float(factor), mode="bilinear", align_corners=False)
