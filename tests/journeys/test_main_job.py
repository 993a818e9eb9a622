"""The main job with two counters: taken in off line at one, known to the province, returned at the other."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from app.desk import dossier_page, drafts, handover, printing, reception, returns, sign_in, status, worklists
from app.desk.acting import Session
from app.desk.drafts import DraftPerson
from app.desk.office import Office, close_office, open_office
from app.domain.identity import parse_card
from app.errors import HubUnreachable, RuleViolation
from app.paper.barcode import decode
from app.paper.pages import page_image
from app.settings import MachineSettings
from app.store import files as kept_files
from app.store.doctor import check
from sync.enrolment import client_of, enrol
from sync.hub.server import serving
from sync.worker import one_pass
from tests.desk.conftest import CARD
from tests.sync.province import WARD, Province
from ui.demo.board import BoardClerk

PASSPHRASE = "cụm mật khẩu của máy"
RESULT_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n%%EOF\n"
)


class Counter:
    """One counter of the ward: its office, its officer, and what came out of its printer."""

    def __init__(self, folder: Path, province: Province, address: str, label: str, officer: str) -> None:
        self.folder, self.province, self.label, self.officer = folder, province, label, officer
        self.office = self._open()
        enrol(self.office, address, province.code(WARD, label))
        self.office.save_machine_settings(MachineSettings(printer=f"file:{folder / 'paper'}"))
        self.session: Session = sign_in.sign_in(self.office, officer, "motcua")

    def _open(self) -> Office:
        return open_office(self.folder / "profile", passphrase=PASSPHRASE, clock=self.province.clock)

    def restart(self) -> None:
        close_office(self.office)
        self.office = self._open()
        self.session = sign_in.sign_in(self.office, self.officer, "motcua")

    def exchange(self) -> None:
        """One pass of the post, which must reach the hub."""
        summary = one_pass(self.office)
        assert not summary.failures, summary

    def view(self, stream: str) -> dossier_page.DossierView:
        return dossier_page.open_dossier(self.office, self.session, stream)

    def papers(self) -> list[Path]:
        return sorted((self.folder / "paper").glob("*.pdf"))


@contextmanager
def up(province: Province, port: int) -> Iterator[str]:
    """The hub answers, always at the same address."""
    with province.open() as hub, serving(hub, port=port) as address:
        yield address


@pytest.fixture
def port() -> int:
    """A port that is free now; the hub comes and goes on it."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        number: int = found.getsockname()[1]
        return number


@pytest.fixture
def two_counters(province: Province, port: int, tmp_path: Path) -> Iterator[tuple[Province, Counter, Counter]]:
    with ExitStack() as open_things:
        with up(province, port) as address:
            first = Counter(tmp_path / "first", province, address, "Q01", f"{WARD}-officer-1")
            second = Counter(tmp_path / "second", province, address, "Q02", f"{WARD}-officer-2")
        open_things.callback(lambda: close_office(first.office))
        open_things.callback(lambda: close_office(second.office))
        yield province, first, second


def filled(counter: Counter, page_pdf: bytes, card: str = CARD) -> drafts.Draft:
    """A draft of 1.004884 with the card read, both papers ticked and scanned, the fee entered and collected."""
    office, session = counter.office, counter.session
    found = reception.find_procedures(office, session, "dang ky lai khai")
    draft = drafts.choose_procedure(office, session, drafts.new_draft(office, session), found[0].code)
    draft = replace(
        draft,
        applicant=drafts.apply_card(draft.applicant, parse_card(card)),
        fees=tuple(
            replace(fee, amount=8000, basis="entered", basis_text="Nghị quyết HĐND tỉnh", collected=True)
            for fee in draft.fees
        ),
    )
    for number, paper in enumerate(draft.papers):
        draft = drafts.attach(office, session, draft, paper.component, page_pdf + b"\n" * number)
    return draft


