"""The laxity model of this installation: opened once, from signed bytes, in the version that was chosen."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from weakref import finalize

from skinlax_desktop.app.places import Places
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.settings.remembered_theme import SETTINGS_FILE
from skinlax_desktop.settings.settings import load_settings

if TYPE_CHECKING:
    # numpy comes with the port, and the first window does not wait for it.
    from skinlax_desktop.ports.laxity import LaxityEstimator, OpenedLaxity

LAXITY: Final = "laxity"


class LaxityModel:
    """Opens the model when it is first asked for, which is in lane INFERENCE, its owner; `forget` after a switch."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._opened: OpenedLaxity = None
        self._is_open = False

    def get(self) -> "OpenedLaxity":
        """The estimator; the error of a model that was refused; None when none is installed."""
        if not self._is_open:
            try:
                self._opened = open_laxity(self._places)
            except SkinlaxError as error:
                self._opened = error
            self._is_open = True
        return self._opened

    def forget(self) -> None:
        """Open anew at the next question."""
        self._opened, self._is_open = None, False


def open_laxity(places: Places, version: str | None = None) -> "LaxityEstimator | None":
    """The chosen, else the current laxity model, warm; None when none is installed.

    It has landmark finders of its own, because it looks at every picture and at its mirror image. Raises
    `SkinlaxError` for a manifest or a model that is refused; see `inference.model_manifest`.
    """
    from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
    from skinlax_desktop.inference.model_manifest import read_manifest, read_model
    from skinlax_desktop.inference.onnx_laxity import INPUTS, OUTPUTS, OnnxLaxity
    from skinlax_desktop.inference.onnx_session import OnnxSession

    manifest = read_manifest(places.models)
    if manifest is None:
        return None
    wanted = version or chosen_versions(places).get(LAXITY)
    entry = manifest.find(LAXITY, wanted)
    if entry is None:
        if wanted:
            raise SkinlaxError("model_unknown", name=LAXITY, version=wanted)
        return None
    if {row.name for row in entry.inputs} != set(INPUTS) or {row.name for row in entry.outputs} != set(OUTPUTS):
        # Signed, but made for another version of this program.
        raise SkinlaxError("model_foreign", file=entry.file)
    session = OnnxSession(read_model(manifest, entry), entry)
    session.warm_up()
    finder, beside = (MediaPipeLandmarkFinder(places.face_landmarker) for _ in range(2))
    model = OnnxLaxity(session, finder, beside)
    for own in (finder, beside):
        finalize(model, own.close)
    return model


def chosen_versions(places: Places) -> Mapping[str, str]:
    """The versions that `skinlax models use` chose, by name."""
    return load_settings(places.data / SETTINGS_FILE).settings.models
