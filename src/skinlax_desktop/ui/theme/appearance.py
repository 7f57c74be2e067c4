"""Give the program its typeface and style sheet; one theme is current at a time."""

from functools import cache
from pathlib import Path
from typing import Final

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from skinlax_desktop.ui.theme.style_sheet import style_sheet
from skinlax_desktop.ui.theme.tokens import DARK, Palette, TextSize

_FAMILIES: Final = ("Source Sans Pro", "Noto Sans", "DejaVu Sans")
# What our own words are written in; the rest is for names in other scripts and comes after the first window.
_FIRST_FILES: Final = ("SourceSansPro-Regular.ttf", "SourceSansPro-Semibold.ttf")
_STYLED: Final = "skinlax_styled"
_current = DARK
_family = ""


def current_palette() -> Palette:
    """The colours in use, for what paints itself."""
    return _current


def font(size: TextSize, *, strong: bool = False) -> QFont:
    """The program's typeface at one of the four sizes."""
    chosen = QFont(_family or QApplication.font().family(), int(size))
    chosen.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    return chosen


def apply_theme(application: QApplication, palette: Palette = DARK, *, fonts: Path | None = None) -> None:
    """Style the whole program. `fonts` is a folder with the typeface that ships with it."""
    global _current, _family
    _current = palette
    _family = _find_family(fonts)
    if application.property(_STYLED) is None:
        # Once: Qt tears the old style down under every widget that lives, and was seen to lock itself doing so.
        application.setStyle(QStyleFactory.create("Fusion"))
        application.setProperty(_STYLED, True)
    application.setPalette(_qt_palette(palette))
    application.setFont(font(TextSize.BODY))
    application.setStyleSheet(style_sheet(palette, _family or application.font().family()))


def load_fonts(fonts: Path) -> None:
    """Make every typeface of a folder known."""
    for file in sorted(fonts.rglob("*.ttf")):
        _load(file)


@cache
def _load(file: Path) -> tuple[str, ...]:
    """The families of a file, which Qt knows from now on; none when it is no typeface."""
    number = QFontDatabase.addApplicationFont(str(file))
    return tuple(QFontDatabase.applicationFontFamilies(number)) if number >= 0 else ()


def _find_family(fonts: Path | None) -> str:
    if fonts is not None and _FAMILIES[0] in [name for file in _FIRST_FILES for name in _load(fonts / file)]:
        return _FAMILIES[0]
    known = set(QFontDatabase.families())
    return next((family for family in _FAMILIES if family in known), "")


def _qt_palette(palette: Palette) -> QPalette:
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: palette.window,
        QPalette.ColorRole.WindowText: palette.text,
        QPalette.ColorRole.Base: palette.raised,
        QPalette.ColorRole.AlternateBase: palette.panel,
        QPalette.ColorRole.Text: palette.text,
        QPalette.ColorRole.Button: palette.raised,
        QPalette.ColorRole.ButtonText: palette.text,
        QPalette.ColorRole.PlaceholderText: palette.muted,
        QPalette.ColorRole.ToolTipBase: palette.raised,
        QPalette.ColorRole.ToolTipText: palette.text,
        QPalette.ColorRole.Highlight: palette.accent,
        QPalette.ColorRole.HighlightedText: palette.on_accent,
        QPalette.ColorRole.Mid: palette.outline,
    }
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(palette.disabled))
    return made
