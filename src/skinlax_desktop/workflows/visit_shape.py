"""The shape of a visit's face from its own pictures."""

from skinlax_desktop.imaging.decoding import Picture, decode_picture
from skinlax_desktop.ports.landmarks import LandmarkFinder
from skinlax_desktop.surface.ply import ply_bytes
from skinlax_desktop.workflows.capture_set import CaptureFrame
from skinlax_desktop.workflows.reconstruct_face import reconstruct_face
from skinlax_desktop.workflows.series_pictures import Progress
from skinlax_desktop.workflows.shape_material import ShapeMaterial
from skinlax_desktop.workflows.surface_import import ImportedSurface


def shape_of_visit(material: ShapeMaterial, finder: LandmarkFinder, on_progress: Progress) -> ImportedSurface:
    """Reconstruct the face with its zones, as a PLY to keep; takes a minute. Raises what `reconstruct_face` raises."""

    def load(frame: CaptureFrame) -> Picture:
        return decode_picture(material.encoded[frame.file], name=frame.file)

    found = reconstruct_face(material.captured, finder, load=load, on_progress=on_progress)
    return ImportedSurface(ply=ply_bytes(found.mesh), source=found.mesh.source, scale_share=found.scale.share or 0.0)
