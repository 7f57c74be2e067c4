"""Recipe of the tables in docs/comparison.md: pairs of re-scanned phantoms, with and without a planted change.

PYTHONPATH=src:tests python tests/phantom_visits.py pairs|measures|zones|volume [choosing|held_out] [people] [rows]
`pairs` takes a minute a person; it and `measures` go on after the rows that the file already has.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree

from skinlax_desktop.domain.zones import ZONES
from skinlax_desktop.phantom.anatomy import true_metrics
from skinlax_desktop.phantom.head import HeadShape, shape_head
from skinlax_desktop.phantom.landmarks import load_landmark_table
from skinlax_desktop.phantom.motion import random_motion
from skinlax_desktop.phantom.patients import patient_from_options
from skinlax_desktop.phantom.scanned_head import ScanError, ScannedHead, outer_skin, scan_head
from skinlax_desktop.phantom.truth import zone_vertices
from skinlax_desktop.surface.curved_triangles import vertex_normals
from skinlax_desktop.surface.face_zones import find_zones
from skinlax_desktop.workflows.face_comparison import FaceComparison, compare_faces
from skinlax_desktop.workflows.measured_face import MeasuredFace
from skinlax_desktop.workflows.mesh_measures import change_of, measurements, read_measures

RESOURCES = Path(__file__).parents[1] / "resources"
SCALE_SHARE = 0.001
# Errors with shorter and longer blobs, and of other size, than the model of errors assumes, larger here than there.
ERRORS = (
    ScanError(smooth_mm=0.10, blob_mm=6.0, uneven=0.4, cell_mm=1.0),
    ScanError(smooth_mm=0.15, blob_mm=10.0, uneven=0.4, cell_mm=1.0),
    ScanError(smooth_mm=0.20, blob_mm=8.0, uneven=0.4, cell_mm=1.0),
)
PLANTED_MM = {"lift": (0.5, 1.0, 2.0), "normal": (1.0,), "upward": (0.5, 1.0, 2.0)}
RESTLESS_MM = 0.3
LIFT_ZONE = "jowl_L"
# A zone whose skin moved by less than this share of the planted change counts as one where nothing moved.
LEAST_SHARE = 0.1
Z95 = 1.96
SOFT_MM = 5.0


def say(line: str) -> None:
    """A line of the table."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def people(which: str, count: int) -> Iterator[HeadShape]:
    """Made-up people; odd seeds choose, even ones are held out."""
    first = 50001 if which == "choosing" else 50000
    for seed in range(first, first + 2 * count, 2):
        patient = patient_from_options(
            seed=seed, age=32 + (seed * 7) % 46, sex="FM"[seed // 2 % 2], tone=1 + seed // 2 % 10
        )
        yield shape_head(patient, RESOURCES, average_folds=True)


def face_of(scan: ScannedHead, name: str) -> MeasuredFace:
    """A scan with its zones, as a comparison takes it."""
    zoned = find_zones(scan.mesh, scan.landmarks_mm)
    return MeasuredFace(
        name=name,
        mesh=zoned.mesh,
        landmarks=zoned.landmarks,
        scale_share=SCALE_SHARE,
        scale_kind="working_distance",
        camera="phantom",
        posture="upright",
    )


def softly(head: HeadShape, zone: str) -> tuple[np.ndarray, np.ndarray]:
    """A zone's vertices, and a weight that is 0 on its border and 1 from `SOFT_MM` inside it."""
    outer = np.unique(outer_skin(head.topology))
    # The zone's outline, seen from the front, also holds the lining behind the skin.
    inside = np.intersect1d(zone_vertices(head, load_landmark_table(RESOURCES))[zone], outer)
    skin = np.zeros(head.topology.skin_count, dtype=bool)
    skin[outer] = True
    skin[inside] = False
    away = cKDTree(head.vertices_mm[: len(skin)][skin]).query(head.vertices_mm[inside])[0]
    share = np.clip(away / SOFT_MM, 0.0, 1.0)
    return inside, share**2 * (3.0 - 2.0 * share)


def planted(head: HeadShape, kind: str, millimetres: float, zone: str = LIFT_ZONE) -> np.ndarray:
    """The head (n, 3) with a change of a zone.

    `lift`: its laxity lessened until its skin has moved by so much on the mean (the neighbours move a little as well);
    `normal` and `upward`: the zone alone, along the normal or straight up, softly from its border.
    """
    shape = head.vertices_mm.copy()
    inside, weight = softly(head, zone)
    if kind == "lift":
        worst = head.fields.zone_at_worst(zone)
        shape[: len(worst)] -= worst * millimetres / np.linalg.norm(worst[inside], axis=1).mean()
    elif kind == "normal":
        shape[inside] += millimetres * weight[:, None] * vertex_normals(shape, head.triangles)[inside]
    else:
        shape[inside] += millimetres * weight[:, None] * np.array([0.0, 1.0, 0.0])
    return shape


def really_moved(scan: ScannedHead, face: MeasuredFace, moved_mm: np.ndarray, least_mm: float) -> set[str]:
    """Zones, as the comparison has them, whose skin moved by at least so much on the mean; `moved_mm` (n,) of skin."""
    zone, moved = face.mesh.zone_index, moved_mm[scan.skin_vertex]
    return {
        name for number, name in enumerate(ZONES) if (zone == number).any() and moved[zone == number].mean() >= least_mm
    }


def changed(found: FaceComparison) -> set[str]:
    """Zones in which a change was shown."""
    return {outcome.zone for outcome in found.zones if outcome.changed}


def pairs(which: str, count: int, rows: Path | None) -> None:
    """Same-day pairs, also of a face that does not rest quite alike, and the power curve of planted changes."""
    known = read_rows(rows)
    for number, head in enumerate(people(which, count)):
        if number not in {row["person"] for row in known}:
            for row in pairs_of(head, number):
                known.append({"person": number, **row})
                if rows is not None:
                    with rows.open("a") as file:
                        file.write(json.dumps(known[-1]) + "\n")
    for line in summary(known):
        say(line)


def read_rows(rows: Path | None) -> list[dict]:
    """What an earlier run left; a person who was begun and not finished is dropped."""
    if rows is None or not rows.exists():
        return []
    found = [json.loads(line) for line in rows.read_text().splitlines()]
    whole = {row["person"] for row in found if (row["kind"], row["size"]) == ("upward", 2.0)}
    found = [row for row in found if row["person"] in whole]
    rows.write_text("".join(json.dumps(row) + "\n" for row in found))
    return found


def pairs_of(head: HeadShape, number: int) -> Iterator[dict]:
    """One person's rows."""
    error = ERRORS[number % len(ERRORS)]
    scans = [scan_head(head, 10 * number + k, error) for k in range(3)]
    before = [face_of(scan, "before") for scan in scans]

    def row(kind: str, size: float, found: FaceComparison, moved: set[str]) -> dict:
        judged = {z.zone: z.shift for z in found.zones if z.shift is not None}
        return {
            "kind": kind,
            "size": size,
            "seen": sorted(changed(found)),
            "moved": sorted(moved),
            "z": [round(shift.mean_mm / shift.mean_sd_mm, 3) for shift in judged.values()],
            "refined": found.surfaces.registration.refined,
            "shift_mm": np.round(judged[LIFT_ZONE].shift_mm, 3).tolist() if LIFT_ZONE in judged else None,
        }

    for one, two in ((0, 1), (1, 2), (2, 0)):
        yield row("same", 0.0, compare_faces(before[one], before[two]), set())
    stirred = head.vertices_mm + random_motion(head.vertices_mm, RESTLESS_MM, np.random.default_rng((number, 7)))
    restless = face_of(scan_head(head, 10 * number + 4, error, stirred), "after")
    yield row("restless", RESTLESS_MM, compare_faces(before[0], restless), set())
    for kind, sizes in PLANTED_MM.items():
        for size in sizes:
            shape = planted(head, kind, size)
            after = face_of(scan_head(head, 10 * number + 5, error, shape), "after")
            far = np.linalg.norm(shape - head.vertices_mm, axis=1)
            moved = really_moved(scans[0], before[0], far, LEAST_SHARE * size)
            yield row(kind, size, compare_faces(before[0], after), moved)


def summary(rows: list[dict]) -> Iterator[str]:
    """The table's lines."""
    for kind in ("same", "restless"):
        same = [row for row in rows if row["kind"] == kind]
        standard = np.concatenate([row["z"] for row in same])
        wrong = Counter(zone for row in same for zone in row["seen"])
        yield (
            f"{kind}: {sum(bool(row['seen']) for row in same)} of {len(same)} with a change {dict(wrong)}; zone means "
            f"over stated errors {standard.std():.2f}, beyond 1.96 {np.mean(np.abs(standard) > Z95):.3f}"
        )
    for kind, sizes in PLANTED_MM.items():
        for size in sizes:
            found = [row for row in rows if (row["kind"], row["size"]) == (kind, size)]
            hit = sum(LIFT_ZONE in row["seen"] for row in found)
            clean = sum(LIFT_ZONE in row["seen"] and set(row["seen"]) <= set(row["moved"]) for row in found)
            alone = sum(row["seen"] == [LIFT_ZONE] for row in found)
            wrong = Counter(zone for row in found for zone in set(row["seen"]) - set(row["moved"]))
            yield (
                f"{kind:8} {size:.1f} mm: found {hit}, nothing where nothing moved {clean}, alone {alone}, "
                f"of {len(found)}; wrong {dict(wrong)}"
            )


def volume(which: str, count: int) -> None:
    """A bulge of 1 mL planted in the cheek: the volume that the comparison finds."""
    shares = {"quiet": [], "noisy": []}
    covered = 0
    for number, head in enumerate(people(which, count)):
        shape, true_ml = bulged(head, "malar_R", 1.0)
        for name, error in (
            ("quiet", replace(ERRORS[1], smooth_mm=0.0, white_mm=0.01, scale=0.0)),
            ("noisy", ERRORS[number % 3]),
        ):
            before = face_of(scan_head(head, 10 * number, error), "before")
            after = face_of(scan_head(head, 10 * number + 1, error, shape), "after")
            outcome = next(z for z in compare_faces(before, after).zones if z.zone == "malar_R")
            assert outcome.shift is not None
            shares[name].append(outcome.shift.volume_ml / true_ml)
            if name == "noisy":
                covered += abs(outcome.shift.volume_ml - true_ml) < 1.96 * outcome.shift.volume_sd_ml
    for name, values in shares.items():
        off = np.abs(np.array(values) - 1.0)
        say(
            f"{which} {name}: found / true mean {np.mean(values):.3f} sd {np.std(values):.3f}, "
            f"within 10 %: {(off < 0.1).mean():.2f}, n {len(values)}"
        )
    say(f"noisy: truth inside the 95 % interval {covered / count:.2f}")


def bulged(head: HeadShape, zone: str, millilitres: float) -> tuple[np.ndarray, float]:
    """The head with a soft bulge in a zone, of that volume."""
    inside, weight = softly(head, zone)
    normals = vertex_normals(head.vertices_mm, head.triangles)
    height, shape = 1.0, head.vertices_mm
    for _ in range(4):
        shape = head.vertices_mm.copy()
        shape[inside] += height * weight[:, None] * normals[inside]
        between = signed_volume_ml(head, shape) - signed_volume_ml(head, head.vertices_mm)
        height *= millilitres / between
    return shape, between


def signed_volume_ml(head: HeadShape, shape: np.ndarray) -> float:
    """Behind the outer skin, up to a constant that a change away from its borders does not touch."""
    a, b, c = (shape[outer_skin(head.topology)[:, k]] for k in range(3))
    return float((a * np.cross(b, c)).sum() / 6.0 / 1000.0)


def measures(which: str, count: int, rows: Path | None) -> None:
    """Bias, spread and coverage of the measures against the true shape, and of their change against none."""
    known = [] if rows is None or not rows.exists() else [json.loads(line) for line in rows.read_text().splitlines()]
    for number, head in enumerate(people(which, count)):
        if number not in {row["person"] for row in known}:
            found = list(measures_of(head, number))
            known += found
            if rows is not None:
                with rows.open("a") as file:
                    file.write("".join(json.dumps(row) + "\n" for row in found))
    for line in measures_summary(known):
        say(line)


def measures_of(head: HeadShape, number: int) -> Iterator[dict]:
    """One person's rows: every measure on two scans, with the truth."""
    truth = true_measures(head)
    faces = [face_of(scan_head(head, 10 * number + k, ERRORS[number % 3]), "face") for k in range(2)]
    readings = [read_measures(face.mesh, face.landmarks) for face in faces]
    for key in readings[0]:
        one, two = (reading[key] for reading in readings)
        if one.value is None or two.value is None or truth.get(key) is None:
            continue
        change = change_of(key[1], one, two, 2.0**0.5 * SCALE_SHARE)
        stated = [
            next(m for m in measurements(reading, SCALE_SHARE)[key[0]] if m.name == key[1]) for reading in readings
        ]
        yield {
            "person": number,
            "zone": key[0],
            "name": key[1],
            "true": truth[key],
            "values": [one.value, two.value],
            "repeat_sd": [one.repeat_sd, two.repeat_sd],
            "inside": [bool(m.low <= truth[key] <= m.high) for m in stated],
            "same": bool(abs(change.value) <= change.mdc95),
        }


def measures_summary(rows: list[dict]) -> Iterator[str]:
    """The table's lines."""
    for name in dict.fromkeys(row["name"] for row in rows):
        here = [row for row in rows if row["name"] == name]
        true = np.array([row["true"] for row in here])
        values = np.array([row["values"] for row in here])
        error = values - true[:, None]
        inside = np.mean([row["inside"] for row in here])
        repeat = np.sqrt(np.mean(np.diff(values, axis=1) ** 2) / 2.0)
        told = np.sqrt(np.mean(np.square([row["repeat_sd"] for row in here])))
        yield (
            f"{name:26} n {values.size:3d} true {true.mean():7.2f} +- {true.std():.2f} bias {error.mean():+.3f} "
            f"sd {error.std():.3f} inside {inside:.3f} repeat sd {repeat:.3f} (told {told:.3f}) "
            f"repeats alike {np.mean([row['same'] for row in here]):.3f}"
        )
    inside = np.concatenate([row["inside"] for row in rows])
    yield f"all: inside {inside.mean():.3f} of {len(inside)}, alike {np.mean([row['same'] for row in rows]):.3f}"


def true_measures(head: HeadShape) -> dict[tuple[str, str], float]:
    """The phantom's own metrics where it has them; else the same reading on its bare shape at its true landmarks."""
    quiet = ScanError(smooth_mm=0.0, white_mm=0.0, scale=0.0, turn_deg=0.0, shift_mm=0.0, landmark_mm=0.0, holes=False)
    scan = scan_head(head, 0, quiet)
    zoned = find_zones(scan.mesh, scan.landmarks_mm)
    mesh = replace(zoned.mesh, vertices_in_face_mm=scan.mesh.vertices_in_face_mm)
    truth = {key: reading.value for key, reading in read_measures(mesh, scan.landmarks_mm).items()}
    own, _ = true_metrics(head)
    for zone, block in own.items():
        truth |= {(zone, name): value for name, value in block.items()}
    return truth


def zones(which: str, count: int) -> None:
    """How far a zone's border moves over the skin between two scans, and how far it lies from the phantom's own."""
    apart, off, repeat_dice = [], [], []
    for number, head in enumerate(people(which, count)):
        label = np.full(len(head.vertices_mm), -1)
        for zone, inside in zone_vertices(head, load_landmark_table(RESOURCES)).items():
            label[inside[label[inside] < 0]] = ZONES.index(zone)
        found = []
        for k in range(2):
            scan = scan_head(head, 10 * number + k, ERRORS[number % 3])
            zoned = find_zones(scan.mesh, scan.landmarks_mm).mesh.zone_index
            found.append((scan.skin_vertex, zoned))
        on_skin = [np.full(len(head.vertices_mm), -2) for _ in found]
        for labels, (vertex, zone) in zip(on_skin, found, strict=True):
            labels[vertex] = zone
        both = (on_skin[0] > -2) & (on_skin[1] > -2)
        for zone in range(len(ZONES)):
            one, two, true = (labels[both] == zone for labels in (*on_skin, label))
            if one.sum() and two.sum():
                repeat_dice.append(2.0 * (one & two).sum() / (one.sum() + two.sum()))
                points = head.vertices_mm[both]
                apart.append(border_shift_mm(points, one, two))
                if true.sum():
                    off.append(border_shift_mm(points, one, true))
    for name, values in (("between two scans", apart), ("from the phantom's own", off)):
        say(f"{which}: border {name}: median {np.median(values):.2f}, p95 {np.percentile(values, 95):.2f} mm")
    say(f"overlap of a zone between two scans (Dice): median {np.median(repeat_dice):.3f}")


def border_shift_mm(points: np.ndarray, one: np.ndarray, two: np.ndarray) -> float:
    """Mean distance over which two regions disagree: how far a vertex of one alone lies from what both hold."""
    wrong = one ^ two
    if not wrong.any():
        return 0.0
    agree = cKDTree(points[one & two]) if (one & two).any() else None
    return float(agree.query(points[wrong])[0].mean()) if agree is not None else 20.0


if __name__ == "__main__":
    task = {"pairs": pairs, "measures": measures, "zones": zones, "volume": volume}[sys.argv[1]]
    given = sys.argv[2:]
    rest = [Path(given[2]) if len(given) > 2 else None] if task in (pairs, measures) else []
    task(given[0] if given else "held_out", int(given[1]) if len(given) > 1 else 12, *rest)
