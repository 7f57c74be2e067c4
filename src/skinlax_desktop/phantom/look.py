"""What a head looks like, apart from its shape: skin, hair, eyes, shirt, and how open each place is to the light."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.phantom.chart import TEXEL_MM, to_chart
from skinlax_desktop.phantom.dress import CLOTH_THICKNESS_MM, cloth_mask, mouth_inside, scalp_mask
from skinlax_desktop.phantom.head_hair import Hairdo, usual_hairdo
from skinlax_desktop.phantom.landmarks import load_landmark_table
from skinlax_desktop.phantom.mesh_normals import vertex_normals
from skinlax_desktop.phantom.occlusion import ambient_occlusion
from skinlax_desktop.phantom.patients import PhantomPatient
from skinlax_desktop.phantom.skin_maps import SkinMaps, SkinPaint, make_skin
from skinlax_desktop.phantom.skin_tone import linear_from_srgb
from skinlax_desktop.phantom.strands import Strands, grow_strands
from skinlax_desktop.phantom.topology import GAZE_DOWN_DEG, HeadTopology

Points = npt.NDArray[np.float64]

_MOUTH_OPENNESS: Final = 0.42
PLAIN_DYES: Final = (1.0, 1.08, 1.0, 0.94)

# sRGB red, green, blue.
_HAIR: Final = {
    "black": (34, 27, 25),
    "dark": (58, 42, 33),
    "brown": (92, 66, 47),
    "fair": (150, 118, 84),
    "grey": (150, 146, 142),
    "white": (205, 202, 198),
}
_IRIS: Final = {"dark": (66, 44, 30), "brown": (98, 66, 42), "hazel": (110, 94, 66), "grey": (104, 113, 116)}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HeadLook:
    """Per vertex (n, ...) and whole-head appearance.

    `cover_mm` displaces skin under cloth and hair outwards; `openness` is 0..1; `scalp_mm` and `cloth_mm` are signed
    distances inside hair and shirt; `eye_mm` is a place on the eyeball relative to its centre. Colours are linear
    blue, green, red. `dyes`: the whiteness of the eyes, then the cloth's blue, green, red over a mid grey.
    """

    skin: SkinMaps
    strands: Strands
    chart_mm: Points
    cover_mm: Points
    openness: npt.NDArray[np.float64]
    scalp_mm: npt.NDArray[np.float64]
    cloth_mm: npt.NDArray[np.float64]
    eye_mm: Points
    hair_colour: Points
    iris_colour: Points
    dyes: tuple[float, float, float, float] = PLAIN_DYES


@dataclass(frozen=True, slots=True, kw_only=True)
class LookOptions:
    """How finely a head is painted, and whose skin and hair it wears when they are not the patient's own.

    `hair_share`: how much of the hair is grown at all; small pictures draw no more. `hairdo` instead of the usual
    one of the sex. `paint` is laid over the skin's own colour; `furrow`: how sharply laxity folds it.
    """

    texel_mm: float = TEXEL_MM
    hair_share: float = 1.0
    skin_of: PhantomPatient | None = None
    hair_of: PhantomPatient | None = None
    hairdo: Hairdo | None = None
    paint: SkinPaint | None = None
    furrow: float = 1.0
    dyes: tuple[float, float, float, float] = PLAIN_DYES


def make_look(
    patient: PhantomPatient,
    topology: HeadTopology,
    vertices_mm: Points,
    resources: Path,
    options: LookOptions | None = None,
) -> HeadLook:
    """Dress a head of that shape (n, 3)."""
    options = options or LookOptions()
    groomed = options.hair_of or patient
    canonical = topology.canonical_mm
    table = load_landmark_table(resources)
    hairdo = options.hairdo or usual_hairdo(groomed)
    scalp = scalp_mask(canonical, groomed.sex) - hairdo.receded_mm
    cloth = cloth_mask(canonical)
    scalp[topology.skin_count :] = cloth[topology.skin_count :] = -100.0
    ears = (np.abs(canonical[:, 0]) > 70.0) & (np.abs(canonical[:, 1] + 25.0) < 29.0)
    ears &= np.abs(canonical[:, 2] + 82.0) < 24.0
    # The rim stands out from the skull further back.
    rim = (np.abs(canonical[:, 0]) > 75.0) & (np.abs(canonical[:, 1] + 20.0) < 36.0)
    ears |= rim & (np.abs(canonical[:, 2] + 90.0) < 42.0)
    scalp[ears] = np.minimum(scalp[ears], -20.0)
    normals = vertex_normals(vertices_mm, topology.triangles)
    volume = hairdo.cover_mm * _smooth(scalp, 0.0, 22.0)
    thickness = volume + CLOTH_THICKNESS_MM * _smooth(cloth, -0.5, 0.8)
    hair = _hair_colour(groomed) if hairdo.colour is None else np.array(hairdo.colour)
    return HeadLook(
        skin=make_skin(
            options.skin_of or patient,
            canonical[table.vertices],
            texel_mm=options.texel_mm,
            paint=options.paint,
            furrow=options.furrow,
        ),
        strands=grow_strands(groomed, topology, vertices_mm, normals, table, scalp, hair, hairdo, options.hair_share),
        chart_mm=to_chart(canonical),
        cover_mm=normals * thickness[:, None],
        openness=_average_openness(topology),
        scalp_mm=scalp,
        cloth_mm=cloth,
        eye_mm=_eye_places(topology, vertices_mm),
        hair_colour=hair,
        iris_colour=_iris_colour(patient),
        dyes=options.dyes,
    )


def _smooth(values: npt.NDArray[np.float64], start: float, end: float) -> npt.NDArray[np.float64]:
    ramp = np.clip((values - start) / (end - start), 0.0, 1.0)
    return np.asarray(ramp * ramp * (3.0 - 2.0 * ramp))


@lru_cache(maxsize=1)
def _average_openness(topology: HeadTopology) -> npt.NDArray[np.float64]:
    """Occlusion hardly differs between people, so the average head's serves all."""
    openness = ambient_occlusion(topology.canonical_mm, topology.triangles)
    skin = slice(0, topology.skin_count)
    lining = mouth_inside(topology.canonical_mm[skin]) & (openness[skin] < _MOUTH_OPENNESS)
    openness[skin][lining] *= 0.15
    return openness


