"""By public post: the Biên bản is the acceptance instant, and the result goes back under a slip of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.desk import dossier_page, postal, printing, reception
from app.desk.acting import Session, record
from app.desk.drafts import Draft
from app.desk.office import Office
from app.domain import acts
from app.errors import FieldRequired, RuleViolation
from app.paper.pages import page_text
from tests.desk.conftest import MONDAY

Make = Callable[..., Draft]


def by_post(draft: Draft) -> Draft:
    return postal.with_record(
        draft,
        record_number="BB-17",
        signed_at=MONDAY - timedelta(minutes=30),
        slip_number="PG123456789VN",
        postman="Lê Văn Bưu",
    )


def test_the_receipt_prints_the_instant_of_the_record(office: Office, session: Session, ready_draft: Make) -> None:
    accepted = reception.accept(office, session, by_post(ready_draft()))
    state = dossier_page.open_dossier(office, session, accepted.stream).dossier
    assert state.accepted_at == MONDAY - timedelta(minutes=30)
    assert (state.channel, state.return_mode) == ("postal", "post")
    assert state.postal is not None
    assert state.postal.slip_number == "PG123456789VN"
    assert state.people is not None
    assert state.people.postman == "Lê Văn Bưu"
    text = " ".join(page_text(printing.pdf_of(office, accepted.prints[0]), 0).split())
    assert "08 giờ 00 phút, ngày 23 tháng 11 năm 2026" in text


def test_the_postal_channel_needs_its_record(office: Office, session: Session, ready_draft: Make) -> None:
    draft = by_post(ready_draft())
    bare = replace(draft, postal=None)
    with pytest.raises(RuleViolation) as refused:
        reception.accept(office, session, bare)
    assert refused.value.rule == "postal_record_needed"
    with pytest.raises(FieldRequired):
        postal.with_record(draft, record_number=" ", signed_at=MONDAY, slip_number="1", postman="Lê Văn Bưu")


def test_the_result_goes_back_with_the_postman(office: Office, session: Session, ready_draft: Make) -> None:
    accepted = reception.accept(office, session, by_post(ready_draft()))
    with office.store.write() as connection:
        finished = acts.Finished("result", (acts.ResultPaper("Giấy khai sinh"),))
        record(connection, office, session, accepted.stream, finished)
    with pytest.raises(FieldRequired):
        postal.return_by_post(office, session, accepted.stream, slip_number="", postman="Lê Văn Bưu")
    back = postal.return_by_post(office, session, accepted.stream, slip_number="PG987VN", postman="Lê Văn Bưu")
    assert "Lê Văn Bưu" in page_text(printing.pdf_of(office, back.prints[0]), 0)
    assert dossier_page.open_dossier(office, session, accepted.stream).dossier.status == 10
