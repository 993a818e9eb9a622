"""Copies: within their budget, attached late, taken over with where they came from, given out under safe names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.capture.archive import archived
from app.capture.metadata import facts_of
from app.capture.pages import Page, document
from app.desk import copies, dossier_page, drafts, reception, tray
from app.desk.acting import Session
from app.desk.drafts import Draft
from app.desk.intake import Accepted
from app.desk.office import Office
from app.errors import DossierCodeInvalid, RuleViolation, StoredFileDamaged
from tests.desk.test_tray import sheet

Make = Callable[..., Draft]
NUMBER = "025301123456"
PDF = archived(document([Page("jpeg", sheet(1))])).pdf


@pytest.fixture
def accepted(office: Office, session: Session, ready_draft: Make) -> Accepted:
    draft = ready_draft()
    draft = drafts.attach(office, session, draft, draft.papers[0].component, PDF)
    return reception.accept(office, session, draft)


def files_of(office: Office, session: Session, stream: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for held in dossier_page.open_dossier(office, session, stream).dossier.files:
        found.setdefault(held.component, []).append(held.sha256)
    return found


def test_a_copy_joins_an_accepted_dossier_and_replaces_another(
    office: Office, session: Session, accepted: Accepted, ready_draft: Make
) -> None:
    first, second = (paper.component for paper in ready_draft().papers[:2])
    facts = drafts.facts_for(ready_draft(), second)
    added = copies.attach(office, session, accepted.stream, second, document([Page("jpeg", sheet(2))]), facts=facts)
    assert "scan" not in dossier_page.open_dossier(office, session, accepted.stream).debts
    assert facts_of(office.vault.read(added)).holder_number == NUMBER
    better = copies.attach(office, session, accepted.stream, second, document([Page("jpeg", sheet(3))]), replaces=added)
    held = files_of(office, session, accepted.stream)
    assert held[second] == [better]
    assert len(held[first]) == 1
    with pytest.raises(DossierCodeInvalid):
        copies.export(office, session, "unknown", Path())


def test_a_dossiers_tray_is_filed_once(office: Office, session: Session, accepted: Accepted, ready_draft: Make) -> None:
    second = ready_draft().papers[1].component
    run = tray.begin(office, session, accepted.stream, second)
    path = tray.folder_of(office, run) / "page-0001.jpg"
    path.write_bytes(sheet(4))
    (page,) = tray.take(office, run, path)
    (only,) = tray.documents(office, accepted.stream)
    facts = copies.facts_of_paper(office, accepted.stream, second)
    before = copies.attach(office, session, accepted.stream, second, tray.copy_of(office, only), facts=facts)
    assert copies.file_tray(office, session, accepted.stream) == ()
    assert files_of(office, session, accepted.stream)[second] == [before]
    assert tray.all_pages(office, accepted.stream) == []
    assert not office.vault.has(page.original)


def test_what_is_held_for_the_applicant_is_taken_over_with_its_origin(
    office: Office, session: Session, accepted: Accepted, ready_draft: Make
) -> None:
    (held,) = copies.reusable(office, session, NUMBER)
    assert (held.stream, held.code, held.kind, held.here) == (accepted.stream, accepted.code, "paper", True)
    assert copies.reusable(office, session, "025301") == ()
    assert copies.reusable(office, session, "025190000001") == ()
    draft = ready_draft()
    component = draft.papers[1].component
    draft = copies.reuse(office, session, draft, component, held, national=True)
    again = reception.accept(office, session, draft)
    (taken,) = dossier_page.open_dossier(office, session, again.stream).dossier.files
    assert (taken.source, taken.reused_from, taken.from_national_store) == ("reuse", accepted.stream, True)
    assert len(copies.reusable(office, session, NUMBER)) == 1
    third = reception.accept(office, session, ready_draft())
    copies.reuse_in_dossier(office, session, third.stream, component, held)
    (late,) = dossier_page.open_dossier(office, session, third.stream).dossier.files
    assert (late.reused_from, late.from_national_store) == (accepted.stream, False)
    office.vault.remove(held.sha256)
    with pytest.raises(StoredFileDamaged):
        copies.reuse(office, session, ready_draft(), component, held)
    assert not copies.reusable(office, session, NUMBER)[0].here


def test_names_are_given_at_export_only_and_hold_no_person(
    office: Office, session: Session, accepted: Accepted, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    office.save_machine_settings(replace(office.machine_settings(), copy_name="{code}/{day} {number}"))
    (one,) = copies.export(office, session, accepted.stream, folder)
    (two,) = copies.export(office, session, accepted.stream, folder)
    assert one.read_bytes() == PDF
    assert one.name == f"{accepted.code.lower()}-20261123-01.pdf"
    assert two.name == one.name.replace(".pdf", "-2.pdf")
    for wrong in ("{applicant}", "{code", "{0}"):
        office.save_machine_settings(replace(office.machine_settings(), copy_name=wrong))
        with pytest.raises(RuleViolation):
            copies.export(office, session, accepted.stream, folder)
