"""Placement: dense places, verdicts, feeds, register numbers, and what a bad event may not stop."""

from __future__ import annotations

import threading

import pytest
from msgspec.structs import replace

from app.domain import acts
from app.domain.acts import plain
from app.domain.dossier import Dossier
from app.domain.events import Entry, Verdict, encode_body, new_id, run_is_signed
from sync.hub import folding
from sync.hub.database import Connection, Database
from sync.hub.devices import Caller
from sync.hub.faults import Refused
from sync.hub.feed import read_stream
from sync.hub.hub import Hub
from sync.hub.keys import HubKeys
from sync.hub.ledger import Pushed, load_entries, place
from sync.hub.pushing import push_run
from sync.wire import PushAnswer, PushRequest, from_wire, run_hashes
from tests.sync.hub.conftest import Push, enlist
from tests.sync.hub.counter import COMMUNE, NOON, WARD, Counter, effective
from tests.sync.hub.reading import feed, outcomes
from tests.sync.hub.talk import until


def hand_over(unit: str = COMMUNE) -> acts.HandedOver:
    return acts.HandedOver("dossier", "BG-1", acts.Holder(WARD, "one_stop"), acts.Holder(unit, "agency"))


def test_events_of_one_dossier_in_one_batch_are_placed_in_order(
    database: Database, counter: Counter, push: Push, stream: str
) -> None:
    events = [
        counter.receive("H44.80.01-261123-0001", stream=stream),
        counter.event(counter.body(stream, acts.Printed("receipt", "a" * 64, 2))),
        counter.event(counter.body(stream, hand_over(WARD))),
        counter.receive("H44.80.01-261123-0002"),
    ]
    pushed = push(counter, counter.push(*events))
    assert outcomes(pushed.results) == ["placed"] * 4
    assert [result.placement.stream_seq for result in pushed.results if result.placement] == [1, 2, 3, 1]
    assert pushed.units == {WARD}
    answer = feed(database, WARD)
    assert [entry.position for entry in answer.entries] == [1, 2, 3, 4]
    assert [from_wire(entry.event) for entry in answer.entries] == events
    assert answer.head == 4


def test_a_resent_run_changes_nothing(database: Database, counter: Counter, push: Push) -> None:
    request = counter.push(counter.receive("H44.80.01-261123-0001"), counter.receive("H44.80.01-261123-0002"))
    first = push(counter, request)
    again = push(counter, request)
    assert outcomes(again.results) == ["already", "already"]
    assert [result.placement for result in again.results] == [result.placement for result in first.results]
    assert again.units == frozenset()
    assert feed(database, WARD).head == 2


def test_an_overlapping_run_places_only_what_is_new(database: Database, counter: Counter, push: Push) -> None:
    one, two, three = (counter.receive(f"H44.80.01-261123-000{n}") for n in (1, 2, 3))
    push(counter, counter.push(one, two))
    assert outcomes(push(counter, counter.push(two, three)).results) == ["already", "placed"]
    answer = feed(database, WARD)
    assert [run.first_seq for run in answer.runs] == [1, 3]
    for run in answer.runs:
        assert run_is_signed(counter.key.public_key(), run_hashes(run)[-1], bytes.fromhex(run.signature))


def test_the_proof_of_the_feed_covers_every_entry(database: Database, counter: Counter, push: Push) -> None:
    push(counter, counter.push(*(counter.receive(f"H44.80.01-261123-00{n:02}") for n in range(1, 12))))
    answer = feed(database, WARD, after=4, limit=3)
    assert [entry.position for entry in answer.entries] == [5, 6, 7]
    (run,) = answer.runs
    hashes = {run.first_seq + place: value.hex() for place, value in enumerate(run_hashes(run))}
    assert all(hashes[entry.event.seq] == entry.event.hash for entry in answer.entries)


def test_a_missing_predecessor_is_named(counter: Counter, push: Push) -> None:
    one, two, three = (counter.receive(f"H44.80.01-261123-000{n}") for n in (1, 2, 3))
    push(counter, counter.push(one))
    with pytest.raises(Refused) as caught:
        push(counter, counter.push(three))
    assert (caught.value.status, caught.value.fault.code, caught.value.fault.expected) == (
        409,
        "missing_predecessor",
        2,
    )
    assert outcomes(push(counter, counter.push(two, three)).results) == ["placed", "placed"]


