"""A procedure that asks for fifty papers: its lines come in turns, and no paper is lost meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from app.desk.drafts import DraftPaper
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
    papers = tuple(replace(paper, ticked=place == 30) for place, paper in enumerate(many(journey)))
    checklist.show_papers(papers)
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
    checklist.show_papers(many(journey))
    checklist.show_waiting({"c1": 2})
    qapp.processEvents()
    checklist.show_papers(many(journey, "d", 30))
    assert all(line.waiting == 0 for line in checklist.lines)
    settle()
    assert [line.paper.component for line in checklist.lines] == [f"d{place}" for place in range(30)]
    checklist.show_papers(())
    settle()
    assert checklist.lines == ()
