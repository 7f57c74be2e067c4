"""The room's share of a picture's light, from a frame with the ring off and one with the ring on."""

from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.light_check import AmbientLight
from skinlax_desktop.ports.frame import Frame, ToneCurve

# 3 % of lamp light at 2700 K turn a mid grey by one CIEDE2000 (tests/unit/imaging/test_ambient_light.py).
AMBIENT_LIMIT: Final = 0.03
_BLOCKS: Final = 12
_DIMMEST_LIT: Final = 0.02
_SATURATED: Final = 0.98
_REPEATS: Final = 400


def measure_ambient(dark: Frame, lit: Frame) -> AmbientLight:
    """Compare two frames of one exposure and gain; ValueError when they were exposed differently.

    Linear light of the middle of the picture, saturated places left out; the interval (95 %) is a bootstrap over
    blocks, because the person may have moved a little between the two.
    """
    if (dark.exposure_us, dark.gain_db) != (lit.exposure_us, lit.gain_db):
        raise ValueError("the two frames are exposed differently")
    dark_light, lit_light = _linear(dark), _linear(lit)
    pairs = [
        (float(d[useful].mean()), float(s[useful].mean()))
        for d, s in zip(_blocks(dark_light), _blocks(lit_light), strict=True)
        if (useful := s < _SATURATED).any()
    ]
    values = np.array(pairs).reshape(-1, 2)
    bright = values[values[:, 1] >= _DIMMEST_LIT] if len(values) else values
    if len(bright) < _BLOCKS:
        reason = "too_dark_or_too_bright"
        return AmbientLight(share=None, low=None, high=None, limit=AMBIENT_LIMIT, passed=None, reason=reason)
    random = np.random.default_rng(7)
    picks = random.integers(0, len(bright), (_REPEATS, len(bright)))
    sums = bright[picks].sum(axis=1)
    low, high = np.percentile(sums[:, 0] / sums[:, 1], (2.5, 97.5))
    share = float(bright[:, 0].sum() / bright[:, 1].sum())
    return AmbientLight(
        share=share, low=float(low), high=float(high), limit=AMBIENT_LIMIT, passed=share <= AMBIENT_LIMIT
    )


def _linear(frame: Frame) -> npt.NDArray[np.float32]:
    """Every fourth sample of the middle half, 1.0 saturates; of a mosaic that is its red, of a picture the mean."""
    raw = frame.raw
    samples = frame.pixels if raw is None else raw.samples
    height, width = samples.shape[:2]
    middle = samples[height // 4 & ~1 : height * 3 // 4 : 4, width // 4 & ~1 : width * 3 // 4 : 4]
    if raw is not None and raw.curve is ToneCurve.LINEAR:
        white = (1 << raw.bits) - 1
        light = (middle.astype(np.float32) - raw.black_level) / (white - raw.black_level)
        return np.asarray(np.maximum(light, 0.0), dtype=np.float32)
    code = middle.astype(np.float32) / 255.0
    linear = np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear.mean(axis=2) if linear.ndim == 3 else linear, dtype=np.float32)


def _blocks(light: npt.NDArray[np.float32]) -> list[npt.NDArray[np.float32]]:
    return [block for row in np.array_split(light, _BLOCKS, axis=0) for block in np.array_split(row, _BLOCKS, axis=1)]
