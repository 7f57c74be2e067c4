"""The locks of `make training-env`: all pinned with hashes, and in step with the program's own."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

REPOSITORY = Path(__file__).parents[3]
TRAINING = REPOSITORY / "models" / "training"


def lock_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("training_lock", TRAINING / "lock.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def versions(lock: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"(?m)^([a-z0-9._-]+)==([^ ]+)", lock.read_text(encoding="utf-8")):
        found.setdefault(name, set()).add(version)
    return found


def test_everything_is_pinned_with_a_hash() -> None:
    script = lock_script()
    for name in ("requirements.lock", "requirements-cuda.lock"):
        entries = script.entries_of((TRAINING / name).read_text(encoding="utf-8"))
        assert entries
        for entry in entries:
            assert "==" in entry.splitlines()[0]
            assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry


def test_what_was_asked_for_is_what_was_locked_and_the_libraries_for_cards_stand_apart() -> None:
    wanted = re.findall(r"(?m)^([a-z0-9]+)==(\S+)", (TRAINING / "requirements.in").read_text(encoding="utf-8"))
    locked, cards = versions(TRAINING / "requirements.lock"), versions(TRAINING / "requirements-cuda.lock")
    assert len(wanted) == 3
    assert all(locked[name] == {version} for name, version in wanted)
    assert not any(name.startswith("nvidia") for name in locked)
    assert "nvidia-cublas" in cards
    assert not locked.keys() & cards.keys()


def test_a_model_is_trained_with_the_arithmetic_that_it_runs_with() -> None:
    program, training = versions(REPOSITORY / "requirements.lock"), versions(TRAINING / "requirements.lock")
    assert training["numpy"] == program["numpy"]


def test_another_build_of_a_version_keeps_the_hashes_of_the_registry() -> None:
    script = lock_script()
    entry = f"{next(iter(script.PROCESSOR_BUILDS))} \\\n    --hash=sha256:{'ab' * 32}\n"
    merged = script.with_builds(entry)
    assert merged.count("--hash=sha256:") == 2
    assert "ab" * 32 in merged
    assert script.with_builds("sympy==1.14.0 \\\n    --hash=sha256:00\n") == "sympy==1.14.0 \\\n    --hash=sha256:00\n"
