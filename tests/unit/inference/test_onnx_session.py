"""One model on one device: what really runs is what is reported, and what cannot run is refused by name."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from model_folder import entry_of
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.inference.graphics_libraries import CPU, CUDA, TENSORRT, find_graphics_libraries
from skinlax_desktop.inference.model_manifest import ModelEntry, TensorShape
from skinlax_desktop.inference.onnx_session import OUT_OF_MEMORY, OnnxSession, RuntimeSession, _open_session
from tiny_onnx import FLOAT16, make_model

VIEWS = np.arange(12, dtype=np.float32).reshape(4, 3)


def test_the_graph_runs_and_the_device_is_the_one_the_session_reports() -> None:
    model = make_model()
    session = OnnxSession(model, entry_of(model))
    session.warm_up()
    np.testing.assert_array_equal(session.run({"views": VIEWS})["grades"], -VIEWS)
    assert session.model.device == session.device == "CPU"
    assert session.model.sha256 == entry_of(model).sha256


def test_asking_for_cuda_without_its_libraries_is_reported_as_the_cpu_it_runs_on(
    capfd: pytest.CaptureFixture[str],
) -> None:
    if find_graphics_libraries().providers[0] != CPU:
        pytest.skip("CUDA really works here")
    model = make_model()
    session = OnnxSession(model, entry_of(model), providers=(TENSORRT, CUDA, CPU))
    np.testing.assert_array_equal(session.run({"views": VIEWS})["grades"], -VIEWS)
    assert session.device == "CPU"
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("batch", [1, 3, 4, 9])
def test_batches_give_what_one_run_gives(batch: int) -> None:
    model = make_model()
    found = OnnxSession(model, entry_of(model)).run({"views": VIEWS}, batch=batch)["grades"]
    np.testing.assert_array_equal(found, -VIEWS)


def test_a_fixed_batch_is_filled_up_and_cut() -> None:
    model = make_model(inputs={"views": (3, 3)}, output=("grades", (3, 3)))
    fixed = replace(
        entry_of(model),
        inputs=(TensorShape(name="views", shape=(3, 3)),),
        outputs=(TensorShape(name="grades", shape=(3, 3)),),
    )
    np.testing.assert_array_equal(OnnxSession(model, fixed).run({"views": VIEWS})["grades"], -VIEWS)


def test_half_floats_go_in_only_where_the_graph_takes_them_and_come_out_wide() -> None:
    model = make_model(kind=FLOAT16)
    found = OnnxSession(model, entry_of(model)).run({"views": VIEWS})["grades"]
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, -VIEWS)


@pytest.mark.parametrize("content", [b"", b"not a graph", make_model()[:40], b"\x80" + make_model()])
def test_a_corrupt_graph_is_refused_by_name(content: bytes) -> None:
    with pytest.raises(SkinlaxError) as refused:
        OnnxSession(content, entry_of(content))
    assert refused.value.code == "model_corrupt"
    assert refused.value.parameters == {"file": "tiny.onnx"}


@pytest.mark.parametrize(
    "content",
    [
        make_model(inputs={"pictures": (None, 3)}),
        make_model(inputs={"views": (None, 4)}, output=("grades", (None, 4))),
        make_model(inputs={"views": (None, 3), "more": (None, 3)}, operator="Add"),
        make_model(output=("ages", (None, 3))),
    ],
)
def test_a_foreign_graph_is_refused_by_name(content: bytes) -> None:
    with pytest.raises(SkinlaxError) as refused:
        OnnxSession(content, entry_of(content))
    assert refused.value.code == "model_foreign"


def test_operators_that_nobody_knows_are_refused() -> None:
    content = make_model(operator="Evil", domain="somewhere.else")
    with pytest.raises(SkinlaxError, match="model_corrupt"):
        OnnxSession(content, entry_of(content))


class Card:
    """A graphics card at the session boundary: it reports CUDA, and fails as told."""

    def __init__(self, real: RuntimeSession, failure: str) -> None:
        self._real = real
        self._failure = failure

    def get_providers(self) -> list[str]:
        return [CUDA, CPU]

    def get_inputs(self) -> Sequence[Any]:
        return self._real.get_inputs()

    def get_outputs(self) -> Sequence[Any]:
        return self._real.get_outputs()

    def run(self, outputs: Sequence[str] | None, inputs: Mapping[str, Any]) -> Sequence[Any]:
        raise RuntimeError(self._failure)


def on_a_card(failure: str) -> OnnxSession:
    def open_session(model: bytes, providers: tuple[str, ...], entry: ModelEntry) -> RuntimeSession:
        real = _open_session(model, (CPU,), entry)
        return real if providers == (CPU,) else Card(real, failure)

    model = make_model()
    return OnnxSession(model, entry_of(model), providers=(CUDA, CPU), open_session=open_session)


@pytest.mark.parametrize(
    "failure",
    [
        "BFCArena::AllocateRawInternal Failed to allocate memory for requested buffer of size 939524096",
        "CUDA failure 2: out of memory ; GPU=0",
        "CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED",
    ],
)
def test_a_card_out_of_memory_hands_over_to_the_cpu_and_says_so(failure: str) -> None:
    session = on_a_card(failure)
    assert session.device == "CUDA"
    np.testing.assert_array_equal(session.run({"views": VIEWS})["grades"], -VIEWS)
    assert session.model.device == "CPU"
    assert session.notices == (OUT_OF_MEMORY,)
    session.run({"views": VIEWS})
    assert session.notices == (OUT_OF_MEMORY,)


def test_another_failure_of_the_card_is_not_hidden() -> None:
    session = on_a_card("illegal memory access")
    with pytest.raises(RuntimeError, match="illegal"):
        session.run({"views": VIEWS})
    assert session.device == "CUDA"


def test_a_model_has_one_owner_at_a_time() -> None:
    def open_session(model: bytes, providers: tuple[str, ...], entry: ModelEntry) -> RuntimeSession:
        return Greedy(_open_session(model, (CPU,), entry), "")

    class Greedy(Card):
        def run(self, outputs: Sequence[str] | None, inputs: Mapping[str, Any]) -> Sequence[Any]:
            session.run(inputs)
            raise AssertionError("a second owner was let in")

    model = make_model()
    session = OnnxSession(model, entry_of(model), open_session=open_session)
    with pytest.raises(RuntimeError, match="one owner"):
        session.run({"views": VIEWS})


def test_the_libraries_decide_what_is_asked_for() -> None:
    def found(*present: str) -> tuple[str, ...]:
        return find_graphics_libraries(lambda name: name.startswith(present), "13").providers

    assert found() == (CPU,)
    assert found("libcuda.so") == (CPU,)
    assert found("libcuda.so", "libcudart", "libcublas", "libcudnn") == (CUDA, CPU)
    assert found("lib") == (TENSORRT, CUDA, CPU)
    lacking = find_graphics_libraries(lambda name: not name.startswith("libcudnn"), "13")
    assert (lacking.providers, lacking.missing) == ((CPU,), ("libcudnn.so.9",))
