"""Search as you type, and list pages, over a million dossiers, against the same statements through the raw driver."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from itertools import islice
from statistics import median
from typing import Any

from sqlalchemy import Connection

from app.desk import reception
from app.desk.acting import Session
from app.desk.office import Office, close_office
from app.domain.events import new_id
from app.domain.text import fold
from app.store import states
from app.store.state_rows import DossierRow, StateRow, counted_under, identifiers_of, values_of
from app.store.states import ListFilter
from bench.ground import (
    NOON,
    UNIT,
    Ground,
    bare_reader,
    enrol_by_hand,
    name_of,
    new_office,
    personal_number_of,
    ready_draft,
)
from bench.measure import Result, Rounds, in_turns, quantile, speed

_PROCEDURES = (
    ("1.004884", "Đăng ký lại khai sinh", "Hộ tịch"),
    ("1.001193", "Đăng ký khai sinh", "Hộ tịch"),
    ("2.000815", "Chứng thực bản sao từ bản chính", "Chứng thực"),
    ("1.000894", "Đăng ký kết hôn", "Hộ tịch"),
    ("2.000635", "Cấp bản sao trích lục hộ tịch", "Hộ tịch"),
)
_RETURNED = 10
_STATUSES = (2, 2, 2, 4, 4, 9, 10, 10, 10, 10)
_CHUNK = 10_000
OTHER_UNIT = "H44.80.31"
_COLUMNS = ", ".join(name for name in DossierRow.__dataclass_fields__)
_MATCH = "SELECT rowid FROM dossier_search WHERE dossier_search MATCH ? ORDER BY rowid DESC LIMIT 200"


def run(ground: Ground) -> Iterator[Result]:
    """Keystrokes and pages a second, and what one keystroke takes."""
    number = ground.size(1_000_000, 4_000)
    office = new_office(ground.place("search"))
    start = time.perf_counter()
    fill(office, enrol_by_hand(office), number)
    built = f"{number:,} dossiers, filled in {time.perf_counter() - start:.0f} s"
    with closing(bare_reader(office)) as bare, office.store.read() as connection:
        rounds = ground.size(5, 2)
        yield _keystrokes(connection, bare, ground.size(60, 8), rounds, built)
        yield _numbers(connection, bare, ground.size(60, 8), rounds)
        yield _pages(connection, bare, ground.size(200, 10), rounds)
    close_office(office)


# ---------------------------------------------------------------- a million dossiers


def fill(office: Office, session: Session, number: int, *, elsewhere: int = 4, ended: int = 0) -> None:
    """Put ``number`` invented dossiers into the office's store, each with a whole state of usual size: one accepted by
    ``session``, the others after its pattern and without events behind them. Of so many as ``elsewhere`` says one is
    another unit's; 0 for none. The first ``ended`` have run their course, the others stand in every status."""
    accepted = reception.accept(office, session, ready_draft(office, session, 0))
    with office.store.read() as connection:
        state_json = states.state_json(connection, accepted.stream) or b""
    rows = (
        _row(place, state_json, OTHER_UNIT if elsewhere and place % elsewhere == 0 else UNIT, ended=place < ended)
        for place in range(1, number)
    )
    lid = 2
    while chunk := list(islice(rows, _CHUNK)):
        _insert(office, lid, chunk)
        lid += len(chunk)
    with office.store.write() as connection:
        connection.exec_driver_sql("INSERT INTO dossier_search (dossier_search) VALUES ('optimize')")
        connection.exec_driver_sql("ANALYZE")


def _row(place: int, state_json: bytes, unit: str, *, ended: bool) -> StateRow:
    code, name, field = _PROCEDURES[place % len(_PROCEDURES)]
    status = _RETURNED if ended else _STATUSES[place % len(_STATUSES)]
    at = NOON - timedelta(minutes=2_000_000 - place)
    return StateRow(
        stream=new_id(),
        code=f"{UNIT}-{at:%y%m%d}-{place % 10_000:04d}",
        provisional_code=None,
        status=status,
        unit=unit,
        procedure_code=code,
        procedure_name=name,
        field=field,
        applicant_name=name_of(place),
        submitter_name="",
        accepted_at=at,
        due=at + timedelta(days=7),
        finished_at=None,
        returned_at=None,
        holder=f"{UNIT}/one_stop",
        debts=("scan",) if place % 50 == 0 else (),
        officer=f"{UNIT}-officer-1",
        head=6,
        updated_at=at,
        identifiers=(("personal_number", personal_number_of(place)), ("phone", f"09{place * 7919 % 10**8:08d}")),
        state_json=state_json,
    )


def _insert(office: Office, first: int, rows: Sequence[StateRow]) -> None:
    kept = [{"lid": first + place, **values_of(row)} for place, row in enumerate(rows)]
    for values in kept:
        for name in ("accepted_at", "due", "updated_at"):
            values[name] = f"{values[name]:%Y-%m-%dT%H:%M:%SZ}"
    columns = tuple(kept[0])
    marks = ", ".join("?" * len(columns))
    counters: dict[tuple[str, str], int] = {}
    for values in kept:
        for name in counted_under(values):
            key = (str(values["unit"]), name)
            counters[key] = counters.get(key, 0) + 1
    with office.store.write() as connection:
        put = connection.exec_driver_sql
        put(
            f"INSERT INTO dossier_state ({', '.join(columns)}) VALUES ({marks})",
            [tuple(values.values()) for values in kept],
        )
        put(
            "INSERT INTO dossier_search (rowid, text) VALUES (?, ?)",
            [(values["lid"], values["search_text"]) for values in kept],
        )
        put(
            "INSERT INTO identifier (lid, kind, value, reversed) VALUES (?, ?, ?, ?)",
            [
                (first + place, kind, value, value[::-1])
                for place, row in enumerate(rows)
                for kind, value in sorted(identifiers_of(row))
            ],
        )
        put(
            "INSERT INTO dossier_count (unit, name, number) VALUES (?, ?, ?) "
            "ON CONFLICT (unit, name) DO UPDATE SET number = number + excluded.number",
            [(*key, count) for key, count in counters.items()],
        )


