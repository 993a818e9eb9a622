"""How many dossiers hold digital copies, and where those came from (index 766 items 4.2 to 4.4).

A copy counts once, by the way it came: digitised here (scanned, photographed, made of a file), taken over from an
earlier dossier, or taken from the national data store. What citizens sent themselves was digitised by nobody here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from app.domain.dossier import Dossier, FileHeld

DIGITISED_FROM = frozenset({"scanner", "camera", "file"})


@dataclass(frozen=True)
class Digitising:
    """Figures of some dossiers: how many they are; with a copy digitised here, one taken over, one from the national
    store; with an electronic result; and the copies of each kind."""

    dossiers: int = 0
    digitised: int = 0
    reused: int = 0
    national: int = 0
    results: int = 0
    copies_digitised: int = 0
    copies_reused: int = 0
    copies_national: int = 0

    def __add__(self, other: Digitising) -> Digitising:
        return Digitising(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


def of_dossier(state: Dossier) -> Digitising:
    """The figures of one dossier as its journal stands."""
    ways = [_way(held) for held in state.files if held.component != "result"]
    digitised, reused, national = (ways.count(way) for way in ("digitised", "reused", "national"))
    result = any(paper.sha256 for paper in state.results) or any(held.component == "result" for held in state.files)
    return Digitising(
        1, int(digitised > 0), int(reused > 0), int(national > 0), int(result), digitised, reused, national
    )


def of_dossiers(states: Iterable[Dossier]) -> Digitising:
    """The figures of several together."""
    return sum((of_dossier(state) for state in states), Digitising())


def _way(held: FileHeld) -> str:
    if held.from_national_store:
        return "national"
    if held.source == "reuse":
        return "reused"
    return "digitised" if held.source in DIGITISED_FROM else ""
