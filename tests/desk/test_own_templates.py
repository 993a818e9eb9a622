"""An administrator's own forms: tried, seen beside the old page, adopted, taken back; a bad one refused by its line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.desk import printing, reception, templates
from app.desk.acting import Session
from app.desk.drafts import Draft
from app.desk.office import Office
from app.errors import ReferenceInvalid, RuleViolation
from tests.desk.test_printing import slip, text_of

Make = Callable[..., Draft]


@pytest.fixture
def accepted(office: Office, session: Session, ready_draft: Make) -> reception.Accepted:
    return reception.accept(office, session, ready_draft())


def test_an_administrator_changes_a_template_and_sees_both_pages(
    office: Office, session: Session, accepted: reception.Accepted
) -> None:
    supervisor = replace(session, role="administrator")
    text = templates.text_of(office, "2025", "rating_slip")
    changed = text.replace('"PHIẾU ĐÁNH GIÁ"', '"PHIẾU GÓP Ý"')
    trial = templates.try_template(office, "2025", "rating_slip", changed)
    assert ("PHIẾU ĐÁNH GIÁ" in text_of(trial.before), "PHIẾU GÓP Ý" in text_of(trial.after)) == (True, True)
    with pytest.raises(RuleViolation):
        templates.adopt_template(office, session, "2025", "rating_slip", changed)
    templates.adopt_template(office, supervisor, "2025", "rating_slip", changed)
    assert "PHIẾU GÓP Ý" in slip(office, printing.issue(office, session, accepted.stream, "rating_slip"))
    assert [line.own for line in templates.forms_of(office) if line.key == "rating_slip"] == [False, True]
    templates.restore_template(office, supervisor, "2025", "rating_slip")
    assert "PHIẾU ĐÁNH GIÁ" in slip(office, printing.issue(office, session, accepted.stream, "rating_slip"))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("{procedure_name}", "{procedure}", "undeclared field procedure"),
        ('kind = "ruled"', 'kind = "ruler"', "Invalid value 'ruler'"),
        ('title = "', 'title = ', "line 2"),
        ('"procedure_name?" =', 'procedure_name =', "is not always there"),
        ('"procedure_name?" =', '"colour?" = "Màu"\n"procedure_name?" =', "gives no such field colour"),
        ('paper = "A5"', 'paper = "A3"', "A3"),
    ],
)  # fmt: skip
def test_a_bad_template_is_refused_with_its_line(
    office: Office, session: Session, old: str, new: str, reason: str
) -> None:
    supervisor = replace(session, role="administrator")
    text = templates.text_of(office, "2025", "rating_slip")
    assert old in text
    with pytest.raises(ReferenceInvalid) as refused:
        templates.adopt_template(office, supervisor, "2025", "rating_slip", text.replace(old, new, 1))
    line = refused.value.facts["line"]
    assert isinstance(line, int)
    before = text[: text.index(old)].count("\n") + 1
    assert 1 <= line <= before
    assert reason in str(refused.value.facts["reason"])
    assert not any(each.own for each in templates.forms_of(office))


def test_an_own_form_may_build_on_the_shipped_one(office: Office, session: Session) -> None:
    text = 'extends = "2025/receipt"\n[replace.title]\nkind = "title"\nlines = ["GIẤY BIÊN NHẬN"]\n'
    trial = templates.try_template(office, "2025", "receipt", text)
    assert "GIẤY BIÊN NHẬN" in text_of(trial.after)
    assert "Độc lập - Tự do - Hạnh phúc" in text_of(trial.after)
