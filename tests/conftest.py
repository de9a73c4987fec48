"""What all tests share: one screener, loaded once, and no way out of this machine."""

import pytest
from hypothesis import settings
from pytest_socket import socket_allow_hosts

from screener import Screener

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pytest_runtest_setup():
    """Posts are personal data: whatever a test does, none leaves this machine."""
    socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def screener():
    """The shipped rules and weights."""
    return Screener.load()
