"""The guard of the test run itself: it lets this machine through and nothing else."""

from __future__ import annotations

import os
import socket

import pytest


def test_another_machine_is_refused() -> None:
    with socket.socket() as outside, pytest.raises(AssertionError, match=r"192\.0\.2\.1"):
        outside.connect(("192.0.2.1", 80))
    with pytest.raises(AssertionError, match=r"example\.invalid"):
        socket.getaddrinfo("example.invalid", 443)


def test_this_machine_is_let_through() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname()):
            pass
        with socket.create_connection(("localhost", server.getsockname()[1])):
            pass


def test_profiles_are_not_the_persons_own() -> None:
    assert "home" in os.environ["XDG_DATA_HOME"]
    assert os.environ["QT_QPA_PLATFORM"]
