"""One ONNX model, opened from checked bytes on the best device that really works."""

import logging
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.measurement import ModelUse
from skinlax_desktop.inference.graphics_libraries import CPU, TENSORRT, find_graphics_libraries
from skinlax_desktop.inference.model_manifest import ModelEntry, TensorShape

Array = npt.NDArray[Any]
_LOG: Final = logging.getLogger(__name__)

OUT_OF_MEMORY: Final = "gpu_out_of_memory"
_DEVICES: Final = {TENSORRT: "TensorRT", "CUDAExecutionProvider": "CUDA", CPU: "CPU"}
_MEMORY_WORDS: Final = ("out of memory", "failed to allocate memory", "alloc_failed", "cudamalloc")
_NUMBERS: Final[Mapping[str, type[np.generic]]] = {
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(uint8)": np.uint8,
    "tensor(int64)": np.int64,
}
_MOST_THREADS: Final = 2


class Tensor(Protocol):
    """An input or output as the runtime declares it."""

    name: str
    type: str
    shape: Sequence[int | str | None]


class RuntimeSession(Protocol):
    """The part of `onnxruntime.InferenceSession` that is used."""

    def get_providers(self) -> list[str]:
        """What really runs, best first."""
        ...

    def get_inputs(self) -> Sequence[Tensor]:
        """The declared inputs."""
        ...

    def get_outputs(self) -> Sequence[Tensor]:
        """The declared outputs."""
        ...

    def run(self, outputs: Sequence[str] | None, inputs: Mapping[str, Array]) -> Sequence[Any]:
        """The outputs for these inputs."""
        ...


OpenSession = Callable[[bytes, tuple[str, ...], ModelEntry], RuntimeSession]


