"""The sheet of the files of the post: which way each goes, how far it is, why it waits, when next, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from app.desk.dispatch import FileLine
from app.desk.post_status import FILES_AGAIN, PostStatus
from ui import messages, post_waits, words
from ui.place import Counter
from ui.rows import Cell, Column

CODE = str(QT_TRANSLATE_NOOP("PostFiles", "Dossier"))
WAY = str(QT_TRANSLATE_NOOP("PostFiles", "Way"))
SIZE = str(QT_TRANSLATE_NOOP("PostFiles", "Size"))
WHEN = str(QT_TRANSLATE_NOOP("PostFiles", "When"))
STATE = str(QT_TRANSLATE_NOOP("PostFiles", "State"))
SENT = str(QT_TRANSLATE_NOOP("PostFiles", "sent"))
FETCHED = str(QT_TRANSLATE_NOOP("PostFiles", "fetched"))
PART_SENT = str(QT_TRANSLATE_NOOP("PostFiles", "{share} % sent"))
PART_FETCHED = str(QT_TRANSLATE_NOOP("PostFiles", "{share} % fetched"))

NOT_FITTING = str(QT_TRANSLATE_NOOP("PostFiles", "what the hub has of it does not fit"))
NOT_READ = str(QT_TRANSLATE_NOOP("PostFiles", "the hub did not understand the request"))
REASONS: dict[str, str] = {
    "hash": str(QT_TRANSLATE_NOOP("PostFiles", "it arrived damaged")),
    "too_large": str(QT_TRANSLATE_NOOP("PostFiles", "the file is too large")),
    "not_found": str(QT_TRANSLATE_NOOP("PostFiles", "the hub does not have it yet")),
    "stored_file_damaged": str(QT_TRANSLATE_NOOP("PostFiles", "damaged on this machine")),
    "disk_full": str(QT_TRANSLATE_NOOP("PostFiles", "the disk of this machine is full")),
    "offset": NOT_FITTING,
    "range": NOT_FITTING,
    "coding": NOT_READ,
    "request_invalid": NOT_READ,
    "method_not_allowed": NOT_READ,
    "internal": str(QT_TRANSLATE_NOOP("PostFiles", "something went wrong at the hub")),
}
"""Why a file failed, in a few words, by the code kept with it: the hub's own, or ours where we found it."""
REFUSED = str(QT_TRANSLATE_NOOP("PostFiles", "the hub refused it ({code})"))

ANEW = str(
    QT_TRANSLATE_NOOP(
        "PostFiles", "It is tried again by itself; if it fails again, show this line to the administrator."
    )
)
NOT_FITTING_MEANS = str(QT_TRANSLATE_NOOP("PostFiles", "What the hub has of this file does not fit what is here."))
NOT_READ_MEANS = str(
    QT_TRANSLATE_NOOP(
        "PostFiles",
        "The hub did not understand how this file was asked for or sent: it, or the line, is of another kind.",
    )
)
MEANS: dict[str, str] = {
    "offset": NOT_FITTING_MEANS,
    "range": NOT_FITTING_MEANS,
    "coding": NOT_READ_MEANS,
    "request_invalid": NOT_READ_MEANS,
    "method_not_allowed": NOT_READ_MEANS,
    "internal": str(QT_TRANSLATE_NOOP("PostFiles", "Something went wrong at the hub itself.")),
}
"""What a failure means where only waiting, or the administrator, helps; either way a file goes."""
REFUSED_MEANS = str(QT_TRANSLATE_NOOP("PostFiles", "The hub refused this file ({code})."))
UP_MEANS: dict[str, str] = {
    "hash": str(
        QT_TRANSLATE_NOOP("PostFiles", "The scan arrived at the hub other than it is here, so the hub did not keep it.")
    ),
    "not_found": str(QT_TRANSLATE_NOOP("PostFiles", "The hub found no place for this scan.")),
}
DOWN_MEANS: dict[str, str] = {
    "hash": str(
        QT_TRANSLATE_NOOP("PostFiles", "What the hub sent is not the file that was asked for, so it was not kept.")
    ),
}
UP_TO_DO: dict[str, str] = {
    "too_large": str(
        QT_TRANSLATE_NOOP(
            "PostFiles",
            "The hub takes no file as large as this one. Scan the paper again to a smaller file (fewer pages, a "
            "lower resolution) and add it to the dossier; the act and its paper stay valid.",
        )
    ),
}
DOWN_TO_DO: dict[str, str] = {
    "not_found": str(
        QT_TRANSLATE_NOOP(
            "PostFiles",
            "The hub does not have this file yet, or this counter may not see it. It comes by itself once the counter "
            "that has it has sent it; if it is urgent, ask that counter.",
        )
    ),
    "too_large": str(
        QT_TRANSLATE_NOOP(
            "PostFiles",
            "This file is larger than this machine fetches. Ask the counter that has it for a smaller scan.",
        )
    ),
    "disk_full": str(
        QT_TRANSLATE_NOOP(
            "PostFiles", "The disk of this machine is full. Free some space: the file then comes by itself."
        )
    ),
}
"""What a failure means together with what helps, where that is in the hands of the officer."""
UP_WAITS = str(QT_TRANSLATE_NOOP("PostFiles", "This scan is safe on this machine and follows its act."))
DOWN_WAITS = str(
    QT_TRANSLATE_NOOP("PostFiles", "This file comes from the hub by itself; the dossier can be worked on meanwhile.")
)


