"""Fits what turns the network's sigmas into intervals that hold, on people it did not learn from.

`python -m laxity.calibrate --config config.toml --data PREPARED --run RUN`: writes RUN/calibration.json. Half of the
validation people fit, the other half show the coverage.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from laxity.examples import Prepared, load_prepared, read_config
from laxity.network import LaxityNetwork
from laxity.train import CHECKPOINT, predict
from skinlax_desktop.inference.laxity_fusion import fuse_views
from skinlax_desktop.inference.laxity_input import OUTPUT_ZONES

CALIBRATION = "calibration.json"
VIEW_SETS: tuple[tuple[str, ...], ...] = (
    ("frontal",),
    ("ordinary",),
    ("frontal", "oblique_left", "oblique_right"),
)
_COVERAGE = 0.95


class Answers:
    """What an ensemble of networks says of rows: severity, sigma (n, 28), code (n, c)."""

    def __init__(self, networks: Sequence[LaxityNetwork], data: Prepared, rows: np.ndarray[Any, Any]) -> None:
        said = [predict(network, data, rows) for network in networks]
        self.severity = np.mean([one[0].numpy() for one in said], axis=0).astype(np.float64)
        variance = np.mean([np.exp(2.0 * one[1].numpy()) for one in said], axis=0)
        self.sigma = np.sqrt(variance).astype(np.float64)
        self.nuisance = np.mean([one[2].numpy() for one in said], axis=0)
        self.code = said[0][3].numpy().astype(np.float64)
        self.truth = data.severity[rows].astype(np.float64)
        self.person, self.kind = data.person[rows], data.kind[rows]


def main() -> None:
    """Fit, and print the coverage on the other half."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--run", type=Path, nargs="+", required=True)
    options = parser.parse_args()
    torch.set_num_threads(read_config(options.config)["laxity"]["threads"])
    data = load_prepared(options.data)
    networks = [load_network(run) for run in options.run]
    rows = data.rows("validation")
    even = data.person[rows] % 2 == 0
    fitted = fit(Answers(networks, data, rows[even]))
    (options.run[0] / CALIBRATION).write_text(json.dumps(fitted), encoding="utf-8")
    shown = Answers(networks, data, rows[~even])
    for views in VIEW_SETS:
        fused, sigma, truth = fused_people(shown, views, np.array(fitted["rho"]))
        half = np.array(fitted["quantile"]) * sigma
        inside = np.abs(fused - np.array(fitted["bias"]) - truth) <= half
        explained = 1.0 - np.nanmean((fused - truth) ** 2, axis=0) / np.nanvar(truth, axis=0)
        print(f"{views}: {len(fused)} people, coverage {inside.mean():.3f}, median R2 {np.median(explained):.3f}")
        for zone, covered, share in zip(OUTPUT_ZONES, inside.mean(axis=0), explained, strict=True):
            print(f"  {zone:20} coverage {covered:.2f} R2 {share:.2f}")


def load_network(run: Path) -> LaxityNetwork:
    """The network of a training run."""
    state = torch.load(run / CHECKPOINT, weights_only=True)["network"]
    network = LaxityNetwork(state["shape_mean"], state["shape_basis"])
    network.load_state_dict(state)
    return network.eval()


def fit(answers: Answers) -> dict[str, Any]:
    """The fields of `LaxityCalibration` as JSON."""
    bias = np.nanmean(answers.severity - answers.truth, axis=0)
    rho = _common_share(answers, bias)
    scores = []
    for views in VIEW_SETS:
        fused, sigma, truth = fused_people(answers, views, rho)
        scores.append(np.abs(fused - bias - truth) / sigma)
    pooled = np.concatenate(scores)
    level = min(1.0, _COVERAGE * (1.0 + 1.0 / len(pooled)))
    centre = answers.code.mean(axis=0)
    spread = np.cov(answers.code.T) + 0.05 * np.trace(np.cov(answers.code.T)) / len(centre) * np.eye(len(centre))
    precision = np.linalg.inv(spread)
    away = answers.code - centre
    distance = np.sqrt(np.einsum("ij,jk,ik->i", away, precision, away))
    return {
        "rho": rho.tolist(),
        "quantile": np.quantile(pooled, level, axis=0).tolist(),
        "bias": bias.tolist(),
        "code_mean": centre.tolist(),
        "code_precision": precision.tolist(),
        "code_limit": float(np.quantile(distance, 0.99)),
    }


def fused_people(
    answers: Answers, views: tuple[str, ...], rho: np.ndarray[Any, Any]
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Fused severity, sigma and truth (people, 28) of everyone photographed in all `views`."""
    fused, sigma, truth = [], [], []
    for person in np.unique(answers.person):
        rows = [np.flatnonzero((answers.person == person) & (answers.kind == view)) for view in views]
        if all(len(found) for found in rows):
            chosen = np.array([found[0] for found in rows])
            value, spread = fuse_views(answers.severity[chosen], answers.sigma[chosen], rho)
            fused.append(value)
            sigma.append(spread)
            truth.append(answers.truth[chosen[0]])
    return np.array(fused), np.array(sigma), np.array(truth)


def _common_share(answers: Answers, bias: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Correlation of the standardised errors of two views of one face, zone by zone, at least 0."""
    standard = (answers.severity - bias - answers.truth) / answers.sigma
    station = np.char.startswith(answers.kind, "oblique") | (answers.kind == "frontal")
    products, squares = [], []
    for person in np.unique(answers.person):
        rows = np.flatnonzero((answers.person == person) & station)
        for first in rows:
            squares.append(standard[first] ** 2)
            products += [standard[first] * standard[second] for second in rows if second > first]
    return np.clip(np.mean(products, axis=0) / np.mean(squares, axis=0), 0.0, 0.98)


if __name__ == "__main__":
    main()
