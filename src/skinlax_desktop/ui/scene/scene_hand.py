"""The hand on the scene: dragging turns, a click with a tool points, a handle is held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, Qt

from skinlax_desktop.ui.scene.comparing import CompareMode

if TYPE_CHECKING:
    from skinlax_desktop.ui.scene.scene_widget import SceneWidget

_DEG_PER_PX: Final = 0.4
_CLICK_PX: Final = 4.0
_REACH_PX: Final = 11.0
_WIPE_STEP: Final = 0.02
_KEY_TURNS: Final = {
    Qt.Key.Key_Left: (-10.0, 0.0),
    Qt.Key.Key_Right: (10.0, 0.0),
    Qt.Key.Key_Up: (0.0, 10.0),
    Qt.Key.Key_Down: (0.0, -10.0),
}


class SceneHand:
    """One scene's hand. `wipes` while it holds the wipe handle."""

    def __init__(self, widget: SceneWidget) -> None:
        self._widget = widget
        self._pressed_at: QPointF | None = None
        self._last: QPointF | None = None
        self._held: tuple[str, int] | None = None
        self.wipes = False

    # The mouse

    def press(self, at: QPointF, button: Qt.MouseButton) -> None:
        """Take hold of the wipe handle, of a mark's point, or of the face."""
        self._pressed_at = self._last = at
        self._held = None
        if button is not Qt.MouseButton.LeftButton:
            return
        if self._on_wipe(at):
            self.wipes = True
            self._widget.wipe(self._widget.wipe_at)
        elif not self._widget.is_earlier_at(at):
            self._held = self._widget.point_at(at, _REACH_PX)
            if self._held is not None:
                self._widget.mark_chosen.emit(self._held[0])

    def drag(self, at: QPointF, buttons: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> None:
        """Turn; with Shift or the middle button, shift."""
        if self._last is None:
            self._show_pointer(at)
            return
        by = at - self._last
        self._last = at
        widget = self._widget
        if self.wipes:
            widget.wipe(at.x() / max(1, widget.width()))
        elif self._held is not None:
            widget.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif modifiers & Qt.KeyboardModifier.ShiftModifier or buttons & Qt.MouseButton.MiddleButton:
            mm_per_px = widget.orbit.distance_mm * 0.425 / max(1, widget.height())
            widget.look_at(widget.orbit.shifted(-by.x() * mm_per_px, by.y() * mm_per_px))
        elif self._was_dragged(at):
            widget.look_at(widget.orbit.turned(-by.x() * _DEG_PER_PX, by.y() * _DEG_PER_PX))

    def release(self, at: QPointF, button: Qt.MouseButton) -> None:
        """A click points; a point that was held is put down."""
        dragged, held, wiped = self._was_dragged(at), self._held, self.wipes
        self._pressed_at = self._last = self._held = None
        self.wipes = False
        widget = self._widget
        self._show_pointer(at)
        if wiped:
            widget.wipe(widget.wipe_at)
        elif held is not None and dragged:
            widget.point_moved.emit(held[0], held[1], *self._ray(at))
        elif not dragged and held is None and button is Qt.MouseButton.LeftButton:
            self._click(at)

    # The keyboard

    def key(self, key: Qt.Key) -> bool:
        """Arrows turn, Return closes; whether the key meant anything."""
        if key in _KEY_TURNS:
            self._widget.look_at(self._widget.orbit.turned(*_KEY_TURNS[key]))
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._widget.closing_requested.emit()
            return True
        return False

    def point_at_cross(self) -> None:
        """Point at the middle of this visit's picture."""
        self._click(self._widget.pane().center())

    def nudge_wipe(self, steps: int) -> None:
        """The wipe by keys."""
        self._widget.wipe(self._widget.wipe_at + steps * _WIPE_STEP)

    def _click(self, at: QPointF) -> None:
        widget = self._widget
        if not widget.uses_tool:
            widget.mark_chosen.emit("")
        elif widget.is_earlier_at(at):
            widget.pointed_at_earlier.emit()
        else:
            widget.sighted.emit(*self._ray(at))

    def _ray(self, at: QPointF) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
        pane = self._widget.pane()
        return self._widget.projection().ray(at.x() - pane.left(), at.y() - pane.top())

    def _was_dragged(self, at: QPointF) -> bool:
        return self._pressed_at is not None and (at - self._pressed_at).manhattanLength() >= _CLICK_PX

    def _on_wipe(self, at: QPointF) -> bool:
        widget = self._widget
        wiping = widget.compares and widget.mode is CompareMode.WIPE
        return wiping and abs(at.x() - widget.wipe_at * widget.width()) <= _REACH_PX

    def _show_pointer(self, at: QPointF) -> None:
        widget = self._widget
        if self._on_wipe(at):
            widget.setCursor(Qt.CursorShape.SplitHCursor)
        elif widget.point_at(at, _REACH_PX) is not None and not widget.is_earlier_at(at):
            widget.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            widget.setCursor(Qt.CursorShape.CrossCursor if widget.uses_tool else Qt.CursorShape.ArrowCursor)