def _tr(source: str) -> str:
    return QCoreApplication.translate("PostFiles", source)


def columns(counter: Counter) -> Sequence[Column]:
    """The columns of the sheet."""
    now, post = counter.office.now, counter.office.post

    def size(row: FileLine) -> Cell:
        _, whole = _how_far(row, post)
        return Cell(f"{max(1, whole // 1024)} KB" if whole or not row.fetched else words.NOT_KNOWN)

    return (
        Column("code", _tr(CODE), lambda row: Cell(row.code or words.NOT_KNOWN), width=226, code=True, strong=True),
        Column("way", _tr(WAY), _way, width=120),
        Column("size", _tr(SIZE), size, width=110, right=True, spare=1),
        Column("when", _tr(WHEN), lambda row: Cell(words.moment(row.added_at, now())), width=130, right=True, spare=2),
        Column("state", _tr(STATE), lambda row: state(row, post, now()), width=430),
    )


def _way(row: FileLine) -> Cell:
    return Cell(_tr(FETCHED), "muted", "receive") if row.fetched else Cell(_tr(SENT), "muted", "return")


def _how_far(row: FileLine, post: PostStatus) -> tuple[int, int]:
    """Bytes that have arrived, and all there are; what the post knows of the file under way is newer."""
    going = post.progress
    if going is not None and going.sha256 == row.sha256 and going.size:
        return going.sent, going.size
    return row.sent, row.size


def state(row: FileLine, post: PostStatus, now: datetime) -> Cell:
    """How far a file is, or why it waits and when it is tried next."""
    if row.state == "failed":
        said = _tr(REASONS[row.error]) if row.error in REASONS else _tr(REFUSED).format(code=row.error)
        return Cell(post_waits.with_next(said, post_waits.round_of(post, FILES_AGAIN, now), now), "late", "stop")
    waits = post_waits.in_turn(post, now, fetched=row.fetched)
    sent, whole = _how_far(row, post)
    if not sent:
        return waits
    part = _tr(PART_FETCHED if row.fetched else PART_SENT).format(share=100 * sent // max(1, whole))
    return Cell(f"{part} · {waits.text}" if post.reason else part, "accent", "post")


def detail(row: FileLine) -> str:
    """What the state of a file means, and what to do about it."""
    if row.state != "failed":
        return _tr(DOWN_WAITS if row.fetched else UP_WAITS)
    to_do, means = (DOWN_TO_DO, DOWN_MEANS) if row.fetched else (UP_TO_DO, UP_MEANS)
    if row.error in to_do:
        return _tr(to_do[row.error])
    if known := messages.of_code(row.error):
        return known.both
    said = {**MEANS, **means}.get(row.error)
    return f"{_tr(said) if said else _tr(REFUSED_MEANS).format(code=row.error)} {_tr(ANEW)}"
