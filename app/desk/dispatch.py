"""What the post still owes the hub and what came back refused: outbox, tray, files on their way, numbers, slips."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from app.desk import printing, status, worklists
from app.desk.acting import Session
from app.desk.office import Office
from app.desk.printing import PrintLine
from app.desk.timeline import sentence
from app.desk.worklists import DossierRow
from app.domain import ranges
from app.domain.events import VIETNAM, Body
from app.store import enrolment, files, journal, numbers, states

MOST = 200
"""Lines of one list that are shown; the rest is in the counts."""


@dataclass(frozen=True)
class Line:
    """One act that has not found its place at the hub. ``state`` is ``pending``, ``upgrade`` (the hub does not know
    this kind of act yet) or ``refused``; ``text`` says what it is in Vietnamese, ``code`` which dossier, ``reason`` why
    it was refused (a word of the hub)."""

    event: str
    stream: str
    code: str
    at: datetime
    text: str
    state: str
    reason: str
    here: bool
    """Whether this machine has the dossier: a refused act alone makes none."""

    @property
    def repairable(self) -> bool:
        """Whether another identity of this machine repairs a refusal."""
        return self.state == "refused" and self.reason not in journal.OF_THE_ACT


@dataclass(frozen=True)
class FileLine:
    """A file on its way; sizes in bytes, 0 where not known. ``error`` is the code of the last failure, empty for none.
    One that is ``fetched`` comes from the hub; its state is ``waiting`` or ``failed``. ``added_at`` is since when."""

    sha256: str
    stream: str
    code: str
    size: int
    sent: int
    state: str
    error: str
    added_at: datetime
    fetched: bool = False

    @property
    def id(self) -> str:
        """One file may be on its way in both directions."""
        return f"{self.sha256} {'down' if self.fetched else 'up'}"


@dataclass(frozen=True)
class RangeLine:
    """Numbers the hub granted this machine. ``following`` is the next one to be given, None when none is left."""

    id: str
    first: int
    last: int
    following: int | None
    left: int
    first_day: date
    last_day: date


@dataclass(frozen=True)
class Dispatch:
    """Everything the page of the post shows; ``hub`` is the hub's address, empty before the first enrolment.
    ``files_wanted`` is how many files there are to fetch, shown or not."""

    strip: status.Strip
    outbox: tuple[Line, ...]
    tray: tuple[Line, ...]
    set_aside: tuple[DossierRow, ...]
    files: tuple[FileLine, ...]
    ranges: tuple[RangeLine, ...]
    prints: tuple[PrintLine, ...]
    codes: dict[str, str]
    hub: str
    files_wanted: int


def dispatch(office: Office, session: Session) -> Dispatch:
    """How the post of this counter stands now."""
    day = office.now().astimezone(VIETNAM).date()
    unpaid = printing.not_handed_out(office, session, MOST)
    jobs = {job.id: job for job in (*printing.of_day(office, day), *printing.queue(office), *unpaid)}
    with office.store.read() as connection:
        outbox = tuple(
            _line(connection, event.body, state, "") for event, state in journal.not_placed(connection, MOST)
        )
        tray = tuple(_line(connection, event.body, "refused", code) for event, code in journal.refused(connection))
        going = tuple(
            FileLine(row.sha256, stream, _code(connection, stream), row.size, row.offset, row.upload, row.error,
                     row.added_at)
            for row, stream in files.outgoing(connection, MOST)
        )  # fmt: skip
        # Fetched first, as the post does.
        coming = tuple(_coming(connection, wanted) for wanted in files.wanted(connection, MOST))
        files_wanted = files.wanted_count(connection)
        gone = set(numbers.used_by(connection, session.unit, day))
        granted = tuple(_range(found, gone, day) for found in numbers.ranges(connection, session.device, session.unit))
        enrolled = enrolment.current(connection)
        codes = {job.stream: _code(connection, job.stream) for job in jobs.values() if job.stream}
    return Dispatch(
        status.strip(office, session),
        outbox,
        tray,
        worklists.page(office, session, "set_aside", None, MOST).rows,
        coming + going,
        granted,
        tuple(sorted(jobs.values(), key=lambda job: job.queued_at, reverse=True)),
        codes,
        enrolled.hub_url if enrolled is not None else "",
        files_wanted,
    )


def send_now(office: Office) -> None:
    """Ends any wait of the post: it tries the line at once, and all that failed or waits for a newer hub."""
    office.post.send_now()


def _line(connection: Connection, body: Body, state: str, reason: str) -> Line:
    here = states.row(connection, body.stream) is not None
    # The code of a refused act is on a citizen's paper all the same.
    code = _code(connection, body.stream) or str(body.payload.get("code", ""))
    return Line(body.id, body.stream, code, body.at, sentence(body), state, reason, here)


def _code(connection: Connection, stream: str) -> str:
    row = states.row(connection, stream) if stream else None
    return (row.code or row.provisional_code or "") if row else ""


def _coming(connection: Connection, wanted: files.Wanted) -> FileLine:
    state, code = "failed" if wanted.error else "waiting", _code(connection, wanted.stream)
    return FileLine(wanted.sha256, wanted.stream, code, 0, 0, state, wanted.error, wanted.wanted_at, fetched=True)


def _range(found: ranges.NumberRange, gone: set[int], day: date) -> RangeLine:
    following = ranges.next_number([found], gone, day)
    return RangeLine(
        found.id,
        found.first,
        found.last,
        following[1] if following else None,
        ranges.numbers_left([found], gone, day),
        found.first_day,
        found.last_day,
    )
