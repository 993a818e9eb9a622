"""What a hub's answer makes of a dossier's row is what the fold would make of it, whether the fold is asked or not."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import Connection, update

from app.domain.events import Body, Entry, Placement
from app.store import doctor, journal, schema, states
from app.store.database import Changed, Store
from app.store.deliveries import Delivery, Prepared
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
    heard: list[Changed] = []
    store.subscribe(heard.append)
    with store.write() as connection:
        journal.settle(connection, hub.push(journal.unsent(connection)), "e1")
        assert len(folds) == 1
        assert counters(connection, made[0].stream) == (0, 3, 0)
    assert [(change.streams, change.topics) for change in heard] == [
        (frozenset({made[0].stream}), frozenset({"journal", "states"}))
    ]
    with store.write() as connection:
        journal.append(connection, body("attach", made[0].stream), None, DEVICE)
        folds.clear()
        journal.settle(connection, hub.push(journal.unsent(connection)), "e1")
        assert folds == []
        assert counters(connection, made[0].stream) == (0, 4, 0)


def placed(made: Body, place: int) -> Settlement:
    return Settlement(made.id, "placed", at(place))


def of_another(stream: str, place: int) -> Prepared:
    [other] = foreign_chain([(body("attach", stream), None)])
    return delivered([Delivery(1, other, at(place))])


def in_another_order(connection: Connection, first: Body, second: Body) -> list[Settlement]:
    return [placed(first, 2), placed(second, 1)]


def before_a_known_one(connection: Connection, first: Body, second: Body) -> list[Settlement]:
    """Another's act beyond a hole, which ours then fill."""
    journal.apply_feed(connection, UNIT, "e1", of_another(first.stream, 3), [])
    assert journal.streams_to_fetch(connection) == [first.stream]
    return [placed(first, 1), placed(second, 2)]


def beyond_a_hole(connection: Connection, first: Body, second: Body) -> list[Settlement]:
    return [placed(first, 2), placed(second, 3)]


def beyond_a_hole_after_a_refused_one(connection: Connection, first: Body, second: Body) -> list[Settlement]:
    """As many events as places, yet one of them has none and one is missing."""
    journal.append(connection, third := body("attach", first.stream), None, DEVICE)
    journal.settle(connection, [placed(first, 1), Settlement(second.id, "refused", code="scope")], "e1")
    return [placed(third, 3)]


def moved_to_another_place(connection: Connection, first: Body, second: Body) -> list[Settlement]:
    """What an older answer says of an act, while as many others wait."""
    journal.append(connection, body("attach", first.stream), None, DEVICE)
    journal.settle(connection, [placed(first, 1), placed(second, 2)], "e1")
    return [placed(second, 3)]


def after_all(connection: Connection, first: Body, second: Body) -> list[Settlement]:
    """An act that did not count is found to be placed."""
    journal.settle(connection, [Settlement(first.id, "refused", code="scope")], "e1")
    return [Settlement(first.id, "already", at(1)), placed(second, 2)]


def once_more(connection: Connection, first: Body, second: Body) -> list[Settlement]:
    for made, place in ((first, 1), (second, 2)):
        journal.settle(connection, [placed(made, place)], "e1")
    return [Settlement(first.id, "already", at(1)), Settlement(second.id, "already", at(2))]


def in_part(connection: Connection, first: Body, second: Body) -> list[Settlement]:
    return [placed(first, 1), Settlement(second.id, "refused", code="scope")]


def without_effect(connection: Connection, first: Body, second: Body) -> list[Settlement]:
    return [placed(first, 1), Settlement(second.id, "placed", Placement(2, "set_aside", None, START))]


def under_a_rule(connection: Connection, first: Body, second: Body) -> list[Settlement]:
    return [placed(first, 1), Settlement(second.id, "placed", Placement(2, "effective", "code_taken", START))]


def by_a_restored_hub(connection: Connection, first: Body, second: Body) -> list[Settlement]:
    """It gives a place that was another's before."""
    journal.apply_feed(connection, UNIT, "e0", of_another(first.stream, 2), [])
    return [placed(first, 1), placed(second, 2)]


def over_a_damaged_row(connection: Connection, first: Body, second: Body) -> list[Settlement]:
    connection.execute(update(schema.dossier_state).values(state_json=b"\x00"))
    return [placed(first, 1), placed(second, 2)]


@pytest.mark.parametrize(
    ("told", "left"),
    [
        (in_another_order, (0, 2, 0)),
        (before_a_known_one, (0, 3, 0)),
        (beyond_a_hole, (2, 0, 1)),
        (beyond_a_hole_after_a_refused_one, (1, 1, 1)),
        (moved_to_another_place, (2, 1, 1)),
        (after_all, (0, 2, 0)),
        (once_more, (0, 2, 0)),
        (in_part, (0, 1, 0)),
        (without_effect, (0, 2, 0)),
        (under_a_rule, (0, 2, 0)),
        (by_a_restored_hub, (1, 2, 1)),
        (over_a_damaged_row, (0, 2, 0)),
    ],
)
def test_anything_else_is(
    store: Store,
    folds: Folds,
    told: Callable[[Connection, Body, Body], list[Settlement]],
    left: tuple[int, int, int],
) -> None:
    with store.write() as connection:
        first, second = acts_of_one(connection, 2)
        results = told(connection, first, second)
        folds.clear()
        journal.settle(connection, results, "e1")
        assert len(folds) == 1
        assert counters(connection, first.stream) == left
