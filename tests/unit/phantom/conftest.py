from pathlib import Path

import pytest

from skinlax_desktop.phantom.head import PhantomHead, build_head
from skinlax_desktop.phantom.patients import patient_from_options


@pytest.fixture(scope="session")
def resources(third_party: Path) -> Path:
    return third_party.parent


@pytest.fixture(scope="session")
def head(resources: Path) -> PhantomHead:
    return build_head(patient_from_options(seed=4, age=61, sex="F", tone=4, laxity={"jowl_L": 3.0}), resources)
