"""Why feeds are counted under a lock: numbers from a sequence, read as a cursor, lose rows; ours lose none.

Both sides meet the same work: eight writers at once, every third transaction rolled back, and a reader that goes on
from the last number it saw.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import psycopg
import pytest

from app.domain.events import new_id
from sync.hub.database import Connection, Database
from sync.hub.keys import HubKeys
from sync.hub.ledger import place
from sync.wire import PushRequest, from_wire
from tests.sync.hub.conftest import enlist
from tests.sync.hub.counter import NOON, WARD, Counter, effective
from tests.sync.hub.reading import feed, outcomes

WRITERS, TURNS = 8, 9


class Interrupted(Exception):
    """A transaction is given up."""


def at_once(work: Callable[[int], None], read: Callable[[], None]) -> None:
    """``work`` in eight threads while ``read`` is called over and over, and once more at the end."""
    failures: list[BaseException] = []
    done = threading.Event()

    def guarded(turn: Callable[[], None]) -> None:
        try:
            turn()
        except BaseException as failure:  # noqa: BLE001 (raised again below, in the test's own thread)
            failures.append(failure)

    def reading() -> None:
        while not done.is_set():
            read()

    writers = [threading.Thread(target=guarded, args=(lambda n=n: work(n),)) for n in range(WRITERS)]
    reader = threading.Thread(target=guarded, args=(reading,))
    for thread in (reader, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    reader.join()
    if failures:
        raise failures[0]
    read()


def test_a_sequence_read_as_a_cursor_loses_rows(url: str) -> None:
    """In every turn the transaction with the highest number is the first to be seen; nothing forbids that."""
    seen: list[int] = []
    committed: list[int] = []
    drawn: list[dict[int, int]] = [{} for _ in range(TURNS)]
    all_drew = threading.Barrier(WRITERS)
    news = threading.Condition()

    def work(number: int) -> None:
        for turn in range(TURNS):
            with psycopg.connect(url) as connection:
                row = connection.execute("INSERT INTO naive (writer) VALUES (%s) RETURNING seq", (number,)).fetchone()
                assert row is not None
                (seq,) = row
                if (turn + number) % 3 != 0:
                    drawn[turn][number] = seq
                all_drew.wait(30)
                if number not in drawn[turn]:
                    connection.rollback()
                    continue
                top = max(drawn[turn].values())
                with news:
                    assert seq == top or news.wait_for(lambda top=top: bool(seen) and seen[-1] >= top, 30)  # type: ignore[misc]
                connection.commit()
                committed.append(seq)

    with psycopg.connect(url, autocommit=True) as reader:
        reader.execute("CREATE TABLE naive (seq bigint GENERATED ALWAYS AS IDENTITY, writer int)")

        def read() -> None:
            after = seen[-1] if seen else 0
            rows = reader.execute("SELECT seq FROM naive WHERE seq > %s ORDER BY seq", (after,)).fetchall()
            with news:
                seen.extend(seq for (seq,) in rows)
                news.notify_all()

        try:
            at_once(work, read)
        finally:
            reader.execute("DROP TABLE naive")
    assert len(committed) == WRITERS * TURNS * 2 // 3
    assert seen == [max(each.values()) for each in drawn], "the cursor passed over all the others for good"
    assert max(committed) > len(committed), "and the numbers have holes anyway, so that nobody can tell"


def test_our_feed_loses_none_and_has_no_hole(database: Database, keys: HubKeys) -> None:
    counters = [enlist(database, Counter(unit=WARD)) for _ in range(WRITERS)]
    seen: list[tuple[int, str]] = []
    committed: set[str] = set()

    def work(number: int) -> None:
        counter = counters[number]
        for turn in range(TURNS):
            request = counter.push(counter.receive(f"{WARD}-261123-{number}{turn:03}", stream=new_id()))

            def once(connection: Connection, request: PushRequest = request, *, breaks: bool = False) -> str:
                pushed = place(connection, counter.device, request, judge_at=lambda _: effective, now=NOON, keys=keys)
                assert outcomes(pushed.results) == ["placed"]
                if breaks:
                    raise Interrupted
                return pushed.results[0].id

            if (turn + number) % 3 == 0:
                with pytest.raises(Interrupted):
                    database.run(lambda connection, once=once: once(connection, breaks=True))  # type: ignore[misc]
            committed.add(database.run(once))

    def read() -> None:
        answer = feed(database, WARD, seen[-1][0] if seen else 0)
        seen.extend((entry.position, from_wire(entry.event).body.id) for entry in answer.entries)

    at_once(work, read)
    assert [position for position, _ in seen] == list(range(1, WRITERS * TURNS + 1))
    assert {event for _, event in seen} == committed
