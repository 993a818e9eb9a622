"""What a sample counter has done by mid-morning: dossiers in every list of the window, each on the road it came."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from app.desk import drafts, handover, reception, sign_in
from app.desk.acting import Session, record
from app.desk.drafts import DraftPerson
from app.desk.office import Office
from app.desk.print_run import run_print_queue
from app.domain import acts
from app.domain.deadline import confirm_due
from app.domain.events import VIETNAM, new_id
from sync.worker import one_pass
from ui.demo.board import BoardClerk
from ui.demo.province import SAMPLE_PASSWORD
from ui.demo.result import result_pdf

BASIS = "Nghị quyết của HĐND tỉnh (số liệu minh họa)"


def _instant(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=VIETNAM).astimezone(UTC)


class SetClock:
    """A clock that stands where it is put, so that pictures taken twice are the same."""

    def __init__(self, local: str) -> None:
        self.put(local)

    def __call__(self) -> datetime:
        return self.now

    def put(self, local: str) -> None:
        """Let it show ``local`` (``2026-11-24T09:00``, Vietnamese time)."""
        self.now = _instant(local)

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass(frozen=True)
class Visitor:
    """Somebody invented who came to the counter, and what for."""

    name: str
    number: str
    procedure: str
    address: str = "Khu 3, phường Âu Cơ, tỉnh Phú Thọ"
    phone: str = ""


BEFORE: tuple[Visitor, ...] = (
    Visitor("Hoàng Thị Bích Liên", "025188000117", "1.004884", "Khu 7, phường Âu Cơ, tỉnh Phú Thọ", "0912000117"),
    Visitor("Trần Đức Thắng", "025090000245", "1.004873", phone="0912000245"),
    Visitor("Đỗ Thị Ngọc Ánh", "025192000389", "1.004884", "Khu 1, phường Âu Cơ, tỉnh Phú Thọ", "0912000389"),
    Visitor("Nguyễn Hữu Phước Toàn", "025085000433", "1.004873", phone="0912000433"),
    Visitor("Vũ Minh Quân", "025087000561", "1.004884", "Khu 9, phường Âu Cơ, tỉnh Phú Thọ"),
)
"""Days ago: the first lies late at the agency, two results lie here to be returned, two more are on their way."""

TODAY: tuple[Visitor, ...] = (
    Visitor("Lê Thị Hồng Nhung", "025195000672", "1.004873", phone="0912000672"),
    Visitor("Công ty Trách nhiệm hữu hạn Một thành viên Chè và Lâm sản Âu Cơ", "", "2.000884"),
    Visitor("Bùi Quang Huy", "025093000718", "1.004884", "Khu 5, phường Âu Cơ, tỉnh Phú Thọ", "0912000718"),
    Visitor("Phạm Thị Thanh Hương", "025189000854", "1.004884", phone="0912000854"),
)

ONLINE: tuple[tuple[str, str, str, str], ...] = (
    ("Đặng Thị Kim Oanh", "1.004884", "000.00.12.H44-261123-0187", "2026-11-23T10:12"),
    ("Nguyễn Văn Ước", "1.004873", "000.00.12.H44-261123-0204", "2026-11-23T15:40"),
    ("Trịnh Thị Mai Phương", "1.004884", "000.00.12.H44-261124-0019", "2026-11-24T08:52"),
)
"""Who handed in on line, what for, under which code, and when."""


class History:
    """Lives the days before the picture at one enrolled counter, with the hub answering until the line goes."""

    def __init__(self, office: Office, clock: SetClock, officer: str, address: str) -> None:
        self._office, self._clock, self._officer, self._address = office, clock, officer, address
        self._session = self._at_work()

    def _at_work(self) -> Session:
        return sign_in.sign_in(self._office, self._officer, SAMPLE_PASSWORD)

    def live(self, cut: Callable[[], object]) -> None:
        """From the week before until mid-morning; ``cut`` takes the line away before the last dossiers."""
        clock = self._clock
        clock.put("2026-11-12T08:20")
        self._session = self._at_work()
        streams = [self._accept(each) for each in BEFORE]
        handover.hand_over(self._office, self._session, streams)
        self._rest()
        clock.put("2026-11-24T08:05")
        self._session = self._at_work()
        self._agency(streams)
        self._rest()
        handover.acknowledge(self._office, self._session, streams[1:3])
        handover.hand_over(self._office, self._session, [self._accept(visitor) for visitor in TODAY[:1]])
        for visitor in TODAY[1:3]:
            self._accept(visitor)
        clock.put("2026-11-24T09:24")
        self._rest()
        cut()
        for visitor in TODAY[3:]:
            self._accept(visitor, collected=False)
        run_print_queue(self._office)
        for name, procedure, code, local in ONLINE:
            self._arrive(name, procedure, code, _instant(local))
        clock.put("2026-11-24T09:41")

    def _rest(self) -> None:
        """What the workers do meanwhile: papers come out, everything travels to the hub."""
        run_print_queue(self._office)
        one_pass(self._office)

    def _accept(self, visitor: Visitor, *, collected: bool = True) -> str:
        office, session = self._office, self._session
        self._clock.forward(minutes=6)
        draft = drafts.choose_procedure(office, session, drafts.new_draft(office, session), visitor.procedure)
        fees = tuple(
            replace(fee, amount=8000, basis="entered", basis_text=BASIS, collected=collected)
            if fee.amount is None or fee.basis == "entered"
            else replace(fee, collected=collected)
            for fee in draft.fees
        )
        person = DraftPerson(
            kind="citizen" if visitor.number else "enterprise",
            full_name=visitor.name,
            personal_number=visitor.number,
            tax_code="" if visitor.number else "2600000018",
            birth_date="1990-12-05" if visitor.number else "",
            address=visitor.address,
            phone=visitor.phone,
        )
        ready = replace(
            draft,
            applicant=person,
            papers=tuple(replace(paper, ticked=True) for paper in draft.papers),
            fees=fees,
            account_check="done",
        )
        return reception.accept(office, session, ready).stream

    def _arrive(self, name: str, procedure: str, code: str, at: datetime) -> None:
        """As the feed of the province would bring it."""
        office = self._office
        due = confirm_due(at, office.reference().calendar_for(self._session.unit))
        with office.store.write() as connection:
            payload = acts.Arrived("online", procedure, at, due, code)
            record(connection, office, self._session, new_id(), payload, personal=acts.People(acts.Person(name)))

    def _agency(self, streams: Sequence[str]) -> None:
        clerk = BoardClerk(self._address, f"{self._session.unit}-agency", SAMPLE_PASSWORD)
        today = self._clock().date()
        for stream in streams:
            clerk.acknowledge(stream)
        for number, stream in enumerate(streams[1:], 1):
            self._clock.forward(minutes=1)
            name = "Giấy khai sinh"
            clerk.finish(stream, name=name, number=f"{number:02d}/2026", issued_on=today, pdf=result_pdf(name, today))
            clerk.hand_over(stream)
