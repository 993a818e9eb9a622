"""Regulation sets: the rules' numbers, words and forms as data, chosen by a dossier's acceptance date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Literal

from app.domain.codes import CODE_PATTERN
from app.domain.documents import clock_time, in_force, refuse_overlaps, rows, table, typed
from app.domain.units import Unit
from app.errors import ReferenceInvalid, ReferenceMissing

RATING_POINTS = (2, 1, 0)
"""The points of an assessment, best first (TT 01/2018/TT-VPCP Đ13)."""


@dataclass(frozen=True)
class FormEntry:
    """A form of a set: its number and title there, paper size, copies, who signs, and the key of its page template."""

    key: str
    title: str
    number: str = ""
    paper: Literal["A5", "A4"] = "A5"
    copies: int = 1
    signers: tuple[str, ...] = ()
    template: str = ""
    valid_from: date | None = None


@dataclass(frozen=True)
class RatingQuestion:
    """A question put to the citizen on a screen; ``answers`` are the words for 2, 1 and 0 points, best first."""

    key: str
    text: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class RegulationSet:
    """The rules for dossiers accepted from ``valid_from`` to ``valid_to``; a dossier keeps its set to the end.

    ``supplement_days`` are working days, ``closing_days`` calendar days (None: no provision), ``apology_days``
    calendar days before the due date, ``other_shop_days`` working days, hours of the online confirmation working
    hours. ``levels`` maps level words to Vietnamese; ``online_words`` does so for online levels. ``law`` names the
    article behind a rule or a parameter. ``rating`` is what the citizen's screen asks, in order. What changed
    inside the set lies in ``changes``; ask `on`.
    """

    id: str
    title: str
    valid_from: date
    levels: dict[str, str]
    supplement_days: int
    apology_days: int
    valid_to: date | None = None
    instruments: tuple[str, ...] = ()
    supplement_requests: int = 1
    closing_days: int | None = None
    extensions: int = 1
    transfer_cut_off: time = time(15)
    other_shop_days: int = 0
    confirm_hours: float | None = None
    notice_hours: float | None = None
    account_check: bool = False
    personal_signature: bool = False
    ask_database_papers: bool = True
    competent_clock: bool = False
    code_unit_field: Literal["code", "code_2018"] = "code"
    code_digits: int = 4
    code_pattern: str = CODE_PATTERN
    online_words: dict[str, str] = field(default_factory=dict)
    law: dict[str, str] = field(default_factory=dict)
    forms: dict[str, FormEntry] = field(default_factory=dict)
    rating: tuple[RatingQuestion, ...] = ()
    changes: tuple[tuple[date, RegulationSet], ...] = ()
    _readings: dict[int, RegulationSet] = field(default_factory=dict, init=False, compare=False, repr=False)

    def on(self, day: date) -> RegulationSet:
        """The set as it reads on ``day``, with the changes in force by then."""
        last = max((place for place, (since, _) in enumerate(self.changes) if since <= day), default=None)
        if last is None:
            return self
        if last not in self._readings:
            self._readings[last] = replace(self.changes[last][1], changes=self.changes)
        return self._readings[last]

    def article(self, rule: str) -> str:
        """The article behind a rule or a parameter; empty where no text is known."""
        return self.law.get(rule, "")

    def code_unit(self, unit: Unit) -> str:
        """The unit part of a dossier code in this set's style."""
        code: str = getattr(unit, self.code_unit_field)
        return code or unit.code

    def form(self, key: str) -> FormEntry | None:
        """The form of this set under ``key``; None where the set has none, e.g. a termination notice in 2018."""
        return self.forms.get(key)

    def online_word(self, level: str) -> str:
        """The Vietnamese word for an online level; the level itself where the set has no word."""
        return self.online_words.get(level, level)


def load_sets(documents: Iterable[Mapping[str, object]], *, file: str = "regulation") -> tuple[RegulationSet, ...]:
    """The sets by their first day. A new set is a new document; no code knows how many there are.

    Raises ReferenceInvalid for a bad set, a doubled id, sets that overlap or leave days between them.
    """
    sets = sorted((_load_set(document, file) for document in documents), key=lambda found: found.valid_from)
    if not sets:
        raise ReferenceInvalid(file, "sets", "no regulation set")
    known: set[str] = set()
    for found in sets:
        if found.id in known:
            raise ReferenceInvalid(file, found.id, "listed twice")
        known.add(found.id)
    refuse_overlaps(sets, file, " / ".join(found.id for found in sets), holes=True)
    return tuple(sets)


