"""Decides what the header and the rail say; plain Python."""

from dataclasses import dataclass

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.domain.views import STANDARD_SERIES
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.text.errors import sentence_of
from skinlax_desktop.text.screens import shell as words
from skinlax_desktop.ui.shell.status import HeaderContent, Level, Status
from skinlax_desktop.ui.shell.steps import Step, StepMark

_SAVING = {
    "saved": Status(text=words.SAVED, level=Level.OK, sentence=words.SAVED_SENTENCE),
    "saving": Status(text=words.SAVING, level=Level.BUSY, sentence=words.SAVING_SENTENCE),
    "not_saved": Status(text=words.NOT_SAVED, level=Level.ERROR, sentence=words.NOT_SAVED_SENTENCE),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StationFacts:
    """How the devices stand. `camera` is the stage of its loop; an error says why a device does not answer."""

    camera: str = "closed"
    camera_model: str = ""
    camera_error: SkinlaxError | None = None
    ring_answers: bool = False
    ring_error: SkinlaxError | None = None
    device: str = "CPU"
    calibration_due: bool = False


def header_content(
    *, patient: Patient | None, visit: Visit | None, user: str, saving: str, station: StationFacts
) -> HeaderContent:
    """The header of the moment."""
    return HeaderContent(
        patient=_short(patient) if patient is not None else "",
        patient_name=" ".join((patient.given_name, patient.family_name)).strip() if patient is not None else "",
        visit=visit.started_at[:16].replace("T", "  ") if visit is not None else "",
        user=user,
        saving=_SAVING[saving] if visit is not None else None,
        camera=_camera(station),
        ring=_ring(station),
        device=Status(text=station.device, level=Level.OK, sentence=words.DEVICE_SENTENCE.format(name=station.device)),
    )


def _short(patient: Patient) -> str:
    """Initials and the record number, or the first signs of the id."""
    return f"{patient.initials}   {patient.record_number or patient.id[:8]}"


def _camera(station: StationFacts) -> Status:
    if station.camera_error is not None:
        return Status(text=words.CAMERA, level=Level.ERROR, sentence=sentence_of(station.camera_error))
    if station.camera == "streaming":
        return Status(text=words.CAMERA, level=Level.OK, sentence=station.camera_model)
    level = Level.BUSY if station.camera == "opening" else Level.OFF
    return Status(text=words.CAMERA, level=level, sentence=words.CAMERA_WAITS)


def _ring(station: StationFacts) -> Status:
    if station.ring_error is not None:
        return Status(text=words.RING, level=Level.ERROR, sentence=sentence_of(station.ring_error))
    if station.ring_answers:
        return Status(text=words.RING, level=Level.OK, sentence=words.RING_OK)
    return Status(text=words.RING, level=Level.OFF, sentence=words.RING_WAITS)


def reachable_steps(*, patient: Patient | None, visit: Visit | None) -> frozenset[Step]:
    """Where one may go now."""
    steps = {Step.PATIENTS, Step.CALIBRATION}
    if patient is not None:
        steps.add(Step.PATIENT)
    if visit is not None:
        # A scanner's file can be brought into a visit without photographs.
        steps |= {Step.CAPTURE, Step.SCENE}
        if visit.captures:
            steps |= {Step.REVIEW, Step.SIMULATION, Step.REPORT}
    return frozenset(steps)


def step_marks(visit: Visit | None, *, refused: bool = False, calibration_due: bool = False) -> dict[Step, StepMark]:
    """What each step has come to; `refused` while the last picture was not kept, `calibration_due` soon or already."""
    marks = dict.fromkeys(Step, StepMark.NONE)
    if calibration_due:
        marks[Step.CALIBRATION] = StepMark.WARNING
    if visit is None:
        return marks
    marks[Step.PATIENT] = StepMark.DONE
    taken = sum(visit.capture_of(view) is not None for view in STANDARD_SERIES)
    if refused:
        marks[Step.CAPTURE] = StepMark.WARNING
    elif taken == len(STANDARD_SERIES):
        marks[Step.CAPTURE] = StepMark.DONE
    elif taken:
        marks[Step.CAPTURE] = StepMark.STARTED
    if visit.analysis is not None:
        marks[Step.REVIEW] = StepMark.DONE if visit.judgements else StepMark.STARTED
    if visit.simulations:
        signed = {seen.simulation_id for seen in visit.simulations_seen}
        whole = all(record.id in signed for record in visit.simulations)
        marks[Step.SIMULATION] = StepMark.DONE if whole else StepMark.STARTED
    return marks
