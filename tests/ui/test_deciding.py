"""What the hub set aside, left unconfirmed or refused: told in the window, and repaired from there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QDialog, QLabel, QPushButton

from app.desk import dossier_page, supplements
from app.desk.acting import Session
from app.desk.office import Office
from app.desk.post_status import Enrolling
from app.domain.events import Placement, Verdict
from app.errors import EnrolmentCodeRefused
from app.store import journal
from app.store.journal import Settlement
from tests.desk.conftest import UNIT
from tests.ui.conftest import Journey, Shown
from tests.ui.dialogs import answering
from ui import deciding
from ui.dossier import DossierPage
from ui.enrolling import EnrolAnew
from ui.place import Counter, Place
from ui.post import PostPage

Show = Callable[[Place], Shown]


@pytest.fixture
def supervising(counter: Counter) -> Counter:
    return replace(counter, session=replace(counter.session, officer=f"{UNIT}-supervisor", role="supervisor"))


def placed(office: Office, verdict: Verdict, rule: str) -> None:
    """The hub has placed everything, the last act with a verdict of its own."""
    with office.store.write() as connection:
        events = journal.unsent(connection)
        for place, event in enumerate(events, 1):
            judged = (verdict, rule) if event is events[-1] else ("effective", None)
            placement = Placement(place, *judged, office.now())  # type: ignore[arg-type]
            journal.settle(connection, [Settlement(event.body.id, "placed", placement)], "epoch")


def asked_twice(journey: Journey) -> str:
    """A dossier at this counter, with a request for a supplement."""
    stream = journey.accept().stream
    wanted = (supplements.Wanted("to_khai_dang_ky_lai_khai_sinh", "Tờ khai", "thiếu chữ ký"),)
    supplements.request_supplement(journey.office, journey.session, stream, wanted)
    return stream


def answer_with(button: QPushButton, verb: str, reason: str) -> list[str]:
    """Somebody presses ``button``, reads the question, gives a reason and presses a verb; gives what was read."""
    read: list[str] = []

    def answer(question: deciding.Decision) -> None:
        why = question.findChild(QLabel, "decision.why")
        assert isinstance(why, QLabel)
        read.append(why.text())
        chosen = question.findChild(QPushButton, f"decision.{verb}")
        assert isinstance(chosen, QPushButton)
        assert not chosen.isEnabled()
        question.reason.setPlainText(reason)
        chosen.click()

    with answering(deciding.Decision, answer):
        button.click()
    return read


def statuses(office: Office, session: Session, stream: str) -> tuple[int, str]:
    view = dossier_page.open_dossier(office, session, stream)
    line = next(line for line in view.timeline if line.kind == "request_supplement")
    return view.dossier.status, line.state


@pytest.mark.parametrize(
    ("verdict", "rule", "verb", "status", "state"),
    [
        ("set_aside", "supplement_once", "accept", 5, "placed"),
        ("set_aside", "supplement_once", "annul", 2, "annulled"),
        ("unconfirmed", "clock_ahead", "accept", 5, "placed"),
        ("unconfirmed", "clock_ahead", "annul", 2, "annulled"),
    ],
)
def test_a_dossier_explains_what_waits_for_a_decision_and_takes_it(
    supervising: Counter,
    show: Show,
    journey: Journey,
    office: Office,
    verdict: Verdict,
    rule: str,
    verb: str,
    status: int,
    state: str,
) -> None:
    stream = asked_twice(journey)
    placed(office, verdict, rule)
    shown = show(DossierPage(supervising))
    shown.place.go(stream)
    shown.settle()
    event = next(line.event for line in deciding.undecided(shown.place._view))  # type: ignore[attr-defined]
    button = shown.find(QPushButton, f"owed.decide.{event}")
    assert isinstance(button, QPushButton)
    read = answer_with(button, verb, "đã hỏi công dân")
    shown.settle()
    assert read[0].startswith("“")
    assert ("does not count" in read[0]) == (verdict == "set_aside")
    assert statuses(office, supervising.session, stream) == (status, state)
    assert shown.place.findChild(QPushButton, f"owed.decide.{event}") is None or not button.isVisible()


def test_an_officer_is_told_who_decides(counter: Counter, show: Show, journey: Journey, office: Office) -> None:
    stream = asked_twice(journey)
    placed(office, "set_aside", "supplement_once")
    shown = show(DossierPage(counter))
    shown.place.go(stream)
    shown.settle()
    buttons = [each for each in shown.place.findChildren(QPushButton) if each.objectName().startswith("owed.decide.")]
    assert [each.isEnabled() for each in buttons] == [False]
    assert "supervisor" in buttons[0].toolTip()
    post = show(PostPage(counter))
    post.place.go("set_aside")
    post.settle()
    detail = post.find(QLabel, "post.detail")
    assert isinstance(detail, QLabel)
    assert "was set aside and does not count" in detail.text()
    assert detail.text().endswith("A supervisor decides about it.")


def test_the_page_of_the_post_takes_the_decision_too(
    supervising: Counter, show: Show, journey: Journey, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = asked_twice(journey)
    placed(office, "set_aside", "supplement_once")
    shown = show(PostPage(supervising))
    shown.place.go("set_aside")
    shown.settle()
    button = shown.find(QPushButton, "post.decide")
    assert isinstance(button, QPushButton)
    answer_with(button, "annul", "nhầm hồ sơ")
    shown.settle()
    assert statuses(office, supervising.session, stream) == (2, "annulled")
    assert shown.told[-1].text == "Decided; the dossier follows it everywhere."
    assert shown.place._models["set_aside"].rows == ()  # type: ignore[attr-defined]


def refused(office: Office, code: str) -> None:
    with office.store.write() as connection:
        first = journal.unsent(connection, 1)[0]
        journal.settle(connection, [Settlement(first.body.id, "refused", code=code)], "epoch")


@pytest.mark.parametrize(("code", "offered"), [("scope", True), ("fork", True), ("id_reused", True), ("size", False)])
def test_what_is_held_back_is_repaired_by_another_identity(
    counter: Counter, show: Show, journey: Journey, office: Office, code: str, offered: bool
) -> None:
    told: list[tuple[str, str, str | None]] = []

    def enrol(address: str, code: str, passphrase: str | None) -> None:
        if code != "AAAAA-BBBBB":
            raise EnrolmentCodeRefused("code")
        told.append((address, code, passphrase))

    office.post.enrolling = Enrolling(lambda: True, enrol)
    accepted = journey.accept()
    with office.store.write() as connection:
        paid = journal.unsent(connection)[1:]
        journal.settle(connection, [Settlement(event.body.id, "refused", code=code) for event in paid], "epoch")
    refused(office, code)
    shown = show(PostPage(counter))
    shown.place.go("tray")
    shown.settle()
    button = shown.find(QPushButton, "post.enrol")
    assert isinstance(button, QPushButton)
    assert button.isVisible() == offered
    held_back = shown.place._models["tray"].rows[0]  # type: ignore[attr-defined]
    # The citizen holds a paper with this code, but no dossier stands behind it here; what another copy of the machine
    # stands in the way of counts all along.
    assert held_back.code == accepted.code
    assert shown.find(QPushButton, "post.open").isVisible() == (code in ("fork", "id_reused"))
    if not offered:
        return
    button.click()
    card = shown.place.findChild(EnrolAnew)
    assert isinstance(card, EnrolAnew)
    card.press()
    assert card._fields["code"].fault
    card.address.setText("https://tram.phutho.gov.vn")
    card.passphrase.setText("mật khẩu")
    for typed in ("sai", "AAAAA-BBBBB"):
        card.code.setText(typed)
        card.press()
        shown.settle()
    assert told == [("https://tram.phutho.gov.vn", "AAAAA-BBBBB", "mật khẩu")]
    assert card.result() == QDialog.DialogCode.Accepted
    assert shown.wanted[-1] == "sign-out"
