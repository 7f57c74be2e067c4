"""From the frames of a turn to pictures in the record: each judged at full resolution, then put away, one by one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import VisitId
from skinlax_desktop.domain.light_and_exposure import LightSettings
from skinlax_desktop.domain.station_calibration import CalibrationStamp
from skinlax_desktop.domain.sweep import HeadHeld, SweepPlace, sector_yaw_deg
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.visit import Capture
from skinlax_desktop.imaging.development import develop
from skinlax_desktop.jobs.runner import JobControl, JobRunner, Lane
from skinlax_desktop.ports.clock import Clock
from skinlax_desktop.ports.frame import Frame
from skinlax_desktop.workflows.picture_archive import KeptPicture, PictureOnTheWay
from skinlax_desktop.workflows.sweep_choice import Candidate
from skinlax_desktop.workflows.sweep_judging import JudgedSweepFrame, Wanted
from skinlax_desktop.workflows.sweep_sighting import FaceAtRest
from skinlax_desktop.workflows.sweep_turn import Turn
from skinlax_desktop.workflows.visit_store import VisitStore

Picture = npt.NDArray[np.uint8]

# Developed pictures of 37 MB each that may wait for the disk.
_MOST_WAITING: Final = 2


class SweepJudge(Protocol):
    """`judge_sweep_picture` with the station's finder and calibration bound; in lane INFERENCE."""

    def __call__(self, picture: Picture, turn: Turn, wanted: Wanted) -> JudgedSweepFrame:
        """The verdict on a full-resolution picture."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """No frame of a sector passed; `reason` is the name of the check that refused the last one."""

    sector: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PictureParts:
    """What the keeper needs of the station; as for a still."""

    judge: SweepJudge
    archive: Callable[[Frame, Picture], PictureOnTheWay]
    light: Callable[[], LightSettings | None]
    stamp: Callable[[], CalibrationStamp | None]


@dataclass(slots=True)
class _Work:
    """One turn's frames on their way."""

    visit_id: VisitId | None
    held: HeadHeld
    waiting: list[tuple[int, tuple[Candidate, ...]]]
    front: FaceAtRest | None
    on_kept: Callable[[Capture], None]
    on_refused: Callable[[Refused], None]
    on_end: Callable[[SkinlaxError | None], None]
    judging: bool = False
    storing: int = 0
    error: SkinlaxError | None = None
    ended: bool = False


class SweepKeeper:
    """Lives on the main thread. Of each sector the best frame is judged first, and the next best if it is refused."""

    def __init__(self, *, visits: VisitStore, jobs: JobRunner, clock: Clock, parts: PictureParts) -> None:
        self._visits = visits
        self._jobs = jobs
        self._clock = clock
        self._parts = parts
        self._work: _Work | None = None

    def keep(
        self,
        chosen: dict[int, tuple[Candidate, ...]],
        *,
        held: HeadHeld = HeadHeld.LEVEL,
        front: FaceAtRest | None,
        on_kept: Callable[[Capture], None],
        on_refused: Callable[[Refused], None],
        on_end: Callable[[SkinlaxError | None], None],
    ) -> None:
        """Judge and keep; for each sector exactly one of the first two is called, then `on_end` once."""
        visit = self._visits.visit
        self._work = _Work(
            visit_id=None if visit is None else visit.id,
            held=held,
            waiting=sorted(chosen.items()),
            front=front,
            on_kept=on_kept,
            on_refused=on_refused,
            on_end=on_end,
        )
        self._advance(self._work)

    def drop(self) -> None:
        """Judge no more; what was accepted is still put away and enters the visit."""
        if self._work is not None:
            self._work.waiting = []
            self._work.ended = True
        self._work = None

    def _advance(self, work: _Work) -> None:
        if work.error is not None:
            work.waiting = []
        if work.waiting and not work.judging and work.storing < _MOST_WAITING:
            sector, candidates = work.waiting.pop(0)
            self._judge(work, sector, candidates)
        elif not work.waiting and not work.judging and not work.storing and not work.ended:
            work.ended = True
            work.on_end(work.error)

    def _judge(self, work: _Work, sector: int, candidates: tuple[Candidate, ...]) -> None:
        candidate, later = candidates[0], candidates[1:]
        wanted = Wanted(yaw_deg=sector_yaw_deg(sector), front=work.front, held=work.held)
        work.judging = True

        def judge(_control: JobControl) -> tuple[Picture, JudgedSweepFrame, CalibrationStamp | None]:
            stamp = self._parts.stamp()
            picture = develop(candidate.frame)
            return picture, self._parts.judge(picture, candidate.turn, wanted), stamp

        def done(made: tuple[Picture, JudgedSweepFrame, CalibrationStamp | None]) -> None:
            work.judging = False
            picture, judged, stamp = made
            if judged.verdict.passed:
                self._store(work, sector, candidate.frame, picture, judged, stamp)
            elif later and not work.ended:
                self._judge(work, sector, later)
                return
            elif not work.ended:
                work.on_refused(Refused(sector=sector, reason=judged.verdict.failed[0].name.value))
            self._advance(work)

        def failed(error: Exception) -> None:
            work.judging = False
            self._fail(work, error)

        self._jobs.submit("judge sweep frame", judge, lane=Lane.INFERENCE, on_done=done, on_failed=failed)

    def _store(
        self,
        work: _Work,
        sector: int,
        frame: Frame,
        picture: Picture,
        judged: JudgedSweepFrame,
        stamp: CalibrationStamp | None,
    ) -> None:
        captured_at = self._moment_of(frame)
        work.storing += 1

        def put(_control: JobControl) -> KeptPicture:
            return self._parts.archive(frame, picture).keep()

        def done(kept: KeptPicture) -> None:
            work.storing -= 1
            place = SweepPlace(
                sector=sector,
                yaw_deg=judged.yaw_deg,
                sigma_deg=judged.sigma_deg,
                source=judged.source,
                expression_judged=judged.expression_judged,
                held=work.held,
            )
            capture = replace(
                kept.as_capture(
                    frame,
                    view=View.SWEEP,
                    captured_at=captured_at,
                    verdict=judged.verdict,
                    light=self._parts.light(),
                    repeat=sector,
                    pose=judged.pose,
                    calibration=stamp,
                ),
                sweep=place,
            )
            visit = self._visits.visit
            if visit is not None and visit.id == work.visit_id:
                self._visits.apply(lambda opened: opened.with_capture(capture), by=self)
                if not work.ended:
                    work.on_kept(capture)
            self._advance(work)

        def failed(error: Exception) -> None:
            work.storing -= 1
            self._fail(work, error)

        self._jobs.submit("store sweep frame", put, lane=Lane.VAULT, on_done=done, on_failed=failed)

    def _moment_of(self, frame: Frame) -> str:
        """When it was exposed: frames wait for their turn to be judged."""
        ago_s = max(self._clock.monotonic_s() - frame.captured_at_s, 0.0)
        return (self._clock.now() - timedelta(seconds=ago_s)).isoformat()

    def _fail(self, work: _Work, error: Exception) -> None:
        if not isinstance(error, SkinlaxError):
            work.error = SkinlaxError("unexpected")
            self._advance(work)
            raise error
        work.error = error
        self._advance(work)
