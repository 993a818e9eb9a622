"""What the officer is to look at next is in sight: a draft begins at its top, the cursor is never scrolled away, and
long names of papers are read to their end."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QWidget

from tests.desk.conftest import CARD
from tests.ui.conftest import Journey, Show, Shown
from tests.ui.receiving import OTHER_CARD, fill
from tests.ui.receiving import page as page
from tests.ui.receiving import shown as shown
from ui.dossier import DossierPage
from ui.guiding import GuidanceQuestion
from ui.place import Counter
from ui.reception import ReceptionPage

ROOM = (1278, 440)
"""What a window at 150 % of a 1366 × 768 screen leaves to the page: its first column is longer than that."""


@pytest.fixture
def small(shown: Shown, page: ReceptionPage) -> ReceptionPage:
    page.resize(*ROOM)
    shown.settle()
    return page


def column(page: ReceptionPage) -> QScrollArea:
    area = page._people_column
    assert isinstance(area, QScrollArea)
    assert area.verticalScrollBar().maximum() > 0
    return area


def to_the_end(page: ReceptionPage) -> None:
    bar = column(page).verticalScrollBar()
    bar.setValue(bar.maximum())


def in_sight(area: QScrollArea, widget: QWidget | None) -> bool:
    assert widget is not None
    at = QRect(widget.mapTo(area.viewport(), QPoint(0, 0)), widget.size())
    return area.viewport().rect().contains(at)


def test_a_new_draft_begins_at_its_top_with_the_cursor_in_the_procedure(shown: Shown, small: ReceptionPage) -> None:
    fill(shown, small)
    to_the_end(small)
    small.go("new")
    shown.settle()
    assert column(small).verticalScrollBar().value() == 0
    assert QApplication.focusWidget() is small.procedure.line
    assert in_sight(column(small), small.procedure.line)


def test_after_acceptance_the_next_draft_is_seen_from_its_top(shown: Shown, small: ReceptionPage) -> None:
    fill(shown, small)
    to_the_end(small)
    small.primary()
    shown.settle()
    assert column(small).verticalScrollBar().value() == 0
    assert QApplication.focusWidget() is small.procedure.line


def test_the_link_to_what_is_missing_brings_its_field_into_sight(shown: Shown, small: ReceptionPage) -> None:
    fill(shown, small)
    small.people.applicant._fields["full_name"].editor.setFocus()
    to_the_end(small)
    assert not in_sight(column(small), small.people.applicant._fields["full_name"].editor)
    small.closing.followed.emit("applicant.full_name")
    shown.bot.waitUntil(lambda: in_sight(column(small), QApplication.focusWidget()), timeout=2_000)
    assert QApplication.focusWidget() is small.people.applicant._fields["full_name"].editor


def test_a_draft_brought_back_shows_its_procedure_or_its_cursor(shown: Shown, small: ReceptionPage) -> None:
    fill(shown, small)
    small.go("new")
    shown.settle()
    small.take_card(OTHER_CARD)
    to_the_end(small)
    small.go("next")
    shown.settle()
    assert small.book.current is not None
    assert small.book.current.applicant.full_name == CARD.split("|")[2]
    shown.bot.waitUntil(lambda: in_sight(column(small), QApplication.focusWidget()), timeout=2_000)


# ---------------------------------------------------------------- names of papers

LONG = (
    "Văn bản của cơ quan có thẩm quyền xác nhận về việc người yêu cầu đăng ký đã được đăng ký hộ tịch trước đây nhưng "
    "cả sổ hộ tịch và bản chính giấy tờ hộ tịch đều bị mất, hoặc cam đoan bằng văn bản khi không có giấy tờ đó"
)


def test_the_guidance_of_long_papers_stays_narrow_and_its_words_tick(shown: Shown, journey: Journey) -> None:
    draft = journey.make()
    papers = tuple(replace(paper, name=LONG, ticked=False) for paper in draft.papers)
    question = GuidanceQuestion(shown.place, shown.place.counter.theme, replace(draft, papers=papers))
    shown.bot.addWidget(question)
    question.show()
    tick = question._lines[0][0]
    assert question.width() < 700
    [words] = [label for label in question.findChildren(QLabel) if label.buddy() is tick]
    assert words.height() >= words.heightForWidth(words.width())
    assert tick.accessibleName() == LONG
    before = tick.isChecked()
    QTest.mouseClick(words, Qt.MouseButton.LeftButton)
    assert tick.isChecked() is not before


def test_asking_for_a_long_paper_leaves_the_columns_of_the_dossier_as_they_are(
    counter: Counter, show: Show, journey: Journey
) -> None:
    draft = journey.make()
    accepted = journey.accept(papers=tuple(replace(paper, name=LONG) for paper in draft.papers))
    dossier = show(DossierPage(counter))
    page = dossier.place
    assert isinstance(page, DossierPage)
    page.go(accepted.stream)
    dossier.settle()
    before = page.acts.width()
    for act in ("request_supplement", "collect_payment"):
        page.acts.begin(act)
        dossier.settle()
        QApplication.processEvents()
        assert page.acts.width() == before, act