def test_a_fork_is_refused_from_where_it_begins(database: Database, counter: Counter, push: Push) -> None:
    one = counter.receive("H44.80.01-261123-0001")
    clone = Counter(counter.device, counter.unit, counter.key, counter.seq, counter.last)
    push(counter, counter.push(one, counter.receive("H44.80.01-261123-0002")))
    cloned = [clone.receive("H44.80.01-261123-0002"), clone.receive("H44.80.01-261123-0003")]
    assert outcomes(push(clone, clone.push(one, *cloned)).results) == ["already", "refused:fork", "refused:fork"]
    assert database.rows("SELECT count(*) AS n FROM event")[0].n == 2
    assert database.rows("SELECT forked_at FROM device WHERE kind = 'counter'")[0].forked_at == NOON
    # The first machine's chain is whole and goes on.
    assert outcomes(push(counter, counter.push(counter.receive("H44.80.01-261123-0004"))).results) == ["placed"]


def test_a_fork_after_the_known_end_is_refused(counter: Counter, push: Push) -> None:
    push(counter, counter.push(counter.receive("H44.80.01-261123-0001")))
    counter.last = bytes(32)
    assert outcomes(push(counter, counter.push(counter.receive("H44.80.01-261123-0002"))).results) == ["refused:fork"]


def test_re_issued_bodies_keep_their_place(database: Database, counter: Counter, push: Push) -> None:
    """A device that re-enrols after a fork sends its old bodies byte for byte in new links (design §4)."""
    old = counter.receive("H44.80.01-261123-0001")
    waiting = counter.receive("H44.80.01-261123-0002")
    push(counter, counter.push(old))
    again = enlist(database, Counter())
    request = again.push(
        again.chain(old.body_bytes, old.personal),
        again.chain(waiting.body_bytes, waiting.personal),
    )
    pushed = push(again, request)
    assert outcomes(pushed.results) == ["already", "placed"]
    assert pushed.results[0].placement is not None
    assert outcomes(push(again, request).results) == ["already", "already"]
    assert feed(database, WARD).head == 2


def test_a_payload_not_of_its_form_is_placed_and_set_aside(database: Database, counter: Counter, push: Push) -> None:
    stream = new_id()
    body = counter.body(stream, acts.Printed("receipt", "a" * 64, 2))
    events = [
        counter.event(replace(body, id=new_id(), payload={"form": 7})),
        counter.event(replace(body, id=new_id(), kind="receive", payload={})),
        counter.event(replace(body, id=new_id()), {"reason": 7}),
        counter.event(body),
    ]
    results = push(counter, counter.push(*events)).results
    assert outcomes(results) == ["placed"] * 4
    assert [result.placement.rule for result in results if result.placement] == ["payload_form"] * 3 + [None]
    assert kept(database, stream) == folded(database, stream)


def test_an_id_reused_for_another_body_is_refused(counter: Counter, push: Push) -> None:
    one = counter.body(new_id(), acts.Printed("receipt", "a" * 64, 2))
    events = [counter.event(one), counter.event(replace(one, payload=plain(acts.Printed("receipt", "b" * 64, 1))))]
    assert outcomes(push(counter, counter.push(*events)).results) == ["placed", "refused:id_reused"]
    other = counter.event(replace(one, stream=new_id()))
    same = counter.event(one)
    assert outcomes(push(counter, counter.push(other, same)).results) == ["refused:id_reused", "already"]


