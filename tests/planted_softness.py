"""Recipe of a table in docs/simulation.md: falls of known softness planted on reconstructions of one person.

PYTHONPATH=src:tests python tests/planted_softness.py F|M FOLDER FOLDER ...
The folders are what `skinlax reconstruct` left of pictures of one phantom taken apart; every ordered pair is compared.
The second one's vertices, with the colours they carry, are moved as the mechanics have them fall: errors stay those of
two reconstructions. Pitches are drawn, and not told to the fit.
"""

import json
import sys
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree

from phantom_visits import say
from reconstructed_visits import moved
from skinlax_desktop.biomechanics.face_sheet import build_face_sheet
from skinlax_desktop.biomechanics.posture import CHIN_DOWN_DEG, BodyPosture, gravity_direction
from skinlax_desktop.biomechanics.working_mesh import working_mesh
from skinlax_desktop.workflows.chin_down import compliance_of_faces
from skinlax_desktop.workflows.measured_face import MeasuredFace, read_measured_face, with_zones

PLANTED = (0.0, 1.0, 2.0, 4.0, 8.0)
PITCH_OFF_DEG = 4.5
SHEET_VERTICES = 12_000
FADE_FROM_MM, FADE_MM = 4.0, 10.0


def fallen(face: MeasuredFace, softness: float, sex: str, random: np.random.Generator) -> MeasuredFace:
    """The face as it hangs with its chin down; its ears and collar, beyond the sheet, stay."""
    level, bent = random.uniform(-PITCH_OFF_DEG, PITCH_OFF_DEG, 2)
    if not softness:
        return face
    mesh = working_mesh(face.mesh, coarse_vertices=SHEET_VERTICES).mesh
    sheet = build_face_sheet(mesh, sex=sex, lower_face_compliance=softness)
    turn = gravity_direction(BodyPosture.CHIN_DOWN, pitch_deg=CHIN_DOWN_DEG + bent) - gravity_direction(
        BodyPosture.UPRIGHT, pitch_deg=level
    )
    fall = sheet.solve(sheet.weight_mn(turn))
    away, near = cKDTree(mesh.vertices_in_face_mm).query(face.mesh.vertices_in_face_mm, k=4)
    share = 1.0 / np.maximum(away, 0.1) ** 2
    share /= share.sum(axis=1, keepdims=True)
    share *= np.exp(-((np.maximum(away[:, :1] - FADE_FROM_MM, 0.0) / FADE_MM) ** 2))
    return moved(face, np.einsum("nk,nki->ni", share, fall[near]))


def main(sex: str, folders: list[Path]) -> None:
    faces = [replace(with_zones(read_measured_face(folder, None), None), down=None) for folder in folders]
    for pair, (one, two) in enumerate(permutations(range(len(faces)), 2)):
        for softness in PLANTED:
            random = np.random.default_rng((pair, int(10 * softness)))
            told = compliance_of_faces(faces[one], fallen(faces[two], softness, sex, random), sex=sex)
            row = {"level": folders[one].name, "bent": folders[two].name, "planted": softness}
            if told.fitted is not None:
                row |= {"value": told.fitted.value, "low": told.fitted.low, "high": told.fitted.high}
            else:
                row |= {"reason": str(told.reason)}
            say(json.dumps(row))


if __name__ == "__main__":
    main(sys.argv[1], [Path(word) for word in sys.argv[2:]])
