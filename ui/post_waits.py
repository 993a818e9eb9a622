"""Why an act or a scan still waits, in a few words, and when it is tried next."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from app.desk.post_status import OFFERED_AGAIN, PostStatus
from ui import words
from ui.rows import Cell

REASONS: dict[str, str] = {
    "hub_unreachable": str(QT_TRANSLATE_NOOP("Waits", "no network")),
    "hub_answer_invalid": str(QT_TRANSLATE_NOOP("Waits", "a login page is in the way")),
    "hub_busy": str(QT_TRANSLATE_NOOP("Waits", "the hub is busy")),
    "hub_unauthorised": str(QT_TRANSLATE_NOOP("Waits", "the hub does not accept this machine")),
    "hub_refused": str(QT_TRANSLATE_NOOP("Waits", "the hub refused it")),
    "device_forked": str(QT_TRANSLATE_NOOP("Waits", "the hub refused it")),
    "upgrade_needed": str(QT_TRANSLATE_NOOP("Waits", "a newer version is needed here")),
    "disk_full": str(QT_TRANSLATE_NOOP("Waits", "the disk of this machine is full")),
}
"""By the code of the last failure of the post (`app.errors`)."""
NOT_FETCHED = str(QT_TRANSLATE_NOOP("Waits", "no answer came, so it is asked for again"))
UNKNOWN_OUTCOME = str(QT_TRANSLATE_NOOP("Waits", "no answer came, so it is sent again"))
ANSWERLESS = frozenset({"timeout", "reset", "gateway"})
"""Causes after which nobody knows whether the hub has it: the request may have arrived, its answer did not."""
NONSENSE = frozenset(
    {"form", "results", "unproved", "reference_unsigned", "hub_key", "ranges", "feed_gap", "stream"}
    | {"too_large", "offset", "range", "upload_headers"}
)
"""Causes of an answer that is the hub's, but cannot be right."""
NOT_UNDERSTOOD = str(QT_TRANSLATE_NOOP("Waits", "the answer of the hub was not understood"))
OTHER = str(QT_TRANSLATE_NOOP("Waits", "something went wrong"))
HUB_OLD = str(QT_TRANSLATE_NOOP("Waits", "the hub needs a newer version"))
HUB_UPGRADE = str(QT_TRANSLATE_NOOP("Waits", "the hub needs a newer version; asked again every day"))
NEXT = str(QT_TRANSLATE_NOOP("Waits", "{why}; next try {time}"))
TURN = str(QT_TRANSLATE_NOOP("Waits", "waits its turn"))
GOING = str(QT_TRANSLATE_NOOP("Waits", "being sent"))
NO_POST = str(QT_TRANSLATE_NOOP("Waits", "waits for the line"))


def _tr(source: str) -> str:
    return QCoreApplication.translate("Waits", source)


def why(code: str, cause: str = "", *, fetched: bool = False) -> str:
    """What stands in the way after a failure of the post, in a few words; ``fetched``: of something that comes here."""
    if code == "hub_unreachable" and cause in ANSWERLESS:
        return _tr(NOT_FETCHED if fetched else UNKNOWN_OUTCOME)
    if code == "hub_answer_invalid" and cause in NONSENSE:
        return _tr(NOT_UNDERSTOOD)
    return _tr(REASONS.get(code, OTHER))


def act(state: str, post: PostStatus, now: datetime) -> Cell:
    """How an act stands that the hub has not placed; ``state`` as in `app.desk.dispatch.Line`."""
    if state == "upgrade":
        again = round_of(post, OFFERED_AGAIN, now)
        return Cell(with_next(_tr(HUB_OLD), again, now) if again else _tr(HUB_UPGRADE), "soon", "clock")
    return of_line(post, now)


def round_of(post: PostStatus, name: str, now: datetime) -> datetime | None:
    """When a piece of work comes round again: not before the line is tried, and now where it is due; None where that
    is not known."""
    due = post.rounds.get(name)
    return None if due is None else max(filter(None, (due, post.next_try, now)))


def with_next(said: str, again: datetime | None, now: datetime) -> str:
    """A reason and when it is tried next, where that is known."""
    return said if again is None else _tr(NEXT).format(why=said, time=words.moment(again, now))


def of_line(post: PostStatus, now: datetime) -> Cell:
    """How an act stands that waits for the line alone."""
    if post.state == "working" and not post.reason:
        return Cell(_tr(GOING), "accent", "post")
    return in_turn(post, now, fetched=False)


def in_turn(post: PostStatus, now: datetime, *, fetched: bool) -> Cell:
    """How something stands that goes one after the other, as files do; ``fetched``: it comes here."""
    if post.reason:
        return Cell(with_next(why(post.reason, post.cause, fetched=fetched), post.next_try, now), "soon", "clock")
    return Cell(_tr(TURN if post.state in ("idle", "waiting", "working") else NO_POST), "muted", "clock")