# ---------------------------------------------------------------- both sides


def _keystrokes(connection: Connection, bare: Any, names: int, rounds: int, built: str) -> Result:
    typed = [name[:end] for name in map(name_of, range(7, 7 + names)) for end in range(2, len(name) + 1)]
    typed = [text for text in typed if not text.endswith(" ")]
    return _asked(
        "search by name as you type / the same statements raw",
        typed,
        rounds,
        lambda text: len(states.search(connection, text)),
        lambda text: min(50, len(_bare_match(bare, text))),
        built,
    )


def _bare_match(bare: Any, typed: str) -> list[Any]:
    """What the search asks of the database for text, through the driver alone: newest matches, and their rows."""
    words = fold(typed).split()
    match = " AND ".join(f'"{word}"' for word in words) + "*"
    lids = [row[0] for row in bare.execute(_MATCH, (match,))]
    return _bare_rows(bare, lids)


def _bare_rows(bare: Any, lids: Sequence[int]) -> list[Any]:
    marks = ", ".join("?" * len(lids))
    return list(bare.execute(f"SELECT {_COLUMNS} FROM dossier_state WHERE lid IN ({marks})", tuple(lids)))


def _numbers(connection: Connection, bare: Any, people: int, rounds: int) -> Result:
    """The last four digits and more of a personal number."""
    wanted = [personal_number_of(place * 97) for place in range(1, people + 1)]
    typed = [number[-length:] for number in wanted for length in (4, 6, 8, 12)]

    def raw(text: str) -> int:
        lids: dict[int, None] = {}
        for column, value in (("value", text), ("reversed", text[::-1])):
            condition = f"{column} >= ? AND {column} < ?"
            found = bare.execute(
                f"SELECT lid FROM identifier WHERE {condition} LIMIT 1000", (value, value + "\U0010ffff")
            )
            lids.update(dict.fromkeys(row[0] for row in found))
        return len(_bare_rows(bare, sorted(lids, reverse=True)[:50]))

    return _asked(
        "search by last digits / the same statements raw",
        typed,
        rounds,
        lambda text: len(states.search(connection, text)),
        raw,
        "",
    )


def _pages(connection: Connection, bare: Any, pages: int, rounds: int) -> Result:
    """Page after page of one status, by key."""

    def ours() -> Callable[[], object]:
        def work() -> None:
            wanted, after = ListFilter(unit=UNIT, statuses=frozenset({10})), None
            for _ in range(pages):
                page = states.page(connection, wanted, after)
                ours_read.append(len(page.rows))
                after = page.next

        return work

    def raw() -> Callable[[], object]:
        def work() -> None:
            after = 2**62
            for _ in range(pages):
                rows = bare.execute(
                    f"SELECT {_COLUMNS} FROM dossier_state WHERE unit = ? AND status = 10 AND lid < ? "
                    "ORDER BY lid DESC LIMIT 101",
                    (UNIT, after),
                ).fetchall()
                bare_read.append(min(100, len(rows)))
                after = rows[99][0]

        return work

    ours_read: list[int] = []
    bare_read: list[int] = []
    times = in_turns(ours, raw, rounds)
    return speed(
        "list pages of 100 / the same statements raw",
        "pages/s",
        pages,
        times,
        None,
        {"rows": (sum(ours_read), sum(bare_read))},
        f"one page {median(times.ours) / pages * 1000:.1f} ms",
    )


def _asked(
    what: str,
    typed: Sequence[str],
    rounds: int,
    ours: Callable[[str], int],
    raw: Callable[[str], int],
    built: str,
) -> Result:
    """Every text asked of both sides, keystroke by keystroke, in turns."""
    times: dict[str, list[float]] = {"ours": [], "bare": []}
    found: dict[str, int] = {"ours": 0, "bare": 0}

    def asking(side: str, ask: Callable[[str], int]) -> Callable[[], Callable[[], object]]:
        def work() -> None:
            for text in typed:
                start = time.perf_counter()
                found[side] += ask(text)
                times[side].append(time.perf_counter() - start)

        return lambda: work

    total: Rounds = in_turns(asking("ours", ours), asking("bare", raw), rounds)
    half, most = ({side: quantile(times[side], part) * 1000 for side in times} for part in (0.5, 0.95))
    waits = f"p50 {half['ours']:.2f} ({half['bare']:.2f}), p95 {most['ours']:.2f} ({most['bare']:.2f}) ms"
    return speed(
        what,
        "keys/s",
        len(typed),
        total,
        None,
        {"rows": (found["ours"], found["bare"])},
        f"{waits}; {built}".rstrip("; "),
    )
