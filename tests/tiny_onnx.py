"""Very small ONNX graphs, written field by field in the protobuf wire format, so no test needs the onnx package."""

import struct
from collections.abc import Mapping, Sequence

FLOAT, INT64, FLOAT16 = 1, 7, 10


def _varint(number: int) -> bytes:
    out = b""
    while True:
        number, low = number >> 7, number & 0x7F
        out += bytes([low | (0x80 if number else 0)])
        if not number:
            return out


def _field(number: int, value: int | str | bytes) -> bytes:
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    data = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _tensor(name: str, shape: tuple[int | None, ...], kind: int) -> bytes:
    sizes = b"".join(_field(1, _field(2, "n") if size is None else _field(1, size)) for size in shape)
    return _field(1, name) + _field(2, _field(1, _field(1, kind) + _field(2, sizes)))


def make_model(
    *,
    operator: str = "Neg",
    inputs: dict[str, tuple[int | None, ...]] | None = None,
    output: tuple[str, tuple[int | None, ...]] = ("grades", (None, 3)),
    kind: int = FLOAT,
    domain: str = "",
) -> bytes:
    """A graph of one node: `output = operator(inputs...)`; sizes that are None may change."""
    inputs = inputs or {"views": (None, 3)}
    names = b"".join(_field(1, name) for name in inputs)
    node = names + _field(2, output[0]) + _field(4, operator) + (_field(7, domain) if domain else b"")
    graph = _field(1, node) + _field(2, "tiny")
    graph += b"".join(_field(11, _tensor(name, shape, kind)) for name, shape in inputs.items())
    graph += _field(12, _tensor(output[0], output[1], kind))
    return _field(1, 8) + _field(7, graph) + _field(8, _field(1, "") + _field(2, 17))


def _constant(name: str, shape: Sequence[int], values: Sequence[float], kind: int = FLOAT) -> bytes:
    raw = struct.pack(f"<{len(values)}{'f' if kind == FLOAT else 'q'}", *values)
    sizes = b"".join(_field(1, size) for size in shape)
    return sizes + _field(2, kind) + _field(8, name) + _field(9, raw)


def _node(operator: str, inputs: Sequence[str], output: str) -> bytes:
    return b"".join(_field(1, name) for name in inputs) + _field(2, output) + _field(4, operator)


def make_linear_model(
    inputs: Mapping[str, tuple[int | None, ...]], used: str, outputs: Mapping[str, Sequence[float]], slope: float = 0.0
) -> bytes:
    """Every output is a constant row, plus `slope` times the sum of the input `used`; the other inputs are ignored."""
    width = 1
    for size in inputs[used][1:]:
        width *= size or 1
    nodes = [_node("Reshape", (used, "flat_shape"), "flat")]
    constants = [_constant("flat_shape", (2,), (-1, width), INT64)]
    for name, row in outputs.items():
        nodes += [_node("MatMul", ("flat", f"w_{name}"), f"m_{name}"), _node("Add", (f"m_{name}", f"b_{name}"), name)]
        constants.append(_constant(f"w_{name}", (width, len(row)), [slope] * (width * len(row))))
        constants.append(_constant(f"b_{name}", (len(row),), row))
    graph = b"".join(_field(1, node) for node in nodes) + _field(2, "linear")
    graph += b"".join(_field(5, constant) for constant in constants)
    graph += b"".join(_field(11, _tensor(name, shape, FLOAT)) for name, shape in inputs.items())
    graph += b"".join(_field(12, _tensor(name, (None, len(row)), FLOAT)) for name, row in outputs.items())
    return _field(1, 8) + _field(7, graph) + _field(8, _field(1, "") + _field(2, 17))
