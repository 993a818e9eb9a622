"""The post of a counter: push, pull and files, each against the least that the same hub and the same disk allow."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

import jwt
import requests

from app.desk.office import Office, close_office, system_clock
from app.domain.events import sign_run
from app.memory import settle_memory
from app.store import enrolment, files, journal
from bench import life
from bench.ground import UNIT, Ground, RunningHub, bare_store, new_office
from bench.measure import Result, in_turns, speed
from bench.rows import Statement, compared, rows_of, state_of, write
from sync import parcels
from sync.ahead import pull_all, push_all
from sync.client import HubClient, packed
from sync.engine import Pace
from sync.enrolment import client_of, enrol
from sync.hub import devices
from sync.line import Line
from sync.page_process import PageProcess
from sync.wire import AUDIENCE, BATCH, PROTOCOL, TOKEN_SECONDS, PushRequest, to_wire

_FILE = 400_000


@dataclass
class Post:
    """A running hub, and two twin counters: one works through our post, the other's key serves the bare side."""

    hub: RunningHub
    ours: Office
    client: HubClient
    twin: Office
    session: requests.Session
    numbers: Iterator[int]

    def headers(self, more: dict[str, str]) -> dict[str, str]:
        """What every bare request carries, signed as the twin."""
        now = system_clock()
        device = device_of(self.twin)
        claims = {"iss": device, "aud": AUDIENCE, "iat": now, "exp": now + timedelta(seconds=TOKEN_SECONDS)}
        token = jwt.encode(claims, self.twin.keys.device_key, algorithm="EdDSA")
        return {"Authorization": f"Bearer {token}", "Motcua-Protocol": str(PROTOCOL), **more}


def run(ground: Ground) -> Iterator[Result]:
    """Events pushed and pulled a second, and megabytes of files a second, up and down."""
    with post(ground) as made:
        for measured in (_push, _pull, _files, _fetched):
            yield measured(made, ground)


@contextmanager
def post(ground: Ground) -> Iterator[Post]:
    """Hub, counters and sessions, for the length of the ``with``."""
    with ExitStack() as stack:
        hub = stack.enter_context(ground.hub())
        ours, client = connected(ground, hub, "Q01", stack)
        twin = enrolled(ground, hub, "Q02", stack)
        session = stack.enter_context(requests.Session())
        session.mount("http://", Line())
        yield Post(hub, ours, client, twin, session, count(1))


def enrolled(ground: Ground, hub: RunningHub, counter: str, stack: ExitStack) -> Office:
    """A new office of the sample ward, enrolled with ``hub``; closed with ``stack``."""
    office = new_office(ground.place(counter), system_clock)
    stack.callback(close_office, office)
    code = hub.database.run(lambda connection: devices.issue_code(connection, UNIT, counter, now=system_clock()))
    enrol(office, hub.address, code)
    return office


def connected(ground: Ground, hub: RunningHub, counter: str, stack: ExitStack) -> tuple[Office, HubClient]:
    """`enrolled`, with its line to the hub."""
    office = enrolled(ground, hub, counter, stack)
    client = client_of(office)
    if client is None:
        raise RuntimeError("not enrolled")
    return office, stack.enter_context(closing(client))


def device_of(office: Office) -> str:
    """The id of an enrolled office's device."""
    with office.store.read() as connection:
        current = enrolment.current(connection)
    if current is None:
        raise RuntimeError("not enrolled")
    return current.device


def drain(work: Callable[[], bool]) -> None:
    """Call ``work`` until it says that there is no more."""
    while work():
        pass


# ---------------------------------------------------------------- push


def _push(made: Post, ground: Ground) -> Result:
    dossiers, rounds = ground.size(100, 6), ground.size(9, 2)
    before = made.hub.count("event")
    pushed = {"ours": 0, "bare": 0}
    pace = Pace()

    def ours() -> Callable[[], object]:
        life.record(made.ours, next(made.numbers) * dossiers, dossiers)

        def work() -> None:
            pushed["ours"] += push_all(made.ours, made.client, pace)

        return work

    def bare() -> Callable[[], object]:
        life.record(made.twin, next(made.numbers) * dossiers, dossiers)
        batches = _encoded(made.twin)
        headers = made.headers({
            "Content-Type": "application/json", "Content-Encoding": "zstd", "Accept-Encoding": "zstd",
        })  # fmt: skip
        address = f"{made.hub.address}/v1/events"

        def work() -> None:
            for number, batch in batches:
                answer = made.session.post(address, data=batch, headers=headers)
                answer.raise_for_status()
                pushed["bare"] += number

        return work

    pairs = in_turns(ours, bare, rounds)
    placed = made.hub.count("event") - before
    work = {"events": (pushed["ours"], pushed["bare"]), "placed": (placed, pushed["ours"] + pushed["bare"])}
    note = f"batches of {BATCH}, {life.EVENTS} events a dossier; ours also settles"
    return speed("push / the same batches posted bare", "events/s", dossiers * life.EVENTS, pairs, 0.7, work, note)


