"""How a machine gets its standing with a hub, loses it and gets another."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from app.desk.office import Office, close_office, open_office
from app.domain.events import VIETNAM, new_id
from app.errors import (
    DeviceForked,
    EnrolmentCodeRefused,
    FieldRequired,
    HubAddressInvalid,
    HubAnswerInvalid,
    HubUnauthorised,
    HubUnreachable,
    PassphraseWrong,
    ReferenceInvalid,
)
from app.store import doctor, enrolment, journal, numbers, reference, states, streams
from app.vault.keys import open_escrow, unlock
from sync import engine
from sync.client import HubClient
from sync.engine import Pace
from sync.enrolment import ESCROW_NAME, client_of, enrol, refresh_ranges, refresh_reference
from sync.hub.keys import load_keys
from sync.hub.reference import import_parts
from sync.wire import EnrolmentAnswer, EnrolmentRequest, SignedReference
from sync.worker import one_pass
from tests.sync.answering import json_reply, serving
from tests.sync.conftest import MakeClient, MakeOffice
from tests.sync.province import COMMUNE, WARD, Province, enrolled, held, hub_events, new_keys, open_counter, receive
from tests.sync.test_engine import forget_everything


def test_a_machine_is_taken_in(new_office: MakeOffice, province: Province, address: str) -> None:
    office = new_office()
    assert client_of(office) is None
    taken_in = enrol(office, f" {address}/ ", f" {province.code()} ", name="quầy 1")
    assert (taken_in.unit, taken_in.counter, taken_in.hub_url) == (WARD, "Q01", address)
    today = office.now().astimezone(VIETNAM).date()
    with office.store.read() as connection:
        assert enrolment.current(connection) == taken_in
        assert numbers.left(connection, taken_in.device, WARD, today) == 200
        assert numbers.left(connection, taken_in.device, WARD, today + timedelta(days=60)) == 200
        assert reference.latest(connection, date(2000, 1, 1)).version > 0
    assert office.reference().unit(WARD) is not None
    sealed = (office.profile / ESCROW_NAME).read_bytes()
    opened = open_escrow(sealed, load_keys(province.folder / "keys").escrow.private_bytes_raw())
    assert (opened.store_key, opened.file_key) == (office.keys.store_key, office.keys.file_key)


@pytest.mark.parametrize("code", ["", "  "])
def test_a_code_is_needed(new_office: MakeOffice, code: str) -> None:
    with pytest.raises(FieldRequired):
        enrol(new_office(), "http://127.0.0.1:1", code)


def test_an_address_is_needed(new_office: MakeOffice) -> None:
    with pytest.raises(HubAddressInvalid):
        enrol(new_office(), "hub", "ABCDE-FGHIJ")


def test_wrong_and_used_codes_are_refused(new_office: MakeOffice, province: Province, address: str) -> None:
    with pytest.raises(EnrolmentCodeRefused):
        enrol(new_office(), address, "AAAAA-BBBBB")
    code = province.code()
    enrol(new_office("b"), address, code)
    with pytest.raises(EnrolmentCodeRefused):
        enrol(new_office("c"), address, code)


def lose_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next enrolment reaches the hub, but its answer is lost."""
    ask = HubClient.enrol

    def lost(self: HubClient, request: EnrolmentRequest) -> EnrolmentAnswer:
        ask(self, request)
        monkeypatch.setattr(HubClient, "enrol", ask)
        raise HubUnreachable(reason="reset")

    monkeypatch.setattr(HubClient, "enrol", lost)


