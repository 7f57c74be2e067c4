"""Exactly one outcome arrives, on the main thread; stale answers and old progress do not."""

import threading
from collections.abc import Callable, Iterator

import pytest

from skinlax_desktop.jobs.runner import JobCancelledError, JobControl, JobRunner, Lane, Progress

PATIENCE_S = 10.0


class MainThread:
    """A test's main thread: runs queued calls when told to."""

    def __init__(self) -> None:
        self._arrived = threading.Condition()
        self._calls: list[Callable[[], None]] = []

    def put(self, call: Callable[[], None]) -> None:
        with self._arrived:
            self._calls.append(call)
            self._arrived.notify_all()

    def queued(self) -> int:
        with self._arrived:
            return len(self._calls)

    def run_one(self) -> None:
        with self._arrived:
            assert self._arrived.wait_for(lambda: bool(self._calls), PATIENCE_S), "nothing arrived"
            call = self._calls.pop(0)
        call()

    def run_until(self, done: Callable[[], bool]) -> None:
        while not done():
            self.run_one()


@pytest.fixture
def main() -> MainThread:
    return MainThread()


@pytest.fixture
def runner(main: MainThread) -> Iterator[JobRunner]:
    runner = JobRunner(main.put)
    yield runner
    runner.close()


class Outcomes:
    """Hears all four outcomes and the thread they came on."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, object]] = []
        self.threads: set[int] = set()

    def _hear(self, kind: str, value: object = None) -> None:
        self.heard.append((kind, value))
        self.threads.add(threading.get_ident())

    def submit(self, runner: JobRunner, work: Callable[[JobControl], object], **more: object):  # type: ignore[no-untyped-def]
        return runner.submit(
            "test",
            work,
            lane=more.pop("lane", Lane.COMPUTE),  # type: ignore[arg-type]
            on_done=lambda value: self._hear("done", value),
            on_failed=lambda error: self._hear("failed", type(error)),
            on_cancelled=lambda: self._hear("cancelled"),
            on_progress=lambda progress: self._hear("progress", progress),
            **more,  # type: ignore[arg-type]
        )


@pytest.mark.parametrize("lane", list(Lane))
def test_done_arrives_once_on_the_main_thread(runner: JobRunner, main: MainThread, lane: Lane) -> None:
    outcomes = Outcomes()
    worker: list[int] = []
    outcomes.submit(runner, lambda _: worker.append(threading.get_ident()) or 42, lane=lane)
    main.run_until(lambda: bool(outcomes.heard))
    assert outcomes.heard == [("done", 42)]
    assert outcomes.threads == {threading.get_ident()}
    assert worker[0] != threading.get_ident()
    assert not runner.busy


def test_a_failure_arrives_as_itself(runner: JobRunner, main: MainThread) -> None:
    outcomes = Outcomes()

    def work(_: JobControl) -> None:
        raise LookupError

    outcomes.submit(runner, work)
    main.run_until(lambda: bool(outcomes.heard))
    assert outcomes.heard == [("failed", LookupError)]


def test_a_failure_that_nobody_handles_is_raised_on_the_main_thread(runner: JobRunner, main: MainThread) -> None:
    def work(_: JobControl) -> None:
        raise LookupError

    runner.submit("test", work, lane=Lane.COMPUTE)
    with pytest.raises(LookupError):
        main.run_one()


def test_a_job_cancelled_before_it_ran_does_not_run(runner: JobRunner, main: MainThread) -> None:
    gate = threading.Event()
    ran: list[int] = []
    first, second = Outcomes(), Outcomes()
    first.submit(runner, lambda _: gate.wait(PATIENCE_S), lane=Lane.VAULT)
    job = second.submit(runner, lambda _: ran.append(1), lane=Lane.VAULT)
    job.cancel()
    gate.set()
    main.run_until(lambda: bool(second.heard))
    assert second.heard == [("cancelled", None)]
    assert ran == []
    assert first.heard == [("done", True)]


def test_a_running_job_notices_that_it_was_cancelled(runner: JobRunner, main: MainThread) -> None:
    running, gate = threading.Event(), threading.Event()
    outcomes = Outcomes()
    noticed: list[bool] = []

    def work(control: JobControl) -> None:
        running.set()
        gate.wait(PATIENCE_S)
        try:
            control.report(0.5)
        except JobCancelledError:
            noticed.append(True)
            raise

    job = outcomes.submit(runner, work)
    assert running.wait(PATIENCE_S)
    job.cancel()
    gate.set()
    main.run_until(lambda: bool(outcomes.heard))
    assert outcomes.heard == [("cancelled", None)]
    assert noticed == [True]


def test_a_job_cancelled_after_it_ended_but_before_delivery_counts_as_cancelled(
    runner: JobRunner, main: MainThread
) -> None:
    outcomes = Outcomes()
    job = outcomes.submit(runner, lambda _: 1)
    while not main.queued():
        threading.Event().wait(0.005)
    assert runner.busy
    job.cancel()
    main.run_one()
    assert outcomes.heard == [("cancelled", None)]


def test_cancelling_after_the_outcome_arrived_changes_nothing(runner: JobRunner, main: MainThread) -> None:
    outcomes = Outcomes()
    job = outcomes.submit(runner, lambda _: 1)
    main.run_until(lambda: bool(outcomes.heard))
    job.cancel()
    assert main.queued() == 0
    assert outcomes.heard == [("done", 1)]


def test_only_the_newest_of_jobs_that_replace_each_other_is_delivered(runner: JobRunner, main: MainThread) -> None:
    gate = threading.Event()
    old, new, other = Outcomes(), Outcomes(), Outcomes()
    old.submit(runner, lambda _: gate.wait(PATIENCE_S), replaces="preview")
    new.submit(runner, lambda _: "new", replaces="preview")
    other.submit(runner, lambda _: "other", replaces="something else")
    gate.set()
    main.run_until(lambda: bool(old.heard and new.heard and other.heard))
    assert old.heard == [("cancelled", None)]
    assert new.heard == [("done", "new")]
    assert other.heard == [("done", "other")]


def test_a_stale_failure_is_dropped_as_cancelled(runner: JobRunner, main: MainThread) -> None:
    gate = threading.Event()
    old, new = Outcomes(), Outcomes()

    def work(_: JobControl) -> None:
        gate.wait(PATIENCE_S)
        raise LookupError

    old.submit(runner, work, replaces="preview")
    new.submit(runner, lambda _: 1, replaces="preview")
    gate.set()
    main.run_until(lambda: bool(old.heard and new.heard))
    assert old.heard == [("cancelled", None)]


def test_progress_keeps_only_its_newest_value_and_comes_before_the_outcome(runner: JobRunner, main: MainThread) -> None:
    outcomes = Outcomes()

    def work(control: JobControl) -> str:
        for tenth in range(10):
            control.report(tenth / 10, f"step_{tenth}")
        return "end"

    outcomes.submit(runner, work)
    while main.queued() < 2:
        threading.Event().wait(0.005)
    main.run_until(lambda: not runner.busy)
    assert outcomes.heard == [("progress", Progress(fraction=0.9, step="step_9")), ("done", "end")]


def test_progress_that_is_delivered_makes_room_for_the_next(runner: JobRunner, main: MainThread) -> None:
    outcomes = Outcomes()
    heard_first = threading.Event()

    def work(control: JobControl) -> None:
        control.report(0.1)
        heard_first.wait(PATIENCE_S)
        control.report(0.2)

    outcomes.submit(runner, work)
    main.run_one()
    heard_first.set()
    main.run_until(lambda: not runner.busy)
    fractions = [value.fraction for _, value in outcomes.heard if isinstance(value, Progress)]
    assert fractions == [0.1, 0.2]


def test_a_cancelled_job_tells_no_more_progress(runner: JobRunner, main: MainThread) -> None:
    outcomes = Outcomes()
    reported, gate = threading.Event(), threading.Event()

    def work(control: JobControl) -> None:
        control.report(0.1)
        reported.set()
        gate.wait(PATIENCE_S)

    job = outcomes.submit(runner, work)
    assert reported.wait(PATIENCE_S)
    job.cancel()
    gate.set()
    main.run_until(lambda: not runner.busy)
    assert outcomes.heard == [("cancelled", None)]


def test_the_vault_has_one_worker_that_keeps_the_order(runner: JobRunner, main: MainThread) -> None:
    order: list[int] = []
    threads: set[int] = set()

    def work(number: int) -> Callable[[JobControl], None]:
        def append(_: JobControl) -> None:
            order.append(number)
            threads.add(threading.get_ident())

        return append

    for number in range(20):
        runner.submit("save", work(number), lane=Lane.VAULT)
    main.run_until(lambda: not runner.busy)
    assert order == list(range(20))
    assert len(threads) == 1


def test_closing_waits_for_saves_and_drops_what_waits_in_other_lanes(main: MainThread) -> None:
    runner = JobRunner(main.put, compute_workers=1)
    gate, saved = threading.Event(), threading.Event()
    outcomes = Outcomes()
    runner.submit("slow", lambda _: gate.wait(PATIENCE_S), lane=Lane.VAULT)
    runner.submit("save", lambda _: saved.set(), lane=Lane.VAULT)
    running = threading.Event()
    runner.submit("busy", lambda _: (running.set(), gate.wait(PATIENCE_S)), lane=Lane.COMPUTE)
    assert running.wait(PATIENCE_S)
    outcomes.submit(runner, lambda _: "never")
    threading.Timer(0.1, gate.set).start()
    runner.close()
    assert saved.is_set()
    main.run_until(lambda: not runner.busy)
    assert outcomes.heard == [("cancelled", None)]
