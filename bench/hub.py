"""The hub under many counters, against the same rows written by one jsonb statement a batch, as many at once.

The hub is a process of its own and is spoken to over HTTP; the load comes from threads here, each one counter with its
own chain and batches made beforehand. They share the processors with the hub, which real counters do not, so they do as
little as they can: `http.client`, no session. The bare side is given the rows the hub made of them, ready as one JSON
text a batch, and writes them into an equal, equally durable database: no chain, no signature, no rule, no fold.
"""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import jwt
import psycopg

from app.desk.office import system_clock
from bench.ground import Ground, RunningHub
from bench.life import EVENTS, Device
from bench.measure import Result, in_turns, quantile, speed
from sync.client import packed
from sync.hub.gate import RUNNING
from sync.hub.schema import migrate
from sync.wire import AUDIENCE, BATCH, PROTOCOL, TOKEN_SECONDS

_DOSSIERS = BATCH // EVENTS
_TABLES = ("link", "run", "event", "stream", "feed", "dossier_code")

_MERGED = """
heads AS (
    INSERT INTO unit_head (unit, head) SELECT unit, max(position) FROM doc, jsonb_to_recordset(d->'feed')
        AS x(unit text, position bigint) GROUP BY unit ORDER BY unit
    ON CONFLICT (unit) DO UPDATE SET head = greatest(unit_head.head, excluded.head)
), books AS (
    INSERT INTO register_head (unit, book, last) SELECT unit, register_book, max(register_number)
        FROM doc, jsonb_to_recordset(d->'event') AS x(unit text, register_book text, register_number integer)
        WHERE register_book IS NOT NULL GROUP BY unit, register_book ORDER BY unit, register_book
    ON CONFLICT (unit, book) DO UPDATE SET last = greatest(register_head.last, excluded.last)
), files AS (
    INSERT INTO file_use SELECT r.* FROM doc, jsonb_populate_recordset(NULL::file_use, d->'file_use') r
)
INSERT INTO device SELECT r.* FROM doc, jsonb_populate_recordset(NULL::device, d->'device') r
ON CONFLICT (id) DO UPDATE SET last_seq = excluded.last_seq, last_hash = excluded.last_hash
"""
_WRITE = (
    "WITH doc AS (SELECT %s::jsonb AS d), "
    + "".join(
        f"new_{table} AS (INSERT INTO {table} SELECT r.* FROM doc, "
        f"jsonb_populate_recordset(NULL::{table}, d->'{table}') r), "
        for table in _TABLES
    )
    + _MERGED
)
_ROWS = """
WITH l AS (SELECT * FROM link WHERE device = %(device)s AND seq BETWEEN %(first)s AND %(last)s),
     e AS (SELECT event.* FROM event JOIN l ON l.event = event.id),
     v AS (SELECT * FROM device WHERE id = %(device)s),
     s AS (SELECT * FROM stream WHERE id IN (SELECT stream FROM e)),
     f AS (SELECT feed.* FROM feed JOIN v USING (unit) WHERE feed.stream IN (SELECT id FROM s)),
     c AS (SELECT dossier_code.* FROM dossier_code JOIN v USING (unit) WHERE code IN (SELECT code FROM s)),
     u AS (SELECT * FROM file_use WHERE stream IN (SELECT id FROM s)),
     r AS (SELECT * FROM run WHERE device = %(device)s AND last_seq = %(last)s)
SELECT jsonb_build_object(
    'event', (SELECT jsonb_agg(to_jsonb(e)) FROM e), 'link', (SELECT jsonb_agg(to_jsonb(l)) FROM l),
    'run', (SELECT jsonb_agg(to_jsonb(r)) FROM r), 'stream', (SELECT jsonb_agg(to_jsonb(s)) FROM s),
    'feed', (SELECT jsonb_agg(to_jsonb(f)) FROM f), 'dossier_code', (SELECT jsonb_agg(to_jsonb(c)) FROM c),
    'file_use', (SELECT jsonb_agg(to_jsonb(u)) FROM u), 'device', (SELECT jsonb_agg(to_jsonb(v)) FROM v)
)::text
"""


