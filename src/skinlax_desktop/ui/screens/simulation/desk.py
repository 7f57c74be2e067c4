"""What everything on the simulation screen needs that writes into the open visit."""

from collections.abc import Callable
from dataclasses import dataclass

from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.jobs import JobRunner
from skinlax_desktop.workflows.visit_store import VisitStore

Store = Callable[[bytes, int, int, str], ImageRef]
"""(bytes, width, height, media type) to what was stored; called in lane VAULT."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Desk:
    """`store` is None without a record; `load` is called in lane VAULT too; `say(sentence, is_error)`."""

    visits: VisitStore
    jobs: JobRunner
    load: Callable[[ImageRef], bytes]
    store: Store | None
    author: Callable[[], UserName]
    now: Callable[[], str]
    say: Callable[[str, bool], None]
