"""A models folder with a tiny signed model, as a release has it."""

import hashlib
import importlib.util
from dataclasses import replace
from pathlib import Path
from types import ModuleType

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from skinlax_desktop.inference.model_manifest import ModelEntry, ModelStatus, TensorShape
from skinlax_desktop.inference.onnx_laxity import OUTPUTS
from tiny_onnx import make_linear_model, make_model

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
TRUSTED = (KEY.public_key().public_bytes_raw().hex(),)


def signing() -> ModuleType:
    """models/training/sign.py, which is a script and no package."""
    path = Path(__file__).parents[1] / "models" / "training" / "sign.py"
    spec = importlib.util.spec_from_file_location("sign_models", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def entry_of(content: bytes, *, version: str = "1.0.0", file: str = "tiny.onnx") -> ModelEntry:
    """The entry of a tiny model with the default inputs and outputs of `make_model`."""
    return ModelEntry(
        name="laxity",
        version=version,
        file=file,
        sha256=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
        created="2026-01-01T00:00:00+00:00",
        card="cards/laxity.md",
        inputs=(TensorShape(name="views", shape=(None, 3)),),
        outputs=(TensorShape(name="grades", shape=(None, 3)),),
        training_data="test",
        status=ModelStatus.CURRENT,
    )


def make_folder(folder: Path) -> tuple[ModelEntry, ModelEntry]:
    """Two signed versions of one model in `folder`: the current one and the one before it."""
    entries = []
    for version, operator in (("2.0.0", "Neg"), ("1.0.0", "Abs")):
        content = make_model(operator=operator)
        file = f"laxity-{version}.onnx"
        (folder / file).write_bytes(content)
        entries.append(entry_of(content, version=version, file=file))
    current, previous = entries[0], replace(entries[1], status=ModelStatus.PREVIOUS)
    signing().sign(folder, (current, previous), KEY)
    return current, previous


def make_laxity_folder(folder: Path, *, severity: float = 2.0) -> None:
    """A signed model with the inputs and outputs of the real one, which says the same of everybody."""
    rows = {name: [1.0] * 28 for name in OUTPUTS} | {
        "severity": [severity] * 28,
        "sigma": [0.2] * 28,
        "rho": [0.5] * 28,
        "quantile": [2.0] * 28,
        "overall_quantile": [2.0],
        "distance": [0.3],
        "nuisance": [0.0] * 5,
    }
    inputs = {"patches": (None, 2, 17, 2, 56, 56), "shape": (None, 2, 1404), "view": (None, 2, 2)}
    content = make_linear_model(inputs, "view", rows)
    (folder / "laxity-3.0.0.onnx").write_bytes(content)
    script = signing()
    inward, outward = script.read_shapes(content)
    entry = replace(entry_of(content, version="3.0.0", file="laxity-3.0.0.onnx"), inputs=inward, outputs=outward)
    script.sign(folder, (replace(entry, exploratory_zones=("neck",)),), KEY)