def test_a_lost_answer_comes_again(
    new_office: MakeOffice, province: Province, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, code = new_office(), province.code()
    lose_the_answer(monkeypatch)
    with pytest.raises(HubUnreachable):
        enrol(office, address, code)
    enrol(office, address, code)
    assert province.rows("SELECT count(*) FROM device WHERE kind = 'counter'") == [(1,)]


def test_after_a_fork_what_is_pending_gets_a_new_identity(
    tmp_path: Path, province: Province, address: str, client_for: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = open_office(tmp_path / "a", passphrase="mật khẩu", clock=province.clock)
    try:
        first = enrolled(office, province, address).keys
        with office.store.read() as connection:
            before = enrolment.current(connection)
        assert before is not None
        forked_by_a_copy(office, province)
        receive(office, "H44.80.01-261123-0001")
        with pytest.raises(DeviceForked):
            engine.push_once(office, client_for(office), Pace())
        code = province.code()
        with pytest.raises(FieldRequired):
            enrol(office, address, code)
        with pytest.raises(PassphraseWrong):
            enrol(office, address, code, passphrase="sai")
        lose_the_answer(monkeypatch)
        with pytest.raises(HubUnreachable):
            enrol(office, address, code, passphrase="mật khẩu")
        after = enrol(office, address, code, passphrase="mật khẩu")
        assert after.device != before.device
        assert office.keys.device_key.private_bytes_raw() != first.device_key.private_bytes_raw()
        kept = unlock(office.profile, passphrase="mật khẩu")
        assert kept.device_key.private_bytes_raw() == office.keys.device_key.private_bytes_raw()
        client = client_for(office)
        assert engine.push_once(office, client, Pace()).outcomes == {"placed": 1}
        engine.pull_once(office, client, Pace())
        assert held(office) == hub_events(province)
        assert len(held(office)) == 2
    finally:
        close_office(office)


def test_what_was_refused_under_one_identity_goes_out_under_the_next(
    tmp_path: Path, province: Province, address: str, client_for: MakeClient
) -> None:
    """A machine enrolled for the wrong unit: its acts are refused, held back, and placed once it is enrolled right."""
    office = open_office(tmp_path / "a", passphrase="mật khẩu", clock=province.clock)
    try:
        enrolled(office, province, address)
        first = receive(office, "H44.80.01-261123-0001")
        enrol(office, address, province.code(COMMUNE, "Q01"), passphrase="mật khẩu")
        receive(office, f"{COMMUNE}-261123-0001")
        assert engine.push_once(office, client_for(office), Pace()).outcomes == {"refused": 1, "placed": 1}
        with office.store.read() as connection:
            assert [code for _, code in journal.refused(connection)] == ["scope"]
        enrol(office, address, province.code(WARD, "Q02"), passphrase="mật khẩu")
        with office.store.read() as connection:
            assert [event.body.stream for event in journal.unsent(connection)] == [first]
            assert journal.refused(connection) == []
        assert engine.push_once(office, client_for(office), Pace()).outcomes == {"placed": 1}
        assert held(office) == hub_events(province)
        with office.store.read() as connection:
            assert doctor.check(connection) == []
    finally:
        close_office(office)


def test_an_act_whose_id_the_hub_has_for_another_goes_out_under_another_id(
    tmp_path: Path, province: Province, address: str, client_for: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy of a running machine draws the same ids; both acts end in both journals, each once."""
    office = open_office(tmp_path / "a", passphrase="mật khẩu", clock=province.clock)
    other = open_counter(tmp_path / "b", new_keys(), province.clock)
    try:
        enrolled(office, province, address)
        enrolled(other, province, address, counter="Q02")
        theirs = receive(other, "H44.80.01-261123-0301")
        engine.push_once(other, client_for(other), Pace())
        (taken,) = hub_events(province)
        with monkeypatch.context() as patched:
            patched.setattr("tests.sync.province.new_id", iter((new_id(), taken)).__next__)
            ours = receive(office, "H44.80.01-261123-0001")
        with office.store.write() as connection:
            day = office.now().astimezone(VIETNAM).date()
            used = numbers.take(connection, device_of(office), WARD, day)
            assert used is not None
            numbers.bind(connection, WARD, day, used.number, taken)
        client = client_for(office)
        assert engine.push_once(office, client, Pace()).outcomes == {"refused": 1}
        engine.pull_once(office, client, Pace())
        with office.store.read() as connection:
            assert [code for _, code in journal.refused(connection)] == ["id_reused"]
            assert states.row(connection, ours) is not None, "the citizen holds a receipt of it"
            assert journal.streams_to_fetch(connection) == [theirs]
            assert doctor.check(connection) == []
        enrol(office, address, province.code(), passphrase="mật khẩu")
        client = client_for(office)
        assert engine.push_once(office, client, Pace()).outcomes == {"placed": 1}
        engine.pull_once(office, client, Pace())
        engine.fetch_streams(office, client)
        engine.pull_once(other, client_for(other), Pace())
        assert held(office) == held(other) == hub_events(province)
        assert len(held(office)) == 2
        with office.store.read() as connection:
            (renamed,) = streams.events_of(connection, ours)
            assert renamed.body.id != taken
            assert numbers.used_by(connection, WARD, day) == {used.number: renamed.body.id}
            assert journal.streams_to_fetch(connection) == []
            assert doctor.check(connection) == []
    finally:
        close_office(office)
        close_office(other)


def device_of(office: Office) -> str:
    with office.store.read() as connection:
        current = enrolment.current(connection)
    assert current is not None
    return current.device


def forked_by_a_copy(office: Office, province: Province) -> None:
    """A cloned disk: another machine records and sends under the same identity."""
    with office.store.read() as connection:
        current = enrolment.current(connection)
        document = reference.latest(connection)
    assert current is not None
    twin = open_counter(office.profile.with_name("twin"), office.keys, province.clock)
    try:
        with twin.store.write() as connection:
            enrolment.enrol(connection, current)
            reference.keep(connection, document)
        receive(twin, "H44.80.01-261123-0005")
        client = client_of(twin)
        assert client is not None
        with closing(client):
            assert engine.push_once(twin, client, Pace()).outcomes == {"placed": 1}
    finally:
        close_office(twin)


def test_a_key_whose_answer_was_lost_gives_way_to_another(
    tmp_path: Path, province: Province, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first code's answer never came, and meanwhile the administrator gave another code."""
    office = open_office(tmp_path / "a", passphrase="mật khẩu", clock=province.clock)
    try:
        lose_the_answer(monkeypatch)
        with pytest.raises(HubUnreachable):
            enrol(office, address, province.code())
        code = province.code()
        with pytest.raises(FieldRequired):
            enrol(office, address, code)
        taken_in = enrol(office, address, code, passphrase="mật khẩu")
        assert province.rows("SELECT count(*) FROM device WHERE kind = 'counter'") == [(2,)]
        kept = unlock(office.profile, passphrase="mật khẩu").device_key.public_key().public_bytes_raw()
        assert province.rows(f"SELECT public_key FROM device WHERE id = '{taken_in.device}'") == [(kept,)]
    finally:
        close_office(office)


def test_a_revoked_machine_is_not_heard(office: Office, client_for: MakeClient, province: Province) -> None:
    province.tell("UPDATE device SET revoked_at = now() WHERE kind = 'counter'")
    with pytest.raises(HubUnauthorised):
        refresh_ranges(office, client_for(office))


# ---------------------------------------------------------------- an answer that is not what it says


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"hub_key": "zz"}, "hub_key"),
        ({"hub_key": "00"}, "hub_key"),
        ({"hub_key": "11" * 32}, "reference_unsigned"),
        ({"ranges": [["r", WARD, 5, 4, "2026-01-01", "2026-01-02"]]}, "ranges"),
        ({"ranges": [["r", WARD, 1, 4, "2026-01-01", "bao giờ"]]}, "ranges"),
    ],
)
def test_a_false_welcome_is_refused(
    new_office: MakeOffice, province: Province, address: str, change: dict[str, object], reason: str
) -> None:
    office = new_office()
    with closing(HubClient(address, office.now)) as client:
        public = office.keys.device_key.public_key().public_bytes_raw().hex()
        code = province.code()
        proof = office.keys.device_key.sign(b"motcua enrol 1\x00" + code.encode()).hex()
        honest = client.enrol(EnrolmentRequest(code, public, "a", proof))
    told = msgspec.to_builtins(honest, builtin_types=(msgspec.Raw,))
    fields = ("id", "unit", "first", "last", "first_day", "last_day")
    if "ranges" in change:
        change = {"ranges": [dict(zip(fields, row, strict=True)) for row in change["ranges"]]}  # type: ignore[attr-defined]
    with serving(lambda asked: json_reply({**told, **change})) as liar:
        with pytest.raises(HubAnswerInvalid) as caught:
            enrol(office, liar.address, code)
        assert caught.value.facts["reason"] == reason
    with office.store.read() as connection:
        assert enrolment.current(connection) is None
        assert reference.latest_version(connection) is None


