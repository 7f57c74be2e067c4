"""The filmstrip of the capture screen: small copies are kept as long as a tile shows them, and no longer."""

from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from skinlax_desktop.domain.ids import CaptureId
from skinlax_desktop.domain.views import View
from skinlax_desktop.ui.screens.capture.filmstrip import Filmstrip
from skinlax_desktop.ui.screens.capture.shown import Tile, TileState


def tile(view: View, capture: str | None) -> Tile:
    return Tile(
        view=view,
        label=view.value,
        state=TileState.MISSING if capture is None else TileState.ACCEPTED,
        verdict="",
        wanted=False,
        capture_id=None if capture is None else CaptureId(capture),
    )


def test_small_copies_of_earlier_captures_are_let_go_and_those_in_view_stay(qtbot: QtBot) -> None:
    strip = Filmstrip()
    qtbot.addWidget(strip)
    strip.show_tiles((tile(View.FRONTAL, "first"), tile(View.OBLIQUE_LEFT, None)))
    strip.show_image(CaptureId("first"), QImage(8, 8, QImage.Format.Format_RGB32))
    for number in range(60):
        # The picture comes before its tile does, as it does on the screen.
        strip.show_image(CaptureId(f"retake {number}"), QImage(8, 8, QImage.Format.Format_RGB32))
        strip.show_tiles((tile(View.FRONTAL, "first"), tile(View.OBLIQUE_LEFT, f"retake {number}")))
    kept = strip.kept_images
    assert {"first", "retake 59"} <= kept
    assert len(kept) <= 12
