"""Fits what makes the network's scale a 95 % interval: `python -m depth.calibrate --config C --data DIR --run RUN`.

On the validation people, pooled over the pixels of the face, after each face's offset is taken out. Pixels of one face
err together: the interval holds for a pixel of a new face, not for all pixels of a face at once.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from laxity.examples import read_config

from depth.examples import load_examples
from depth.train import load_network, predict

CALIBRATION = "calibration.json"
COVERAGE = 0.95


def main() -> None:
    """Write RUN/calibration.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    options = parser.parse_args()
    config = read_config(options.config)
    torch.set_num_threads(config["depth"]["threads"])
    examples = load_examples(options.data, config, "validation")
    depth, scale = predict(load_network(options.run), examples)
    ratios = []
    for said, width, example in zip(depth, scale, examples, strict=True):
        error = said - example.depth_mm.astype(np.float32)
        error = np.abs(error - np.nanmedian(error))
        ratios.append((error / width)[np.isfinite(error)])
    quantile = float(np.quantile(np.concatenate(ratios), COVERAGE))
    (options.run / CALIBRATION).write_text(json.dumps({"quantile": quantile}), encoding="utf-8")
    print(f"{len(examples)} pictures: half-width = {quantile:.2f} scales")


if __name__ == "__main__":
    main()
