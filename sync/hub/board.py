"""The back office of a unit's specialist agency: what lies with it, and its three acts on that."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from app.domain import acts
from app.domain.calendar import WorkCalendar
from app.domain.deadline import due_date
from app.domain.dossier import FINISHED, Dossier
from app.domain.events import VIETNAM, Entry
from app.domain.limits import LIMIT_KINDS, Extension, Limit
from app.domain.units import Officer
from sync.hub import files, folding, ledger
from sync.hub.acting import Deed, Standing, act
from sync.hub.database import Connection
from sync.hub.faults import not_found
from sync.hub.hub import Hub

BOARD_ROLES = frozenset({"agency", "supervisor"})
SESSION = timedelta(hours=8)
FREE_TRIES = 5
LOCK = timedelta(minutes=15)
RESULT_LIMIT = 32 * 1024 * 1024
"""Most bytes of a result file."""
LIST_LIMIT = 300

_hasher = PasswordHasher()
_no_officer = _hasher.hash(secrets.token_hex(16))
"""Compared with when there is no such officer, so that an answer takes as long for unknown names as for known ones."""


@dataclass(frozen=True)
class BoardSession:
    """An officer at the board; ``csrf`` must come back with every act."""

    officer: Officer
    unit_name: str
    csrf: str


@dataclass(frozen=True)
class Row:
    """One dossier on the board."""

    stream: str
    state: Dossier


@dataclass(frozen=True)
class Board:
    """What lies with the agency, by what it has to do next."""

    to_acknowledge: tuple[Row, ...]
    in_hand: tuple[Row, ...]
    to_hand_over: tuple[Row, ...]
    on_their_way: tuple[Row, ...]


# ---------------------------------------------------------------- signing in


def sign_in(hub: Hub, officer_id: str, password: str) -> str | None:
    """A session token for an officer of an agency; None when name or password is wrong, or the account is locked.

    `FREE_TRIES` wrong passwords lock the account on the board for `LOCK`.
    """
    now = hub.clock()
    officer = hub.references.current().officer(officer_id)
    may = officer is not None and officer.role in BOARD_ROLES and officer.valid_on(now.astimezone(VIETNAM).date())
    right = _matches(officer.password_hash if officer is not None and may else _no_officer, password)

    def work(connection: Connection) -> str | None:
        row = connection.execute(
            "SELECT failures, locked_until FROM sign_in_failure WHERE officer = %s FOR UPDATE", (officer_id,)
        ).fetchone()
        if row is not None and row.locked_until is not None and row.locked_until > now:
            return None
        if officer is None or not may or not right:
            if officer is not None:
                _note_failure(connection, officer_id, now)
            return None
        connection.execute("DELETE FROM sign_in_failure WHERE officer = %s", (officer_id,))
        token = secrets.token_urlsafe(32)
        connection.execute(
            "INSERT INTO web_session (hash, officer, unit, csrf, signed_in_at, expires_at) "
            "VALUES (%s, %s, %s, %s, %s, %s)",
            (_hash(token), officer.id, officer.unit, secrets.token_urlsafe(32), now, now + SESSION),
        )
        return token

    return hub.database.run(work)


def session_of(hub: Hub, token: str) -> BoardSession | None:
    """The session behind a token; None when it has ended, or the officer may not act any more."""
    rows = hub.database.rows(
        "SELECT officer, csrf FROM web_session WHERE hash = %(hash)s AND expires_at > %(now)s",
        {"hash": _hash(token), "now": hub.clock()},
    )
    if not rows:
        return None
    reference = hub.references.current()
    officer = reference.officer(rows[0].officer)
    day = hub.clock().astimezone(VIETNAM).date()
    if officer is None or officer.role not in BOARD_ROLES or not officer.valid_on(day):
        return None
    unit = reference.unit(officer.unit)
    return BoardSession(officer, unit.name if unit is not None else officer.unit, rows[0].csrf)


def sign_out(hub: Hub, token: str) -> None:
    """End a session; unknown tokens are ignored."""
    hub.database.run(lambda connection: connection.execute("DELETE FROM web_session WHERE hash = %s", (_hash(token),)))


def _matches(kept: str, password: str) -> bool:
    try:
        return _hasher.verify(kept or _no_officer, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _note_failure(connection: Connection, officer_id: str, now: datetime) -> None:
    connection.execute(
        "INSERT INTO sign_in_failure AS f (officer, failures) VALUES (%s, 1) ON CONFLICT (officer) DO UPDATE "
        "SET failures = CASE WHEN f.locked_until IS NULL THEN f.failures + 1 ELSE 1 END, "
        "locked_until = CASE WHEN f.locked_until IS NULL AND f.failures + 1 >= %s THEN %s::timestamptz END",
        (officer_id, FREE_TRIES, now + LOCK),
    )


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


# ---------------------------------------------------------------- what lies with the agency


def board_of(hub: Hub, unit: str) -> Board:
    """The dossiers that were handed over to the agency of ``unit``, the soonest due first."""
    desk = f"{unit}/agency"

    def read(connection: Connection) -> Board:
        rows = connection.execute(
            "SELECT id::text, state, fold, transit, holder, result_holder, result_transit, status FROM stream "
            "WHERE transit = %(desk)s OR (holder = %(desk)s AND status IN (2, 4, 5, 6)) "
            "OR (result_holder = %(desk)s AND status = %(finished)s) "
            "ORDER BY due_at NULLS LAST, code, id LIMIT %(limit)s",
            {"desk": desk, "finished": FINISHED, "limit": LIST_LIMIT},
        ).fetchall()
        made = [(row, Row(row.id, ledger.state_of(connection, row.id, row.state, row.fold))) for row in rows]
        return Board(
            tuple(row for kept, row in made if kept.transit == desk),
            tuple(row for kept, row in made if kept.transit == "" and kept.status != FINISHED),
            tuple(row for kept, row in made if kept.status == FINISHED and not kept.result_transit),
            tuple(row for kept, row in made if kept.status == FINISHED and kept.result_transit),
        )

    return hub.database.run(read)


def dossier_of(hub: Hub, unit: str, stream: str) -> Dossier:
    """One dossier that is, or was, with the agency of ``unit``. Raises Refused (404) for any other."""
    agency = acts.Holder(unit, "agency")

    def read(connection: Connection) -> Dossier:
        row = connection.execute(
            "SELECT state, fold FROM stream WHERE id = %s AND %s = ANY(units) AND type = 'dossier'", (stream, unit)
        ).fetchone()
        if row is None:
            raise not_found("dossier")
        state = ledger.state_of(connection, stream, row.state, row.fold)
        if not any(_was_sent_to(agency, entry) for entry in ledger.load_entries(connection, [stream])[stream]):
            raise not_found("dossier")
        return state

    return hub.database.run(read)


def _was_sent_to(agency: acts.Holder, entry: Entry) -> bool:
    payload = folding.payload_of(entry)
    return isinstance(payload, acts.HandedOver) and payload.receiver == agency


# ---------------------------------------------------------------- acts


def acknowledge(hub: Hub, session: BoardSession, stream: str) -> None:
    """Confirm that the papers of a dossier have arrived; the competent agency's receipt starts the clock of a dossier
    received elsewhere (NĐ 118/2025 Đ17.3 am. NĐ 309). Raises NotAllowed, and Refused (404) out of scope."""
    unit = session.officer.unit
    calendar = hub.references.current().calendar_for(unit)

    def make(standing: Standing) -> Deed:
        transit = standing.state.transit
        number = transit.list_number if transit is not None else ""
        restart = _restart(standing.state, unit, standing.at, calendar)
        return Deed(stream, acts.Acknowledged("dossier", number, acts.Holder(unit, "agency"), restart))

    act(hub, unit, session.officer.id, stream, make)


def finish(
    hub: Hub,
    session: BoardSession,
    stream: str,
    *,
    outcome: Literal["result", "refusal"],
    name: str,
    number: str,
    issued_on: date | None,
    pdf: bytes,
) -> None:
    """End the processing with a result, or a refusal slip as the result; its PDF is kept with the dossier's files.

    Raises NotAllowed, Refused (404) out of scope, ValueError for what is no PDF.
    """
    if len(pdf) > RESULT_LIMIT or not pdf.startswith(b"%PDF-") or b"%%EOF" not in pdf[-2048:]:
        raise ValueError("not a PDF")
    unit = session.officer.unit
    dossier_of(hub, unit, stream)
    desk = f"board.{unit}"
    sha256 = hub.files.add(desk, pdf)
    now = hub.clock()
    hub.database.run(lambda connection: files.note_upload(connection, sha256, unit, desk, len(pdf), now=now))
    paper = acts.ResultPaper(name, number, issued_on, sha256, len(pdf))
    act(hub, unit, session.officer.id, stream, lambda standing: Deed(stream, acts.Finished(outcome, (paper,))))


def hand_over_result(hub: Hub, session: BoardSession, stream: str) -> None:
    """Send the result to the one-stop shop that received the dossier. Raises NotAllowed, Refused (404) out of scope."""
    unit = session.officer.unit

    def make(standing: Standing) -> Deed:
        number = f"BG.HUB-{standing.at.astimezone(VIETNAM):%y%m%d}-{standing.number:03d}"
        giver, receiver = acts.Holder(unit, "agency"), acts.Holder(standing.state.unit, "one_stop")
        return Deed(stream, acts.HandedOver("result", number, giver, receiver, len(standing.state.results)))

    act(hub, unit, session.officer.id, stream, make)


def _restart(state: Dossier, unit: str, at: datetime, calendar: WorkCalendar) -> acts.DueKept | None:
    if state.competent_unit != unit or state.competent_at is not None or state.limit is None:
        return None
    kept = state.limit
    extension = None
    if kept.extension_kind:
        mode: Literal["add", "total"] = "total" if kept.extension_mode == "total" else "add"
        extension = Extension(LIMIT_KINDS[kept.extension_kind], kept.extension_value, mode)
    due = due_date(at, Limit(LIMIT_KINDS[kept.kind], kept.value), calendar, extension=extension, start="competent")
    steps = tuple({"key": step.key, "facts": dict(step.facts)} for step in due.steps)
    return acts.DueKept(due.due, steps, calendar.version, due.projected)
