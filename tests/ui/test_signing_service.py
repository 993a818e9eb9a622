"""Signing by the service of this machine: chosen in the settings, used by the signing screen, no PIN asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget

from app.desk import signing
from app.desk.acting import Session
from app.desk.drafts import Draft
from app.desk.office import Office
from app.vault.signing import Token
from tests.ui.conftest import Shown
from tests.ui.test_signing import page_of, states, taken_in
from tests.vault.test_signing_service import Service, serving
from tests.vault.tokens import NOW, PIN, tokens
from ui.place import Counter, Place
from ui.settings import SettingsPage
from ui.signing import SigningPage

Show = Callable[[Place], Shown]
Type = Callable[[QWidget, str], None]


@pytest.fixture
def service() -> Iterator[Service]:
    with Token(tokens().module, PIN, NOW, "officer") as token:
        made = Service(token)
        with serving(made):
            yield made


@pytest.fixture
def two_copies(office: Office, session: Session, ready_draft: Callable[..., Draft]) -> str:
    return taken_in(office, session, ready_draft(), 0).stream


def choose(office: Office, service: Service) -> None:
    chosen = replace(office.machine_settings(), signing_with="service", signing_service=service.address)
    office.save_machine_settings(chosen)


def test_the_service_is_chosen_tried_and_signs_what_waits(
    counter: Counter, show: Show, service: Service, two_copies: str, type_text: Type, office: Office
) -> None:
    opened = show(SettingsPage(replace(counter, session=replace(counter.session, role="supervisor"))))
    settings = opened.place
    assert isinstance(settings, SettingsPage)
    section = settings.signing
    assert not section.service.isVisible()
    section.way.button_for("service").click()
    opened.settle()
    assert not section.module.isVisible()
    assert not section.trial.isEnabled()
    type_text(section.service, "http://10.0.0.5:80")
    section.service.editingFinished.emit()
    assert "not an address" in section.service_field.fault
    section.service.clear()
    type_text(section.service, service.address)
    section.service.editingFinished.emit()
    opened.settle()
    assert section.service_field.fault == ""
    kept = office.machine_settings()
    assert (kept.signing_with, kept.signing_service) == ("service", service.address)
    section.trial.click()
    opened.settle()
    assert section._outcome.text() == "The service takes calls."
    assert service.calls == []

    shown = show(SigningPage(counter))
    page = page_of(shown)
    assert not page.pin.isVisible()
    assert page.field.fault == ""
    assert page.sign_button.words == "Sign 2 copies"
    page.primary()
    shown.bot.waitUntil(lambda: bool(shown.told), timeout=60_000)
    shown.settle()
    warning = "The token is of Nguyễn Thị Ký; Nguyễn Thị Hồng Hạnh is signed in."
    assert shown.told[-1].text == f"2 copies signed. {warning}"
    assert [path for path, _ in service.calls] == ["/vgca_sign_file"] * 2
    assert signing.waiting(office, counter.session) == ()


def test_what_the_service_refuses_stays_on_the_list_and_one_that_is_gone_ends_the_round(
    counter: Counter, show: Show, service: Service, two_copies: str, office: Office
) -> None:
    choose(office, service)
    shown = show(SigningPage(counter))
    page = page_of(shown)
    service.status = 11
    page.primary()
    shown.bot.waitUntil(lambda: len(shown.told) == 1, timeout=60_000)
    shown.settle()
    assert states(page) == ["signing failed"] * 2
    assert len(service.calls) == 2
    office.save_machine_settings(replace(office.machine_settings(), signing_service="http://127.0.0.1:9"))
    page.primary()
    shown.bot.waitUntil(lambda: len(shown.told) == 2, timeout=60_000)
    shown.settle()
    assert "1 were not tried" in shown.told[-1].text
    assert "does not answer" in page.model.cell(0, 4).tip + page.model.cell(1, 4).tip
    office.save_machine_settings(replace(office.machine_settings(), signing_service=""))
    page.primary()
    shown.bot.waitUntil(lambda: not page._running, timeout=60_000)
    shown.settle()
    assert "address is not known" in page.field.fault
    assert len(service.calls) == 2


def test_back_to_the_token_the_pin_is_asked_again(
    counter: Counter, show: Show, service: Service, two_copies: str, office: Office
) -> None:
    choose(office, service)
    shown = show(SigningPage(counter))
    page = page_of(shown)
    assert not page.pin.isVisible()
    chosen = replace(office.machine_settings(), signing_with="token", signing_module=str(tokens().module))
    office.save_machine_settings(chosen)
    page.enter()
    shown.settle()
    assert page.pin.isVisible()
    page.primary()
    assert "PIN of the token is needed" in page.field.fault
    assert service.calls == []
