"""A head scan in a GLB file with its texture beside it: read, and what a camera sees of it, before any light."""

import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.phantom.mesh_normals import vertex_normals
from skinlax_desktop.phantom.rasteriser import NOTHING, visible_triangles
from skinlax_desktop.phantom.scene import VirtualCamera

Points = npt.NDArray[np.float64]
Texture = npt.NDArray[Any]
"""(h, w, 3) uint8 or float32."""

_NUMBERS = {5126: np.float32, 5125: np.uint32, 5123: np.uint16}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TexturedScan:
    """Vertices (n, 3) in the file's unit, triangles (m, 3), texture coordinates (n, 2)."""

    points: Points
    triangles: npt.NDArray[np.int32]
    texture_at: Points


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SeenScan:
    """What each of k pixels shows: `rows`, `columns` (k,); `places` and unit `normals` (k, 3) in camera axes.

    `colours` (k, 3) of the texture, in its type; `inverse_depth` (h, w) is 1 / mm along the axis, 0 where nothing is.
    """

    rows: npt.NDArray[np.intp]
    columns: npt.NDArray[np.intp]
    places: Points
    normals: Points
    colours: Texture
    inverse_depth: npt.NDArray[np.float32]


def read_textured_scan(path: Path) -> TexturedScan:
    """The first part of a GLB (glTF 2.0, one binary chunk)."""
    content = path.read_bytes()
    length = struct.unpack("<I", content[12:16])[0]
    document = json.loads(content[20 : 20 + length])
    binary = content[20 + length + 8 :]
    part = document["meshes"][0]["primitives"][0]

    def read(number: int, width: int) -> Points:
        accessor = document["accessors"][number]
        view = document["bufferViews"][accessor["bufferView"]]
        start = view.get("byteOffset", 0) + accessor.get("byteOffset", 0)
        kind = _NUMBERS[accessor["componentType"]]
        values = np.frombuffer(binary, dtype=kind, count=accessor["count"] * width, offset=start)
        return values.reshape(-1, width).astype(np.float64)

    return TexturedScan(
        points=read(part["attributes"]["POSITION"], 3),
        triangles=read(part["indices"], 1).reshape(-1, 3).astype(np.int32),
        texture_at=read(part["attributes"]["TEXCOORD_0"], 2),
    )


def see_scan(
    at_mm: Points,
    scan: TexturedScan,
    texture: Texture,
    camera: VirtualCamera,
) -> SeenScan:
    """A scan whose vertices lie at `at_mm` (n, 3) in camera axes, through an undistorted camera."""
    pixels = camera.project(at_mm)
    seen, inverse = visible_triangles(pixels, at_mm[:, 2], scan.triangles, camera.width_px, camera.height_px)
    rows, columns = np.nonzero(seen != NOTHING)
    corners = scan.triangles[seen[rows, columns]]
    # Linear in the picture are the weights over the depth.
    weights = _weights(pixels[corners], np.column_stack((columns, rows)).astype(np.float64)) / at_mm[corners, 2]
    weights /= weights.sum(axis=1, keepdims=True)

    def at_pixels(values: Points) -> Points:
        return np.asarray(np.einsum("nk,nkc->nc", weights, values[corners]))

    height, width = texture.shape[:2]
    source = np.zeros((*seen.shape, 2), dtype=np.float32)
    # glTF counts V downwards; these textures were drawn the other way up.
    source[rows, columns] = at_pixels(scan.texture_at) * (width, -height) + (0.0, height)
    painted = cv2.remap(texture, source[..., 0], source[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    normals = at_pixels(vertex_normals(at_mm, scan.triangles))
    return SeenScan(
        rows=rows,
        columns=columns,
        places=at_pixels(at_mm),
        normals=normals / np.linalg.norm(normals, axis=1, keepdims=True),
        colours=np.asarray(painted)[rows, columns],
        inverse_depth=inverse,
    )


def _weights(corners: Points, at: Points) -> Points:
    """Barycentric weights (n, 3) of places (n, 2) in triangles (n, 3, 2)."""
    one, two, three = corners[:, 0], corners[:, 1], corners[:, 2]

    def area(a: Points, b: Points, c: Points) -> Points:
        return np.asarray((b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0]))

    parts = np.stack([area(at, two, three), area(one, at, three), area(one, two, at)], axis=1)
    return np.asarray(parts / parts.sum(axis=1, keepdims=True))
