"""A capture set from its files to everything measured in it."""

from collections.abc import Sequence

from skinlax_desktop.imaging.decoding import DecodedPicture, read_picture
from skinlax_desktop.ports.landmarks import LandmarkFinder
from skinlax_desktop.ports.laxity import OpenedLaxity
from skinlax_desktop.workflows.analysis import AnalysedSeries, SeriesPicture, analyse_series
from skinlax_desktop.workflows.capture_set import CaptureSet
from skinlax_desktop.workflows.series_pictures import Progress


def decode_pictures(captured: CaptureSet) -> list[DecodedPicture]:
    """Every picture of the set, in its order; raises what `read_picture` raises."""
    return [read_picture(frame.path, name=frame.file) for frame in captured.frames]


def analyse_capture_set(
    captured: CaptureSet,
    decoded: Sequence[DecodedPicture],
    finder: LandmarkFinder,
    *,
    laxity: OpenedLaxity = None,
    off_protocol: bool = False,
    on_progress: Progress | None = None,
) -> AnalysedSeries:
    """Judge and measure the decoded pictures of a set; see `analyse_series`."""
    return analyse_series(
        [
            SeriesPicture(
                file=frame.file,
                view=frame.view,
                repeat=frame.repeat,
                picture_bgr=picture.bgr,
                has_colour=picture.has_colour,
                colour=captured.colour,
            )
            for frame, picture in zip(captured.frames, decoded, strict=True)
        ],
        finder,
        calibration=captured.calibration,
        scale=captured.scale,
        off_protocol=off_protocol,
        laxity=laxity,
        on_progress=on_progress,
    )
