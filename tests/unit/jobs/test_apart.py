"""One piece of work in a process of its own: its answer, its refusal, its death, and that it can be ended."""

import multiprocessing
import os

import pytest

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.jobs import JobCancelledError
from skinlax_desktop.jobs.apart import ProcessDiedError, run_apart
from worker_tasks import work_apart


def hear(_fraction: float, _step: str) -> None:
    return


def test_the_answer_comes_from_another_process_and_what_it_raises_goes_on_here() -> None:
    answer = run_apart(work_apart, "a", hear)
    assert answer.startswith("a:")
    assert answer != f"a:{os.getpid()}"
    with pytest.raises(SkinlaxError) as caught:
        run_apart(work_apart, "refuse", hear)
    assert (caught.value.code, caught.value.parameters) == ("scan_empty", {"file": "a.obj"})


def test_a_crash_is_an_error_here() -> None:
    with pytest.raises(ProcessDiedError):
        run_apart(work_apart, "crash", hear)


def test_a_job_that_nobody_wants_ends_its_process_though_it_hangs() -> None:
    heard: list[tuple[float, str]] = []

    def stop_once_it_works(fraction: float, step: str) -> None:
        heard.append((fraction, step))
        if step == "half":
            raise JobCancelledError

    with pytest.raises(JobCancelledError):
        run_apart(work_apart, "hang", stop_once_it_works)
    assert heard[-1] == (0.5, "half")
    assert not [child for child in multiprocessing.active_children() if child.name.startswith("SpawnProcess")]