def _encoded(office: Office) -> list[tuple[int, bytes]]:
    """All that an office has to push, as the bytes of its requests; counted as pushed."""
    batches: list[tuple[int, bytes]] = []
    while True:
        with office.store.read() as connection:
            sent = enrolment.current(connection)
            events = journal.unsent(connection, BATCH)
        if not events or sent is None:
            return batches
        signature = sign_run(office.keys.device_key, [event.link for event in events])
        request = PushRequest([to_wire(event) for event in events], signature.hex())
        batches.append((len(events), packed(request)))
        last = events[-1].link.device_seq
        with office.store.write() as connection:
            # The bare side has no journal to settle: what it will send is out of the way.
            connection.exec_driver_sql(
                "UPDATE event SET state = 'refused' WHERE device = ? AND device_seq <= ?", (sent.device, last)
            )


# ---------------------------------------------------------------- pull


def _pull(made: Post, ground: Ground) -> Result:
    """A third counter of the unit takes what the other two have pushed; the bare side writes the rows it wrote."""
    dossiers, rounds = ground.size(400, 50), ground.size(9, 2)
    a_round = dossiers * life.EVENTS // BATCH
    with ExitStack() as stack:
        reader, client = connected(ground, made.hub, "Q03", stack)
        beside = stack.enter_context(PageProcess())
        bare_file = stack.enter_context(closing(bare_store(reader.profile / "bare.db", reader)))
        pace = Pace()
        pull_all(reader, client, pace, reader=beside)
        settle_memory()
        written = _transactions(reader, (0, 0))
        write(bare_file, written[0])
        reached = written[1]

        def feed() -> None:
            life.record(made.ours, next(made.numbers) * dossiers, dossiers)
            push_all(made.ours, made.client, Pace())

        def ours() -> Callable[[], object]:
            feed()
            return lambda: pull_all(reader, client, pace, reader=beside)

        def bare() -> Callable[[], object]:
            nonlocal reached
            transactions, last = _transactions(reader, reached)
            if not transactions:  # the bare side goes first this time
                ours()()
                transactions, last = _transactions(reader, reached)
            reached = last
            # Where the bare side went first, the rows that ours wrote after it are still to come: they do not count.
            write(bare_file, transactions[:-a_round])
            return lambda: write(bare_file, transactions[-a_round:])

        pairs = in_turns(ours, bare, rounds)
        write(bare_file, _transactions(reader, reached)[0])
        with reader.store.read() as connection:
            work = compared(connection, bare_file, ("event", "run", "feed_cursor", "dossier_state", "identifier"))
    note = "ours is asked of the hub, proved, folded and applied"
    return speed("pull and apply / its rows raw, 100 a tx", "events/s", dossiers * life.EVENTS, pairs, 0.6, work, note)


def _transactions(office: Office, after: tuple[int, int]) -> tuple[list[list[Statement]], tuple[int, int]]:
    """What an office wrote for the events and runs ``after`` (their last rows): as many events a transaction as it
    pulls at a time, each moving the feed's cursor, the runs that prove them with the first.

    A dossier's own row is written where its last event is; ours writes it once for every batch that touches it.
    """
    transactions = []
    reached, run = after
    with office.store.read() as connection:
        last, last_run = (
            int(connection.exec_driver_sql(f"SELECT coalesce(max({key}), 0) FROM {table}").scalar_one())
            for key, table in (("local_id", "event"), ("rowid", "run"))
        )
        proofs = rows_of(connection, "run", "rowid > ? ORDER BY rowid", run)
        cursor = rows_of(connection, "feed_cursor", "1")
        while reached < last:
            where = "local_id > ? ORDER BY local_id LIMIT ?"
            statements = rows_of(connection, "event", where, reached, BATCH)
            reach = int(
                connection.exec_driver_sql(
                    f"SELECT max(local_id) FROM (SELECT local_id FROM event WHERE {where})", (reached, BATCH)
                ).scalar_one()
            )
            ended = connection.exec_driver_sql(
                "SELECT stream FROM event GROUP BY stream HAVING max(local_id) > ? AND max(local_id) <= ?",
                (reached, reach),
            ).scalars()
            for stream in list(ended):
                statements += state_of(connection, stream)
            statements += proofs
            statements += [(statement.replace("INSERT", "INSERT OR REPLACE"), row) for statement, row in cursor]
            transactions.append(statements)
            reached, proofs = reach, []
    return transactions, (last, last_run)


