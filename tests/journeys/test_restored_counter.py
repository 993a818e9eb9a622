"""A counter whose store was set back to an older copy: nothing is minted twice that the hub knows to be on paper."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import select

from app.desk import dossier_page, drafts, guidance, handover, printing, reception, shift, supplements
from app.desk.office import STORE_NAME, close_office
from app.domain.events import VIETNAM
from app.domain.identity import parse_card
from app.errors import DeviceForked
from app.paper.pages import page_text
from app.store import enrolment, journal, numbers
from app.store.doctor import check
from app.store.schema import event
from sync.enrolment import enrol
from sync.hub.acting import give_all_codes
from sync.worker import one_pass
from tests.desk.conftest import CARD
from tests.journeys.test_main_job import PASSPHRASE, Counter, port, up
from tests.sync.province import WARD, Province

__all__ = ["port"]


@dataclass
class Desk:
    """One counter, its hub, and a copy of its store to go back to."""

    counter: Counter
    province: Province
    port: int

    def accept(self) -> reception.Accepted:
        """Takes in an ordinary dossier; its receipt is printed."""
        self.province.clock.move(60)
        office, session = self.counter.office, self.counter.session
        draft = drafts.choose_procedure(office, session, drafts.new_draft(office, session), "1.004884")
        draft = replace(
            draft,
            applicant=drafts.apply_card(draft.applicant, parse_card(CARD)),
            papers=tuple(replace(paper, ticked=True) for paper in draft.papers),
            fees=tuple(
                replace(fee, amount=8000, basis="entered", basis_text="NQ HĐND", collected=True) for fee in draft.fees
            ),
        )
        accepted = reception.accept(office, session, draft)
        printing.run_print_queue(office)
        return accepted

    def copy(self) -> Path:
        """A copy of the store as it lies on the disk now."""
        close_office(self.counter.office)
        kept = self.counter.folder / "copy"
        kept.mkdir()
        shutil.copy(self.counter.folder / "profile" / STORE_NAME, kept)
        self.counter.office = self.counter._open()
        return kept / STORE_NAME

    def restore(self, kept: Path) -> None:
        """Puts that copy in the place of the store."""
        close_office(self.counter.office)
        profile = self.counter.folder / "profile"
        for part in profile.glob(f"{STORE_NAME}*"):
            part.unlink()
        shutil.copy(kept, profile / STORE_NAME)
        self.counter.office = self.counter._open()

    def exchange(self) -> None:
        with up(self.province, self.port):
            self.counter.exchange()

    def bodies(self, *streams: str) -> dict[str, bytes]:
        """The exact bytes of the events of dossiers here, by id."""
        with self.counter.office.store.read() as connection:
            rows = connection.execute(select(event.c.id, event.c.body).where(event.c.stream.in_(streams))).all()
        return {row.id: row.body for row in rows}

    def code(self, stream: str) -> str:
        return dossier_page.open_dossier(self.counter.office, self.counter.session, stream).dossier.code


@pytest.fixture
def desk(province: Province, port: int, tmp_path: Path) -> Iterator[Desk]:
    with ExitStack() as open_things:
        with up(province, port) as address:
            counter = Counter(tmp_path / "counter", province, address, "Q01", f"{WARD}-officer-1")
        open_things.callback(lambda: close_office(counter.office))
        yield Desk(counter, province, port)


def test_what_was_lost_comes_home_before_the_next_number_is_given(desk: Desk) -> None:
    first = desk.accept()
    kept = desk.copy()
    lost = [desk.accept(), desk.accept()]
    day = desk.province.clock().astimezone(VIETNAM).date()
    office, session = desk.counter.office, desk.counter.session
    shift.void_number(office, session, day, 4, "viết nhầm vào sổ")
    desk.exchange()
    desk.restore(kept)
    office = desk.counter.office

    desk.exchange()
    assert [desk.code(one.stream) for one in (first, *lost)] == [one.code for one in (first, *lost)]
    with office.store.read() as connection:
        found = numbers.ledger(connection, session.device, WARD, day)
        assert [(line.first, line.last, line.state) for line in found.lines][:2] == [(1, 3, "used"), (4, 4, "void")]
        assert None not in numbers.used_by(connection, WARD, day).values()
    assert desk.accept().code.endswith("-0005")
    desk.exchange()
    with office.store.read() as connection:
        assert check(connection) == []


def test_what_was_minted_again_off_line_is_told_apart_by_the_hub(desk: Desk) -> None:
    first = desk.accept()
    kept = desk.copy()
    known = [desk.accept(), desk.accept()]
    desk.exchange()
    desk.restore(kept)

    # Off line nobody can know: two printed codes are those of other dossiers, the third is new.
    again = [desk.accept() for _ in range(3)]
    assert [one.code[-4:] for one in again] == ["0002", "0003", "0004"]
    before = desk.bodies(*(one.stream for one in again))
    with up(desk.province, desk.port):
        assert one_pass(desk.counter.office).failures["push"] == DeviceForked.code
    with desk.counter.office.store.read() as connection:
        forked = enrolment.current(connection)
    assert forked is not None

    with up(desk.province, desk.port) as address:
        enrol(desk.counter.office, address, desk.province.code(WARD, "Q01"), passphrase=PASSPHRASE)
        desk.counter.restart()
        desk.counter.exchange()
        with desk.province.open() as hub:
            give_all_codes(hub)
        desk.counter.exchange()
    assert desk.counter.session.device != forked.device
    assert desk.bodies(*(one.stream for one in again)).items() >= before.items(), "re-issued byte for byte"

    # What is on paper and known stays with its dossier; the others have codes of their own and owe a receipt.
    assert [desk.code(one.stream) for one in (first, *known)] == [one.code for one in (first, *known)]
    assert [desk.code(one.stream)[-4:] for one in again] == ["9000", "9001", "0004"]
    for one in again[:2]:
        view = desk.counter.view(one.stream)
        assert view.dossier.former_codes == (one.code,)
        assert "corrected_receipt" in view.debts
        assert [(item.kind, item.rule) for item in view.dossier.exceptional] == [("receive", "code_taken")]
        assert view.dossier.due_at == one.due, "the promise made to the citizen stands"
    assert "corrected_receipt" not in desk.counter.view(again[2].stream).debts
    rows = desk.province.rows("SELECT code, count(DISTINCT stream) FROM dossier_code GROUP BY code")
    assert {count for _, count in rows} == {1}
    assert len(rows) == 6

    # The corrected receipt takes the place of the one handed out; the next number is of a range never used.
    office, session = desk.counter.office, desk.counter.session
    job = printing.issue(office, session, again[0].stream, "receipt")
    text = " ".join(page_text(printing.pdf_of(office, job), 0).split())
    assert desk.code(again[0].stream) in text
    printing.run_print_queue(office)
    assert "corrected_receipt" not in desk.counter.view(again[0].stream).debts
    assert desk.accept().code[-4:] == "0201"
    desk.exchange()
    with office.store.read() as connection:
        assert check(connection) == []


def test_lists_and_slips_are_counted_on_from_what_came_home(desk: Desk) -> None:
    """A list, a guidance and a refusal made after the copy: their numbers are on paper and are not given again."""
    first, second = desk.accept(), desk.accept()
    desk.exchange()
    kept = desk.copy()

    def papers(stream: str) -> tuple[str, ...]:
        desk.province.clock.move(60)
        office, session = desk.counter.office, desk.counter.session
        draft = drafts.choose_procedure(office, session, drafts.new_draft(office, session), "1.004884")
        draft = replace(draft, applicant=drafts.apply_card(draft.applicant, parse_card(CARD)))
        paper = draft.papers[0]
        guided = guidance.guide(office, session, draft, (supplements.Wanted(paper.component, paper.name, "chưa có"),))
        refused = supplements.refuse(office, session, draft, "không thuộc thẩm quyền")
        listed = handover.hand_over(office, session, [stream]).number
        with office.store.read() as connection:
            slip, refusal = (journal.entries(connection, done.stream)[0].body.payload for done in (guided, refused))
        return listed, str(slip["slip_number"]), str(refusal["number"])

    assert papers(first.stream) == ("BG.Q01-261123-001", f"HD.{WARD}.Q01-261123-0001", "0001/Q01")
    desk.exchange()
    desk.restore(kept)
    desk.exchange()
    assert papers(second.stream) == ("BG.Q01-261123-002", f"HD.{WARD}.Q01-261123-0002", "0002/Q01")
