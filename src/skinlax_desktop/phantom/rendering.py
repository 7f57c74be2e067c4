"""A picture of a head in a scene, as the camera would deliver it."""

import numpy as np
import numpy.typing as npt

from skinlax_desktop.phantom.head import PhantomHead
from skinlax_desktop.phantom.mesh_normals import vertex_normals
from skinlax_desktop.phantom.posing import pose_points
from skinlax_desktop.phantom.rasteriser import NOTHING, visible_triangles
from skinlax_desktop.phantom.scene import Scene, VirtualCamera
from skinlax_desktop.phantom.sensor import expose, ring_level


def render(head: PhantomHead, scene: Scene, camera: VirtualCamera, *, noise_seed: int | None) -> npt.NDArray[np.uint8]:
    """Photograph a head: (height, width, 3) BGR, upright, sRGB-coded; the same seed gives the same picture."""
    return expose(render_linear(head, scene, camera), scene, noise_seed)


def render_linear(head: PhantomHead, scene: Scene, camera: VirtualCamera) -> npt.NDArray[np.float32]:
    """The light that reaches the sensor, (height, width, 3) linear BGR; 1.0 saturates it at 8 ms and 0 dB."""
    points = pose_points(head.shape_mm(scene.expression), scene)
    seen, _ = visible_triangles(camera.project(points), points[:, 2], head.triangles, camera.width_px, camera.height_px)
    normals = vertex_normals(points, head.triangles)
    facing = np.clip(-normals[head.triangles, 2].mean(axis=1), 0.0, 1.0)
    colours = np.array([[0.20, 0.27, 0.45], [0.8, 0.8, 0.8], [0.1, 0.1, 0.3], [0.7, 0.7, 0.7], [0.7, 0.7, 0.7]])
    shade = (colours[head.topology.material] * facing[:, None] * ring_level(scene)).astype(np.float32)
    picture = np.full((camera.height_px, camera.width_px, 3), 0.18, dtype=np.float32)
    covered = seen != NOTHING
    picture[covered] = shade[seen[covered]]
    return picture
