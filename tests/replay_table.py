"""Real faces through a replay camera: each person at rest and smiling, and what the gate says to it.

    python -m replay_table FOLDER_OF_PHOTOGRAPHS          from `tests/`, prints a table

The folder holds `NUMBER_neutral.jpg` and `NUMBER_smiling.jpg`. People with even numbers are those on whom the limits
were chosen; what counts is the others. No lens is known of these photographs, so `calibration` is left out.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from skinlax_desktop.analytics.estimates import proportion
from skinlax_desktop.app.places import find_places
from skinlax_desktop.devices.replay import ReplayCamera
from skinlax_desktop.domain.gate import CheckName
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.development import develop
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
from skinlax_desktop.ports.frame import Frame
from skinlax_desktop.ports.landmarks import LandmarkFinder
from skinlax_desktop.workflows.gate import judge_picture

NEUTRAL, SMILING = "neutral", "smiling"


def people_of(folder: Path) -> list[str]:
    """The numbers of all who were photographed both ways."""
    return sorted(
        path.stem.partition("_")[0]
        for path in folder.glob(f"*_{NEUTRAL}.jpg")
        if path.with_name(path.name.replace(NEUTRAL, SMILING)).is_file()
    )


def refusals(
    folder: Path, people: Sequence[str], kind: str, finder: LandmarkFinder, *, guided: bool
) -> dict[str, frozenset[CheckName]]:
    """For each person the checks that fail when a replay camera shows the picture and the station judges it."""
    refused = {}
    for person, frame in _replayed([folder / f"{person}_{kind}.jpg" for person in people]):
        judged = judge_picture(develop(frame), View.FRONTAL, finder, calibration=None, scale=None, guided=guided)
        refused[person] = frozenset(check.name for check in judged.verdict.failed) - {CheckName.CALIBRATION}
    return refused


def _replayed(files: Sequence[Path]) -> Iterator[tuple[str, Frame]]:
    with tempfile.TemporaryDirectory() as name:
        for file in files:
            (Path(name) / file.name).symlink_to(file.resolve())
        camera = ReplayCamera(Path(name), frame_rate_hz=1000.0)
        camera.open()
        # A folder is played by the names in it.
        for file, frame in zip(sorted(files), islice(camera.frames(), len(files)), strict=True):
            yield file.stem.partition("_")[0], frame
        if camera.corrupt_frames:
            raise RuntimeError("a photograph could not be read")
        camera.close()


def table(folder: Path, finder: LandmarkFinder, *, guided: bool) -> list[str]:
    """One line a person, then the counts of those held out, with their 95 % intervals."""
    people = people_of(folder)
    rest = refusals(folder, people, NEUTRAL, finder, guided=guided)
    smiles = refusals(folder, people, SMILING, finder, guided=guided)
    lines = [f"{'person':8}{'limits':12}{'at rest':34}smiling"]
    for person in people:
        chosen = "chosen on" if int(person) % 2 == 0 else "held out"
        lines.append(f"{person:8}{chosen:12}{_names(rest[person]):34}{_names(smiles[person])}")
    held_out = [person for person in people if int(person) % 2]
    passed = [person for person in held_out if not rest[person]]
    for_the_smile = [person for person in held_out if CheckName.EXPRESSION in smiles[person]]
    wrongly = [person for person in held_out if CheckName.EXPRESSION in rest[person]]
    through = [person for person in held_out if not smiles[person]]
    lines.append("")
    lines.append(_counted("held out, at rest, passed", passed, held_out))
    lines.append(_counted("held out, at rest, refused for a smile", wrongly, held_out))
    lines.append(_counted("held out, smiling, refused for the smile", for_the_smile, held_out))
    lines.append(_counted("held out, smiling, passed", through, held_out))
    others = Counter(name.value for person in held_out for name in rest[person])
    lines.append(f"held out, at rest, refused for: {dict(others) or 'nothing'}")
    return lines


def _names(failed: frozenset[CheckName]) -> str:
    return ", ".join(sorted(name.value for name in failed)) or "passed"


def _counted(what: str, some: Sequence[str], all_of_them: Sequence[str]) -> str:
    share = proportion(len(some), len(all_of_them))
    return f"{what}: {len(some)} of {len(all_of_them)} (95 % {share.low:.2f} to {share.high:.2f})"


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="replay_table", description="Real faces through a replay camera.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--guided", action="store_true", help="with the narrower angles of a guided capture")
    options = parser.parse_args()
    finder = MediaPipeLandmarkFinder(find_places().face_landmarker)
    sys.stdout.write("\n".join(table(options.folder, finder, guided=options.guided)) + "\n")
    finder.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
