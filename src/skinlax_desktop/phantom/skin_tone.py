"""The colour of the skin: a base tone and the melanin and blood that vary over the face."""

from typing import Final, cast

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.phantom.chart import TOP_MM
from skinlax_desktop.phantom.face_regions import BROW_LEFT, BROW_RIGHT, LIPS_OUTER, SkinChart
from skinlax_desktop.phantom.noise_fields import dots, soft_noise
from skinlax_desktop.phantom.patients import PhantomPatient

Field = npt.NDArray[np.float32]

# Facial skin of each Monk tone under even light, sRGB red, green, blue.
_MONK_SKIN: Final = (
    (231, 196, 180),
    (226, 187, 168),
    (219, 178, 153),
    (206, 163, 133),
    (189, 143, 110),
    (163, 117, 86),
    (136, 93, 67),
    (109, 73, 53),
    (94, 63, 48),
    (72, 50, 40),
)
# How strongly a unit of melanin and of blood takes light away in blue, green, red.
MELANIN: Final = np.array([0.62, 0.48, 0.30], dtype=np.float32)
BLOOD: Final = np.array([0.50, 0.62, 0.09], dtype=np.float32)


def linear_from_srgb(code: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """SRGB 0..255 to linear 0..1."""
    unit = np.asarray(code) / 255.0
    return np.where(unit <= 0.04045, unit / 12.92, ((unit + 0.055) / 1.055) ** 2.4)


def base_tone(patient: PhantomPatient) -> npt.NDArray[np.float64]:
    """Linear blue, green, red reflectance of the patient's cheek."""
    tone = linear_from_srgb(np.array(_MONK_SKIN[patient.monk - 1], dtype=np.float64))[::-1]
    random = np.random.default_rng((patient.seed, 31))
    return tone * random.normal(1.0, 0.02, 3)


def skin_albedo(patient: PhantomPatient, chart: SkinChart) -> Field:
    """Linear reflectance (height, width, 3) blue, green, red over the chart."""
    random = np.random.default_rng((patient.seed, 37))
    darkness = (patient.monk - 1) / 9.0
    age = np.clip((patient.age_years - 20.0) / 55.0, 0.0, 1.2)
    nape = _nape(chart)
    melanin = _evened(_melanin(patient, chart, random, age), nape)
    blood = _evened(_blood(chart, random, age) * (1.0 - 0.55 * darkness), nape)
    albedo = np.exp(-melanin[:, :, None] * MELANIN - blood[:, :, None] * BLOOD)
    albedo *= base_tone(patient).astype(np.float32)
    return np.clip(_with_lips(albedo, patient, chart, darkness, age), 0.004, 0.95)


def _nape(chart: SkinChart) -> Field:
    """Where the chart stretches so much that its pattern would show as streaks: the sides and back of the neck."""
    height, width = chart.shape
    around = np.clip((np.abs(np.arange(width) - width / 2) * chart.texel_mm - 80.0) / 25.0, 0.0, 1.0)
    down = np.clip((-55.0 - TOP_MM + np.arange(height) * chart.texel_mm) / 20.0, 0.0, 1.0)
    return cast(Field, (0.9 * np.outer(down, around)).astype(np.float32))


def _evened(field: Field, where: Field) -> Field:
    return cast(Field, field * (1.0 - where) + np.float32(field.mean()) * where)


def _melanin(patient: PhantomPatient, chart: SkinChart, random: np.random.Generator, age: float) -> Field:
    texel = chart.texel_mm
    field = 0.05 * soft_noise(chart.shape, 14.0 / texel, random) + 0.035 * soft_noise(chart.shape, 4.0 / texel, random)
    field += 0.030 * soft_noise(chart.shape, 1.2 / texel, random)
    # The forehead and the eyelids are a little darker than the cheek, more so on dark skin.
    eyes = chart.blobs((159, 386, 145, 374), (13.0, 8.0))
    field += (0.12 + 0.16 * patient.monk / 10) * eyes
    field += (0.03 + 0.10 * patient.monk / 10) * chart.blobs((151, 108, 337), (30.0, 14.0))
    field += (0.05 + 0.05 * patient.monk / 10) * chart.blobs((0, 17), (22.0, 9.0))
    field += _spots(patient, chart, random, age)
    field += 0.55 * _brow_shadow(chart)
    if patient.sex == "M":
        field += _beard_shadow(patient, chart, random)
    return cast(Field, field)


def _blood(chart: SkinChart, random: np.random.Generator, age: float) -> Field:
    texel = chart.texel_mm
    field = 0.20 * chart.blobs((50, 280, 205, 425), (13.0, 11.0))
    field += 0.34 * chart.blobs((4, 1, 94), (8.0, 7.0))
    field += 0.26 * chart.blobs((129, 358, 98, 327), (4.0, 5.0))
    field += 0.12 * chart.blobs((152, 199), (11.0, 9.0))
    field += 0.22 * chart.blobs((145, 374, 153, 380), (11.0, 4.0))
    field += 0.20 * chart.blobs((133, 362), (4.0, 4.0))
    field += 0.035 * soft_noise(chart.shape, 9.0 / texel, random)
    field += (0.035 + 0.02 * age) * soft_noise(chart.shape, 2.4 / texel, random)
    field += 0.03 * soft_noise(chart.shape, 0.7 / texel, random)
    height, width = chart.shape
    ears = np.abs(np.arange(width) - width / 2) * texel
    heights = TOP_MM - np.arange(height) * texel
    above_neck = np.clip((heights + 62.0) / 10.0, 0.0, 1.0)[:, None]
    field += (0.22 * np.clip((ears - 128.0) / 10.0, 0.0, 1.0)[None, :] * above_neck).astype(np.float32)
    field += _fine_vessels(chart, random) * (0.10 + 0.35 * age)
    return cast(Field, field)


def _fine_vessels(chart: SkinChart, random: np.random.Generator) -> Field:
    """Broken capillaries beside the nose and on the cheeks."""
    canvas = np.zeros(chart.shape, dtype=np.float32)
    for _ in range(130):
        start = chart.at(int(random.choice([129, 358, 50, 280, 98, 327]))) + random.normal(0.0, (7.0, 7.0))
        steps = np.cumsum(random.normal(0.0, 0.45, (9, 2)) + random.normal(0.0, 0.5, 2), axis=0)
        line = np.round(chart.texels(start + steps) * 16).astype(np.int32)
        cv2.polylines(canvas, [line], False, float(random.uniform(0.2, 0.9)), 1, cv2.LINE_AA, 4)
    return chart.blurred(canvas, 0.13)


def _spots(patient: PhantomPatient, chart: SkinChart, random: np.random.Generator, age: float) -> Field:
    """Freckles on light skin, age spots with the years, a few moles."""
    height, width = chart.shape
    freckles = int(random.uniform(0.2, 1.0) * 500 * max(0.0, 1.0 - abs(patient.monk - 2.5) / 4.0))
    count = (freckles, int(70 * age**1.5), int(random.integers(4, 12)))
    radius_mm = (
        random.uniform(0.25, 0.9, count[0]),
        random.gamma(2.5, 0.55, count[1]) + 0.5,
        random.uniform(0.5, 1.3, count[2]),
    )
    strength = (
        random.uniform(0.08, 0.30, count[0]),
        random.uniform(0.10, 0.38, count[1]),
        random.uniform(0.8, 1.8, count[2]),
    )
    soft_mm = (0.25, 0.45, 0.18)
    total = np.zeros(chart.shape, dtype=np.float32)
    for number, radii, strengths, soft in zip(count, radius_mm, strength, soft_mm, strict=True):
        places = np.stack(
            [
                random.normal(width / 2, 58.0 / chart.texel_mm, number),
                random.uniform(0.1 * height, 0.95 * height, number),
            ],
            axis=1,
        )
        total += dots(chart.shape, places, radii / chart.texel_mm, strengths, soft / chart.texel_mm)
    ragged = 1.0 + 0.35 * soft_noise(chart.shape, 0.9 / chart.texel_mm, random)
    return cast(Field, total * np.clip(ragged, 0.2, 1.8))


def _brow_shadow(chart: SkinChart) -> Field:
    return chart.polygon(BROW_RIGHT, 1.6) + chart.polygon(BROW_LEFT, 1.6)


def _beard_shadow(patient: PhantomPatient, chart: SkinChart, random: np.random.Generator) -> Field:
    """Shaved stubble: a soft shadow and the dots that make it."""
    jaw = chart.area(beard_outline(chart), 6.0)
    mouth = chart.polygon(LIPS_OUTER, 1.0)
    growth = jaw * (1.0 - mouth) * (1.0 - 0.75 * chart.blobs((50, 280), (14.0, 16.0)))
    growth = np.clip(growth, 0.0, 1.0)
    grain = random.random(chart.shape, dtype=np.float32)
    follicles = cv2.GaussianBlur((grain > 0.955).astype(np.float32), (0, 0), 0.08 / chart.texel_mm + 0.3)
    grey = 0.55 if patient.age_years > 60 else 1.0
    return cast(Field, growth * grey * (0.14 + 2.4 * follicles))


def beard_outline(chart: SkinChart) -> npt.NDArray[np.float64]:
    """Where a beard grows, an outline (n, 2) on the chart, millimetres."""
    mid = [chart.at(landmark) for landmark in (129, 98, 2, 327, 358)]
    left = [
        np.array([x, y]) for x, y in ((62.0, -52.0), (104.0, -30.0), (118.0, -60.0), (96.0, -108.0), (48.0, -138.0))
    ]
    right = [point * (-1.0, 1.0) for point in reversed(left)]
    return np.array([*mid, *left, *right])


def _with_lips(albedo: Field, patient: PhantomPatient, chart: SkinChart, darkness: float, age: float) -> Field:
    lips = chart.polygon(LIPS_OUTER, 0.7)[:, :, None]
    random = np.random.default_rng((patient.seed, 41))
    light = np.array([0.26, 0.22, 0.56]) * (1.0 - 0.12 * age)
    dark = np.array([0.75, 0.62, 0.86]) * base_tone(patient)
    red = (1.0 - darkness) * light + darkness * dark * 1.1
    red = 0.62 * red + 0.38 * base_tone(patient) * np.array([0.62, 0.50, 0.92])
    strength = np.float32(0.85 if patient.sex == "F" else 0.62)
    rows = np.flatnonzero(lips.max(axis=(1, 2)) > 1e-3)
    columns = np.flatnonzero(lips.max(axis=(0, 2)) > 1e-3)
    part = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    height, width = lips[part].shape[:2]
    streaks = soft_noise((max(8, height // 6), width), 0.5 / chart.texel_mm, random)
    stretched = cv2.resize(streaks, (width, height), interpolation=cv2.INTER_LINEAR)
    colour = red.astype(np.float32) * (1.0 + 0.07 * stretched)[:, :, None]
    cover = strength * lips[part]
    albedo[part] = albedo[part] * (1.0 - cover) + colour * cover
    return albedo
