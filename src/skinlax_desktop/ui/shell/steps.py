"""The steps of a visit, as the rail shows them."""

from enum import StrEnum


class Step(StrEnum):
    """Which screen. The first two stand outside the rail."""

    SIGN_IN = "sign_in"
    FIRST_RUN = "first_run"
    PATIENTS = "patients"
    PATIENT = "patient"
    CAPTURE = "capture"
    REVIEW = "review"
    SCENE = "scene"
    SIMULATION = "simulation"
    REPORT = "report"
    CALIBRATION = "calibration"

    @property
    def is_of_station(self) -> bool:
        """Whether the step belongs to the station, not to a visit: it stands apart, at the foot of the rail."""
        return self is Step.CALIBRATION

    @property
    def is_locked(self) -> bool:
        """Whether the step is shown while the record is locked, without rail and header."""
        return self in (Step.SIGN_IN, Step.FIRST_RUN)


class StepMark(StrEnum):
    """What the rail says about a step: a tick, a dot or a warning."""

    NONE = "none"
    DONE = "done"
    STARTED = "started"
    WARNING = "warning"
