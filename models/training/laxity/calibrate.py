"""Fits what turns the network's sigmas into intervals that hold, on people it did not learn from.

`python -m laxity.calibrate --config config.toml --data PREPARED [PREPARED ...] --run RUN [RUN ...]` writes
RUN/calibration.json of the first run. Half of the validation people fit, the other half show the coverage. Intervals
are split conformal (Vovk 2005): the 95 % quantile of the error over the fused sigma.
"""

import argparse
import json
from collections.abc import Sequence
from copy import copy
from pathlib import Path
from typing import Any

import numpy as np
import torch

from laxity.examples import Prepared, load_prepared, read_config
from laxity.network import LaxityNetwork
from laxity.train import CHECKPOINT, predict, specific_r
from skinlax_desktop.domain.laxity import weight_of_zone
from skinlax_desktop.domain.zones import mirrored_zone
from skinlax_desktop.inference.laxity_fusion import fuse_views
from skinlax_desktop.inference.laxity_input import OUTPUT_ZONES
from skinlax_desktop.inference.onnx_laxity import mean_spread

CALIBRATION = "calibration.json"
STATION = ("frontal", "oblique_left", "oblique_right")
VIEW_SETS: tuple[tuple[str, ...], ...] = (("frontal",), ("ordinary",), STATION)
LEAST_SPECIFIC_R = 0.65
"""A zone whose own part is followed less than this on held-out people is exploratory."""

_COVERAGE = 0.95
_SHRINK = 0.05
_FOLDS = 5
Array = np.ndarray[Any, Any]


class Answers:
    """What an ensemble of networks says of rows: severity, sigma (n, 28), code (n, c)."""

    def __init__(self, networks: Sequence[LaxityNetwork], data: Prepared, rows: Array) -> None:
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
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="prepared folders, fitted on together")
    parser.add_argument("--run", type=Path, nargs="+", required=True)
    options = parser.parse_args()
    torch.set_num_threads(read_config(options.config)["laxity"]["threads"])
    networks = [load_network(run) for run in options.run]
    halves: tuple[list[Answers], list[Answers]] = ([], [])
    for folder in options.data:
        data = load_prepared(folder)
        rows = data.rows("validation")
        # Person numbers alternate between age-typical and decorrelated: halves are taken by twos.
        first = data.person[rows] // 20 % 2 == 0
        for half, chosen in zip(halves, (rows[first], rows[~first]), strict=True):
            half.append(Answers(networks, data, chosen))
    fitted = fit(joined(halves[0]))
    (options.run[0] / CALIBRATION).write_text(json.dumps(fitted), encoding="utf-8")
    for folder, answers in zip(options.data, halves[1], strict=True):
        print(folder.name)
        show(answers, fitted)


def joined(parts: Sequence[Answers]) -> Answers:
    """The answers of several populations as one; a person of two of them counts twice."""
    whole = copy(parts[0])
    for name in ("severity", "sigma", "nuisance", "code", "truth", "kind"):
        setattr(whole, name, np.concatenate([getattr(part, name) for part in parts]))
    step = 1 + max(int(part.person.max()) for part in parts)
    whole.person = np.concatenate([part.person + number * step for number, part in enumerate(parts)])
    return whole


def show(answers: Answers, fitted: dict[str, Any]) -> None:
    """Print coverage, R2 and zone-specific r by view set."""
    for views in VIEW_SETS:
        fused, sigma, truth = fused_people(answers, views, fitted)
        inside = np.abs(fused - truth) <= np.array(fitted["quantile"]) * sigma
        explained = 1.0 - np.nanmean((fused - truth) ** 2, axis=0) / np.nanvar(truth, axis=0)
        own = specific_r(fused, truth)
        print(
            f"{'+'.join(views)}: {len(fused)} people, coverage {inside.mean():.3f}, "
            f"median R2 {np.median(explained):.3f}, median zone-specific r {np.median(own):.3f}"
        )
        for zone, covered, share, r in zip(OUTPUT_ZONES, inside.mean(axis=0), explained, own, strict=True):
            print(f"  {zone:20} coverage {covered:.2f}  R2 {share:5.2f}  own r {r:.2f}")


def load_network(run: Path) -> LaxityNetwork:
    """The network of a training run."""
    state = torch.load(run / CHECKPOINT, weights_only=True)["network"]
    network = LaxityNetwork()
    network.load_state_dict(state)
    return network.eval()


