"""The doctor names every difference between the journal and what is kept of it, and nothing in a sound store."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.store import doctor, journal, states, streams
from app.store.database import Store
from tests.store.builders import DEVICE, START, UNIT, ToyHub, body, delivered, enrol, foreign_chain

NAME = {"name": "Hoàng Thị Thu", "number": "025190001234"}


@pytest.fixture
def busy(store: Store) -> Store:
    hub = ToyHub()
    with store.write() as connection:
        for number in range(3):
            journal.append(connection, body(code=f"c{number}"), NAME, DEVICE)
        journal.settle(connection, hub.push(journal.unsent(connection, limit=1)), "e1")
        hub.push(foreign_chain([(body(code="c9"), NAME)]))
        journal.apply_feed(connection, UNIT, "e1", delivered(hub.feed), [])
        enrol(connection, "may-02", at=START + timedelta(hours=1))
        journal.reissue(connection, "may-02")
        journal.append(connection, body(code="c10", at=START + timedelta(hours=1)), NAME, "may-02")
    return store


def test_a_sound_store_has_no_differences(busy: Store) -> None:
    with busy.read() as connection:
        assert doctor.check(connection) == []


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        ("UPDATE dossier_state SET status = 77 WHERE code = 'c1'", "row"),
        ("UPDATE dossier_state SET state_json = x'00' WHERE code = 'c1'", "row"),
        ("DELETE FROM identifier WHERE value = '025190001234'", "identifiers"),
        ("UPDATE dossier_count SET number = 9 WHERE name = 'all'", "counter"),
        ("DELETE FROM dossier_search WHERE rowid = 1", "search"),
        ("UPDATE event SET body = body || ' ' WHERE local_id = 1", "chain"),
        ("UPDATE event SET prev_hash = hash WHERE local_id = 3", "chain"),
        ("DELETE FROM event WHERE device = 'may-02' AND device_seq = 1", "chain"),
        ("UPDATE event SET personal = '{}' || x'' WHERE local_id = 1", "personal"),
    ],
)
def test_every_damage_is_named(busy: Store, damage: str, fault: str) -> None:
    with busy.write() as connection:
        connection.execute(text(damage.replace("'{}' || x''", "CAST('{}' AS BLOB)")
                                .replace("body || ' '", "CAST(body || ' ' AS BLOB)")))  # fmt: skip
    with busy.read() as connection:
        assert fault in {difference.fault for difference in doctor.check(connection)}


def test_a_row_that_got_lost_is_named_and_rebuilt(busy: Store) -> None:
    with busy.write() as connection:
        stream = states.by_code(connection, "c1")
        connection.execute(text("DELETE FROM dossier_state WHERE code = 'c1'"))
        assert "row_missing" in {difference.fault for difference in doctor.check(connection)}
        streams.refold(connection, (str(stream),))
        assert states.by_code(connection, "c1") == stream
