"""Writes `laxity.onnx`: the trained networks and their calibration as one graph.

`python -m laxity.export --run RUN [RUN ...] --out laxity.onnx`
"""

import argparse
import json
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from laxity.calibrate import CALIBRATION, load_network
from laxity.network import LaxityNetwork
from skinlax_desktop.imaging.normalised_face import CHANNELS, PATCH_PX
from skinlax_desktop.inference.laxity_input import KINDS
from skinlax_desktop.inference.onnx_laxity import INPUTS, OUTPUTS

_SHAPE_VALUES = 1404


class CalibratedEnsemble(nn.Module):
    """The networks' mean severity without its bias and their pooled sigma, and the calibration as outputs."""

    def __init__(self, networks: list[LaxityNetwork], fitted: dict[str, Any]) -> None:
        super().__init__()
        self.networks = nn.ModuleList(networks)
        # A graph's constants and its outputs share one set of names.
        for name in ("bias", "rho", "quantile", "code_mean", "code_whitening"):
            self.register_buffer(f"fitted_{name}", torch.tensor(fitted[name], dtype=torch.float32))
        self.register_buffer("fitted_overall_quantile", torch.tensor([fitted["overall_quantile"]], dtype=torch.float32))

    def forward(self, patches: Tensor, shape: Tensor, view: Tensor) -> tuple[Tensor, ...]:
        """Views (v, ...) to the outputs named in `OUTPUTS`, each with the views along its first axis."""
        said = [network(patches, shape, view) for network in self.networks]
        severity = torch.stack([one[0] for one in said]).mean(dim=0) - self.fitted_bias
        sigma = torch.stack([torch.exp(2.0 * one[1]) for one in said]).mean(dim=0).sqrt()
        nuisance = torch.stack([one[2] for one in said]).mean(dim=0)
        distance = ((said[0][3] - self.fitted_code_mean) @ self.fitted_code_whitening).norm(dim=1, keepdim=True)
        none = torch.zeros_like(severity)
        return (
            severity,
            sigma,
            self.fitted_rho + none,
            self.fitted_quantile + none,
            self.fitted_overall_quantile + 0.0 * distance,
            distance,
            nuisance,
        )


def main() -> None:
    """Export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    fitted = json.loads((options.run[0] / CALIBRATION).read_text(encoding="utf-8"))
    graph = CalibratedEnsemble([load_network(run) for run in options.run], fitted).eval()
    example = (
        torch.zeros(3, 2, len(KINDS), CHANNELS, PATCH_PX, PATCH_PX),
        torch.zeros(3, 2, _SHAPE_VALUES),
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
    print(f"exploratory zones: {', '.join(fitted['exploratory'])}")


if __name__ == "__main__":
    main()
