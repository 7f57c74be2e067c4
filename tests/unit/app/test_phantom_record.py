"""A phantom's record tells its age: without one no grade would be of confidence."""

import pytest

from skinlax_desktop.app.phantom_record import make_phantom_record
from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS
from skinlax_desktop.workflows.analyse_visit import years_between

NOW = "2026-11-26T10:00:00+00:00"


@pytest.mark.parametrize("phantom", DEFAULT_PATIENTS, ids=lambda phantom: phantom.name)
def test_a_phantom_is_as_old_as_it_was_made(phantom) -> None:
    record = make_phantom_record(phantom.name.split()[0], created_at=NOW)
    age = years_between(record.birth_date, NOW)
    assert age is not None
    assert int(age) == phantom.age_years
