"""What every test may ask for."""

import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
SHARED_DATA = PROJECT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def third_party() -> Path:
    """The folder of third-party assets that set-up brings."""
    folder = PROJECT / "resources" / "third_party"
    assert folder.is_dir(), "run `make assets` first"
    return folder


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real photographs; a test that needs them is marked `photographs` and says when it skipped."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the folder of real photographs is absent")
    return SHARED_DATA


def pytest_sessionfinish() -> None:
    """Close what tests share."""
    series = sys.modules.get("phantom_series")
    if series is not None:
        series.close_finder()
