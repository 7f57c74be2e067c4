"""`mesh.ply` and `reconstruction.json` of a result folder."""

import json
from pathlib import Path
from typing import Any, Final

import numpy as np

from skinlax_desktop import __version__
from skinlax_desktop.surface.ply import ply_bytes
from skinlax_desktop.text.reconstruction import finding_sentence
from skinlax_desktop.workflows.files_whole import write_results
from skinlax_desktop.workflows.reconstruct_face import Reconstruction
from skinlax_desktop.workflows.reconstruction_findings import findings

SCHEMA: Final = 1


def write_reconstruction(found: Reconstruction, out: Path) -> None:
    """Write both files, each whole or not at all; raises `output_not_writable`."""
    text = json.dumps(document(found), indent=1) + "\n"
    write_results({"mesh.ply": ply_bytes(found.mesh), "reconstruction.json": text.encode("utf-8")}, out)


def document(found: Reconstruction) -> dict[str, Any]:
    """The content of `reconstruction.json`."""
    mesh, scale = found.mesh, found.scale
    said = findings(
        files=found.files,
        used=found.used,
        yaws_deg=found.yaws_deg,
        swept=found.swept,
        motion_mm=found.motion_mm,
        motion_by_frame_mm=found.motion_by_frame_mm,
        scale_known=scale.known,
        single_stills=found.single_stills,
        nasion_measured=found.nasion_measured,
        changed=found.changed,
    )
    sigma = mesh.sigma_mm[mesh.measured > 0]
    return {
        "schema": SCHEMA,
        "program": f"skinlax {__version__}",
        "source": mesh.source,
        "unit": "mm" if scale.known else "relative",
        "scale": {
            "kind": scale.kind,
            "relative_sigma": scale.share,
            "relative_95": None if scale.share is None else [1.0 - 1.96 * scale.share, 1.0 + 1.96 * scale.share],
        },
        "frames": [{"file": file, "used": file in found.used} for file in found.files],
        "partial": any(row.partial for row in said),
        "warnings": [
            {"code": row.code, "text": finding_sentence(row.code, **dict(row.values)), **dict(row.values)}
            for row in said
        ],
        "motion": {
            "rms_mm": None if found.motion_mm is None else round(found.motion_mm, 3),
            "reason": "the pictures fit a still face" if found.motion_mm is None else None,
            "by_frame_mm": [round(value, 3) for value in found.motion_by_frame_mm],
        },
        "yaws_deg": [round(yaw, 2) for yaw in found.yaws_deg],
        "reprojection_rms_px": round(found.reprojection_px, 4),
        "camera": dict(zip(("model", "serial"), found.camera, strict=True)),
        "subject": {"posture": found.posture or None},
        "down": None if found.down is None else [round(end, 5) for end in found.down],
        "landmarks_mm": [[round(float(end), 3) for end in point] for point in found.landmarks_in_face_mm],
        "mesh": {
            "vertices": len(mesh.vertices_in_face_mm),
            "triangles": len(mesh.triangles),
            "filled_vertices": int((mesh.measured == 0).sum()),
            "sigma_mm_median": round(float(np.median(sigma)), 4),
            "sigma_mm_95th": round(float(np.percentile(sigma, 95)), 4),
        },
        "seconds": round(found.seconds, 2),
    }
