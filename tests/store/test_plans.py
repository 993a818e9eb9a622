"""Questions asked all day go by their index, however full the store: what SQLite says it would do is what counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from app.store import files, journal, prints, runs, states, streams
from app.store.database import Store
from app.store.placing import Placing
from app.store.states import ListFilter
from tests.store.builders import START, UNIT

OPEN = frozenset({2, 4, 5, 6})
HERE = f"{UNIT}/one_stop"


def plans(store: Store, ask: Callable[[Connection], Any]) -> list[str]:
    """How SQLite answers each question that ``ask`` puts."""
    asked: list[str] = []
    with store.read() as connection:
        driver: Any = connection.connection.dbapi_connection
        driver.set_trace_callback(asked.append)
        ask(connection)
        driver.set_trace_callback(None)
        # What the search index asks of its own tables is traced too.
        questions = [each for each in asked if each.startswith("SELECT") and "dossier_search_" not in each]
        # A page is found by the key the page before ended with; rows skipped by number would all be read. The
        # compiler writes an offset beside every limit: it is always nought.
        assert all(statement.count("OFFSET") == statement.endswith("OFFSET 0") for statement in questions)
        return [line[3] for statement in questions for line in driver.execute("EXPLAIN QUERY PLAN " + statement)]


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (ListFilter(unit=UNIT), "newest"),
        (ListFilter(unit=UNIT, accepted_from=START), "accepted"),
        (ListFilter(unit=UNIT, statuses=OPEN), "unit"),
        (ListFilter(unit=UNIT, statuses=OPEN, due_before=START + timedelta(days=1), order="due"), "due"),
        (ListFilter(unit=UNIT, statuses=frozenset({2}), holder=HERE, transit=""), "holder"),
        (ListFilter(unit=UNIT, in_transit=True), "in_transit"),
        (ListFilter(unit=UNIT, result_in_transit=True), "result_in_transit"),
        (ListFilter(result_transit=HERE, statuses=frozenset({9})), "result_transit"),
        (ListFilter(result_holder=HERE, statuses=frozenset({9})), "result"),
        (ListFilter(transit=HERE), "transit"),
        (ListFilter(unit=UNIT, with_debts=True), "debts"),
        (ListFilter(unit=UNIT, with_set_aside=True), "set_aside"),
        (ListFilter(unit=UNIT, with_pending=True), "pending"),
        (ListFilter(unit=UNIT, procedure_code="1.004884"), "procedure"),
        (ListFilter(unit=UNIT, field="Hộ tịch"), "field"),
        (ListFilter(unit=UNIT, officer="canbo1"), "officer"),
    ],
)
def test_every_list_has_its_index(store: Store, wanted: ListFilter, index: str) -> None:
    for line in plans(store, lambda connection: states.page(connection, wanted)):
        if "dossier_state" in line:
            assert f"INDEX dossier_state_{index} " in line
    for line in plans(store, lambda connection: states.count(connection, wanted)):
        assert not line.startswith("SCAN dossier_state"), line


def runs_pushed(connection: Connection) -> object:
    """What is asked beside every run, though only a restored hub makes the answer anything but empty."""
    return runs.registers_given(connection, [])


@pytest.mark.parametrize(
    "ask",
    [
        journal.unsent,
        journal.waiting,
        journal.refused,
        lambda connection: files.next_uploads(connection, 16),
        files.waiting,
        prints.open_jobs,
        lambda connection: prints.not_handed_out(connection, UNIT, ("receipt",), 200),
        lambda connection: states.search(connection, "nguyễn"),
        lambda connection: states.search(connection, "0007"),
        lambda connection: states.by_code(connection, "H44.80.01-261123-0007"),
        lambda connection: journal.entries(connection, "stream"),
        lambda connection: Placing(connection, "epoch", [("stream", 1)]),
        lambda connection: streams.reach(connection, ["stream"]),
        runs_pushed,
    ],
)
def test_nothing_asked_all_day_reads_a_whole_table(store: Store, ask: Callable[[Connection], Any]) -> None:
    lines = plans(store, ask)
    assert lines
    partial = (
        "event_not_placed",
        "event_number_kept",
        "file_to_send",
        "print_job_open",
        "VIRTUAL TABLE",
        "CONSTANT ROW",
    )
    for line in lines:
        assert not line.startswith("SCAN") or any(name in line for name in partial), line
    if ask is journal.unsent:
        assert any("event_not_placed" in line for line in lines)
    if ask is runs_pushed:
        assert all("event_number_kept" in line for line in lines if " event " in line), lines
