"""The action table: everything that can be asked for by a key."""

from dataclasses import dataclass
from typing import Final

from skinlax_desktop.ui.shell.steps import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionSpec:
    """One action: its id, the sentence of the key map, its keys (Qt portable text), its icon.

    A bare letter, digit or Space still goes to the text field that has the focus.
    """

    id: str
    label: str
    keys: tuple[str, ...]
    icon: str


def _go(step: Step, label: str, number: int, icon: str) -> ActionSpec:
    return ActionSpec(id=f"go_{step}", label=label, keys=(f"Ctrl+{number}",), icon=icon)


SHELL_ACTIONS: Final = (
    ActionSpec(id="show_keys", label="Show the keys", keys=("F1",), icon="help"),
    ActionSpec(id="show_name", label="Show or hide the patient's name", keys=("F2",), icon="patient"),
    ActionSpec(id="lock", label="Lock the workstation", keys=("Ctrl+L",), icon="lock"),
    ActionSpec(id="full_screen", label="Fill the screen, or not", keys=("F11",), icon="full_screen"),
    ActionSpec(id="theme", label="Switch between dark and light", keys=("Ctrl+T",), icon="eye"),
    _go(Step.PATIENTS, "Go to the patients", 1, "patients"),
    _go(Step.PATIENT, "Go to the patient", 2, "patient"),
    _go(Step.CAPTURE, "Go to capture", 3, "capture"),
    _go(Step.REVIEW, "Go to review", 4, "review"),
    _go(Step.SCENE, "Go to 3D", 5, "cube"),
    _go(Step.REPORT, "Go to the report", 6, "report"),
    _go(Step.SIMULATION, "Go to the simulation", 8, "simulation"),
    _go(Step.CALIBRATION, "Calibrate the station", 7, "measure"),
)
