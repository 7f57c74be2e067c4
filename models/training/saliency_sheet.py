"""Puts held-out synthetic people side by side with what moved their grades, and counts the maps that hold.

Run from the project's folder:  python models/training/saliency_sheet.py --out DIR
Writes `saliency.png` (a row a person, a column a zone: yellow raised the grade, blue lowered it) and `saliency.json`:
by zone and view, how many maps passed their own check, why others did not, and how far covering what a map names moves
the grade beside covering places at random.
"""

import argparse
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from sheet_parts import RESOURCES, Picture, around, grid, held_out_series, installed_model, labelled

from skinlax_desktop.domain.zones import ZONES
from skinlax_desktop.imaging.colour_scale import LOWERED_RGB, RAISED_RGB
from skinlax_desktop.imaging.zones import zone_polygons
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
from skinlax_desktop.ports.laxity import LaxityView
from skinlax_desktop.ports.saliency import ZoneSaliency

SHOWN_ZONES: Final = (
    "jowl_L",
    "marionette_L",
    "nasolabial_L",
    "malar_L",
    "infraorbital_L",
    "upper_eyelid_L",
    "brow_L",
    "submental",
)
_SIDE_PX: Final = 200
_ALPHA: Final = 0.6
_FAINT: Final = 0.15


def main() -> None:
    """Write the sheet and the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=77_001)
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--first", type=int, default=0, help="index of the first person")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    model = installed_model()
    finder = MediaPipeLandmarkFinder(RESOURCES / "third_party" / "mediapipe" / "face_landmarker.task")
    tiles: list[Picture] = []
    counts = _Counts()
    for index in range(options.first, options.first + options.people):
        person, views = held_out_series(options.seed, index, finder)
        if not views:
            continue
        grades = model.estimate(views).zones
        for shown, view in enumerate(views):
            found = model.explain(views, shown)
            counts.add(view.view.value, found)
            if shown == 0:
                for zone in SHOWN_ZONES:
                    truth, grade = person.patient.severity(zone), grades[zone]
                    words = (f"{zone} #{index}", f"true {truth:.1f}  grade {grade.value:.1f}", _verdict(found[zone]))
                    tiles.append(labelled(tile(view, found[zone]), *words))
        print(f"{index - options.first + 1} of {options.people} people", flush=True)
    finder.close()
    cv2.imwrite(str(options.out / "saliency.png"), grid(tiles, len(SHOWN_ZONES)))
    (options.out / "saliency.json").write_text(json.dumps(counts.summary(), indent=1), encoding="utf-8")
    print(counts.table())


class _Counts:
    """How the maps fared, by view and zone."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], list[ZoneSaliency]] = defaultdict(list)

    def add(self, view: str, found: Any) -> None:
        for zone, saliency in found.items():
            self._rows[view, zone].append(saliency)

    def summary(self) -> list[dict[str, Any]]:
        """One row a view and zone."""
        return [
            {
                "view": view,
                "zone": zone,
                "maps": len(maps),
                "passed": sum(one.reason is None for one in maps),
                "reasons": Counter(one.reason for one in maps if one.reason is not None),
                "reach_median": round(float(np.median([one.reach for one in maps])), 3),
                "control_median": round(float(np.median([one.control for one in maps])), 3),
            }
            for (view, zone), maps in sorted(self._rows.items())
        ]

    def table(self) -> str:
        """For the terminal, by zone over all views."""
        lines = []
        for zone in ZONES:
            maps = [one for (_, known), rows in self._rows.items() if known == zone for one in rows]
            if maps:
                passed = sum(one.reason is None for one in maps)
                reach, control = (np.median([getattr(one, name) for one in maps]) for name in ("reach", "control"))
                lines.append(
                    f"{zone:20} {passed:3} of {len(maps):3} maps hold  reach {reach:.2f}  random {control:.2f}"
                )
        return "\n".join(lines)


def tile(view: LaxityView, saliency: ZoneSaliency) -> Picture:
    """The zone on the photograph with its map, where the map may be shown."""
    picture = view.picture_bgr if saliency.reason is not None else painted(view.picture_bgr, saliency)
    polygon = zone_polygons(view.face.points_px)[saliency.zone]
    line = np.round(polygon * 16).astype(np.int32)[None]
    drawn = cv2.polylines(picture.copy(), line, True, (255, 255, 255), 1, cv2.LINE_AA, shift=4)
    scale = float(np.linalg.norm(saliency.picture_from_patch[:, 0]))
    middle = saliency.picture_from_patch @ ((saliency.effects.shape[1] - 1) / 2, (saliency.effects.shape[0] - 1) / 2, 1)
    return around(np.asarray(drawn, dtype=np.uint8), middle, 0.62 * saliency.effects.shape[0] * scale, _SIDE_PX)


def painted(picture: Picture, saliency: ZoneSaliency) -> Picture:
    """The photograph under the map's colours."""
    height, width = picture.shape[:2]
    effects = cv2.warpAffine(saliency.effects, saliency.picture_from_patch, (width, height), flags=cv2.INTER_LINEAR)
    share = np.clip((np.abs(effects) / np.abs(saliency.effects).max() - _FAINT) / (1.0 - _FAINT), 0.0, 1.0)
    colour = np.where((effects > 0.0)[..., None], RAISED_RGB[::-1], LOWERED_RGB[::-1])
    alpha = (_ALPHA * share)[..., None]
    return np.asarray(np.round(picture * (1.0 - alpha) + colour * alpha), dtype=np.uint8)


def _verdict(saliency: ZoneSaliency) -> str:
    if saliency.reason is not None:
        return saliency.reason.removeprefix("saliency_").replace("_", " ")
    return f"reach {saliency.reach:.2f} random {saliency.control:.2f}"


if __name__ == "__main__":
    main()
