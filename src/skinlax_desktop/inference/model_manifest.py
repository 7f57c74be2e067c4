"""Which models this workstation may run: a signed list, and bytes that must be exactly those it names.

`models/manifest.json` is read only when `models/manifest.sig` is an Ed25519 signature of its very bytes by one of the
trusted keys. A model is opened only from bytes of the listed length and SHA-256.
"""

import base64
import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from skinlax_desktop.domain.errors import SkinlaxError

MANIFEST_FILE: Final = "manifest.json"
SIGNATURE_FILE: Final = "manifest.sig"
SCHEMA: Final = 1
MAX_MODEL_BYTES: Final = 20 * 1024 * 1024
_MAX_MANIFEST_BYTES: Final = 1024 * 1024


class ModelStatus(StrEnum):
    """`current` runs unless another version was chosen; `previous` can be chosen."""

    CURRENT = "current"
    PREVIOUS = "previous"


@dataclass(frozen=True, slots=True, kw_only=True)
class TensorShape:
    """An input or output of a graph; a size that may change is None."""

    name: str
    shape: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelEntry:
    """A model of the manifest. `exploratory_zones` are graded but marked; `card` lies beside the manifest.

    `repeat_sd` is Sw, the within-person standard deviation of re-posed repeats: by condition (`five_views`, `frontal`),
    then by zone, "" for the whole face. It was found with these very bytes and is signed with them; empty where nobody
    found it.
    """

    name: str
    version: str
    file: str
    sha256: str
    bytes: int
    created: str
    card: str
    inputs: tuple[TensorShape, ...]
    outputs: tuple[TensorShape, ...]
    training_data: str
    status: ModelStatus
    exploratory_zones: tuple[str, ...] = ()
    allows_fp16: bool = False
    repeat_sd: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelManifest:
    """The models of a folder, in the order of the file."""

    folder: Path
    entries: tuple[ModelEntry, ...]

    def find(self, name: str, version: str | None = None) -> ModelEntry | None:
        """That version, or without one the current version; None when it is not listed."""
        return next(
            (
                entry
                for entry in self.entries
                if entry.name == name and (entry.version == version if version else entry.status is ModelStatus.CURRENT)
            ),
            None,
        )


def read_manifest(folder: Path, trusted_keys: tuple[str, ...] | None = None) -> ModelManifest | None:
    """The manifest of a models folder once its signature holds; None where there is no manifest.

    Raises `SkinlaxError`: `manifest_unsigned`, `manifest_signature_wrong`, `manifest_unreadable`.
    """
    from skinlax_desktop.inference.trusted_keys import TRUSTED_KEYS

    path = folder / MANIFEST_FILE
    if not path.is_file():
        return None
    if path.stat().st_size > _MAX_MANIFEST_BYTES:
        raise SkinlaxError("manifest_unreadable")
    content = path.read_bytes()
    if not (folder / SIGNATURE_FILE).is_file():
        raise SkinlaxError("manifest_unsigned")
    check_signature(content, (folder / SIGNATURE_FILE).read_bytes(), trusted_keys or TRUSTED_KEYS)
    return ModelManifest(folder=folder, entries=parse_manifest(content))


def check_signature(content: bytes, signature: bytes, trusted_keys: tuple[str, ...]) -> None:
    """Raises `manifest_signature_wrong` unless a trusted key made this base64 signature of these bytes."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        raw = base64.b64decode(signature.strip(), validate=True)
    except ValueError:
        raise SkinlaxError("manifest_signature_wrong") from None
    for key in trusted_keys:
        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(raw, content)
        except InvalidSignature:
            continue
        return
    raise SkinlaxError("manifest_signature_wrong")


def parse_manifest(content: bytes) -> tuple[ModelEntry, ...]:
    """The entries of a manifest's bytes. Raises `manifest_unreadable` for anything else."""
    try:
        document = json.loads(content)
        if document["schema"] != SCHEMA:
            raise ValueError("another schema")
        return tuple(_entry(row) for row in document["models"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SkinlaxError("manifest_unreadable") from error


def manifest_bytes(entries: tuple[ModelEntry, ...]) -> bytes:
    """The manifest as it is written and signed."""
    document = {"schema": SCHEMA, "models": [_row(entry) for entry in entries]}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def read_model(manifest: ModelManifest, entry: ModelEntry) -> bytes:
    """The checked bytes of a model.

    Raises `SkinlaxError` naming the file: `model_file_missing`, `model_oversized`, `model_changed`.
    """
    path = manifest.folder / entry.file
    if not path.is_file():
        raise SkinlaxError("model_file_missing", file=entry.file)
    size = path.stat().st_size
    # Before it is read: a file of any size may lie there.
    if size > MAX_MODEL_BYTES:
        raise SkinlaxError("model_oversized", file=entry.file, megabytes=MAX_MODEL_BYTES // 1024**2)
    content = path.read_bytes()
    if len(content) != entry.bytes or hashlib.sha256(content).hexdigest() != entry.sha256:
        raise SkinlaxError("model_changed", file=entry.file)
    return content


def _entry(row: Mapping[str, Any]) -> ModelEntry:
    file = str(row["file"])
    if Path(file).name != file or file.startswith("."):
        raise ValueError("a model lies beside its manifest")
    return ModelEntry(
        name=str(row["name"]),
        version=str(row["version"]),
        file=file,
        sha256=str(row["sha256"]),
        bytes=int(row["bytes"]),
        created=str(row["created"]),
        card=str(row["card"]),
        inputs=_shapes(row["inputs"]),
        outputs=_shapes(row["outputs"]),
        training_data=str(row["training_data"]),
        status=ModelStatus(row["status"]),
        exploratory_zones=tuple(str(zone) for zone in row.get("exploratory_zones", ())),
        allows_fp16=bool(row.get("allows_fp16", False)),
        repeat_sd={
            str(condition): {str(zone): _spread(sd) for zone, sd in zones.items()}
            for condition, zones in row.get("repeat_sd", {}).items()
        },
    )


def _spread(value: object) -> float:
    spread = float(str(value))
    if not (math.isfinite(spread) and spread > 0.0):
        raise ValueError("a standard deviation is a positive number")
    return spread


def _shapes(rows: list[Mapping[str, Any]]) -> tuple[TensorShape, ...]:
    return tuple(
        TensorShape(name=str(row["name"]), shape=tuple(None if size is None else int(size) for size in row["shape"]))
        for row in rows
    )


def _row(entry: ModelEntry) -> dict[str, Any]:
    row: dict[str, Any] = {
        "name": entry.name,
        "version": entry.version,
        "status": entry.status.value,
        "file": entry.file,
        "sha256": entry.sha256,
        "bytes": entry.bytes,
        "created": entry.created,
        "card": entry.card,
        "training_data": entry.training_data,
        "exploratory_zones": list(entry.exploratory_zones),
        "allows_fp16": entry.allows_fp16,
        "inputs": [{"name": tensor.name, "shape": list(tensor.shape)} for tensor in entry.inputs],
        "outputs": [{"name": tensor.name, "shape": list(tensor.shape)} for tensor in entry.outputs],
    }
    if entry.repeat_sd:
        row["repeat_sd"] = {condition: dict(zones) for condition, zones in entry.repeat_sd.items()}
    return row
