"""Numbers, drafts, prints, files, settings and reference documents: each keeps its own small promise."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from app.domain.events import new_id
from app.domain.ranges import NumberRange
from app.errors import ReferenceMissing
from app.store import drafts, enrolment, files, numbers, prints, reference, schema, settings
from app.store.database import Changed, Store
from tests.store.builders import DEVICE, START, UNIT, enrol

DAY = date(2026, 11, 23)
NEXT = DAY + timedelta(days=1)


def granted(range_id: str, first: int, last: int, first_day: date = DAY, last_day: date = NEXT) -> NumberRange:
    return NumberRange(range_id, UNIT, first, last, first_day, last_day)


# ---------------------------------------------------------------- numbers


def test_numbers_go_up_through_the_ranges_and_run_out(store: Store) -> None:
    with store.write() as connection:
        numbers.grant(connection, DEVICE, [granted("r2", 50, 51), granted("r1", 7, 8), granted("old", 1, 3, DAY, DAY)])
        taken = [numbers.take(connection, DEVICE, UNIT, NEXT) for _ in range(5)]
        assert taken == [
            numbers.Taken(7, "r1"), numbers.Taken(8, "r1"), numbers.Taken(50, "r2"), numbers.Taken(51, "r2"), None
        ]  # fmt: skip
        assert numbers.left(connection, DEVICE, UNIT, NEXT) == 0
        assert numbers.left(connection, DEVICE, UNIT, DAY) == 7
        assert numbers.take(connection, "may-02", UNIT, DAY) is None
        assert numbers.take(connection, DEVICE, "H44.80.31", DAY) is None


def test_a_number_belongs_to_one_act(store: Store) -> None:
    with store.write() as connection:
        numbers.grant(connection, DEVICE, [granted("r1", 7, 8)])
        numbers.take(connection, DEVICE, UNIT, DAY)
        numbers.bind(connection, UNIT, DAY, 7, "event-1")
        assert numbers.used_by(connection, UNIT, DAY) == {7: "event-1"}
        for number in (7, 8):
            with pytest.raises(ValueError, match="not taken"):
                numbers.bind(connection, UNIT, DAY, number, "event-2")
    with pytest.raises(IntegrityError), store.write() as connection:
        connection.execute(
            schema.number_use.insert().values(
                unit=UNIT, day=DAY, number=7, range_id="r1", state="used", event_id=None, reason=""
            )
        )


def test_an_act_that_fails_gives_its_number_back(store: Store) -> None:
    with store.write() as connection:
        numbers.grant(connection, DEVICE, [granted("r1", 7, 8)])
    with pytest.raises(KeyError), store.write() as connection:
        numbers.take(connection, DEVICE, UNIT, DAY)
        raise KeyError
    with store.write() as connection:
        assert numbers.take(connection, DEVICE, UNIT, DAY) == numbers.Taken(7, "r1")


def test_void_numbers_are_never_taken_and_stand_in_the_ledger(store: Store) -> None:
    with store.write() as connection:
        numbers.grant(connection, DEVICE, [granted("r1", 1, 9)])
        numbers.take(connection, DEVICE, UNIT, DAY)
        numbers.take(connection, DEVICE, UNIT, DAY)
        numbers.void(connection, DEVICE, UNIT, DAY, 2, "in hỏng", "event-9")
        for number, reason in ((2, "again"), (3, " "), (10, "outside")):
            with pytest.raises(ValueError, match=r"void|reason|no range"):
                numbers.void(connection, DEVICE, UNIT, DAY, number, reason)
        numbers.void(connection, DEVICE, UNIT, DAY, 3, "thừa")
        assert numbers.take(connection, DEVICE, UNIT, DAY) == numbers.Taken(4, "r1")
        lines = [(line.first, line.last, line.state, line.detail) for line in
                 numbers.ledger(connection, DEVICE, UNIT, DAY).lines]  # fmt: skip
        assert lines == [
            (1, 1, "used", ""), (2, 2, "void", "in hỏng"), (3, 3, "void", "thừa"), (4, 4, "used", ""),
            (5, 9, "unused", ""),
        ]  # fmt: skip


def test_a_range_is_extended_in_place(store: Store) -> None:
    with store.write() as connection:
        numbers.grant(connection, DEVICE, [granted("r1", 1, 2, DAY, DAY)])
        numbers.take(connection, DEVICE, UNIT, DAY)
        numbers.grant(connection, DEVICE, [granted("r1", 1, 4, DAY, NEXT)])
        assert numbers.left(connection, DEVICE, UNIT, DAY) == 3
        assert numbers.left(connection, DEVICE, UNIT, NEXT) == 4


def test_provisional_numbers_count_each_day_of_a_device(store: Store) -> None:
    with store.write() as connection:
        assert [numbers.take_provisional(connection, DEVICE, DAY) for _ in range(3)] == [1, 2, 3]
        assert numbers.take_provisional(connection, DEVICE, NEXT) == 1
        assert numbers.take_provisional(connection, "may-02", DAY) == 1
        numbers.bind_provisional(connection, DEVICE, DAY, 2, "event-1")
        with pytest.raises(ValueError, match="bound"):
            numbers.bind_provisional(connection, DEVICE, DAY, 2, "event-2")


# ---------------------------------------------------------------- drafts


def test_a_draft_is_its_officers_alone(store: Store) -> None:
    with store.write() as connection:
        drafts.save(connection, "d1", "canbo1", DEVICE, b"{1}", START)
        drafts.save(connection, "d2", "canbo1", DEVICE, b"{2}", START + timedelta(minutes=1))
        drafts.save(connection, "d1", "canbo1", DEVICE, b"{3}", START + timedelta(minutes=2))
        with pytest.raises(ValueError, match="another"):
            drafts.save(connection, "d1", "canbo2", DEVICE, b"stolen", START)
        drafts.delete(connection, "d1", "canbo2")
        assert drafts.load(connection, "d1", "canbo2") is None
        assert drafts.of_officer(connection, "canbo2", DEVICE) == []
        assert [draft.data for draft in drafts.of_officer(connection, "canbo1", DEVICE)] == [b"{3}", b"{2}"]
        enrol(connection, "may-02")
        assert len(drafts.of_officer(connection, "canbo1", "may-02")) == 2
        drafts.delete(connection, "d1", "canbo1")
        assert drafts.load(connection, "d1", "canbo1") is None


# ---------------------------------------------------------------- prints


def queue(store: Store, stream: str = "", form: str = "receipt") -> str:
    with store.write() as connection:
        return prints.add(
            connection, stream=stream, form=form, title=form, copy_number=1, printer="p1", officer="canbo1", at=START
        )


def test_a_slip_goes_from_the_queue_into_the_citizens_hands(store: Store) -> None:
    stream = new_id()
    first, second = queue(store, stream), queue(store, stream, "control_slip")
    with store.write() as connection:
        job = prints.start_next(connection, START)
        assert job is not None
        assert (job.id, job.state, job.attempts) == (first, "printing", 1)
        prints.drawn(connection, first, "ab" * 32)
        with pytest.raises(ValueError, match="drawn"):
            prints.drawn(connection, first, "cd" * 32)
        with pytest.raises(ValueError, match="printing"):
            prints.hand_out(connection, first, START)
        prints.printed(connection, first, START)
        prints.hand_out(connection, first, START + timedelta(minutes=1))
        with pytest.raises(ValueError, match="hands"):
            prints.spoil(connection, first, "nhòe", START)
        assert [job.id for job in prints.open_jobs(connection)] == [second]
        kept = prints.of_stream(connection, stream)
        assert [job.state for job in kept] == ["printed", "queued"]
        assert kept[0].handed_out_at == START + timedelta(minutes=1)
        assert len(prints.between(connection, START, START + timedelta(hours=1))) == 2
        with pytest.raises(LookupError):
            prints.get(connection, "none")


def test_a_failed_slip_waits_for_the_officer_and_a_spoiled_one_is_on_record(store: Store) -> None:
    job_id = queue(store)
    with store.write() as connection:
        prints.start_next(connection, START)
        prints.fail(connection, job_id, "printer_unavailable", START)
        assert prints.start_next(connection, START) is None
        prints.requeue(connection, job_id, "p2")
        job = prints.start_next(connection, START)
        assert job is not None
        assert (job.printer, job.attempts, job.error) == ("p2", 2, "")
        prints.printed(connection, job_id, START)
        prints.spoil(connection, job_id, "kẹt giấy", START)
        assert (prints.get(connection, job_id).state, prints.get(connection, job_id).reason) == ("spoiled", "kẹt giấy")
        with pytest.raises(ValueError, match="spoiled"):
            prints.requeue(connection, job_id, "p1")


# ---------------------------------------------------------------- files


def test_files_leave_in_the_order_they_were_released(store: Store) -> None:
    stream = new_id()
    with store.write() as connection:
        for name in ("a", "b", "c"):
            files.add(connection, name, 100, "application/pdf", START, upload=False)
        assert (files.waiting(connection), files.next_uploads(connection, 9)) == (0, [])
        for name in ("c", "a"):
            files.place(connection, stream, "to_khai", name)
            files.send(connection, name)
        first, second = files.next_uploads(connection, 9)
        assert (first.sha256, first.upload, second.sha256) == ("c", "waiting", "a")
        assert files.next_uploads(connection, 1) == [first]
        files.sending(connection, "c", 60)
        with pytest.raises(ValueError, match="offset"):
            files.sending(connection, "c", 101)
        files.sent(connection, "c")
        assert files.progress(connection, stream) == (1, 2)
        assert files.waiting(connection) == 1
        files.failed(connection, "a", "hub_refused")
        assert files.next_uploads(connection, 1) == []
        assert files.send_again(connection) == 1
        files.send(connection, "c")
        assert [row.upload for row in files.of_stream(connection, stream)] == ["sent", "waiting"]
        assert files.known(connection) == {"a", "b", "c"}
        files.forget(connection, "b")
        assert files.get(connection, "b") is None


def test_one_scan_may_serve_two_dossiers(store: Store) -> None:
    one, other = new_id(), new_id()
    heard: list[Changed] = []
    store.subscribe(heard.append)
    with store.write() as connection:
        files.add(connection, "a", 10, "application/pdf", START)
        files.place(connection, one, "cccd", "a")
        files.place(connection, other, "cccd", "a")
        files.place(connection, other, "cccd", "a")
    with store.write() as connection:
        files.sent(connection, "a")
    assert heard[-1].streams == {one, other}
    with store.read() as connection:
        assert [row.component for row in files.of_stream(connection, other)] == ["cccd"]


def test_wanted_files_are_fetched_once(store: Store) -> None:
    with store.write() as connection:
        files.want(connection, "a", "s1", START)
        files.want(connection, "a", "s1", START)
        files.want(connection, "b", "s1", START)
        files.not_fetched(connection, "a", "hub_unreachable")
        assert [(row.sha256, row.attempts) for row in files.wanted(connection)] == [("b", 0), ("a", 1)]
        assert files.wanted_count(connection) == 2
        assert [(row.error, row.wanted_at) for row in files.wanted(connection)][1] == ("hub_unreachable", START)
        files.fetch_again(connection)
        assert [(row.error, row.attempts) for row in files.wanted(connection)] == [("", 0), ("", 1)]
        files.received(connection, "b", 5, "application/pdf", START)
        files.want(connection, "b", "s1", START)
        assert [row.sha256 for row in files.wanted(connection)] == ["a"]
        assert files.next_uploads(connection, 1) == []


# ---------------------------------------------------------------- settings, reference, enrolment


def test_settings_keep_plain_values_counts_and_wrong_tries(store: Store) -> None:
    with store.write() as connection:
        settings.save(connection, "machine", granted("r1", 1, 2))
        assert settings.load(connection, "machine", NumberRange, granted("", 1, 1)) == granted("r1", 1, 2)
        settings.forget(connection, "machine")
        assert settings.value(connection, "machine", "none") == "none"
        assert [settings.next_count(connection, "handover 261123") for _ in range(3)] == [1, 2, 3]
        settings.count_procedure(connection, "1.004884")
        settings.count_procedure(connection, "1.004884")
        assert settings.procedure_frequency(connection) == {"1.004884": 2}
        settings.note_wrong_sign_in(connection, "canbo1", START)
        settings.note_wrong_sign_in(connection, "canbo1", START + timedelta(minutes=1))
        assert settings.sign_in_tries(connection, "canbo1") == settings.SignInTries(2, START + timedelta(minutes=1))
        settings.clear_sign_in_tries(connection, "canbo1")
        assert settings.sign_in_tries(connection, "canbo1") is None


def test_the_highest_instant_only_rises(store: Store) -> None:
    with store.write() as connection:
        assert settings.highest_instant(connection) is None
        for minutes in (5, 3, 9, 1):
            settings.saw_instant(connection, START + timedelta(minutes=minutes))
        assert settings.highest_instant(connection) == START + timedelta(minutes=9)


def test_the_newest_usable_reference_is_in_force(store: Store) -> None:
    with store.write() as connection:
        with pytest.raises(ReferenceMissing):
            reference.latest(connection)
        for version, day in ((1, DAY), (2, NEXT)):
            document = reference.ReferenceDocument(version, day, b"{}", b"s", START)
            reference.keep(connection, document)
            reference.keep(connection, document)
        assert reference.latest_version(connection) == 2
        assert reference.latest(connection, DAY).version == 1
        assert reference.latest(connection, NEXT).version == 2
        assert reference.latest_version(connection, DAY - timedelta(days=1)) is None


def test_one_enrolment_is_current(store: Store) -> None:
    with store.write() as connection:
        enrol(connection, "may-02", at=START + timedelta(hours=1))
        enrolment.note_epoch(connection, "e2")
        now = enrolment.current(connection)
        assert now is not None
        assert (now.device, now.epoch) == ("may-02", "e2")
        assert enrolment.devices(connection) == [DEVICE, "may-02"]
