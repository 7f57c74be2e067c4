"""Face meshes as PLY files: binary, float32 millimetres, vertex colour, `sigma_mm`, `measured`, `zone` per vertex."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.surface.face_mesh import FaceMesh

_PROPERTIES: Final = (
    ("x", "float", "<f4"),
    ("y", "float", "<f4"),
    ("z", "float", "<f4"),
    ("red", "uchar", "u1"),
    ("green", "uchar", "u1"),
    ("blue", "uchar", "u1"),
    ("sigma_mm", "float", "<f4"),
    ("measured", "uchar", "u1"),
    ("zone", "short", "<i2"),
    ("s", "float", "<f4"),
    ("t", "float", "<f4"),
)
_FACE = np.dtype([("count", "u1"), ("corners", "<i4", (3,))])
_VERTEX = np.dtype([(name, kind) for name, _, kind in _PROPERTIES])


def ply_bytes(mesh: FaceMesh, extra: Mapping[str, npt.NDArray[np.floating]] | None = None) -> bytes:
    """The file's bytes; the same mesh gives the same bytes. Origin at the nasion, triangles, millimetres.

    `extra` are further numbers of each vertex, by the name of their property, written as float32 after the others.
    """
    further = extra or {}
    layout = np.dtype([*_VERTEX.descr, *((name, "<f4") for name in further)])
    vertices = np.zeros(len(mesh.vertices_in_face_mm), dtype=layout)
    for name, values in further.items():
        vertices[name] = values
    for axis, name in enumerate("xyz"):
        vertices[name] = mesh.vertices_in_face_mm[:, axis]
    for channel, name in enumerate(("red", "green", "blue")):
        vertices[name] = mesh.colours_rgb[:, channel]
    vertices["sigma_mm"], vertices["measured"], vertices["zone"] = mesh.sigma_mm, mesh.measured, mesh.zone_index
    vertices["s"], vertices["t"] = mesh.uv[:, 0], mesh.uv[:, 1]
    faces = np.zeros(len(mesh.triangles), dtype=_FACE)
    faces["count"], faces["corners"] = 3, mesh.triangles
    return _header(mesh, len(vertices), len(faces), tuple(further)) + vertices.tobytes() + faces.tobytes()


def _header(mesh: FaceMesh, vertices: int, faces: int, further: tuple[str, ...]) -> bytes:
    lines = [
        "ply",
        "format binary_little_endian 1.0",
        f"comment skinlax face mesh, {mesh.source}",
        f"comment unit {'mm' if mesh.scale_known else 'relative'}",
        f"comment zones {' '.join(mesh.zone_names)}",
        f"element vertex {vertices}",
        *(f"property {kind} {name}" for name, kind, _ in _PROPERTIES),
        *(f"property float {name}" for name in further),
        f"element face {faces}",
        "property list uchar int vertex_indices",
        "end_header",
    ]
    return ("\n".join(lines) + "\n").encode("ascii")


def read_ply(path: Path) -> FaceMesh:
    """Read a mesh written by `ply_bytes`. Raises `SkinlaxError("mesh_file_unreadable")` for anything else."""
    try:
        return parse_ply(path.read_bytes())
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise SkinlaxError("mesh_file_unreadable", file=path.name) from error


def parse_ply(data: bytes) -> FaceMesh:
    """The mesh in the bytes of a file of ours; ValueError, KeyError or IndexError when it is none.

    Further numbers of the vertices are passed over.
    """
    end = data.index(b"end_header\n") + len(b"end_header\n")
    header = data[:end].decode("ascii").splitlines()
    count = {line.split()[1]: int(line.split()[2]) for line in header if line.startswith("element ")}
    notes = {line.split()[1]: line.split()[2:] for line in header if line.startswith("comment ")}
    expected = [f"property {kind} {name}" for name, kind, _ in _PROPERTIES]
    found = [line for line in header if line.startswith("property ")][:-1]
    further = [line.split() for line in found[len(expected) :]]
    if header[0] != "ply" or found[: len(expected)] != expected or any(words[1] != "float" for words in further):
        raise ValueError("another kind of file")
    layout = np.dtype([*_VERTEX.descr, *((words[2], "<f4") for words in further)])
    vertices = np.frombuffer(data, dtype=layout, count=count["vertex"], offset=end)
    faces = np.frombuffer(data, dtype=_FACE, count=count["face"], offset=end + vertices.nbytes)
    triangles = faces["corners"].astype(np.int32)
    if len(triangles) and not 0 <= triangles.min() <= triangles.max() < len(vertices):
        raise ValueError("a triangle without its corner")
    names = tuple(notes.get("zones", ()))
    if len(vertices) and not -1 <= vertices["zone"].min() <= vertices["zone"].max() < max(len(names), 1):
        raise ValueError("a zone without its name")
    return FaceMesh(
        vertices_in_face_mm=np.column_stack([vertices[name] for name in "xyz"]),
        triangles=triangles,
        colours_rgb=np.column_stack([vertices[name] for name in ("red", "green", "blue")]),
        uv=np.column_stack([vertices["s"], vertices["t"]]),
        sigma_mm=vertices["sigma_mm"].copy(),
        measured=vertices["measured"].copy(),
        zone_index=vertices["zone"].astype(np.int16),
        zone_names=names,
        scale_known=notes["unit"] == ["mm"],
        source=" ".join(notes["skinlax"][2:]).lstrip(", ") or "from landmarks",
    )


def write_ply(mesh: FaceMesh, path: Path) -> None:
    """Write the mesh whole or not at all."""
    partial = path.with_name(path.name + ".part")
    partial.write_bytes(ply_bytes(mesh))
    partial.replace(path)
