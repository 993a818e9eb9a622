"""A counter made by hand: a device with a real key and a real chain, and the acts it records."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from app.domain import acts
from app.domain.acts import plain
from app.domain.dossier import Dossier
from app.domain.events import (
    GENESIS,
    Body,
    Entry,
    Event,
    Verdict,
    encode_body,
    make_link,
    new_id,
    seal_personal,
    sign_run,
)
from sync.wire import PushRequest, to_wire

NOON = datetime(2026, 11, 23, 5, 0, 0, tzinfo=UTC)
"""Monday 23 November 2026, noon in Vietnam: the instant at which these tests happen."""
WARD = "H44.80.01"
COMMUNE = "H44.80.31"
PERSON = acts.Person("Nguyễn Thị Hoa", personal_number="025190000123", phone="0912000111")


def effective(state: Dossier | None, entry: Entry) -> tuple[Verdict, str | None]:
    """A judge who lets everything take effect."""
    return "effective", None


def received(code: str, *, field: str = "Hộ tịch", provisional: bool = False, **rest: Any) -> acts.Received:
    """An ordinary acceptance."""
    return acts.Received(
        code=code,
        regulation_set="2025",
        procedure=acts.ProcedureKept(
            "1.004884", "Đăng ký lại khai sinh", field, "commune", date(2019, 1, 6), "1", "Giấy khai sinh"
        ),
        channel="direct",
        accepted_at=NOON,
        limit=acts.LimitKept("working_days", 5),
        due=acts.DueKept(NOON + timedelta(days=7)),
        papers=(
            acts.Paper("to_khai_dang_ky_lai_khai_sinh", "Tờ khai đăng ký lại khai sinh"),
            acts.Paper("ban_sao_ho_so_giay_to_co", "Bản sao hồ sơ, giấy tờ", "compared_copy"),
        ),
        provisional=provisional,
        **rest,
    )


@dataclass
class Counter:
    """One device; ``run`` chains new bodies, ``push`` makes the request that carries them."""

    device: str = field(default_factory=new_id)
    unit: str = WARD
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    seq: int = 0
    last: bytes = GENESIS

    @property
    def officer(self) -> str:
        return f"{self.unit}-officer-1"

    @property
    def public_key(self) -> bytes:
        return self.key.public_key().public_bytes_raw()

    def body(self, stream: str, payload: Any, **changes: Any) -> Body:
        """A body of an act on a dossier, as the office would write it."""
        made = Body(
            new_id(),
            stream,
            "dossier",
            acts.KIND_OF[type(payload)],
            1,
            NOON,
            self.unit,
            self.officer,
            0,
            plain(payload),
        )
        return replace(made, **changes)

    def event(self, body: Body, personal: dict[str, object] | None = None) -> Event:
        """The next link of the chain over ``body``."""
        sealed = seal_personal(personal)
        if sealed is not None:
            body = replace(body, personal=sealed.digest())
        return self.chain(encode_body(body), sealed)

    def chain(self, body_bytes: bytes, sealed: Any = None) -> Event:
        link = make_link(self.device, self.seq + 1, self.last, body_bytes)
        self.seq, self.last = link.device_seq, link.hash
        return Event(body_bytes, sealed, link)

    def receive(self, code: str, *, stream: str = "", **rest: Any) -> Event:
        """An acceptance with its applicant, on a new dossier unless ``stream`` is given."""
        people = plain(acts.People(PERSON))
        return self.event(self.body(stream or new_id(), received(code, **rest)), people)

    def push(self, *events: Event) -> PushRequest:
        return PushRequest(
            [to_wire(event) for event in events], sign_run(self.key, [event.link for event in events]).hex()
        )
