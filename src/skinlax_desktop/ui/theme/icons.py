"""Icons: one set of stroked SVGs, coloured when they are loaded."""

from functools import cache
from typing import Final
from weakref import WeakSet

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton
from shiboken6 import isValid

from skinlax_desktop.ui.theme.appearance import current_palette
from skinlax_desktop.ui.theme.style_sheet import ICON_FOLDER

_DRAWN_IN: Final = "#EDEDED"
_EMPTY: Final = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"/>'
_SIZES_PX: Final = (24, 36, 48, 72)
# Ours only: asking Qt for all widgets hands out its own inner ones too, which may be deleted while we look at them.
_BUTTONS: Final[WeakSet[QAbstractButton]] = WeakSet()


def load_icon(name: str, colour: str | None = None) -> QIcon:
    """An icon in the text's colour, or in another; sharp up to 300 %. `name` is a file in `resources/icons`."""
    icon = QIcon()
    for size in _SIZES_PX:
        icon.addPixmap(_draw(name, colour or current_palette().text, size, 1.0))
        icon.addPixmap(_draw(name, current_palette().disabled, size, 1.0), QIcon.Mode.Disabled)
    return icon


def set_icon(button: QAbstractButton, name: str) -> None:
    """Give a button an icon that follows the theme, in the colour of the button's own words."""
    button.setProperty("icon_name", name)
    button.setIcon(load_icon(name, _colour_on(button)))
    _BUTTONS.add(button)


def reload_icons() -> None:
    """Draw the icons of all buttons again, in the colours of the theme that is current now."""
    for button in list(_BUTTONS):
        if isValid(button):
            button.setIcon(load_icon(str(button.property("icon_name")), _colour_on(button)))


def _colour_on(button: QAbstractButton) -> str:
    palette = current_palette()
    return palette.on_accent if button.property("kind") == "primary" else palette.text


def load_pixmap(name: str, size_px: int, colour: str | None = None, *, scale: float = 1.0) -> QPixmap:
    """An icon as a picture of `size_px` logical pixels on a screen of that scale."""
    return _draw(name, colour or current_palette().text, size_px, scale)


@cache
def _draw(name: str, colour: str, size_px: int, scale: float) -> QPixmap:
    path = ICON_FOLDER / f"{name}.svg"
    # An icon that did not arrive leaves its place empty: the word beside it says the same.
    source = path.read_text(encoding="utf-8") if path.is_file() else _EMPTY
    renderer = QSvgRenderer(QByteArray(source.replace(_DRAWN_IN, colour).encode()))
    side = round(size_px * scale)
    pixmap = QPixmap(QSize(side, side))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter)
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    return pixmap
