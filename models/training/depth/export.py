"""Writes `depth.onnx`: `python -m depth.export --run RUN --out depth.onnx`; the interval's calibration goes in.

Run `depth.calibrate` first.
"""

import argparse
import json
from pathlib import Path

import torch
from torch import Tensor, nn

from depth.calibrate import CALIBRATION
from depth.network import DepthNetwork
from depth.train import load_network
from skinlax_desktop.imaging.normalised_face import HEIGHT_PX, WIDTH_PX
from skinlax_desktop.inference.depth_input import DEPTH_UNIT_MM, INPUT_CHANNELS
from skinlax_desktop.inference.onnx_depth import INPUTS, OUTPUTS


class CalibratedDepth(nn.Module):
    """Depth and the half-width of its 95 % interval, (b, 88, 64), millimetres of the average face."""

    def __init__(self, network: DepthNetwork, quantile: float) -> None:
        super().__init__()
        self.network = network
        self.quantile = quantile

    def forward(self, picture: Tensor, landmarks: Tensor) -> tuple[Tensor, Tensor]:
        """Both maps."""
        depth, log_scale = self.network(picture, landmarks)
        return depth[:, 0] * DEPTH_UNIT_MM, log_scale[:, 0].exp() * (DEPTH_UNIT_MM * self.quantile)


def main() -> None:
    """Export one self-contained file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    calibration = json.loads((options.run / CALIBRATION).read_text(encoding="utf-8"))
    graph = CalibratedDepth(load_network(options.run), calibration["quantile"]).eval()
    faces = torch.export.Dim("faces")
    torch.onnx.export(
        graph,
        (torch.zeros(2, INPUT_CHANNELS, HEIGHT_PX, WIDTH_PX), torch.zeros(2, 1406)),
        str(options.out),
        input_names=list(INPUTS),
        output_names=list(OUTPUTS),
        dynamic_shapes={name: {0: faces} for name in INPUTS},
        dynamo=True,
        external_data=False,
    )


if __name__ == "__main__":
    main()
