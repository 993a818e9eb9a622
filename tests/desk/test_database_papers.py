"""Papers a database holds: not asked for while it can be asked, taken from the citizen when it cannot (NĐ 309/2026)."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, Literal

import msgspec
import pytest

from app.desk import dossier_page, drafts, printing, reception
from app.desk.acting import Session
from app.desk.drafts import Draft
from app.desk.office import Office
from app.domain.reference import reference_document
from app.errors import RuleViolation
from app.paper.pages import page_text
from app.store import reference
from resources import reference_parts
from tests.desk.conftest import HASH, PROCEDURE, SetClock

Make = Callable[..., Draft]
HELD = "ban_sao_ho_so_giay_to_co"


@pytest.fixture(autouse=True)
def a_paper_in_a_database(office: Office) -> None:
    """The next reference data say of the procedure's second component that a database has it."""
    parts: dict[str, Any] = copy.deepcopy(reference_parts())
    parts["officers"] = [{**officer, "password_hash": HASH} for officer in parts["officers"]]
    for procedure in parts["catalogue"]["procedure"]:
        if procedure["code"] == PROCEDURE:
            for component in procedure["components"]:
                component["in_database"] = component["key"] == HELD
    data = msgspec.json.encode(reference_document(version=2, **parts))
    with office.store.write() as connection:
        reference.keep(connection, reference.ReferenceDocument(2, date(2018, 1, 1), data, b"", office.now()))


def chosen(office: Office, session: Session, ready: Draft) -> Draft:
    """The checklist as the choice of the procedure fills it, its other papers ticked; people and fees of ``ready``."""
    draft = drafts.choose_procedure(office, session, drafts.new_draft(office, session), PROCEDURE)
    papers = tuple(replace(paper, ticked=True) if not paper.in_database else paper for paper in draft.papers)
    return replace(ready, id=draft.id, papers=papers)


def test_on_line_it_is_ticked_as_held_and_not_asked_for(
    office: Office, session: Session, ready_draft: Make, clock: SetClock
) -> None:
    office.post.last_contact = clock.now
    draft = chosen(office, session, ready_draft())
    (paper,) = [paper for paper in draft.papers if paper.component == HELD]
    assert (paper.ticked, paper.in_database, paper.asked) == (True, True, "")
    accepted = reception.accept(office, session, draft)
    state = dossier_page.open_dossier(office, session, accepted.stream).dossier
    held = {item.paper.component: item.paper for item in state.papers}
    assert held[HELD].in_database
    assert "đã có trong cơ sở dữ liệu" in " ".join(page_text(printing.pdf_of(office, accepted.prints[0]), 0).split())

    # Asking for it all the same needs a reason the law knows.
    def asked(why: Literal["", "inaccurate"]) -> Draft:
        papers = tuple(
            replace(line, in_database=False, asked=why) if line.component == HELD else line
            for line in chosen(office, session, ready_draft()).papers
        )
        return replace(ready_draft(), papers=papers)

    with pytest.raises(RuleViolation) as refused:
        reception.accept(office, session, asked(""))
    assert refused.value.rule == "paper_in_database"
    reception.accept(office, session, asked("inaccurate"))


def test_off_line_it_is_asked_for_because_of_the_outage(office: Office, session: Session, ready_draft: Make) -> None:
    draft = chosen(office, session, ready_draft())
    (paper,) = [paper for paper in draft.papers if paper.component == HELD]
    assert (paper.in_database, paper.asked) == (False, "outage")
    accepted = reception.accept(office, session, draft)
    view = dossier_page.open_dossier(office, session, accepted.stream)
    (kept,) = [item.paper for item in view.dossier.papers if item.paper.component == HELD]
    assert (kept.in_database, kept.asked, kept.kind) == (False, "outage", "compared_copy")
