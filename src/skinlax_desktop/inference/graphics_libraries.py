"""Whether ONNX Runtime could really use the graphics card: the libraries are looked for before it is asked.

Asking for CUDA without its libraries prints red errors and falls silently to the CPU, and the list of available
providers names CUDA on every machine.
"""

import ctypes
import ctypes.util
import importlib.util
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TENSORRT: Final = "TensorrtExecutionProvider"
CUDA: Final = "CUDAExecutionProvider"
CPU: Final = "CPUExecutionProvider"

# What the provider libraries link against on Linux; `{cuda}` is the CUDA major version they were built for.
_CUDA_LIBRARIES: Final = ("libcudart.so.{cuda}", "libcublasLt.so.{cuda}", "libcublas.so.{cuda}", "libcudnn.so.9")
_TENSORRT_LIBRARIES: Final = ("libnvinfer.so.10", "libnvonnxparser.so.10")

Opens = Callable[[str], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphicsLibraries:
    """What was found. `providers` in order of preference, always ending with the CPU; `missing` names libraries."""

    has_driver: bool
    providers: tuple[str, ...]
    missing: tuple[str, ...] = ()


def find_graphics_libraries(opens: Opens | None = None, cuda_major: str | None = None) -> GraphicsLibraries:
    """Look for the driver, then for CUDA, cuDNN and TensorRT; `opens(name)` says whether a library loads."""
    opens = opens or _opens
    if not opens("libcuda.so.1" if os.name == "posix" else "nvcuda.dll"):
        return GraphicsLibraries(has_driver=False, providers=(CPU,))
    if os.name != "posix":
        # Windows finds the libraries by its own search path; the session then says what really runs.
        return GraphicsLibraries(has_driver=True, providers=(CUDA, CPU))
    major = cuda_major or _cuda_major()
    missing = tuple(name for name in (row.format(cuda=major) for row in _CUDA_LIBRARIES) if not opens(name))
    if missing:
        return GraphicsLibraries(has_driver=True, providers=(CPU,), missing=missing)
    if all(opens(name) for name in _TENSORRT_LIBRARIES):
        return GraphicsLibraries(has_driver=True, providers=(TENSORRT, CUDA, CPU))
    return GraphicsLibraries(has_driver=True, providers=(CUDA, CPU), missing=_TENSORRT_LIBRARIES)


def _opens(name: str) -> bool:
    for path in (name, *(str(found) for found in _packaged(name))):
        try:
            # Global, so that the provider library finds what a package brought.
            ctypes.CDLL(path, mode=ctypes.RTLD_GLOBAL)
        except OSError:
            continue
        return True
    return False


def _packaged(name: str) -> list[Path]:
    """Where NVIDIA's own packages keep their libraries."""
    found = importlib.util.find_spec("nvidia")
    roots = list(found.submodule_search_locations or ()) if found is not None else []
    return [path for root in roots for path in sorted(Path(root).glob(f"**/lib/{name}"))]


def _cuda_major() -> str:
    """The CUDA version that the installed ONNX Runtime was built for; 13 when it does not say."""
    found = importlib.util.find_spec("onnxruntime")
    for root in found.submodule_search_locations or () if found is not None else ():
        info = Path(root) / "capi" / "build_and_package_info.py"
        if info.is_file():
            match = re.search(r"cuda_version\s*=\s*['\"](\d+)", info.read_text(encoding="utf-8"))
            if match:
                return match.group(1)
    return "13"
