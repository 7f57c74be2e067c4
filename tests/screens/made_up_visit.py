"""A made-up visit with pictures drawn here and a schema-true analysis: nobody's face, nobody's numbers."""

import hashlib
import math

import cv2
import numpy as np

from skinlax_desktop.domain.gate import FrameVerdict
from skinlax_desktop.domain.ids import CaptureId, PatientId, UserName, VisitId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.measurement import (
    Analysis,
    Confidence,
    FrameResult,
    Measurement,
    ZoneResult,
    not_measured,
)
from skinlax_desktop.domain.views import STANDARD_SERIES, View
from skinlax_desktop.domain.visit import Capture, Visit
from skinlax_desktop.surface.canonical_face import canonical_face

WIDTH, HEIGHT = 600, 800
PX_PER_MM = 3.0


def landmarks(yaw_deg: float = 0.0) -> tuple[tuple[tuple[float, float], ...], tuple[float, ...]]:
    """The average face, turned and seen from far away: 478 points and depths in pixels."""
    points = canonical_face().points_in_head_mm
    turn = math.radians(yaw_deg)
    x = points[:, 0] * math.cos(turn) + points[:, 2] * math.sin(turn)
    depth = points[:, 0] * math.sin(turn) - points[:, 2] * math.cos(turn)
    seen = np.stack((WIDTH / 2 + x * PX_PER_MM, HEIGHT / 2 - points[:, 1] * PX_PER_MM), axis=1)
    irises = np.repeat(seen[[159, 386]], 5, axis=0)
    depths = np.concatenate((depth, np.repeat(depth[[159, 386]], 5))) * PX_PER_MM
    full = np.concatenate((seen, irises))
    return tuple((float(a), float(b)) for a, b in full), tuple(float(d) for d in depths)


def picture(view: View) -> bytes:
    """A plain oval on grey with a view's own shade, as PNG."""
    pixels = np.full((HEIGHT, WIDTH, 3), 120, dtype=np.uint8)
    shade = 150 + 10 * list(View).index(view)
    cv2.ellipse(pixels, (WIDTH // 2, HEIGHT // 2), (210, 290), 0, 0, 360, (110, 140, shade), -1)
    cv2.line(pixels, (WIDTH // 2, 300), (WIDTH // 2, 520), (60, 80, 110), 6)
    return bytes(cv2.imencode(".png", pixels)[1])


PICTURES = {hashlib.sha256(picture(view)).hexdigest(): picture(view) for view in STANDARD_SERIES}


def load_image(ref: ImageRef) -> bytes:
    """What the vault would give."""
    return PICTURES[ref.sha256]


def capture(view: View) -> Capture:
    """An accepted picture."""
    sha256 = hashlib.sha256(picture(view)).hexdigest()
    return Capture(
        id=CaptureId(f"capture-{view}"),
        view=view,
        image=ImageRef(sha256=sha256, width=WIDTH, height=HEIGHT, media_type="image/png"),
        captured_at="2026-11-23T10:00:00Z",
        verdict=FrameVerdict(checks=()),
    )


def visit(*views: View) -> Visit:
    """A visit with these views, or all five."""
    return Visit(
        id=VisitId("visit"),
        patient_id=PatientId("patient"),
        started_at="2026-11-23T10:00:00Z",
        operator=UserName("technician"),
        captures=tuple(capture(view) for view in views or STANDARD_SERIES),
    )


def value(name: str, number: float, mdc95: float | None = 1.0, **more: object) -> Measurement:
    """A measured value with an interval of +-0.4."""
    return Measurement(
        name=name,
        unit="mm",
        value=number,
        low=number - 0.4,
        high=number + 0.4,
        mdc95=mdc95,
        **more,  # type: ignore[arg-type]
    )


def analysis() -> Analysis:
    """Uneven jowls, one sure and one unsure zone, one where nothing was measured."""
    frames = []
    for view, yaw in ((View.FRONTAL, 0.0), (View.OBLIQUE_LEFT, -45.0), (View.OBLIQUE_RIGHT, 45.0)):
        points, depths = landmarks(yaw)
        frames.append(
            FrameResult(
                file=f"capture-{view}",
                view=view,
                verdict=FrameVerdict(checks=()),
                landmarks_px=points,
                landmark_depth_px=depths,
                width_px=WIDTH,
                height_px=HEIGHT,
            )
        )
    zones = (
        ZoneResult(zone="neck", metrics=(not_measured("fine_lines", "mm/cm2", "zone_hidden"),)),
        ZoneResult(zone="chin", metrics=(value("prejowl_depth_mm", 1.0, confidence=Confidence.LOW),)),
        ZoneResult(zone="brow_R", metrics=(value("brow_arch_mm", 4.0),)),
        ZoneResult(zone="brow_L", metrics=(value("brow_arch_mm", 4.5),)),
        ZoneResult(zone="jowl_R", metrics=(value("jowl_descent_mm", 2.0),)),
        ZoneResult(zone="jowl_L", metrics=(value("jowl_descent_mm", 5.0),)),
    )
    return Analysis(
        program="skinlax test",
        analysed_at="2026-11-23T11:00:00Z",
        models=(),
        frames=tuple(frames),
        zones=zones,
        attributes=(value("texture", 3.0), not_measured("hydration", "AU", "needs_probe")),
        colour=(),
    )
