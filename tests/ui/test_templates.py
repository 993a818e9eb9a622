"""The forms of the slips: a template file is tried, seen beside the old page, refused by its line or used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.desk import templates
from app.desk.office import Office
from tests.ui.conftest import Shown
from ui import asking
from ui.place import Counter, Place
from ui.settings import SettingsPage
from ui.templates import TemplatesPage

Show = Callable[[Place], Shown]


@pytest.fixture
def supervising(counter: Counter) -> Counter:
    return replace(counter, session=replace(counter.session, role="administrator"))


def chosen(shown: Shown) -> TemplatesPage:
    """The page with the rating slip of 2025 in front."""
    page = shown.place
    assert isinstance(page, TemplatesPage)
    place = page.model.place_of("2025/rating_slip")
    assert place is not None
    page.view.setCurrentIndex(page.model.index(place, 0))
    shown.settle()
    return page


def own(office: Office) -> list[str]:
    return [f"{line.set_id}/{line.key}" for line in templates.forms_of(office) if line.own]


def test_a_template_is_seen_beside_the_old_page_then_used_then_taken_back(
    supervising: Counter, show: Show, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = show(TemplatesPage(supervising))
    page = chosen(shown)
    assert not page.use.isEnabled()
    file = tmp_path / "rating.toml"
    text = templates.text_of(office, "2025", "rating_slip")
    file.write_text(text.replace('"PHIẾU ĐÁNH GIÁ"', '"PHIẾU GÓP Ý"'), encoding="utf-8")
    page.try_file(file)
    shown.settle()
    shown.bot.waitUntil(lambda: page.before.page_total == page.after.page_total == 1, timeout=5_000)
    page.primary()
    shown.settle()
    assert own(office) == ["2025/rating_slip"]
    assert not page.use.isEnabled()
    assert page.restore.isEnabled()
    monkeypatch.setattr(asking, "ask", lambda *_: True)
    page.restore.click()
    shown.settle()
    assert own(office) == []


def test_a_bad_template_is_refused_by_its_line(
    supervising: Counter, show: Show, office: Office, tmp_path: Path
) -> None:
    shown = show(TemplatesPage(supervising))
    page = chosen(shown)
    file = tmp_path / "rating.toml"
    text = templates.text_of(office, "2025", "rating_slip")
    file.write_text(text.replace('title = "', "title = ", 1), encoding="utf-8")
    page.try_file(file)
    shown.settle()
    assert "refused at line 2" in page.fault.text()
    assert not page.use.isEnabled()
    file.write_bytes(b"\xff\xfe\x00")
    page.try_file(file)
    shown.settle()
    assert page.fault.text()
    page.primary()
    shown.settle()
    assert own(office) == []


def test_only_who_may_change_forms_is_led_to_them(counter: Counter, supervising: Counter, show: Show) -> None:
    first = show(SettingsPage(counter))
    assert isinstance(first.place, SettingsPage)
    assert first.place.slips_printed.forms.isHidden()
    second = show(SettingsPage(supervising))
    assert isinstance(second.place, SettingsPage)
    second.place.slips_printed.forms.click()
    assert second.wanted == ["templates"]
