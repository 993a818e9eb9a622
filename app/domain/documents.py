"""Plain documents (TOML or JSON) made into typed facts; what is wrong is refused by file, entry and reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from itertools import pairwise
from typing import Protocol, TypeVar

import msgspec

from app.errors import ReferenceInvalid

T = TypeVar("T")


class Interval(Protocol):
    """Anything valid between two days, both inclusive; no ``valid_to`` means still valid."""

    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...


V = TypeVar("V", bound=Interval)


def typed(value: object, kind: type[T], file: str, entry: str) -> T:
    """``value`` as ``kind`` (a dataclass or a plain type). Unknown keys are ignored: old programs read newer data.

    Raises ReferenceInvalid for a missing key, a wrong type or an unknown word.
    """
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as fault:
        raise ReferenceInvalid(file, entry, str(fault)) from None


def table(document: Mapping[str, object], key: str, file: str) -> Mapping[str, object]:
    """The table under ``key``, empty when absent. Raises ReferenceInvalid when it is something else."""
    found = document.get(key, {})
    if not isinstance(found, Mapping):
        raise ReferenceInvalid(file, key, "not a table")
    return found


def rows(document: Mapping[str, object], key: str, file: str) -> Sequence[Mapping[str, object]]:
    """The list of tables under ``key``, empty when absent. Raises ReferenceInvalid when it is something else."""
    found = document.get(key, [])
    if not isinstance(found, list | tuple) or not all(isinstance(row, Mapping) for row in found):
        raise ReferenceInvalid(file, key, "not a list of tables")
    return found


def label(row: Mapping[str, object], key: str, number: int) -> str:
    """How an entry is named in a refusal: its own ``key``, else its place in the list, counted from 1."""
    return str(row.get(key) or f"#{number}")


def clock_time(value: object, file: str, entry: str) -> time:
    """A time of day from a TOML time or an ``HH:MM`` text. Raises ReferenceInvalid."""
    if isinstance(value, time):
        return value
    try:
        return time.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise ReferenceInvalid(file, entry, f"not a time of day: {value!r}") from None


def plain(value: object) -> object:
    """``value`` with nothing but JSON types: dates as ISO texts, times as ``HH:MM``, tuples as lists, keys as texts."""
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M" if value.second == 0 else "%H:%M:%S")
    return value


def in_force(versions: Iterable[V], day: date) -> V | None:
    """The version valid on ``day``; None when there is none."""
    for version in versions:
        if version.valid_from <= day and (version.valid_to is None or day <= version.valid_to):
            return version
    return None


def refuse_overlaps(versions: Sequence[V], file: str, entry: str, *, holes: bool = False) -> None:
    """Raises ReferenceInvalid when versions, sorted by first day, end before they begin or overlap.

    With ``holes`` days between two versions are refused as well.
    """
    for version in versions:
        if version.valid_to is not None and version.valid_to < version.valid_from:
            raise ReferenceInvalid(file, entry, f"valid_to {version.valid_to} lies before valid_from")
    for earlier, later in pairwise(versions):
        if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
            raise ReferenceInvalid(file, entry, f"versions overlap from {later.valid_from}")
        if holes and earlier.valid_to.toordinal() + 1 != later.valid_from.toordinal():
            raise ReferenceInvalid(
                file, entry, f"no version from the day after {earlier.valid_to} to {later.valid_from}"
            )
