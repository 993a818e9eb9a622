"""What a page of a feed costs the database, and which runs come with it."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.events import Event, new_id, sign_run
from sync.hub.database import Connection, Database
from sync.hub.feed import read_feed
from sync.hub.keys import HubKeys
from sync.hub.ledger import place
from sync.wire import FeedAnswer, WireRun, run_hashes
from tests.sync.hub.conftest import enlist
from tests.sync.hub.counter import NOON, WARD, Counter, effective
from tests.sync.hub.reading import feed


def pushed(database: Database, keys: HubKeys, counter: Counter, events: Sequence[Event]) -> None:
    database.run(
        lambda connection: place(
            connection, counter.device, counter.push(*events), judge_at=lambda _: effective, now=NOON, keys=keys
        )
    )


def dossiers(counter: Counter, number: int, first: int = 1) -> list[Event]:
    return [counter.receive(f"{WARD}-261123-{first + place:04}", stream=new_id()) for place in range(number)]


def spans(answer: FeedAnswer) -> list[tuple[str, int, int]]:
    return [(run.device, run.first_seq, run.first_seq + len(run.body_hashes) - 1) for run in answer.runs]


def proves(runs: Sequence[WireRun], answer: FeedAnswer) -> bool:
    """Whether every event of the answer stands in a run that came with it."""
    hashes = {(run.device, run.first_seq + place): made for run in runs for place, made in enumerate(run_hashes(run))}
    return all(
        hashes.get((each.event.device, each.event.seq)) == bytes.fromhex(each.event.hash) for each in answer.entries
    )


def test_a_page_reads_what_it_gives_however_much_is_left(database: Database, keys: HubKeys, counter: Counter) -> None:
    """Also before the database has measured its tables, as on a hub's first day."""
    pushed(database, keys, counter, dossiers(counter, 200))

    def read(connection: Connection) -> tuple[int, int]:
        def fetched() -> int:
            # In a small table reading all of it would be right; here it stands for one of millions.
            connection.execute("SET LOCAL enable_seqscan = off")
            row = connection.execute(
                "SELECT coalesce(sum(seq_tup_read + idx_tup_fetch), 0) AS n FROM pg_stat_xact_user_tables "
                "WHERE relname = 'feed'"
            ).fetchone()
            assert row is not None
            return int(row.n)

        epoch = connection.execute("SELECT epoch FROM hub").fetchone()
        assert epoch is not None
        before = fetched()
        answer = read_feed(connection, WARD, epoch.epoch, 20, 10, now=NOON)
        return len(answer.entries), fetched() - before

    assert database.run(read) == (10, 10)


def test_runs_come_once_each_and_only_where_they_prove_something(
    database: Database, keys: HubKeys, counter: Counter
) -> None:
    other = enlist(database, Counter(unit=WARD))
    start = feed(database, WARD).head
    mine = dossiers(counter, 12)
    pushed(database, keys, counter, mine[:4])
    pushed(database, keys, other, dossiers(other, 3, first=500))
    pushed(database, keys, counter, mine[4:7])
    pushed(database, keys, counter, mine[7:])
    # As after an offer to a restored hub: the links of the first run stand in the second, too.
    database.tell("UPDATE run SET first_seq = 1 WHERE device = %(device)s AND last_seq = 7", {"device": counter.device})

    whole = feed(database, WARD, start)
    assert len(whole.entries) == 15
    assert proves(whole.runs, whole)
    assert sorted(spans(whole)) == sorted([
        (counter.device, 1, 4), (counter.device, 1, 7), (counter.device, 8, 12), (other.device, 1, 3),
    ])  # fmt: skip

    part = feed(database, WARD, start + 1, 2)
    assert proves(part.runs, part)
    assert spans(part) == [(counter.device, 1, 4)]

    torn = feed(database, WARD, start + 3, 5)  # mine 4, all of the other's, mine 5
    assert proves(torn.runs, torn)
    assert sorted(spans(torn)) == sorted([(counter.device, 1, 4), (other.device, 1, 3), (counter.device, 1, 7)])


def test_a_long_run_comes_where_a_short_one_is_over_the_end_only(
    database: Database, keys: HubKeys, counter: Counter
) -> None:
    """After two restores a hub may hold both; the short one ends first."""
    start = feed(database, WARD).head
    mine = dossiers(counter, 6)
    pushed(database, keys, counter, mine)
    database.tell(
        "INSERT INTO run (device, last_seq, first_seq, signature, by_hub) VALUES (%(device)s, 4, 3, %(signed)s, false)",
        {"device": counter.device, "signed": sign_run(counter.key, [event.link for event in mine[:4]])},
    )
    page = feed(database, WARD, start + 1, 2)  # links 2 and 3
    assert proves(page.runs, page)
    assert spans(page) == [(counter.device, 3, 4), (counter.device, 1, 6)]
