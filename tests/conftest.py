"""What all tests share: one screener, loaded once."""

import pytest
from hypothesis import settings

from screener import Screener

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(scope="session")
def screener():
    """The shipped rules and weights."""
    return Screener.load()