def test_an_unknown_kind_waits_for_a_newer_hub(
    database: Database, counter: Counter, push: Push, stream: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted = counter.receive("H44.80.01-261123-0001", stream=stream)
    newer = counter.event(counter.body(stream, acts.Printed("receipt", "a" * 64, 2), version=2))
    request = counter.push(accepted, newer)
    assert outcomes(push(counter, request).results) == ["placed", "upgrade"]
    assert outcomes(push(counter, request).results) == ["already", "upgrade"]
    later = counter.push(counter.receive("H44.80.01-261123-0002"))
    assert outcomes(push(counter, later).results) == ["placed"]
    monkeypatch.setitem(acts.PAYLOADS, ("print", 2), acts.Printed)
    again = push(counter, request)
    assert outcomes(again.results) == ["already", "placed"]
    assert again.results[1].placement is not None
    assert again.results[1].placement.stream_seq == 2
    assert outcomes(push(counter, request).results) == ["already", "already"]
    assert [entry.position for entry in feed(database, WARD).entries] == [1, 2, 3]


def test_a_unit_that_is_no_party_may_not_write_or_read(
    database: Database, counter: Counter, push: Push, stream: str
) -> None:
    push(counter, counter.push(counter.receive("H44.80.01-261123-0001", stream=stream)))
    stranger = enlist(database, Counter(unit=COMMUNE))
    touched = stranger.event(stranger.body(stream, acts.Printed("receipt", "a" * 64, 2)))
    assert outcomes(push(stranger, stranger.push(touched)).results) == ["refused:scope"]
    with pytest.raises(Refused) as caught:
        database.run(lambda connection: read_stream(connection, stream, COMMUNE, now=NOON))
    assert caught.value.status == 404
    assert feed(database, COMMUNE).entries == []


def test_a_unit_that_joins_receives_all_earlier_events_first(
    database: Database, counter: Counter, push: Push, stream: str
) -> None:
    push(
        counter,
        counter.push(
            counter.receive("H44.80.01-261123-0001", stream=stream),
            counter.event(counter.body(stream, acts.Printed("receipt", "a" * 64, 2))),
        ),
    )
    other = counter.receive("H44.80.01-261123-0002")
    pushed = push(counter, counter.push(other, counter.event(counter.body(stream, hand_over()))))
    assert pushed.units == {WARD, COMMUNE}
    joined = feed(database, COMMUNE)
    assert [(entry.position, entry.placement.stream_seq) for entry in joined.entries] == [(1, 1), (2, 2), (3, 3)]
    whole = database.run(lambda connection: read_stream(connection, stream, COMMUNE, now=NOON))
    assert [entry.event.hash for entry in whole.entries] == [entry.event.hash for entry in joined.entries]
    agency = enlist(database, Counter(unit=COMMUNE))
    done = agency.event(agency.body(stream, acts.Acknowledged("dossier", "BG-1", acts.Holder(COMMUNE, "agency"))))
    assert push(agency, agency.push(done)).units == {WARD, COMMUNE}
    assert feed(database, COMMUNE).head == 4
    assert feed(database, WARD).head == 5


def test_register_numbers_run_per_book_and_unit(database: Database, counter: Counter, push: Push, stream: str) -> None:
    events = [
        counter.receive("H44.80.01-261123-0001", stream=stream),
        counter.receive("H44.80.01-261123-0002", field="Đất đai"),
        counter.receive("H44.80.01-261123-0003"),
        counter.receive("H44.80.01-261123-0004", stream=stream),
    ]
    results = push(counter, counter.push(*events)).results
    numbers = [
        (result.placement.register_book, result.placement.register_number) for result in results if result.placement
    ]
    assert numbers == [("Hộ tịch 2026", 1), ("Đất đai 2026", 1), ("Hộ tịch 2026", 2), (None, None)]
    other = enlist(database, Counter(unit=COMMUNE))
    (result,) = push(other, other.push(other.receive("H44.80.31-261123-0001"))).results
    assert result.placement is not None
    assert result.placement.register_number == 1


def test_a_code_already_on_another_dossier_is_lost_but_the_acceptance_stands(
    database: Database, counter: Counter, push: Push, stream: str
) -> None:
    push(counter, counter.push(counter.receive("H44.80.01-261123-0001")))
    twin = enlist(database, Counter())
    pushed = push(twin, twin.push(twin.receive("H44.80.01-261123-0001", stream=stream)))
    (result,) = pushed.results
    assert result.placement is not None
    assert (result.placement.verdict, result.placement.rule) == ("set_aside", "code_taken")
    assert pushed.codes_owed
    (row,) = database.rows("SELECT status, code_owed, state FROM stream WHERE id = %(id)s", {"id": stream})
    assert (row.status, row.code_owed) == (2, True)
    assert folding.decode_state(row.state).code == ""


def test_the_state_kept_is_the_state_folded(database: Database, counter: Counter, push: Push, stream: str) -> None:
    def strict(state: Dossier | None, entry: Entry) -> tuple[Verdict, str | None]:
        return ("set_aside", "status") if entry.body.kind == "hand_over" else ("effective", None)

    accepted = counter.receive("H44.80.01-261123-0001", stream=stream)
    first = counter.event(counter.body(stream, hand_over()))
    push(counter, counter.push(accepted, first), strict)
    assert kept(database, stream) == folded(database, stream)
    assert kept(database, stream).transit is None
    # A supervisor accepts what was set aside: the whole dossier is folded again, now and from then on.
    push(counter, counter.push(counter.event(counter.body(stream, acts.Resolved(first.body.id, "accept")))))
    assert kept(database, stream).transit is not None
    assert feed(database, COMMUNE).head == 3
    push(counter, counter.push(counter.event(counter.body(stream, acts.Printed("receipt", "a" * 64, 2)))))
    assert kept(database, stream) == folded(database, stream)


def kept(database: Database, stream: str) -> Dossier:
    return folding.decode_state(database.rows("SELECT state FROM stream WHERE id = %(id)s", {"id": stream})[0].state)


def folded(database: Database, stream: str) -> Dossier | None:
    return folding.fold(database.run(lambda connection: load_entries(connection, [stream]))[stream])


def test_a_state_of_another_fold_is_made_again(database: Database, counter: Counter, push: Push, stream: str) -> None:
    push(counter, counter.push(counter.receive("H44.80.01-261123-0001", stream=stream)))
    database.run(lambda connection: connection.execute("UPDATE stream SET fold = 'older', state = '{}'"))
    push(counter, counter.push(counter.event(counter.body(stream, acts.Printed("receipt", "a" * 64, 2)))))
    assert kept(database, stream) == folded(database, stream)
    assert len(kept(database, stream).prints) == 1


def test_thinning_deletes_personal_parts_and_leaves_the_chain(
    database: Database, counter: Counter, push: Push, stream: str
) -> None:
    event = counter.receive("H44.80.01-261123-0001", stream=stream)
    attached = acts.Attached("to_khai", "c" * 64, 10, 1)
    push(counter, counter.push(event, counter.event(counter.body(stream, attached))))
    assert database.rows("SELECT sha256 FROM file_use")[0].sha256 == "c" * 64
    push(counter, counter.push(counter.event(counter.body(stream, acts.Thinned("hết thời hạn lưu")))))
    assert database.rows("SELECT count(personal) + count(salt) AS n FROM event")[0].n == 0
    assert database.rows("SELECT count(*) AS n FROM file_use")[0].n == 0
    (first, *_rest) = feed(database, WARD).entries
    assert first.event.salt is None
    assert from_wire(first.event).link == event.link
    assert b"Hoa" not in kept_text(database, stream)


def test_where_a_copy_came_from_stands_at_the_hub_and_in_the_feed(
    database: Database, counter: Counter, push: Push, stream: str
) -> None:
    before = new_id()
    taken = acts.Attached("to_khai", "c" * 64, 10, 1, source="reuse", reused_from=before, from_national_store=True)
    scan = acts.Attached("khac", "d" * 64, 10, 1, source="camera")
    received = counter.receive("H44.80.01-261123-0001", stream=stream)
    events = [received, *(counter.event(counter.body(stream, payload)) for payload in (taken, scan))]
    assert set(outcomes(push(counter, counter.push(*events)).results)) == {"placed"}
    reused, own = kept(database, stream).files
    assert (reused.source, reused.reused_from, reused.from_national_store) == ("reuse", before, True)
    assert (own.source, own.reused_from, own.from_national_store) == ("camera", "", False)
    sent = [from_wire(entry.event).body.payload for entry in feed(database, WARD).entries]
    assert sent[1]["reused_from"] == before
    assert sent[1]["from_national_store"] is True


def kept_text(database: Database, stream: str) -> bytes:
    return bytes(database.rows("SELECT state FROM stream WHERE id = %(id)s", {"id": stream})[0].state, "utf-8")


def test_device_streams_are_placed_without_a_dossier(database: Database, counter: Counter, push: Push) -> None:
    voided = acts.NumberVoided("dossier_code", WARD, NOON.date(), 7)
    event = counter.event(counter.body(new_id(), voided, stream_type="device"))
    assert outcomes(push(counter, counter.push(event)).results) == ["placed"]
    assert feed(database, WARD).head == 1


def test_feeds_stay_dense_under_concurrent_writers_and_rollbacks(database: Database, keys: HubKeys) -> None:
    """Eight counters of two units hand dossiers to each other while every third transaction is rolled back."""
    counters = [enlist(database, Counter(unit=WARD if n % 2 else COMMUNE)) for n in range(8)]
    failures: list[BaseException] = []

    class Interrupted(Exception):
        pass

    def work(number: int, counter: Counter) -> None:
        other = COMMUNE if counter.unit == WARD else WARD
        for turn in range(6):
            stream = new_id()
            sent = acts.HandedOver(
                "dossier", f"BG-{turn}", acts.Holder(counter.unit, "one_stop"), acts.Holder(other, "agency")
            )
            request = counter.push(
                counter.receive(f"{counter.unit}-261123-{number}{turn:03}", stream=stream),
                counter.event(counter.body(stream, sent)),
            )

            def once(connection: Connection, request: PushRequest = request, breaks: bool = False) -> None:
                pushed = place(connection, counter.device, request, judge_at=lambda _: effective, now=NOON, keys=keys)
                assert outcomes(pushed.results) == ["placed", "placed"]
                if breaks:
                    raise Interrupted

            if (turn + number) % 3 == 0:
                with pytest.raises(Interrupted):
                    database.run(lambda connection, once=once: once(connection, breaks=True))  # type: ignore[misc]
            database.run(once)

    def guarded(number: int, counter: Counter) -> None:
        try:
            work(number, counter)
        except BaseException as failure:  # noqa: BLE001 (raised again below, in the test's own thread)
            failures.append(failure)

    threads = [threading.Thread(target=guarded, args=pair) for pair in enumerate(counters)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, failures
    for unit in (WARD, COMMUNE):
        answer = feed(database, unit)
        assert [entry.position for entry in answer.entries] == list(range(1, 97))
        assert answer.head == 96
    numbers = database.rows("SELECT unit, array_agg(register_number ORDER BY register_number) AS n FROM event "
                            "WHERE register_number IS NOT NULL GROUP BY unit")  # fmt: skip
    assert [row.n for row in numbers] == [list(range(1, 25))] * 2


def test_two_runs_that_begin_one_stream_are_both_placed(hub: Hub) -> None:
    """The second has seen no such stream when the first commits: it meets the first at the key and is placed anew."""
    first, second = (enlist(hub.database, Counter(unit=WARD)) for _ in range(2))
    stream = new_id()
    runs = [
        counter.push(counter.receive(f"{WARD}-261123-000{n}", stream=stream))
        for n, counter in enumerate((first, second), 1)
    ]
    answers: list[PushAnswer] = []
    later = threading.Thread(
        target=lambda: answers.append(push_run(hub, Caller(second.device, WARD, unheard=True), runs[1]))
    )

    def work(connection: Connection) -> Pushed:
        pushed = place(connection, first.device, runs[0], judge_at=lambda _: effective, now=NOON, keys=hub.keys)
        later.start()
        waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        until(lambda: bool(hub.database.rows(waiting)))
        return pushed

    results = hub.database.run(work).results
    later.join()
    results += answers[0].results
    assert [result.placement.stream_seq for result in results if result.placement] == [1, 2]
    assert [entry.position for entry in feed(hub.database, WARD).entries] == [1, 2]
    (heard,) = hub.database.rows("SELECT last_contact FROM device WHERE id = %(id)s", {"id": second.device})
    assert heard.last_contact == NOON


def test_encode_body_round_trip_guard(counter: Counter) -> None:
    body = counter.body(new_id(), acts.Printed("receipt", "a" * 64, 2))
    assert encode_body(body) == counter.event(body).body_bytes
