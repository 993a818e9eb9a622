"""The folded index behind the catalogue's search: built once, asked at every keystroke."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.domain.text import clean, fold

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


@dataclass(frozen=True)
class _Line:
    """One procedure as the index sees it: folded name, its words, initials, and the words with their marks."""

    code: str
    name: str
    words: tuple[str, ...]
    initials: str
    marked: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ProcedureIndex:
    """Lines by place, and every word with the places it stands at, sorted, so that a prefix is one stretch."""

    lines: tuple[_Line, ...] = ()
    words: tuple[str, ...] = ()
    places: tuple[tuple[int, ...], ...] = ()
    _everything: frozenset[int] = field(default_factory=frozenset, repr=False)

    @classmethod
    def of(cls, procedures: Iterable[tuple[str, str, str, tuple[str, ...]]]) -> ProcedureIndex:
        """The index over (code, name, field, keywords), places counted from 0."""
        lines: list[_Line] = []
        found: dict[str, set[int]] = {}
        for place, (code, name, field_name, keywords) in enumerate(procedures):
            extra = " ".join((field_name, *keywords))
            lines.append(_line(code, name, " ".join(keywords)))
            for word in {*fold(name).split(), *fold(extra).split(), *_code_words(code)}:
                found.setdefault(word.strip(",.;()"), set()).add(place)
        ordered = sorted(found.items())
        return cls(
            tuple(lines),
            tuple(word for word, _ in ordered),
            tuple(tuple(sorted(places)) for _, places in ordered),
            frozenset(range(len(lines))),
        )

    def find(self, text: str, frequency: Mapping[str, int]) -> list[int]:
        """The places of all lines that match every word of ``text``, best first."""
        query = fold(text)
        tokens = query.split()
        candidates: set[int] = set(self._everything)
        for token in tokens:
            candidates &= self._holding(token)
        typed = [_toneless(token) for token in clean(text).lower().split() if not token.isascii()]
        exact = {place for place in candidates if _marks_match(typed, self.lines[place])} if typed else candidates
        # A slip of a tone must not empty the list: marks decide only where some line has them.
        kept = exact or candidates
        return sorted(kept, key=lambda place: _rank(self.lines[place], query, tokens, frequency))

    def _holding(self, token: str) -> set[int]:
        """Places with a word that begins with ``token``, or initials that contain it."""
        places: set[int] = set()
        start = bisect_left(self.words, token)
        while start < len(self.words) and self.words[start].startswith(token):
            places.update(self.places[start])
            start += 1
        if len(token) > 1 and token.isalpha():
            places.update(place for place, line in enumerate(self.lines) if token in line.initials)
        return places


def _line(code: str, name: str, keywords: str) -> _Line:
    words = tuple(word.strip(",.;()") for word in fold(name).split())
    initials = "".join(word[0] for word in words if word and word[0].isalpha())
    marked = tuple(_toneless(word.strip(",.;()")) for word in f"{clean(name)} {clean(keywords)}".lower().split())
    return _Line(code, " ".join(words), words, initials, marked)


def _code_words(code: str) -> Iterable[str]:
    """``1.004884`` is found by its beginning, by what follows the dot, and without the leading zeros there."""
    tail = code.rpartition(".")[2]
    return (code, code.replace(".", ""), tail, tail.lstrip("0") or tail)


def _toneless(word: str) -> tuple[str, str]:
    """A word without its tone, and the tone: so ``hoà`` and ``hòa`` are one word."""
    letters = unicodedata.normalize("NFD", word)
    base = "".join(letter for letter in letters if letter not in _TONES)
    return unicodedata.normalize("NFC", base), "".join(letter for letter in letters if letter in _TONES)


def _marks_match(typed: list[tuple[str, str]], line: _Line) -> bool:
    """True when each typed word with marks begins a word of the line with the same marks."""
    return all(
        any(word.startswith(base) and (not tone or tone == own) for word, own in line.marked) for base, tone in typed
    )


def _rank(
    line: _Line, query: str, tokens: list[str], frequency: Mapping[str, int]
) -> tuple[int, int, int, int, str, str]:
    """Smaller is better: kind of match, then this counter's habit, where the words stand, how many others there are."""
    at = f" {line.name}".find(f" {query}")
    if query in (line.code, line.name, line.initials):
        kind = 0
    elif line.code.startswith(query) or query.replace(".", "") == line.code.replace(".", ""):
        kind = 1
    elif at == 0:
        kind = 2
    elif at > 0:
        kind = 3
    elif line.initials.startswith(query):
        kind = 4
    elif all(any(word.startswith(token) for word in line.words) for token in tokens):
        kind = 5
    else:
        kind = 6
    return kind, -frequency.get(line.code, 0), max(at, 0), len(line.words), line.name, line.code
