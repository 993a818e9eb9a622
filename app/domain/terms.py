"""What a rule is asked about, and what it answers: an act, a refusal, and the terms of the law it is judged by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.domain import acts, units
from app.domain.dossier import Dossier
from app.domain.events import VIETNAM
from app.domain.reference import Reference
from app.domain.regulation import RegulationSet
from app.errors import ReferenceMissing


@dataclass(frozen=True)
class Refusal:
    """Why an act is not allowed: the rule, the article behind it, and facts for the sentence (no personal data)."""

    rule: str
    law: str = ""
    facts: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Act:
    """What somebody wants to do, or did: typed payload and personal part, when, where and by whom.

    ``offline`` is True while the counter cannot ask the hub; some acts are then left to the one
    counter that surely knows.
    """

    kind: str
    payload: Any
    at: datetime
    unit: str
    officer: str
    device: str
    personal: Any = None
    offline: bool = False


class Terms:
    """What a precondition may ask of the reference data, looked up only when asked."""

    def __init__(self, act: Act, state: Dossier, reference: Reference) -> None:
        self.act, self.state, self.reference = act, state, reference

    @property
    def day(self) -> date:
        """The local day of the act's own instant."""
        return self.act.at.astimezone(VIETNAM).date()

    @property
    def rules(self) -> RegulationSet:
        """The dossier's regulation set as it read on the day of acceptance; before that the one in force.

        Raises ReferenceMissing for a set nobody knows here.
        """
        chosen = self.state.regulation_set or getattr(self.act.payload, "regulation_set", "")
        if not chosen:
            return self.reference.regulation_set_for(self.day)
        return self.reference.regulation_set(chosen).on(self.state.received_on or self.day)

    @property
    def supervisor(self) -> bool:
        """True when who acts may go past a rule with a reason."""
        officer = self.reference.officer(self.act.officer)
        return officer is not None and officer.role in units.SUPERVISING

    def speaks_for(self, unit: str) -> bool:
        """True when the acting unit is ``unit`` itself or the one that took over from it by the day of the act."""
        if self.act.unit == unit:
            return True
        heir = self.reference.unit_answering(unit, self.day)
        return heir is not None and heir.code == self.act.unit

    def same_place(self, kept: acts.Holder | None, named: acts.Holder) -> bool:
        """True when ``named`` is where the papers are kept, also under the name of the unit that took over."""
        if kept is None or named.unit != self.act.unit:
            return False
        return kept.post == named.post and self.speaks_for(kept.unit)

    def refuse(self, rule: str, **facts: str | int) -> Refusal:
        """A refusal by ``rule`` with its article in the dossier's own regulation set."""
        try:
            law = self.rules.article(rule)
        except ReferenceMissing:
            law = ""
        return Refusal(rule, law, facts)

    def overridden(self, rule: str, **facts: str | int) -> Refusal | None:
        """None when a supervisor gave a reason for going past ``rule``; else the refusal."""
        if not self.act.payload.override.strip():
            return self.refuse(rule, **facts)
        return None if self.supervisor else self.refuse("supervisor_needed", **facts)


Check = Callable[[Dossier, Act, Terms], Refusal | None]
"""A precondition: None when it is met."""
