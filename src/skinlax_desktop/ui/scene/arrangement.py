"""How one visit or two share the widget: where each is, whose a place is, and the pixels put together."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF

from skinlax_desktop.ui.scene.comparing import CompareMode

Colours = npt.NDArray[np.uint8]
FOOTER_PX: Final = 92.0
BACKGROUND_LEVEL: Final = 0x1F


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """Logical pixels. `mode` is ONE without an earlier visit. `has_footer`: room for a legend below two panes."""

    mode: CompareMode
    width: float
    height: float
    wipe_at: float = 0.5
    shows_earlier: bool = False
    has_footer: bool = False

    @property
    def whole(self) -> QRectF:
        """Everything."""
        return QRectF(0.0, 0.0, self.width, self.height)

    @property
    def footer(self) -> QRectF:
        """The strip below the panes; empty where there is none."""
        high = FOOTER_PX if self.has_footer and self.mode is CompareMode.SIDE else 0.0
        return QRectF(0.0, self.height - high, self.width, high)

    @property
    def pane(self) -> QRectF:
        """Where this visit's picture is; the earlier one's has the same size."""
        high = self.height - self.footer.height()
        if self.mode is CompareMode.SIDE:
            half = float(int(self.width) // 2)
            return QRectF(half, 0.0, half, high)
        return QRectF(0.0, 0.0, self.width, high)

    @property
    def earlier_pane(self) -> QRectF:
        """Where the earlier visit's picture is."""
        return QRectF(0.0, 0.0, self.pane.width(), self.pane.height())

    @property
    def seen(self) -> QRectF:
        """The part of this visit's picture that is seen; empty while the other one is in its place."""
        if self.mode is CompareMode.WIPE:
            return self.pane.adjusted(self.wipe_at * self.width, 0.0, 0.0, 0.0)
        return QRectF() if self.mode is CompareMode.BLINK and self.shows_earlier else self.pane

    def is_earlier_at(self, at: QPointF) -> bool:
        """Whether the earlier visit is what one sees there."""
        return self.mode is not CompareMode.ONE and not self.seen.contains(at)

    def compose(self, panes: tuple[Colours, ...], scale: float) -> Colours:
        """One picture (height, width, 4) of the panes'; `scale` is device pixels a logical one."""
        if len(panes) == 1:
            return np.ascontiguousarray(panes[0])
        earlier, later = panes
        if self.mode is CompareMode.SIDE:
            both = np.concatenate((earlier, later), axis=1)
            both[:, later.shape[1] - 1 : later.shape[1] + 1] = 0
            high = round(self.footer.height() * scale)
            below = np.full((high, both.shape[1], 4), BACKGROUND_LEVEL, dtype=np.uint8)
            return np.ascontiguousarray(np.concatenate((both, below)))
        if self.mode is CompareMode.WIPE:
            at = round(self.wipe_at * later.shape[1])
            return np.ascontiguousarray(np.concatenate((earlier[:, :at], later[:, at:]), axis=1))
        return np.ascontiguousarray(earlier if self.shows_earlier else later)
