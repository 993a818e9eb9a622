"""What the post is doing, as the office sees it: one plain object the post thread fills and the window polls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

PostState = Literal["never", "working", "idle", "waiting", "stopped"]

LAST_CONTACT = "last_contact"
"""The setting under which the post keeps the last instant the hub answered, so that a restart still knows it."""
OFFERED_AGAIN = "upgraded"
FILES_AGAIN = "failed files"
"""Names in `PostStatus.rounds`: acts that an older hub could not read are offered again, files that failed are tried
again."""


@dataclass(frozen=True)
class FileProgress:
    """A file under way: how many of its bytes have arrived, at the hub or here. ``size`` is 0 where it is not known."""

    stream: str
    sha256: str
    sent: int
    size: int


@dataclass(frozen=True)
class Enrolling:
    """How this machine gets another identity, for what the hub does not take from the one it has.

    ``enrol`` takes the hub's address, a one-time code and the passphrase where ``asks_passphrase`` says there is one.
    """

    asks_passphrase: Callable[[], bool]
    enrol: Callable[[str, str, str | None], object]


def _nobody() -> None:
    """There is no post to wake."""


@dataclass
class PostStatus:
    """The post thread replaces values whole; nobody waits on them and no lock is needed.

    ``reason`` is the code of the last failure (`app.errors`), empty after a success, and ``cause`` what is known of it
    (that leaf's ``reason``); ``next_try`` says when the post tries again by itself; ``last_contact`` is when the hub
    last answered. ``rounds`` says when each piece of work that comes round by itself is next due, by its name.
    ``send_now`` ends a wait of the post and tries at once what would else wait for its round.
    """

    state: PostState = "never"
    last_contact: datetime | None = None
    next_try: datetime | None = None
    reason: str = ""
    cause: str = ""
    progress: FileProgress | None = None
    rounds: Mapping[str, datetime] = field(default_factory=dict)
    send_now: Callable[[], None] = _nobody
    enrolling: Enrolling | None = None
