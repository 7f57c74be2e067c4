"""The light that every visible point sends to the camera: skin, eyes, cloth, teeth, backdrop."""

from typing import Any, Final

import numpy as np
from numba import njit, prange

RING_INNER_MM: Final = 95.0
RING_OUTER_MM: Final = 130.0
WORKING_MM: Final = 800.0
BACKDROP: Final = 0.20

# Columns of the vertex table.
POSITION, NORMAL, CHART, OPENNESS, SCALP, CLOTH, LOCAL = 0, 3, 6, 8, 9, 10, 11
COLUMNS: Final = 14


@njit(cache=True, parallel=True, fastmath=True)
def shade(
    seen: Any,
    inverse: Any,
    triangles: Any,
    material: Any,
    table: Any,
    focal: float,
    centre_x: float,
    centre_y: float,
    albedo: Any,
    slopes: Any,
    hollow: Any,
    texel_mm: float,
    left_mm: float,
    top_mm: float,
    slope_step: float,
    hair_colour: Any,
    iris_colour: Any,
    light: Any,
    beams: Any,
    arriving: Any,
    shelter: Any,
    dyes: Any,
    shine: float,
    picture: Any,
) -> None:
    """Fill `picture` (h, w, 3) with linear blue, green, red.

    `light` is the colour of the ring times its level, then the level of the room's own light; `table` holds for
    every vertex the columns named above, in camera axes (x right, y down, z away) where they are places. `beams`
    (k, 6) are far soft lights: the direction towards each in camera axes, and its blue, green, red; `arriving`
    (h, w, k) is how much of each is not barred. `shelter` (h, w) is how open a place is to its near surroundings; one
    row stands for a picture of ones. `dyes`: how white the eyes are, then the cloth's blue, green, red. `shine`:
    how much of what the ring mirrors in a surface reaches the camera; 1.0 without polarisers.
    """
    height, width = seen.shape
    rows, columns = hollow.shape
    sheltered = len(shelter) == height
    for y in prange(height):
        corner = np.empty((3, COLUMNS), dtype=np.float32)
        value = np.empty(COLUMNS, dtype=np.float32)
        colour = np.empty(3, dtype=np.float32)
        for x in range(width):
            number = seen[y, x]
            if number < 0:
                # The backdrop hangs 1.2 m behind the patient and the ring lights its middle more.
                dx, dy = (x - centre_x) / focal, (y - centre_y) / focal
                fall = 1.0 / (1.0 + 3.0 * (dx * dx + dy * dy))
                for c in range(3):
                    picture[y, x, c] = BACKDROP * fall * (0.85 * light[c] + light[3])
                continue
            for k in range(3):
                vertex = triangles[number, k]
                for c in range(COLUMNS):
                    corner[k, c] = table[vertex, c]
            rx, ry = (x - centre_x) / focal, (y - centre_y) / focal
            z = 1.0 / inverse[y, x]
            px, py, pz = rx * z, ry * z, z
            # Weights of the corners from the areas seen along the pixel's ray.
            e1x, e1y, e1z = corner[1, 0] - corner[0, 0], corner[1, 1] - corner[0, 1], corner[1, 2] - corner[0, 2]
            e2x, e2y, e2z = corner[2, 0] - corner[0, 0], corner[2, 1] - corner[0, 1], corner[2, 2] - corner[0, 2]
            qx, qy, qz = px - corner[0, 0], py - corner[0, 1], pz - corner[0, 2]
            d11 = e1x * e1x + e1y * e1y + e1z * e1z
            d12 = e1x * e2x + e1y * e2y + e1z * e2z
            d22 = e2x * e2x + e2y * e2y + e2z * e2z
            q1 = qx * e1x + qy * e1y + qz * e1z
            q2 = qx * e2x + qy * e2y + qz * e2z
            denominator = d11 * d22 - d12 * d12
            if denominator < 1e-12:
                denominator = 1e-12
            w1 = min(max((d22 * q1 - d12 * q2) / denominator, 0.0), 1.0)
            w2 = min(max((d11 * q2 - d12 * q1) / denominator, 0.0), 1.0)
            w0 = 1.0 - w1 - w2
            for c in range(COLUMNS):
                value[c] = w0 * corner[0, c] + w1 * corner[1, c] + w2 * corner[2, c]
            nx, ny, nz = value[NORMAL], value[NORMAL + 1], value[NORMAL + 2]
            length = np.sqrt(nx * nx + ny * ny + nz * nz) + 1e-9
            nx, ny, nz = nx / length, ny / length, nz / length
            distance = np.sqrt(px * px + py * py + pz * pz)
            vx, vy, vz = -px / distance, -py / distance, -pz / distance
            fall = (WORKING_MM / distance) ** 2
            openness = value[OPENNESS]
            kind = material[number]
            sx, sy, sz = nx, ny, nz
            gloss, roughness = 0.028, 0.42
            sheen = 0.0
            sinking = np.float32(1.0)
            scatter = np.float32(0.0)
            if kind == 0 and value[CLOTH] > 0.0:
                # A grey knit: fine ribs, a seam at the collar.
                rib = 0.5 + 0.5 * np.sin(value[CHART] * 5.2)
                grain = 0.5 + 0.5 * np.sin(value[CHART + 1] * 7.1 + 1.5 * np.sin(value[CHART] * 2.6))
                seam = 0.72 if 15.0 < value[CLOTH] < 16.2 else 1.0
                edge = 0.55 + 0.45 * min(value[CLOTH] / 1.5, 1.0)
                tone = 0.17 * (0.86 + 0.10 * rib + 0.06 * grain) * seam * edge
                colour[0], colour[1], colour[2] = tone * dyes[1], tone * dyes[2], tone * dyes[3]
                gloss = 0.0
            elif kind == 0:
                u = (value[CHART] - left_mm) / texel_mm - 0.5
                v = (top_mm - value[CHART + 1]) / texel_mm - 0.5
                u = min(max(u, 0.0), columns - 1.001)
                v = min(max(v, 0.0), rows - 1.001)
                iu, iv = int(u), int(v)
                fu, fv = np.float32(u - iu), np.float32(v - iv)
                a00, a01 = (1 - fu) * (1 - fv), fu * (1 - fv)
                a10, a11 = (1 - fu) * fv, fu * fv
                for c in range(3):
                    root = (
                        a00 * albedo[iv, iu, c]
                        + a01 * albedo[iv, iu + 1, c]
                        + a10 * albedo[iv + 1, iu, c]
                        + a11 * albedo[iv + 1, iu + 1, c]
                    ) / np.float32(255.0)
                    colour[c] = root * root
                across = (
                    a00 * slopes[iv, iu, 0]
                    + a01 * slopes[iv, iu + 1, 0]
                    + a10 * slopes[iv + 1, iu, 0]
                    + a11 * slopes[iv + 1, iu + 1, 0]
                ) * slope_step
                up = (
                    a00 * slopes[iv, iu, 1]
                    + a01 * slopes[iv, iu + 1, 1]
                    + a10 * slopes[iv + 1, iu, 1]
                    + a11 * slopes[iv + 1, iu + 1, 1]
                ) * slope_step
                sinking = (
                    a00 * hollow[iv, iu]
                    + a01 * hollow[iv, iu + 1]
                    + a10 * hollow[iv + 1, iu]
                    + a11 * hollow[iv + 1, iu + 1]
                ) / np.float32(255.0)
                # Directions on the skin along the chart's axes, from the triangle's own layout on the chart.
                u1, v1 = corner[1, CHART] - corner[0, CHART], corner[1, CHART + 1] - corner[0, CHART + 1]
                u2, v2 = corner[2, CHART] - corner[0, CHART], corner[2, CHART + 1] - corner[0, CHART + 1]
                area = u1 * v2 - u2 * v1
                if abs(area) > 1e-5:
                    tx, ty, tz = (
                        (e1x * v2 - e2x * v1) / area,
                        (e1y * v2 - e2y * v1) / area,
                        (e1z * v2 - e2z * v1) / area,
                    )
                    bx, by, bz = (
                        (e2x * u1 - e1x * u2) / area,
                        (e2y * u1 - e1y * u2) / area,
                        (e2z * u1 - e1z * u2) / area,
                    )
                    t2 = max(tx * tx + ty * ty + tz * tz, np.float32(0.2))
                    b2 = max(bx * bx + by * by + bz * bz, np.float32(0.2))
                    across, up = across / t2, up / b2
                    sx = nx - across * tx - up * bx
                    sy = ny - across * ty - up * by
                    sz = nz - across * tz - up * bz
                    length = np.sqrt(sx * sx + sy * sy + sz * sz) + 1e-9
                    sx, sy, sz = sx / length, sy / length, sz / length
                scatter = np.float32(1.0)
                scalp = min(max(value[SCALP] / 10.0 + 0.4, 0.0), 1.0)
                if scalp > 0.0:
                    for c in range(3):
                        colour[c] = colour[c] * (1.0 - scalp) + hair_colour[c] * 0.55 * scalp
                    gloss *= 1.0 - 0.8 * scalp
                lip = max(0.0, 1.0 - ((value[CHART] / 24.0) ** 2 + ((value[CHART + 1] + 71.0) / 11.0) ** 2))
                oil = np.exp(-((value[CHART] / 17.0) ** 2) - ((value[CHART + 1] + 22.0) / 30.0) ** 2)
                roughness = 0.44 - 0.10 * oil - 0.10 * lip
                gloss = gloss * (0.8 + 0.5 * oil + 0.5 * lip) * sinking
            elif kind == 1:
                colour[0], colour[1], colour[2] = 0.42, 0.52, 0.58
                gloss, roughness = 0.05, 0.2
            elif kind == 2:
                colour[0], colour[1], colour[2] = 0.10, 0.10, 0.30
                gloss, roughness = 0.04, 0.3
            else:
                sheen = _eye(value, iris_colour, texel_mm, vx, vy, vz, nx, ny, nz, colour)
                gloss, roughness = 0.0, 0.2
                for c in range(3):
                    colour[c] *= dyes[0]
            facing = nx * vx + ny * vy + nz * vz
            detailed = sx * vx + sy * vy + sz * vz
            # The room's light comes mostly from the ceiling in front of the patient.
            ceiling = max(0.0, 0.55 - 0.45 * sy - 0.25 * sz)
            key = 1.0 - 0.95 * (1.0 - min(openness * 1.25, 1.0)) ** 2
            near = shelter[y, x] if sheltered else np.float32(1.0)
            key *= near
            for c in range(3):
                # Red light travels far inside the skin: it sees the smooth surface and wraps round its edges.
                wide = (0.30, 0.42, 0.72)[c] * scatter
                lean = detailed * (1.0 - wide) + facing * wide
                wrap = (0.04, 0.06, 0.12)[c] * scatter
                lit = max(0.0, (lean + wrap) / (1.0 + wrap))
                cavity = sinking ** (1.1, 1.0, 0.6)[c]
                bounce = openness ** (1.15, 1.05, 0.75)[c]
                diffuse = lit * light[c] * fall * key + 0.55 * light[3] * ceiling * bounce * near
                for b in range(len(beams)):
                    aimed = sx * beams[b, 0] + sy * beams[b, 1] + sz * beams[b, 2]
                    broad = nx * beams[b, 0] + ny * beams[b, 1] + nz * beams[b, 2]
                    # A soft light is as wide as a window: it reaches a little round the edges.
                    beam = (aimed * (1.0 - wide) + broad * wide + wrap + 0.15) / (1.15 + wrap)
                    diffuse += max(0.0, beam) * beams[b, 3 + c] * key * arriving[y, x, b]
                colour[c] = colour[c] * diffuse * cavity
            if gloss > 0.0 and detailed > 0.0:
                # The ring surrounds the lens, so the half vector is the line of sight; its width dulls the highlight.
                a2 = roughness**4 + 0.006
                spread = detailed * detailed * (a2 - 1.0) + 1.0
                strength = a2 / (np.pi * spread * spread) * gloss / (4.0 * max(detailed, 0.25))
                strength *= np.pi * 0.55 * key * shine
                for c in range(3):
                    colour[c] += strength * detailed * light[c] * fall
            if gloss > 0.0:
                for b in range(len(beams)):
                    hx, hy, hz = vx + beams[b, 0], vy + beams[b, 1], vz + beams[b, 2]
                    size = np.sqrt(hx * hx + hy * hy + hz * hz) + 1e-9
                    half = (sx * hx + sy * hy + sz * hz) / size
                    aimed = sx * beams[b, 0] + sy * beams[b, 1] + sz * beams[b, 2]
                    if half > 0.0 and aimed > 0.0:
                        a2 = roughness**4 + 0.02
                        spread = half * half * (a2 - 1.0) + 1.0
                        strength = a2 / (np.pi * spread * spread) * gloss / (4.0 * max(detailed, 0.25))
                        for c in range(3):
                            colour[c] += strength * np.pi * 0.55 * aimed * beams[b, 3 + c] * key * arriving[y, x, b]
            for c in range(3):
                picture[y, x, c] = colour[c] + sheen * shine * light[c] * fall


