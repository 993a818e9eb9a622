"""The catalogue of procedures: versions with their limits, fees and components, and the search that finds them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.domain.documents import in_force, label, refuse_overlaps, rows, table, typed
from app.domain.limits import Extension, Limit
from app.domain.procedure_index import ProcedureIndex
from app.errors import ReferenceInvalid

OnlineLevel = Literal["full", "partial", "none"]
FeeChannel = Literal["direct", "online", "postal"]


@dataclass(frozen=True)
class Component:
    """A required paper: how many originals and copies are handed in. ``shown``: looked at and given back at once.

    ``key`` stays the same across versions of a procedure; ``alternatives`` are papers that serve as well.
    """

    key: str
    name: str
    originals: int = 0
    copies: int = 0
    optional: bool = False
    shown: bool = False
    in_database: bool = False
    alternatives: tuple[str, ...] = ()
    form_code: str = ""
    note: str = ""


@dataclass(frozen=True)
class PageTier:
    """đồng for each page from ``from_page`` on, until the next tier begins."""

    from_page: int
    amount: int


@dataclass(frozen=True)
class FeeRule:
    """One phí or lệ phí under a condition. ``amount`` is in đồng; None: the level is unknown (never read as 0).

    ``page_tiers`` makes a fee per page of a copy, at most ``maximum`` đồng per copy. ``placeholder``: taken from
    another province. ``channel`` empty: for every channel.
    """

    kind: Literal["phí", "lệ phí"]
    name: str
    amount: int | None = None
    free: bool = False
    condition: str = ""
    unit: str = ""
    placeholder: bool = False
    channel: FeeChannel | Literal[""] = ""
    page_tiers: tuple[PageTier, ...] = ()
    maximum: int | None = None
    note: str = ""
    valid_from: date = date.min
    valid_to: date | None = None

    def in_force(self, day: date) -> bool:
        """True while this rule holds."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def per_page(self) -> bool:
        """True when the amount depends on the number of pages; `fees.page_fee` computes it."""
        return bool(self.page_tiers)


@dataclass(frozen=True)
class ProcedureStep:
    """One agency's share of the time limit, for the control slip."""

    name: str
    agency: str
    limit: Limit


@dataclass(frozen=True)
class ProcedureVersion:
    """A procedure as valid between two acceptance dates; a dossier keeps the version it was accepted with.

    ``system``: who records it (``ministry``: not here, but in the system ``elsewhere``, at its https address).
    ``receipt`` ``on_request``: result on the spot, or no statutory limit. ``confidence`` gives each topic's mark:
    ``law``, ``practice`` or ``assumed 0.x``.
    """

    code: str
    name: str
    field: str
    level: str
    valid_from: date
    limit: Limit
    valid_to: date | None = None
    extension: Extension | None = None
    steps: tuple[ProcedureStep, ...] = ()
    fees: tuple[FeeRule, ...] = ()
    components: tuple[Component, ...] = ()
    result: str = ""
    result_note: str = ""
    receiving: str = ""
    deciding: str = ""
    deciding_agency: str = ""
    system: Literal["province", "ministry"] = "province"
    elsewhere: str = ""
    elsewhere_url: str = ""
    receipt: Literal["always", "on_request"] = "always"
    form_set: str = "general"
    online_level: OnlineLevel = "none"
    presence: str = ""
    identified: bool = True
    basis: str = ""
    code_is_stand_in: bool = False
    keywords: tuple[str, ...] = ()
    confidence: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def received_at(self) -> str:
        """The level of the one-stop shops that take it in."""
        return self.receiving or self.level


@dataclass(frozen=True)
class CodeOnly:
    """A procedure of which only code and name are known: it can be named, never accepted."""

    code: str
    name: str
    field: str = ""
    level: str = ""
    note: str = ""
    valid_to: date | None = None


@dataclass(frozen=True)
class JointProcedure:
    """A chain of procedures filed together (liên thông), in order."""

    name: str
    steps: tuple[str, ...]
    supplement_within_working_days: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Catalogue:
    """All procedure versions of one published catalogue; ``version_id`` is what a dossier keeps."""

    version_id: str
    procedures: tuple[ProcedureVersion, ...]
    code_only: tuple[CodeOnly, ...] = ()
    joint: tuple[JointProcedure, ...] = ()
    _owned: Mapping[tuple[str, str], tuple[ProcedureVersion, ...]] = dataclasses.field(
        default_factory=dict, compare=False, repr=False
    )
    _received: Mapping[tuple[str, str], tuple[ProcedureVersion, ...]] = dataclasses.field(
        default_factory=dict, compare=False, repr=False
    )
    _index: ProcedureIndex = dataclasses.field(default_factory=ProcedureIndex, compare=False, repr=False)

    def version(self, code: str, level: str, day: date) -> ProcedureVersion | None:
        """The version of ``day`` that shops of ``level`` take in, else the one that belongs to ``level``; else None."""
        received = in_force(self._received.get((code, level), ()), day)
        return received or in_force(self._owned.get((code, level), ()), day)

    def find(
        self, text: str, day: date, level: str, frequency: Mapping[str, int] | None = None
    ) -> list[ProcedureVersion]:
        """Versions that shops of ``level`` may take in on ``day``, best match first; everything for an empty text.

        Finds words with or without marks, parts of the code, and initials (``dkks``). Marks that were typed must
        match, unless nothing does. ``frequency`` (uses per code at this counter) decides between equal matches.
        """
        ranked = self._index.find(text, frequency or {})
        found = (self.procedures[place] for place in ranked)
        return [
            version
            for version in found
            if version.received_at == level
            and version.valid_from <= day
            and (version.valid_to is None or day <= version.valid_to)
        ]

    def levels(self) -> set[str]:
        """Every level word the catalogue uses."""
        return {word for found in self.procedures for word in (found.level, found.receiving, found.deciding) if word}


