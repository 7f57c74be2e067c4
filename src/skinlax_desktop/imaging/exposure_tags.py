"""How a picture file says that it was exposed: time and sensitivity of EXIF 2.3."""

import math
from pathlib import Path
from typing import Any, Final

from skinlax_desktop.domain.light_and_exposure import CameraSettings

_EXIF_BLOCK: Final = 0x8769
_EXPOSURE_S: Final = 33434
_SENSITIVITY: Final = 34855
_BASE_SENSITIVITY: Final = 100.0


def exposure_of(path: Path) -> CameraSettings | None:
    """Exposure, and gain over ISO 100; None where the file does not say, or cannot be read for it."""
    from PIL import Image

    try:
        with Image.open(path) as opened:
            tags = opened.getexif()
            told = {**tags, **tags.get_ifd(_EXIF_BLOCK)}
        seconds, sensitivity = _number(told[_EXPOSURE_S]), _number(told.get(_SENSITIVITY, _BASE_SENSITIVITY))
    except (OSError, KeyError, ValueError, TypeError, ZeroDivisionError, SyntaxError):
        return None
    if not (math.isfinite(seconds) and seconds > 0.0 and math.isfinite(sensitivity) and sensitivity > 0.0):
        return None
    return CameraSettings(exposure_us=1e6 * seconds, gain_db=20.0 * math.log10(sensitivity / _BASE_SENSITIVITY))


def _number(value: Any) -> float:
    """Sensitivity may be told as several numbers, of which the first counts."""
    return float(value[0] if isinstance(value, tuple) else value)
