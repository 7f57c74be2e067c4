"""Recipe of the short tables in docs/comparison.md: every scan of a person serves all of them.

PYTHONPATH=src:tests python tests/phantom_table.py choosing|held_out FIRST PAST ROWS
A person costs about a minute of processor time and is seven scans: three same-day ones, the jowl lifted by 0.5, 1 and
2 mm, and the bare shape. Rows are appended to ROWS (JSON lines); the tables over all of them are printed.
"""

import json
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np

from phantom_visits import (
    ERRORS,
    LEAST_SHARE,
    LIFT_ZONE,
    PLANTED_MM,
    SCALE_SHARE,
    border_shift_mm,
    changed,
    face_of,
    measures_summary,
    people,
    planted,
    really_moved,
    say,
    true_measures,
)
from reconstructed_visits import BULGED, bulged
from skinlax_desktop.domain.zones import ZONES
from skinlax_desktop.phantom.head import HeadShape
from skinlax_desktop.phantom.scanned_head import ScannedHead, scan_head
from skinlax_desktop.workflows.face_comparison import compare_faces
from skinlax_desktop.workflows.measured_face import MeasuredFace
from skinlax_desktop.workflows.mesh_measures import change_of, measurements, read_measures

Scanned = tuple[ScannedHead, MeasuredFace]


def rows_of(head: HeadShape, number: int) -> Iterator[dict]:
    """One person's rows."""
    error = ERRORS[number % len(ERRORS)]
    scans = [(scan := scan_head(head, 10 * number + k, error), face_of(scan, "face")) for k in range(3)]
    faces = [face for _, face in scans]
    for one, two in ((0, 1), (1, 2), (2, 0)):
        found = compare_faces(faces[one], faces[two])
        z = [o.shift.mean_mm / o.shift.mean_sd_mm for o in found.zones if o.shift is not None]
        yield {"kind": "same", "seen": sorted(changed(found)), "z": np.round(z, 3).tolist()}
        if (one, two) == (0, 1):
            still = found
    for zone in BULGED:
        shift = compare_faces(faces[0], bulged(faces[1], zone, 1.0)).surfaces.zones[zone]
        ml = (still.surfaces.zones[zone].volume_ml, shift.volume_ml)
        yield {"kind": "bulge", "ml": np.round(ml, 4).tolist(), "sd_ml": round(shift.volume_sd_ml, 4)}
    for size in PLANTED_MM["lift"]:
        shape = planted(head, "lift", size)
        after = face_of(scan_head(head, 10 * number + 5, error, shape), "after")
        far = np.linalg.norm(shape - head.vertices_mm, axis=1)
        moved = really_moved(scans[0][0], faces[0], far, LEAST_SHARE * size)
        seen = sorted(changed(compare_faces(faces[0], after)))
        yield {"kind": "lift", "size": size, "seen": seen, "moved": sorted(moved)}
    yield from _drift(head, scans)
    yield from _measures(head, faces[:2])


def _drift(head: HeadShape, scans: list[Scanned]) -> Iterator[dict]:
    """How far each zone's border moves over the skin from scan to scan, and by how much of the zone they overlap."""
    labels = []
    for scan, face in scans:
        labels.append(np.full(len(head.vertices_mm), -2))
        labels[-1][scan.skin_vertex] = face.mesh.zone_index
    for one, two in pairwise(labels):
        both = (one > -2) & (two > -2)
        for number, zone in enumerate(ZONES):
            a, b = one[both] == number, two[both] == number
            if a.any() and b.any():
                dice = 2.0 * float((a & b).sum()) / float(a.sum() + b.sum())
                middles = [head.vertices_mm[both][part].mean(axis=0) for part in (a, b)]
                yield {
                    "kind": "drift",
                    "zone": zone,
                    "border_mm": round(border_shift_mm(head.vertices_mm[both], a, b), 3),
                    "middle_mm": round(float(np.linalg.norm(middles[0] - middles[1])), 3),
                    "dice": round(dice, 4),
                }