# ---------------------------------------------------------------- files


def _files(made: Post, ground: Ground) -> Result:
    number, rounds = ground.size(25, 2), ground.size(9, 2)
    sent = {"ours": 0, "bare": 0}
    begun = parcels.Begun()

    def ours() -> Callable[[], object]:
        for _ in range(number):
            data = os.urandom(_FILE)
            sha256 = made.ours.vault.add(data)
            with made.ours.store.write() as connection:
                files.add(connection, sha256, len(data), "application/pdf", made.ours.now())

        return lambda: _carry(lambda: parcels.upload_part(made.ours, made.client, begun), sent)

    def bare() -> Callable[[], object]:
        parts = [_named(os.urandom(_FILE)) for _ in range(number)]
        headers = made.headers({
            "Content-Type": "application/partial-upload", "Upload-Offset": "0", "Upload-Complete": "?1",
            "Upload-Length": str(_FILE),
        })  # fmt: skip

        def work() -> None:
            for sha256, data in parts:
                answer = made.session.patch(f"{made.hub.address}/v1/files/{sha256}", data=data, headers=headers)
                answer.raise_for_status()
                sent["bare"] += len(data)

        return work

    before = made.hub.count("file_upload")
    pairs = in_turns(ours, bare, rounds)
    whole = made.hub.count("file_upload") - before
    work = {"bytes": (sent["ours"], sent["bare"]), "whole": (whole * _FILE, sent["ours"] + sent["bare"])}
    note = f"{number} files of {_FILE // 1000} kB; ours from the vault, noted"
    return speed("files up / the same bytes put bare", "MB/s", number * _FILE / 1e6, pairs, 0.8, work, note)


def _carry(part: Callable[[], parcels.Step | None], moved: dict[str, int]) -> None:
    """Call ``part`` until nothing is left to carry, and count what our side has moved."""
    while (step := part()) is not None:
        moved["ours"] += step.moved


def _fetched(made: Post, ground: Ground) -> Result:
    """A counter of the unit takes the scans of dossiers that another has made; the bare side takes others of them."""
    number, rounds = ground.size(25, 2), ground.size(9, 2)
    taken = {"ours": 0, "bare": 0}
    with ExitStack() as stack:
        reader, client = connected(ground, made.hub, "Q04", stack)
        begun = parcels.Begun()
        kept = ground.place("bare")

        def ours() -> Callable[[], object]:
            scans = _scans(made, number)
            with reader.store.write() as connection:
                for stream, sha256 in scans:
                    files.want(connection, sha256, stream, reader.now())

            return lambda: _carry(lambda: parcels.download_part(reader, client, begun), taken)

        def bare() -> Callable[[], object]:
            scans = _scans(made, number)
            headers = made.headers({"Accept-Encoding": "identity"})

            def work() -> None:
                for _, sha256 in scans:
                    answer = made.session.get(f"{made.hub.address}/v1/files/{sha256}", headers=headers)
                    answer.raise_for_status()
                    with (kept / sha256).open("wb") as file:
                        file.write(answer.content)
                        file.flush()
                        os.fsync(file.fileno())
                    taken["bare"] += len(answer.content)

            return work

        pairs = in_turns(ours, bare, rounds)
        with reader.store.read() as connection:
            whole = sum(reader.vault.size(sha256) for sha256 in files.known(connection))
    work = {
        "bytes": (taken["ours"], taken["bare"]),
        "kept": (whole, sum(each.stat().st_size for each in kept.iterdir())),
    }
    note = f"{number} files of {_FILE // 1000} kB; ours into the vault, noted"
    return speed("files down / the same bytes got bare", "MB/s", number * _FILE / 1e6, pairs, 0.8, work, note)


def _scans(made: Post, number: int) -> list[tuple[str, str]]:
    """New dossiers with a scan each, pushed and sent by the first counter: their streams and the hashes."""
    hashes = []
    for _ in range(number):
        data = os.urandom(_FILE)
        hashes.append(made.ours.vault.add(data))
        with made.ours.store.write() as connection:
            files.add(connection, hashes[-1], len(data), "application/pdf", made.ours.now())
    streams = life.record(made.ours, next(made.numbers) * 400, number, hashes)
    push_all(made.ours, made.client, Pace())
    begun = parcels.Begun()
    drain(lambda: parcels.upload_part(made.ours, made.client, begun) is not None)
    return list(zip(streams, hashes, strict=True))


def _named(data: bytes) -> tuple[str, bytes]:
    return hashlib.sha256(data).hexdigest(), data
