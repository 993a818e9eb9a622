"""The places a hub gives to events: each belongs to one event of its stream, and a restored hub may give it anew."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import astuple
from sqlalchemy import Connection, bindparam, select

from app.domain.events import Placement
from app.store.at_once import insert_lines, rows_among, update_rows
from app.store.deliveries import EventRow
from app.store.runs import unplace
from app.store.schema import event

_E = event.c

_BY_PLACE = select(_E.id, _E.epoch).where(_E.stream == bindparam("the_stream"), _E.stream_seq == bindparam("the_seq"))
_BY_PLACES = (
    "SELECT event.stream, event.stream_seq FROM json_each(?) AS place CROSS JOIN event "
    "ON event.stream = json_extract(place.value, '$[0]') AND event.stream_seq = json_extract(place.value, '$[1]')"
)


_COLUMNS = (*EventRow.__struct_fields__, "state", "epoch")


class FeedGap(ValueError):
    """Deliveries that do not follow the cursor without a gap, or contradict what the same hub said before."""


class Placing:
    """Gives events their places: those that nobody holds yet all at once, the others one by one.

    A restored hub (another epoch) may give a place that was another event's before: that one is without a place
    again, and is offered once more.
    """

    def __init__(self, connection: Connection, epoch: str, places: Sequence[tuple[str, int]]) -> None:
        self._connection, self._epoch = connection, epoch
        self._taken = {tuple(row) for row in rows_among(connection, _BY_PLACES, places)}
        self._fresh: list[tuple[object, ...]] = []
        self._rows: list[dict[str, object]] = []

    def insert(self, row: EventRow) -> None:
        """Note an event that is not here yet; it is written at the latest by `write`."""
        self._take(row.id, row.stream, row.stream_seq)
        self._fresh.append((*astuple(row), "placed", self._epoch))

    def place(self, event_id: str, stream: str, placement: Placement) -> None:
        """Note the place of an event that is here; it is written at the latest by `write`."""
        self._take(event_id, stream, placement.stream_seq)
        self._rows.append({"id": event_id, **self._columns(placement)})

    def write(self) -> None:
        """Write everything noted so far."""
        if self._fresh:
            insert_lines(self._connection, event, _COLUMNS, self._fresh)
            self._fresh = []
        if self._rows:
            update_rows(self._connection, event, "id", self._rows)
            self._rows = []

    def _columns(self, placement: Placement) -> dict[str, object]:
        return {
            "state": "placed",
            "refusal": None,
            "stream_seq": placement.stream_seq,
            "verdict": placement.verdict,
            "rule": placement.rule,
            "placed_at": placement.placed_at,
            "register_book": placement.register_book,
            "register_number": placement.register_number,
            "epoch": self._epoch,
        }

    def _take(self, event_id: str, stream: str, stream_seq: int) -> None:
        if (stream, stream_seq) in self._taken:
            self.write()
            self._vacate(event_id, stream, stream_seq)
        self._taken.add((stream, stream_seq))

    def _vacate(self, event_id: str, stream: str, stream_seq: int) -> None:
        """Take a place from the event that holds it."""
        found = self._connection.execute(_BY_PLACE, {"the_stream": stream, "the_seq": stream_seq}).first()
        if found is not None and found.id != event_id:
            if found.epoch == self._epoch:
                raise FeedGap(f"two events at stream_seq {stream_seq}")
            unplace(self._connection, _E.id == found.id)
