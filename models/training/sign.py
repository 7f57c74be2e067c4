"""Enter models into models/manifest.json and sign it.

    python models/training/sign.py                                          sign the manifest as it stands
    python models/training/sign.py --add laxity-1.0.0.onnx --name laxity --version 1.0.0 --training-data population-1
    python models/training/sign.py --repeatability evaluation.json          how well its grades repeat, for mdc95

The private key is a file of 32 bytes in hexadecimal, named by --key or SKINLAX_SIGNING_KEY. Without one a new pair is
made: the private half goes to --new-key (never into the repository), the public half in front of
src/skinlax_desktop/inference/trusted_keys.py. Committing that file is what makes the key trusted.
"""

import argparse
import base64
import hashlib
import json
import os
import re
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from skinlax_desktop.inference.model_manifest import (
    MANIFEST_FILE,
    MAX_MODEL_BYTES,
    SIGNATURE_FILE,
    ModelEntry,
    ModelStatus,
    TensorShape,
    manifest_bytes,
    parse_manifest,
)

REPOSITORY = Path(__file__).parents[2]
TRUSTED_KEYS_FILE = REPOSITORY / "src" / "skinlax_desktop" / "inference" / "trusted_keys.py"


def main(arguments: list[str] | None = None) -> int:
    """Add, or only sign; exits 1 with a sentence when it cannot."""
    options = _options(arguments)
    folder: Path = options.models
    try:
        entries = parse_manifest((folder / MANIFEST_FILE).read_bytes()) if (folder / MANIFEST_FILE).is_file() else ()
        if options.add is not None:
            entries = with_model(entries, _entry(folder, options))
        if options.repeatability is not None:
            entries = with_repeatability(entries, json.loads(options.repeatability.read_text(encoding="utf-8")))
        key = _private_key(options)
    except (OSError, ValueError, KeyError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sign(folder, entries, key)
    sys.stdout.write(f"Signed {len(entries)} model(s) with the key {_public_half(key)[:16]}.\n")
    return 0


def with_model(entries: tuple[ModelEntry, ...], added: ModelEntry) -> tuple[ModelEntry, ...]:
    """The entries with `added` as the current version of its name; the one before it can still be chosen."""
    kept = [
        replace(entry, status=ModelStatus.PREVIOUS) if entry.name == added.name else entry
        for entry in entries
        if (entry.name, entry.version) != (added.name, added.version)
    ]
    return (added, *kept)


def with_repeatability(entries: tuple[ModelEntry, ...], evaluation: dict[str, Any]) -> tuple[ModelEntry, ...]:
    """The entries, that of the evaluated bytes with Sw by zone where enough people established it.

    Raises ValueError when the evaluation is of a model that is not listed.
    """
    sha256 = evaluation["model"]["sha256"]
    if all(entry.sha256 != sha256 for entry in entries):
        raise ValueError("The evaluation is of a model that is not in the manifest.")
    found = {
        condition: {zone: row["value"] for zone, row in zones.items() if row["established"] and row["value"] > 0.0}
        for condition, zones in evaluation["repeatability"].items()
    }
    return tuple(replace(entry, repeat_sd=found) if entry.sha256 == sha256 else entry for entry in entries)


def sign(folder: Path, entries: tuple[ModelEntry, ...], key: Ed25519PrivateKey) -> None:
    """Write the manifest and its signature beside each other."""
    content = manifest_bytes(entries)
    for name, written in (
        (MANIFEST_FILE, content),
        (SIGNATURE_FILE, base64.b64encode(key.sign(content)) + b"\n"),
    ):
        partial = folder / f".{name}.part"
        partial.write_bytes(written)
        partial.replace(folder / name)


def read_shapes(model: bytes) -> tuple[tuple[TensorShape, ...], tuple[TensorShape, ...]]:
    """Inputs and outputs of a graph as the runtime declares them."""
    import onnxruntime

    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])

    def shapes(tensors: list[onnxruntime.NodeArg]) -> tuple[TensorShape, ...]:
        return tuple(
            TensorShape(name=t.name, shape=tuple(size if isinstance(size, int) else None for size in t.shape))
            for t in tensors
        )

    return shapes(session.get_inputs()), shapes(session.get_outputs())


def trust(key: Ed25519PrivateKey, file: Path = TRUSTED_KEYS_FILE) -> None:
    """Put the public half in front of the trusted keys."""
    source = file.read_text(encoding="utf-8")
    known = re.findall(r'"([0-9a-f]{64})"', source)
    keys = "".join(f'    "{name}",\n' for name in dict.fromkeys([_public_half(key), *known]))
    head = source[: source.index("TRUSTED_KEYS:")]
    file.write_text(f"{head}TRUSTED_KEYS: Final[tuple[str, ...]] = (\n{keys})\n", encoding="utf-8")


def _entry(folder: Path, options: argparse.Namespace) -> ModelEntry:
    content = (folder / options.add).read_bytes()
    if len(content) > MAX_MODEL_BYTES:
        raise ValueError(f"{options.add} is larger than {MAX_MODEL_BYTES} bytes.")
    if not (options.name and options.version and options.training_data):
        raise ValueError("--add needs --name, --version and --training-data.")
    inputs, outputs = read_shapes(content)
    return ModelEntry(
        name=options.name,
        version=options.version,
        file=options.add,
        sha256=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        card=f"cards/{options.name}.md",
        inputs=inputs,
        outputs=outputs,
        training_data=options.training_data,
        status=ModelStatus.CURRENT,
        exploratory_zones=tuple(options.exploratory),
        allows_fp16=options.allows_fp16,
    )


def _private_key(options: argparse.Namespace) -> Ed25519PrivateKey:
    named = options.key or os.environ.get("SKINLAX_SIGNING_KEY")
    if named:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(Path(named).read_text(encoding="ascii").strip()))
    if options.new_key is None:
        raise ValueError("Name a key with --key or SKINLAX_SIGNING_KEY, or a place for a new one with --new-key.")
    place: Path = options.new_key.resolve()
    if place.exists() or place.is_relative_to(REPOSITORY):
        raise ValueError("A new key goes into a new file outside the repository.")
    key = Ed25519PrivateKey.generate()
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key.private_bytes_raw().hex() + "\n")
    trust(key)
    return key


def _public_half(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Enter models into the manifest and sign it.")
    parser.add_argument("--models", type=Path, default=REPOSITORY / "models", metavar="FOLDER")
    parser.add_argument("--key", metavar="FILE")
    parser.add_argument("--new-key", type=Path, metavar="FILE")
    parser.add_argument("--add", metavar="FILE", help="a file in the models folder")
    parser.add_argument("--name")
    parser.add_argument("--version")
    parser.add_argument("--training-data", metavar="VERSION")
    parser.add_argument("--exploratory", nargs="*", default=[], metavar="ZONE")
    parser.add_argument("--allows-fp16", action="store_true")
    parser.add_argument("--repeatability", type=Path, metavar="evaluation.json", help="what `models evaluate` wrote")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
