"""Results at once: one transaction from the citizen's papers to the citizen's hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.desk import dossier_page, on_the_spot, reception, returns
from app.desk.acting import Session
from app.desk.drafts import Draft, DraftPerson
from app.desk.office import Office
from app.domain import acts
from app.errors import RuleViolation

Make = Callable[..., Draft]
COLLECTOR = returns.Collector("applicant", DraftPerson(full_name="Nguyễn Tiến Nam"))
RESULT = (acts.ResultPaper("Giấy khai sinh", "12/2026"),)


@pytest.mark.parametrize("asked", [False, True])
def test_received_finished_and_returned_in_one_go(
    office: Office, session: Session, ready_draft: Make, asked: bool
) -> None:
    draft = replace(ready_draft(), receipt_asked=asked)
    papers = (replace(draft.papers[0], give_back=True, originals=1), *draft.papers[1:])
    done = on_the_spot.give_at_once(office, session, replace(draft, papers=papers), RESULT, COLLECTOR)
    view = dossier_page.open_dossier(office, session, done.stream)
    assert view.dossier.status == 10
    assert view.dossier.on_the_spot
    assert view.dossier.results == RESULT
    assert view.dossier.accepted_at == view.dossier.finished_at == view.dossier.returned_at
    assert all(held.returned_at is not None for held in view.dossier.papers if held.paper.give_back)
    assert [line.form for line in view.prints] == (["receipt", "return_receipt"] if asked else [])
    assert ("receipt" in view.debts) is asked


def test_nothing_is_kept_when_one_part_is_refused(office: Office, session: Session, ready_draft: Make) -> None:
    with pytest.raises(RuleViolation) as refused:
        on_the_spot.give_at_once(office, session, ready_draft(), (), COLLECTOR)
    assert refused.value.rule == "no_result"
    assert reception.accept(office, session, ready_draft()).code.endswith("-0001")


@pytest.mark.parametrize(("code", "joint"), [("1.004884", ""), ("1.001193", "Liên thông")])
def test_what_always_has_a_receipt_is_never_given_at_once(
    office: Office, session: Session, ready_draft: Make, code: str, joint: str
) -> None:
    with pytest.raises(RuleViolation) as refused:
        draft = replace(ready_draft(), procedure_code=code, joint=joint)
        on_the_spot.give_what_was_asked(office, session, draft)
    assert refused.value.rule == "not_at_once"
