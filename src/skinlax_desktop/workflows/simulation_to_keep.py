"""All that is kept of a simulation with its visit: the document with every number, and the pictures as shown."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.biomechanics.plan import Plan
from skinlax_desktop.biomechanics.treatments import Outcome
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.domain.zones import kind_of_zone
from skinlax_desktop.imaging.decoding import decode_picture
from skinlax_desktop.imaging.encoding import encode_jpeg
from skinlax_desktop.surface.ply import ply_bytes
from skinlax_desktop.text.screens.simulation import plan_words
from skinlax_desktop.workflows.simulate import PreparedFace, Simulation, simulate
from skinlax_desktop.workflows.simulated_photographs import PROFILE_STAYS, photograph_of_visit
from skinlax_desktop.workflows.simulation_file import simulation_document
from skinlax_desktop.workflows.simulation_sheet import make_sheet, outcome_panes

Picture = npt.NDArray[np.uint8]

_QUALITY: Final = 92
_PHOTO_PX: Final = 900
_SHEET_PX: Final = 760


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ToKeep:
    """`document` is the `simulation.json`; `sheets` are the pictures by view, `jpegs` the same encoded."""

    document: bytes
    mesh_sha256: str
    sheets: Mapping[str, Picture]
    jpegs: Mapping[str, bytes]


def simulation_to_keep(
    prepared: PreparedFace,
    plan: Plan,
    visit: Visit,
    encoded: Mapping[View, bytes],
    drawn: Mapping[str, Sequence[Picture]],
    report: Callable[[float, str], None],
) -> ToKeep:
    """Compute every number of a plan on a face, and draw it on the photographs of the visit.

    `encoded`: the photographs' bytes; `drawn`: of the face in 3D, by the name of the view, the pictures (BGR) before
    and in low, median and high. Raises what `simulate` and decoding raise.
    """
    simulation = simulate(
        prepared.mesh,
        plan,
        sex=prepared.sex,
        compliance=prepared.compliance,
        prepared=prepared,
        report=report,
    )
    document = simulation_document(simulation)
    headline = plan_headline(plan)
    report(0.75, "pictures")
    visible = {outcome: simulation.outcomes[outcome].visible for outcome in Outcome}
    sheets = {}
    for view, faces in drawn.items():
        moved = dict(zip(Outcome, faces[1:], strict=True))
        sheets[view] = make_sheet(outcome_panes(faces[0], moved, visible), headline=headline)
    for view, data in encoded.items():
        sheet = _photo_sheet(simulation, visit, view, data, headline, visible)
        if sheet is not None:
            sheets[f"photo_{view}"] = sheet
        report(0.9, "pictures")
    return ToKeep(
        document=json.dumps(document, ensure_ascii=False).encode("utf-8"),
        mesh_sha256=hashlib.sha256(ply_bytes(prepared.mesh)).hexdigest(),
        sheets=sheets,
        jpegs={view: encode_jpeg(sheet, _QUALITY) for view, sheet in sheets.items()},
    )


def plan_headline(plan: Plan) -> str:
    """The plan over a picture, in signs that the picture's letters have."""
    told = [(step.device, kind_of_zone(step.zones[0]), step.intensity, step.at_week) for step in plan.treatments]
    return plan_words(tuple(told), plan.weeks)


def _photo_sheet(
    simulation: Simulation,
    visit: Visit,
    view: View,
    data: bytes,
    headline: str,
    visible: Mapping[Outcome, bool],
) -> Picture | None:
    if visit.analysis is None:
        return None
    try:
        photograph = photograph_of_visit(
            visit, visit.analysis, view, decode_picture(data), simulation.mesh, longest_px=_PHOTO_PX
        )
    except SkinlaxError as error:
        if error.code not in PROFILE_STAYS:
            raise
        return None
    if photograph is None:
        return None
    moved = {
        outcome: photograph.moved(simulation.working.carried(face.displacement_mm))
        for outcome, face in simulation.outcomes.items()
    }
    return make_sheet(outcome_panes(photograph.picture_bgr, moved, visible), height_px=_SHEET_PX, headline=headline)
