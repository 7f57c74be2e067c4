"""What the demo leaves for others to read: analysis, mesh, the pictures the report needs."""

from dataclasses import replace
from pathlib import Path

from skinlax_desktop.app.demo.stills import Picture
from skinlax_desktop.domain.measurement import Analysis
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.encoding import encode_jpeg
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.ply import write_ply
from skinlax_desktop.workflows.analysis_file import write_analysis

_QUALITY = 95


def write_results(out: Path, analysis: Analysis, mesh: FaceMesh, pictures: dict[View, Picture]) -> None:
    """Write `analysis.json`, `mesh.ply` and `pictures/<view>.jpg`; a phantom has no privacy to lose."""
    folder = out / "pictures"
    folder.mkdir(exist_ok=True)
    for view, picture in pictures.items():
        (folder / f"{view}.jpg").write_bytes(encode_jpeg(picture, _QUALITY))
    frames = tuple(replace(frame, file=f"{frame.view}.jpg") for frame in analysis.frames)
    write_analysis(replace(analysis, frames=frames), out / "analysis.json")
    write_ply(mesh, out / "mesh.ply")
