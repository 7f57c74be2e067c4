"""Trains the depth network: `python -m depth.train --config config.toml --data DIR [DIR ...] --out RUN`, resumes.

The loss is a Laplace likelihood of the error less its median over the face (depth is known up to an offset), weighed
so that a large scale does not stop learning (Seitzer et al. 2022, beta-NLL), and the error's slope, which is what
normals are made of. The rate falls from epoch to epoch; training may stop after any.
"""

import argparse
import time
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from laxity.examples import read_config, write_log_line
from torch import Tensor, nn
from torch.utils.data import DataLoader

from depth.examples import HALF, DepthExample, DepthExamples, coarse_target, load_examples, mirrored, vector_of
from depth.network import COARSE, COMPONENTS, FINE, DepthNetwork, LandmarkDepth, finer
from skinlax_desktop.inference.depth_input import DEPTH_UNIT_MM, INPUT_CHANNELS

CHECKPOINT = "checkpoint.pt"
LOG = "log.jsonl"
_STEM = "stem.0.weight"
_BETA = 0.5
_WARM_UP = 60


def main() -> None:
    """Train, from the last checkpoint where there is one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="begin no epoch after so long")
    parser.add_argument("--begin", type=Path, help="a run whose weights and moments to begin with, at epoch 0")
    parser.add_argument("--cool", type=int, help="no epoch: so many steps whose rate falls to 0, from the checkpoint")
    parser.add_argument("--section", default="depth", help="of the config")
    parser.add_argument("--most", type=int, help="of the pictures to learn from, take so many at random")
    options = parser.parse_args()
    config = read_config(options.config)
    settings = config[options.section]
    torch.set_num_threads(settings["threads"])
    torch.manual_seed(settings["seed"])
    options.out.mkdir(parents=True, exist_ok=True)
    if options.begin is not None and not (options.out / CHECKPOINT).is_file():
        state = torch.load(options.begin / CHECKPOINT, weights_only=True)
        torch.save({**with_light(state), "epoch": -1}, options.out / CHECKPOINT)
    began = time.monotonic()
    learned = [example for folder in options.data for example in load_examples(folder, config, "train")]
    held = [example for folder in options.data for example in load_examples(folder, config, "validation")]
    if options.most is not None:
        chosen = np.random.default_rng(settings["seed"]).permutation(len(learned))[: options.most]
        learned = [learned[number] for number in chosen]
    print(f"{len(learned)} pictures to learn from, {len(held)} held out", flush=True)
    if options.cool is not None:
        cool(learned, held, settings, options.out, steps=options.cool)
    else:
        train(learned, held, settings, options.out, until=began + 60.0 * options.minutes)


def with_light(state: dict[str, Any]) -> dict[str, Any]:
    """A checkpoint of the network that saw no light, to which it says nothing yet (Chen et al. 2016, Net2Net)."""
    weight = state["network"][_STEM]
    if weight.shape[1] > INPUT_CHANNELS:
        return state
    names = [name for name, _ in DepthNetwork().named_parameters()]
    moments = state["optimiser"]["state"][names.index(_STEM)]
    for kept, name in ((state["network"], _STEM), (moments, "exp_avg"), (moments, "exp_avg_sq")):
        old = kept[name]
        kept[name] = torch.cat([old[:, :-1], torch.zeros_like(old[:, :1]), old[:, -1:]], dim=1)
    return state


def train(
    learned: list[DepthExample], held: list[DepthExample], settings: dict[str, Any], out: Path, *, until: float
) -> None:
    """All epochs; the checkpoint is written after each."""
    network = DepthNetwork()
    if not (out / CHECKPOINT).is_file():
        fit_landmark_depth(network.landmark_depth, learned, settings["ridge"])
    network = network.to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(network.parameters(), lr=settings["rate"], weight_decay=settings["decay"])
    examples = DepthExamples(learned, seed=settings["seed"])
    first = _resume(out / CHECKPOINT, network, optimiser)
    for epoch in range(first, settings["epochs"]):
        began = time.monotonic()
        if began > until:
            break
        network.train()
        losses = []
        for step, (picture, landmarks, target) in enumerate(_shuffled(examples, settings, epoch)):
            warm = 1.0 if epoch else min(1.0, (step + 1) / _WARM_UP)
            optimiser.param_groups[0]["lr"] = warm * settings["rate"] * settings["rate_falls"] ** epoch
            loss = depth_loss(*network(_last(picture), landmarks), target, settings)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            losses.append(loss.item())
        line = {"epoch": epoch, "loss": float(np.mean(losses)), "seconds": time.monotonic() - began}
        line |= _held_out(network, held)
        write_log_line(out / LOG, line)
        print(line, flush=True)
        _save(out / CHECKPOINT, network, optimiser, epoch)


def _shuffled(examples: DepthExamples, settings: dict[str, Any], epoch: int) -> DataLoader[Any]:
    """The batches of one epoch, photographed anew, in the order of the seed."""
    examples.epoch = epoch
    return DataLoader(
        examples,
        batch_size=settings["batch"],
        shuffle=True,
        drop_last=True,
        num_workers=settings["workers"],
        generator=torch.Generator().manual_seed(settings["seed"] + epoch),
    )


def cool(
    learned: list[DepthExample], held: list[DepthExample], settings: dict[str, Any], out: Path, *, steps: int
) -> None:
    """Settle the weights of the checkpoint: the rate falls to 0, and batch statistics stay as they are."""
    network = DepthNetwork()
    optimiser = torch.optim.AdamW(network.parameters(), lr=settings["rate"], weight_decay=settings["decay"])
    epoch = _resume(out / CHECKPOINT, network, optimiser)
    network = network.to(memory_format=torch.channels_last).eval()
    examples = DepthExamples(learned, seed=settings["seed"])
    for step, (picture, landmarks, target) in enumerate(islice(_shuffled(examples, settings, epoch), steps)):
        optimiser.param_groups[0]["lr"] = settings["cool_rate"] * (1.0 - step / steps)
        loss = depth_loss(*network(_last(picture), landmarks), target, settings)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        if step % 10 == 0:
            print(step, float(loss.detach()), flush=True)
    line = {"epoch": epoch, "cooled": steps} | _held_out(network, held)
    write_log_line(out / LOG, line)
    print(line, flush=True)
    _save(out / CHECKPOINT, network, optimiser, epoch)


def fit_landmark_depth(part: LandmarkDepth, examples: list[DepthExample], ridge: float) -> None:
    """Components of the landmarks, and per coarse pixel the ridge regression of depth on them; both mirror images."""
    both = [*examples, *(mirrored(example) for example in examples)]
    vectors = np.stack([vector_of(example) for example in both]).astype(np.float64)
    points = vectors[:, :1404]
    mean = points.mean(axis=0)
    _, singular, directions = np.linalg.svd(points - mean, full_matrices=False)
    spread = singular[:COMPONENTS] / np.sqrt(len(points))
    part.mean.copy_(torch.from_numpy(mean))
    part.basis.copy_(torch.from_numpy((directions[:COMPONENTS] / spread[:, None]).T.copy()))
    features = part.features(torch.from_numpy(vectors).float()).double().numpy()
    targets = np.stack([coarse_target(example, COARSE // 2).ravel() for example in both])
    weights = np.zeros((features.shape[1], targets.shape[1]))
    for pixel in range(targets.shape[1]):
        known = np.isfinite(targets[:, pixel])
        own = features[known]
        weights[:, pixel] = np.linalg.solve(own.T @ own + ridge * np.eye(own.shape[1]), own.T @ targets[known, pixel])
    part.weights.copy_(torch.from_numpy(weights))


def depth_loss(depth: Tensor, log_scale: Tensor, target: Tensor, settings: dict[str, Any]) -> Tensor:
    """Of (b, 1, h, w) maps; NaN in `target` where there is no face."""
    known = ~torch.isnan(target)
    error = depth - torch.nan_to_num(target)
    apart = error.detach().masked_fill(~known, torch.nan).flatten(1).nanmedian(dim=1).values
    error = error - apart[:, None, None, None]
    scale = log_scale.exp()
    likelihood = (error.abs() / scale + log_scale) * scale.detach() ** _BETA
    loss = likelihood[known].mean()
    for step in (1, 4):
        for axis in (2, 3):
            count = error.shape[axis] - step
            pair = known.narrow(axis, 0, count) & known.narrow(axis, step, count)
            slope = (error.narrow(axis, step, count) - error.narrow(axis, 0, count)) / step
            loss = loss + settings["slope_weight"] * slope[pair].abs().mean()
    return loss


def predict(network: DepthNetwork, examples: list[DepthExample]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Depth and scale (n, 176, 128), like the examples, in millimetres of the average face.

    The mean of both mirror images, as the program takes it (`inference/onnx_depth.py`).
    """
    depth, scale = _predict(network, examples)
    other, other_scale = (said[:, :, ::-1] for said in _predict(network, [mirrored(one) for one in examples]))
    for number, example in enumerate(examples):
        known = np.isfinite(example.depth_mm)
        apart = np.median(other[number][known]) - np.median(depth[number][known])
        depth[number] = (depth[number] + other[number] - apart) / 2.0
    return depth, (scale + other_scale) / 2.0


