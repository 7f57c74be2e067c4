"""The analysis of a visit: its newest picture of every view, or of every repeat of a view."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.station_calibration import CalibrationKind, StationCalibration
from skinlax_desktop.domain.visit import Capture, Visit
from skinlax_desktop.imaging.colour_correction import ColourCorrection, relative_brightness
from skinlax_desktop.imaging.decoding import decode_picture
from skinlax_desktop.ports.landmarks import LandmarkFinder
from skinlax_desktop.ports.laxity import OpenedLaxity
from skinlax_desktop.workflows.analysis import AnalysedSeries, SeriesPicture, analyse_series
from skinlax_desktop.workflows.series_pictures import Progress

_DAYS_A_YEAR: Final = 365.2425


def analyse_visit(
    visit: Visit,
    load_image: Callable[[ImageRef], bytes],
    finder: LandmarkFinder,
    on_progress: Progress | None = None,
    *,
    laxity: OpenedLaxity = None,
    birth_date: str | None = None,
) -> AnalysedSeries:
    """Measure the pictures that count; a retake replaces, so earlier pictures of a view or a repeat stay out.

    The `file` of a frame is its capture's id. Pictures that a person kept although the gate refused them make the
    result off protocol instead of stopping it. Raises what `load_image` and `decode_picture` raise.
    """
    progress = on_progress or (lambda _fraction, _step: None)
    newest = visit.counted
    pictures = []
    for done, capture in enumerate(newest):
        progress(0.2 * done / len(newest), "reading")
        pictures.append(
            SeriesPicture(
                file=capture.id,
                view=capture.view,
                repeat=capture.repeat if visit.repeats_per_view > 1 else 1,
                picture_bgr=decode_picture(load_image(capture.image), name=capture.view.value),
                colour=colour_correction_of(visit.station, capture),
            )
        )
    return analyse_series(
        pictures,
        finder,
        calibration=visit.calibration,
        scale=visit.scale,
        off_protocol=any(capture.kept_despite_gate for capture in newest),
        laxity=laxity,
        age_years=years_between(birth_date, visit.started_at),
        on_progress=lambda fraction, step: progress(0.2 + 0.8 * fraction, step),
    )


def years_between(birth_date: str | None, moment: str) -> float | None:
    """Age at a moment, both ISO 8601; None where the day of birth is not known."""
    if not birth_date:
        return None
    return (datetime.fromisoformat(moment).date() - date.fromisoformat(birth_date)).days / _DAYS_A_YEAR


def colour_correction_of(station: StationCalibration | None, capture: Capture) -> ColourCorrection | None:
    """The colour correction of a picture: of the calibration that its own stamp names, while that held."""
    stamp = capture.calibration
    if station is None or station.colour is None or stamp is None or stamp.colour_id != station.colour.id:
        return None
    if CalibrationKind.COLOUR in stamp.expired:
        return None
    colour = station.colour
    flat = station.flat_field if station.flat_field and station.flat_field.id == colour.flat_field_id else None
    made, now = (colour.camera, colour.light), (capture.camera, capture.light)
    return ColourCorrection(colour=colour, flat_field=flat, brightness=relative_brightness(made, now))