# ---------------------------------------------------------------- reference data and numbers


def test_new_reference_data_take_the_place_of_old(office: Office, client_for: MakeClient, province: Province) -> None:
    client = client_for(office)
    assert not refresh_reference(office, client)
    before = office.reference().version
    with province.open() as hub:
        settings = {"look_up_address": "https://tra-cuu.example/"}
        parts: dict[str, object] = {"settings": settings}
        hub.database.run(lambda connection: import_parts(connection, parts, hub.keys, now=hub.clock()))
    assert refresh_reference(office, client)
    assert office.reference().version > before
    assert office.reference().settings.look_up_address == "https://tra-cuu.example/"
    assert not refresh_reference(office, client)


class Offering(HubClient):
    """A client whose hub offers given reference data."""

    offered: SignedReference

    def reference(self, have: int) -> SignedReference | None:
        return self.offered


def test_reference_data_are_kept_only_when_signed_and_readable(office: Office, province: Province) -> None:
    before = office.reference().version
    signing = load_keys(province.folder / "keys")
    data = b'{"version": 99}'
    with closing(Offering("http://127.0.0.1:1", office.now)) as client:
        client.offered = SignedReference(99, msgspec.Raw(data), "00" * 64)
        with pytest.raises(HubAnswerInvalid):
            refresh_reference(office, client)
        client.offered = SignedReference(99, msgspec.Raw(data), signing.sign_reference(data).hex())
        with pytest.raises(ReferenceInvalid):
            refresh_reference(office, client)
        client.offered = SignedReference(1, msgspec.Raw(data), "00" * 64)
        assert not refresh_reference(office, client)
    assert office.reference().version == before


