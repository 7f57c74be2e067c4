"""How a synthetic person wears hair, beard, brows and clothes, drawn apart from laxity."""

from typing import Final, Literal

import numpy as np

from skinlax_desktop.phantom.head_hair import Hairdo
from skinlax_desktop.phantom.skin_tone import linear_from_srgb

# sRGB red, green, blue of hair and how often it occurs on light and on dark skin.
_COLOURS: Final = (
    ((30, 24, 22), 0.20, 0.60),
    ((52, 38, 30), 0.22, 0.20),
    ((86, 62, 44), 0.20, 0.06),
    ((120, 84, 52), 0.10, 0.04),
    ((165, 132, 92), 0.12, 0.04),
    ((205, 180, 140), 0.08, 0.03),
    ((128, 62, 34), 0.08, 0.03),
)
_GREYS: Final = ((120, 116, 112), (160, 157, 153), (200, 198, 194), (225, 223, 220))


def sample_hairdo(random: np.random.Generator, *, sex: str, greyness: float, monk: int) -> Hairdo:
    """A hairdo; `greyness` 0..1 is how grey the hair is."""
    kinds = ("crop", "short", "back", "falling", "bald", "shaved", "full")
    shares = (0.22, 0.26, 0.08, 0.06, 0.16, 0.08, 0.14) if sex == "M" else (0.08, 0.12, 0.26, 0.38, 0.0, 0.02, 0.14)
    kind = str(random.choice(kinds, p=shares))
    manner: Literal["short", "back", "falling"] = "short"
    length, cover, stray, receded, bare, amount, fringe = (17.0, 4.0), 2.5, 0.2, 0.0, 0.0, 1.0, 0.0
    if kind == "crop":
        length, cover, stray = (7.0, 2.0), 1.2, 0.35
    elif kind == "short":
        length, stray = (float(random.uniform(14.0, 30.0)), 5.0), float(random.uniform(0.1, 0.4))
        bare = float(random.choice([0.0, 0.0, 0.5, 0.8]))
    elif kind == "full":
        length, cover, stray = (float(random.uniform(20.0, 35.0)), 6.0), float(random.uniform(6.0, 16.0)), 0.28
    elif kind == "back":
        manner, length, cover, stray = "back", (52.0, 13.0), float(random.uniform(3.0, 7.0)), 0.05
    elif kind == "falling":
        manner, length = "falling", (float(random.uniform(110.0, 230.0)), 22.0)
        cover, stray = float(random.uniform(4.0, 9.0)), float(random.uniform(0.03, 0.09))
    elif kind == "bald":
        receded, length, bare, amount = float(random.uniform(20.0, 55.0)), (10.0, 3.0), 1.0, 0.7
    elif kind == "shaved":
        amount, cover = 0.0, 0.2
    if kind in ("short", "falling", "full", "back"):
        receded = float(max(0.0, random.normal(0.0, 6.0))) if sex == "M" else 0.0
        fringe = float(random.uniform(22.0, 48.0)) if random.random() < (0.15 if sex == "M" else 0.35) else 0.0
    beard = 0.0
    if sex == "M" and random.random() < 0.28:
        beard = float(random.choice([2.0, 4.0, 8.0, 14.0]))
    return Hairdo(
        manner=manner,
        length_mm=length,
        cover_mm=cover,
        stray=stray,
        receded_mm=receded,
        bare_crown=bare,
        amount=amount,
        fringe_mm=fringe,
        beard_mm=beard,
        brows=float(np.clip(random.normal(1.0, 0.3), 0.35, 1.7)),
        colour=_colour(random, greyness, monk),
    )


def sample_dyes(random: np.random.Generator) -> tuple[float, float, float, float]:
    """The whiteness of the eyes, and the clothes' blue, green, red over a mid grey."""
    level = float(np.exp(random.uniform(np.log(0.12), np.log(3.8))))
    tint = np.clip(random.normal(1.0, random.choice([0.05, 0.35]), 3), 0.25, 2.0)
    white = float(random.uniform(0.5, 0.72))
    return white, float(level * tint[0]), float(level * tint[1]), float(level * tint[2])


def _colour(random: np.random.Generator, greyness: float, monk: int) -> tuple[float, float, float]:
    dark = monk >= 6
    shares = np.array([row[2] if dark else row[1] for row in _COLOURS])
    young = np.array(_COLOURS[int(random.choice(len(_COLOURS), p=shares / shares.sum()))][0], dtype=float)
    grey = np.array(_GREYS[int(random.integers(len(_GREYS)))], dtype=float)
    mixed = (1.0 - greyness) * young + greyness * grey
    blue, green, red = linear_from_srgb(mixed * random.uniform(0.85, 1.1))[::-1]
    return float(blue), float(green), float(red)
