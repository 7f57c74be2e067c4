"""The shape of a visit's face from its own pictures."""

from skinlax_desktop.imaging.decoding import Picture, decode_picture
from skinlax_desktop.ports.landmarks import LandmarkFinder
from skinlax_desktop.workflows.capture_set import CaptureFrame
from skinlax_desktop.workflows.reconstruct_face import reconstruct_face
from skinlax_desktop.workflows.series_pictures import Progress
from skinlax_desktop.workflows.shape_material import ShapeMaterial
from skinlax_desktop.workflows.surface_import import ImportedSurface, imported


def shape_of_visit(material: ShapeMaterial, finder: LandmarkFinder, on_progress: Progress) -> ImportedSurface:
    """Reconstruct the face with zones and measures, as a PLY to keep; takes a minute.

    Raises what `reconstruct_face` raises.
    """

    def load(frame: CaptureFrame) -> Picture:
        return decode_picture(material.encoded[frame.file], name=frame.file)

    found = reconstruct_face(material.captured, finder, load=load, on_progress=on_progress)
    return imported(found.mesh, found.landmarks_in_face_mm, found.scale.share or 0.0, found.down)
