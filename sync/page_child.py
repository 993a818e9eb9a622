"""The process of `page_process`: reads one page after the other until nobody asks any more."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Any

import msgspec

from app.desk.rows import state_row
from app.memory import settle_memory
from sync.page_process import BUILD, UNREAD, Line, Question
from sync.pages import Left, joined, left_out, page_of
from sync.proof import Keyring, prove
from sync.wire import feed_answer_of

_NICE = 5
"""The window goes first; on Windows the parent says so."""


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
    keyring: Keyring | None = None
    left: Left | None = None
    while True:
        question = questions.decode(line.recv_bytes())
        if question.keys is not None:
            keyring = question.keys.keyring()
        said = UNREAD
        if keyring is not None:
            said, left = _read(question.text, keyring, left if question.follows else None)
        line.send_bytes(said)


def _read(text: bytes, keyring: Keyring, before: Left | None) -> tuple[bytes, Left | None]:
    """The page, and what is left out of it."""
    try:
        answer = feed_answer_of(text)
        if before is not None:
            answer = joined(before, answer)
        page = page_of(answer, prove(answer.entries, answer.runs, keyring), state_row)
        if page.doubt is None:
            return msgspec.msgpack.encode(page), left_out(answer, page)
    except (ValueError, OverflowError):
        pass
    return UNREAD, None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
