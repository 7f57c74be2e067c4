"""Where the program finds what it shipped with, and where it keeps what is its own."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Places:
    """Folders of this installation. `resources` and `models` are read only; `data` holds vault, settings and logs."""

    resources: Path
    models: Path
    data: Path

    @property
    def third_party(self) -> Path:
        """What set-up brought from registry packages."""
        return self.resources / "third_party"

    @property
    def face_landmarker(self) -> Path:
        """The MediaPipe model."""
        return self.third_party / "mediapipe" / "face_landmarker.task"

    @property
    def asset_manifest(self) -> Path:
        """The list of third-party assets."""
        return self.resources / "assets.json"

    @property
    def vault(self) -> Path:
        """The encrypted record."""
        return self.data / "vault"


def find_places() -> Places:
    """The folders in use; SKINLAX_HOME moves the installation and SKINLAX_DATA the data."""
    import platformdirs

    home = Path(os.environ.get("SKINLAX_HOME") or Path(__file__).parents[3])
    data = Path(os.environ.get("SKINLAX_DATA") or platformdirs.user_data_path("skinlax", appauthor=False))
    return Places(resources=home / "resources", models=home / "models", data=data)
