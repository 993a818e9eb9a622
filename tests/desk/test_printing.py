"""Papers at the desk: four separate facts, copies counted honestly, groups, labels, seals, own templates, the queue."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from app.desk import dossier_page, joint, printing, reception, seals, supplements
from app.desk.acting import Session
from app.desk.drafts import Draft
from app.desk.office import Office
from app.domain import acts
from app.domain.reference import reference_document
from app.errors import DossierCodeInvalid, RuleViolation
from app.paper import pages
from app.paper.barcode import decode, symbols
from app.settings import FormPrinting, OfficerSettings
from app.store import reference, settings
from resources import reference_parts
from tests.desk.conftest import UNIT, SetClock
from tests.paper import rig

Make = Callable[..., Draft]


@pytest.fixture
def accepted(office: Office, session: Session, ready_draft: Make) -> reception.Accepted:
    return reception.accept(office, session, ready_draft())


def text_of(pdf: bytes, page: int = 0) -> str:
    return " ".join(pages.page_text(pdf, page).split())


def slip(office: Office, job: str) -> str:
    return text_of(printing.pdf_of(office, job))


def picture(pdf: bytes, dpi: int = 200) -> Image.Image:
    width, height, rows = pages.page_image(pdf, 0, dpi)
    return Image.frombytes("RGB", (width, height), rows)


def lines(office: Office, stream: str) -> list[tuple[str, str, int]]:
    return [(line.form, line.state, line.copy_number) for line in printing.of_dossier(office, stream)]


def prefer_preview(office: Office, session: Session) -> None:
    with office.store.write() as connection:
        settings.save(connection, f"officer {session.officer}", OfficerSettings(preview_before_print=True))


def change_settings(office: Office, **changes: object) -> None:
    office.save_machine_settings(replace(office.machine_settings(), **changes))  # type: ignore[arg-type]


def correct_name(office: Office, session: Session, stream: str) -> supplements.Done:
    people = dossier_page.open_dossier(office, session, stream).dossier.people
    assert people is not None
    mended = replace(people, applicant=replace(people.applicant, full_name="Nguyễn Tiến Năm"))
    return supplements.amend(office, session, stream, people=mended, fields=("full_name",))


# ---------------------------------------------------------------- four facts


def test_recorded_queued_printed_and_handed_out_are_four_facts(
    office: Office, session: Session, accepted: reception.Accepted, tmp_path: Path
) -> None:
    (line,) = printing.of_dossier(office, accepted.stream)
    assert (line.state, line.printed_at, line.handed_out_at) == ("queued", None, None)
    assert printing.run_print_queue(office) == 1
    (line,) = printing.of_dossier(office, accepted.stream)
    assert line.state == "printed"
    assert line.handed_out_at is None
    printing.hand_out(office, session, line.id)
    (line,) = printing.of_dossier(office, accepted.stream)
    assert line.handed_out_at is not None
    state = dossier_page.open_dossier(office, session, accepted.stream).dossier
    assert (len(state.prints), state.handed_out) == (1, ("receipt",))
    (file,) = (tmp_path / "paper").iterdir()
    assert file.read_bytes() == printing.pdf_of(office, line.id) == office.vault.read(state.prints[0].sha256)


def test_copies_count_and_a_spoiled_print_does_not(
    office: Office, session: Session, accepted: reception.Accepted
) -> None:
    printing.run_print_queue(office)
    first = printing.of_dossier(office, accepted.stream)[0].id
    again = [printing.reprint(office, session, accepted.stream, "receipt") for _ in range(2)]
    assert ["In lại lần 1" in slip(office, again[0]), "In lại lần 2" in slip(office, again[1])] == [True, True]
    printing.run_print_queue(office)
    for job in (again[1], again[0], first):
        printing.spoil(office, session, job, "kẹt giấy")
    fresh = printing.reprint(office, session, accepted.stream, "receipt")
    assert "In lại" not in slip(office, fresh)
    assert lines(office, accepted.stream)[-1] == ("receipt", "queued", 1)
    assert [state for _, state, _ in lines(office, accepted.stream)] == ["spoiled", "spoiled", "spoiled", "queued"]


def test_a_corrected_receipt_names_the_paper_it_replaces(
    office: Office, session: Session, accepted: reception.Accepted, clock: SetClock
) -> None:
    printing.run_print_queue(office)
    clock.forward(minutes=30)
    done = correct_name(office, session, accepted.stream)
    text = slip(office, done.prints[0])
    assert "Bản đính chính lần 1" in text
    assert "Thay cho giấy in lúc 08:30 23/11/2026" in text
    assert "In lại" not in text
    printing.run_print_queue(office)
    again = printing.reprint(office, session, accepted.stream, "receipt")
    assert "Bản đính chính lần 1" in slip(office, again)
    assert "In lại lần 1" in slip(office, again)


def test_a_receipt_after_a_supplement_is_a_new_paper_not_a_reprint(
    office: Office, session: Session, accepted: reception.Accepted, clock: SetClock
) -> None:
    printing.run_print_queue(office)
    paper = dossier_page.open_dossier(office, session, accepted.stream).dossier.papers[0].paper
    wanted = supplements.Wanted(paper.component, paper.name, "thiếu chữ ký")
    supplements.request_supplement(office, session, accepted.stream, (wanted,))
    clock.forward(days=2)
    done = supplements.supplement(office, session, accepted.stream, (paper,))
    text = slip(office, done.prints[0])
    assert "In lại" not in text
    assert "Thay cho giấy in lúc 08:30 23/11/2026" in text


def test_a_receipt_seen_but_not_printed_is_drawn_anew_after_a_correction(
    office: Office, session: Session, accepted: reception.Accepted, tmp_path: Path
) -> None:
    seen = printing.pdf_of(office, accepted.prints[0])
    correct_name(office, session, accepted.stream)
    assert printing.run_print_queue(office) == 1
    (file,) = (tmp_path / "paper").iterdir()
    assert file.read_bytes() != seen
    assert "Nguyễn Tiến Năm" in text_of(file.read_bytes())
    assert lines(office, accepted.stream) == [("receipt", "spoiled", 1), ("receipt", "printed", 1)]


# ---------------------------------------------------------------- the printer


def test_an_officer_who_looks_first_prints_slip_by_slip(
    office: Office, session: Session, accepted: reception.Accepted, ready_draft: Make
) -> None:
    prefer_preview(office, session)
    other = reception.accept(office, session, ready_draft())
    assert printing.run_print_queue(office) == 0
    assert [line.stream for line in printing.waiting_to_be_seen(office, session)] == [accepted.stream, other.stream]
    seen = printing.pdf_of(office, other.prints[0])
    assert printing.print_now(office, other.prints[0])
    assert lines(office, other.stream) == [("receipt", "printed", 1)]
    assert printing.pdf_of(office, other.prints[0]) == seen
    assert [line.stream for line in printing.waiting_to_be_seen(office, session)] == [accepted.stream]


def test_each_form_has_its_own_printer_and_copies(
    office: Office, session: Session, accepted: reception.Accepted, tmp_path: Path
) -> None:
    receipt = FormPrinting(f"file:{tmp_path / 'receipts'}", copies=3)
    change_settings(office, form_printing={"receipt": receipt, "control_slip": FormPrinting(copies=2)})
    printing.issue(office, session, accepted.stream, "control_slip")
    assert printing.run_print_queue(office) == 2
    (file,) = (tmp_path / "receipts").iterdir()
    pdf = file.read_bytes()
    assert pages.page_count(pdf) == 3
    assert [f"Liên {n}" in pages.page_text(pdf, page) for page, n in enumerate((1, 2, 2))] == [True] * 3
    (other,) = (tmp_path / "paper").iterdir()
    assert pages.page_count(other.read_bytes()) == 2


@pytest.fixture
def shop() -> Iterator[rig.Shop]:
    with rig.shop() as made:
        yield made


@rig.of_cups
def test_what_was_seen_what_arrived_and_what_is_kept_are_the_same_bytes_printed_as_set(
    office: Office, session: Session, accepted: reception.Accepted, shop: rig.Shop
) -> None:
    printer = shop.printer("Quay1")
    how = FormPrinting(f"ipp:{printer.url}", tray="photo", copies=3, duplex=True)
    change_settings(office, form_printing={"receipt": how})
    (job,) = accepted.prints
    seen = printing.pdf_of(office, job)
    assert printing.run_print_queue(office) == 1
    (arrived,) = printer.documents()
    (made,) = dossier_page.open_dossier(office, session, accepted.stream).dossier.prints
    kept = office.vault.read(made.sha256)
    hashes = {hashlib.sha256(paper).hexdigest() for paper in (seen, arrived, kept)}
    assert hashes == {made.sha256} == {printing.of_dossier(office, accepted.stream)[0].sha256}
    assert made.copies == 3
    (order,) = printer.orders()
    assert order["IPP_SIDES"] == "two-sided-long-edge"
    assert "media-source=photo" in order["IPP_MEDIA_COL"]
    assert order["IPP_PRINT_SCALING"] == "none"
    assert [text_of(arrived, page)[:4] != "" for page in range(pages.page_count(arrived))] == [True, False] * 2 + [True]


@rig.of_cups
def test_a_printer_killed_over_the_receipt_loses_nothing_and_invents_nothing(
    office: Office, session: Session, accepted: reception.Accepted, shop: rig.Shop
) -> None:
    dying = shop.printer("Chet", seconds=60)
    change_settings(office, printer=f"ipp:{dying.url}")
    assert printing.run_print_queue(office, patience=0.3) == 0
    dying.kill()
    assert printing.run_print_queue(office, patience=0) == 0
    (line,) = printing.of_dossier(office, accepted.stream)
    assert line.state == "printing"
    assert "receipt" in dossier_page.open_dossier(office, session, accepted.stream).debts
    healthy = shop.printer("Song")
    change_settings(office, printer=f"ipp:{healthy.url}")
    printing.confirm_printed(office, session, line.id, came_out=False)
    assert printing.run_print_queue(office) == 1
    assert healthy.documents() == [printing.pdf_of(office, line.id)]
    assert lines(office, accepted.stream) == [("receipt", "printed", 1)]


@rig.of_cups
def test_a_job_finished_while_nobody_looked_is_settled_at_the_next_run(
    office: Office, accepted: reception.Accepted, shop: rig.Shop
) -> None:
    slow = shop.printer("Cham", seconds=1)
    change_settings(office, printer=f"ipp:{slow.url}")
    assert printing.run_print_queue(office, patience=0) == 0
    assert lines(office, accepted.stream) == [("receipt", "printing", 1)]
    rig.until(lambda: printing.run_print_queue(office, patience=0.2) == 1)
    assert lines(office, accepted.stream) == [("receipt", "printed", 1)]


def test_a_printer_that_is_off_never_touches_an_acceptance(office: Office, session: Session, ready_draft: Make) -> None:
    change_settings(office, printer=f"ipp:ipp://127.0.0.1:{rig.free_port()}/ipp/print")
    accepted = reception.accept(office, session, ready_draft())
    assert printing.run_print_queue(office) == 0
    (line,) = printing.queue(office)
    assert (line.state, line.error) == ("failed", "printer_unavailable")
    assert dossier_page.open_dossier(office, session, accepted.stream).dossier.code == accepted.code


# ---------------------------------------------------------------- every form from a real dossier


@pytest.mark.parametrize("form", ["rating_slip", "lost_receipt_declaration", "appointment_slip", "control_slip"])
def test_forms_made_on_request(office: Office, session: Session, accepted: reception.Accepted, form: str) -> None:
    job = printing.issue(office, session, accepted.stream, form)
    assert accepted.code in decode(picture(printing.pdf_of(office, job)))


@pytest.mark.parametrize("form", ["transfer_slip", "refusal", "apology", "withdrawal_slip", "postal_handover_record"])
def test_a_form_of_an_act_that_was_not_is_refused(
    office: Office, session: Session, accepted: reception.Accepted, form: str
) -> None:
    with pytest.raises(RuleViolation) as refused:
        printing.issue(office, session, accepted.stream, form)
    assert refused.value.rule == "no_slip"


def test_dossiers_handed_in_together_get_one_receipt(
    office: Office, session: Session, ready_draft: Make, tmp_path: Path
) -> None:
    together = joint.accept_together(office, session, [ready_draft(), ready_draft(), ready_draft()])
    assert len({job for one in together for job in one.prints}) == 1
    assert printing.run_print_queue(office) == 1
    (file,) = (tmp_path / "paper").iterdir()
    text = text_of(file.read_bytes())
    assert "Tiếp nhận 03 hồ sơ cùng lúc" in text
    assert sorted(decode(picture(file.read_bytes()))) == sorted(one.code for one in together)
    printing.hand_out(office, session, together[0].prints[0])
    for one in together:
        view = dossier_page.open_dossier(office, session, one.stream)
        assert one.code in text
        assert not {"receipt", "hand_out"} & set(view.debts)
    single = printing.reprint(office, session, together[1].stream, "receipt")
    assert together[1].code in slip(office, single)
    assert together[0].code not in slip(office, single)


def test_a_joint_dossier_has_a_transfer_slip(office: Office, session: Session, ready_draft: Make) -> None:
    choice = next(each for each in joint.joint_choices(office, session) if each.recordable)
    draft = joint.choose_joint(office, session, ready_draft(), choice.name)
    papers = tuple(replace(paper, ticked=True) for paper in draft.papers)
    fees = tuple(replace(fee, amount=0, exemption="miễn") for fee in draft.fees)
    accepted = reception.accept(office, session, replace(draft, papers=papers, fees=fees))
    text = slip(office, printing.issue(office, session, accepted.stream, "transfer_slip"))
    assert "PHIẾU CHUYỂN XỬ LÝ HỒ SƠ" in text
    assert accepted.code in text


def test_a_folder_label_of_any_size(office: Office, session: Session, accepted: reception.Accepted) -> None:
    change_settings(office, label_width=50, label_height=25)
    job = printing.issue_label(office, session, accepted.stream)
    pdf = printing.pdf_of(office, job)
    assert pages.paper_of(pdf) == "50x25"
    assert decode(picture(pdf)) == [accepted.code]
    assert printing.run_print_queue(office) == 2


# ---------------------------------------------------------------- the signed QR


def certify(office: Office, device: str) -> None:
    """Reference data with this device's certificate, as the hub would send it."""
    parts = reference_parts()
    key = office.keys.device_key.public_key().public_bytes_raw().hex()
    devices = [{"device": device, "unit": UNIT, "counter": "Q01", "public_key": key}]
    document = reference_document(version=2, devices=devices, **parts)
    with office.store.write() as connection:
        reference.keep(
            connection,
            reference.ReferenceDocument(2, date(2018, 1, 1), msgspec.json.encode(document), b"", office.now()),
        )


