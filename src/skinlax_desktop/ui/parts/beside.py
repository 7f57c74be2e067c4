"""The layout of a screen with a large picture: a column around it, a panel at its right."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget


def lay_beside(screen: QWidget, column: Sequence[QWidget], panel: QWidget, *, tall: QWidget) -> None:
    """Stack `column` without gaps, `tall` taking the height that is left, and put `panel` beside it."""
    left = QVBoxLayout()
    left.setSpacing(0)
    for widget in column:
        left.addWidget(widget, 1 if widget is tall else 0)
    row = QHBoxLayout(screen)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(1)
    row.addLayout(left, 1)
    row.addWidget(panel)
