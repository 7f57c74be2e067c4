"""The one question before the window closes."""

from PySide6.QtWidgets import QMessageBox, QWidget

from skinlax_desktop.text.screens import shell as words


def ask_to_close_unsaved(parent: QWidget, reason: str) -> bool:
    """Say why the visit is not saved; True to close anyway and lose the last change."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(words.NOT_SAVED)
    box.setText(words.CLOSE_UNSAVED)
    box.setInformativeText(f"{reason}\n{words.CLOSE_UNSAVED_LOSS}")
    keep = box.addButton(words.KEEP_OPEN, QMessageBox.ButtonRole.RejectRole)
    leave = box.addButton(words.CLOSE_ANYWAY, QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    box.exec()
    return box.clickedButton() is leave
