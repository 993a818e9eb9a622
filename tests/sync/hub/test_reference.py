"""Reference data over HTTP: sent when new, hashes for the own unit only, refused whole when it does not hold."""

from __future__ import annotations

import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import msgspec
import psycopg
import pytest

from app.domain.reference import load_reference
from app.errors import ReferenceInvalid
from sync.hub.hub import Hub
from sync.hub.reference import import_parts
from sync.wire import SignedReference
from tests.sync.hub.counter import NOON, WARD
from tests.sync.hub.talk import Line


@pytest.mark.usefixtures("imports")
def test_reference_data_is_sent_only_when_it_is_new(hub: Hub, line: Line) -> None:
    signed = line.get("/v1/reference", SignedReference)
    same = line.ask("GET", f"/v1/reference?have={signed.version}")
    assert (same.status_code, same.content) == (204, b"")
    hub.database.run(
        lambda c: import_parts(c, {"settings": {"look_up_address": "https://vd/?ma="}}, hub.keys, now=NOON)
    )
    newer = line.get(f"/v1/reference?have={signed.version}", SignedReference)
    assert newer.version == signed.version + 1
    assert load_reference(msgspec.json.decode(newer.data)).settings.look_up_address == "https://vd/?ma="


def test_a_counter_gets_the_password_hashes_of_its_own_unit_only(line: Line) -> None:
    reference = load_reference(msgspec.json.decode(line.get("/v1/reference", SignedReference).data))
    with_hash = {officer.unit for officer in reference.officers.values() if officer.password_hash}
    assert with_hash == {WARD}
    assert {officer.unit for officer in reference.officers.values()} > {WARD}


def test_data_that_does_not_hold_together_is_refused_whole(hub: Hub) -> None:
    before = hub.references.current().version
    with pytest.raises(ReferenceInvalid):
        hub.database.run(lambda c: import_parts(c, {"officers": [{"id": "x", "unit": "H99"}]}, hub.keys, now=NOON))
    assert hub.references.current().version == before


def test_a_counter_that_enrols_while_the_data_are_read_is_in_them_by_the_next_look(hub: Hub, url: str) -> None:
    known = hub.references.current().version
    device = str(uuid.uuid4())
    waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with ThreadPoolExecutor(1) as reader, psycopg.connect(url) as enrolling:
        enrolling.execute("LOCK TABLE hub IN ACCESS EXCLUSIVE MODE")
        # Told of a version that is none, it reads all anew, and waits where the version stands.
        read = reader.submit(hub.references.at, known + 1)
        end = time.monotonic() + 60
        while enrolling.execute(waiting).fetchone() is None:
            assert time.monotonic() < end, "nobody waits"
            threading.Event().wait(0.02)
        enrolling.execute(
            "INSERT INTO device (id, unit, counter, name, kind, public_key, enrolled_at) "
            "VALUES (%s, %s, 'Q09', 'bench', 'counter', %s, %s)",
            (device, WARD, bytes(32), NOON),
        )
        enrolling.execute("UPDATE hub SET reference_version = reference_version + 1")
        enrolling.commit()
        read.result()
    reference = hub.references.current()
    assert reference.version == known + 1
    assert reference.device(device) is not None
