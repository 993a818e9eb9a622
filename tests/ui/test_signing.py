"""Signing from the window with a real token: all that wait in one go, the PIN kept nowhere, faults beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from app.capture.pages import Page, document
from app.desk import drafts, reception, signing
from app.desk.acting import Session
from app.desk.drafts import Draft
from app.desk.intake import Accepted
from app.desk.office import Office
from app.vault.signatures import Certificate, SignatureSeen
from app.vault.trust import Standing
from tests.desk.conftest import MONDAY
from tests.desk.test_tray import sheet
from tests.ui.conftest import Shown, begin
from tests.vault.rough_token import RoughToken
from tests.vault.tokens import PIN, Tokens, tokens
from ui.dossier import DossierPage
from ui.frame import Frame
from ui.place import Counter, Place
from ui.places import MAKERS
from ui.settings import SettingsPage
from ui.signatures import seen_words
from ui.signing import SigningPage

Show = Callable[[Place], Shown]
Type = Callable[[QWidget, str], None]


@pytest.fixture(scope="session")
def softhsm() -> Tokens:
    return tokens()


@pytest.fixture
def set_up(office: Office, softhsm: Tokens) -> None:
    office.save_machine_settings(replace(office.machine_settings(), signing_module=str(softhsm.module)))


def taken_in(office: Office, session: Session, draft: Draft, first: int) -> Accepted:
    for number, paper in enumerate(draft.papers[:2]):
        copy = document([Page("jpeg", sheet(first + number))])
        draft = drafts.attach(office, session, draft, paper.component, copy)
    return reception.accept(office, session, draft)


@pytest.fixture
def accepted(office: Office, session: Session, ready_draft: Callable[..., Draft]) -> list[Accepted]:
    """Two dossiers with two copies each, none signed."""
    return [taken_in(office, session, ready_draft(), first) for first in (0, 10)]


def page_of(shown: Shown) -> SigningPage:
    assert isinstance(shown.place, SigningPage)
    return shown.place


def choose_token(page: SigningPage, label: str) -> None:
    page.token.setCurrentIndex(page.token.findText(label))
    assert page.token.currentText() == label


def states(page: SigningPage) -> list[str]:
    return [page.model.cell(place, 4).text for place in range(page.model.rowCount())]


def test_all_that_wait_are_signed_in_one_go_and_the_dossier_tells_by_whom(
    set_up: None, counter: Counter, show: Show, accepted: list[Accepted], type_text: Type
) -> None:
    shown = show(SigningPage(counter))
    page = page_of(shown)
    assert page.sign_button.words == "Sign 4 copies"
    assert states(page) == ["not signed yet"] * 4
    assert page.pin.hasFocus()
    choose_token(page, "officer")
    type_text(page.pin, PIN)
    shown.bot.keyClick(page.pin, Qt.Key.Key_Return)
    assert page.pin.text() == ""
    shown.bot.waitUntil(lambda: bool(shown.told), timeout=60_000)
    shown.settle()
    warning = "The token is of Nguyễn Thị Ký; Nguyễn Thị Hồng Hạnh is signed in."
    assert shown.told[-1].text == f"4 copies signed. {warning}"
    assert shown.told[-1].tone == "soon"
    assert page.model.rowCount() == 0
    assert signing.waiting(counter.office, counter.session) == ()
    opened = show(DossierPage(counter))
    dossier = opened.place
    assert isinstance(dossier, DossierPage)
    dossier.go(accepted[0].stream)
    opened.settle()
    dossier.tabs.setCurrentIndex(1)
    dossier.papers.view.setCurrentIndex(dossier.papers.model.index(0, 0))
    opened.settle()
    assert dossier.papers.model.cell(0, 3).text.endswith("signed")
    assert "Nguyễn Thị Ký" in dossier.papers.signed.text()
    assert "Nothing was changed since." in dossier.papers.signed.text()


def test_the_debt_on_a_dossier_leads_to_its_copies(counter: Counter, show: Show, accepted: list[Accepted]) -> None:
    shown = show(DossierPage(counter))
    shown.place.go(accepted[1].stream)
    shown.settle()
    button = shown.find(QPushButton, "owed.signature")
    assert isinstance(button, QPushButton)
    button.click()
    assert shown.wanted == [f"signing/{accepted[1].stream}"]


def test_a_wrong_pin_is_said_beside_it_signs_nothing_and_is_kept_nowhere(
    set_up: None, counter: Counter, show: Show, accepted: list[Accepted], type_text: Type, tmp_path: Path
) -> None:
    shown = show(SigningPage(counter))
    page = page_of(shown)
    choose_token(page, "officer")
    page.primary()
    assert "PIN of the token is needed" in page.field.fault
    type_text(page.pin, "90817263")
    assert page.field.fault == ""
    page.primary()
    shown.bot.waitUntil(lambda: not page._running, timeout=60_000)
    shown.settle()
    assert "not right" in page.field.fault
    assert page.pin.text() == ""
    assert page.pin.hasFocus()
    assert page.model.rowCount() == 4
    assert shown.told == []
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert b"90817263" not in path.read_bytes(), path


def test_one_dossier_alone_then_the_rest_wait_and_come_back(
    set_up: None, counter: Counter, show: Show, accepted: list[Accepted]
) -> None:
    shown = show(SigningPage(counter))
    page = page_of(shown)
    page.go(accepted[0].stream)
    assert {copy.code for copy in page.model.rows} == {accepted[0].code}
    assert page.sign_button.words == "Sign 2 copies"
    page._later.click()
    shown.settle()
    assert states(page) == ["waits for the signature"] * 2
    page.go("")
    assert sorted(states(page)) == ["not signed yet"] * 2 + ["waits for the signature"] * 2


def test_a_round_that_is_stopped_leaves_the_rest_waiting(
    set_up: None, counter: Counter, show: Show, accepted: list[Accepted], type_text: Type
) -> None:
    shown = show(SigningPage(counter))
    page = page_of(shown)
    choose_token(page, "officer")
    type_text(page.pin, PIN)
    page.primary()
    assert page._bar.isVisible()
    assert page.back()
    shown.bot.waitUntil(lambda: bool(shown.told), timeout=60_000)
    shown.settle()
    left = len(signing.waiting(counter.office, counter.session))
    assert left == page.model.rowCount() > 0
    assert f"{left} were not tried" in shown.told[-1].text
    assert not page.back()


def test_a_token_without_a_valid_certificate_and_a_machine_without_one_say_so(
    set_up: None, counter: Counter, show: Show, accepted: list[Accepted], type_text: Type
) -> None:
    shown = show(SigningPage(counter))
    page = page_of(shown)
    for label, said in (("old", "out of date"), ("empty", "no certificate")):
        choose_token(page, label)
        type_text(page.pin, PIN)
        page.primary()
        shown.bot.waitUntil(lambda: not page._running, timeout=60_000)
        shown.settle()
        assert said in page.field.fault
    office = counter.office
    office.save_machine_settings(replace(office.machine_settings(), signing_module=""))
    page.enter()
    shown.settle()
    assert "not set up" in page.field.fault
    assert page.token.isHidden()


def test_nothing_is_asked_or_complained_of_while_nothing_waits(
    counter: Counter, show: Show, office: Office, session: Session, ready_draft: Callable[..., Draft]
) -> None:
    """A counter without a token reads of it when there is something to sign, and not before."""
    shown = show(SigningPage(counter))
    page = page_of(shown)
    assert not page.model.rows
    assert page.field.isHidden()
    assert not page.field.fault
    taken_in(office, session, ready_draft(), 0)
    page.enter()
    shown.settle()
    assert page.model.rowCount() == 2
    assert not page.field.isHidden()
    assert "not set up" in page.field.fault


def test_the_place_is_reached_by_its_key_from_any_other(
    counter: Counter, qtbot: object, settle: Callable[[], None]
) -> None:
    frame = Frame(counter, MAKERS)
    frame.show()
    begin(frame)
    frame.go("reception")
    settle()
    shortcut = next(found for found in frame.children() if found.objectName() == "key.signing")
    shortcut.activated.emit()  # type: ignore[attr-defined]
    settle()
    assert isinstance(frame.place, SigningPage)
    frame.close_places()
    frame.close()
    frame.deleteLater()


def test_whose_token_it_is_stands_beside_the_pin_before_any_pin(
    set_up: None, counter: Counter, show: Show, accepted: list[Accepted]
) -> None:
    shown = show(SigningPage(counter))
    page = page_of(shown)
    choose_token(page, "officer")
    page.token.activated.emit(page.token.currentIndex())
    said = page._holder.text()
    assert said == "The token is of Nguyễn Thị Ký; Nguyễn Thị Hồng Hạnh is signed in."
    assert page._holder.property("tone") == "soon"
    choose_token(page, "old")
    page.token.activated.emit(page.token.currentIndex())
    assert "out of date" in page.field.fault
    choose_token(page, "officer")
    page.token.activated.emit(page.token.currentIndex())
    assert page.field.fault == ""
    theirs = show(SigningPage(replace(counter, session=replace(counter.session, name="NGUYỄN THỊ KÝ"))))
    own = page_of(theirs)
    chosen = own._tokens[own.token.currentText()].certificate
    assert chosen is not None
    assert chosen.holder == "Nguyễn Thị Ký"
    assert own._holder.text().startswith("Token of Nguyễn Thị Ký, valid until")
    assert own._holder.property("tone") == "muted"


@pytest.mark.parametrize(
    ("standing", "tone", "said"),
    [
        (Standing("trusted", "", "good"), "ok", ("Chain of trust: good.", "Not revoked.")),
        (Standing("trusted", "", "unknown"), "soon", ("good.", "Revocation: not checked, no list")),
        (Standing("trusted", "", "stale"), "soon", ("too old",)),
        (Standing("unknown", "no_roots"), "soon", ("no list of trusted authorities", "Revocation: not checked")),
        (Standing("unknown", "unknown_root"), "soon", ("not on this machine's list",)),
        (Standing("failed", "expired"), "late", ("out of date when it signed",)),
        (Standing("failed", "not_yet_valid"), "late", ("not valid yet",)),
        (Standing("failed", "usage"), "late", ("not for signing",)),
        (Standing("failed", "broken"), "late", ("is false",)),
        (Standing("trusted", "", "revoked", MONDAY), "late", ("had been revoked",)),
        (Standing("trusted", "", "revoked_since", MONDAY), "soon", ("revoked after the time",)),
    ],
)
def test_how_a_signer_stands_is_said_and_never_greener_than_it_is(
    standing: Standing, tone: str, said: tuple[str, ...]
) -> None:
    seen = SignatureSeen(Certificate("Nguyễn Thị Ký", "1f", "CA", MONDAY, MONDAY), MONDAY, True, True, standing)
    text, shown = seen_words((seen,), MONDAY)
    assert shown == tone
    for part in ("Signed by Nguyễn Thị Ký (CA)", "Nothing was changed since.", *said):
        assert part in text
    for bad in (replace(seen, intact=False), replace(seen, whole=False, added="other")):
        assert seen_words((bad,), MONDAY)[1] == "late"
    assert seen_words((replace(seen, whole=False, added="signatures"),), MONDAY)[1] == tone
    assert "by its time stamp" in seen_words((replace(seen, stamp="trusted"),), MONDAY)[0]
    assert seen_words((), MONDAY) == ("", "")


def test_what_is_trusted_is_chosen_in_the_settings(
    counter: Counter, show: Show, type_text: Type, tmp_path: Path
) -> None:
    shown = show(SettingsPage(replace(counter, session=replace(counter.session, role="supervisor"))))
    assert isinstance(shown.place, SettingsPage)
    section = shown.place.trust
    section.trial.click()
    shown.settle()
    assert "stays unproven" in section._outcome.text()
    (tmp_path / "goc.cer").write_bytes(tokens().root)
    type_text(section.folder, str(tmp_path))
    section.folder.editingFinished.emit()
    section.fetch.button_for("yes").click()
    type_text(section.stamp, "tsa")
    section.stamp.editingFinished.emit()
    assert "not an address" in section.stamp_field.fault
    section.stamp.clear()
    type_text(section.stamp, "http://127.0.0.1:9/tsa")
    section.stamp.editingFinished.emit()
    shown.settle()
    kept = counter.office.machine_settings()
    assert (kept.trust_folder, kept.fetch_revocation) == (str(tmp_path), True)
    assert kept.stamp_address == "http://127.0.0.1:9/tsa"
    section.trial.click()
    shown.settle()
    assert section._outcome.text().startswith("At hand: 1 roots")


def test_before_the_last_try_the_officer_is_told_and_a_locked_token_is_not_tried_again(
    set_up: None,
    counter: Counter,
    show: Show,
    accepted: list[Accepted],
    type_text: Type,
    softhsm: Tokens,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rough = RoughToken(softhsm.module, "officer")
    monkeypatch.setattr("pkcs11.lib", rough)
    shown = show(SigningPage(counter))
    page = page_of(shown)
    for tries in (1, 2, 3):
        type_text(page.pin, f"00000{tries}")
        page.primary()
        shown.bot.waitUntil(lambda: not page._running, timeout=60_000)
        shown.settle()
        assert ("One more wrong PIN locks it." in page._holder.text()) == (tries == 2)
        assert "not right" in page.field.fault
    page.enter()
    shown.settle()
    assert "has locked itself" in page.field.fault
    assert rough.tries == 3
    assert states(page) == ["not signed yet"] * 4
