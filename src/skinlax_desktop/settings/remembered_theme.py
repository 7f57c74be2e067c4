"""The one preference the first window needs, read without the validation that checks all of them later."""

import json
from pathlib import Path
from typing import Final

SETTINGS_FILE: Final = "settings.json"


def wants_light_theme(path: Path) -> bool:
    """Whether the settings file at `path` asks for the light theme; a missing or damaged file does not."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(stored, dict) and stored.get("theme") == "light"