def fit(answers: Answers) -> dict[str, Any]:
    """Everything the exported graph carries besides weights."""
    bias = _bias(answers)
    fitted: dict[str, Any] = {"bias": bias.tolist()}
    fitted["rho"] = even(_common_share(answers, bias)).tolist()
    people = [fused_people(answers, views, fitted) for views in VIEW_SETS]
    scores = np.concatenate([np.abs(fused - truth) / sigma for fused, sigma, truth in people])
    fitted["quantile"] = even(_conformal(scores)).tolist()
    fused, _, truth = people[-1]
    own = specific_r(fused, truth)
    fitted["exploratory"] = [zone for zone, r in zip(OUTPUT_ZONES, even(own), strict=True) if r < LEAST_SPECIFIC_R]
    counted = [number for number, zone in enumerate(OUTPUT_ZONES) if zone not in fitted["exploratory"]]
    counted = counted or list(range(len(OUTPUT_ZONES)))
    wholes = []
    for fused, sigma, truth in people:
        error = np.abs(overall(fused, counted) - overall(truth, counted))
        wholes.append(error / np.array([mean_spread(row, counted) for row in sigma]))
    fitted["overall_quantile"] = float(_conformal(np.concatenate(wholes)[:, None])[0])
    fitted |= _code_fit(answers)
    return fitted


def even(values: Array) -> Array:
    """Values by zone (28,), both sides given their mean: mirroring a face must swap the sides of the answer."""
    sides = np.array([OUTPUT_ZONES.index(mirrored_zone(zone)) for zone in OUTPUT_ZONES])
    return np.asarray((values + values[sides]) / 2.0)


def fused_people(answers: Answers, views: tuple[str, ...], fitted: dict[str, Any]) -> tuple[Array, Array, Array]:
    """Fused severity, sigma and truth (people, 28) of everyone photographed in all `views`."""
    bias, rho = np.array(fitted["bias"]), np.array(fitted["rho"])
    fused, sigma, truth = [], [], []
    for person in np.unique(answers.person):
        rows = [np.flatnonzero((answers.person == person) & (answers.kind == view)) for view in views]
        if all(len(found) for found in rows):
            chosen = np.array([found[0] for found in rows])
            value, spread = fuse_views(answers.severity[chosen] - bias, answers.sigma[chosen], rho)
            fused.append(value)
            sigma.append(spread)
            truth.append(answers.truth[chosen[0]])
    return np.array(fused), np.array(sigma), np.array(truth)


def overall(severity: Array, counted: Sequence[int]) -> Array:
    """The program's overall laxity of rows (n, 28), unclipped."""
    weights = np.array([weight_of_zone(OUTPUT_ZONES[number]) for number in counted])
    return np.asarray((severity[:, list(counted)] * weights).sum(axis=1) / weights.sum())


def _bias(answers: Answers) -> Array:
    """Mean error by zone, drawn towards 0 by as much of it as so few people give by chance (empirical Bayes).

    Between-zone variance by moments, as DerSimonian and Laird (1986) find it between studies.
    """
    error = answers.severity - answers.truth
    people = np.array([np.nanmean(error[answers.person == person], axis=0) for person in np.unique(answers.person)])
    bias = even(people.mean(axis=0))
    chance = even(people.var(axis=0, ddof=1)) / len(people)
    real = max(float(np.mean(bias**2 - chance)), 0.0)
    return np.asarray(bias * real / (real + chance))


def _conformal(scores: Array) -> Array:
    level = min(1.0, _COVERAGE * (1.0 + 1.0 / len(scores)))
    return np.asarray(np.quantile(scores, level, axis=0))


def _code_fit(answers: Answers) -> dict[str, Any]:
    """Where the codes of synthetic faces lie, and the distance that one in a hundred exceeds of people left out."""
    fold = np.unique(answers.person, return_inverse=True)[1] % _FOLDS
    distance = np.empty(len(fold))
    for number in range(_FOLDS):
        centre, whiten = _code_spread(answers.code[fold != number])
        distance[fold == number] = np.linalg.norm((answers.code[fold == number] - centre) @ whiten, axis=1)
    centre, whiten = _code_spread(answers.code)
    limit = float(np.quantile(distance, 0.99))
    return {"code_mean": centre.tolist(), "code_whitening": (whiten / limit).tolist()}


def _code_spread(code: Array) -> tuple[Array, Array]:
    """The codes' mean, and the linear map whose norm is their Mahalanobis distance: the graph needs one product."""
    spread = np.cov(code.T)
    spread = spread + _SHRINK * np.trace(spread) / code.shape[1] * np.eye(code.shape[1])
    return code.mean(axis=0), np.linalg.cholesky(np.linalg.inv(spread))


def _common_share(answers: Answers, bias: Array) -> Array:
    """Correlation of the standardised errors of two station views of one face, zone by zone, at least 0."""
    standard = (answers.severity - bias - answers.truth) / answers.sigma
    station = np.isin(answers.kind, STATION)
    products, squares = [], []
    for person in np.unique(answers.person):
        rows = np.flatnonzero((answers.person == person) & station)
        for first in rows:
            squares.append(standard[first] ** 2)
            products += [standard[first] * standard[second] for second in rows if second > first]
    return np.asarray(np.clip(np.mean(products, axis=0) / np.mean(squares, axis=0), 0.0, 0.98))


if __name__ == "__main__":
    main()