def held_by_hub(province: Province, sha256: str) -> bytes:
    """The bytes of a file in the hub's own store."""
    with province.open() as hub:
        return hub.files.shelf.path(sha256).read_bytes()


def test_the_main_job_with_two_counters(
    two_counters: tuple[Province, Counter, Counter], port: int, page_pdf: bytes
) -> None:
    province, first, second = two_counters

    # Off line: accepted, printed, handed out, and killed and opened again in between.
    accepted = reception.accept(first.office, first.session, filled(first, page_pdf))
    with pytest.raises(HubUnreachable):
        one_pass(first.office)
    first.restart()
    assert printing.run_print_queue(first.office) == 1
    (receipt,) = first.papers()
    width, height, rgb = page_image(receipt.read_bytes(), 0, 200)
    assert set(decode(Image.frombytes("RGB", (width, height), rgb))) == {accepted.code}
    printing.hand_out(first.office, first.session, first.view(accepted.stream).prints[0].id)
    assert first.view(accepted.stream).debts == ("account_check", "signature")
    handed = handover.hand_over(first.office, first.session, [accepted.stream])

    # The second counter is off line too: its numbers are its own.
    other = reception.accept(second.office, second.session, filled(second, page_pdf))
    assert other.code != accepted.code

    with up(province, port) as address:
        first.exchange()
        second.exchange()
        strip = status.strip(first.office, first.session)
        assert (strip.waiting_events, strip.waiting_files, strip.refused) == (0, 0, 0)

        # The hub holds the same facts and the same bytes.
        client = client_of(first.office)
        assert client is not None
        mine = first.view(accepted.stream).dossier
        told = client.dossier(accepted.code)
        assert told["status"] == 2
        assert {item["sha256"] for item in told["files"]} == {item.sha256 for item in mine.files}
        for item in mine.files:
            assert hashlib.sha256(held_by_hub(province, item.sha256)).hexdigest() == item.sha256

        # The agency on its board.
        clerk = BoardClerk(address, f"{WARD}-agency", "motcua")
        clerk.acknowledge(accepted.stream)
        clerk.finish(
            accepted.stream, name="Giấy khai sinh", number="12/2026", issued_on=date(2026, 11, 26), pdf=RESULT_PDF
        )
        clerk.hand_over(accepted.stream)

        # Both counters hear of it; only one has the paper.
        first.exchange()
        second.exchange()
        assert [row.stream for row in worklists.page(second.office, second.session, "results_to_acknowledge").rows] == [
            accepted.stream
        ]
        assert handover.acknowledge(first.office, first.session, [accepted.stream]) == 1
        first.exchange()
        second.exchange()
        result = first.view(accepted.stream).dossier.results[0]
        assert first.office.vault.read(result.sha256) == RESULT_PDF

    # Off line again: the counter without the paper may not return it, the one with it may, once.
    province.clock.move(600)
    collector = returns.Collector("applicant", DraftPerson(full_name="Nguyễn Tiến Nam", personal_number=CARD[:12]))
    stream = returns.find_stream(second.office, accepted.code)
    with pytest.raises(RuleViolation) as elsewhere:
        returns.return_result(second.office, second.session, stream, collector)
    assert elsewhere.value.rule == "result_elsewhere"
    assert elsewhere.value.facts["counter"] == first.session.counter
    returns.return_result(first.office, first.session, accepted.stream, collector)
    assert printing.run_print_queue(first.office) == 2

    with up(province, port):
        first.exchange()
        second.exchange()
        client = client_of(second.office)
        assert client is not None
        assert client.dossier(accepted.code)["status"] == 10
    assert second.view(accepted.stream).dossier == replace(first.view(accepted.stream).dossier)
    assert handed.number in {line.text.split()[-1] for line in second.view(accepted.stream).timeline}
    for counter in (first, second):
        with counter.office.store.read() as connection:
            assert kept_files.waiting(connection) == 0
            assert check(connection) == []
