"""What nobody has yet but this machine: a full disk, another officer, a restart and an update leave it as it is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from app.desk import drafts, sign_in
from app.desk.acting import Session
from app.desk.office import STORE_NAME, Office, close_office
from app.desk.rows import state_row
from app.domain import acts
from app.errors import DiskFull
from app.store import database, doctor, files, journal, schema
from app.store.database import Migrations, open_store
from app.store.journal import Settlement
from app.store.schema import draft, event, file, number_use
from sync import room
from sync.hub.seed import SAMPLE_PASSWORD
from sync.worker import one_pass
from tests.sync.province import (
    WARD,
    Province,
    attach,
    enrolled,
    held,
    hub_events,
    new_keys,
    open_counter,
    receive,
    record,
)

OFFICERS = (f"{WARD}-officer-1", f"{WARD}-supervisor")


def unsent(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    """Everything of this machine that is nowhere else: acts with their links and states, scans, drafts, numbers."""
    tables = (event, file, draft, number_use)
    return {table.name: sorted(map(tuple, connection.execute(select(table))), key=repr) for table in tables}


def busy(office: Office, session: Session) -> None:
    """Acts pending, refused and waiting for an upgrade; a scan half sent, one waiting, one failed; a draft open."""
    stream = receive(office, "H44.80.01-261123-0001")
    with office.store.write() as connection:
        journal.settle(connection, [Settlement(journal.unsent(connection)[0].body.id, "refused", code="fork")], "")
    for number, _ in enumerate(("sending", "waiting", "failed")):
        attach(office, stream, b"%PDF-1.7 " + bytes([number]) * 5000)
    record(office, stream, acts.HandedOut("receipt", "ab" * 32), kind="teleport")
    with office.store.write() as connection:
        last = journal.unsent(connection)[-1]
        journal.settle(connection, [Settlement(last.body.id, "upgrade")], "")
        first, _, third = (row.sha256 for row, _ in files.outgoing(connection))
        files.sending(connection, first, 1000)
        files.failed(connection, third, "hash")
    drafts.save_draft(office, session, drafts.new_draft(office, session))


@pytest.fixture
def session(office: Office) -> Session:
    return sign_in.sign_in(office, OFFICERS[0], SAMPLE_PASSWORD)


def test_another_officer_finds_it_as_it_was(office: Office, session: Session, province: Province) -> None:
    busy(office, session)
    with office.store.read() as connection:
        before = unsent(connection)
    for officer in (*OFFICERS, OFFICERS[0]):
        assert sign_in.sign_in(office, officer, SAMPLE_PASSWORD).officer == officer
        with office.store.read() as connection:
            assert unsent(connection) == before
    receive(office, "H44.80.01-261123-0002", officer=OFFICERS[1])
    with office.store.read() as connection:
        after = unsent(connection)
    assert [row for row in before["event"] if row not in after["event"]] == []
    assert {name: rows for name, rows in after.items() if name != "event"} == {
        name: rows for name, rows in before.items() if name != "event"
    }


def test_it_outlasts_a_restart_and_an_update(tmp_path: Path, province: Province, address: str) -> None:
    keys, profile = new_keys(), tmp_path / "counter"
    office = enrolled(open_counter(profile, keys, province.clock), province, address)
    session = sign_in.sign_in(office, OFFICERS[0], SAMPLE_PASSWORD)
    busy(office, session)
    with office.store.read() as connection:
        before = unsent(connection)
    close_office(office)

    office = open_counter(profile, keys, province.clock)
    with office.store.read() as connection:
        assert unsent(connection) == before
    close_office(office)

    updated = open_store(profile / STORE_NAME, keys.store_key, state_row, migrations=of_a_later_program(tmp_path))
    with updated, updated.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM hereafter").scalar() == 0
        assert unsent(connection) == before
        assert doctor.check(connection) == []


def of_a_later_program(tmp_path: Path) -> Migrations:
    folder = tmp_path / "later"
    shutil.copytree(database.OURS.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "v9999_later.py").write_text(
        f'from alembic import op\n\nrevision = "9999"\ndown_revision = "{schema.REVISION}"\n\n\n'
        'def upgrade():\n    op.execute("CREATE TABLE hereafter (x INTEGER) STRICT")\n',
        encoding="utf-8",
    )
    return Migrations(folder, "9999")


def test_on_a_nearly_full_disk_ours_goes_out_and_nothing_comes_in(
    office: Office, other: Office, province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = receive(other, "H44.80.01-261123-0007")
    wanted = attach(other, stream, b"%PDF-1.7 " + b"w" * 5000)
    one_pass(other)
    one_pass(office)
    receive(other, "H44.80.01-261123-0008")
    one_pass(other)
    mine = receive(office, "H44.80.01-261123-0001")
    scan = attach(office, mine, b"%PDF-1.7 " + b"s" * 5000)
    with office.store.write() as connection:
        files.want(connection, wanted, stream, office.now())

    monkeypatch.setattr(room, "ROOM", 1 << 60)
    with pytest.raises(DiskFull):
        room.check_room(office)
    left = one_pass(office)
    assert (left.events_waiting, left.files_waiting) == (0, 0)
    assert set(left.failures.values()) == {"disk_full"}
    with office.store.read() as connection:
        assert files.get(connection, scan).upload == "sent"  # type: ignore[union-attr]
        assert [each.error for each in files.wanted(connection)] == ["disk_full"]
    assert len(held(office)) == len(hub_events(province)) - 1, "the other's new dossier stays with the hub"

    monkeypatch.undo()
    assert one_pass(office).failures == {}
    assert held(office) == hub_events(province)
    assert office.vault.has(wanted)
