"""Resolve the training environment into two locks with hashes.

    python models/training/lock.py

`requirements.lock` holds what every machine needs. torch comes in two builds of one version: the one for graphics
cards, which is what the package registry has, cannot be imported without NVIDIA's libraries, and those are
`requirements-cuda.lock`, 3 GB that a machine with the processors' build does not need. The hash of that build is no
part of the registry's list, so it stands here.
"""

import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
CUDA = re.compile(r"(nvidia-|cuda-|triton)")
PROCESSOR_BUILDS = {
    "torch==2.13.0": ("6746dbcbeb526eb61330b76b41ff1b4eb848951103a892eeb080dfa2b264667b",),
}
"""SHA-256 of the builds for processors (Linux x86-64, Python 3.11) of torch's own makers."""


def main() -> int:
    """Write both locks anew; exits with uv's code when it cannot resolve."""
    done = subprocess.run(
        [
            *("uv", "pip", "compile"),
            str(HERE / "requirements.in"),
            *("--constraint", str(REPOSITORY / "requirements.lock")),
            *("--universal", "--python-version", "3.11", "--generate-hashes"),
            *("--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate", "--quiet"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.stderr.write(done.stderr)
        return done.returncode
    entries = entries_of(done.stdout)
    for name, cuda in (("requirements.lock", False), ("requirements-cuda.lock", True)):
        chosen = [with_builds(entry) for entry in entries if bool(CUDA.match(entry)) is cuda]
        (HERE / name).write_text("".join(chosen), encoding="utf-8")
    return 0


def entries_of(lock: str) -> list[str]:
    """One requirement with its hashes each."""
    return [entry for entry in re.split(r"(?m)^(?=[a-z])", lock) if entry.strip()]


def with_builds(entry: str) -> str:
    """The requirement with the hashes of its other builds."""
    for name, hashes in PROCESSOR_BUILDS.items():
        if entry.startswith(f"{name} "):
            return entry.rstrip() + "".join(f" \\\n    --hash=sha256:{known}" for known in hashes) + "\n"
    return entry


if __name__ == "__main__":
    sys.exit(main())
