"""What a failed job says, and that a defect is not swallowed."""

import pytest

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.ui.screens.failures import say_failure


def test_a_known_failure_is_said_and_a_defect_reaches_the_log_as_well() -> None:
    said: list[tuple[str, bool]] = []
    say_failure(lambda sentence, wrong: said.append((sentence, wrong)), SkinlaxError("compliance_not_told"))
    with pytest.raises(ZeroDivisionError):
        say_failure(lambda sentence, wrong: said.append((sentence, wrong)), ZeroDivisionError())
    assert all(sentence and wrong for sentence, wrong in said)
    assert len({sentence for sentence, _ in said}) == 2