def set_for(day: date, sets: Sequence[RegulationSet]) -> RegulationSet:
    """The set of a dossier accepted on ``day``, as it reads that day. Raises ReferenceMissing before the first set."""
    found = in_force(sets, day)
    if found is None:
        raise ReferenceMissing(what="regulation_set", day=day.isoformat())
    return found.on(day)


def _load_set(document: Mapping[str, object], file: str) -> RegulationSet:
    entry = str(document.get("id", "?"))
    loaded = _read(document, file, entry)
    refuse_overlaps((loaded,), file, entry)
    changes: list[tuple[date, RegulationSet]] = []
    merged = dict(document)
    for number, change in enumerate(rows(document, "change", file), 1):
        changed_on = typed(change.get("valid_from"), date, file, f"{entry}: change #{number}")
        before = changes[-1][0] if changes else loaded.valid_from
        if changed_on <= before or (loaded.valid_to is not None and changed_on > loaded.valid_to):
            raise ReferenceInvalid(file, f"{entry}: change #{number}", f"{changed_on} is not after {before} in the set")
        merged = _merged(merged, {key: value for key, value in change.items() if key != "valid_from"})
        changes.append((changed_on, _read(merged, file, f"{entry}: change {changed_on}")))
    return replace(loaded, changes=tuple(changes))


def _merged(document: Mapping[str, object], change: Mapping[str, object]) -> dict[str, object]:
    """``document`` with ``change`` over it; tables are merged key by key, forms replaced by key."""
    merged = dict(document)
    for key, value in change.items():
        old = merged.get(key)
        if key == "form" and isinstance(old, list) and isinstance(value, list):
            replaced = {form.get("key") for form in value}
            merged[key] = [form for form in old if form.get("key") not in replaced] + value
        elif isinstance(old, Mapping) and isinstance(value, Mapping):
            merged[key] = {**old, **value}
        else:
            merged[key] = value
    return merged


def _read(document: Mapping[str, object], file: str, entry: str) -> RegulationSet:
    forms: dict[str, FormEntry] = {}
    for row in rows(document, "form", file):
        form = typed(row, FormEntry, file, f"{entry}: form {row.get('key', '?')}")
        if form.key in forms:
            raise ReferenceInvalid(file, f"{entry}: form {form.key}", "listed twice")
        if form.copies < 1:
            raise ReferenceInvalid(file, f"{entry}: form {form.key}", "copies must be at least 1")
        forms[form.key] = replace(form, template=form.template or form.key)
    plain = {key: value for key, value in document.items() if key not in ("form", "forms", "change", "changes")}
    if "transfer_cut_off" in plain:
        plain["transfer_cut_off"] = clock_time(plain["transfer_cut_off"], file, f"{entry}: transfer_cut_off")
    table(document, "law", file)
    found = replace(typed(plain, RegulationSet, file, entry), forms=forms)
    _check(found, file, entry)
    return found


def _check(found: RegulationSet, file: str, entry: str) -> None:
    if not found.levels:
        raise ReferenceInvalid(file, entry, "no levels")
    if not 4 <= found.code_digits <= 7:
        raise ReferenceInvalid(file, entry, f"code_digits {found.code_digits} is not 4 to 7")
    for name in ("supplement_days", "apology_days", "closing_days", "supplement_requests", "extensions"):
        days = getattr(found, name)
        if days is not None and days < 1:
            raise ReferenceInvalid(file, entry, f"{name} must be at least 1")
    if len({question.key for question in found.rating}) < len(found.rating):
        raise ReferenceInvalid(file, entry, "a rating question is listed twice")
    for question in found.rating:
        if len(question.answers) != len(RATING_POINTS):
            raise ReferenceInvalid(file, entry, f"rating {question.key} needs {len(RATING_POINTS)} answers")
    try:
        groups = re.compile(found.code_pattern).groups
    except re.error as fault:
        raise ReferenceInvalid(file, entry, f"code_pattern: {fault}") from None
    if groups != 3:
        raise ReferenceInvalid(file, entry, "code_pattern needs three groups: unit, yymmdd, ordinal")
