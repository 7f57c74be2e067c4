"""The style sheet, made from the tokens alone.

Widgets choose a look by dynamic property: `role` (a `TextRole`) on labels, `kind` ("primary", "quiet", "tool") on
buttons, `surface` ("panel", "surround", "raised") on frames.
"""

from pathlib import Path
from typing import Final

from skinlax_desktop.ui.theme.tokens import RADIUS_PX, TARGET_PX, Palette, TextSize, space

ICON_FOLDER: Final = Path(__file__).parents[4] / "resources" / "icons"

_TEMPLATE = """
* {{ font-family: "{family}"; font-size: {body}pt; }}
QWidget {{ color: {c.text}; }}
QMainWindow, QDialog {{ background: {c.window}; }}
QToolTip {{ background: {c.raised}; color: {c.text}; border: 1px solid {c.outline}; padding: {s1}px {s2}px; }}

QFrame[surface="panel"], QWidget[surface="panel"] {{ background: {c.panel}; }}
QFrame[surface="surround"], QWidget[surface="surround"] {{ background: {c.surround}; }}
QFrame[surface="raised"], QWidget[surface="raised"] {{ background: {c.raised}; border-radius: {radius}px; }}
QFrame[surface="window"], QWidget[surface="window"] {{ background: {c.window}; }}
QFrame[surface="line"] {{ background: {c.raised}; }}

QLabel {{ background: transparent; }}
QLabel[role="caption"] {{ font-size: {caption}pt; color: {c.muted}; }}
QLabel[role="muted"] {{ color: {c.muted}; }}
QLabel[role="strong"] {{ font-weight: 600; }}
QLabel[role="title"] {{ font-size: {title}pt; font-weight: 600; }}
QLabel[role="sentence"] {{ font-size: {sentence}pt; font-weight: 600; }}
QLabel[role="warning"] {{ color: {c.warning}; }}
QLabel[role="error"] {{ color: {c.error}; }}
QLabel:disabled {{ color: {c.disabled}; }}

QAbstractButton {{
    background: {c.raised}; border: 2px solid {c.raised}; border-radius: {radius}px;
    min-height: {inner}px; min-width: {inner}px; padding: 0 {s3}px;
}}
QAbstractButton:hover {{ background: {c.hovered}; border-color: {c.hovered}; }}
QAbstractButton:pressed {{ background: {c.outline}; border-color: {c.outline}; }}
QAbstractButton:checked {{ background: {c.hovered}; border-color: {c.outline}; }}
QAbstractButton:focus {{ border-color: {c.text}; }}
QAbstractButton:disabled {{ color: {c.disabled}; background: {c.panel}; border-color: {c.raised}; }}
QAbstractButton[kind="primary"] {{
    background: {c.accent}; border-color: {c.accent}; color: {c.on_accent}; font-weight: 600;
    min-height: {primary}px; padding: 0 {s5}px;
}}
QAbstractButton[kind="primary"]:hover {{ background: {c.accent_hovered}; border-color: {c.accent_hovered}; }}
QAbstractButton[kind="primary"]:focus {{ border-color: {c.text}; }}
QAbstractButton[kind="primary"]:disabled {{ background: {c.raised}; border-color: {c.raised}; color: {c.disabled}; }}
QAbstractButton[kind="quiet"], QAbstractButton[kind="tool"] {{ background: transparent; border-color: transparent; }}
QAbstractButton[kind="tool"] {{ padding: 0; }}
QAbstractButton[kind="quiet"]:hover, QAbstractButton[kind="tool"]:hover {{ background: {c.hovered}; }}
QAbstractButton[kind="quiet"]:checked, QAbstractButton[kind="tool"]:checked {{ background: {c.raised}; }}
QAbstractButton[kind="quiet"]:focus, QAbstractButton[kind="tool"]:focus {{ border-color: {c.text}; }}
QAbstractButton[kind="step"] {{
    background: transparent; border-color: transparent; padding: 0; font-size: {caption}pt;
}}
QAbstractButton[kind="step"]:hover {{ background: {c.hovered}; }}
QAbstractButton[kind="step"]:checked {{ background: {c.raised}; font-weight: 600; }}
QAbstractButton[kind="step"]:focus {{ border-color: {c.text}; }}
QCheckBox, QRadioButton {{ background: transparent; border-color: transparent; padding: 0 {s1}px; spacing: {s2}px; }}
QCheckBox::indicator, QRadioButton::indicator {{
    width: 18px; height: 18px; border: 2px solid {c.muted}; border-radius: 4px; background: {c.window};
}}
QRadioButton::indicator {{ border-radius: 11px; }}
QCheckBox::indicator:checked, QRadioButton::indicator:checked {{ background: {c.accent}; border-color: {c.accent}; }}
QCheckBox:hover, QRadioButton:hover {{ background: {c.hovered}; }}
QCheckBox:checked, QRadioButton:checked {{ background: transparent; border-color: transparent; }}
QCheckBox:focus, QRadioButton:focus {{ border-color: {c.text}; }}

QLineEdit, QComboBox, QDateEdit, QSpinBox, QDoubleSpinBox, QPlainTextEdit, QTextEdit {{
    background: {c.window}; border: 2px solid {c.outline}; border-radius: {radius}px;
    min-height: {inner}px; padding: 0 {s2}px; selection-background-color: {c.accent};
    placeholder-text-color: {c.muted};
    selection-color: {c.on_accent};
}}
QPlainTextEdit, QTextEdit {{ padding: {s1}px {s2}px; }}
QLineEdit:focus, QComboBox:focus, QDateEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QPlainTextEdit:focus,
QTextEdit:focus {{ border-color: {c.text}; }}
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled {{
    color: {c.disabled}; border-color: {c.raised};
}}
QComboBox::drop-down {{ border: 0; width: 28px; }}
QComboBox::down-arrow {{ image: url("{icons}/chevron.svg"); width: 16px; height: 16px; }}
QComboBox QAbstractItemView {{ background: {c.raised}; border: 1px solid {c.outline}; outline: 0; }}
QComboBox QAbstractItemView::item {{ min-height: {target}px; }}

QSlider {{ min-height: {target}px; border: 2px solid transparent; border-radius: {radius}px; }}
QSlider:focus {{ border-color: {c.text}; }}
QSlider::groove:horizontal {{ height: 4px; background: {c.outline}; border-radius: 2px; }}
QSlider::sub-page:horizontal {{ background: {c.accent}; border-radius: 2px; }}
QSlider::handle:horizontal {{ width: 20px; margin: -9px 0; border-radius: 10px; background: {c.text}; }}
QSlider::sub-page:horizontal:disabled, QSlider::handle:horizontal:disabled {{ background: {c.disabled}; }}

QListView, QTableView, QTreeView {{
    background: {c.panel}; border: 2px solid transparent; border-radius: {radius}px; outline: 0;
    gridline-color: {c.raised}; alternate-background-color: {c.panel};
}}
QListView:focus, QTableView:focus, QTreeView:focus {{ border-color: {c.outline}; }}
QListView::item, QTableView::item, QTreeView::item {{ min-height: {target}px; padding: 0 {s2}px; }}
QListView::item:hover, QTableView::item:hover, QTreeView::item:hover {{ background: {c.raised}; }}
QListView::item:selected, QTableView::item:selected, QTreeView::item:selected {{
    background: {c.hovered}; color: {c.text};
}}
QHeaderView::section {{
    background: {c.panel}; color: {c.muted}; border: 0; border-bottom: 1px solid {c.outline};
    padding: {s2}px; font-size: {caption}pt;
}}

QProgressBar {{ background: {c.raised}; border: 0; border-radius: 4px; min-height: 8px; max-height: 8px; }}
QProgressBar::chunk {{ background: {c.accent}; border-radius: 4px; }}

QScrollArea {{ background: transparent; border: 0; }}
QScrollArea > QWidget > QWidget[surface=""] {{ background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle {{ background: {c.outline}; border-radius: 4px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: {target}px; }}
QScrollBar::handle:horizontal {{ min-width: {target}px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QSplitter::handle {{ background: {c.window}; }}
"""


def style_sheet(palette: Palette, family: str) -> str:
    """The whole style sheet of a palette and a typeface."""
    return _TEMPLATE.format(
        c=palette,
        family=family,
        icons=ICON_FOLDER.as_posix(),
        caption=int(TextSize.CAPTION),
        body=int(TextSize.BODY),
        title=int(TextSize.TITLE),
        sentence=int(TextSize.SENTENCE),
        s1=space(1),
        s2=space(2),
        s3=space(3),
        s5=space(5),
        s6=space(6),
        radius=RADIUS_PX,
        target=TARGET_PX,
        inner=TARGET_PX - 4,  # the border takes the rest
        primary=space(11),
    )
