"""How everything looks: tokens, the style sheet made from them, the typeface, the icons.

Lives here: `Palette` (DARK, LIGHT), type sizes, spacing, `apply_theme`, `current_palette`, icons that follow it.
Must not: a screen's layout. No colour, size or font name is written anywhere else.
"""

from skinlax_desktop.ui.theme.appearance import apply_theme, current_palette, font, load_fonts
from skinlax_desktop.ui.theme.icons import load_icon, load_pixmap, reload_icons, set_icon
from skinlax_desktop.ui.theme.tokens import (
    DARK,
    LIGHT,
    RADIUS_PX,
    TARGET_PX,
    Palette,
    TextRole,
    TextSize,
    space,
)

__all__ = [
    "DARK",
    "LIGHT",
    "RADIUS_PX",
    "TARGET_PX",
    "Palette",
    "TextRole",
    "TextSize",
    "apply_theme",
    "current_palette",
    "font",
    "load_fonts",
    "load_icon",
    "load_pixmap",
    "reload_icons",
    "set_icon",
    "space",
]
