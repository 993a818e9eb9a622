"""A real office for desk tests: encrypted store, vault and keys in a folder, sample reference data, a clock to set."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import img2pdf
import msgspec
import pytest
from argon2 import PasswordHasher
from PIL import Image, ImageDraw

from app.desk import drafts, sign_in
from app.desk.acting import Session
from app.desk.drafts import Draft
from app.desk.office import Office, close_office, open_office
from app.domain.events import new_id
from app.domain.identity import parse_card
from app.domain.ranges import NumberRange
from app.domain.reference import reference_document
from app.settings import MachineSettings
from app.store import enrolment, numbers, reference
from resources import reference_parts

UNIT = "H44.80.01"
OFFICER = "H44.80.01-officer-1"
PASSWORD = "một mật khẩu để thử"
PASSPHRASE = "cụm mật khẩu của máy"
CARD = "025301123456||Nguyễn Tiến Nam|05121991|Nam|Khu 3, phường Âu Cơ, Phú Thọ|10052022"
PROCEDURE = "1.004884"
# A cheap hash: these tests are not about guessing passwords.
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
MONDAY = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)


class SetClock:
    """A clock that stands where it is put and is moved by hand."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@cache
def sample_reference() -> bytes:
    """The sample reference data with everybody's password cheaply hashed."""
    parts = reference_parts()
    officers = [{**officer, "password_hash": HASH} for officer in parts["officers"]]
    return msgspec.json.encode(reference_document(version=1, **{**parts, "officers": officers}))


def enrol_by_hand(office: Office, *, first: int = 1, last: int = 50, counter: str = "Q01") -> str:
    """What enrolment leaves in a store: reference data, an identity and a number range. Returns the device."""
    device = new_id()
    with office.store.write() as connection:
        reference.keep(
            connection,
            reference.ReferenceDocument(1, date(2018, 1, 1), sample_reference(), b"", office.now()),
        )
        enrolment.enrol(
            connection,
            enrolment.Enrolment(
                device, UNIT, counter, "http://127.0.0.1:9", bytes(32), bytes(32), "epoch", office.now()
            ),
        )
        granted = NumberRange(new_id(), UNIT, first, last, date(2018, 1, 1), date(2031, 1, 1))
        numbers.grant(connection, device, [granted])
    return device


@pytest.fixture
def clock() -> SetClock:
    return SetClock(MONDAY)


@pytest.fixture
def office(tmp_path: Path, clock: SetClock) -> Iterator[Office]:
    opened = open_office(tmp_path / "profile", passphrase=PASSPHRASE, clock=clock)
    enrol_by_hand(opened)
    opened.save_machine_settings(MachineSettings(printer=f"file:{tmp_path / 'paper'}"))
    yield opened
    close_office(opened)


@pytest.fixture
def session(office: Office) -> Session:
    return sign_in.sign_in(office, OFFICER, PASSWORD)


@pytest.fixture
def ready_draft(office: Office, session: Session) -> Callable[..., Draft]:
    """A draft of 1.004884 that may be accepted: card read, papers ticked, fee entered with its basis and collected."""

    def make(card: str = CARD) -> Draft:
        draft = drafts.choose_procedure(office, session, drafts.new_draft(office, session), PROCEDURE)
        papers = tuple(replace(paper, ticked=True) for paper in draft.papers)
        fees = tuple(
            drafts.DraftFee(
                fee.kind, fee.name, 8000, "entered", "Nghị quyết HĐND tỉnh", collected=True, choices=fee.choices
            )
            for fee in draft.fees
        )
        return replace(
            draft,
            applicant=drafts.apply_card(draft.applicant, parse_card(card)),
            papers=papers,
            fees=fees,
            account_check="done",
        )

    return make


@pytest.fixture(scope="session")
def page_pdf() -> bytes:
    """A one-page PDF as the scanner room makes it, from a picture drawn here."""
    picture = Image.new("L", (620, 877), 255)
    ImageDraw.Draw(picture).text((60, 60), "TO KHAI", fill=0)
    held = io.BytesIO()
    picture.save(held, "JPEG", quality=85)
    return img2pdf.convert(held.getvalue())  # type: ignore[no-any-return]
