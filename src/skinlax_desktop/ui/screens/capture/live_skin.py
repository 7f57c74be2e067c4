"""Wrinkles and pigment spots over the live picture: what is shown of them, and when. Knows no Qt."""

from dataclasses import dataclass
from typing import Protocol

from skinlax_desktop.jobs.runner import JobRunner
from skinlax_desktop.ports.clock import Clock
from skinlax_desktop.ports.live_skin import Line, LiveSkin, LiveSkinReader
from skinlax_desktop.text.metrics import reason_label
from skinlax_desktop.text.screens import capture as words
from skinlax_desktop.ui.screens.capture.live_overlay import LiveOverlay, OverlayKind


@dataclass(frozen=True, slots=True, kw_only=True)
class SkinShown:
    """Lines with the sentence on what they are, or the sentence on why there are none; all empty when switched off."""

    wrinkles: tuple[Line, ...] = ()
    spots: tuple[Line, ...] = ()
    sentence: str = ""


class SkinView(Protocol):
    """The passive half."""

    def show_skin(self, shown: SkinShown) -> None:
        """Over the live picture."""
        ...


def live_skin_overlay(
    view: SkinView, *, jobs: JobRunner, clock: Clock, reader: LiveSkinReader | None
) -> LiveOverlay[LiveSkin, SkinShown]:
    """Laid over on a clinician's wish."""
    return LiveOverlay(
        OverlayKind(
            name="live skin",
            read=None if reader is None else reader.read,
            nothing=SkinShown(),
            missing=SkinShown(sentence=words.SKIN_NOT_HERE),
            shown=_shown,
            hidden=lambda why: SkinShown(sentence=words.SKIN_HIDDEN.format(why=why)),
            doubted=lambda code: LiveSkin(doubt=code),
        ),
        show=view.show_skin,
        jobs=jobs,
        clock=clock,
    )


def _shown(skin: LiveSkin | None) -> SkinShown:
    if skin is None:
        return SkinShown(sentence=words.SKIN_SOON)
    if skin.doubt is not None:
        return SkinShown(sentence=words.SKIN_HIDDEN.format(why=reason_label(skin.doubt)))
    return SkinShown(wrinkles=skin.wrinkles, spots=skin.spots, sentence=words.SKIN_LABEL)
