"""The process of `page_process`: asks a hub for one page after the other, and reads it, until nobody asks any more."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Any, NamedTuple

import msgspec
import zstandard

from app.desk.rows import state_row
from app.errors import PostError
from app.memory import settle_memory
from sync.client import HubClient
from sync.page_process import BUILD, END, Line, Question
from sync.pages import Cursor, Left, joined, left_out, parts_of
from sync.proof import Keyring, prove

_NICE = 5
"""The window goes first; on Windows the parent says so."""
_LEVEL = 1
"""Of compression: a page that fits into the pipe lets the process go on while the one before is applied."""


class _Reached(NamedTuple):
    """How far a feed was read: up to a cursor, with what the last page left out; and whether that was all of it."""

    cursor: Cursor
    left: Left | None = None
    is_all: bool = False


def main(handle: str) -> int:
    """Answer on the inherited ``handle`` until the other side is gone."""
    settle_memory()
    if sys.platform != "win32":
        os.nice(_NICE)
    with Line(int(handle)) as line, suppress(OSError, EOFError):
        line.send_bytes(BUILD)
        _serve(line)
    return 0


def _serve(line: Line[Any, Any]) -> None:
    questions = msgspec.msgpack.Decoder(Question)
    client: HubClient | None = None
    keyring: Keyring | None = None
    reached: _Reached | None = None
    while True:
        question = questions.decode(line.recv_bytes())
        if question.access is not None:
            if client is not None:
                client.close()
            client = HubClient.with_access(question.access)
        if question.keys is not None:
            keyring = question.keys.keyring()
        if question.after is not None:
            reached = _Reached(question.after)
        if client is not None and keyring is not None and reached is not None and not reached.is_all:
            reached = _say(line, question, client, keyring, reached)
        line.send_bytes(END)


def _say(
    line: Line[Any, Any], question: Question, client: HubClient, keyring: Keyring, before: _Reached
) -> _Reached | None:
    """Send the next page of the feed, part by part; gives how far that comes, None where it cannot be read to its
    end."""
    try:
        answer = client.feed(question.unit, *before.cursor, question.limit)
        if answer is None:
            raise AssertionError("a question without a wait was cut")
        if before.left is not None:
            answer = joined(before.left, answer)
        proved = prove(answer.entries, answer.runs, keyring)
        if proved.doubt is not None:
            return None
        for part in parts_of(answer, proved, state_row):
            line.send_bytes(zstandard.compress(msgspec.msgpack.encode(part), _LEVEL))
    except (PostError, ValueError, OverflowError):
        return None
    left = left_out(answer, part)
    return _Reached((answer.epoch, left.position), left, left.position >= answer.head)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
