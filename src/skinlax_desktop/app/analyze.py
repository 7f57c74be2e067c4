"""`skinlax analyze`: a capture set, a picture or a folder of pictures to analysis.json and overlays."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from skinlax_desktop.app.laxity_model import LaxityModel
from skinlax_desktop.app.places import find_places
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.gate import CheckName
from skinlax_desktop.domain.measurement import Analysis
from skinlax_desktop.imaging.decoding import DecodedPicture
from skinlax_desktop.imaging.encoding import encode_png
from skinlax_desktop.imaging.overlay import draw_zones, enlarged_for_labels
from skinlax_desktop.imaging.zones import VISIBLE_COSINE, zone_cosines
from skinlax_desktop.text.advice import check_label
from skinlax_desktop.workflows.analyse_capture_set import analyse_capture_set, decode_pictures
from skinlax_desktop.workflows.analysis import AnalysedSeries
from skinlax_desktop.workflows.analysis_file import analysis_bytes
from skinlax_desktop.workflows.capture_set import CaptureSet, read_capture_set
from skinlax_desktop.workflows.files_whole import write_results

Report = Callable[[float, str], None]


def run_analyze(source: Path, out: Path, off_protocol: bool, report: Report) -> int:
    """Measure `source` and write the results into `out`; 0 when measured.

    A readable series that the gate refuses leaves `analysis.json` with its verdicts and landmarks, and raises
    `SkinlaxError("analysis_refused")`; unreadable input raises before anything is written.
    """
    captured = read_capture_set(source)
    report(0.0, "reading")
    decoded = decode_pictures(captured)
    series = _analyse(captured, decoded, off_protocol=off_protocol, report=report)
    _write(series, decoded, out)
    analysis = series.analysis
    if not any(frame.landmarks_px for frame in analysis.frames):
        raise SkinlaxError("no_face_in_series")
    if not analysis.gate_passed and not off_protocol:
        raise SkinlaxError("analysis_refused", reasons=_reasons(analysis))
    report(1.0, "done")
    return 0


def _analyse(
    captured: CaptureSet, decoded: list[DecodedPicture], *, off_protocol: bool, report: Report
) -> AnalysedSeries:
    # mediapipe costs seconds; nothing that can be refused without it should wait for it.
    from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder

    places = find_places()
    finder = MediaPipeLandmarkFinder(places.face_landmarker)
    try:
        return analyse_capture_set(
            captured,
            decoded,
            finder,
            laxity=LaxityModel(places).get(),
            off_protocol=off_protocol,
            on_progress=lambda fraction, step: report(0.1 + 0.8 * fraction, step),
        )
    finally:
        finder.close()


def _write(series: AnalysedSeries, decoded: list[DecodedPicture], out: Path) -> None:
    files = _overlays(series.analysis, decoded) | {"analysis.json": analysis_bytes(series.analysis)}
    write_results(files, out)


def _overlays(analysis: Analysis, decoded: list[DecodedPicture]) -> dict[str, bytes]:
    """File name to PNG; the first picture of a view has the plain name, further ones are numbered."""
    overlays: dict[str, bytes] = {}
    for frame, picture in zip(analysis.frames, decoded, strict=True):
        if not frame.landmarks_px:
            continue
        landmarks, depth = np.array(frame.landmarks_px), np.array(frame.landmark_depth_px)
        cosines = zone_cosines(landmarks, depth)
        shown = [zone for zone, cosine in cosines.items() if cosine >= VISIBLE_COSINE]
        name, number = f"overlay_{frame.view}.png", 1
        while name in overlays:
            number += 1
            name = f"overlay_{frame.view}_{number}.png"
        larger, points = enlarged_for_labels(picture.bgr, landmarks)
        overlays[name] = encode_png(draw_zones(larger, points, zones=[*shown, "submental", "neck"]))
    return overlays


def _reasons(analysis: Analysis) -> str:
    """The failed checks in words, each once, in the order of the checks."""
    failed: dict[CheckName, None] = {}
    for frame in analysis.frames:
        for check in frame.verdict.failed:
            failed[check.name] = None
    return ", ".join(check_label(name) for name in failed)
