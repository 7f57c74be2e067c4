"""First run and sign-in: what is said when something is missing, and that the record opens."""

from collections.abc import Callable
from unittest.mock import create_autospec

import pytest

from screens.stand_ins import MemoryDoor, MemoryVault
from skinlax_desktop.jobs.runner import JobRunner
from skinlax_desktop.text.screens import sign_in as words
from skinlax_desktop.ui.screens.first_run.presenter import FirstRunPresenter, FirstRunView, rate_passphrase
from skinlax_desktop.ui.screens.sign_in.presenter import SignInPresenter, SignInView


class HandRun:
    """A job runner whose deliveries happen when the test says so."""

    def __init__(self) -> None:
        self._calls: list[Callable[[], None]] = []
        self.jobs = JobRunner(self._calls.append)

    def settle(self) -> None:
        while self.jobs.busy or self._calls:
            while self._calls:
                self._calls.pop(0)()


@pytest.fixture
def hand_run():
    run = HandRun()
    yield run
    run.jobs.close()


def test_first_run_says_what_is_missing_and_then_creates(hand_run: HandRun) -> None:
    door, view, opened = MemoryDoor(), create_autospec(FirstRunView), []
    presenter = FirstRunPresenter(
        view, door=door, jobs=hand_run.jobs, on_opened=lambda *who: opened.append(who), on_phantom=lambda: None
    )
    for user, one, two, problem in (
        (" ", "violet kolibri 42", "violet kolibri 42", words.USER_MISSING),
        ("anna", "short", "short", words.TOO_SHORT.format(least=10)),
        ("anna", "violet kolibri 42", "violet kolibri 43", words.NOT_ALIKE),
    ):
        presenter.create(user, one, two)
        view.show_problem.assert_called_with(problem)
    assert not door.exists()
    presenter.create(" anna ", "violet kolibri 42", "violet kolibri 42")
    hand_run.settle()
    assert opened == [("anna", door.vault)]


def test_longer_and_more_varied_passphrases_rate_higher() -> None:
    rated = [
        rate_passphrase(text) for text in ("", "aaaaaaaaaaaa", "kolibri12", "kolibri am fluss", "Kolibri am Fluss 9!")
    ]
    assert rated == ["none", "weak", "weak", "fair", "strong"]


@pytest.mark.parametrize("code", ["vault_damaged", "vault_locked_by_another", "vault_newer_schema"])
def test_a_record_that_does_not_open_is_explained(hand_run: HandRun, code: str) -> None:
    door, view = MemoryDoor(known={"anna": "x"}, fault=code), create_autospec(SignInView)
    SignInPresenter(view, door=door, jobs=hand_run.jobs, on_opened=lambda *_: None, on_phantom=lambda: None).open(
        "anna", "x"
    )
    hand_run.settle()
    sentence = view.show_problem.call_args.args[0]
    assert len(sentence.split()) > 4
    view.show_busy.assert_called_with(busy=False)


def test_a_wrong_passphrase_clears_the_field_and_the_right_one_opens(hand_run: HandRun) -> None:
    door, view, opened = MemoryDoor(known={"anna": "right one"}), create_autospec(SignInView), []
    presenter = SignInPresenter(
        view, door=door, jobs=hand_run.jobs, on_opened=lambda *who: opened.append(who), on_phantom=lambda: None
    )
    presenter.open("anna", "wrong one")
    hand_run.settle()
    view.clear_passphrase.assert_called_once_with()
    assert not opened
    presenter.open("anna", "right one")
    hand_run.settle()
    assert isinstance(opened[0][1], MemoryVault)


def test_an_empty_passphrase_is_not_tried(hand_run: HandRun) -> None:
    view = create_autospec(SignInView)
    SignInPresenter(
        view,
        door=MemoryDoor(known={"anna": ""}),
        jobs=hand_run.jobs,
        on_opened=lambda *_: None,
        on_phantom=lambda: None,
    ).open("anna", "")
    view.show_problem.assert_called_once_with(words.EMPTY_PASSPHRASE)
