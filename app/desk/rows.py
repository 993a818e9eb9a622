"""What lists and search keep of a dossier: the fold of one stream as a row, and the dossier read back from it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from app.domain import acts
from app.domain.dossier import Dossier, debts, fold
from app.domain.events import Entry
from app.store.state_rows import IdentifierKind, StateRow


def state_row(stream: str, stream_type: str, entries: Sequence[Entry]) -> StateRow | None:
    """The row of a dossier stream as its events make it; None for other streams and for no events."""
    if stream_type != "dossier":
        return None
    dossier = fold(entries)
    if dossier is None:
        return None
    people = dossier.people
    applicant = people.applicant if people else None
    submitter = (people.submitter or people.representative) if people else None
    procedure = dossier.procedure
    owed = debts(dossier)
    return StateRow(
        stream=stream,
        code=dossier.code or None,
        provisional_code=next(iter(dossier.former_codes), None),
        status=dossier.status,
        unit=dossier.unit,
        procedure_code=procedure.code if procedure else "",
        procedure_name=procedure.name if procedure else "",
        field=procedure.field if procedure else "",
        applicant_name=applicant.full_name if applicant else "",
        submitter_name=submitter.full_name if submitter else "",
        accepted_at=dossier.accepted_at,
        due=dossier.due_at,
        finished_at=dossier.finished_at,
        returned_at=dossier.returned_at,
        holder=holder_text(dossier.holder),
        result_holder=holder_text(dossier.result_holder),
        transit=holder_text(dossier.transit.receiver) if dossier.transit else "",
        result_transit=holder_text(dossier.result_transit.receiver) if dossier.result_transit else "",
        debts=owed,
        pending=dossier.pending,
        set_aside=sum(item.verdict in {"set_aside", "unconfirmed"} for item in dossier.exceptional),
        officer=dossier.officer,
        head=dossier.head,
        needs_upgrade=dossier.unknown > 0,
        updated_at=entries[-1].body.at,
        search_texts=tuple(party.full_name for party in (people.parties if people else ())),
        state_json=msgspec.json.encode(dossier),
        identifiers=_identifiers(dossier),
    )


def dossier_of(state_json: bytes) -> Dossier:
    """The dossier kept in a state row."""
    return msgspec.json.decode(state_json, type=Dossier)


def holder_text(holder: acts.Holder | None) -> str:
    """``H44.80.01/one_stop``: where paper lies, as rows keep it; empty for nowhere."""
    return f"{holder.unit}/{holder.post}" if holder else ""


def _identifiers(dossier: Dossier) -> tuple[tuple[IdentifierKind, str], ...]:
    found: list[tuple[IdentifierKind, str]] = []
    if dossier.code:
        found.append(("code", dossier.code))
    found.extend(("provisional_code", code) for code in dossier.former_codes)
    if dossier.guidance_slip:
        found.append(("code", dossier.guidance_slip))
    people = dossier.people
    persons = (people.applicant, people.submitter, people.representative, *people.parties) if people else ()
    for person in persons:
        if person is None:
            continue
        numbers: tuple[tuple[IdentifierKind, str], ...] = (
            ("personal_number", person.personal_number),
            ("passport", person.passport),
            ("tax_code", person.tax_code),
            ("phone", person.phone),
        )
        found.extend((kind, value) for kind, value in numbers if value)
    return tuple(dict.fromkeys(found))
