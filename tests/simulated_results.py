"""Recipe of a table in docs/forecast.md: simulations that came true on phantoms, read back from two scanned surfaces.

PYTHONPATH=src:tests python tests/simulated_results.py [choosing|held_out] [people]
A plan is simulated on a head; that very movement is given to it, and both shapes are scanned, each with other
triangles, errors and pose. What was foretold is then the truth.
"""

import sys
from collections import defaultdict

import numpy as np
from scipy.spatial import cKDTree

from phantom_lift import SampledHead, sample_shape
from phantom_visits import ERRORS, face_of, people, say
from skinlax_desktop.biomechanics.face_sheet import build_face_sheet
from skinlax_desktop.biomechanics.outcomes import SimulatedFace, simulate_outcome
from skinlax_desktop.biomechanics.plan import plan_of
from skinlax_desktop.biomechanics.treatment_response import TreatmentResponse
from skinlax_desktop.biomechanics.treatments import Outcome, treatment_library
from skinlax_desktop.phantom.head import HeadShape
from skinlax_desktop.phantom.scanned_head import scan_head
from skinlax_desktop.workflows.face_comparison import compare_faces
from skinlax_desktop.workflows.simulation_keeping import predicted_quantity
from skinlax_desktop.workflows.surface_findings import surface_findings

PLANS = (("mfu", "brow", 24), ("mfu", "submental", 24), ("rf_microneedling", "submental", 26), ("filler", "jowl", 26),
         ("filler", "prejowl", 26))  # fmt: skip
ROWS = 100
_NEAR = 6
_FAR_MM = 6.0


def simulated(response: TreatmentResponse, device: str, zone: str, weeks: float, outcome: Outcome) -> SimulatedFace:
    """One treatment of a zone, both sides."""
    plan = plan_of({"schema": 1, "weeks": weeks, "treatment": [{"device": device, "zones": [zone]}]})
    return simulate_outcome(response, plan, treatment_library(), outcome)


def treated(sampled: SampledHead, moved_mm: np.ndarray) -> np.ndarray:
    """The head's vertices (n, 3) after its skin moved as the sampled points do."""
    vertices = sampled.head.vertices_mm
    apart, near = cKDTree(sampled.mesh.vertices_in_face_mm).query(vertices, k=_NEAR)
    weight = 1.0 / np.maximum(apart, 0.3) ** 2 * (apart[:, :1] < _FAR_MM)
    weight /= np.maximum(weight.sum(axis=1, keepdims=True), 1e-12)
    return np.asarray(vertices + np.einsum("nk,nki->ni", weight, moved_mm[near]))


def foretold(face: SimulatedFace) -> dict[tuple[str, str], float]:
    """The amounts that were drawn, by zone and quantity; of both sides together by the pair's name."""
    told = {}
    for target in face.targets:
        name, sign = predicted_quantity(target.zone, target.effect.movement.value, target.effect.unit)
        zone = target.zone[:-2] if target.effect.both_sides else target.zone
        told[zone, name] = sign * target.amount
    return told


def rows(head: HeadShape, number: int) -> list[tuple[str, str, float, float, float, float | None]]:
    """(zone, quantity, true, low, high, value), value None where it was not measured; true 0 without a treatment."""
    error = ERRORS[number % 3]
    sampled = sample_shape(head, ROWS)
    response = TreatmentResponse(build_face_sheet(sampled.mesh), sampled.mesh)
    made = [simulated(response, *plan, outcome) for plan in PLANS for outcome in (Outcome.MEDIAN, Outcome.HIGH)]
    nothing = {key: 0.0 for face in made for key in foretold(face)}
    shapes = [(nothing, None), *((foretold(face), treated(sampled, face.displacement_mm)) for face in made)]
    before = face_of(scan_head(head, 20 * number, error), "before")
    told = []
    for turn, (truth, shape) in enumerate(shapes, 1):
        after = face_of(scan_head(head, 20 * number + turn, error, shape), "after")
        found = {(f.zone, f.change.name): f.change for f in surface_findings(compare_faces(before, after))}
        for (zone, name), true in truth.items():
            change = found[zone, name]
            told.append((zone, name, true, change.low or 0.0, change.high or 0.0, change.value))
    return told


def main(which: str, count: int) -> None:
    groups: dict[tuple[str, str, bool], list[tuple[float, float, float, float | None]]] = defaultdict(list)
    for number, head in enumerate(people(which, count)):
        for zone, name, true, low, high, value in rows(head, number):
            kind = zone.removesuffix("_R").removesuffix("_L")
            groups[kind, name, true != 0.0].append((true, low, high, value))
            said = "not measured" if value is None else f"{value:+.2f} ({low:+.2f} to {high:+.2f})"
            say(f"  {number} {zone} {name}, true {true:+.2f}: {said}")
    for (kind, name, changed), found in sorted(groups.items()):
        known = [row for row in found if row[3] is not None]
        if not known:
            say(f"{kind} {name} {'treated' if changed else 'as it was'}: measured 0 of {len(found)}")
            continue
        true, low, high, value = (np.array(part, dtype=float) for part in zip(*known, strict=True))
        inside = int(((low <= true) & (true <= high)).sum())
        seen = int(((low > 0.0) | (high < 0.0)).sum())
        say(
            f"{kind} {name} {'treated' if changed else 'as it was'}: measured {len(known)} of {len(found)}, "
            f"bias {np.mean(value - true):+.2f} (of {np.mean(true):+.2f}), sd {np.std(value - true):.2f}, "
            f"truth inside {inside}, a change seen {seen}; half width {np.mean(high - low) / 2.0:.2f}"
        )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "held_out", int(sys.argv[2]) if len(sys.argv) > 2 else 4)
