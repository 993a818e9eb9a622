"""The engine between real counters and a real hub."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec.structs import replace as replaced
from sqlalchemy import delete, update

from app.desk.office import Office
from app.domain import acts
from app.domain.events import VIETNAM, new_id
from app.errors import DeviceForked, HubAnswerInvalid, HubRefused, HubUnreachable
from app.store import enrolment, journal, settings, streams
from app.store.schema import event, feed_cursor
from sync import engine
from sync.client import HubClient
from sync.engine import Pace, Pulled
from sync.enrolment import device_keys
from sync.hub.restore import begin_epoch
from sync.offering import offer_once
from sync.wire import PushAnswer, PushRequest
from sync.worker import one_pass
from tests.sync.conftest import MakeClient, MakeOffice
from tests.sync.province import COMMUNE, WARD, Province, enrolled, held, hub_events, receive, record


def test_events_go_out_and_come_in(office: Office, other: Office, client_for: MakeClient, province: Province) -> None:
    streams_here = [receive(office, f"H44.80.01-261123-{number:04}") for number in (1, 2, 3)]
    record(office, streams_here[0], acts.HandedOut("receipt", "ab" * 32))
    here, there = client_for(office), client_for(other)

    assert engine.push_once(office, here, Pace()).outcomes == {"placed": 4}
    assert engine.push_once(office, here, Pace()).number == 0
    assert engine.pull_once(other, there, Pace()) == Pulled(4, at_head=True)
    assert engine.pull_once(other, there, Pace()) == Pulled(0, at_head=True)
    assert engine.pull_once(office, here, Pace()) == Pulled(4, at_head=True)

    assert held(office) == held(other) == hub_events(province)
    assert len(held(office)) == 4


def test_a_lost_answer_is_asked_for_again(office: Office, client_for: MakeClient, province: Province) -> None:
    receive(office, "H44.80.01-261123-0001")
    client = client_for(office)
    push = client.push

    def lost(request: PushRequest, message: bytes | None) -> PushAnswer:
        push(request, message)
        raise HubUnreachable(reason="reset")

    client.push = lost  # type: ignore[method-assign,assignment]
    with pytest.raises(HubUnreachable):
        engine.push_once(office, client, Pace())
    client.push = push  # type: ignore[method-assign]
    assert engine.push_once(office, client, Pace()).outcomes == {"already": 1}
    assert held(office) == hub_events(province)


def test_a_batch_is_bounded_in_number_and_bytes(office: Office, client_for: MakeClient) -> None:
    stream = receive(office, "H44.80.01-261123-0001")
    for _ in range(6):
        record(office, stream, acts.Thinned("x"), personal=acts.Words("đ" * 120_000), kind="notify")
    client = client_for(office)
    sizes: list[int] = []
    push = client.push

    def counted(request: PushRequest, message: bytes | None) -> PushAnswer:
        sizes.append(len(request.events))
        return push(request, message)

    client.push = counted  # type: ignore[method-assign,assignment]
    pace = Pace(3)
    while engine.push_once(office, client, pace).number:
        continue
    assert sizes == [3, 4]


def test_pace_halves_on_a_bad_line_and_grows_back() -> None:
    pace = Pace()

    def fails(failure: Exception) -> Callable[[], None]:
        def call() -> None:
            raise failure

        return call

    for expected in (50, 25, 12, 6, 3, 1, 1):
        with pytest.raises(HubUnreachable):
            pace.run(fails(HubUnreachable(reason="timeout")))
        assert pace.size == expected
    for expected in (2, 4, 8, 16, 32, 64, 100, 100):
        pace.run(lambda: None)
        assert pace.size == expected
    with pytest.raises(HubRefused):
        pace.run(fails(HubRefused(reason="too_large", status=413)))
    assert pace.size == 50
    with pytest.raises(HubRefused):
        pace.run(fails(HubRefused(reason="scope", status=403)))
    assert pace.size == 50


def test_a_hole_is_healed_by_the_whole_stream(office: Office, other: Office, client_for: MakeClient) -> None:
    stream = receive(office, "H44.80.01-261123-0001")
    record(office, stream, acts.HandedOut("receipt", "ab" * 32))
    here, there = client_for(office), client_for(other)
    engine.push_once(office, here, Pace())
    engine.pull_once(other, there, Pace())
    with other.store.write() as connection:
        connection.execute(delete(event).where(event.c.stream_seq == 1))
        connection.execute(update(feed_cursor).values(position=1))
    engine.pull_once(other, there, Pace())
    with other.store.read() as connection:
        assert journal.streams_to_fetch(connection) == [stream]
        assert streams.entries(connection, stream) == []
    assert engine.fetch_streams(other, there) == 1
    engine.pull_once(office, here, Pace())
    assert held(office) == held(other)
    with other.store.read() as connection:
        assert journal.streams_to_fetch(connection) == []


def test_a_device_that_is_new_to_us_is_looked_up(office: Office, other: Office, client_for: MakeClient) -> None:
    assert len(device_keys_of(office)) + 1 == len(device_keys_of(other))
    receive(other, "H44.80.01-261123-0001")
    engine.push_once(other, client_for(other), Pace())
    assert engine.pull_once(office, client_for(office), Pace()) == Pulled(1, at_head=True)
    assert device_keys_of(office).keys() == device_keys_of(other).keys()


def device_keys_of(office: Office) -> dict[str, Ed25519PublicKey]:
    with office.store.read() as connection:
        return device_keys(connection)


def test_what_is_not_proved_is_not_believed(
    office: Office, other: Office, client_for: MakeClient, province: Province
) -> None:
    good = receive(office, "H44.80.01-261123-0001")
    bad = receive(office, "H44.80.01-261123-0002")
    here, there = client_for(office), client_for(other)
    engine.push_once(office, here, Pace())
    province.tell(
        "UPDATE event SET body = convert_to(replace(convert_from(body, 'UTF8'), '0002', '0009'), 'UTF8') "
        f"WHERE stream = '{bad}'",
    )
    for times in (1, 2):
        with pytest.raises(HubAnswerInvalid) as caught:
            engine.pull_once(other, there, Pace())
        assert caught.value.facts["reason"] == "unproved"
        assert caught.value.facts["position"] == 2
        assert caught.value.facts["cause"] == "body_hash"
        with other.store.read() as connection:
            assert settings.value(connection, engine.DOUBT)["position"] == 2
            assert len(streams.entries(connection, good)) == 1
            assert streams.entries(connection, bad) == []
            assert journal.cursor(connection, "H44.80.01")[1] == 1
        with other.store.write() as connection:
            assert settings.next_count(connection, engine.DOUBT) == 2 * times  # one of them our own asking


def test_a_forged_signature_is_seen(office: Office, other: Office, client_for: MakeClient, province: Province) -> None:
    receive(office, "H44.80.01-261123-0001")
    engine.push_once(office, client_for(office), Pace())
    province.tell("UPDATE run SET signature = decode(repeat('00', 64), 'hex')")
    with pytest.raises(HubAnswerInvalid) as caught:
        engine.pull_once(other, client_for(other), Pace())
    assert caught.value.facts["cause"] == "unsigned"


def test_a_fork_is_refused_and_said(office: Office, client_for: MakeClient, province: Province) -> None:
    receive(office, "H44.80.01-261123-0001")
    client = client_for(office)
    engine.push_once(office, client, Pace())
    engine.pull_once(office, client, Pace())
    with office.store.write() as connection:  # a backup from before the act is put back
        connection.execute(delete(event))
        connection.execute(update(feed_cursor).values(position=1))
    receive(office, "H44.80.01-261123-0002")
    with pytest.raises(DeviceForked):
        engine.push_once(office, client, Pace())
    with office.store.read() as connection:
        assert [code for _, code in journal.refused(connection)] == ["fork"]


def test_a_restored_hub_gets_back_what_it_lost(
    office: Office, other: Office, client_for: MakeClient, province: Province
) -> None:
    kept = receive(office, "H44.80.01-261123-0001")
    here, there = client_for(office), client_for(other)
    engine.push_once(office, here, Pace())
    before = province.rows("SELECT hash FROM link")
    record(office, kept, acts.HandedOut("receipt", "ab" * 32))
    receive(office, "H44.80.01-261123-0002")
    engine.push_once(office, here, Pace())
    for counter, client in ((office, here), (other, there)):
        engine.pull_once(counter, client, Pace())
    # The hub comes back from a copy made after the first event.
    province.tell(
        "DELETE FROM feed WHERE position > 1",
        "UPDATE unit_head SET head = 1 WHERE head > 1",
        "DELETE FROM event WHERE stream_seq > 1 OR device_seq > 1",
        "DELETE FROM link WHERE seq > 1",
        "DELETE FROM run WHERE last_seq > 1",
        "DELETE FROM dossier_code WHERE code LIKE '%0002'",
        f"DELETE FROM stream WHERE id <> '{kept}'",
        f"UPDATE stream SET head = 1, state = NULL, fold = '', last_hash = '\\x{bytes(before[0][0]).hex()}'",  # type: ignore[arg-type]
        f"UPDATE device SET last_seq = 1, last_hash = '\\x{bytes(before[0][0]).hex()}' WHERE last_seq > 1",  # type: ignore[arg-type]
        "UPDATE hub SET epoch = 'restored'",
    )
    record(office, kept, acts.HandedOut("receipt", "cd" * 32))
    with pytest.raises(HubRefused) as caught:
        engine.push_once(office, here, Pace())
    assert caught.value.facts["reason"] == "epoch"
    assert engine.pull_once(office, here, Pace()).at_head
    assert engine.push_once(office, here, Pace()).outcomes == {"placed": 3}
    for counter, client in ((office, here), (other, there)):
        while not engine.pull_once(counter, client, Pace()).at_head:
            continue
    assert held(office) == held(other) == hub_events(province)
    assert len(held(office)) == 4


def forget_everything(province: Province) -> None:
    """The hub comes back from a copy made before anything was placed, under a new epoch."""
    for table in ("feed", "event", "link", "run", "dossier_code", "file_use", "stream", "register_head"):
        province.tell(f"DELETE FROM {table}")
    province.tell("UPDATE unit_head SET head = 0")
    with province.open() as hub:
        hub.database.run(lambda connection: begin_epoch(connection, hub.keys, now=hub.clock()))
    province.tell("UPDATE device SET last_seq = 0, last_hash = decode(repeat('00', 32), 'hex')")


def test_a_restored_hub_takes_a_shared_dossier_in_any_order(
    office: Office, new_office: MakeOffice, address: str, client_for: MakeClient, province: Province
) -> None:
    """The unit that got the papers offers its acts before the one that accepted the dossier."""
    agency = enrolled(new_office("c"), province, address, unit=COMMUNE)
    here, there = client_for(office), client_for(agency)
    stream = receive(office, "H44.80.01-261123-0001")
    ward, commune = acts.Holder(WARD, "one_stop"), acts.Holder(COMMUNE, "agency")
    record(office, stream, acts.HandedOver("dossier", "1", ward, commune))
    engine.push_once(office, here, Pace())
    engine.pull_once(agency, there, Pace())
    record(agency, stream, acts.Acknowledged("dossier", "1", commune))
    engine.push_once(agency, there, Pace())
    engine.pull_once(office, here, Pace())
    forget_everything(province)
    for counter, client in ((agency, there), (office, here)):
        assert engine.pull_once(counter, client, Pace()).anew
        assert offer_once(counter, client, Pace()).outcomes == ({"placed": 2} if counter is agency else {})
        engine.push_once(counter, client, Pace())
    for counter, client in ((agency, there), (office, here)):
        engine.pull_once(counter, client, Pace())
    assert held(office) == held(agency) == hub_events(province)
    assert province.rows("SELECT id FROM event WHERE verdict = 'set_aside'") == []
    assert len(held(office)) == 3


def test_a_feed_that_shrinks_is_not_believed(office: Office, client_for: MakeClient, province: Province) -> None:
    receive(office, "H44.80.01-261123-0001")
    client = client_for(office)
    engine.push_once(office, client, Pace())
    engine.pull_once(office, client, Pace())
    province.tell("DELETE FROM feed", "UPDATE unit_head SET head = 0")
    with pytest.raises(HubAnswerInvalid) as caught:
        engine.pull_once(office, client, Pace())
    assert caught.value.facts["reason"] == "feed_gap"


def test_days_are_compared_and_healed(office: Office, other: Office, client_for: MakeClient) -> None:
    stream = receive(office, "H44.80.01-261123-0001")
    record(office, stream, acts.HandedOut("receipt", "ab" * 32))
    here, there = client_for(office), client_for(other)
    engine.push_once(office, here, Pace())
    for counter, client in ((office, here), (other, there)):
        engine.pull_once(counter, client, Pace())
        assert engine.reconcile(counter, client) == engine.Reconciled(0, 0, 0)
    with other.store.write() as connection:
        connection.execute(delete(event).where(event.c.stream_seq == 2))
        streams.refold(connection, (stream,))
    assert engine.reconcile(other, there) == engine.Reconciled(1, 1, 0)
    assert held(other) == held(office)


def test_a_day_with_a_shared_dossier_is_equal_on_all_sides(
    new_office: MakeOffice, province: Province, address: str, client_for: MakeClient
) -> None:
    """Two units on one dossier, one of them joining late: only a real difference is named."""
    ward = enrolled(new_office("ward"), province, address)
    stream = receive(ward, "H44.80.01-261123-0001")
    alone = receive(ward, "H44.80.01-261123-0002")
    one_pass(ward)
    commune = enrolled(new_office("commune"), province, address, unit=COMMUNE)
    receive(commune, f"{COMMUNE}-261123-0001")
    one_pass(commune)
    shop, agency = acts.Holder(WARD, "one_stop"), acts.Holder(COMMUNE, "agency")
    record(ward, stream, acts.HandedOver("dossier", "BG-1", shop, agency))
    one_pass(ward)
    one_pass(commune)
    record(commune, stream, acts.Acknowledged("dossier", "BG-1", agency))
    one_pass(commune)
    one_pass(ward)
    day = province.clock().astimezone(VIETNAM).date()
    with ward.store.read() as mine, commune.store.read() as theirs:
        here, there = streams.heads_of_day(mine, day), streams.heads_of_day(theirs, day)
    assert set(here) == {stream, alone}
    assert len(there) == 2
    assert here[stream] == there[stream]
    for counter in (ward, commune):
        assert engine.reconcile(counter, client_for(counter)) == engine.Reconciled(0, 0, 0)
    with commune.store.write() as connection:
        connection.execute(delete(event).where(event.c.stream == stream, event.c.stream_seq == 3))
        streams.refold(connection, (stream,))
    assert engine.reconcile(commune, client_for(commune)) == engine.Reconciled(1, 1, 0)
    assert engine.reconcile(commune, client_for(commune)) == engine.Reconciled(0, 0, 0)


def test_a_wait_ends_with_news(office: Office, other: Office, client_for: MakeClient) -> None:
    import threading

    here, there = client_for(office), client_for(other)
    receive(office, "H44.80.01-261123-0001")
    thread = threading.Timer(0.2, engine.push_once, (office, here, Pace()))
    thread.start()
    assert engine.pull_once(other, there, Pace(), wait=5) == Pulled(1, at_head=True)
    thread.join()


def test_the_hubs_time_is_remembered(office: Office, client_for: MakeClient, province: Province) -> None:
    client: HubClient = client_for(office)
    later = province.clock() + timedelta(hours=3)
    office.clock = lambda: later - timedelta(hours=3)
    province.clock.move(3 * 3600)
    engine.pull_once(office, client, Pace())
    with office.store.read() as connection:
        assert settings.highest_instant(connection) == later


def test_what_the_hub_refuses_or_does_not_know_yet_stops_nobody(
    office: Office, client_for: MakeClient, province: Province
) -> None:
    stream = receive(office, "H44.80.01-261123-0001")
    record(office, stream, acts.HandedOut("receipt", "ab" * 32), unit="H44.80.31")  # not ours to say
    record(office, stream, acts.HandedOut("receipt", "ab" * 32), kind="teleport")  # of a program yet to come
    record(office, stream, acts.HandedOut("receipt", "ab" * 32))
    client = client_for(office)
    assert engine.push_once(office, client, Pace()).outcomes == {"placed": 2, "refused": 1, "upgrade": 1}
    assert engine.push_once(office, client, Pace()).number == 0
    record(office, stream, acts.HandedOut("receipt", "cd" * 32))
    assert engine.push_once(office, client, Pace()).outcomes == {"placed": 1}
    engine.pull_once(office, client, Pace())
    with office.store.read() as connection:
        assert journal.waiting(connection) == {"refused": 1, "upgrade": 1}
        assert len(streams.entries(connection, stream)) == 4  # the unknown one is there too, still to be placed
    with office.store.write() as connection:
        journal.offer_again(connection)
    assert engine.push_once(office, client, Pace()).outcomes["upgrade"] == 1
    assert len(hub_events(province)) == 3


class Answering(HubClient):
    """A client whose hub answers a push with what a test makes of the true answer."""

    spoil: Callable[[PushAnswer], PushAnswer]

    def push(self, request: PushRequest, message: bytes | None = None) -> PushAnswer:
        return self.spoil(super().push(request, message))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda answer: replaced(answer, results=[]),
        lambda answer: replaced(answer, results=answer.results[::-1]),
        lambda answer: replaced(answer, results=[replaced(answer.results[0], id=new_id()), answer.results[1]]),
        lambda answer: replaced(answer, results=[replaced(answer.results[0], placement=None), answer.results[1]]),
        lambda answer: replaced(
            answer,
            results=[
                replaced(answer.results[0], placement=replaced(answer.results[0].placement, placed_at="now")),
                answer.results[1],
            ],
        ),
    ],
)
def test_an_answer_that_does_not_fit_is_not_kept(
    office: Office, address: str, spoil: Callable[[PushAnswer], PushAnswer]
) -> None:
    for number in (1, 2):
        receive(office, f"H44.80.01-261123-{number:04}")
    with office.store.read() as connection:
        current = enrolment.current(connection)
    assert current is not None
    with closing(Answering(address, office.now, device=current.device, key=office.keys.device_key)) as client:
        client.spoil = spoil
        with pytest.raises(HubAnswerInvalid):
            engine.push_once(office, client, Pace())
        with office.store.read() as connection:
            assert len(journal.unsent(connection)) == 2
        client.spoil = lambda answer: answer
        assert engine.push_once(office, client, Pace()).outcomes == {"already": 2}