class OnnxSession:
    """A model on one device, with one owner at a time.

    Raises `SkinlaxError("model_corrupt")` for bytes that are no graph this runtime can load and `model_foreign` for a
    graph whose inputs or outputs are not those of the manifest. When the graphics card runs out of memory, the work is
    done again on the CPU, which keeps it from then on; `notices` then holds `gpu_out_of_memory`.
    """

    def __init__(
        self,
        model: bytes,
        entry: ModelEntry,
        *,
        providers: tuple[str, ...] | None = None,
        open_session: OpenSession | None = None,
    ) -> None:
        self._bytes = model
        self._entry = entry
        self._open = open_session or _open_session
        self._owner = threading.Lock()
        self.notices: tuple[str, ...] = ()
        self._session = self._opened(providers or find_graphics_libraries().providers)

    @property
    def model(self) -> ModelUse:
        """The model, and the device that runs it now."""
        entry = self._entry
        return ModelUse(name=entry.name, version=entry.version, sha256=entry.sha256, device=self.device)

    @property
    def device(self) -> str:
        """TensorRT, CUDA or CPU, as the session itself reports it."""
        return _DEVICES.get(self._session.get_providers()[0], self._session.get_providers()[0])

    @property
    def entry(self) -> ModelEntry:
        """What the signed manifest says of the model."""
        return self._entry

    def warm_up(self) -> None:
        """Run once on zeros, so that the first patient does not wait for kernels to be chosen."""
        self.run({row.name: np.zeros(_smallest(row.shape), dtype=np.float32) for row in self._entry.inputs})

    def run(self, inputs: Mapping[str, Array], *, batch: int | None = None) -> dict[str, Array]:
        """The outputs by name, float16 widened to float32.

        Every input has the samples along its first axis. With `batch`, or where the model takes a fixed number of
        them, they go through in pieces, and a short last piece is filled up and cut again. Raises RuntimeError when
        another thread is using the model.
        """
        if not self._owner.acquire(blocking=False):
            raise RuntimeError(f"the model {self._entry.name} has one owner and is in use")
        try:
            count = len(next(iter(inputs.values())))
            fixed = next((row.shape[0] for row in self._entry.inputs if row.shape and row.shape[0]), None)
            size = fixed or batch or count
            pieces = [
                self._run_piece({name: _piece(array, begin, size, fill=fixed) for name, array in inputs.items()})
                for begin in range(0, count, size)
            ]
            return {name: np.concatenate([piece[name] for piece in pieces])[:count] for name in pieces[0]}
        finally:
            self._owner.release()

    def _run_piece(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        names = [row.name for row in self._entry.outputs]
        try:
            found = self._session.run(names, self._typed(inputs))
        except Exception as error:
            if self.device == "CPU" or not _is_out_of_memory(error):
                raise
            _LOG.warning("the graphics card is out of memory; %s goes on on the CPU", self._entry.name)
            self._session = self._opened((CPU,))
            self.notices = (*self.notices, OUT_OF_MEMORY)
            found = self._session.run(names, self._typed(inputs))
        return {name: _widened(np.asarray(array)) for name, array in zip(names, found, strict=True)}

    def _typed(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """The inputs in the number type that the graph declares: float16 only where the model takes it."""
        kinds = {tensor.name: _NUMBERS[tensor.type] for tensor in self._session.get_inputs()}
        return {name: np.ascontiguousarray(inputs[name], dtype=kind) for name, kind in kinds.items()}

    def _opened(self, providers: tuple[str, ...]) -> RuntimeSession:
        try:
            session = self._open(self._bytes, providers, self._entry)
        except Exception as error:
            if len(providers) > 1:
                _LOG.warning("%s does not open on %s", self._entry.name, providers[0])
                if _is_out_of_memory(error):
                    self.notices = (*self.notices, OUT_OF_MEMORY)
                    return self._opened((CPU,))
                return self._opened(providers[1:])
            raise SkinlaxError("model_corrupt", file=self._entry.file) from error
        for declared, expected in (
            (session.get_inputs(), self._entry.inputs),
            (session.get_outputs(), self._entry.outputs),
        ):
            if not _matches(declared, expected):
                raise SkinlaxError("model_foreign", file=self._entry.file)
        return session


def _open_session(model: bytes, providers: tuple[str, ...], entry: ModelEntry) -> RuntimeSession:
    # Imported here: 0.3 s that the first window must not wait for.
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    onnxruntime.set_default_logger_severity(4)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = min(_MOST_THREADS, os.cpu_count() or 1)
    options.inter_op_num_threads = 1
    # A thread that spins between two pictures takes a core from the camera.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    chosen = [(name, _provider_options(name, entry)) for name in providers]
    # Its own fall-back prints to the terminal; ours is in `OnnxSession`.
    session: RuntimeSession = onnxruntime.InferenceSession(
        model, sess_options=options, providers=chosen, enable_fallback=0
    )
    return session


def _provider_options(name: str, entry: ModelEntry) -> dict[str, str]:
    if name == TENSORRT:
        return {"trt_fp16_enable": "1" if entry.allows_fp16 else "0"}
    return {"arena_extend_strategy": "kSameAsRequested"} if name != CPU else {}


def _matches(declared: Sequence[Tensor], expected: Sequence[TensorShape]) -> bool:
    """Same names in any order, same known sizes, number types that we know."""
    found = {tensor.name: tensor for tensor in declared}
    if set(found) != {row.name for row in expected}:
        return False
    return all(
        found[row.name].type in _NUMBERS
        and tuple(size if isinstance(size, int) else None for size in found[row.name].shape) == row.shape
        for row in expected
    )


def _is_out_of_memory(error: Exception) -> bool:
    words = str(error).lower()
    return any(word in words for word in _MEMORY_WORDS)


def _piece(array: Array, begin: int, size: int, *, fill: int | None) -> Array:
    piece = array[begin : begin + size]
    missing = (fill or 0) - len(piece)
    if missing <= 0:
        return piece
    return np.concatenate([piece, np.repeat(piece[-1:], missing, axis=0)])


def _smallest(shape: Sequence[int | None]) -> tuple[int, ...]:
    return tuple(size or 1 for size in shape)


def _widened(array: Array) -> Array:
    return array.astype(np.float32) if array.dtype == np.float16 else array
