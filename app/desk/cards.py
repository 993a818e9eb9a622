"""Whom an identity card read at the counter fills: no person's details are ever put over another's unasked."""

from __future__ import annotations

from typing import Literal

from app.desk.drafts import Draft, DraftPerson
from app.domain.identity import IdentityCard
from app.domain.text import fold

Part = Literal["applicant", "submitter", "party", "asked"]
"""Who in a draft a card is of; ``asked``: only the officer can say."""


def part_for(draft: Draft, card: IdentityCard, *, beside: bool) -> Part:
    """Where a card goes that is laid on the reader with ``draft`` in front; ``beside``: the hands are at whoever hands
    the papers in. The same card twice is one person, a second one is whoever comes along, and a third is asked about.
    """
    applicant, second = draft.applicant, second_person(draft)
    if not beside and applicant.stands_there:
        if fits(applicant, card):
            return "applicant"
        if not applicant.personal_number and not applicant.passport.strip():
            return "asked"
    if draft.in_person and second is None and applicant.stands_there:
        return "party"
    return "submitter" if second is None or fits(second, card) else "asked"


def waits_well(draft: Draft, card: IdentityCard) -> bool:
    """Whether a card read before ``draft`` came to the front goes into it unasked: nobody stands in it yet, or the
    very person of the card does."""
    second = second_person(draft)
    people = (draft.applicant, *((second,) if second is not None else ()))
    if any(_number(person) == card.personal_number for person in people):
        return True
    return second is None and draft.applicant.stands_there and not is_named(draft.applicant)


def second_person(draft: Draft) -> DraftPerson | None:
    """Whoever comes beside the applicant: submitter, representative or the other party."""
    return draft.submitter or draft.representative or next(iter(draft.parties), None)


def fits(person: DraftPerson, card: IdentityCard) -> bool:
    """Whether the card takes nothing of another person's away: nobody is named there, or the person of the card."""
    if _number(person):
        return _number(person) == card.personal_number
    return not is_named(person) or (not person.passport.strip() and fold(person.full_name) == fold(card.full_name))


def is_named(person: DraftPerson) -> bool:
    """Whether a name or a number says already who that is."""
    return bool(_number(person) or person.passport.strip() or person.full_name.strip())


def _number(person: DraftPerson) -> str:
    return person.personal_number.replace(" ", "")
