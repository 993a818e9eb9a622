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
from sync.pages import page_of
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
    while True:
        question = questions.decode(line.recv_bytes())
        if question.keys is not None:
            keyring = question.keys.keyring()
        line.send_bytes(_read(question.text, keyring) if keyring is not None else UNREAD)


def _read(text: bytes, keyring: Keyring) -> bytes:
    try:
        answer = feed_answer_of(text)
        page = page_of(answer, prove(answer.entries, answer.runs, keyring), state_row)
        return msgspec.msgpack.encode(page) if page.doubt is None else UNREAD
    except (ValueError, OverflowError):
        return UNREAD


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
