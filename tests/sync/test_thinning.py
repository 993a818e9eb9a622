"""The retention window: what an old counter takes off its disk, what it must not, and that everything still agrees."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.desk import dossier_page, printing, thinning
from app.desk.acting import Session
from app.desk.office import Office
from app.domain import acts
from app.domain.events import new_id
from app.errors import RuleViolation
from app.store import doctor, files, prints, states
from app.store import thinning as rows
from app.store.enrolment import current
from app.store.schema import event
from sync import engine
from sync.worker import one_pass
from tests.sync.conftest import MakeClient, MakeOffice
from tests.sync.hub.counter import PERSON
from tests.sync.province import WARD, Province, enrolled, held, hub_events, receive, record

DAY = 24 * 3600.0
OFFICER = f"{WARD}-officer-1"


def session_of(office: Office, role: str = "administrator") -> Session:
    with office.store.read() as connection:
        found = current(connection)
    assert found is not None
    return Session(OFFICER, "", role, "", WARD, "", found.counter, found.device, office.now())


def refuse(office: Office, number: str) -> str:
    """A dossier that has ended: refused at the counter."""
    stream = new_id()
    people = acts.RefusedPeople(PERSON, abstract="việc", reason="không thuộc thẩm quyền")
    record(office, stream, acts.Refused(number), personal=people, officer=OFFICER)
    return stream


def keep_scan(office: Office, stream: str, data: bytes, *, waiting: bool = False) -> str:
    sha256 = office.vault.add(data)
    with office.store.write() as connection:
        files.add(connection, sha256, len(data), "application/pdf", office.now())
        files.place(connection, stream, "to_khai", sha256)
        if not waiting:
            files.sent(connection, sha256)
    return sha256


def keep_print(office: Office, stream: str, pdf: bytes, *, printed: bool = True) -> tuple[str, str]:
    sha256 = office.vault.add(pdf)
    with office.store.write() as connection:
        job = prints.add(
            connection, stream=stream, form="refusal", title="x", copy_number=1, printer="file:x", officer=OFFICER,
            at=office.now(), pdf_sha256=sha256,
        )  # fmt: skip
        if printed:
            prints.start(connection, job, office.now())
            prints.printed(connection, job, office.now())
    return job, sha256


def personal_rows(office: Office, stream: str) -> int:
    with office.store.read() as connection:
        rows = connection.execute(select(event.c.personal, event.c.salt).where(event.c.stream == stream)).all()
    return sum(row.personal is not None or row.salt is not None for row in rows)


def found_by_name(office: Office, words: str) -> set[str]:
    with office.store.read() as connection:
        return {row.stream for row in states.search(connection, words)}


def test_ended_dossiers_leave_the_counter_and_nothing_else_does(
    province: Province, new_office: MakeOffice, address: str, client_for: MakeClient
) -> None:
    office = enrolled(new_office("a"), province, address)
    other = enrolled(new_office("b"), province, address, counter="Q02")
    session = session_of(office)
    ended, under_way, printing_still, shared = (refuse(office, f"000{n}/Q01") for n in range(1, 5))
    open_one = receive(office, f"{WARD}-261123-0001", officer=OFFICER)
    scan = keep_scan(office, ended, b"%PDF-1.7 to khai")
    common = keep_scan(office, ended, b"%PDF-1.7 chung")
    with office.store.write() as connection:
        files.place(connection, open_one, "to_khai", common)
    job, pdf = keep_print(office, ended, b"%PDF-1.7 phieu")
    keep_print(office, printing_still, b"%PDF-1.7 dang in", printed=False)
    one_pass(office)
    one_pass(other)
    waiting_file = keep_scan(office, under_way, b"%PDF-1.7 chua gui", waiting=True)
    province.clock.move(200 * DAY)
    unsent = refuse(office, "0009/Q01")
    province.clock.move(150 * DAY)

    assert thinning.thin_next(office) == 0, "without a window everything is kept"
    with pytest.raises(RuleViolation):
        thinning.keep_for(office, session_of(office, "supervisor"), 92)
    thinning.keep_for(office, session, 92)
    record(office, shared, acts.Printed("refusal", "ab" * 32, 1, 1), officer=OFFICER)
    before = held_bodies(office)
    while thinning.thin_next(office, limit=1):
        pass

    assert personal_rows(office, ended) == 0
    for kept in (under_way, printing_still, shared, open_one, unsent):
        assert personal_rows(office, kept) >= 1
    assert [office.vault.has(sha256) for sha256 in (scan, pdf, common, waiting_file)] == [False, False, True, True]
    assert ended not in found_by_name(office, PERSON.full_name)
    assert open_one in found_by_name(office, PERSON.full_name)
    assert held_bodies(office) == before
    with office.store.read() as connection:
        assert doctor.check(connection) == []
        assert [row.state for row in prints.of_stream(connection, ended)] == ["printed"]
    told = thinning.kept(office, session).removed
    assert (told.dossiers, told.files, told.last_at) == (1, 2, office.now())

    # The page says what is left, and nothing that went is fetched, drawn or printed again.
    view = dossier_page.open_dossier(office, session, ended)
    assert view.thinned_at == office.now()
    assert view.dossier.people is None
    assert [line.kind for line in view.timeline] == ["refuse"]
    for fetch in (
        lambda: dossier_page.file_bytes(office, session, ended, scan),
        lambda: printing.pdf_of(office, job),
        lambda: printing.issue_label(office, session, ended),
    ):
        with pytest.raises(RuleViolation) as caught:
            fetch()
        assert caught.value.rule == "thinned_here"
    with office.store.read() as connection:
        assert files.wanted(connection) == []

    # What is left still synchronises: days compare equal, and a fetch of the whole stream brings nothing back.
    assert one_pass(office).failures == {}
    client = client_for(office)
    assert engine.reconcile(office, client, 400) == engine.Reconciled(0, 0, 0)
    assert engine.fetch_stream(office, client, ended)
    assert personal_rows(office, ended) == 0
    one_pass(other)
    assert held(office) == held(other) == hub_events(province)
    assert personal_rows(other, ended) == 1, "another machine's window is its own"


def held_bodies(office: Office) -> dict[str, tuple[bytes, bytes]]:
    with office.store.read() as connection:
        return {row.id: (row.body, row.hash) for row in connection.execute(select(event))}


def test_what_came_to_the_hub_late_is_kept_a_window_longer(
    province: Province, new_office: MakeOffice, address: str
) -> None:
    """A hub restored from a backup older than the arrival asks for it again, with the names."""
    office = enrolled(new_office("a"), province, address)
    stream = refuse(office, "0001/Q01")
    province.clock.move(150 * DAY)
    thinning.keep_for(office, session_of(office), 92)
    one_pass(office)
    assert personal_rows(office, stream) == 1
    province.clock.move(93 * DAY)
    one_pass(office)
    assert personal_rows(office, stream) == 0


def test_the_hubs_end_of_keeping_reaches_a_counter_without_a_window(
    province: Province, new_office: MakeOffice, address: str
) -> None:
    office = enrolled(new_office("a"), province, address)
    other = enrolled(new_office("b"), province, address, counter="Q02")
    stream = refuse(office, "0001/Q01")
    one_pass(office)
    one_pass(other)
    province.clock.move(4000 * DAY)
    record(other, stream, acts.Thinned("hết thời hạn lưu"), officer=OFFICER)
    one_pass(other)
    one_pass(office)
    with office.store.read() as connection:
        verdict = connection.execute(select(event.c.verdict).where(event.c.kind == "thin")).scalar()
    assert verdict == "effective"
    assert personal_rows(office, stream) == 0
    with office.store.read() as connection:
        assert doctor.check(connection) == []


def test_bytes_that_were_to_go_when_the_machine_died_go_later(
    province: Province, new_office: MakeOffice, address: str
) -> None:
    office = enrolled(new_office("a"), province, address)
    stream = refuse(office, "0001/Q01")
    scan = keep_scan(office, stream, b"%PDF-1.7 to khai")
    one_pass(office)
    with office.store.write() as connection:
        rows.thin(connection, stream, office.now())
    assert office.vault.has(scan), "killed between the commit and the disk"
    assert thinning.thin_next(office) == 0
    assert not office.vault.has(scan)
