"""No test reaches another machine."""

import socket
import urllib.request

import pytest
from pytest_socket import SocketConnectBlockedError

refused = pytest.mark.filterwarnings("ignore:A test tried to use socket")
"""The guard warns as well as raises, and a warning would stand in the way of what it raises."""


@refused
def test_a_connection_to_another_machine_is_refused():
    with socket.socket() as outside, pytest.raises(SocketConnectBlockedError, match=r"192\.0\.2\.1"):
        outside.connect(("192.0.2.1", 80))


@refused
def test_a_page_of_another_machine_is_refused():
    with pytest.raises(SocketConnectBlockedError):
        urllib.request.urlopen("http://192.0.2.1/", timeout=1)


def test_this_machine_may_be_reached():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()
