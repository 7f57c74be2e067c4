"""A picture of a head in a scene, as the camera would deliver it."""

from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.light_and_exposure import LightMode
from skinlax_desktop.phantom import shading
from skinlax_desktop.phantom.chart import LEFT_MM, TOP_MM
from skinlax_desktop.phantom.focus_blur import blur_by_focus
from skinlax_desktop.phantom.head import PhantomHead
from skinlax_desktop.phantom.light_modes import colour_in_mode, room_in, shine_in, ultraviolet_albedo
from skinlax_desktop.phantom.mesh_normals import vertex_normals
from skinlax_desktop.phantom.posing import pose_points
from skinlax_desktop.phantom.rasteriser import visible_triangles
from skinlax_desktop.phantom.scene import Scene, VirtualCamera, gaze_rotation
from skinlax_desktop.phantom.screen_shadows import beam_shadows, shelter
from skinlax_desktop.phantom.sensor import expose, ring_level
from skinlax_desktop.phantom.skin_maps import SLOPE_STEP
from skinlax_desktop.phantom.strand_drawing import draw_strands
from skinlax_desktop.phantom.topology import Material

Points = npt.NDArray[np.float64]

_RING_BRIGHTNESS: Final = 1.05
_SHOWS_TEETH: Final = ("smile", "mouth_open")
_STRANDS_PER_PIXEL_MM: Final = 0.13


def render(head: PhantomHead, scene: Scene, camera: VirtualCamera, *, noise_seed: int | None) -> npt.NDArray[np.uint8]:
    """Photograph a head: (height, width, 3) BGR, upright, sRGB-coded; the same seed gives the same picture."""
    return expose(render_linear(head, scene, camera), scene, noise_seed)


def render_linear(head: PhantomHead, scene: Scene, camera: VirtualCamera) -> npt.NDArray[np.float32]:
    """The light that reaches the sensor, (height, width, 3) linear BGR; 1.0 saturates it at 8 ms and 0 dB."""
    return render_with_depth(head, scene, camera)[0]