def _measures(head: HeadShape, faces: list[MeasuredFace]) -> Iterator[dict]:
    truth = true_measures(head)
    readings = [read_measures(face.mesh, face.landmarks) for face in faces]
    stated = [
        {(zone, m.name): m for zone, block in measurements(reading, SCALE_SHARE).items() for m in block}
        for reading in readings
    ]
    for key in readings[0]:
        one, two = (reading[key] for reading in readings)
        if one.value is None or two.value is None or truth.get(key) is None:
            continue
        change = change_of(key[1], one, two, 2.0**0.5 * SCALE_SHARE)
        yield {
            "kind": "measure",
            "zone": key[0],
            "name": key[1],
            "true": truth[key],
            "values": [one.value, two.value],
            "repeat_sd": [one.repeat_sd, two.repeat_sd],
            "inside": [bool(block[key].low <= truth[key] <= block[key].high) for block in stated],
            "same": bool(abs(change.value) <= change.mdc95),
        }


def summary(rows: list[dict]) -> Iterator[str]:
    """The tables' lines."""
    same = [row for row in rows if row["kind"] == "same"]
    z = np.concatenate([row["z"] for row in same])
    wrong = [row["seen"] for row in same if row["seen"]]
    yield f"same day: {len(wrong)} of {len(same)} with a change {wrong}; means over stated errors {z.std():.2f}"
    yield f"beyond 95 %: {np.mean(np.abs(z) > 1.96):.3f} of {len(z)} zones"
    for size in PLANTED_MM["lift"]:
        lifts = [row for row in rows if row["kind"] == "lift" and row["size"] == size]
        hit = sum(LIFT_ZONE in row["seen"] for row in lifts)
        clean = sum(LIFT_ZONE in row["seen"] and set(row["seen"]) <= set(row["moved"]) for row in lifts)
        wrong = [sorted(set(row["seen"]) - set(row["moved"])) for row in lifts]
        yield f"lift {size} mm: found {hit}, nothing where nothing moved {clean}, of {len(lifts)}; {wrong}"
    bulges = np.array([(*row["ml"], row["sd_ml"]) for row in rows if row["kind"] == "bulge"])
    off = bulges[:, 1] - 1.0
    yield (
        f"1 mL: mean {bulges[:, 1].mean():.3f} sd {off.std():.3f}, within 10 % {np.mean(np.abs(off) < 0.1):.2f} "
        f"of {len(off)}, inside the interval {np.mean(np.abs(off) < 1.96 * bulges[:, 2]):.2f}, "
        f"stated sd {bulges[:, 2].mean():.3f}; with less without {np.mean(bulges[:, 1] - bulges[:, 0]):.3f} "
        f"+- {np.std(bulges[:, 1] - bulges[:, 0]):.3f}"
    )
    drift = [row for row in rows if row["kind"] == "drift"]
    for zone in (*dict.fromkeys(row["zone"] for row in drift), ""):
        here = [row for row in drift if zone in ("", row["zone"])]
        border, middle, dice = (np.array([row[key] for row in here]) for key in ("border_mm", "middle_mm", "dice"))
        yield (
            f"drift {zone or 'all':20} border {np.median(border):.2f} (95 % {np.percentile(border, 95):.2f}) mm, "
            f"middle {np.median(middle):.2f} ({np.percentile(middle, 95):.2f}) mm, overlap {np.median(dice):.3f}"
        )
    yield from measures_summary([row for row in rows if row["kind"] == "measure"])


def main(which: str, first: int, past: int, path: Path) -> None:
    """Go on with the people that the file does not hold."""
    known = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    done = {row["person"] for row in known}
    for number, head in enumerate(people(which, past)):
        if number >= first and number not in done:
            found = [{"person": number, **row} for row in rows_of(head, number)]
            known += found
            with path.open("a") as file:
                file.write("".join(json.dumps(row) + "\n" for row in found))
    for line in summary(known):
        say(line)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