def test_ranges_move_on_with_the_days(office: Office, client_for: MakeClient, province: Province) -> None:
    today = office.now().astimezone(VIETNAM).date()
    with office.store.read() as connection:
        current = enrolment.current(connection)
    assert current is not None
    province.clock.move(10 * 86400)
    assert refresh_ranges(office, client_for(office)) == 1
    with office.store.write() as connection:
        assert numbers.left(connection, current.device, WARD, today + timedelta(days=70)) == 200
        for _ in range(160):
            numbers.take(connection, current.device, WARD, today + timedelta(days=10))
    assert refresh_ranges(office, client_for(office)) == 2
    with office.store.read() as connection:
        assert numbers.left(connection, current.device, WARD, today + timedelta(days=10)) == 240
        assert journal.unsent(connection) == []


def test_what_a_machine_did_under_an_earlier_identity_comes_back_too(
    tmp_path: Path, address: str, province: Province
) -> None:
    """One counter alone, enrolled twice; the hub goes back to before its first dossier, and nobody else has it."""
    office = open_office(tmp_path / "alone", passphrase="mật khẩu", clock=province.clock)
    try:
        enrolled(office, province, address)
        receive(office, "H44.80.01-261123-0001")
        one_pass(office)
        enrol(office, address, province.code(counter="Q02"), passphrase="mật khẩu")
        receive(office, "H44.80.01-261123-0002")
        one_pass(office)
        assert len(hub_events(province)) == 2
        forget_everything(province)
        left = one_pass(office)
        assert (left.events_waiting, left.failures) == (0, {})
        assert len(hub_events(province)) == 2
        assert held(office) == hub_events(province)
    finally:
        close_office(office)
