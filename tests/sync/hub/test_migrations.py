"""A database of every earlier version, full of rows, is lifted to this program's with all of them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import psycopg
import pytest

from app.domain import acts
from app.domain.events import new_id
from app.errors import StoreDamaged
from sync.hub import devices
from sync.hub.check import check
from sync.hub.hub import Hub, open_hub
from sync.hub.keys import HubKeys
from sync.hub.migrations import STEPS
from sync.hub.schema import migrate
from sync.hub.server import serving
from sync.wire import FeedAnswer
from tests.sync.hub.conftest import Moment, new_database
from tests.sync.hub.counter import COMMUNE, NOON, WARD
from tests.sync.hub.talk import Line, enrolled

DATA = b"%PDF-1.7 to khai" * 40
SHA = hashlib.sha256(DATA).hexdigest()
Columns = dict[str, list[str]]
Rows = dict[str, list[bytes]]


@pytest.fixture
def lived(hub: Hub, address: str, line: Line) -> Line:
    """The line of a counter at a hub that has lived: every table has a row."""
    counter, stream, code = line.counter, new_id(), f"TAM.{WARD}.Q01-261123-0001"
    accepted = counter.receive(f"{WARD}-261123-0001", stream=stream, signature_due=False)
    attached = counter.event(counter.body(stream, acts.Attached("to_khai", SHA, len(DATA), 1)))
    sent = acts.HandedOver("dossier", "BG-1", acts.Holder(WARD, "one_stop"), acts.Holder(COMMUNE, "agency"))
    line.push(counter.push(accepted, attached, counter.event(counter.body(stream, sent))))
    fields = {"Upload-Offset": "0", "Upload-Complete": "?1"}
    assert line.ask("PATCH", f"/v1/files/{SHA}", data=DATA, headers=fields).status_code == 204

    # The hub gives an official code; one that another authority gave comes too late, and its number is void.
    other = new_id()
    line.push(counter.push(counter.receive(code, stream=other, provisional=True)))
    adopted = counter.body(other, acts.CodeAdopted(f"{WARD}-261123-9444", code))
    line.push(counter.push(counter.event(adopted)))

    lost, _ = enrolled(hub, address, counter="Q02")
    hub.database.run(lambda connection: devices.revoke(connection, lost.counter.device, now=NOON))
    run = lost.counter.push(lost.counter.receive(f"{WARD}-261123-0500"))
    assert lost.ask("POST", "/v1/events", body=run).status_code == 401

    with psycopg.connect(hub.database.url) as connection:
        connection.execute("INSERT INTO web_session VALUES ('h', 'o', %s, 'c', %s, %s)", (WARD, NOON, NOON))
        connection.execute("INSERT INTO sign_in_failure VALUES ('o', 3, NULL)")
        connection.execute("INSERT INTO due_conflict VALUES (%s, %s, %s, NULL, 7, %s)", (stream, WARD, NOON, NOON))
    return line


def columns_of(connection: psycopg.Connection) -> Columns:
    found: Columns = {}
    for table, column in connection.execute(
        "SELECT table_name::text, column_name::text FROM information_schema.columns "
        "WHERE table_schema = 'public' AND table_name <> 'schema_version' ORDER BY table_name, ordinal_position"
    ):
        found.setdefault(table, []).append(column)
    return found


def rows_of(connection: psycopg.Connection, columns: Columns) -> Rows:
    """Every row of the tables, as text, in no order of their own."""
    found: Rows = {}
    for table, names in columns.items():
        with connection.cursor().copy(f"COPY {table} ({', '.join(names)}) TO STDOUT".encode()) as out:
            found[table] = sorted(b"".join(out).splitlines(keepends=True))
    return found


def rules_of(url: str) -> list[tuple[object, ...]]:
    """Columns, indexes and constraints of a database."""
    with psycopg.connect(url) as connection:
        return [
            *connection.execute(
                "SELECT table_name::text, column_name::text, data_type::text, is_nullable::text, column_default::text "
                "FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2"
            ),
            *connection.execute("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"),
            *connection.execute(
                "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint "
                "WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2"
            ),
        ]


def version_of(url: str) -> int:
    with psycopg.connect(url) as connection:
        ((version,),) = connection.execute("SELECT version FROM schema_version").fetchall()
        return int(version)


def aged(postgres: str, source: str, version: int) -> tuple[str, Columns, Rows]:
    """A new database of ``version`` with all the rows of ``source`` that it has a place for; what it holds."""
    url = new_database(postgres, f"aged_{new_id().replace('-', '')}")
    assert migrate(url, STEPS[:version]) == version
    with psycopg.connect(source) as full, psycopg.connect(url) as old:
        columns = columns_of(old)
        rows = rows_of(full, columns)
        old.execute("DELETE FROM hub")
        for table, names in columns.items():
            with old.cursor().copy(f"COPY {table} ({', '.join(names)}) FROM STDIN".encode()) as into:
                for row in rows[table]:
                    into.write(row)
    return url, columns, rows


@pytest.mark.parametrize("version", range(1, len(STEPS)))
def test_a_database_of_an_earlier_version_is_lifted_with_all_its_rows(
    version: int, lived: Line, hub: Hub, migrated: str, postgres: str, keys: HubKeys, clock: Moment, tmp_path: Path
) -> None:
    url, columns, rows = aged(postgres, hub.database.url, version)
    assert [table for table, found in rows.items() if not found] == [], "every table needs a row"
    assert len(rows["event"]) == 6
    for _ in range(2):
        assert migrate(url) == version_of(url) == len(STEPS)
        with psycopg.connect(url) as connection:
            assert rows_of(connection, columns) == rows
    assert rules_of(url) == rules_of(migrated)

    before, counter = hub.database.run(check), lived.counter
    feed = lived.get(f"/v1/feed?unit={WARD}", FeedAnswer)
    lifted = open_hub(url, tmp_path / "hub", keys=keys, clock=clock)
    try:
        assert lifted.database.run(check) == before
        assert before.findings == []
        with serving(lifted) as address:
            line = Line(address, counter)
            assert line.get(f"/v1/feed?unit={WARD}", FeedAnswer) == feed
            assert line.ask("GET", f"/v1/files/{SHA}").content == DATA
            (result,) = line.push(counter.push(counter.receive(f"{WARD}-261123-0002"))).results
        assert result.outcome == "placed"
        assert result.placement is not None
        assert result.placement.register_number == 3, "the book goes on"
        assert lifted.database.run(check).findings == []
    finally:
        lifted.close()


def test_two_acts_with_one_register_number_were_never_possible(lived: Line, hub: Hub, postgres: str) -> None:
    """The first version forbade them already, so the step that forbids them again finds none."""
    url, _, _ = aged(postgres, hub.database.url, 1)
    with psycopg.connect(url) as connection, pytest.raises(psycopg.errors.UniqueViolation):
        connection.execute("UPDATE event SET register_number = 1 WHERE register_number = 2")


def test_rows_that_a_step_does_not_allow_are_named_and_nothing_is_changed(lived: Line, hub: Hub, postgres: str) -> None:
    url, columns, _ = aged(postgres, hub.database.url, 1)
    with psycopg.connect(url) as connection:
        # As if somebody had worked on the database by hand.
        connection.execute("ALTER TABLE event DROP CONSTRAINT event_unit_register_book_register_number_key")
        connection.execute("UPDATE event SET register_number = 1 WHERE register_number = 2")
        rows = rows_of(connection, columns)
    rules = rules_of(url)
    with pytest.raises(StoreDamaged) as refused:
        migrate(url)
    assert refused.value.facts == {"version": 4, "constraint": "event_register"}
    assert version_of(url) == 1
    assert rules_of(url) == rules
    with psycopg.connect(url) as connection:
        assert rows_of(connection, columns) == rows
        connection.execute("UPDATE event SET register_number = 2 WHERE device_seq = 4")
    assert migrate(url) == len(STEPS)
