"""The first button of a screen, disabled for a moment, keeps the keyboard's focus for when it can be pressed again."""

from PySide6.QtWidgets import QAbstractButton, QWidget


class LentFocus:
    """A button that is disabled hands its focus to the next one, and Return would press that.

    The button gets it back once it is enabled, unless somebody moved it on meanwhile.
    """

    def __init__(self, button: QAbstractButton) -> None:
        self._button = button
        self._lent_to: QWidget | None = None

    def enable(self, able: bool) -> None:
        """In place of `setEnabled`."""
        button = self._button
        if able == button.isEnabled():
            return
        focused = button.window().focusWidget()
        button.setEnabled(able)
        if not able:
            self._lent_to = button.window().focusWidget() if focused is button else None
        elif focused is not None and focused is self._lent_to:
            button.setFocus()
