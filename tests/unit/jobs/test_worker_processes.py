"""Items through processes: each gives one outcome, whatever one of them does."""

from skinlax_desktop.jobs.worker_processes import Lost, run_in_processes
from worker_tasks import make_work


def test_every_item_has_one_outcome_and_a_worker_opens_its_models_once() -> None:
    items = [f"picture {number}" for number in range(20)]
    outcomes = list(run_in_processes(items, make_work, workers=2))
    assert sorted(outcome.item for outcome in outcomes) == sorted(items)
    assert all(str(outcome.result).startswith(outcome.item) for outcome in outcomes)
    assert len({str(outcome.result).split(":")[1] for outcome in outcomes}) <= 2


def test_a_crash_costs_its_own_item_only() -> None:
    outcomes = {o.item: o for o in run_in_processes(["a", "crash", "b", "c"], make_work, workers=1)}
    assert outcomes["crash"].lost is Lost.WORKER_DIED
    assert all(outcomes[name].lost is None and outcomes[name].result for name in ("a", "b", "c"))


def test_an_item_that_takes_too_long_is_given_up() -> None:
    outcomes = {o.item: o for o in run_in_processes(["hang", "a"], make_work, workers=1, longest_s=2.0)}
    assert outcomes["hang"].lost is Lost.TOOK_TOO_LONG
    assert outcomes["a"].result


def test_nothing_to_do_starts_nothing() -> None:
    assert list(run_in_processes([], make_work, workers=2)) == []