def render_with_depth(
    head: PhantomHead,
    scene: Scene,
    camera: VirtualCamera,
    *,
    wall: npt.NDArray[np.float32] | None = None,
    near_shadows: bool = False,
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """The light as `render_linear`, and 1 / depth (height, width) in 1 / mm along the axis, 0 where no head is.

    `wall` (height, width, 3) stands behind the head instead of the station's backdrop. `near_shadows` darkens folds
    and bars beams by what the picture's own depth shows.
    """
    topology, look = head.topology, head.look
    shape = head.shape_mm(scene.expression)
    points = pose_points(shape + look.cover_mm, scene)
    pixels = camera.project(points)
    triangles, material = topology.triangles, topology.material
    if scene.expression not in _SHOWS_TEETH:
        outer = (material != Material.TEETH) & (material != Material.TONGUE)
        triangles, material = triangles[outer], material[outer]
    seen, inverse = visible_triangles(pixels, points[:, 2], triangles, camera.width_px, camera.height_px)
    mode = scene.light.mode
    light = np.array([*(_RING_BRIGHTNESS * ring_level(scene) * np.array(colour_in_mode(scene.light))), room_in(mode)])
    pixel_mm = scene.distance_mm / camera.focal_px
    skin = look.skin.level_for(pixel_mm)
    albedo = ultraviolet_albedo(skin.albedo) if mode is LightMode.ULTRAVIOLET else skin.albedo
    normals = vertex_normals(points, triangles)
    beams = _beam_table(scene)
    folds, arriving = np.ones((1, 1), dtype=np.float32), np.ones((*inverse.shape, len(beams)), dtype=np.float32)
    if near_shadows:
        folds = shelter(inverse, camera.focal_px)
        arriving = beam_shadows(inverse, beams, camera.focal_px, camera.centre_px)
    picture = np.empty((camera.height_px, camera.width_px, 3), dtype=np.float32)
    shading.shade(
        seen,
        inverse,
        triangles,
        material,
        _vertex_table(head, scene, points, normals),
        camera.focal_px,
        *camera.centre_px,
        albedo,
        skin.slopes,
        skin.hollow,
        skin.texel_mm,
        LEFT_MM,
        TOP_MM,
        SLOPE_STEP,
        look.hair_colour.astype(np.float32),
        look.iris_colour.astype(np.float32),
        light.astype(np.float32),
        beams,
        arriving,
        folds,
        np.array(look.dyes, dtype=np.float32),
        shine_in(mode),
        picture,
    )
    if wall is not None:
        picture[seen < 0] = wall[seen < 0]
    _draw_hair(head, scene, camera, shape, inverse, light, picture)
    return blur_by_focus(picture, inverse, camera.focal_px, scene.focus_mm), inverse


def _beam_table(scene: Scene) -> npt.NDArray[np.float32]:
    rows = [(*beam.direction, *beam.bgr) for beam in scene.beams]
    return np.array(rows, dtype=np.float32).reshape(-1, 6)


def _vertex_table(head: PhantomHead, scene: Scene, points: Points, normals: Points) -> npt.NDArray[np.float32]:
    look = head.look
    table = np.empty((len(points), shading.COLUMNS), dtype=np.float32)
    table[:, shading.POSITION : shading.POSITION + 3] = points
    table[:, shading.NORMAL : shading.NORMAL + 3] = normals
    table[:, shading.CHART : shading.CHART + 2] = look.chart_mm
    table[:, shading.OPENNESS] = look.openness
    table[:, shading.SCALP] = look.scalp_mm
    table[:, shading.CLOTH] = look.cloth_mm
    table[:, shading.LOCAL : shading.LOCAL + 3] = look.eye_mm @ gaze_rotation(scene.pose, scene.gaze_aside_deg)
    return table


def _draw_hair(
    head: PhantomHead,
    scene: Scene,
    camera: VirtualCamera,
    shape: Points,
    inverse: npt.NDArray[np.float32],
    light: Points,
    picture: npt.NDArray[np.float32],
) -> None:
    strands = head.look.strands
    pixel_mm = scene.distance_mm / camera.focal_px
    # A small picture needs fewer hairs, each as much wider; those of negative thinning are few already.
    share = min(1.0, (_STRANDS_PER_PIXEL_MM / pixel_mm) ** 1.3)
    drawn = strands.thinning <= share
    wider = np.where(strands.thinning[drawn] < 0.0, 1.0, 1.0 / share)
    moved = (shape - head.vertices_mm)[strands.root[drawn]]
    points = strands.points_mm[drawn] + moved[:, None]
    count, steps = points.shape[:2]
    placed = pose_points(points.reshape(-1, 3), scene)
    pixels = camera.project(placed).reshape(count, steps, 2)
    placed = placed.reshape(count, steps, 3)
    light = light.copy()
    for beam in scene.beams:
        light[:3] += 0.5 * np.array(beam.bgr)
    lit = _hair_light(placed, strands.colour[drawn], light, shine_in(scene.light.mode))
    width = strands.width_mm[drawn] * wider / pixel_mm
    draw_strands(picture, inverse, pixels, placed[:, :, 2], lit, width, 0.85)


def _hair_light(placed: Points, colour: Points, light: Points, shine: float) -> Points:
    """Kajiya and Kay's hair: light falls across a fibre, and mirrors where the fibre lies across the line of sight."""
    along = np.gradient(placed, axis=1)
    along /= np.linalg.norm(along, axis=2, keepdims=True) + 1e-9
    distance = np.linalg.norm(placed, axis=2, keepdims=True)
    cosine = (along * placed).sum(axis=2, keepdims=True) / distance
    sine = np.sqrt(np.clip(1.0 - cosine**2, 0.0, 1.0))
    fall = (shading.WORKING_MM / distance) ** 2
    diffuse = colour[:, None] * (0.25 + 0.75 * sine)
    mirror = shine * 0.045 * sine**60 + 0.5 * colour[:, None] * sine**16
    depth = np.linspace(0.72, 1.0, placed.shape[1])[None, :, None]
    return np.asarray((diffuse * 0.8 + mirror) * depth * (light[:3] * fall + 0.4 * light[3]))
