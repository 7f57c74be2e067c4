"""Writes `laxity.onnx`: the trained networks as one graph, their calibration in its metadata.

`python -m laxity.export --run RUN [RUN ...] --out laxity.onnx`
"""

import argparse
import json
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

from laxity.calibrate import CALIBRATION, load_network
from laxity.network import LaxityNetwork
from skinlax_desktop.imaging.normalised_face import CHANNELS, PATCH_PX
from skinlax_desktop.inference.laxity_input import KINDS, OUTPUT_ZONES

INPUTS = ("patches", "shape", "view")
OUTPUTS = ("severity", "sigma", "nuisance", "code")


class Ensemble(nn.Module):
    """The networks' mean severity and pooled sigma; the code is the first one's."""

    def __init__(self, networks: list[LaxityNetwork]) -> None:
        super().__init__()
        self.networks = nn.ModuleList(networks)

    def forward(self, patches: Tensor, shape: Tensor, view: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Severity and sigma (b, 28), nuisances (b, 5), code (b, c)."""
        said = [network(patches, shape, view) for network in self.networks]
        severity = torch.stack([one[0] for one in said]).mean(dim=0)
        sigma = torch.stack([torch.exp(2.0 * one[1]) for one in said]).mean(dim=0).sqrt()
        nuisance = torch.stack([one[2] for one in said]).mean(dim=0)
        return severity, sigma, nuisance, said[0][3]


def main() -> None:
    """Export, with the zones and the calibration in the metadata."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    graph = Ensemble([load_network(run) for run in options.run]).eval()
    example = (
        torch.zeros(3, 2, len(KINDS), CHANNELS, PATCH_PX, PATCH_PX),
        torch.zeros(3, 2, 1404),
        torch.zeros(3, 2, 2),
    )
    views = torch.export.Dim("views")
    torch.onnx.export(
        graph,
        example,
        str(options.out),
        input_names=list(INPUTS),
        output_names=list(OUTPUTS),
        dynamic_shapes={name: {0: views} for name in INPUTS},
        dynamo=True,
        external_data=False,
    )
    model = onnx.load(options.out)
    calibration = (options.run[0] / CALIBRATION).read_text(encoding="utf-8")
    onnx.helper.set_model_props(model, {"zones": json.dumps(OUTPUT_ZONES), "calibration": calibration})
    onnx.save(model, options.out)


if __name__ == "__main__":
    main()
