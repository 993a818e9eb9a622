"""What a hub's answer makes of a dossier's row is what the fold would make of it, whether the fold is asked or not."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import Connection, update

from app.domain.events import Body, Entry, Placement
from app.store import doctor, journal, schema, states
from app.store.database import Store
from app.store.deliveries import Delivery
from app.store.journal import Settlement
from app.store.states import StateRow
from tests.store.builders import DEVICE, START, UNIT, ToyHub, body, delivered, foreign_chain, toy_fold

Folds = list[list[Entry]]


@pytest.fixture
def folds(store: Store) -> Folds:
    """What the fold has been asked."""
    asked: Folds = []

    def counted(stream: str, stream_type: str, entries: Sequence[Entry]) -> StateRow | None:
        asked.append(list(entries))
        return toy_fold(stream, stream_type, entries)

    store.fold = counted
    return asked


def acts_of_one(connection: Connection, number: int, **payload: bool) -> list[Body]:
    first = body(code="c1", **payload)
    made = [first, *(body("attach", first.stream, **payload) for _ in range(number - 1))]
    for each in made:
        journal.append(connection, each, {"name": "Lê Văn C"}, DEVICE)
    return made


def at(place: int) -> Placement:
    return Placement(place, "effective", None, START)


def counters(connection: Connection, stream: str) -> tuple[int, int, int]:
    """Pending and head of the row, and how many dossiers are counted as pending."""
    row = states.row(connection, stream)
    assert row is not None
    assert doctor.check(connection) == []
    return row.pending, row.head, states.counts(connection, UNIT).get("pending", 0)


def test_acts_placed_as_they_stood_are_not_folded_again(store: Store, folds: Folds) -> None:
    hub = ToyHub()
    with store.write() as connection:
        made = acts_of_one(connection, 3, booked=True)
        folds.clear()
        journal.settle(connection, hub.push(journal.unsent(connection, limit=2)), "e1")
        assert len(folds) == 1  # the third is still without a place
        journal.settle(connection, hub.push(journal.unsent(connection)), "e1")
        assert len(folds) == 1
        assert counters(connection, made[0].stream) == (0, 3, 0)
        assert b'"register_number":3' in (states.state_json(connection, made[0].stream) or b"")
        journal.append(connection, body("attach", made[0].stream), None, DEVICE)
        folds.clear()
        journal.settle(connection, hub.push(journal.unsent(connection)), "e1")
        assert folds == []
        assert counters(connection, made[0].stream) == (0, 4, 0)


def settled_in_another_order(connection: Connection, made: list[Body]) -> None:
    journal.settle(connection, [Settlement(made[0].id, "placed", at(2)), Settlement(made[1].id, "placed", at(1))], "e1")


def settled_before_a_known_one(connection: Connection, made: list[Body]) -> None:
    """Another's act beyond a hole, which ours then fill."""
    [other] = foreign_chain([(body("attach", made[0].stream), None)])
    journal.apply_feed(connection, UNIT, "e1", delivered([Delivery(1, other, at(3))]), [])
    assert journal.streams_to_fetch(connection) == [made[0].stream]
    journal.settle(connection, [Settlement(made[0].id, "placed", at(1)), Settlement(made[1].id, "placed", at(2))], "e1")


def settled_beyond_a_hole(connection: Connection, made: list[Body]) -> None:
    journal.settle(connection, [Settlement(made[0].id, "placed", at(2)), Settlement(made[1].id, "placed", at(3))], "e1")


def settled_after_all(connection: Connection, made: list[Body]) -> None:
    """An act that did not count is found to be placed."""
    journal.settle(connection, [Settlement(made[0].id, "refused", code="scope")], "e1")
    journal.settle(
        connection, [Settlement(made[0].id, "already", at(1)), Settlement(made[1].id, "placed", at(2))], "e1"
    )


def settled_twice(connection: Connection, made: list[Body]) -> None:
    for results in ([Settlement(made[0].id, "placed", at(1))], [Settlement(made[1].id, "placed", at(2))]):
        journal.settle(connection, results, "e1")
    journal.settle(connection, [Settlement(each.id, "already", at(place)) for place, each in enumerate(made, 1)], "e1")


def settled_in_part(connection: Connection, made: list[Body]) -> None:
    journal.settle(
        connection, [Settlement(made[0].id, "placed", at(1)), Settlement(made[1].id, "refused", code="scope")], "e1"
    )


def settled_without_effect(connection: Connection, made: list[Body]) -> None:
    aside = Placement(2, "set_aside", "late", START)
    journal.settle(connection, [Settlement(made[0].id, "placed", at(1)), Settlement(made[1].id, "placed", aside)], "e1")


def settled_by_a_restored_hub(connection: Connection, made: list[Body]) -> None:
    """It gives a place that was another's before."""
    [other] = foreign_chain([(body("attach", made[0].stream), None)])
    journal.apply_feed(connection, UNIT, "e0", delivered([Delivery(1, other, at(2))]), [])
    journal.settle(connection, [Settlement(made[0].id, "placed", at(1)), Settlement(made[1].id, "placed", at(2))], "e1")


def settled_over_a_damaged_row(connection: Connection, made: list[Body]) -> None:
    connection.execute(update(schema.dossier_state).values(state_json=b"\x00"))
    journal.settle(connection, [Settlement(each.id, "placed", at(place)) for place, each in enumerate(made, 1)], "e1")


@pytest.mark.parametrize(
    ("settle", "left"),
    [
        (settled_in_another_order, (0, 2, 0)),
        (settled_before_a_known_one, (0, 3, 0)),
        (settled_beyond_a_hole, (2, 0, 1)),
        (settled_after_all, (0, 2, 0)),
        (settled_twice, (0, 2, 0)),
        (settled_in_part, (0, 1, 0)),
        (settled_without_effect, (0, 2, 0)),
        (settled_by_a_restored_hub, (1, 2, 1)),
        (settled_over_a_damaged_row, (0, 2, 0)),
    ],
)
def test_anything_else_is(
    store: Store, folds: Folds, settle: Callable[[Connection, list[Body]], None], left: tuple[int, int, int]
) -> None:
    with store.write() as connection:
        made = acts_of_one(connection, 2)
        folds.clear()
        settle(connection, made)
        assert folds
        assert counters(connection, made[0].stream) == left
