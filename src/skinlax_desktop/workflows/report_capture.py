"""How the series was photographed: station, settings, pose, distance, and the gate's verdict on each view."""

from typing import Final

from skinlax_desktop.domain.calibration import CameraCalibration, Scale
from skinlax_desktop.domain.gate import Check, CheckName, FrameVerdict
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.domain.views import STANDARD_SERIES, View
from skinlax_desktop.domain.visit import Capture, Visit
from skinlax_desktop.text import report as words
from skinlax_desktop.text.metrics import format_number, unit_label, view_label
from skinlax_desktop.workflows.report_blocks import Block, Column, Facts, Notice, Row, Space, Table, Text, TextStyle
from skinlax_desktop.workflows.report_dates import minute_of

_MARKS: Final = {True: "✓", False: "×", None: "–"}
_WARNED: Final = "!"


def compose_capture(patient: Patient, visit: Visit) -> tuple[Block, ...]:
    """The part of the annex on the photographs."""
    analysis = visit.analysis
    notices = (
        *((Notice(text=words.NO_ANALYSIS_CLINICIAN),) if analysis is None else ()),
        *((Notice(text=words.OFF_PROTOCOL_CLINICIAN, warning=True),) if analysis and analysis.off_protocol else ()),
        *(
            (Notice(text=words.GATE_REFUSED_CLINICIAN, warning=True),)
            if analysis is not None and not analysis.gate_passed and not analysis.off_protocol
            else ()
        ),
    )
    verdicts = verdicts_of(visit)
    return (
        Text(text=words.CAPTURE_TITLE, style=TextStyle.HEADING),
        *notices,
        Facts(pairs=_facts(patient, visit), columns=3),
        Space(height_mm=4),
        Table(columns=_COLUMNS, rows=tuple(_row(visit, view, verdicts) for view in _views(visit))),
        Space(height_mm=4),
        *_checks(verdicts),
    )


def verdicts_of(visit: Visit) -> dict[View, FrameVerdict]:
    """The verdict on each view: the capture's own, else that of the analysis (pictures from a folder)."""
    verdicts = {
        View(frame.view): frame.verdict
        for frame in (visit.analysis.frames if visit.analysis is not None else ())
        if frame.view in set(View)
    }
    verdicts |= {capture.view: capture.verdict for capture in visit.plain_captures if capture.verdict.checks}
    return verdicts


_COLUMNS: Final = (
    Column(title=words.VIEW, share=0.14),
    Column(title=words.GATE, share=0.22),
    Column(title=words.POSE, share=0.2),
    Column(title=words.DISTANCE, share=0.11),
    Column(title=words.EXPOSURE, share=0.15),
    Column(title=words.RING, share=0.18),
)


def _views(visit: Visit) -> tuple[View, ...]:
    extra = {capture.view for capture in visit.plain_captures} - set(STANDARD_SERIES)
    return (*STANDARD_SERIES, *(view for view in View if view in extra))


def _facts(patient: Patient, visit: Visit) -> tuple[tuple[str, str], ...]:
    skin = [f"Fitzpatrick {patient.fitzpatrick}"] if patient.fitzpatrick else []
    skin += [f"Monk {patient.monk}"] if patient.monk is not None else []
    analysis = visit.analysis
    off = analysis is not None and analysis.off_protocol
    protocol = words.UNKNOWN if analysis is None else words.OFF_PROTOCOL_SHORT if off else words.ON_PROTOCOL
    return (
        (words.CAMERA, _camera(visit.calibration)),
        (words.CALIBRATED, _calibrated(visit.calibration)),
        *_colour(visit),
        (words.SCALE, _scale(visit.scale)),
        (words.STARTED, minute_of(visit.started_at)),
        (words.OPERATOR, str(visit.operator) or words.NOT_RECORDED),
        (words.PROTOCOL, protocol),
        (words.POSTURE, _posture(visit)),
        (words.SKIN_TYPE, ", ".join(skin) or words.NOT_RECORDED),
        *_matches(visit),
    )


def _posture(visit: Visit) -> str:
    """What was declared, and what the frontal picture shows."""
    frontal = visit.capture_of(View.FRONTAL)
    seen = None if frontal is None else frontal.posture
    parts = [visit.posture] if visit.posture else []
    if seen is not None:
        tilt, flexion = seen.shoulder_tilt_deg, seen.head_flexion_deg
        unseen = words.POSTURE_SHOULDERS_UNSEEN
        parts.append(unseen if tilt is None else words.POSTURE_SHOULDERS.format(tilt=tilt))
        parts += [] if flexion is None else [words.POSTURE_HEAD.format(flexion=flexion)]
    return ", ".join(parts) or words.NOT_RECORDED


def _matches(visit: Visit) -> tuple[tuple[str, str], ...]:
    """The score of each picture against the baseline, where the visit had one."""
    found = [
        words.MATCH_LINE.format(view=view_label(capture.view), score=capture.match.score)
        for capture in visit.counted
        if capture.match is not None
    ]
    return ((words.MATCHED_TO, ", ".join(found)),) if found else ()


