"""What the forecast says of this face without treatment, or that it cannot; knows no Qt."""

from collections.abc import Callable

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import VisitId
from skinlax_desktop.domain.measurement import Analysis
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs import JobRunner, Lane
from skinlax_desktop.text.screens import simulation as words

TellAgeing = Callable[[Visit, Callable[[Callable[[], tuple[str, ...]]], None], Callable[[Exception], None]], None]
"""(visit, read, failed): reads the record and hands `read` the work that puts it into sentences, for lane COMPUTE."""


class Ageing:
    """Asked once a visit; `changed` when there is something to say."""

    def __init__(self, jobs: JobRunner, tell: TellAgeing | None, *, changed: Callable[[], None]) -> None:
        self._jobs = jobs
        self._tell = tell
        self._changed = changed
        self._asked: tuple[VisitId, Analysis | None] | None = None
        self._said: tuple[str, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is said, that it is not drawn last; nothing before it was asked."""
        return (*self._said, words.AGEING_NOT_DRAWN) if self._said else ()

    def forget(self) -> None:
        """Another visit."""
        self._asked, self._said = None, ()

    def want(self, visit: Visit | None) -> None:
        """Read the earlier visits, once."""
        if visit is None:
            return
        asked = (visit.id, visit.analysis)
        if self._asked == asked:
            return
        self._asked = asked
        if self._tell is None:
            self._say(asked, (words.AGEING_UNKNOWN,))
            return
        self._say(asked, (words.AGEING_READING,))

        def read(work: Callable[[], tuple[str, ...]]) -> None:
            self._jobs.submit(
                "tell ageing",
                lambda _control: work(),
                lane=Lane.COMPUTE,
                on_done=lambda said: self._say(asked, said or (words.AGEING_UNKNOWN,)),
                on_failed=failed,
            )

        def failed(error: Exception) -> None:
            self._say(asked, (words.AGEING_UNKNOWN,))
            if not isinstance(error, SkinlaxError):
                raise error

        self._tell(visit, read, failed)

    def _say(self, asked: tuple[VisitId, Analysis | None], said: tuple[str, ...]) -> None:
        if self._asked == asked:
            self._said = said
            self._changed()
