"""The sheets of the page of the post: their columns, their words, what a line means and what may be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from app.desk.dispatch import Dispatch, FileLine, Line, RangeLine
from app.desk.post_status import PostStatus
from app.desk.printing import PrintLine
from app.desk.status import Strip
from ui import listing, messages, post_files, post_waits, words
from ui.place import Counter
from ui.rows import Cell, Column

ICONS = {
    "outbox": "done",
    "tray": "done",
    "set_aside": "done",
    "files": "files",
    "ranges": "numbers",
    "prints": "printer",
}
TITLES: dict[str, str] = {
    "outbox": str(QT_TRANSLATE_NOOP("Post", "Waiting to be sent")),
    "tray": str(QT_TRANSLATE_NOOP("Post", "Held back")),
    "set_aside": str(QT_TRANSLATE_NOOP("Post", "To be looked at")),
    "files": str(QT_TRANSLATE_NOOP("Post", "Files")),
    "ranges": str(QT_TRANSLATE_NOOP("Post", "Numbers left")),
    "prints": str(QT_TRANSLATE_NOOP("Post", "Slips")),
}
BLANKS: dict[str, tuple[str, str]] = {
    "outbox": (
        str(QT_TRANSLATE_NOOP("Post", "Everything has been sent.")),
        str(QT_TRANSLATE_NOOP("Post", "Acts done without a line wait here and go by themselves when it is back.")),
    ),
    "tray": (
        str(QT_TRANSLATE_NOOP("Post", "The province has refused nothing.")),
        str(
            QT_TRANSLATE_NOOP(
                "Post", "An act that does not pass the check of the hub would stand here with what to do."
            )
        ),
    ),
    "set_aside": (
        str(QT_TRANSLATE_NOOP("Post", "No dossier needs to be looked at.")),
        str(
            QT_TRANSLATE_NOOP(
                "Post", "When two counters act on one dossier, the act that came second is kept here for a decision."
            )
        ),
    ),
    "files": (
        str(QT_TRANSLATE_NOOP("Post", "All scans are at the province, and no file is to be fetched.")),
        str(QT_TRANSLATE_NOOP("Post", "Scans follow the acts piece by piece, so that a slow line is not blocked.")),
    ),
    "ranges": (
        str(QT_TRANSLATE_NOOP("Post", "No numbers were granted to this machine.")),
        str(QT_TRANSLATE_NOOP("Post", "Dossiers get provisional codes until the province grants a range.")),
    ),
    "prints": (
        str(QT_TRANSLATE_NOOP("Post", "Nothing was printed today.")),
        str(QT_TRANSLATE_NOOP("Post", "Every slip stands here: printed, waiting for the printer, or cut off.")),
    ),
}
PRINT_STATES: dict[str, tuple[str, str, str]] = {
    "queued": (str(QT_TRANSLATE_NOOP("Post", "waits for the printer")), "muted", "clock"),
    "printing": (str(QT_TRANSLATE_NOOP("Post", "printing, or cut off")), "soon", "printer"),
    "printed": (str(QT_TRANSLATE_NOOP("Post", "printed")), "ok", "done"),
    "failed": (str(QT_TRANSLATE_NOOP("Post", "not printed")), "late", "stop"),
    "spoiled": (str(QT_TRANSLATE_NOOP("Post", "spoiled")), "muted", "trash"),
}
FAULTS: dict[str, str] = {
    "scope": str(QT_TRANSLATE_NOOP("Post", "This machine may not act on dossiers of that unit.")),
    "size": str(QT_TRANSLATE_NOOP("Post", "The record is larger than the hub takes.")),
    "fork": str(QT_TRANSLATE_NOOP("Post", "Another copy of this machine has sent records under its name.")),
    "id_reused": str(QT_TRANSLATE_NOOP("Post", "Another copy of this machine has sent records under its name.")),
}
OTHER_FAULT = str(QT_TRANSLATE_NOOP("Post", "The record did not arrive as it was written here ({reason})."))
FAULT_TO_DO = str(
    QT_TRANSLATE_NOOP(
        "Post",
        "The act and its paper stay valid, and everything else goes on. Ask the province for a one-time code and enrol "
        "this machine anew: what is held back is then sent again.",
    )
)
NOT_REPAIRED = str(
    QT_TRANSLATE_NOOP("Post", "The act and its paper stay valid here. Show this line to the administrator.")
)


def _tr(source: str) -> str:
    return QCoreApplication.translate("Post", source)


def titles() -> dict[str, str]:
    """The title of each sheet."""
    return {name: _tr(text) for name, text in TITLES.items()}


def blank_words(name: str) -> tuple[str, str]:
    """What an empty sheet says."""
    head, more = BLANKS[name]
    return _tr(head), _tr(more)


def key_of(name: str) -> Callable[[Any], str]:
    """How the rows of a sheet are told apart."""
    fields = {"outbox": "event", "tray": "event", "set_aside": "stream"}
    field = fields.get(name, "id")
    return lambda row: str(getattr(row, field))


# ---------------------------------------------------------------- the line to the province


def line_words(strip: Strip, post: PostStatus, now: datetime) -> tuple[str, str, str, str]:
    """Icon, its role, what is said of the line, and why."""
    last = words.moment(strip.last_contact, now)
    reason = messages.of_code(strip.reason)
    if strip.hub == "green":
        return "done", "ok", _tr(GREEN).format(time=last), _tr(GREEN_WHY)
    if strip.hub == "waiting":
        text = _tr(SENDING).format(count=strip.waiting_events, files=strip.waiting_files)
        return "refresh", "accent", text, _tr(LAST).format(time=last)
    if strip.hub == "never":
        return "offline", "soon", _tr(NEVER), reason.both if reason else _tr(NEVER_WHY)
    again = " " + _tr(NEXT_TRY).format(time=words.moment(post.next_try, now)) if post.next_try else ""
    return "offline", "soon", _tr(OFFLINE).format(time=last) + again, reason.both if reason else _tr(OFFLINE_WHY)


GREEN = str(QT_TRANSLATE_NOOP("Post", "Everything is at the province. Last contact {time}."))
GREEN_WHY = str(QT_TRANSLATE_NOOP("Post", "New acts go at once; nothing needs to be pressed."))
SENDING = str(QT_TRANSLATE_NOOP("Post", "Sending: {count} records and {files} scans are still to go."))
LAST = str(QT_TRANSLATE_NOOP("Post", "Last contact {time}."))
NEVER = str(QT_TRANSLATE_NOOP("Post", "This machine has not reached the province yet."))
NEVER_WHY = str(QT_TRANSLATE_NOOP("Post", "Everything is kept here and goes by itself when there is a line."))
OFFLINE = str(QT_TRANSLATE_NOOP("Post", "No line to the province since {time}."))
OFFLINE_WHY = NEVER_WHY
NEXT_TRY = str(QT_TRANSLATE_NOOP("Post", "Next try {time}."))

# ---------------------------------------------------------------- columns


def columns(name: str, counter: Counter, found: Callable[[], Dispatch | None]) -> Sequence[Column]:
    """The columns of a sheet."""
    now = counter.office.now
    if name == "set_aside":
        return listing.columns(now, "name", "code", "procedure", "status", "state")
    if name in ("outbox", "tray"):
        return _line_columns(name, now, counter.office.post)
    if name == "files":
        return post_files.columns(counter)
    if name == "ranges":
        return _range_columns()
    return _print_columns(now, found)


def _line_columns(name: str, now: Callable[[], datetime], post: PostStatus) -> Sequence[Column]:
    shown = [
        Column("what", _tr(WHAT), lambda row: Cell(row.text), strong=True),
        Column("code", _tr(CODE), lambda row: Cell(row.code or words.NOT_KNOWN), width=226, code=True),
        Column("when", _tr(WHEN), lambda row: Cell(words.moment(row.at, now())), width=130, right=True),
    ]
    if name == "tray":
        shown.append(Column("why", _tr(STATE), lambda row: Cell(_fault(row.reason), "late", "stop"), width=320))
    else:
        shown.append(Column("state", _tr(STATE), lambda row: post_waits.act(row.state, post, now()), width=320))
    return shown


def _range_columns() -> Sequence[Column]:
    def left(row: RangeLine) -> Cell:
        tone = "late" if row.left == 0 else "soon" if row.left < 20 else ""
        return Cell(str(row.left), tone)

    return (
        Column("range", _tr(RANGE), lambda row: Cell(f"{row.first} – {row.last}"), strong=True),
        Column("next", _tr(NEXT), lambda row: Cell(_number(row.following)), width=180, right=True),
        Column("left", _tr(LEFT), left, width=180, right=True),
        Column("days", _tr(DAYS), lambda row: Cell(f"{words.day(row.first_day)} – {words.day(row.last_day)}"),
               width=230, right=True),
    )  # fmt: skip


def _print_columns(now: Callable[[], datetime], found: Callable[[], Dispatch | None]) -> Sequence[Column]:
    def code(row: PrintLine) -> Cell:
        known = found()
        return Cell((known.codes.get(row.stream, "") if known else "") or words.NOT_KNOWN)

    def state(row: PrintLine) -> Cell:
        if row.handed_out_at is not None:
            return Cell(_tr(HANDED_OUT), "ok", "done")
        text, tone, icon = PRINT_STATES[row.state]
        return Cell(_tr(text), tone, icon)

    def slip(row: PrintLine) -> Cell:
        again = _tr(REPRINT).format(number=row.copy_number - 1) if row.copy_number > 1 else ""
        return Cell(" ".join(filter(None, (words.form(row.form), again))))

    return (
        Column("slip", _tr(SLIP), slip, strong=True),
        Column("code", _tr(CODE), code, width=226, code=True),
        Column("when", _tr(WHEN), lambda row: Cell(words.moment(row.queued_at, now())), width=130, right=True),
        Column("state", _tr(STATE), state, width=220),
    )


def _number(number: int | None) -> str:
    return words.NOT_KNOWN if number is None else str(number)


WHAT = str(QT_TRANSLATE_NOOP("Post", "Act"))
CODE = str(QT_TRANSLATE_NOOP("Post", "Dossier"))
WHEN = str(QT_TRANSLATE_NOOP("Post", "When"))
STATE = str(QT_TRANSLATE_NOOP("Post", "State"))
RANGE = str(QT_TRANSLATE_NOOP("Post", "Numbers"))
NEXT = str(QT_TRANSLATE_NOOP("Post", "Next number today"))
LEFT = str(QT_TRANSLATE_NOOP("Post", "Left today"))
DAYS = str(QT_TRANSLATE_NOOP("Post", "Valid"))
SLIP = str(QT_TRANSLATE_NOOP("Post", "Slip"))
HANDED_OUT = str(QT_TRANSLATE_NOOP("Post", "handed out"))
REPRINT = str(QT_TRANSLATE_NOOP("Post", "(reprint {number})"))

# ---------------------------------------------------------------- what a line means, what may be done


def _fault(reason: str) -> str:
    return _tr(FAULTS[reason]) if reason in FAULTS else _tr(OTHER_FAULT).format(reason=reason)


def detail_words(sheet: str, row: object, *, unseen: bool = False) -> str:
    """What the chosen line of a sheet means, and what to do about it; empty for no line."""
    if isinstance(row, Line):
        if sheet != "tray":
            return _tr(UPGRADE_MEANS if row.state == "upgrade" else OUTBOX_MEANS)
        return f"{_fault(row.reason)} {_tr(FAULT_TO_DO if row.repairable else NOT_REPAIRED)}"
    if isinstance(row, FileLine):
        return post_files.detail(row)
    if isinstance(row, RangeLine):
        return _tr(RANGE_EMPTY) if row.left == 0 else _tr(RANGE_MEANS)
    if isinstance(row, PrintLine):
        return _tr(UNSEEN) if unseen else _print_means(row)
    return ""


def _print_means(row: PrintLine) -> str:
    if row.state == "failed":
        why = messages.of_code(row.error)
        return why.both if why else _tr(PRINT_FAILED)
    if row.state == "printing":
        return _tr(CUT_OFF)
    if row.state == "printed" and row.handed_out_at is None and row.stream:
        return _tr(NOT_HANDED_OUT)
    return ""


OUTBOX_MEANS = str(QT_TRANSLATE_NOOP("Post", "This act is safe on this machine and will be sent by itself."))
UPGRADE_MEANS = str(
    QT_TRANSLATE_NOOP(
        "Post",
        "The hub cannot read this kind of act yet. It is safe on this machine; “Send now” asks the hub again at once.",
    )
)
RANGE_MEANS = str(
    QT_TRANSLATE_NOOP("Post", "Codes from this range are given also without a line; every number is used once a day.")
)
RANGE_EMPTY = str(
    QT_TRANSLATE_NOOP(
        "Post", "The numbers of today are used up: dossiers get provisional codes until more are granted."
    )
)
PRINT_FAILED = str(QT_TRANSLATE_NOOP("Post", "The printer did not take this slip. Look at it, then print it again."))
UNSEEN = str(QT_TRANSLATE_NOOP("Post", "This slip waits until it was looked at: it is printed only by “Print now”."))
CUT_OFF = str(QT_TRANSLATE_NOOP("Post", "Did the paper come out? The answer decides whether it is printed again."))
NOT_HANDED_OUT = str(QT_TRANSLATE_NOOP("Post", "Press “Handed out” when the citizen has the slip in hand."))


def acts_of(sheet: str, row: object, *, unseen: bool = False) -> tuple[str, ...]:
    """The buttons offered for the chosen line; ``unseen``: a slip that waits to be looked at."""
    if isinstance(row, PrintLine):
        opens = ("open",) if row.stream else ()
        if unseen:
            return ("print_now", *opens)
        if row.state == "printing":
            return ("came_out", "again", *opens)
        if row.state == "failed":
            return ("again", *opens)
        if row.state == "printed":
            if row.handed_out_at is not None:  # what the citizen holds is replaced, not spoiled
                return ("again", *opens)
            return ("again", *(("handed_out",) if row.stream else ()), "spoiled", *opens)
        if row.state == "spoiled":
            return ("again", *opens)
        return opens
    if isinstance(row, Line):
        return (*(("enrol",) if row.repairable else ()), *(("open",) if row.here else ()))
    return ("open",) if getattr(row, "stream", "") and getattr(row, "code", "") else ()
