"""Trains the laxity network: `python -m laxity.train --config config.toml --data PREPARED --out RUN`, resumable.

The loss is the Gaussian likelihood of the severities (weighed so that a large sigma does not stop learning; Seitzer
et al. 2022, beta-NLL), the nuisances beside it, and a price on errors that go along with a nuisance: a smile, a heavy
face or a dark skin must not look like laxity.
"""

import argparse
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader

from laxity.examples import FaceExamples, Prepared, load_prepared, read_config, write_log_line
from laxity.growth import begin_with
from laxity.network import LaxityNetwork
from laxity.ridge import fit_ridge

CHECKPOINT = "checkpoint.pt"
LOG = "log.jsonl"
_BETA = 0.5


def main() -> None:
    """Train, from the last checkpoint where there is one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--begin", type=Path, help="a run whose weights to begin with")
    parser.add_argument("--section", default="laxity", help="of the config")
    options = parser.parse_args()
    settings = read_config(options.config)[options.section]
    seed = settings["seed"] if options.seed is None else options.seed
    torch.set_num_threads(settings["threads"])
    torch.manual_seed(seed)
    options.out.mkdir(parents=True, exist_ok=True)
    train(load_prepared(options.data), settings, options.out, seed, options.begin)


def train(data: Prepared, settings: dict[str, Any], out: Path, seed: int, begin: Path | None = None) -> None:
    """All epochs; the checkpoint is written after each."""
    rows, held = (_chosen(data, data.rows(split), settings) for split in ("train", "validation"))
    network = LaxityNetwork()
    for part in network.modules():
        if isinstance(part, nn.Dropout):
            part.p *= settings.get("dropout_share", 1.0)
    if begin is not None and not (out / CHECKPOINT).is_file():
        begin_with(network, torch.load(begin / CHECKPOINT, weights_only=True)["network"])
    elif not (out / CHECKPOINT).is_file():
        fit_ridge(network, data, rows, settings)
        print({"ridge": _held_out(network, data, held)}, flush=True)
    optimiser = torch.optim.AdamW(network.parameters(), lr=settings["rate"], weight_decay=settings["decay"])
    examples = FaceExamples(
        data,
        rows,
        seed=seed,
        calm_kinds=settings.get("calm_kinds", ()),
        realign=settings.get("realign", False),
    )
    steps = settings["epochs"] * (len(rows) // settings["batch"])
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, settings["rate"], total_steps=steps, pct_start=0.15)
    first = _resume(out / CHECKPOINT, network, optimiser, schedule)
    for epoch in range(first, settings["epochs"]):
        began = time.monotonic()
        examples.epoch = epoch
        loader = DataLoader(
            examples,
            batch_size=settings["batch"],
            shuffle=True,
            drop_last=True,
            num_workers=settings["workers"],
            generator=torch.Generator().manual_seed(seed + epoch),
        )
        network.train()
        losses = []
        for batch in loader:
            loss = _loss(network, batch, settings)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        line = {"epoch": epoch, "loss": float(np.mean(losses)), "seconds": time.monotonic() - began}
        line |= _held_out(network, data, held)
        write_log_line(out / LOG, line)
        print(line, flush=True)
        _save(out / CHECKPOINT, network, optimiser, schedule, epoch)


def _chosen(data: Prepared, rows: np.ndarray[Any, Any], settings: dict[str, Any]) -> np.ndarray[Any, Any]:
    """Every picture of the station, and of each person's ordinary ones as many as the settings say."""
    most = settings.get("ordinary_pictures")
    if most is None:
        return rows
    seen: Counter[int] = Counter()
    kept = []
    for row in rows:
        if data.kind[row] == "ordinary":
            seen[int(data.person[row])] += 1
        if data.kind[row] != "ordinary" or seen[int(data.person[row])] <= most:
            kept.append(row)
    return np.array(kept)


def _loss(network: LaxityNetwork, batch: list[Tensor], settings: dict[str, Any]) -> Tensor:
    patches, shape, view, severity, nuisance = batch
    mean, log_sigma, guessed, _ = network(patches, shape, view)
    known = ~torch.isnan(severity)
    severity = torch.nan_to_num(severity)
    error = mean - severity
    variance = torch.exp(2.0 * log_sigma)
    likelihood = (0.5 * error**2 / variance + log_sigma) * variance.detach() ** _BETA
    loss = likelihood[known].mean()
    loss = loss + settings["nuisance_weight"] * ((guessed - nuisance) ** 2).mean()
    centred = error * known - (error * known).mean(dim=0)
    spread = centred.pow(2).mean(dim=0).sqrt() + 0.1
    apart = nuisance - nuisance.mean(dim=0)
    apart = apart / (apart.pow(2).mean(dim=0).sqrt() + 0.1)
    along = (apart.T @ (centred / spread)) / len(error)
    # Chance alone gives 1 / n.
    return loss + settings["independence_weight"] * torch.relu(along.pow(2) - 1.0 / len(error)).mean()


def predict(network: LaxityNetwork, data: Prepared, rows: np.ndarray[Any, Any]) -> tuple[Tensor, ...]:
    """What the network says of rows as photographed: severity, log sigma, nuisances, code."""
    network.eval()
    loader = DataLoader(FaceExamples(data, rows, seed=None), batch_size=32)
    with torch.no_grad():
        answers = [network(*batch[:3]) for batch in loader]
    return tuple(torch.cat(parts) for parts in zip(*answers, strict=True))


def _held_out(network: LaxityNetwork, data: Prepared, rows: np.ndarray[Any, Any]) -> dict[str, float]:
    mean = predict(network, data, rows)[0].numpy()
    truth = data.severity[rows]
    residual = np.nanmean((mean - truth) ** 2, axis=0)
    explained = 1.0 - residual / np.nanvar(truth, axis=0)
    specific = specific_r(mean, truth)
    return {"r2": float(np.median(explained)), "specific_r": float(np.median(specific))}


def specific_r(said: np.ndarray[Any, Any], truth: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """By zone the correlation of what a zone deviates from its head's own mean, told and true (28,)."""
    told, real = (values - values.mean(axis=1, keepdims=True) for values in (said, truth))
    return np.array([np.corrcoef(told[:, zone], real[:, zone])[0, 1] for zone in range(told.shape[1])])


def _save(path: Path, network: LaxityNetwork, optimiser: Any, schedule: Any, epoch: int) -> None:
    state = {
        "network": network.state_dict(),
        "optimiser": optimiser.state_dict(),
        "schedule": schedule.state_dict(),
        "epoch": epoch,
    }
    part = path.with_suffix(".part")
    torch.save(state, part)
    part.replace(path)


def _resume(path: Path, network: LaxityNetwork, optimiser: Any, schedule: Any) -> int:
    if not path.is_file():
        return 0
    state = torch.load(path, weights_only=True)
    network.load_state_dict(state["network"])
    optimiser.load_state_dict(state["optimiser"])
    schedule.load_state_dict(state["schedule"])
    return int(state["epoch"]) + 1


if __name__ == "__main__":
    main()
