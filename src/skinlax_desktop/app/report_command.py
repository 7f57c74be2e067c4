"""`skinlax report`: the PDF of a folder that `analyze` or `demo` filled."""

from pathlib import Path
from typing import Final

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import CaptureId, PatientId, UserName, VisitId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.measurement import Analysis, FrameResult
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.visit import Capture, Visit

_SUFFIXES: Final = (".tiff", ".tif", ".png", ".jpg", ".jpeg")


def run_report(folder: Path, out: Path, *, for_whom: str = "clinician", paper: str = "a4") -> int:
    """Write the report of `folder` (analysis.json, and pictures/ or the overlays) to `out`.

    Raises `SkinlaxError`: `report_analysis_missing`, `report_analysis_unreadable`, `report_picture_missing`,
    `report_picture_unreadable`, `report_not_writable`, `report_fonts_missing`.
    """
    from skinlax_desktop.report import write_report
    from skinlax_desktop.workflows.report_content import compose_report

    if not out.parent.is_dir() or out.is_dir():
        raise SkinlaxError("report_not_writable")
    analysis = _read_analysis(folder / "analysis.json")
    newest = {View(frame.view): frame for frame in analysis.frames if frame.view in set(View)}
    images = {view: data for view, frame in newest.items() if (data := _picture_of(folder, frame, view)) is not None}
    patient = Patient(id=PatientId(""), family_name="", given_name="")
    content = compose_report(patient, _visit_of(analysis, newest), images, for_whom=for_whom, page=paper)
    write_report(content, out)
    return 0


def _read_analysis(path: Path) -> Analysis:
    from skinlax_desktop.workflows.analysis_file import read_analysis

    if not path.is_file():
        raise SkinlaxError("report_analysis_missing")
    try:
        return read_analysis(path)
    except SkinlaxError as error:
        raise SkinlaxError("report_analysis_unreadable") from error


def _picture_of(folder: Path, frame: FrameResult, view: View) -> bytes | None:
    """The picture itself, else the overlay that `analyze` leaves; a profile has none there and may be absent."""
    pictures = folder / "pictures"
    named = Path(frame.file).name
    candidates = [pictures / named, *(pictures / f"{view}{suffix}" for suffix in _SUFFIXES)]
    candidates += [folder / f"overlay_{view}.png"]
    for candidate in candidates:
        if candidate.is_file():
            try:
                return candidate.read_bytes()
            except OSError as error:
                raise SkinlaxError("report_picture_unreadable", view=view.value) from error
    if pictures.is_dir() or frame.landmarks_px:
        raise SkinlaxError("report_picture_missing", view=view.value)
    return None


def _visit_of(analysis: Analysis, newest: dict[View, FrameResult]) -> Visit:
    """A visit that says no more than the file does: nobody's name, no camera settings."""
    captures = tuple(
        Capture(
            id=CaptureId(f"{view}"),
            view=view,
            image=ImageRef(sha256="", width=frame.width_px, height=frame.height_px),
            captured_at="",
            verdict=frame.verdict,
        )
        for view, frame in newest.items()
    )
    return Visit(
        id=VisitId(""),
        patient_id=PatientId(""),
        started_at=analysis.analysed_at,
        operator=UserName(""),
        posture="",
        captures=captures,
        analysis=analysis,
    )
