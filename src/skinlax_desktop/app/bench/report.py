"""The consultation report, beside decoding and shrinking its pictures."""

from collections.abc import Iterator

import cv2

from skinlax_desktop.app.bench.measure import Measure, median_ms
from skinlax_desktop.app.bench.subject import CAMERA, photograph
from skinlax_desktop.app.places import find_places
from skinlax_desktop.domain.gate import FrameVerdict
from skinlax_desktop.domain.ids import CaptureId, PatientId, UserName, VisitId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.domain.views import STANDARD_SERIES
from skinlax_desktop.domain.visit import Capture, Visit
from skinlax_desktop.imaging.decoding import decode_picture
from skinlax_desktop.imaging.development import develop
from skinlax_desktop.imaging.encoding import encode_tiff
from skinlax_desktop.report import render_report
from skinlax_desktop.workflows.report_content import compose_report

_PRINTED_PX = (720, 983)


def measures() -> Iterator[Measure]:
    """Compose and render the clinician's report of five 12 MP pictures."""
    images = {view: encode_tiff(develop(photograph(view))) for view in STANDARD_SERIES}
    visit = Visit(
        id=VisitId("bench"),
        patient_id=PatientId("bench"),
        started_at="2026-01-01T09:00:00+00:00",
        operator=UserName("bench"),
        calibration=CAMERA.calibration,
        captures=tuple(
            Capture(
                id=CaptureId(view.value),
                view=view,
                image=ImageRef(sha256=view.value, width=CAMERA.width_px, height=CAMERA.height_px),
                captured_at="2026-01-01T09:00:00+00:00",
                verdict=FrameVerdict(checks=()),
            )
            for view in STANDARD_SERIES
        ),
    )
    patient = Patient(id=PatientId("bench"), family_name="Phantom", given_name="Bench")
    fonts = find_places().third_party / "fonts"

    def make() -> bytes:
        return render_report(compose_report(patient, visit, images, for_whom="clinician"), fonts=fonts)

    def shrink() -> list[bytes]:
        small = [
            cv2.resize(decode_picture(data), _PRINTED_PX, interpolation=cv2.INTER_AREA) for data in images.values()
        ]
        return [cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 88])[1].tobytes() for picture in small]

    yield Measure(
        name="report, composed and rendered",
        value=median_ms(make, repeats=3),
        unit="ms",
        reference="decoding and shrinking its five pictures",
        reference_value=median_ms(shrink, repeats=3),
    )
    yield Measure(
        name="report, size",
        value=len(make()) / 1e6,
        unit="MB",
        reference="its five pictures as JPEG",
        reference_value=sum(map(len, shrink())) / 1e6,
    )
