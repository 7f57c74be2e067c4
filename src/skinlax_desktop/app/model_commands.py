"""`skinlax models list|verify|use|evaluate|audit`: what is installed, whether it is what was signed, and how good."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from skinlax_desktop.app.console import Console
from skinlax_desktop.app.laxity_model import chosen_versions
from skinlax_desktop.app.places import Places, find_places
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.settings.remembered_theme import SETTINGS_FILE
from skinlax_desktop.settings.settings import load_settings, save_settings
from skinlax_desktop.text.errors import sentence_of

if TYPE_CHECKING:
    from skinlax_desktop.inference.model_manifest import ModelEntry, ModelManifest

HELD_OUT_SEED: Final = 77_001
"""Another population than the one that the models learned from, whose seed stands in models/training/config.toml."""


def run_models(action: str, rest: list[str], console: Console) -> int:
    """Run one action on the models; exits 0, or 1 with a sentence."""
    options = _parse(action, rest)
    if options.json:
        console.as_json = True
    actions: dict[str, Callable[[argparse.Namespace, Places, Console], int]] = {
        "list": _list,
        "verify": _verify,
        "use": _use,
        "evaluate": _evaluate,
        "audit": _audit,
    }
    return actions[action](options, find_places(), console)


def _parse(action: str, rest: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"skinlax models {action}")
    parser.add_argument("--json", action="store_true", help="progress and result as JSON lines")
    if action == "use":
        parser.add_argument("name", metavar="NAME")
        parser.add_argument("version", metavar="VERSION", help="or: current")
    if action in ("evaluate", "audit"):
        parser.add_argument("--data", type=Path, metavar="FOLDER", help="real photographs: portraits/ and london/")
        parser.add_argument("--people", type=int, default=120, metavar="N", help="held-out synthetic people")
        parser.add_argument(
            "--series-people",
            type=int,
            default=240,
            metavar="N",
            help="further people photographed in the five views only: groups of tone, age and sex need many",
        )
        parser.add_argument("--seed", type=int, default=HELD_OUT_SEED, help="of the held-out people")
        parser.add_argument("--rows", type=Path, metavar="FILE", help="keep the single rows, or read those kept before")
    if action == "audit":
        parser.add_argument("--out", type=Path, required=True, metavar="audit.pdf")
    if action == "evaluate":
        parser.add_argument("--out", type=Path, metavar="evaluation.json", help="the numbers, for the model's card")
    return parser.parse_args(rest)


def _manifest(places: Places) -> "ModelManifest":
    from skinlax_desktop.inference.model_manifest import read_manifest

    manifest = read_manifest(places.models)
    if manifest is None or not manifest.entries:
        raise SkinlaxError("models_none")
    return manifest


def _list(_: argparse.Namespace, places: Places, console: Console) -> int:
    manifest = _manifest(places)
    chosen = chosen_versions(places)
    rows = []
    for entry in manifest.entries:
        runs = manifest.find(entry.name, chosen.get(entry.name)) == entry
        mark = "runs    " if runs else "        "
        note = f"  exploratory: {', '.join(entry.exploratory_zones)}" if entry.exploratory_zones else ""
        console.say(f"{mark}{entry.name} {entry.version}  {entry.status}  {entry.sha256[:16]}  {entry.created}{note}")
        rows.append(
            {
                "name": entry.name,
                "version": entry.version,
                "status": entry.status.value,
                "runs": runs,
                "sha256": entry.sha256,
                "bytes": entry.bytes,
                "created": entry.created,
                "training_data": entry.training_data,
                "card": entry.card,
                "exploratory_zones": list(entry.exploratory_zones),
            }
        )
    console.result({"models": rows})
    return 0


def _verify(_: argparse.Namespace, places: Places, console: Console) -> int:
    """Every model of the list, opened; 1 when one is not what was signed."""
    manifest = _manifest(places)
    rows = []
    for entry in manifest.entries:
        try:
            device, error, sentence = _opened_on(manifest, entry), "", ""
        except SkinlaxError as refused:
            device, error, sentence = "", refused.code, sentence_of(refused)
        console.say(f"{entry.name} {entry.version}: {sentence or f'as signed, opens on {device}'}")
        rows.append({"name": entry.name, "version": entry.version, "device": device, "error": error})
    bad = sum(bool(row["error"]) for row in rows)
    console.result({"models": rows, "signature": "ok"}, f"{len(rows)} model(s), {bad} refused.")
    return 1 if bad else 0


def _opened_on(manifest: "ModelManifest", entry: "ModelEntry") -> str:
    """The device on which a model really opens."""
    from skinlax_desktop.inference.model_manifest import read_model
    from skinlax_desktop.inference.onnx_session import OnnxSession

    return OnnxSession(read_model(manifest, entry), entry).device


def _use(options: argparse.Namespace, places: Places, console: Console) -> int:
    """Choose a version, once it is known to open; "current" takes the choice back."""
    manifest = _manifest(places)
    wanted = None if options.version == "current" else options.version
    entry = manifest.find(options.name, wanted)
    if entry is None:
        raise SkinlaxError("model_unknown", name=options.name, version=options.version)
    _opened_on(manifest, entry)
    path = places.data / SETTINGS_FILE
    settings = load_settings(path).settings
    models = {name: version for name, version in settings.models.items() if name != options.name}
    if wanted:
        models[options.name] = wanted
    save_settings(msgspec.structs.replace(settings, models=models), path)
    console.result(
        {"name": entry.name, "version": entry.version}, f"{entry.name} {entry.version} runs from the next start on."
    )
    return 0


def _evaluate(options: argparse.Namespace, places: Places, console: Console) -> int:
    from skinlax_desktop.app.model_evaluation import run_evaluate

    return run_evaluate(options, places, console)


def _audit(options: argparse.Namespace, places: Places, console: Console) -> int:
    from skinlax_desktop.app.model_evaluation import run_audit

    return run_audit(options, places, console)
