"""The journal keeps one chain, loses nothing, and folds each stream in the one true order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec import structs
from sqlalchemy import select, update

from app.domain.events import GENESIS, Placement, chain_fault, envelope_fault, make_link, seal_personal
from app.errors import DeviceForked, TextTooLong
from app.store import doctor, journal, runs, schema, settings, states, streams
from app.store.database import Changed, Store
from app.store.deliveries import Delivery
from tests.store.builders import DEVICE, OTHER, START, UNIT, ToyHub, body, delivered, enrol, foreign_chain

NAME = {"name": "Đỗ Thị Bích Hường", "number": "025190001234"}


def test_an_act_becomes_a_link_a_row_and_a_notice(store: Store) -> None:
    heard: list[Changed] = []
    store.subscribe(heard.append)
    made = body(code="H44.80.01-261123-0001")
    with store.write() as connection:
        event = journal.append(connection, made, NAME, DEVICE)
        assert heard == []
    assert envelope_fault(event) is None
    assert (event.link.device_seq, event.link.prev_hash) == (1, GENESIS)
    assert [(change.streams, change.topics) for change in heard] == [
        (frozenset({made.stream}), frozenset({"journal", "states", "settings"}))
    ]
    with store.read() as connection:
        row = states.row(connection, made.stream)
        assert row is not None
        assert (row.applicant_name, row.pending, row.head) == (NAME["name"], 1, 0)
        assert streams.find(connection, made.id) == event
        assert settings.highest_instant(connection) == START


def test_nothing_is_heard_or_kept_of_an_act_that_fails(store: Store) -> None:
    heard: list[Changed] = []
    store.subscribe(heard.append)
    made = body()
    with pytest.raises(KeyError), store.write() as connection:
        journal.append(connection, made, NAME, DEVICE)
        raise KeyError("act failed")
    with store.read() as connection:
        assert journal.entries(connection, made.stream) == []
        assert states.row(connection, made.stream) is None
    assert heard == []


def test_the_chain_is_contiguous_and_never_goes_back_in_time(store: Store) -> None:
    with store.write() as connection:
        events = [
            journal.append(connection, body(at=START + timedelta(minutes=minute)), NAME, DEVICE) for minute in range(5)
        ]
        assert [event.link.device_seq for event in events] == [1, 2, 3, 4, 5]
        assert chain_fault(event.link for event in events) is None
        with pytest.raises(ValueError, match="clock"):
            journal.append(connection, body(at=START), None, DEVICE)


def test_a_body_no_hub_would_take_is_refused_here(store: Store) -> None:
    with store.write() as connection:
        for bad in (body(text="a\0b"), structs.replace(body(), id="7")):
            with pytest.raises(ValueError, match="no hub"):
                journal.append(connection, bad, None, DEVICE)
        with pytest.raises(TextTooLong):
            journal.append(connection, body(text="x" * 300_000), None, DEVICE)
        assert journal.unsent(connection) == []


def test_a_push_is_settled_once_and_twice_alike(store: Store) -> None:
    hub = ToyHub()
    with store.write() as connection:
        for number in range(7):
            journal.append(connection, body(code=f"c{number}"), NAME, DEVICE)
        run = journal.unsent(connection, limit=5)
        assert [event.link.device_seq for event in run] == [1, 2, 3, 4, 5]
        answer = hub.push(run)
        journal.settle(connection, answer, "e1")
        journal.settle(connection, answer, "e1")
        assert [event.link.device_seq for event in journal.unsent(connection)] == [6, 7]
        row = states.row(connection, run[0].body.stream)
        assert row is not None
        assert (row.pending, row.head) == (0, 1)
        assert journal.waiting(connection) == {"pending": 2}


def test_a_run_is_cut_by_bytes_but_never_empty(store: Store) -> None:
    with store.write() as connection:
        for _ in range(3):
            journal.append(connection, body(text="x" * 1000), None, DEVICE)
        assert len(journal.unsent(connection, max_bytes=10)) == 1
        assert len(journal.unsent(connection, max_bytes=2600)) == 2


def test_a_refused_event_leaves_the_state_and_the_outbox_but_stays_on_record(store: Store) -> None:
    made = body(code="c1")
    with store.write() as connection:
        journal.append(connection, made, NAME, DEVICE)
        journal.append(connection, body("attach", made.stream), None, DEVICE)
        second = journal.append(connection, body("return_result", made.stream), None, DEVICE)
        journal.settle(connection, [journal.Settlement(second.body.id, "refused", code="scope")], "e1")
        row = states.row(connection, made.stream)
        assert row is not None
        assert row.status == 2
        assert [event.link.device_seq for event in journal.unsent(connection)] == [1, 2]
        assert [(event.body.id, code) for event, code in journal.refused(connection)] == [(second.body.id, "scope")]
        last = journal.append(connection, body("attach", made.stream), None, DEVICE)
        assert last.link.prev_hash == second.link.hash


def test_what_waits_for_an_upgrade_still_counts_and_is_offered_again_when_asked(store: Store) -> None:
    made = body(code="c1")
    with store.write() as connection:
        journal.append(connection, made, NAME, DEVICE)
        journal.settle(connection, [journal.Settlement(made.id, "upgrade")], "e1")
        assert states.row(connection, made.stream) is not None
        assert journal.unsent(connection) == []
        journal.append(connection, body("attach", made.stream), None, DEVICE)
        assert [event.link.device_seq for event in journal.unsent(connection)] == [2]
        assert journal.waiting(connection) == {"upgrade": 1, "pending": 1}
        assert journal.offer_again(connection) == 1
        assert [event.link.device_seq for event in journal.unsent(connection)] == [1, 2]


def test_own_events_coming_back_in_the_feed_get_their_place(store: Store) -> None:
    hub = ToyHub()
    with store.write() as connection:
        made = body(code="c1")
        journal.append(connection, made, NAME, DEVICE)
        hub.push(journal.unsent(connection))  # the answer is lost on the way
        journal.apply_feed(connection, UNIT, "e1", delivered(hub.feed), [])
        assert journal.unsent(connection) == []
        row = states.row(connection, made.stream)
        assert row is not None
        assert (row.pending, row.head) == (0, 1)
        assert journal.cursor(connection, UNIT) == ("e1", 1)


def test_the_feed_is_dense_and_what_was_applied_is_passed_over(store: Store) -> None:
    hub = ToyHub()
    hub.push(foreign_chain([(body(code=f"c{number}"), NAME) for number in range(4)]))
    with store.write() as connection:
        journal.apply_feed(connection, UNIT, "e1", delivered(hub.feed[:2]), [])
        with pytest.raises(journal.FeedGap):
            journal.apply_feed(connection, UNIT, "e1", delivered(hub.feed[3:]), [])
        journal.apply_feed(connection, UNIT, "e1", delivered(hub.feed), [])
        assert journal.cursor(connection, UNIT) == ("e1", 4)
        assert len(streams.events_of(connection, hub.feed[0].event.body.stream)) == 1


def test_nothing_is_folded_past_a_hole_until_the_stream_is_fetched(store: Store) -> None:
    hub = ToyHub()
    first = body(code="c1")
    hub.push(
        foreign_chain(
            [(first, NAME), (body("attach", first.stream), None), (body("return_result", first.stream), None)]
        )
    )
    fed = [hub.feed[0], structs.replace(hub.feed[2], position=2)]
    with store.write() as connection:
        journal.apply_feed(connection, UNIT, "e1", delivered(fed), [])
        row = states.row(connection, first.stream)
        assert row is not None
        assert (row.status, row.head) == (2, 1)
        assert journal.streams_to_fetch(connection) == [first.stream]
        assert journal.head(connection, first.stream) == 1
        journal.apply_streams(connection, "e1", delivered(hub.stream(first.stream)), [])
        row = states.row(connection, first.stream)
        assert row is not None
        assert (row.status, row.head) == (10, 3)
        assert journal.streams_to_fetch(connection) == []
        with pytest.raises(journal.FeedGap):
            journal.apply_streams(connection, "e1", delivered(hub.stream(first.stream)[::2]), [])


def test_an_own_act_placed_beyond_a_hole_never_disappears(store: Store) -> None:
    hub = ToyHub()
    first = body(code="c1")
    begun = foreign_chain([(first, NAME)])
    hub.push(begun)
    with store.write() as connection:
        journal.apply_feed(connection, UNIT, "e1", delivered(hub.feed), [])
        hub.push(foreign_chain([(body("attach", first.stream), None)], after=begun[-1]))  # not yet pulled here
        journal.append(connection, body("return_result", first.stream), None, DEVICE)
        journal.settle(connection, hub.push(journal.unsent(connection)), "e1")
        row = states.row(connection, first.stream)
        assert row is not None
        assert (row.status, row.head, row.pending) == (10, 1, 1)
        assert journal.streams_to_fetch(connection) == []  # the feed is about to bring what is missing
        journal.apply_feed(connection, UNIT, "e1", delivered(hub.feed), [])
        row = states.row(connection, first.stream)
        assert row is not None
        assert (row.status, row.head, row.pending) == (10, 3, 0)


def test_a_new_identity_takes_the_pending_bodies_along_byte_for_byte(store: Store) -> None:
    hub = ToyHub()
    with store.write() as connection:
        events = [journal.append(connection, body(code=f"c{number}"), NAME, DEVICE) for number in range(4)]
        journal.settle(connection, hub.push(events[:1]), "e1")
        journal.settle(connection, [journal.Settlement(events[1].body.id, "refused", code="fork")], "e1")
        assert states.row(connection, events[1].body.stream) is not None
        enrol(connection, "may-02", at=START + timedelta(hours=1))
        assert journal.reissue(connection, "may-02") == 3
        run = journal.unsent(connection)
        assert [event.body_bytes for event in run] == [event.body_bytes for event in events[1:]]
        assert [event.personal for event in run] == [event.personal for event in events[1:]]
        assert [(event.link.device, event.link.device_seq) for event in run] == [
            ("may-02", 1), ("may-02", 2), ("may-02", 3)
        ]  # fmt: skip
        assert run[0].link.prev_hash == GENESIS
        assert chain_fault(event.link for event in run) is None
        assert journal.reissue(connection, "may-02") == 0


def test_a_reissued_event_the_hub_already_had_is_still_sent_in_its_new_link(store: Store) -> None:
    hub = ToyHub()
    with store.write() as connection:
        event = journal.append(connection, body(code="c1"), NAME, DEVICE)
        hub.push([event])
        enrol(connection, "may-02", at=START + timedelta(hours=1))
        journal.reissue(connection, "may-02")
        journal.apply_feed(connection, UNIT, "e1", delivered(hub.feed), [])
        run = journal.unsent(connection)
        assert [found.link.device for found in run] == ["may-02"]
        journal.settle(connection, hub.push(run), "e1")
        assert journal.unsent(connection) == []
        row = states.row(connection, event.body.stream)
        assert row is not None
        assert (row.pending, row.head) == (0, 1)


def test_an_act_refused_here_that_another_copy_got_placed_is_placed_here_too(store: Store) -> None:
    """Both copies offered it to a restored hub, this one before the dossier was ours again."""
    hub = ToyHub()
    with store.write() as connection:
        event = journal.append(connection, body(code="c1"), NAME, DEVICE)
        journal.settle(connection, [journal.Settlement(event.body.id, "refused", code="scope")], "e1")
        elsewhere = structs.replace(event, link=make_link("may-02", 1, GENESIS, event.body_bytes))
        hub.push([elsewhere])
        journal.apply_feed(connection, UNIT, "e1", delivered(hub.feed), [])
        assert journal.refused(connection) == []
        row = states.row(connection, event.body.stream)
        assert row is not None
        assert (row.pending, row.head) == (0, 1)
        assert doctor.check(connection) == []
        assert journal.streams_to_fetch(connection) == []


def test_the_twin_of_a_copied_store_is_found_out(store: Store) -> None:
    hub = ToyHub()
    hub.push(foreign_chain([(body(code="twin"), NAME)], device=DEVICE))
    with store.write() as connection:
        journal.append(connection, body(code="c1"), NAME, DEVICE)
    with pytest.raises(DeviceForked), store.write() as connection:
        journal.apply_feed(connection, UNIT, "e1", delivered(hub.feed), [])
    with store.write() as connection:
        enrol(connection, "may-02", at=START + timedelta(hours=1))
        journal.reissue(connection, "may-02")
        journal.apply_feed(connection, UNIT, "e1", delivered(hub.feed), [])
        assert len(journal.unsent(connection)) == 1


def test_own_events_lost_with_an_old_copy_come_back_and_the_chain_goes_on(store: Store) -> None:
    hub = ToyHub()
    lost = foreign_chain([(body(code=f"c{number}"), NAME) for number in range(3)], device=DEVICE)
    hub.push(lost)
    with store.write() as connection:
        journal.apply_feed(connection, UNIT, "e1", delivered(hub.feed), [])
        event = journal.append(connection, body(code="c4"), NAME, DEVICE)
        assert (event.link.device_seq, event.link.prev_hash) == (4, lost[-1].link.hash)


def test_after_a_restored_hub_what_it_lost_is_offered_again(store: Store) -> None:
    hub = ToyHub()
    first = body(code="c1")
    others = foreign_chain([(first, NAME), (body("attach", first.stream), None)])
    proof = journal.Run(OTHER, 1, GENESIS, tuple(event.link.body_hash for event in others), b"s" * 64)
    hub.push(others)
    restored = ToyHub("e2")
    restored.push(others[:1])
    with store.write() as connection:
        journal.apply_feed(connection, UNIT, "e1", delivered(hub.feed), [proof])
        own = journal.append(connection, body("return_result", first.stream), None, DEVICE)
        journal.settle(connection, hub.push([own]), "e1")
        # The restored hub gives place 2 to an event it did not have before.
        restored.push(foreign_chain([(body("attach", first.stream), None)], device="may-10"))
        journal.apply_feed(connection, UNIT, "e2", delivered(restored.feed), [])
        assert journal.cursor(connection, UNIT) == ("e2", 2)
        assert runs.reopen(connection, "e2") == 1
        assert [event.body.id for event in runs.to_offer(connection)] == [others[1].body.id]
        assert journal.unsent(connection) == [own]
        assert runs.run_over(connection, OTHER, 2) == proof
        row = states.row(connection, first.stream)
        assert row is not None
        assert (row.head, row.pending, row.status) == (2, 2, 10)


def test_two_events_in_one_place_of_one_epoch_are_refused(store: Store) -> None:
    hub = ToyHub()
    first = body(code="c1")
    hub.push(foreign_chain([(first, NAME)]))
    twin = foreign_chain([(body("attach", first.stream), None)], device="may-10")[0]
    with store.write() as connection:
        journal.apply_feed(connection, UNIT, "e1", delivered(hub.feed), [])
        with pytest.raises(journal.FeedGap):
            journal.apply_feed(
                connection, UNIT, "e1", delivered([Delivery(2, twin, Placement(1, "effective", None, START))]), []
            )


def test_a_fold_made_beforehand_counts_only_with_all_its_events(store: Store) -> None:
    """The hub has another act under the id of one of ours: until ours has another id, that dossier has a hole."""
    hub = ToyHub()
    with store.write() as connection:
        ours = journal.append(connection, body(code="c1"), NAME, DEVICE)
        theirs = structs.replace(body(code="c2"), id=ours.body.id)
        hub.push(foreign_chain([(theirs, NAME), (body("attach", theirs.stream), None)]))
        came = delivered(hub.feed)
        assert came.folded[theirs.stream].number == 2
        journal.apply_feed(connection, UNIT, "e1", came, [])
        assert states.row(connection, theirs.stream) is None
        assert journal.streams_to_fetch(connection) == [theirs.stream]
        row = states.row(connection, ours.body.stream)
        assert row is not None
        assert (row.code, row.pending) == ("c1", 1)


def test_thinning_deletes_the_person_and_keeps_the_chain(store: Store) -> None:
    hub = ToyHub()
    with store.write() as connection:
        event = journal.append(connection, body(code="c1"), NAME, DEVICE)
        with pytest.raises(ValueError, match="not placed"):
            streams.thin(connection, event.body.stream)
        journal.settle(connection, hub.push([event]), "e1")
        streams.thin(connection, event.body.stream)
        kept = streams.find(connection, event.body.id)
        assert kept is not None
        assert (kept.personal, kept.body_bytes, kept.link) == (None, event.body_bytes, event.link)
        row = states.row(connection, event.body.stream)
        assert row is not None
        assert row.applicant_name == ""
        held = connection.execute(select(schema.identifier.c.kind)).scalars().all()
        assert held == ["code"]


def test_unknown_kinds_are_kept_and_refolded_by_a_newer_program(store: Store) -> None:
    hub = ToyHub()
    first = body(code="c1")
    hub.push(foreign_chain([(first, NAME), (body("from_the_future", first.stream), None)]))
    with store.write() as connection:
        journal.apply_feed(connection, UNIT, "e1", delivered(hub.feed), [])
        assert streams.needing_upgrade(connection) == [first.stream]
        assert states.counts(connection, UNIT)["needs_upgrade"] == 1
        connection.execute(update(schema.dossier_state).values(status=99))
        assert streams.rebuild(connection, streams.needing_upgrade(connection)) == 1
        row = states.row(connection, first.stream)
        assert row is not None
        assert row.status == 2


def test_the_digest_of_a_day_rests_on_the_last_placed_event(store: Store) -> None:
    hub = ToyHub()
    first = body(code="c1")
    others = foreign_chain([(first, NAME), (body("attach", first.stream), None)])
    hub.push(others)
    with store.write() as connection:
        journal.apply_feed(connection, UNIT, "e1", delivered(hub.feed), [])
        journal.append(connection, body(code="c2"), NAME, DEVICE)
        assert streams.heads_of_day(connection, START.date()) == {first.stream: (2, others[1].link.hash)}
        assert streams.heads_of_day(connection, START.date() + timedelta(days=1)) == {}


def test_sealed_bytes_are_stored_as_they_were_hashed() -> None:
    sealed = seal_personal(dict(NAME))
    assert sealed is not None
    assert sealed.digest() != seal_personal(dict(NAME)).digest()  # type: ignore[union-attr]