def _predict(network: DepthNetwork, examples: list[DepthExample]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    network.eval()
    loader = DataLoader(DepthExamples(examples, seed=None), batch_size=16)
    with torch.no_grad():
        answers = [network(_last(picture), landmarks) for picture, landmarks, _ in loader]
    depth, log_scale = (
        finer(torch.cat(parts) * unit, FINE // HALF)[:, 0].numpy()
        for parts, unit in zip(zip(*answers, strict=True), (DEPTH_UNIT_MM, 1.0), strict=True)
    )
    return depth, np.exp(log_scale) * DEPTH_UNIT_MM


def load_network(run: Path) -> DepthNetwork:
    """The network of a training run."""
    network = DepthNetwork()
    network.load_state_dict(torch.load(run / CHECKPOINT, weights_only=True)["network"])
    return network.eval()


def _held_out(network: DepthNetwork, examples: list[DepthExample]) -> dict[str, float]:
    depth, _ = predict(network, examples)
    errors = []
    for said, example in zip(depth, examples, strict=True):
        away = said - example.depth_mm.astype(np.float32)
        errors.append(np.nanmedian(np.abs(away - np.nanmedian(away))))
    turned = np.array([example.kind.startswith("oblique") for example in examples])
    return {
        "median_mm": float(np.median(np.array(errors)[~turned])),
        "median_turned_mm": float(np.median(np.array(errors)[turned])),
    }


def _last(picture: Tensor) -> Tensor:
    return picture.contiguous(memory_format=torch.channels_last)


def _save(path: Path, network: DepthNetwork, optimiser: Any, epoch: int) -> None:
    state = {"network": network.state_dict(), "optimiser": optimiser.state_dict(), "epoch": epoch}
    part = path.with_suffix(".part")
    torch.save(state, part)
    part.replace(path)


def _resume(path: Path, network: DepthNetwork, optimiser: Any) -> int:
    if not path.is_file():
        return 0
    state = torch.load(path, weights_only=True)
    network.load_state_dict(state["network"])
    optimiser.load_state_dict(state["optimiser"])
    return int(state["epoch"]) + 1


if __name__ == "__main__":
    main()
