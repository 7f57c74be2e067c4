"""Labels and buttons with their role from the theme."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

from skinlax_desktop.ui.theme import TextRole, set_icon


def make_label(text: str = "", role: TextRole = TextRole.BODY, *, wrap: bool = False) -> QLabel:
    """A label; plain text always, so that nothing typed is read as markup."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", str(role))
    label.setWordWrap(wrap)
    return label


def set_role(widget: QWidget, role: str, *, name: str = "role") -> None:
    """Change a widget's role and have the style sheet applied again."""
    if widget.property(name) != role:
        widget.setProperty(name, role)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def make_button(
    text: str,
    on_click: Callable[[], object],
    *,
    kind: str = "",
    icon: str = "",
    name: str = "",
    hint: str = "",
) -> QPushButton:
    """A button; `name` is its accessible name where the text alone does not say it."""
    button = QPushButton(text)
    # Return presses it, for Space may be a screen's primary action.
    button.setAutoDefault(True)
    button.setAccessibleName(name or text)
    if kind:
        button.setProperty("kind", kind)
    if icon:
        set_icon(button, icon)
        button.setIconSize(QSize(20, 20))
    if hint:
        button.setToolTip(hint)
    button.clicked.connect(lambda: on_click())
    return button


def make_panel(surface: str = "panel", parent: QWidget | None = None) -> QFrame:
    """A flat surface: "window", "panel", "raised" or "surround"."""
    frame = QFrame(parent)
    frame.setProperty("surface", surface)
    return frame
