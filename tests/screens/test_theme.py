"""The tokens keep their promises: neutral greys, readable text, sizes in steps."""

import re
from dataclasses import fields

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from skinlax_desktop.app.places import find_places
from skinlax_desktop.ui.parts.labels import make_button
from skinlax_desktop.ui.theme import DARK, LIGHT, TARGET_PX, Palette, TextSize, apply_theme, reload_icons, space
from skinlax_desktop.ui.theme.style_sheet import style_sheet

PALETTES = pytest.mark.parametrize("palette", [DARK, LIGHT], ids=lambda palette: palette.name)
GREYS = ("surround", "window", "panel", "raised", "hovered", "outline", "text", "muted", "disabled", "on_accent")


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255.0 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@PALETTES
def test_greys_are_neutral(palette: Palette) -> None:
    for name in GREYS:
        colour = getattr(palette, name)
        assert colour[1:3] == colour[3:5] == colour[5:7], name


@PALETTES
def test_text_can_be_read(palette: Palette) -> None:
    for ground in (palette.window, palette.panel, palette.raised):
        assert contrast(palette.text, ground) >= 7.0
        assert contrast(palette.muted, ground) >= 4.5
    for ground in (palette.window, palette.panel):
        assert contrast(palette.warning, ground) >= 4.5
        assert contrast(palette.error, ground) >= 4.5
    assert contrast(palette.on_accent, palette.accent) >= 4.5
    assert contrast(palette.on_accent, palette.accent_hovered) >= 4.5


@PALETTES
def test_the_style_sheet_knows_no_colour_of_its_own(palette: Palette) -> None:
    known = {getattr(palette, field.name) for field in fields(palette)}
    sheet = style_sheet(palette, "Any")
    assert set(re.findall(r"#[0-9a-f]{6}", sheet)) <= known
    assert "{c." not in sheet


def test_sizes_and_spaces() -> None:
    assert len(TextSize) == 4
    assert TARGET_PX >= 36
    assert [space(step) % 4 for step in range(6)] == [0] * 6


@pytest.mark.parametrize("kind", ["primary", "quiet"])
def test_an_icon_has_the_colour_of_the_words_beside_it_after_a_change_of_theme(
    qapp: QApplication, qtbot: QtBot, kind: str
) -> None:
    button = make_button("Print", lambda: None, kind=kind, icon="print")
    qtbot.addWidget(button)
    fonts = find_places().third_party / "fonts"
    try:
        for palette in (LIGHT, DARK):
            apply_theme(qapp, palette, fonts=fonts)
            reload_icons()
            image = button.icon().pixmap(QSize(48, 48)).toImage()
            seen = {
                image.pixelColor(x, y).name()
                for x in range(image.width())
                for y in range(image.height())
                if image.pixelColor(x, y).alpha() == 255
            }
            assert seen == {(palette.on_accent if kind == "primary" else palette.text).lower()}
    finally:
        apply_theme(qapp, DARK, fonts=fonts)
        reload_icons()
