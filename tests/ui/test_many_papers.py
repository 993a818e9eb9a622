"""A procedure that asks for fifty papers: its lines come in turns, and no paper is lost meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from app.desk.drafts import DraftPaper
from tests.desk.conftest import PROCEDURE
from tests.ui.conftest import Journey
from tests.ui.test_reach import round_of_tab
from ui.checklist import AT_ONCE, Checklist
from ui.frame import Frame
from ui.reception import ReceptionPage

Settle = Callable[[], None]
MANY = 50


@pytest.fixture
def page(frame: Frame) -> ReceptionPage:
    assert isinstance(frame.place, ReceptionPage)
    return frame.place


@pytest.fixture
def checklist(page: ReceptionPage) -> Iterator[Checklist]:
    yield page.papers


def many(journey: Journey, prefix: str = "c", number: int = MANY) -> tuple[DraftPaper, ...]:
    paper = journey.make().papers[0]
    return tuple(
        replace(paper, component=f"{prefix}{place}", name=f"Giấy tờ số {place}", ticked=False)
        for place in range(number)
    )


def test_all_lines_come_and_none_holds_the_window_up(
    frame: Frame, checklist: Checklist, journey: Journey, settle: Settle
) -> None:
    """The watch over every call judges the second half of the name."""
    checklist.show_papers(many(journey))
    assert len(checklist.lines) == AT_ONCE
    assert len(checklist.papers) == MANY
    settle()
    assert [line.paper.component for line in checklist.lines] == [f"c{place}" for place in range(MANY)]
    names = [each.objectName() for each in round_of_tab(frame)]
    ticks = [name for name in names if name.startswith("papers.") and name.endswith(".tick")]
    assert ticks == [f"papers.{place}.tick" for place in range(MANY)]
    assert names.index(ticks[-1]) < names.index("reception.accept")


def test_an_edit_before_the_last_line_is_there_keeps_every_paper(
    checklist: Checklist, journey: Journey, settle: Settle
) -> None:
    told: list[tuple[DraftPaper, ...]] = []
    checklist.edited.connect(told.append)
    checklist.show_papers(many(journey))
    checklist.toggle(1)
    assert [paper.ticked for paper in told[-1]] == [place == 1 for place in range(MANY)]
    checklist.show_waiting({"c40": 3})
    checklist.set_faults(frozenset({41}))
    checklist.choose("c42")
    settle()
    assert [paper.ticked for paper in checklist.papers] == [place == 1 for place in range(MANY)]
    assert checklist.lines[40].waiting == 3
    assert [line.tick.property("fault") for line in checklist.lines].index("true") == 41
    assert [line.property("current") for line in checklist.lines].index("true") == 42
    checklist.toggle(1)
    assert not any(paper.ticked for paper in told[-1])


def test_what_a_line_still_to_come_must_do_is_done(checklist: Checklist, journey: Journey, settle: Settle) -> None:
    papers = tuple(replace(paper, ticked=place in (20, 30)) for place, paper in enumerate(many(journey)))
    checklist.show_papers(papers)
    checklist.show_waiting({"c20": 1})
    checklist.choose_next_unscanned()
    assert checklist.current == "c30"
    checklist.focus_line(45)
    assert len(checklist.lines) == 46
    assert QApplication.focusWidget() is checklist.lines[45].tick
    settle()
    assert len(checklist.lines) == MANY


def test_another_procedure_in_the_middle_leaves_no_line_of_the_first(
    checklist: Checklist, journey: Journey, settle: Settle, qapp: QApplication
) -> None:
    first, second = many(journey), many(journey, "d", 30)
    second = (*second[:5], first[5], *second[6:])
    checklist.show_papers(first)
    checklist.show_waiting({"c5": 2})
    checklist.set_faults(frozenset({20}))
    checklist.choose("c7")
    qapp.processEvents()
    checklist.show_papers(second)
    assert checklist.current == "d0"
    settle()
    assert [line.paper.component for line in checklist.lines] == [paper.component for paper in second]
    assert all(line.waiting == 0 for line in checklist.lines)
    assert "true" not in [line.tick.property("fault") for line in checklist.lines]
    checklist.show_papers(())
    settle()
    assert checklist.lines == ()


def test_what_the_draft_says_in_the_middle_is_what_the_late_lines_show(
    checklist: Checklist, journey: Journey, settle: Settle
) -> None:
    papers = many(journey)
    checklist.show_papers(papers)
    checklist.show_papers(tuple(replace(paper, ticked=place == 40) for place, paper in enumerate(papers)))
    settle()
    assert [line.tick.isChecked() for line in checklist.lines].index(True) == 40


def test_another_draft_of_the_same_procedure_begins_with_nothing_marked(
    page: ReceptionPage, settle: Settle, journey: Journey
) -> None:
    page.book.choose(PROCEDURE)
    settle()
    page.papers.choose(page.papers.papers[-1].component)
    page.papers.set_faults(frozenset({0}))
    page.papers.show_waiting({page.papers.papers[0].component: 3})
    first = page.papers.papers[0].component
    page.book.begin()
    settle()
    page.book.choose(PROCEDURE)
    settle()
    page.papers.set_faults(frozenset({1}))
    for place in (0, 1):
        page.book.bring(place)
        settle()
        assert page.papers.current == first
        assert [line.waiting for line in page.papers.lines] == [0] * len(page.papers.lines)
        assert "true" not in [line.tick.property("fault") for line in page.papers.lines]


def test_tab_comes_to_counts_that_are_added_where_they_stand(
    frame: Frame, checklist: Checklist, journey: Journey, settle: Settle
) -> None:
    paper = replace(journey.make().papers[0], originals=0, certified_copies=0, compared_copies=0, electronic_copies=0)
    checklist.show_papers((paper, replace(paper, component="other")))
    settle()
    line = checklist.lines[0]
    for name in ("certified_copies", "electronic_copies", "compared_copies"):
        line.show_paper(replace(line.paper, ticked=True, **{name: 1}))
    settle()
    wanted = [f"papers.0.{name}" for name in ("certified_copies", "compared_copies", "electronic_copies")]
    names = [each.objectName() for each in round_of_tab(frame)]
    assert [name for name in names if name in wanted] == wanted
    assert names.index(wanted[-1]) < names.index("papers.1.tick")


def test_many_counts_that_come_at_once_are_told_of_once(checklist: Checklist, journey: Journey, settle: Settle) -> None:
    papers = many(journey, number=20)
    checklist.show_papers(papers)
    settle()
    told: list[bool] = []
    checklist.built.connect(lambda: told.append(True))
    checklist.show_papers(tuple(replace(paper, ticked=True, certified_copies=1) for paper in papers))
    settle()
    assert told == [True]
