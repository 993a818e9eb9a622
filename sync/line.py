"""The sockets under the hub client, kept in view so that another thread can end a call that is only waiting."""

from __future__ import annotations

import http.client
import io
import socket
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection


class CallCut(Exception):
    """The call was ended from our own side; what it had reached is unknown."""


class WholeLines(io.BufferedReader):
    """A reader for which a line without its end is a broken connection.

    `http.client` takes the end of the stream for the end of the headers, so that an answer cut within
    ``Content-Length: 1500`` would pass for a whole one of 15 bytes.
    """

    def readline(self, size: int | None = -1, /) -> bytes:
        line = super().readline(size)
        if not line.endswith(b"\n") and (size is None or size < 0 or len(line) < size):
            raise ConnectionResetError("the connection ended within a line")
        return line


class WholeResponse(http.client.HTTPResponse):
    """An answer whose head must be complete."""

    def __init__(self, sock: socket.socket, *arguments: Any, **named: Any) -> None:
        super().__init__(sock, *arguments, **named)
        self.fp.close()
        self.fp = WholeLines(sock.makefile("rb", buffering=0))


class Line(HTTPAdapter):
    """An adapter of requests whose connections can be cut from another thread.

    `cut` ends a call only while its thread is inside `waiting`; `shut` ends every call, now and later.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        self._is_waiting = False
        self._is_shut = False
        self.is_cut = False
        super().__init__(max_retries=0)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Until the block ends, `cut` may end the call under way."""
        with self._guard:
            self._is_waiting = True
        try:
            yield
        finally:
            with self._guard:
                self._is_waiting = False
                self.is_cut = self._is_shut

    def cut(self) -> None:
        """Ends the call under way if it is inside `waiting`; a call that has yet to connect ends there."""
        with self._guard:
            if self._is_waiting:
                self._end()

    @contextmanager
    def broken(self) -> Iterator[None]:
        """Ends the call under way, whatever it is, and lets none begin until the block ends."""
        with self._guard:
            self._end()
        try:
            yield
        finally:
            with self._guard:
                self.is_cut = self._is_shut

    def shut(self) -> None:
        """Ends any call under way and lets none begin."""
        with self._guard:
            self._is_shut = True
            self._end()

    def init_poolmanager(self, *arguments: Any, **named: Any) -> None:
        super().init_poolmanager(*arguments, **named)
        self._take_over(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **named: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **named)
        self._take_over(manager)
        return manager

    def _end(self) -> None:
        self.is_cut = True
        for each in list(self._sockets):
            # The plain socket's own shutdown: that of a TLS socket would pull its state from under the reading thread.
            try:
                socket.socket.shutdown(each, socket.SHUT_RDWR)
            except OSError:
                continue  # closed meanwhile, which is what we want

    def _connected(self, found: socket.socket | None) -> None:
        with self._guard:
            if found is not None:
                self._sockets.add(found)
            if self.is_cut:
                raise ConnectionAbortedError("cut from our own side")

    def _take_over(self, manager: PoolManager) -> None:
        line = self

        class Plain(HTTPConnection):
            response_class = WholeResponse

            def connect(self) -> None:
                super().connect()
                line._connected(self.sock)

        class Encrypted(HTTPSConnection):
            response_class = WholeResponse

            def connect(self) -> None:
                super().connect()
                line._connected(self.sock)

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class EncryptedPool(HTTPSConnectionPool):
            ConnectionCls = Encrypted

        manager.pool_classes_by_scheme = {"http": PlainPool, "https": EncryptedPool}
