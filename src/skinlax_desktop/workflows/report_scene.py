"""The pictures of the 3D view that the clinician chose for the report."""

from collections.abc import Mapping
from typing import Final

from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.text import report as words
from skinlax_desktop.workflows.report_blocks import Block, Photograph, Photographs, Text, TextStyle
from skinlax_desktop.workflows.report_dates import minute_of
from skinlax_desktop.workflows.report_pictures import prepare_picture

SCENE_MM: Final = 104.0


def compose_scene_pictures(visit: Visit, encoded: Mapping[str, bytes]) -> tuple[Block, ...]:
    """A heading and the pictures, one below the other; nothing where none was chosen.

    `encoded` holds the bytes by the picture's sha256; one that is not at hand is left out. Raises
    `SkinlaxError("report_picture_unreadable")`.
    """
    shown = []
    for number, picture in enumerate(visit.report_pictures, start=1):
        if picture.image.sha256 not in encoded:
            continue
        prepared = prepare_picture(encoded[picture.image.sha256], "scene", SCENE_MM)
        photograph = prepared.photograph
        shown.append(
            Photograph(
                jpeg=photograph.jpeg,
                width_px=photograph.width_px,
                height_px=photograph.height_px,
                caption=f"{number}. {picture.caption}",
                detail=words.SCENE_BY.format(author=picture.author, moment=minute_of(picture.taken_at)),
            )
        )
    if not shown:
        return ()
    return (
        Text(text=words.SCENE_TITLE, style=TextStyle.HEADING),
        Text(text=words.SCENE_NOTE),
        *(Photographs(pictures=(photograph,), columns=1, height_mm=SCENE_MM) for photograph in shown),
    )
