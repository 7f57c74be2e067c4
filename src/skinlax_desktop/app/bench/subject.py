"""What the benchmarks look at: a phantom patient, photographed once for each run."""

from functools import cache

from skinlax_desktop.app.places import find_places
from skinlax_desktop.domain.light_and_exposure import CameraSettings
from skinlax_desktop.domain.views import POSE_TARGETS, View
from skinlax_desktop.phantom.head import PhantomHead, build_head
from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS
from skinlax_desktop.phantom.rendering import render
from skinlax_desktop.phantom.scene import Scene, VirtualCamera
from skinlax_desktop.phantom.sensor import to_mosaic
from skinlax_desktop.ports.frame import Frame, PixelLayout

CAMERA = VirtualCamera()


@cache
def _head() -> PhantomHead:
    return build_head(DEFAULT_PATIENTS[0], find_places().resources)


@cache
def photograph(view: View) -> Frame:
    """A full-resolution raw frame of a view."""
    picture = render(_head(), Scene(pose=POSE_TARGETS[view].pose), CAMERA, noise_seed=1)
    settings = CameraSettings()
    return Frame(
        pixels=to_mosaic(picture),
        layout=PixelLayout.BAYER_RG8,
        sequence=0,
        captured_at_s=0.0,
        exposure_us=settings.exposure_us,
        gain_db=settings.gain_db,
        quarter_turns=1,
    )
