"""A job that failed, told to whoever asked for it."""

from collections.abc import Callable

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.text.errors import sentence_of_any


def say_failure(say: Callable[[str], object], error: Exception) -> None:
    """Say its sentence; a defect is raised again afterwards, so that the log has it."""
    say(sentence_of_any(error))
    if not isinstance(error, SkinlaxError):
        raise error