def _camera(calibration: CameraCalibration | None) -> str:
    if calibration is None:
        return words.UNKNOWN
    named = " ".join(part for part in (calibration.model, calibration.serial) if part)
    return f"{named or words.UNKNOWN}, {calibration.width_px} × {calibration.height_px} px"


def _calibrated(calibration: CameraCalibration | None) -> str:
    if calibration is None or not calibration.calibrated_at:
        return words.NOT_RECORDED
    return f"{minute_of(calibration.calibrated_at)}, f = {calibration.focal_x_px:.0f} px"


def _colour(visit: Visit) -> tuple[tuple[str, str], ...]:
    """The colour calibration, where there is one."""
    colour = None if visit.station is None else visit.station.colour
    if colour is None:
        return ()
    return ((words.COLOUR_CALIBRATED, f"{minute_of(colour.made_at)}, dE2000 {colour.delta_e_mean:.1f}"),)


def _scale(scale: Scale | None) -> str:
    if scale is None:
        return words.UNKNOWN
    known = scale.distance_mm if scale.distance_mm is not None else scale.size_mm
    length = "" if known is None else f" {known:.1f}"
    sigma = "" if scale.sigma_mm is None else f" ± {scale.sigma_mm:.1f}"
    return f"{words.scale_name(scale.kind)}{length}{sigma}{' mm' if length else ''}"


def _row(visit: Visit, view: View, verdicts: dict[View, FrameVerdict]) -> Row:
    capture, verdict = visit.capture_of(view), verdicts.get(view)
    if capture is None and verdict is None:
        return Row(cells=(view_label(view), words.NOT_TAKEN, "", "", "", ""))
    number = sum(one.view is view for one in visit.counted)
    label = view_label(view) if number < 2 else words.REPEATS_TAKEN.format(view=view_label(view), number=number)
    return Row(
        cells=(
            label,
            _gate(verdict, capture),
            _pose(capture, verdict),
            _distance(verdict),
            _exposure(capture),
            _ring(capture),
        )
    )


def _gate(verdict: FrameVerdict | None, capture: Capture | None) -> str:
    if verdict is None or not verdict.checks:
        return words.UNKNOWN
    if verdict.passed:
        return words.PASSED
    failed = ", ".join(words.check_name(check.name).lower() for check in verdict.failed)
    said = words.REFUSED.format(checks=failed)
    kept = capture.kept_despite_gate.strip() if capture is not None else ""
    return f"{said}\n{words.KEPT.format(reason=kept)}" if kept else said


def _pose(capture: Capture | None, verdict: FrameVerdict | None) -> str:
    if capture is not None and capture.pose is not None:
        angles: tuple[float | None, ...] = (capture.pose.yaw_deg, capture.pose.pitch_deg, capture.pose.roll_deg)
    else:
        names = (CheckName.POSE_YAW, CheckName.POSE_PITCH, CheckName.POSE_ROLL)
        angles = tuple(_value(verdict, name) for name in names)
    if all(angle is None for angle in angles):
        return words.UNKNOWN
    return " / ".join("–" if angle is None else f"{format_number(angle, 'deg')}°" for angle in angles)


def _value(verdict: FrameVerdict | None, name: CheckName) -> float | None:
    check = verdict.find(name) if verdict is not None else None
    return check.value if check is not None else None


def _distance(verdict: FrameVerdict | None) -> str:
    check = verdict.find(CheckName.DISTANCE) if verdict is not None else None
    if check is None or check.value is None:
        return words.UNKNOWN
    return f"{check.value:.0f} {check.unit or 'mm'}"


def _exposure(capture: Capture | None) -> str:
    if capture is None or capture.camera is None:
        return words.UNKNOWN
    return f"{capture.camera.exposure_us / 1000:.1f} ms, {capture.camera.gain_db:.1f} dB"


def _ring(capture: Capture | None) -> str:
    if capture is None or capture.light is None:
        return words.UNKNOWN
    return f"{100 * capture.light.level:.0f} %, {capture.light.colour_temperature_k} K"


def _checks(verdicts: dict[View, FrameVerdict]) -> tuple[Block, ...]:
    views = [view for view in View if view in verdicts]
    names = [name for name in CheckName if any(verdicts[view].find(name) is not None for view in views)]
    if not names:
        return ()
    share = 0.8 / len(views)
    columns = (Column(title="", share=0.2), *(Column(title=view_label(view), share=share) for view in views))
    rows = tuple(
        Row(cells=(words.check_name(name), *(_cell(verdicts[view].find(name)) for view in views))) for name in names
    )
    return (
        Text(text=words.CHECKS_TITLE, style=TextStyle.SUBHEADING),
        Text(text=words.CHECKS_NOTE, style=TextStyle.SMALL),
        Table(columns=columns, rows=rows),
    )


def _cell(check: Check | None) -> str:
    if check is None:
        return ""
    mark = _WARNED if check.warned else _MARKS[check.passed]
    # A check without a unit is a yes or no, which the mark says already.
    if check.value is None or not check.unit:
        return mark
    unit = unit_label(check.unit)
    number = format_number(check.value, check.unit)
    return f"{mark} {number}{unit}" if unit == "°" else f"{mark} {number} {unit}".rstrip()
