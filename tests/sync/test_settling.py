"""What a real hub answers to an ordinary act is kept without folding the dossier anew, and is what the fold makes."""

from __future__ import annotations

from collections.abc import Sequence

from app.desk.office import Office
from app.domain import acts
from app.domain.events import Entry
from app.store import doctor, states
from app.store.states import StateRow
from sync import engine
from sync.engine import Pace
from tests.sync.conftest import MakeClient
from tests.sync.province import receive, record


def test_an_ordinary_answer_is_kept_without_the_fold(office: Office, client_for: MakeClient) -> None:
    client, fold = client_for(office), office.store.fold
    folded: list[str] = []

    def counted(stream: str, stream_type: str, entries: Sequence[Entry]) -> StateRow | None:
        folded.append(stream)
        return fold(stream, stream_type, entries)

    office.store.fold = counted
    stream = receive(office, "H44.80.01-261123-0001")
    for number in (1, 2):
        assert folded == [stream], "the act itself is"
        folded.clear()
        assert engine.push_once(office, client, Pace()).outcomes == {"placed": 1}
        assert folded == []
        with office.store.read() as connection:
            row = states.row(connection, stream)
            assert row is not None
            assert (row.pending, row.head) == (0, number)
            assert b'"register_number":1,' in (states.state_json(connection, stream) or b"")
            assert doctor.check(connection) == []
        folded.clear()
        record(office, stream, acts.PaymentCollected(8000, "cash"))


def test_what_the_hub_does_not_simply_take_is_folded(office: Office, client_for: MakeClient) -> None:
    stream = receive(office, "H44.80.01-261123-0001", officer="nobody the hub knows")
    assert engine.push_once(office, client_for(office), Pace()).outcomes == {"placed": 1}
    with office.store.read() as connection:
        row = states.row(connection, stream)
        assert row is not None
        assert (row.pending, row.head, row.set_aside) == (0, 1, 1)
        assert doctor.check(connection) == []
