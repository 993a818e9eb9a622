"""The first six events in the life of an ordinary dossier, as an office records them and as a device chains them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import chain, repeat
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from app.desk.office import Office
from app.domain import acts
from app.domain.acts import plain
from app.domain.events import (
    GENESIS,
    VIETNAM,
    Body,
    Event,
    encode_body,
    make_link,
    new_id,
    seal_personal,
    sign_run,
)
from app.store import enrolment, journal
from bench.ground import UNIT, name_of, personal_number_of
from sync.wire import PushRequest, to_wire

EVENTS = 6
_SHA256 = "ab" * 32


def payloads(code: str, at: datetime, scan: str = "") -> list[Any]:
    """Accepted, paid, two papers scanned, the receipt printed and handed out; ``scan`` is the first one's hash where
    there is such a file."""
    received = acts.Received(
        code=code,
        regulation_set="2025",
        procedure=acts.ProcedureKept(
            "1.004884", "Đăng ký lại khai sinh", "Hộ tịch", "commune", date(2019, 1, 6), "1", "Giấy khai sinh"
        ),
        channel="direct",
        accepted_at=at,
        limit=acts.LimitKept("working_days", 5),
        due=acts.DueKept(
            at + timedelta(days=7),
            tuple({"key": "working_day", "facts": {"day": f"2026-11-{day}", "count": 1}} for day in range(24, 29)),
            "2026-1",
        ),
        papers=(
            acts.Paper("to_khai_dang_ky_lai_khai_sinh", "Tờ khai đăng ký lại khai sinh"),
            acts.Paper("ban_sao_ho_so_giay_to_co", "Bản sao hồ sơ, giấy tờ", "compared_copy"),
        ),
        fees=(acts.FeeLine("lệ phí", "Lệ phí hộ tịch", 8000, "entered", "Nghị quyết HĐND tỉnh"),),
        counter="Q01",
    )
    return [
        received,
        acts.PaymentCollected(8000, "cash"),
        acts.Attached("to_khai_dang_ky_lai_khai_sinh", scan or new_id()[-12:].rjust(64, "0"), 400_000, 1),
        acts.Attached("ban_sao_ho_so_giay_to_co", new_id()[-12:].rjust(64, "1"), 400_000, 2),
        acts.Printed("receipt", _SHA256, 1),
        acts.HandedOut("receipt", _SHA256),
    ]


def people(number: int) -> dict[str, object]:
    """The personal part of an acceptance."""
    person = acts.Person(
        name_of(number), personal_number=personal_number_of(number), phone="0912000111", birth_date="1990-12-05",
        address="Khu 3, phường Âu Cơ, tỉnh Phú Thọ",
    )  # fmt: skip
    made: dict[str, object] = plain(acts.People(person))
    return made


def code_of(unit: str, at: datetime, number: int) -> str:
    """A dossier code of the day."""
    return f"{unit}-{at.astimezone(VIETNAM):%y%m%d}-{number:04d}"


def record(office: Office, first: int, dossiers: int, scans: Sequence[str] = ()) -> list[str]:
    """Record whole dossiers as the desk would, without asking its rules; gives their streams. ``scans`` are the hashes
    of files that there are, one of each of the first dossiers."""
    with office.store.write() as connection:
        current = enrolment.current(connection)
        if current is None:
            raise RuntimeError("not enrolled")
        streams = []
        for number, scan in zip(range(first, first + dossiers), chain(scans, repeat("")), strict=False):
            stream, at = new_id(), office.now()
            for payload in payloads(code_of(UNIT, at, number), at, scan):
                personal = people(number) if isinstance(payload, acts.Received) else None
                body = _body(stream, payload, at, current.unit)
                journal.append(connection, body, personal, current.device)
            streams.append(stream)
    return streams


def _body(stream: str, payload: Any, at: datetime, unit: str) -> Body:
    kind = acts.KIND_OF[type(payload)]
    return Body(new_id(), stream, "dossier", kind, 1, at, unit, f"{unit}-officer-1", 0, plain(payload))


@dataclass
class Device:
    """A counter that is only its key and its chain: what the load on a hub is made of."""

    unit: str
    device: str = field(default_factory=new_id)
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    seq: int = 0
    last: bytes = GENESIS

    def run(self, numbers: Iterable[int], at: datetime) -> PushRequest:
        """The next run of the chain: whole dossiers with these numbers, signed."""
        events = []
        for number in numbers:
            stream = new_id()
            for payload in payloads(code_of(self.unit, at, number), at):
                sealed = seal_personal(people(number) if isinstance(payload, acts.Received) else None)
                body = _body(stream, payload, at, self.unit)
                if sealed is not None:
                    body = replace(body, personal=sealed.digest())
                data = encode_body(body)
                link = make_link(self.device, self.seq + 1, self.last, data)
                self.seq, self.last = link.device_seq, link.hash
                events.append(Event(data, sealed, link))
        signature = sign_run(self.key, [event.link for event in events])
        return PushRequest([to_wire(event) for event in events], signature.hex())
