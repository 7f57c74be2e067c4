"""Give the program its typeface and style sheet; one theme is current at a time."""

from pathlib import Path
from typing import Final

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from skinlax_desktop.ui.theme.style_sheet import style_sheet
from skinlax_desktop.ui.theme.tokens import DARK, Palette, TextSize

_FAMILIES: Final = ("Source Sans Pro", "Noto Sans", "DejaVu Sans")
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
    _family = _load_family(fonts)
    application.setStyle(QStyleFactory.create("Fusion"))
    application.setPalette(_qt_palette(palette))
    application.setFont(font(TextSize.BODY))
    application.setStyleSheet(style_sheet(palette, _family or application.font().family()))


def _load_family(fonts: Path | None) -> str:
    shipped = [
        family
        for file in sorted(fonts.rglob("*.ttf") if fonts is not None and fonts.is_dir() else ())
        if (number := QFontDatabase.addApplicationFont(str(file))) >= 0
        for family in QFontDatabase.applicationFontFamilies(number)
    ]
    known = set(QFontDatabase.families())
    latin = [family for family in shipped if "JP" not in family and "CJK" not in family]
    return next((family for family in (*_FAMILIES, *latin) if family in known), "")


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