@njit(cache=True, fastmath=True, inline="never")
def _eye(
    value: Any,
    iris_colour: Any,
    texel_mm: float,
    vx: float,
    vy: float,
    vz: float,
    nx: float,
    ny: float,
    nz: float,
    colour: Any,
) -> Any:
    """Paint an eye by the place on the ball (millimetres from its axis) and return the ring's reflection."""
    lx, ly, lz = value[LOCAL], value[LOCAL + 1], value[LOCAL + 2]
    radius = np.sqrt(lx * lx + ly * ly)
    turn = np.arctan2(ly, lx)
    veins = 0.5 + 0.5 * np.sin(turn * 23.0 + 3.0 * np.sin(radius * 1.7) + 1.3 * np.sin(turn * 7.0))
    veins = veins**14 * min(max((radius - 7.0) / 5.0, 0.0), 1.0)
    corner = min(max((radius - 8.0) / 6.0, 0.0), 1.0)
    if lz < 0.0:
        corner = 1.0
    colour[0] = 0.50 * (1.0 - 0.42 * corner) * (1.0 - 0.35 * veins)
    colour[1] = 0.53 * (1.0 - 0.40 * corner) * (1.0 - 0.35 * veins)
    colour[2] = 0.58 * (1.0 - 0.16 * corner) * (1.0 - 0.08 * veins)
    soft = max(0.25, 1.5 * texel_mm)
    iris = min(max((5.85 - radius) / (1.6 * soft) + 0.5, 0.0), 1.0) if lz > 0.0 else 0.0
    if iris > 0.0:
        fibres = 0.5 + 0.16 * np.sin(turn * 61.0 + 3.0 * np.sin(radius * 2.1 + 3.0 * np.sin(turn * 3.0)))
        fibres += 0.16 * np.sin(turn * 23.0 - radius * 1.3 + 2.0 * np.sin(turn * 7.0)) + 0.1 * np.sin(turn * 5.0 + 1.0)
        collarette = np.exp(-(((radius - 2.9) / 0.7) ** 2))
        limbus = min(max((radius - 4.5) / 1.4, 0.0), 1.0)
        pupil = min(max((radius - 1.75) / soft + 0.5, 0.0), 1.0)
        for c in range(3):
            tone = iris_colour[c] * (0.55 + 0.75 * fibres) * (1.0 + 0.55 * collarette) * (1.0 - 0.78 * limbus * limbus)
            colour[c] = colour[c] * (1.0 - iris) + (tone * pupil + 0.004) * iris
    # The cornea is steeper than the ball: seen from the ring it mirrors the ring as a small circle.
    bend = radius / 7.8 if radius < 6.2 else radius / 14.0
    facing = nx * vx + ny * vy + nz * vz
    tilt = np.arccos(min(max(facing, -1.0), 1.0)) * (14.5 / 7.8)
    if radius > 6.2:
        tilt = np.arccos(min(max(facing, -1.0), 1.0))
    inner, outer = 0.5 * RING_INNER_MM / WORKING_MM, 0.5 * RING_OUTER_MM / WORKING_MM
    feather = 0.02 * max(soft, 0.12)
    ring = min(max((tilt - inner) / feather + 0.5, 0.0), 1.0) * min(max((outer - tilt) / feather + 0.5, 0.0), 1.0)
    return 1.6 * ring + 0.012 * max(0.0, 1.0 - bend)
