"""What every test stands on: no screen, no network but this machine, no profile and no keyring of the person's own."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterator

import pytest
from hypothesis import settings

from app.vault import keys

# Qt reads this at its first import, so it must be said before any test module is collected.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# A test must never ask, fill or unlock the keyring of whoever runs it.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

# A busy machine is slow now and then; that is no finding about the code.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


class OutsideReached(AssertionError):
    """A test tried to talk to another machine."""


def is_this_machine(host: object) -> bool:
    """Whether ``host`` (a name, an address, or None for "any of mine") means this machine."""
    if host is None or host in ("", b"", "localhost", b"localhost"):
        return True
    text = host.decode() if isinstance(host, bytes) else str(host)
    try:
        return ipaddress.ip_address(text.partition("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def only_this_machine() -> Iterator[None]:
    """Any connection or name look-up of Python code that leaves this machine fails the test that asked for it."""
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def check(host: object) -> None:
        if not is_this_machine(host):
            raise OutsideReached(f"a test reached for {host!r}")

    def guarded_connect(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple):
            check(address[0])
        connect(self, address)  # type: ignore[arg-type]

    def guarded_connect_ex(self: socket.socket, address: object) -> int:
        if isinstance(address, tuple):
            check(address[0])
        return connect_ex(self, address)  # type: ignore[arg-type]

    def guarded_getaddrinfo(host: object, *rest: object, **named: object) -> object:
        check(host)
        return getaddrinfo(host, *rest, **named)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
        yield


@pytest.fixture(autouse=True, scope="session")
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Profiles, settings and caches go to a folder of the test run, also those of programs that tests start."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DATA", "CONFIG", "CACHE", "STATE"):
            folder = home / name.lower()
            folder.mkdir()
            patch.setenv(f"XDG_{name}_HOME", str(folder))
        yield


@pytest.fixture(autouse=True, scope="module")
def quick_passphrases() -> Iterator[None]:
    """New profiles keep their keys under a derivation that costs next to nothing: a sixth of a second for each of some
    thousand would be a fifth of the whole run. The tests of the keys themselves do without (`tests/vault`)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "_PASSES", 1)
        patch.setattr(keys, "_MEMORY_KIB", 64)
        patch.setattr(keys, "_LANES", 1)
        yield