def load_catalogue(document: Mapping[str, object], *, file: str = "catalogue") -> Catalogue:
    """The catalogue with its search index built.

    Raises ReferenceInvalid (entry: code, level and first day) for an unknown limit unit, an amount below zero, a
    component listed twice, an extension that cannot be counted, versions that overlap or leave days between them.
    """
    online_words = typed(table(document, "online_levels", file), dict[str, OnlineLevel], file, "online_levels")
    procedures = tuple(_load_versions(document, online_words, file))
    owned: dict[tuple[str, str], tuple[ProcedureVersion, ...]] = {}
    received: dict[tuple[str, str], tuple[ProcedureVersion, ...]] = {}
    for version in sorted(procedures, key=lambda version: version.valid_from):
        for versions, level in ((owned, version.level), (received, version.received_at)):
            versions[version.code, level] = (*versions.get((version.code, level), ()), version)
    for (code, level), line in owned.items():
        refuse_overlaps(line, file, f"{code} {level}", holes=True)
    joint = typed(list(rows(document, "joint", file)), tuple[JointProcedure, ...], file, "joint")
    code_only = typed(list(rows(document, "code_only", file)), tuple[CodeOnly, ...], file, "code_only")
    known = {version.code for version in procedures} | {found.code for found in code_only}
    for chain in joint:
        for code in chain.steps:
            if code not in known:
                raise ReferenceInvalid(file, f"joint {chain.name}", f"unknown procedure: {code}")
    index = ProcedureIndex.of((version.code, version.name, version.field, version.keywords) for version in procedures)
    return Catalogue(str(document.get("version", "")), procedures, code_only, joint, owned, received, index)


def _load_versions(
    document: Mapping[str, object], online_words: Mapping[str, OnlineLevel], file: str
) -> Iterator[ProcedureVersion]:
    for number, row in enumerate(rows(document, "procedure", file), 1):
        entry = " ".join(str(row.get(key, "?")) for key in ("level", "valid_from"))
        entry = f"{label(row, 'code', number)} {entry}"
        online = str(row.get("online_level", "none"))
        version = typed({**row, "online_level": online_words.get(online, online)}, ProcedureVersion, file, entry)
        for fault in _faults(version):
            raise ReferenceInvalid(file, entry, fault)
        yield version


def _faults(version: ProcedureVersion) -> Iterator[str]:
    """What makes a version impossible to work with."""
    fault = version.limit.fault()
    if fault:
        yield f"limit: {fault}"
    if version.extension is not None and (fault := version.extension.fault(version.limit)):
        yield f"extension: {fault}"
    for step in version.steps:
        if fault := step.limit.fault():
            yield f"step {step.name}: {fault}"
    alike = [step.limit.value for step in version.steps if step.limit.kind == version.limit.kind]
    if sum(alike) > version.limit.value:
        yield f"steps take {sum(alike):g} of {version.limit.value:g}"
    keys = [component.key for component in version.components]
    if len(set(keys)) != len(keys):
        yield f"component listed twice: {next(key for key in keys if keys.count(key) > 1)}"
    for component in version.components:
        if min(component.originals, component.copies) < 0:
            yield f"component {component.key}: a count below zero"
    yield from _fee_faults(version.fees)


def _fee_faults(fees: Iterable[FeeRule]) -> Iterator[str]:
    for rule in fees:
        amounts = [rule.amount, rule.maximum, *(tier.amount for tier in rule.page_tiers)]
        if any(amount is not None and amount < 0 for amount in amounts):
            yield f"fee {rule.name}: an amount below zero"
        if rule.free and rule.amount:
            yield f"fee {rule.name}: free, yet with an amount"
        if rule.valid_to is not None and rule.valid_to < rule.valid_from:
            yield f"fee {rule.name}: ends before it begins"
        pages = [tier.from_page for tier in rule.page_tiers]
        if pages and (pages[0] != 1 or pages != sorted(set(pages))):
            yield f"fee {rule.name}: page tiers must begin at page 1 and rise"
