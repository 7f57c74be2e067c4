"""A scan with its texture: what the file holds, and which of it a pixel shows."""

import json
import struct
from pathlib import Path

import numpy as np

from skinlax_desktop.phantom.scene import VirtualCamera
from skinlax_desktop.phantom.textured_scan import read_textured_scan, see_scan

POINTS = np.array([(-1, -1, 0), (1, -1, 0), (1, 1, 0), (-1, 1, 0)], dtype=np.float32)
TEXTURE_AT = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], dtype=np.float32)
TRIANGLES = np.array([0, 1, 2, 0, 2, 3], dtype=np.uint16)


def write_square(path: Path) -> Path:
    """A square as a GLB."""
    parts = [(POINTS, 5126), (TEXTURE_AT, 5126), (TRIANGLES, 5123)]
    binary, views, accessors = b"", [], []
    for number, (values, kind) in enumerate(parts):
        views.append({"byteOffset": len(binary)})
        accessors.append({"bufferView": number, "componentType": kind, "count": len(values)})
        binary += values.tobytes()
    attributes = {"POSITION": 0, "TEXCOORD_0": 1}
    document = {
        "meshes": [{"primitives": [{"attributes": attributes, "indices": 2}]}],
        "accessors": accessors,
        "bufferViews": views,
    }
    text = json.dumps(document).encode()
    head = struct.pack("<4sII", b"glTF", 2, 0) + struct.pack("<I4s", len(text), b"JSON")
    path.write_bytes(head + text + struct.pack("<I4s", len(binary), b"BIN\0") + binary)
    return path


def test_a_pixel_shows_its_place_on_the_texture(tmp_path: Path) -> None:
    scan = read_textured_scan(write_square(tmp_path / "square.glb"))
    assert np.array_equal(scan.points, POINTS)
    assert scan.triangles.tolist() == [[0, 1, 2], [0, 2, 3]]
    # Upright before the camera, whose y runs down and whose z runs away; the right half of the texture is bright.
    at_mm = 40.0 * scan.points * (1.0, -1.0, -1.0) + (0.0, 0.0, 500.0)
    texture = np.zeros((64, 64, 3), dtype=np.float32)
    texture[:32, 32:] = 200.0
    camera = VirtualCamera(width_px=101, height_px=101, focal_px=500.0)
    seen = see_scan(at_mm, scan, texture, camera)
    picture = np.full((101, 101), -1.0)
    picture[seen.rows, seen.columns] = seen.colours[:, 0]
    # Right of the middle, and above it: V counts upwards in these files.
    assert (picture[30, 70], picture[30, 30], picture[70, 70]) == (200.0, 0.0, 0.0)
    assert picture[2, 2] == -1.0
    assert np.allclose(seen.inverse_depth[seen.rows, seen.columns], 1.0 / 500.0)
    assert np.allclose(seen.normals, (0.0, 0.0, -1.0))
    assert np.allclose(seen.places[:, 2], 500.0)
