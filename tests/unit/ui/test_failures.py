"""What failed is said to whoever asked for it; a defect is said as well, and raised for the log."""

import pytest

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.text.errors import sentence_of
from skinlax_desktop.ui.screens.failures import say_failure


def test_a_known_failure_is_said_and_no_more() -> None:
    said: list[str] = []
    error = SkinlaxError("vault_disk_full")
    say_failure(said.append, error)
    assert said == [sentence_of(error)]


def test_a_defect_is_said_before_it_is_raised() -> None:
    said: list[str] = []
    with pytest.raises(ZeroDivisionError):
        say_failure(said.append, ZeroDivisionError())
    assert said == [sentence_of(SkinlaxError("unexpected"))]