def test_any_counter_checks_the_signed_qr_off_line(
    office: Office, session: Session, accepted: reception.Accepted
) -> None:
    change_settings(office, sealed_receipts=True)
    page = picture(printing.pdf_of(office, accepted.prints[0]))
    (text,) = {symbol.text for symbol in symbols(page)} - {accepted.code}
    assert seals.check_seal(office, text).verdict == "unknown_device"
    certify(office, session.device)
    checked = seals.check_seal(office, text)
    assert (checked.verdict, checked.code, checked.due) == ("genuine", accepted.code, accepted.due)
    assert (checked.unit, checked.counter, checked.agrees) == (UNIT, "Q01", True)
    moved = datetime(2026, 12, 4, 2, 0, tzinfo=UTC)
    supplements.extend(office, session, accepted.stream, moved, reason="chờ", signed_position="Chủ tịch")
    assert seals.check_seal(office, text).agrees is False
    forged = text.replace(accepted.code, accepted.code[:-1] + "9")
    assert seals.check_seal(office, forged).verdict == "forged"
    with pytest.raises(DossierCodeInvalid):
        seals.check_seal(office, accepted.code)


def test_papers_of_persons_name_nobody_in_the_queue(
    office: Office, accepted: reception.Accepted, tmp_path: Path
) -> None:
    printing.run_print_queue(office)
    (file,) = (tmp_path / "paper").iterdir()
    assert file.name.startswith("receipt-")
    assert acts.Printed("receipt", "", 1).form in file.name
