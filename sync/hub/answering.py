"""One of several processes that answer for a hub: it takes connections from the supervisor, and passes the bell on."""

from __future__ import annotations

import logging
import signal
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import FrameType

import msgspec

from app.memory import settle_memory
from sync.hub.hub import Hub
from sync.hub.server import manned

MESSAGE_LIMIT = 65_536
"""Most bytes of a message on the line."""


@dataclass(frozen=True)
class Told:
    """One message on the line: the process is ready, a bell rings for ``units``, a connection is to be answered, or a
    sign of life is asked for or given."""

    word: str
    units: tuple[str, ...] = ()
    connection: socket.socket | None = None


class Line:
    """One end of the line between the supervisor and one process; whole messages, and connections in passing.

    Whoever's other end is closed has nobody left to speak to: each side takes that as the word to stop.
    """

    def __init__(self, end: socket.socket) -> None:
        self.end = end

    def ready(self) -> None:
        """Say that connections are welcome."""
        self._send("ready")

    def ask(self) -> None:
        """Ask for a sign of life."""
        self._send("ask")

    def live(self) -> None:
        """Give a sign of life."""
        self._send("live")

    def ring(self, units: Iterable[str]) -> None:
        """Pass a bell on. One that finds no room is lost: the poll of the bell makes up for it."""
        self._send("ring", *units)

    def hand(self, connection: socket.socket) -> bool:
        """Give ``connection`` away; False when the other side has no room for it or is gone."""
        try:
            socket.send_fds(self.end, [b'["hand"]'], [connection.fileno()], socket.MSG_DONTWAIT)
        except OSError:
            return False
        return True

    def hear(self) -> Told | None:
        """The next message, waited for; None when the other end is closed."""
        try:
            data, handles, _, _ = socket.recv_fds(self.end, MESSAGE_LIMIT, 1)
        except OSError:
            return None
        if not data:
            return None
        told = understood(data)
        if not handles:
            return told
        return Told(told.word, told.units, socket.socket(fileno=handles[0]))

    def leave(self) -> None:
        """Ask to be given nothing more; what is on its way is still heard."""
        self._shut(socket.SHUT_WR)

    def close(self) -> None:
        self.end.close()

    def _send(self, *words: str) -> None:
        try:
            self.end.send(msgspec.json.encode(words), socket.MSG_DONTWAIT)
        except OSError:
            return

    def _shut(self, how: int) -> None:
        try:
            self.end.shutdown(how)
        except OSError:
            return


def understood(data: bytes) -> Told:
    """A message as it came, without what came in passing."""
    word, *units = msgspec.json.decode(data, type=list[str])
    return Told(word, tuple(units))


def answer_for(opened: Callable[[], Hub], end: socket.socket, processes: int) -> None:
    """Answer on the connections that come along the line until the supervisor lets go of it, then finish the requests
    under way. ``processes`` share what a hub lets in at once.

    The target of a process: ``opened`` opens the hub in it.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    line = Line(end)

    def heard(number: int, frame: FrameType | None) -> None:
        line.leave()

    # A keyboard's interrupt goes to the whole group, and the supervisor has the word then.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, heard)
    hub = opened()
    try:
        hub.bell.pass_on = line.ring
        settle_memory()
        with manned(hub, processes) as server:
            line.ready()
            while (told := line.hear()) is not None:
                if told.connection is not None:
                    server.take(told.connection)
                elif told.word == "ring":
                    hub.bell.heard(told.units)
                elif told.word == "ask":
                    # Whoever answers for the process is asked, not the thread that listens here.
                    server.soon(line.live)
    finally:
        hub.close()
        line.close()
