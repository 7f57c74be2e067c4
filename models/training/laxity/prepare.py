"""Gathers the people's files into arrays that training can map.

`python -m laxity.prepare --config config.toml --data DIR --out PREPARED`.

Left out: pictures whose landmarks are far off (the face was lost, not blurred), as a station would refuse them.
"""

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from laxity.examples import FACES, TABLE, read_config
from skinlax_desktop.imaging.normalised_face import HEIGHT_PX, WIDTH_PX

_MOST_LANDMARK_ERROR = {"frontal": 0.10, "ordinary": 0.14}
_MOST_LANDMARK_ERROR_TURNED = 0.30
_COLUMNS = ("points_px", "shape", "view_deg", "nuisance", "kind")


def main() -> None:
    """Write `faces.npy` and `table.npz`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    settings = read_config(options.config)["population"]
    options.out.mkdir(parents=True, exist_ok=True)
    files = sorted(options.data.glob("*/*.npz"))
    kept = [(path, usable(path)) for path in files]
    count = sum(len(rows) for _, rows in kept)
    faces = np.lib.format.open_memmap(
        options.out / FACES, mode="w+", dtype=np.uint8, shape=(count, HEIGHT_PX, WIDTH_PX, 3)
    )
    names = (*_COLUMNS, "severity", "person", "split", "monk", "age", "male")
    table: dict[str, list[Any]] = {name: [] for name in names}
    start = 0
    for path, rows in kept:
        with np.load(path) as person:
            faces[start : start + len(rows)] = person["face"][rows]
            start += len(rows)
            for name in _COLUMNS:
                table[name].append(person[name][rows])
            index, age, male, monk = (int(value) for value in person["about"][:4])
            table["severity"].append(person["severity"][rows])
            for name, value in (
                ("person", index),
                ("split", split_of(index, settings)),
                ("monk", monk),
                ("age", age),
                ("male", male),
            ):
                table[name].append(np.full(len(rows), value))
    faces.flush()
    np.savez(options.out / TABLE, **{name: np.concatenate(parts) for name, parts in table.items()})
    print(f"{len(files)} people, {count} pictures")


def usable(path: Path) -> np.ndarray[Any, Any]:
    """Row numbers whose landmarks sit on the face."""
    with np.load(path) as person:
        limits = [_MOST_LANDMARK_ERROR.get(str(kind), _MOST_LANDMARK_ERROR_TURNED) for kind in person["kind"]]
        return np.flatnonzero(person["landmark_error"] <= np.array(limits))


def split_of(index: int, settings: dict[str, Any]) -> str:
    """Which split a person belongs to."""
    if index % 20 in settings["validation"]:
        return "validation"
    return "test" if index % 20 in settings["test"] else "train"


if __name__ == "__main__":
    main()
