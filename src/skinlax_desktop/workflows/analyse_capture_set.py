"""A capture set from its files to everything measured in it."""

from collections.abc import Sequence
from dataclasses import replace

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import LightMode
from skinlax_desktop.imaging.decoding import DecodedPicture, read_picture
from skinlax_desktop.ports.landmarks import LandmarkFinder
from skinlax_desktop.ports.laxity import OpenedLaxity
from skinlax_desktop.text.analysis import warning_sentence
from skinlax_desktop.workflows.analysis import AnalysedSeries, SeriesPicture, analyse_series
from skinlax_desktop.workflows.capture_set import CaptureSet
from skinlax_desktop.workflows.series_pictures import Progress


def decode_pictures(captured: CaptureSet) -> list[DecodedPicture]:
    """Every picture of the set that is measured, in its order.

    Raises what `read_picture` raises, and `capture_set_shape_only` for a set of nothing but a sweep.
    """
    if not captured.measured:
        raise SkinlaxError("capture_set_shape_only")
    return [read_picture(frame.path, name=frame.file) for frame in captured.measured]


def analyse_capture_set(
    captured: CaptureSet,
    decoded: Sequence[DecodedPicture],
    finder: LandmarkFinder,
    *,
    laxity: OpenedLaxity = None,
    off_protocol: bool = False,
    on_progress: Progress | None = None,
) -> AnalysedSeries:
    """Judge and measure the decoded pictures of a set, those in plain light; see `analyse_series`."""
    series = analyse_series(
        [
            SeriesPicture(
                file=frame.file,
                view=frame.view,
                repeat=frame.repeat,
                picture_bgr=picture.bgr,
                has_colour=picture.has_colour,
                colour=captured.colour,
            )
            for frame, picture in zip(captured.measured, decoded, strict=True)
        ],
        finder,
        calibration=captured.calibration,
        scale=captured.scale,
        age_years=_age_years(captured),
        off_protocol=off_protocol,
        laxity=laxity,
        on_progress=on_progress,
    )
    warnings = [warning_sentence("other_light", file=frame.file) for frame in captured.other_light]
    if captured.polarisation in (LightMode.CROSS_POLARISED, LightMode.PARALLEL_POLARISED):
        warnings.append(warning_sentence("polarised_light"))
    return replace(series, analysis=replace(series.analysis, warnings=(*series.analysis.warnings, *warnings)))


def _age_years(captured: CaptureSet) -> float | None:
    age = dict(captured.subject).get("age_years")
    return float(age) if isinstance(age, int | float) else None
