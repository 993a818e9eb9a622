"""Dossiers and acts for tests of the rules: each ready to be allowed, so that one change makes the one refusal."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.domain import acts
from app.domain.decide import Act
from app.domain.dossier import Dossier, FileHeld, Money, PaperHeld, Transit
from app.domain.events import new_id
from app.domain.reference import Reference, load_reference, reference_document
from resources import reference_parts

UNIT = "H44.80.31"
OLD_UNIT = "H44.56.01"
"""A township that was merged into `UNIT` on 01/07/2025."""
AT = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
HERE = acts.Holder(UNIT, "one_stop")
AGENCY = acts.Holder(UNIT, "agency")
FORM, COPY = "to_khai_dang_ky_lai_khai_sinh", "ban_sao_ho_so_giay_to_co"
CATALOGUE = str(reference_parts()["catalogue"]["version"])
RESULT = (acts.ResultPaper("Giấy khai sinh"),)


def load() -> Reference:
    """The shipped reference data with an officer, a supervisor and one who left."""
    officers = [
        {"id": "officer", "name": "Cán bộ", "role": "officer", "unit": UNIT, "valid_from": "2018-01-01"},
        {"id": "supervisor", "name": "Giám sát", "role": "supervisor", "unit": UNIT, "valid_from": "2018-01-01"},
        {
            "id": "gone",
            "name": "Đã nghỉ",
            "role": "officer",
            "unit": UNIT,
            "valid_from": "2018-01-01",
            "valid_to": "2026-01-01",
        },
    ]
    return load_reference(reference_document(version=1, **{**reference_parts(), "officers": officers}))


def received(**changed: Any) -> acts.Received:
    return replace(
        acts.Received(
            code=f"{UNIT}-261123-0001",
            regulation_set="2025",
            procedure=acts.ProcedureKept(
                "1.004884", "Đăng ký lại khai sinh", "Hộ tịch", "commune", date(2019, 1, 6), "1"
            ),
            channel="direct",
            accepted_at=AT,
            limit=acts.LimitKept("working_days", 5),
            due=acts.DueKept(AT + timedelta(days=7)),
            papers=(acts.Paper(FORM, "Tờ khai"), acts.Paper(COPY, "Bản sao", "compared_copy")),
            fees=(acts.FeeLine("lệ phí", "Lệ phí hộ tịch", 8000, "entered", "NQ HĐND"),),
        ),
        **changed,
    )


PAYLOADS: dict[str, Any] = {
    "arrive": acts.Arrived("online", "1.004884", AT, AT + timedelta(days=1)),
    "guide": acts.Guided("HD-1", "1.004884", ("1",)),
    "receive": None,
    "record_from_paper": None,
    "refuse": acts.Refused("1"),
    "request_supplement": acts.SupplementRequested("1/HDHS", ("1",), ("Tờ khai",), date(2026, 12, 8)),
    "supplement": acts.Supplemented((acts.Paper("1", "Tờ khai"),), AT, acts.DueKept(AT + timedelta(days=7))),
    "hand_over": acts.HandedOver("dossier", "BG-1", HERE, AGENCY),
    "acknowledge": acts.Acknowledged("dossier", "BG-1", AGENCY),
    "request_payment": acts.PaymentRequested((acts.FeeLine("phí", "Phí", 1000, "entered", "NQ"),)),
    "confirm_payment": acts.PaymentConfirmed(1000),
    "extend_with_apology": acts.Extended(
        "1", date(2026, 11, 23), AT + timedelta(days=7), datetime(2026, 12, 2, 3, 0, tzinfo=UTC)
    ),
    "consult": acts.Consulted("verification", "Công an phường", date(2026, 11, 27)),
    "shelve": acts.Shelved("dossier", "Tủ 2, ngăn B"),
    "finish": acts.Finished("result", RESULT),
    "return_result": acts.Returned("direct", "applicant"),
    "withdraw": acts.Withdrawn("applicant"),
    "stop": acts.Stopped("sector_law", "1", "Luật mẫu Đ1"),
    "amend": acts.Amended(("phone",)),
    "adopt_code": acts.CodeAdopted(f"{UNIT}-261123-0009", f"TAM.{UNIT}.Q01-261123-0001"),
    "collect_payment": acts.PaymentCollected(1000, "cash"),
    "refund": acts.Refunded(500, "cash"),
    "check_account": acts.AccountChecked("done"),
    "attach": acts.Attached("1", "a" * 64, 1, 1),
    "sign": acts.Signed("a" * 64, "b" * 64, 2, "00", AT),
    "print": acts.Printed("receipt", "c" * 64, 2),
    "hand_out": acts.HandedOut("receipt", "c" * 64),
    "return_papers": acts.PapersReturned(("1",)),
    "succeed": acts.Succeeded(acts.Holder(OLD_UNIT, "one_stop"), HERE),
    "correct_result": acts.ResultCorrected(RESULT),
    "notify": acts.Notified("sms", "result_ready"),
    "rate": acts.Rated({"attitude": 2}),
    "resolve": acts.Resolved(new_id(), "accept"),
    "thin": acts.Thinned("retention"),
}


def ready(status: int, kind: str) -> Dossier:
    """A dossier in ``status`` for which every precondition but the status itself is met."""
    state = Dossier(
        "s",
        status=status,
        unit=UNIT,
        code=f"{UNIT}-261123-0001",
        provisional=kind == "adopt_code",
        regulation_set="2025" if status else "",
        received_on=date(2026, 11, 23) if status > 1 else None,
        accepted_at=AT if status > 1 else None,
        due=acts.DueKept(AT + timedelta(days=7)),
        holder=HERE,
        result_holder=HERE,
        result_device="device",
        supplement=acts.SupplementRequested("1", ("1",), ("Tờ khai",), date(2026, 11, 1)),
        files=(FileHeld("1", "a" * 64, 1, 1, "application/pdf", "scanner"),),
        money=(Money("e", AT, 1000, "cash"),),
        last_at=AT - timedelta(days=5000),
    )
    if kind == "return_papers":
        state = replace(state, papers=(PaperHeld(acts.Paper("1", "Tờ khai")),))
    if kind == "succeed":
        state = replace(state, unit=OLD_UNIT, holder=acts.Holder(OLD_UNIT, "one_stop"))
    if kind == "acknowledge":
        transit = Transit("dossier", "BG-1", HERE, AGENCY, AT)
        state = replace(state, transit=transit, result_transit=replace(transit, what="result"))
    return state


def act_of(kind: str, status: int, payload: Any = None, **changed: Any) -> Act:
    if payload is None:
        payload = received() if kind in {"receive", "record_from_paper"} else PAYLOADS[kind]
    if kind == "record_from_paper":
        payload = replace(payload, paper_accepted_at=payload.accepted_at)
    if status == 9 and kind in {"hand_over", "acknowledge"}:
        payload = replace(payload, what="result")
    personal = acts.RefusedPeople(acts.Person("Nguyễn Văn A"), reason="thiếu") if kind == "refuse" else None
    act = Act(kind, payload, AT, UNIT, "supervisor", "device", personal)
    return replace(act, **changed)
