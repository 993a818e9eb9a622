"""The envelope: what is hashed is what is sent, one wrong byte is seen, and chains prove themselves."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from app.domain import events
from app.domain.events import GENESIS, Body, Event, make_link

AT = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
PERSON = {"applicant": {"full_name": "Đỗ Thị Ửng"}}


def event(payload: dict[str, Any] | None = None, personal: dict[str, Any] | None = None) -> Event:
    sealed = events.seal_personal(personal)
    body = Body(
        events.new_id(),
        events.new_id(),
        "dossier",
        "receive",
        1,
        AT,
        "H44.80.01",
        "officer-1",
        0,
        payload or {},
        sealed.digest() if sealed else None,
    )
    data = events.encode_body(body)
    return Event(data, sealed, make_link("device-1", 1, GENESIS, data))


def test_a_body_reads_back_as_it_was_written() -> None:
    made = event({"code": "H44.80.01-261123-0001"})
    again = events.encode_body(made.body)
    assert again == made.body_bytes
    assert made.body.at == AT


def test_a_sound_event_has_no_fault() -> None:
    assert events.envelope_fault(event(personal=PERSON)) is None


@given(st.data())
def test_one_changed_byte_of_the_body_is_seen(data: st.DataObject) -> None:
    made = event({"code": "H44.80.01-261123-0001"})
    place = data.draw(st.integers(0, len(made.body_bytes) - 1))
    changed = bytearray(made.body_bytes)
    changed[place] ^= data.draw(st.integers(1, 255))
    assert events.envelope_fault(replace(made, body_bytes=bytes(changed))) in {"body_hash", "body_form", "nul"}


def test_personal_data_of_another_is_seen() -> None:
    made = event(personal=PERSON)
    other = events.seal_personal({"applicant": {"full_name": "Người khác"}})
    assert events.envelope_fault(replace(made, personal=other)) == "personal_hash"


def test_thinned_personal_data_leave_a_sound_event() -> None:
    assert events.envelope_fault(replace(event(personal=PERSON), personal=None)) is None


def test_a_link_of_another_device_is_seen() -> None:
    made = event()
    assert events.envelope_fault(replace(made, link=replace(made.link, device="device-2"))) == "link_hash"


def test_a_nul_is_refused() -> None:
    assert events.envelope_fault(event({"note": "a\x00b"})) == "nul"
    assert events.envelope_fault(event({"note": "\\\x00"})) == "nul"


def test_the_letters_of_a_nul_are_an_officers_own() -> None:
    assert events.envelope_fault(event({"note": "\\u0000"})) is None
    assert events.envelope_fault(event({"note": "\\\\u0000"})) is None


def test_an_oversized_body_is_refused() -> None:
    assert events.envelope_fault(event({"note": "a" * events.BODY_LIMIT})) == "size"


def test_the_salt_hides_equal_personal_data() -> None:
    first, second = events.seal_personal(PERSON), events.seal_personal(PERSON)
    assert first is not None
    assert second is not None
    assert first.digest() != second.digest()


def test_a_chain_shows_where_it_breaks() -> None:
    links = []
    before = GENESIS
    for number in range(1, 6):
        link = make_link("device-1", number, before, b"{%d}" % number)
        links.append(link)
        before = link.hash
    assert events.chain_fault(links) is None
    assert events.chain_fault([*links[:2], *links[3:]]) == 4
    assert events.chain_fault([*links[:2], replace(links[2], prev_hash=GENESIS)]) == 3


def test_a_signed_run_is_only_its_own_device() -> None:
    mine, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    links = [make_link("device-1", 1, GENESIS, b"{}")]
    signature = events.sign_run(mine, links)
    assert events.run_is_signed(mine.public_key(), links[-1].hash, signature)
    assert not events.run_is_signed(other.public_key(), links[-1].hash, signature)
    assert not events.run_is_signed(mine.public_key(), GENESIS, signature)


@given(st.datetimes(datetime(2019, 1, 1), datetime(2100, 1, 1)))
def test_instants_are_kept_to_the_second(moment: datetime) -> None:
    aware = moment.replace(tzinfo=UTC)
    assert events.instant_of(events.instant_text(aware)) == aware.replace(microsecond=0)


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        events.instant_text(datetime(2026, 1, 1))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11-23 07:30:00Z",
        "2026-W01-1T07:30:00Z",
        "2026-11-23T07:30:00+",
        "20261123T073000.000Z",
        "2026-13-01T00:00:00Z",
    ],
)
def test_another_form_of_an_instant_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        events.instant_of(text)


def test_ids_sort_by_the_moment_they_were_made() -> None:
    ids = [events.new_id(1_700_000_000_000 + step) for step in range(200)]
    assert ids == sorted(ids)
    assert all(made[14] == "7" and made[19] in "89ab" for made in ids)


def test_stretches_of_links_are_unbroken_and_as_long_as_may_be() -> None:
    links = [("b", 4), ("a", 2), ("a", 1), ("b", 6), ("a", 3), ("b", 5), ("a", 9), ("a", 2)]
    assert events.stretches(links) == [("a", 1, 3), ("a", 9, 9), ("b", 4, 6)]
    assert events.stretches([]) == []
