"""The preferences in use: read once at start, written at every change."""

import logging
from pathlib import Path
from typing import Any, Final

import msgspec

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import CameraSettings, LightSettings
from skinlax_desktop.jobs.runner import JobControl, JobRunner, Lane
from skinlax_desktop.settings.settings import Settings, load_settings, save_settings

_LOG: Final = logging.getLogger(__name__)


class Preferences:
    """Settings that are kept in a file. In practice the devices keep their defaults and nothing is written.

    Used on the main thread; the file is written in lane VAULT, one version after the other.
    """

    def __init__(self, path: Path, jobs: JobRunner) -> None:
        self._path = path
        self._jobs = jobs
        self._practice = False
        loaded = load_settings(path)
        self.current: Settings = loaded.settings
        if loaded.dropped:
            _LOG.warning("damaged settings fell back to defaults: %s", ", ".join(loaded.dropped))

    def begin_practice(self) -> None:
        """From now on the devices are simulated: their settings and other choices are forgotten at the end."""
        self._practice = True

    def keep(self, **changes: Any) -> None:
        """Change fields of the settings, and write them."""
        changed = msgspec.structs.replace(self.current, **changes)
        if changed == self.current:
            return
        self.current = changed
        if self._practice:
            return

        def work(_control: JobControl) -> None:
            save_settings(changed, self._path)

        self._jobs.submit("save settings", work, lane=Lane.VAULT, on_failed=_say_unwritten)

    @property
    def camera(self) -> CameraSettings:
        """What the camera is asked for first."""
        if self._practice:
            return CameraSettings()
        return CameraSettings(exposure_us=self.current.exposure_us, gain_db=self.current.gain_db)

    @property
    def light(self) -> LightSettings:
        """What the ring is asked for first."""
        if self._practice:
            return LightSettings()
        return LightSettings(level=self.current.light_level, colour_temperature_k=self.current.colour_temperature_k)

    def keep_light(self, light: LightSettings) -> None:
        """The ring was asked for another light."""
        self.keep(light_level=light.level, colour_temperature_k=light.colour_temperature_k)


def _say_unwritten(error: Exception) -> None:
    if not isinstance(error, SkinlaxError):
        raise error
    # They hold until the program ends; nothing of a patient is at stake.
    _LOG.warning("settings not written: %s", error.code)
