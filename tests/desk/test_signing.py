"""Signing copies: all that wait in one go, each verified and recorded; a wrong PIN stops it; failures stay seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.capture.pages import Page, document
from app.desk import dossier_page, drafts, reception, signing
from app.desk.acting import Session
from app.desk.drafts import Draft
from app.desk.intake import Accepted
from app.desk.office import Office
from app.errors import SigningFailed
from app.store import files
from app.vault.copy_mark import CopyMark
from tests.desk.test_tray import sheet
from tests.vault.tokens import PIN, Tokens, tokens

Make = Callable[..., Draft]


@pytest.fixture(scope="session")
def softhsm() -> Tokens:
    return tokens()


@pytest.fixture
def accepted(office: Office, session: Session, ready_draft: Make) -> Accepted:
    """A dossier with two copies, none signed."""
    draft = ready_draft()
    for number, paper in enumerate(draft.papers[:2]):
        copy = document([Page("jpeg", sheet(number))])
        draft = drafts.attach(office, session, draft, paper.component, copy)
    return reception.accept(office, session, draft)


class Swapper:
    """A service that signs something else than what it was given."""

    def __init__(self, signer: signing.CopySigner) -> None:
        self._signer = signer
        self._first = b""

    def sign(self, pdf: bytes, mark: CopyMark | None) -> bytes:
        self._first = self._first or pdf
        return self._signer.sign(self._first, mark)


def test_what_waits_is_signed_in_one_go(office: Office, session: Session, accepted: Accepted, softhsm: Tokens) -> None:
    assert "signature" in accepted.debts
    copies = signing.waiting(office, session)
    assert [(copy.state, copy.here, copy.code) for copy in copies] == [("none", True, accepted.code)] * 2
    signing.put_off(office, session, copies)
    assert {copy.state for copy in signing.of_dossier(office, accepted.stream)} == {"pending"}
    progress = signing.SigningProgress()
    with signing.open_token(office, softhsm.module, PIN, "officer") as token:
        outcome = signing.sign(office, session, token, signing.waiting(office, session), progress=progress)
    assert (outcome.signed, outcome.failed, outcome.left) == (2, (), 0)
    assert (progress.done, progress.of) == (2, 2)
    assert signing.waiting(office, session) == ()
    view = dossier_page.open_dossier(office, session, accepted.stream)
    assert "signature" not in view.debts
    assert {held.signature for held in view.dossier.files} == {"signed"}
    for held, before in zip(view.dossier.files, copies, strict=True):
        (found,) = signing.seen(office, held.sha256)
        assert (found.certificate.holder, found.standing.why) == ("Nguyễn Thị Ký", "no_roots")
        assert office.vault.read(held.sha256).startswith(office.vault.read(before.sha256))
        assert held.size == office.vault.size(held.sha256)
    with office.store.read() as connection:
        outgoing = {row.sha256 for row, _ in files.outgoing(connection)}
    assert {held.sha256 for held in view.dossier.files} <= outgoing


def test_where_it_is_wanted_the_text_is_read_before_the_copy_is_signed(
    office: Office, session: Session, accepted: Accepted, softhsm: Tokens
) -> None:
    office.save_machine_settings(replace(office.machine_settings(), search_text=True))
    before = signing.waiting(office, session)
    with signing.open_token(office, softhsm.module, PIN, "officer") as token:
        assert signing.sign(office, session, token, before[:1]).signed == 1
    (held,) = [
        held
        for held in dossier_page.open_dossier(office, session, accepted.stream).dossier.files
        if held.signature == "signed"
    ]
    made, unsigned = office.vault.read(held.sha256), office.vault.read(before[0].sha256)
    assert not made.startswith(unsigned)
    (found,) = signing.seen(office, held.sha256)
    assert found.intact
    assert found.whole


def test_a_certificate_is_named_without_its_holder(
    office: Office, session: Session, accepted: Accepted, softhsm: Tokens
) -> None:
    with signing.open_token(office, softhsm.module, PIN, "officer") as token:
        signing.sign(office, session, token, signing.waiting(office, session)[:1])
    with office.store.read() as connection:
        bodies = connection.exec_driver_sql("SELECT body FROM event WHERE kind = 'sign'").scalars().all()
    assert len(bodies) == 1
    assert token.certificate.serial.encode() in bodies[0]
    assert "Nguyễn Thị Ký".encode() not in bodies[0]


def test_a_copy_that_comes_back_changed_is_not_kept_and_stays_on_the_list(
    office: Office, session: Session, accepted: Accepted, softhsm: Tokens
) -> None:
    with signing.open_token(office, softhsm.module, PIN, "officer") as token:
        outcome = signing.sign(office, session, Swapper(token), signing.waiting(office, session))
    assert outcome.signed == 1
    assert [reason for _, reason in outcome.failed] == ["altered"]
    (left,) = signing.waiting(office, session)
    assert (left.state, left.reason) == ("failed", "altered")
    with signing.open_token(office, softhsm.module, PIN, "officer") as token:
        assert signing.sign(office, session, token, [left]).signed == 1
    assert signing.waiting(office, session) == ()


def test_a_token_that_is_pulled_out_ends_the_round(office: Office, session: Session, accepted: Accepted) -> None:
    class Pulled:
        def sign(self, pdf: bytes, mark: CopyMark | None) -> bytes:
            raise SigningFailed(reason="no_token")

    copies = signing.waiting(office, session)
    outcome = signing.sign(office, session, Pulled(), copies)
    assert (outcome.signed, len(outcome.failed), outcome.left) == (0, 1, 1)
    assert [copy.state for copy in signing.waiting(office, session)] == ["failed", "none"]
    assert signing.sign(office, session, Pulled(), copies, cancelled=lambda: True).left == 2


def test_a_wrong_pin_is_told_before_anything_is_tried(office: Office, softhsm: Tokens) -> None:
    with pytest.raises(SigningFailed) as failed:
        signing.open_token(office, softhsm.module, "000000", "officer")
    assert failed.value.facts["reason"] == "pin_wrong"
