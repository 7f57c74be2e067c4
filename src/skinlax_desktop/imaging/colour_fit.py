"""From what the camera saw of a chart to what the chart is: the colour correction, chosen by leaving patches out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.colour_spaces import delta_e_2000, lab_from_linear_rgb, linear_rgb_from_lab

Floats = npt.NDArray[np.float64]

SIMPLER_WITHIN: Final = 0.05
"""A model with fewer numbers is kept when the richer one is not better by this share."""

_STEPS: Final = 12
_DARKEST: Final = 1e-6


def linear_terms(rgb: Floats) -> Floats:
    """Camera red, green, blue (..., 3) as they are."""
    return np.asarray(rgb, dtype=np.float64)


def affine_terms(rgb: Floats) -> Floats:
    """With a constant (..., 4): stray light that lifts everything alike."""
    return np.concatenate((rgb, np.ones((*np.shape(rgb)[:-1], 1))), axis=-1)


def root_polynomial_terms(rgb: Floats) -> Floats:
    """With the roots of products (..., 6), Finlayson et al. 2015: twice the light gives twice every term."""
    safe = np.maximum(rgb, 0.0)
    red, green, blue = safe[..., 0:1], safe[..., 1:2], safe[..., 2:3]
    return np.concatenate((rgb, np.sqrt(red * green), np.sqrt(green * blue), np.sqrt(red * blue)), axis=-1)


TERMS: Final[dict[str, Callable[[Floats], Floats]]] = {
    "linear": linear_terms,
    "affine": affine_terms,
    "root_polynomial": root_polynomial_terms,
}
"""The models, simplest first."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ColourFit:
    """A correction of linear camera RGB to linear sRGB: `terms(rgb) @ matrix`, matrix (terms, 3).

    `held_out` has the CIEDE2000 of every patch by the fit that never saw it; `fitted` by the fit of all patches.
    """

    model: str
    matrix: Floats
    held_out: Floats
    fitted: Floats


def corrected(rgb: Floats, model: str, matrix: Floats) -> Floats:
    """Linear sRGB (..., 3) of linear camera RGB."""
    return np.asarray(TERMS[model](rgb) @ matrix)


def fit_colour(seen_rgb: Floats, lab: Floats) -> ColourFit:
    """Fit every model to patches (n, 3) of known CIELAB (D50); the one whose left-out patches err least is taken."""
    best: ColourFit | None = None
    for model in TERMS:
        fit = _fit_model(model, seen_rgb, lab)
        if best is None or fit.held_out.mean() < (1.0 - SIMPLER_WITHIN) * best.held_out.mean():
            best = fit
    if best is None:
        raise ValueError("no model")
    return best


def fit_linear(seen_rgb: Floats, lab: Floats) -> Floats:
    """The matrix (3, 3) alone: linear sRGB is `rgb @ matrix`."""
    return _solve("linear", seen_rgb, lab)


def _fit_model(model: str, seen_rgb: Floats, lab: Floats) -> ColourFit:
    everything = _solve(model, seen_rgb, lab)
    held_out = np.empty(len(lab))
    for index in range(len(lab)):
        others = np.arange(len(lab)) != index
        matrix = _solve(model, seen_rgb[others], lab[others], start=everything)
        held_out[index] = _misses(model, matrix, seen_rgb[[index]], lab[[index]])[0]
    return ColourFit(
        model=model, matrix=everything, held_out=held_out, fitted=_misses(model, everything, seen_rgb, lab)
    )


def _misses(model: str, matrix: Floats, seen_rgb: Floats, lab: Floats) -> Floats:
    return delta_e_2000(lab_from_linear_rgb(corrected(seen_rgb, model, matrix)), lab)


def _solve(model: str, seen_rgb: Floats, lab: Floats, start: Floats | None = None) -> Floats:
    """Least squares in linear light, then Gauss and Newton's steps on the differences that the eye would see."""
    terms, wanted = TERMS[model](seen_rgb), linear_rgb_from_lab(lab)
    if start is None:
        weight = 1.0 / np.sqrt(np.maximum(wanted.mean(axis=1, keepdims=True), 0.02))
        start = np.linalg.lstsq(terms * weight, wanted * weight, rcond=None)[0]
    matrix, scale = start.copy(), _perceived(lab)
    error = _difference(terms, matrix, lab, scale)
    damping = 1e-3
    for _ in range(_STEPS):
        slope = _slope(terms, matrix, lab, scale)
        normal = slope.T @ slope
        step = np.linalg.solve(normal + damping * np.diag(np.diag(normal) + _DARKEST), slope.T @ error)
        trial = matrix - step.reshape(matrix.shape)
        after = _difference(terms, trial, lab, scale)
        if after @ after < error @ error:
            done = error @ error - after @ after < 1e-6 * (error @ error)
            matrix, error, damping = trial, after, damping / 4.0
            if done:
                break
        else:
            damping *= 10.0
    return matrix


def _perceived(lab: Floats) -> Floats:
    """Weights (n, 3) of lightness, chroma-ish differences: saturated colours count less, as in CIEDE2000."""
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    return np.stack((np.ones(len(lab)), *(2 * [1.0 / (1.0 + 0.045 * chroma)])), axis=-1)


def _difference(terms: Floats, matrix: Floats, lab: Floats, scale: Floats) -> Floats:
    return np.ravel((lab_from_linear_rgb(terms @ matrix) - lab) * scale)


def _slope(terms: Floats, matrix: Floats, lab: Floats, scale: Floats) -> Floats:
    columns = []
    for index in np.ndindex(*matrix.shape):
        step = 1e-5 * max(1.0, abs(float(matrix[index])))
        up, down = matrix.copy(), matrix.copy()
        up[index] += step
        down[index] -= step
        columns.append((_difference(terms, up, lab, scale) - _difference(terms, down, lab, scale)) / (2.0 * step))
    return np.column_stack(columns)
