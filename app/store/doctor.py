"""Is the store what its journal says? Replays every stream and proves the chains; changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, func, select, text

from app.domain.events import GENESIS, link_hash
from app.store import enrolment
from app.store.schema import dossier_count, dossier_state, event, identifier, number_range, number_use
from app.store.state_rows import COUNTED, counted_under, identifiers_of, values_of
from app.store.streams import folded

_STATE = dossier_state.c

Fault = Literal[
    "page", "foreign_key", "chain", "personal", "row", "row_missing", "row_extra", "identifiers", "search", "counter",
    "number",
]  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it should be. ``where`` is a stream, a link, a unit or a table, never a person."""

    fault: Fault
    where: str
    detail: str = ""


def check(connection: Connection) -> list[Difference]:
    """Everything in which the file differs from what replaying its journal would make; empty for a sound store."""
    return [
        *_pages(connection),
        *_chains(connection),
        *_rows(connection),
        *_search(connection),
        *_counters(connection),
        *_numbers(connection),
    ]


def _pages(connection: Connection) -> Iterator[Difference]:
    for (fault,) in connection.exec_driver_sql("PRAGMA cipher_integrity_check"):
        yield Difference("page", "file", str(fault))
    for (fault,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if fault != "ok":
            yield Difference("page", "file", str(fault))
    for table, *_ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Difference("foreign_key", str(table))


def _chains(connection: Connection) -> Iterator[Difference]:
    """Every link is what its body makes it. Chains of this machine have no gap, except where events of an earlier
    identity were re-issued under a later one."""
    own = set(enrolment.devices(connection))
    current = enrolment.current(connection)
    columns = event.c
    rows = connection.execute(
        select(
            columns.device, columns.device_seq, columns.prev_hash, columns.body_hash, columns.hash, columns.body,
            columns.personal, columns.salt,
        ).order_by(columns.device, columns.device_seq)
    )  # fmt: skip
    device, seq, last = "", 0, GENESIS
    for row in rows:
        where = f"{row.device} {row.device_seq}"
        if row.device != device:
            device, seq, last = row.device, 0, GENESIS
        if hashlib.sha256(row.body).digest() != row.body_hash:
            yield Difference("chain", where, "body_hash")
        if link_hash(row.device, row.device_seq, row.prev_hash, row.body_hash) != row.hash:
            yield Difference("chain", where, "link_hash")
        if row.device_seq == seq + 1:
            if row.prev_hash != last:
                yield Difference("chain", where, "prev_hash")
        elif current is not None and row.device == current.device and row.device in own:
            yield Difference("chain", where, "gap")
        if row.salt is not None and hashlib.sha256(row.salt + row.personal).hexdigest() not in row.body.decode():
            yield Difference("personal", where)
        seq, last = row.device_seq, row.hash


def _rows(connection: Connection) -> Iterator[Difference]:
    held = {row.stream: row for row in connection.execute(select(_STATE.stream, _STATE.lid))}
    for stream in connection.execute(select(event.c.stream).distinct()).scalars().all():
        made = folded(connection, stream)
        place = held.pop(stream, None)
        if made is None or place is None:
            if made is not None:
                yield Difference("row_missing", stream)
            elif place is not None:
                yield Difference("row_extra", stream)
            continue
        wanted = values_of(made)
        stored = connection.execute(select(*(_STATE[name] for name in wanted)).where(_STATE.lid == place.lid)).one()
        different = [name for name, value in zip(wanted, stored, strict=True) if wanted[name] != value]
        if different:
            yield Difference("row", stream, ", ".join(different))
        found = connection.execute(select(identifier.c.kind, identifier.c.value).where(identifier.c.lid == place.lid))
        if {(row.kind, row.value) for row in found} != identifiers_of(made):
            yield Difference("identifiers", stream)
    for stream in held:
        yield Difference("row_extra", stream)


def _search(connection: Connection) -> Iterator[Difference]:
    """The index keeps no texts, so each row is asked for by its own words."""
    lost = text("SELECT count(*) FROM dossier_search WHERE dossier_search MATCH :match AND rowid = :lid")
    for row in connection.execute(select(_STATE.lid, _STATE.stream, _STATE.search_text)):
        words = [word for word in row.search_text.replace('"', " ").split() if any(map(str.isalnum, word))]
        if not words:
            continue
        match = " AND ".join(f'"{word}"' for word in words)
        if not connection.execute(lost, {"match": match, "lid": row.lid}).scalar_one():
            yield Difference("search", row.stream)
    indexed = connection.execute(text("SELECT count(*) FROM dossier_search")).scalar_one()
    if indexed != connection.execute(select(func.count()).select_from(dossier_state)).scalar_one():
        yield Difference("search", "dossier_search", "count")


def _counters(connection: Connection) -> Iterator[Difference]:
    counted: dict[tuple[str, str], int] = {}
    for row in connection.execute(select(*COUNTED)):
        for name in counted_under(row._asdict()):
            counted[row.unit, name] = counted.get((row.unit, name), 0) + 1
    kept = connection.execute(select(dossier_count)).all()
    stored = {(row.unit, row.name): row.number for row in kept if row.number != 0}
    for unit, name in sorted(set(counted) | set(stored)):
        if counted.get((unit, name), 0) != stored.get((unit, name), 0):
            yield Difference("counter", unit, name)


def _numbers(connection: Connection) -> Iterator[Difference]:
    """Every number used was taken inside its range, on a day of that range."""
    ranged, used = number_range.c, number_use.c
    rows = connection.execute(
        select(used.unit, used.day, used.number)
        .join(number_range, ranged.id == used.range_id)
        .where(
            (used.number < ranged.first) | (used.number > ranged.last)
            | (used.day < ranged.first_day) | (used.day > ranged.last_day) | (used.unit != ranged.unit)
        )
    )  # fmt: skip
    for row in rows:
        yield Difference("number", row.unit, f"{row.day} {row.number}")
