"""The era before 01/07/2025: a district's counter with the clock on 06/05/2025, and what becomes of its dossiers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest

from app.desk import dossier_page, drafts, eras, handover, printing, reception, returns, sign_in, supplements, worklists
from app.desk.acting import Session, record
from app.desk.drafts import Draft, DraftPerson
from app.desk.office import Office, close_office, open_office
from app.domain import acts
from app.domain.codes import parse_code
from app.domain.events import VIETNAM, new_id
from app.domain.identity import parse_card
from app.domain.ranges import NumberRange
from app.domain.reference import reference_document
from app.errors import RuleViolation
from app.paper.pages import page_text
from app.settings import MachineSettings
from app.store import enrolment, numbers, reference
from resources import reference_parts
from tests.desk.conftest import CARD, HASH, PASSPHRASE, PASSWORD, SetClock

DISTRICT, TOWNSHIP, SUCCESSOR = "H44.63", "H44.63.01", "H44.80.39"
BUSINESS = "1.001612"
CHANGED_BUSINESS = "2.000720"
TUESDAY = datetime(2025, 5, 6, 8, 0, tzinfo=VIETNAM).astimezone(UTC)
FIRST_DAY = datetime(2025, 7, 1, 8, 0, tzinfo=VIETNAM).astimezone(UTC)


def document() -> dict[str, object]:
    """The shipped reference data, with officers of both eras; the township is assigned one procedure of the district
    (NĐ 61/2018 Đ14)."""
    parts = reference_parts()
    parts["officers"] = [
        {
            "id": f"{unit}-{role}",
            "name": f"Nguyễn Văn {role}",
            "role": role,
            "unit": unit,
            "valid_from": "2018-06-21" if unit != SUCCESSOR else "2025-07-01",
            "password_hash": HASH,
        }
        for unit in (DISTRICT, TOWNSHIP, SUCCESSOR)
        for role in ("officer", "agency", "supervisor")
    ]
    for row in parts["catalogue"]["procedure"]:
        if (row["code"], row["level"]) == (CHANGED_BUSINESS, "district"):
            row["receiving"] = "commune"
    return reference_document(version=1, **parts)


def enrol(office: Office, unit: str) -> None:
    """What enrolment leaves behind: an identity for ``unit`` and numbers for it."""
    device = new_id()
    with office.store.write() as connection:
        enrolment.enrol(
            connection,
            enrolment.Enrolment(device, unit, "Q01", "http://127.0.0.1:9", bytes(32), bytes(32), "epoch", office.now()),
        )
        for owner in {unit, TOWNSHIP}:
            granted = NumberRange(new_id(), owner, 1, 50, date(2018, 1, 1), date(2031, 1, 1))
            numbers.grant(connection, device, [granted])


@pytest.fixture
def clock() -> SetClock:
    return SetClock(TUESDAY)


@pytest.fixture
def office(tmp_path: Path, clock: SetClock) -> Iterator[Office]:
    opened = open_office(tmp_path / "profile", passphrase=PASSPHRASE, clock=clock)
    with opened.store.write() as connection:
        kept = msgspec.json.encode(document())
        reference.keep(connection, reference.ReferenceDocument(1, date(2018, 1, 1), kept, b"", opened.now()))
    enrol(opened, DISTRICT)
    opened.save_machine_settings(MachineSettings(printer=f"file:{tmp_path / 'paper'}"))
    yield opened
    close_office(opened)


@pytest.fixture
def district(office: Office) -> Session:
    return sign_in.sign_in(office, f"{DISTRICT}-officer", PASSWORD)


def ready(office: Office, session: Session, procedure: str) -> Draft:
    """A draft that may be accepted: card read, everything ticked, the fee entered with its basis."""
    draft = drafts.choose_procedure(office, session, drafts.new_draft(office, session), procedure)
    fees = tuple(replace(fee, amount=100000, basis="entered", basis_text="Nghị quyết HĐND tỉnh") for fee in draft.fees)
    return replace(
        draft,
        applicant=drafts.apply_card(draft.applicant, parse_card(CARD)),
        papers=tuple(replace(paper, ticked=True) for paper in draft.papers),
        fees=fees,
    )


def of(session: Session, unit: str, role: str = "officer") -> Session:
    """Somebody of another unit or post, as the feed would bring their acts."""
    return replace(session, unit=unit, officer=f"{unit}-{role}", role=role)


def does(office: Office, session: Session, stream: str, *payloads: object) -> None:
    with office.store.write() as connection:
        for payload in payloads:
            record(connection, office, session, stream, payload)


def slip(office: Office, job: str) -> str:
    return " ".join(page_text(printing.pdf_of(office, job), 0).split())


def test_the_district_receives_by_the_rules_of_2018(office: Office, district: Session, clock: SetClock) -> None:
    accepted = reception.accept(office, district, ready(office, district, BUSINESS))
    assert accepted.code == "000.00.63.H44-250506-0001"
    assert parse_code(accepted.code).style == "2018"
    # Three working days from Tuesday 06/05/2025, 08:00.
    assert accepted.due == datetime(2025, 5, 9, 8, 0, tzinfo=VIETNAM)
    # No account check and no personal signature before 01/07/2025.
    assert accepted.debts == ("scan", "receipt", "fee")
    text = slip(office, accepted.prints[0])
    for said in (
        accepted.code,
        "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "08 giờ 00 phút, ngày 09 tháng 5 năm 2025",
    ):
        assert said in text
    view = dossier_page.open_dossier(office, district, accepted.stream)
    assert view.dossier.regulation_set == "2018"
    assert office.reference().regulation_set("2018").form("termination_notice") is None


def test_an_unanswered_request_is_not_closed_after_fifteen_days(
    office: Office, district: Session, clock: SetClock
) -> None:
    accepted = reception.accept(office, district, ready(office, district, BUSINESS))
    wanted = supplements.Wanted("giay_de_nghi_dang_ky_ho_kinh", "Giấy đề nghị đăng ký hộ kinh doanh", "thiếu chữ ký")
    done = supplements.request_supplement(office, district, accepted.stream, (wanted,))
    assert "thiếu chữ ký" in slip(office, done.prints[0])
    state = dossier_page.open_dossier(office, district, accepted.stream).dossier
    assert state.supplement is not None
    assert state.supplement.closing_on is None
    clock.forward(days=30)
    with pytest.raises(RuleViolation) as refused:
        supplements.stop(office, district, accepted.stream, "unanswered")
    assert refused.value.rule == "stop_not_due"


def test_a_township_hands_over_to_the_district_and_gets_the_result_back(
    office: Office, district: Session, clock: SetClock
) -> None:
    township = replace(of(district, TOWNSHIP), unit_name="Thị trấn Yên Lập")
    accepted = reception.accept(office, township, ready(office, township, CHANGED_BUSINESS))
    assert accepted.code == "000.01.63.H44-250506-0001"
    shop = acts.Holder(DISTRICT, "one_stop")
    handed = handover.hand_over(office, township, [accepted.stream], receiver=shop)
    assert "Yên Lập" in slip(office, handed.prints[0])
    assert handover.acknowledge(office, district, [accepted.stream]) == 1
    handover.hand_over(office, district, [accepted.stream])
    agency = of(district, DISTRICT, "agency")
    desk = acts.Holder(DISTRICT, "agency")
    does(office, agency, accepted.stream, acts.Acknowledged("dossier", "BG", desk))
    view = dossier_page.open_dossier(office, district, accepted.stream)
    assert (view.dossier.status, view.dossier.unit, view.dossier.holder) == (4, TOWNSHIP, desk)
    clock.forward(days=1)
    result = acts.ResultPaper("Giấy chứng nhận đăng ký hộ kinh doanh", "18.G8.001", date(2025, 5, 7))
    does(
        office,
        agency,
        accepted.stream,
        acts.Finished("result", (result,)),
        acts.HandedOver("result", "BGKQ-1", desk, acts.Holder(TOWNSHIP, "one_stop")),
    )
    assert handover.acknowledge(office, township, [accepted.stream]) == 1
    collector = returns.Collector("applicant", DraftPerson(full_name="Nguyễn Tiến Nam"))
    back = returns.return_result(office, township, accepted.stream, collector)
    assert "18.G8.001" in slip(office, back.prints[0])
    state = dossier_page.open_dossier(office, township, accepted.stream).dossier
    assert state.status == 10
    assert state.due_at == accepted.due
    control = slip(office, printing.issue(office, township, accepted.stream, "control_slip"))
    assert "Trước hạn" in control


def test_after_the_merger_the_open_dossier_is_the_successors(
    office: Office, district: Session, clock: SetClock
) -> None:
    clock.now = datetime(2025, 6, 27, 8, 0, tzinfo=VIETNAM).astimezone(UTC)
    accepted = reception.accept(office, district, ready(office, district, BUSINESS))
    done = reception.accept(office, district, ready(office, district, BUSINESS))
    supplements.withdraw(office, district, done.stream, "applicant", "không còn nhu cầu")
    clock.now = FIRST_DAY
    # The district is no more: its own people take nothing in.
    with pytest.raises(RuleViolation):
        reception.accept(office, district, ready(office, district, BUSINESS))
    enrol(office, SUCCESSOR)
    heir = sign_in.sign_in(office, f"{SUCCESSOR}-officer", PASSWORD)
    assert DISTRICT in eras.predecessors(office, heir)
    assert eras.take_over(office, heir) == 1
    assert eras.take_over(office, heir) == 0
    assert [row.stream for row in worklists.page(office, heir, "open").rows] == [accepted.stream]
    view = dossier_page.open_dossier(office, heir, accepted.stream)
    assert (view.dossier.unit, view.dossier.code, view.dossier.due_at) == (SUCCESSOR, accepted.code, accepted.due)
    assert view.dossier.holder == acts.Holder(SUCCESSOR, "one_stop")
    # The set of its acceptance stays with it, and so do the forms.
    assert view.dossier.regulation_set == "2018"
    handover.hand_over(office, heir, [accepted.stream])
    desk = acts.Holder(SUCCESSOR, "agency")
    agency = of(heir, SUCCESSOR, "agency")
    does(
        office,
        agency,
        accepted.stream,
        acts.Acknowledged("dossier", "BG", desk),
        acts.Finished("result", (acts.ResultPaper("Giấy chứng nhận đăng ký hộ kinh doanh"),)),
        acts.HandedOver("result", "BGKQ-1", desk, acts.Holder(SUCCESSOR, "one_stop")),
    )
    handover.acknowledge(office, heir, [accepted.stream])
    collector = returns.Collector("applicant", DraftPerson(full_name="Nguyễn Tiến Nam"))
    back = returns.return_result(office, heir, accepted.stream, collector)
    assert accepted.code in slip(office, back.prints[0])
