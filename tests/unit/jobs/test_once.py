"""Work done once by whichever thread comes first."""

import threading

import pytest

from skinlax_desktop.jobs.once import Once


def test_a_second_thread_waits_for_the_first_and_gets_its_outcome() -> None:
    begun, may_end = threading.Event(), threading.Event()
    done: list[int] = []

    def work() -> str:
        begun.set()
        assert may_end.wait(10.0)
        done.append(1)
        return "made"

    once = Once(work)
    first = threading.Thread(target=once.begin)
    first.start()
    assert begun.wait(10.0)
    threading.Timer(0.05, may_end.set).start()
    assert once.result() == "made"
    first.join()
    assert once.result() == "made"
    assert done == [1]


def test_who_needs_it_does_it_when_nobody_began() -> None:
    assert Once(lambda: threading.current_thread().name).result() == threading.current_thread().name


def test_what_it_raised_waits_for_the_one_who_needs_it() -> None:
    def fail() -> None:
        raise ValueError("told")

    once = Once(fail)
    once.begin()
    for _ in range(2):
        with pytest.raises(ValueError, match="told"):
            once.result()
