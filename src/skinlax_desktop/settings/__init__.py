"""Typed preferences, versioned and damage-tolerant.

Lives here: `Settings`, `load_settings`, `save_settings`.
Must not: anything of a patient, anything that a screen decides.
"""

from skinlax_desktop.settings.settings import SETTINGS_FILE, LoadedSettings, Settings, load_settings, save_settings

__all__ = ["SETTINGS_FILE", "LoadedSettings", "Settings", "load_settings", "save_settings"]