def _eye_places(topology: HeadTopology, vertices_mm: Points) -> Points:
    """Places on the eyeballs relative to their centres, the line of sight along z."""
    places = np.zeros((len(vertices_mm), 3))
    size = len(topology.eye_sphere)
    tilt = np.radians(GAZE_DOWN_DEG)
    level = np.array([[1, 0, 0], [0, np.cos(tilt), np.sin(tilt)], [0, -np.sin(tilt), np.cos(tilt)]])
    for number in range(2):
        start = topology.surface_count + number * size
        ball = vertices_mm[start : start + size]
        places[start : start + size] = (ball - ball.mean(axis=0)) @ level.T
    return places


def _hair_colour(patient: PhantomPatient) -> Points:
    random = np.random.default_rng((patient.seed, 53))
    african, asian, _ = patient.origin
    if african + asian > 0.5 or patient.monk >= 7:
        young = "black"
    else:
        young = str(random.choice(["dark", "brown", "brown", "fair"]))
    greyness = np.clip((patient.age_years - 42.0) / 28.0 + random.normal(0.0, 0.12), 0.0, 1.0)
    old = "white" if patient.age_years > 70 else "grey"
    mixed = (1.0 - greyness) * np.array(_HAIR[young]) + greyness * np.array(_HAIR[old])
    return linear_from_srgb(mixed)[::-1].copy()


def _iris_colour(patient: PhantomPatient) -> Points:
    random = np.random.default_rng((patient.seed, 59))
    african, asian, _ = patient.origin
    if african + asian > 0.5 or patient.monk >= 6:
        name = str(random.choice(["dark", "brown"]))
    else:
        name = str(random.choice(["brown", "hazel", "grey", "grey"]))
    return linear_from_srgb(np.array(_IRIS[name], dtype=np.float64))[::-1].copy()
