"""A card in the middle of an empty screen, with one small form on it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from skinlax_desktop.ui.parts.labels import make_label, make_panel, set_role
from skinlax_desktop.ui.theme import TextRole, space

CARD_WIDTH_PX = 480


def centre_card(screen: QWidget) -> QVBoxLayout:
    """Put a card in the middle of `screen`; returns the layout of its content."""
    card: QFrame = make_panel()
    card.setFixedWidth(CARD_WIDTH_PX)
    card.setStyleSheet("QFrame[surface='panel'] { border-radius: 12px; }")
    inside = QVBoxLayout(card)
    inside.setContentsMargins(space(10), space(9), space(10), space(9))
    inside.setSpacing(space(3))
    outside = QGridLayout(screen)
    outside.addWidget(card, 0, 0, Qt.AlignmentFlag.AlignCenter)
    return inside


def add_field(layout: QVBoxLayout, label: str, field: QWidget) -> None:
    """A field under its label."""
    caption = make_label(label, TextRole.MUTED)
    caption.setBuddy(field)
    field.setAccessibleName(label)
    layout.addSpacing(space(1))
    layout.addWidget(caption)
    layout.addWidget(field)


def make_passphrase_field() -> QLineEdit:
    """A field whose text is not shown."""
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    return field


def show_message(label: QLabel, sentence: str, role: TextRole) -> None:
    """Write a sentence, keeping the room it needs so that nothing jumps."""
    set_role(label, str(role))
    label.setText(sentence)
