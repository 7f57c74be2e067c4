"""Files as scanners write them: OBJ, STL, PLY and GLB, plain, coloured, or with a picture of the skin."""

import json
import struct
from pathlib import Path

import cv2
import numpy as np


def dome(side: int = 40, width: float = 150.0) -> tuple[np.ndarray, np.ndarray]:
    """A shell like a face's: points and triangles that turn outwards."""
    x, y = np.meshgrid(np.linspace(-0.5, 0.5, side), np.linspace(-0.6, 0.6, side), indexing="ij")
    z = 0.5 - 0.9 * x**2 - 0.5 * y**2
    number = np.arange(side * side).reshape(side, side)
    a, b, c, d = (part.reshape(-1) for part in (number[:-1, :-1], number[1:, :-1], number[1:, 1:], number[:-1, 1:]))
    triangles = np.concatenate([np.stack([a, b, c], axis=1), np.stack([a, c, d], axis=1)])
    return width * np.stack([x, y, z], axis=2).reshape(-1, 3), triangles


def write_obj(path: Path, points: np.ndarray, triangles: np.ndarray) -> Path:
    lines = [f"v {x:.6f} {y:.6f} {z:.6f}" for x, y, z in points] + [f"f {a} {b} {c}" for a, b, c in triangles + 1]
    path.write_text("\n".join(lines) + "\n")
    return path


def write_stl(path: Path, points: np.ndarray, triangles: np.ndarray) -> Path:
    record = np.zeros(len(triangles), dtype=[("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("spare", "<u2")])
    record["corners"] = points[triangles]
    path.write_bytes(b"\0" * 80 + np.uint32(len(triangles)).tobytes() + record.tobytes())
    return path


def write_ascii_ply(path: Path, points: np.ndarray, triangles: np.ndarray, colours: np.ndarray) -> Path:
    head = ["ply", "format ascii 1.0", f"element vertex {len(points)}"]
    head += [f"property float {axis}" for axis in "xyz"] + [
        f"property uchar {name}" for name in ("red", "green", "blue")
    ]
    head += [f"element face {len(triangles)}", "property list uchar int vertex_indices", "end_header"]
    rows = [f"{x:.6f} {y:.6f} {z:.6f} {r} {g} {b}" for (x, y, z), (r, g, b) in zip(points, colours, strict=True)]
    path.write_text("\n".join(head + rows + [f"3 {a} {b} {c}" for a, b, c in triangles]) + "\n")
    return path


def write_glb(path: Path, points: np.ndarray, triangles: np.ndarray, colours: np.ndarray) -> Path:
    """A node that makes its mesh a hundred times larger, as exporters of centimetres do; colours at the corners."""
    rgba = np.column_stack((colours, np.full(len(colours), 255))).astype(np.uint8)
    colour = {"bufferView": 2, "componentType": 5121, "normalized": True, "count": len(points), "type": "VEC4"}
    document = {
        "nodes": [{"mesh": 0, "scale": [100.0, 100.0, 100.0]}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 1, "COLOR_0": 2}, "indices": 0}]}],
    }
    return _write_glb(path, document, points / 100.0, triangles, colour, [rgba.tobytes()])


def write_painted_glb(path: Path, points: np.ndarray, triangles: np.ndarray, uv: np.ndarray, skin: np.ndarray) -> Path:
    """With a picture (h, w, 3) RGB inside, `uv` (n, 2) from its lower left; glTF counts downwards."""
    downwards = np.column_stack((uv[:, 0], 1.0 - uv[:, 1])).astype("<f4")
    document = {
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 1, "TEXCOORD_0": 2}, "indices": 0, "material": 0}]}],
        "materials": [{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}],
        "textures": [{"source": 0}],
        "images": [{"bufferView": 3, "mimeType": "image/png"}],
    }
    place = {"bufferView": 2, "componentType": 5126, "count": len(points), "type": "VEC2"}
    return _write_glb(path, document, points, triangles, place, [downwards.tobytes(), _png(skin)])


def write_painted_obj(path: Path, points: np.ndarray, triangles: np.ndarray, uv: np.ndarray, skin: np.ndarray) -> Path:
    """With its MTL and picture beside it; `uv` (n, 2) from the picture's lower left."""
    path.with_suffix(".png").write_bytes(_png(skin))
    path.with_suffix(".mtl").write_text(f"newmtl skin\nKd 1 1 1\nmap_Kd {path.stem}.png\n")
    lines = [f"mtllib {path.stem}.mtl", *(f"v {x:.6f} {y:.6f} {z:.6f}" for x, y, z in points)]
    lines += [f"vt {u:.6f} {v:.6f}" for u, v in uv] + ["usemtl skin"]
    lines += [f"f {a}/{a} {b}/{b} {c}/{c}" for a, b, c in triangles + 1]
    path.write_text("\n".join(lines) + "\n")
    return path


def _png(picture_rgb: np.ndarray) -> bytes:
    return bytes(cv2.imencode(".png", np.ascontiguousarray(picture_rgb[..., ::-1]))[1])


def _write_glb(
    path: Path, document: dict, points: np.ndarray, triangles: np.ndarray, third: dict, more: list[bytes]
) -> Path:
    """One buffer of triangles, points and `more`, of which the first is what the accessor `third` describes."""
    parts = [triangles.astype("<u4").tobytes(), points.astype("<f4").tobytes(), *more]
    padded = [part + b"\0" * (-len(part) % 4) for part in parts]
    starts = np.concatenate(([0], np.cumsum([len(part) for part in padded])))
    whole = {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        **document,
        "buffers": [{"byteLength": int(starts[-1])}],
        "bufferViews": [
            {"buffer": 0, "byteOffset": int(start), "byteLength": len(part)}
            for start, part in zip(starts, parts, strict=False)
        ],
        "accessors": [
            {"bufferView": 0, "componentType": 5125, "count": triangles.size, "type": "SCALAR"},
            {"bufferView": 1, "componentType": 5126, "count": len(points), "type": "VEC3"},
            third,
        ],
    }
    text = json.dumps(whole).encode()
    text += b" " * (-len(text) % 4)
    body = b"".join(padded)
    chunks = struct.pack("<II", len(text), 0x4E4F534A) + text + struct.pack("<II", len(body), 0x004E4942) + body
    path.write_bytes(struct.pack("<III", 0x46546C67, 2, 12 + len(chunks)) + chunks)
    return path


def write_binary_ply(path: Path, points: np.ndarray, triangles: np.ndarray) -> Path:
    """Shape alone, for meshes of millions."""
    head = ["ply", "format binary_little_endian 1.0", f"element vertex {len(points)}"]
    head += [f"property float {axis}" for axis in "xyz"]
    head += [f"element face {len(triangles)}", "property list uchar int vertex_indices", "end_header", ""]
    faces = np.zeros(len(triangles), dtype=[("count", "u1"), ("corners", "<i4", 3)])
    faces["count"], faces["corners"] = 3, triangles
    path.write_bytes("\n".join(head).encode() + points.astype("<f4").tobytes() + faces.tobytes())
    return path
