"""Two units on one dossier, a third that joins late, late off-line acts, a cloned machine: all replicas end equal."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from app.desk.office import Office, close_office, open_office
from app.domain import acts
from app.domain.acts import Holder
from app.errors import DeviceForked
from app.store import doctor, journal, states
from app.store.streams import entries
from sync import engine
from sync.engine import Pace
from sync.enrolment import client_of, enrol
from sync.hub.check import check
from sync.worker import Summary, one_pass
from tests.sync.conftest import MakeOffice
from tests.sync.province import COMMUNE, WARD, Province, enrolled, held, hub_events, receive, record

SHOP, AGENCY = Holder(WARD, "one_stop"), Holder(COMMUNE, "agency")
ALL_WELL = Summary(0, 0)
SECRET = "mật khẩu"


def same_everywhere(province: Province, *offices: Office, stream: str) -> None:
    """Every replica folds the dossier from the same entries to the same state, and every proof holds."""
    rows, told = set(), set()
    for office in offices:
        with office.store.read() as connection:
            assert list(doctor.check(connection)) == []
            rows.add(states.state_json(connection, stream))
            told.add(
                tuple(
                    (entry.body.id, entry.placement, entry.personal and True) for entry in entries(connection, stream)
                )
            )
    assert len(told) == len(rows) == 1
    with province.open() as hub:
        assert hub.database.run(check).findings == []
        (row,) = hub.database.rows("SELECT head FROM stream WHERE id = %(id)s", {"id": stream})
    assert row.head == len(next(iter(told)))
    for unit in (WARD, COMMUNE):
        ((positions,),) = province.rows(f"SELECT array_agg(position ORDER BY position) FROM feed WHERE unit = '{unit}'")
        assert positions is None or positions == list(range(1, len(positions) + 1))  # type: ignore[arg-type]


def test_a_unit_that_joins_late_and_off_line_acts_of_a_dossier_that_has_moved_on(
    province: Province, address: str, new_office: MakeOffice
) -> None:
    """Q01 receives and goes off line; Q02 hands the dossier on; the agency works; then Q01's acts come late."""
    first = enrolled(new_office("a"), province, address)
    second = enrolled(new_office("b"), province, address, counter="Q02")
    agency = enrolled(new_office("c"), province, address, unit=COMMUNE)
    stream = receive(first, "H44.80.01-261123-0001")
    for office in (first, second):
        assert one_pass(office) == ALL_WELL
    # Off line from here on: Q01 takes a fee, notes, and even withdraws what others go on with.
    record(first, stream, acts.PaymentCollected(8000, "cash"))
    late = record(first, stream, acts.Withdrawn("applicant"))
    assert one_pass(agency) == ALL_WELL
    assert held(agency) == {}
    record(second, stream, acts.HandedOver("dossier", "BG-1", SHOP, AGENCY))
    assert one_pass(second) == ALL_WELL
    assert one_pass(agency) == ALL_WELL
    assert len(held(agency)) == 2, "a unit that joins is given all that went before"
    record(agency, stream, acts.Acknowledged("dossier", "BG-1", AGENCY))
    assert one_pass(agency) == ALL_WELL
    for office in (first, second, agency, first, second, agency):
        assert one_pass(office) == ALL_WELL
    assert held(first) == held(second) == held(agency) == hub_events(province)
    assert len(held(first)) == 5
    same_everywhere(province, first, second, agency, stream=stream)
    ((verdict, seq),) = province.rows(f"SELECT verdict, stream_seq FROM event WHERE id = '{late.body.id}'")
    assert (verdict, seq) == ("effective", 5), "placed after what had happened meanwhile, by arrival"


def test_three_counters_that_act_at_once_end_equal(province: Province, address: str, new_office: MakeOffice) -> None:
    """All three act on one dossier without hearing of each other, in every order of contact."""
    offices = [
        enrolled(new_office(name), province, address, unit=unit, counter=counter)
        for name, unit, counter in (("a", WARD, "Q01"), ("b", WARD, "Q02"), ("c", COMMUNE, "Q01"))
    ]
    stream = receive(offices[0], "H44.80.01-261123-0001")
    record(offices[0], stream, acts.HandedOver("dossier", "BG-1", SHOP, AGENCY))
    for office in offices:
        assert one_pass(office) == ALL_WELL
    for turn in range(3):
        for office in offices:
            record(office, stream, acts.PaymentCollected(1000 * (turn + 1), "cash"))
            record(office, stream, acts.HandedOver("dossier", f"BG-{turn}", SHOP, AGENCY))
        for number in range(6):
            assert one_pass(offices[(turn + number) % 3]) == ALL_WELL
        same_everywhere(province, *offices, stream=stream)
    assert held(offices[0]) == held(offices[1]) == held(offices[2]) == hub_events(province)
    assert len(hub_events(province)) == 20


def test_a_cloned_machine_is_found_out_and_re_issues_what_it_did(
    province: Province, address: str, tmp_path: Path
) -> None:
    """The disk of a counter is copied, and both go on: the one that comes second learns it, enrols anew, and its acts
    go out byte for byte. Nothing is lost, no act is there twice."""
    original = enrolled(open_office(tmp_path / "a", passphrase=SECRET, clock=province.clock), province, address)
    kept = receive(original, "H44.80.01-261123-0001")
    assert one_pass(original) == ALL_WELL
    shutil.copytree(original.profile, tmp_path / "clone")
    clone = open_office(tmp_path / "clone", passphrase=SECRET, clock=province.clock)
    try:
        receive(original, "H44.80.01-261123-0002")
        same_code = receive(clone, "H44.80.01-261123-0002")
        recorded = record(clone, kept, acts.PaymentCollected(8000, "cash"))
        assert one_pass(original) == ALL_WELL
        client = client_of(clone)
        assert client is not None
        with closing(client), pytest.raises(DeviceForked):
            engine.push_once(clone, client, Pace())
        enrol(clone, address, province.code(counter="Q09"), passphrase=SECRET)
        for office in (clone, original, clone):
            assert one_pass(office) == ALL_WELL
        assert held(original) == held(clone) == hub_events(province)
        assert hub_events(province)[recorded.body.id][1] == recorded.body_bytes
        same_everywhere(province, original, clone, stream=kept)
        # The code is on two papers: the second dossier keeps everything but the code, and is given another.
        codes = province.rows(f"SELECT rule FROM event WHERE stream = '{same_code}' ORDER BY stream_seq")
        assert codes[0] == ("code_taken",)
        assert len(codes) == 2, "and the hub has given it a code of its own"
        assert province.rows("SELECT count(*) FROM device WHERE forked_at IS NOT NULL") == [(1,)]
        with clone.store.read() as connection:
            assert journal.refused(connection) == []
    finally:
        close_office(clone)
        close_office(original)