@dataclass(frozen=True)
class Load:
    """One counter's share: its token, and each batch with the first and last link in it."""

    device: str
    token: str
    batches: list[tuple[int, int, bytes]]


@dataclass
class Yard:
    """The hub, the bare database beside it, and what the load has met."""

    hub: RunningHub
    bare_url: str
    bare: list[psycopg.Connection[Any]]
    numbers: dict[str, count[int]]
    placed: deque[list[Load]]
    waits: list[float]
    busy: int = 0
    cut: int = 0


def run(ground: Ground) -> Iterator[Result]:
    """Events placed a second with 16, 64 and 256 counters at once."""
    with yard(ground) as made:
        for counters in (16, 64, 256):
            dossiers = ground.size(256 * _DOSSIERS // counters, 2)
            number = ground.size(counters, max(2, counters // 16))
            yield crowd(made, f"hub, {number} counters", number, dossiers, ground.size(5, 1), 0.35)


@contextmanager
def yard(ground: Ground) -> Iterator[Yard]:
    """A hub, a bare database and as many connections to it as the hub lets work at once."""
    with ExitStack() as stack:
        hub = stack.enter_context(ground.hub())
        bare_url = ground.new_database()
        migrate(bare_url)
        bare = [
            stack.enter_context(psycopg.connect(bare_url, autocommit=True, prepare_threshold=None))
            for _ in range(RUNNING)
        ]
        yield Yard(hub, bare_url, bare, {unit: count(1) for unit in hub.units}, deque(), [])


def crowd(
    yard: Yard,
    what: str,
    counters: int,
    dossiers: int,
    rounds: int,
    target: float | None,
    about: str = "",
    *,
    warm: bool = True,
) -> Result:
    """Events placed a second while ``counters`` push ``dossiers`` each, against the rows the hub made of them."""
    sides: dict[str, dict[str, int]] = {"ours": {}, "bare": {}}

    def ours() -> Callable[[], object]:
        loads = [_load(yard, place, dossiers) for place in range(counters)]
        _analyse(yard)
        yard.placed.append(loads)
        return _posting(yard, loads)

    def bare() -> Callable[[], object]:
        if not yard.placed:
            ours()()
        documents = _documents(yard, yard.placed.popleft())
        return lambda: _written(yard.bare, documents)

    yard.waits.clear()
    yard.busy = yard.cut = 0
    pairs = in_turns(ours, bare, rounds, warm=warm)
    while yard.placed:
        bare()()
    for side, url in (("ours", yard.hub.url), ("bare", yard.bare_url)):
        sides[side] = _counted(url)
    work = {table: (sides["ours"][table], sides["bare"][table]) for table in sides["ours"]}
    events = counters * dossiers * EVENTS
    waits = [quantile(yard.waits, part) * 1000 for part in (0.5, 0.99)]
    seconds = sorted(pairs.ours)[len(pairs.ours) // 2]
    note = f"{events:,} events in {seconds:.1f} s; answers p50 {waits[0]:.0f}, p99 {waits[1]:.0f} ms"
    note += f"; {yard.busy} busy, {yard.cut} cut"
    note = "; ".join(filter(None, (about, note)))
    return speed(f"{what} / one jsonb statement", "events/s", events, pairs, target, work, note)


# ---------------------------------------------------------------- the load


def _load(yard: Yard, place: int, dossiers: int) -> Load:
    now = system_clock()
    device = Device(yard.hub.units[place % len(yard.hub.units)])
    numbers = yard.numbers[device.unit]
    batches, left = [], dossiers
    while left:
        taken = min(_DOSSIERS, left)
        left -= taken
        first = device.seq + 1
        # Numbers are never given twice, or the second dossier of a code would be set aside.
        request = device.run([next(numbers) for _ in range(taken)], now)
        body = packed(request)
        batches.append((first, device.seq, body))
    claims = {"iss": device.device, "aud": AUDIENCE, "iat": now, "exp": now + timedelta(seconds=TOKEN_SECONDS)}
    token = jwt.encode(claims, device.key, algorithm="EdDSA")
    yard.hub.database.run(
        lambda connection: connection.execute(
            "INSERT INTO device (id, unit, counter, name, kind, public_key, enrolled_at) "
            "VALUES (%s, %s, 'Q01', 'bench', 'counter', %s, %s)",
            (device.device, device.unit, device.key.public_key().public_bytes_raw(), now),
        )
    )
    return Load(device.device, token, batches)


def _analyse(yard: Yard) -> None:
    """Give both databases statistics of what they hold, which would otherwise come when they please."""
    for url in (yard.hub.url, yard.bare_url):
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("ANALYZE")


def _posting(yard: Yard, loads: Sequence[Load]) -> Callable[[], object]:
    """Threads that stand ready, one a counter; the work lets them go and waits for the last."""
    start = threading.Event()
    failures: list[BaseException] = []
    threads = [
        threading.Thread(target=_counter, args=(yard, load, start, failures), name=load.device) for load in loads
    ]
    for thread in threads:
        thread.start()

    def work() -> None:
        start.set()
        for thread in threads:
            thread.join()
        if failures:
            raise failures[0]

    return work


def _counter(yard: Yard, load: Load, start: threading.Event, failures: list[BaseException]) -> None:
    headers = {
        "Authorization": f"Bearer {load.token}", "Content-Type": "application/json", "Content-Encoding": "zstd",
        "Accept-Encoding": "zstd", "Motcua-Protocol": str(PROTOCOL),
    }  # fmt: skip
    chance = random.Random(load.device)
    pause = threading.Event()
    try:
        with closing(http.client.HTTPConnection(urlsplit(yard.hub.address).netloc)) as line:
            start.wait()
            for _, _, body in load.batches:
                while True:
                    begun = time.perf_counter()
                    try:
                        line.request("POST", "/v1/events", body, headers)
                        answer = line.getresponse()
                        said = answer.read()
                    except (OSError, http.client.HTTPException):
                        # Unknown outcome: the same is sent again, after the post's own first wait.
                        line.close()
                        yard.cut += 1
                        pause.wait(max(1.0, chance.uniform(0, 2)))
                        continue
                    if answer.status != 503:
                        break
                    yard.busy += 1
                    asked = float(answer.headers.get("Retry-After", "1"))
                    pause.wait(asked + chance.uniform(0, asked))  # as the post of a counter does
                yard.waits.append(time.perf_counter() - begun)
                if answer.status != 200:
                    failures.append(RuntimeError(f"{answer.status}: {said[:200]!r}"))
                    return
    except Exception as failure:  # noqa: BLE001 (told to the bench's own thread, which raises it)
        failures.append(failure)


# ---------------------------------------------------------------- the bare side


def _documents(yard: Yard, loads: Sequence[Load]) -> list[list[str]]:
    """What the hub made of the loads: per counter, one JSON text a batch."""
    documents = []
    with psycopg.connect(yard.hub.url) as connection:
        for load in loads:
            texts = []
            for first, last, _ in load.batches:
                asked = {"device": load.device, "first": first, "last": last}
                row = connection.execute(_ROWS, asked).fetchone()
                texts.append(str(row[0]) if row else "")
            documents.append(texts)
    return documents


def _written(connections: Sequence[psycopg.Connection[Any]], documents: Sequence[Sequence[str]]) -> None:
    """Every text in a transaction of its own, through as many connections as the hub lets work at once."""
    free = deque(connections)
    with ThreadPoolExecutor(len(connections)) as pool:

        def put(texts: Sequence[str]) -> None:
            connection = free.popleft()
            for text in texts:
                with connection.transaction():
                    connection.execute(_WRITE, (text,))
            free.append(connection)

        list(pool.map(put, documents))


def _counted(url: str) -> dict[str, int]:
    with psycopg.connect(url) as connection:
        counts = {}
        for table in (*_TABLES, "file_use"):
            row = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
            counts[table] = int(row[0]) if row else 0
        row = connection.execute("SELECT count(*) FROM event WHERE verdict = 'effective'").fetchone()
        counts["effective events"] = int(row[0]) if row else 0
    return counts
