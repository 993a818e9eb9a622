"""Guidance before acceptance: what is missing, once and in full, on a slip whose barcode brings the work back
(NĐ 118/2025 Đ16; rules §16.1 `guide`). No dossier code is taken and no 15-day count begins."""

from __future__ import annotations

from dataclasses import replace

from app.desk import printing
from app.desk.acting import Session, dossier_at, instant_for, record
from app.desk.drafts import Draft, DraftPerson, choose_procedure, new_draft, procedure_of
from app.desk.intake import person
from app.desk.office import Office
from app.desk.supplements import Done, Wanted
from app.domain import acts
from app.domain.codes import guidance_number, is_guidance
from app.domain.dossier import NEW, NONE
from app.domain.events import VIETNAM, Entry, new_id
from app.domain.running import guidance_count
from app.domain.text import clean
from app.errors import DossierCodeInvalid, FieldRequired
from app.store import drafts as kept_drafts
from app.store import settings, states, streams


def guide(office: Office, session: Session, draft: Draft, wanted: tuple[Wanted, ...]) -> Done:
    """Records the guidance and queues its slip; the papers go back with the citizen, the draft is put away.

    Raises FieldRequired without the citizen's name or without a reason for each paper, RuleViolation
    ``nothing_named`` without any paper.
    """
    if not clean(draft.applicant.full_name):
        raise FieldRequired("applicant.full_name")
    for place, item in enumerate(wanted):
        if not clean(item.reason):
            raise FieldRequired(f"wanted.{place}.reason")
    version = procedure_of(office, session, draft.procedure_code)
    missing = {item.component for item in wanted}
    stream = draft.stream or new_id(int(office.now().timestamp() * 1000))
    with office.store.write() as connection:
        at = instant_for(connection, office)
        day = at.astimezone(VIETNAM).date()
        count = settings.next_count(connection, guidance_count(day))
        payload = acts.Guided(
            guidance_number(session.unit, session.counter, day, count),
            version.code,
            tuple(item.component for item in wanted),
            tuple(item.name for item in wanted),
            tuple(line.component for line in draft.papers if line.ticked and line.component not in missing),
            office.reference().regulation_set_for(day).id,
        )
        people = acts.GuidedPeople(
            person(draft.applicant),
            person(draft.submitter) if draft.submitter else None,
            person(draft.representative) if draft.representative else None,
            tuple(person(party) for party in draft.parties),
            abstract=version.name,
            note=clean(draft.note),
            reasons={item.component: clean(item.reason) for item in wanted},
            newborn=draft.applicant.known_by == "declarer",
        )
        record(connection, office, session, stream, payload, personal=people, at=at)
        job = printing.enqueue(connection, office, session, stream, "guidance_slip")
        kept_drafts.delete(connection, draft.id, session.officer)
    return Done(stream, (job,))


def restore(office: Office, session: Session, slip_number: str) -> Draft:
    """The draft a scanned guidance slip stands for, on any counter that holds it: the person, the procedure, and the
    papers that were in order ticked; its acceptance goes on in the same history.

    Raises DossierCodeInvalid ``unknown`` when this machine does not hold the slip, ``answered`` when the dossier
    was received since, ``form`` for what is no such slip or where the province does not want it.
    """
    if not is_guidance(slip_number) or not office.reference().settings.guidance_restores:
        raise DossierCodeInvalid("code", reason="form")
    with office.store.read() as connection:
        stream = states.by_code(connection, clean(slip_number).upper())
        state = dossier_at(connection, stream) if stream is not None else None
        entries = streams.entries(connection, stream) if stream is not None else []
    if stream is None or state is None:
        raise DossierCodeInvalid("code", reason="unknown")
    if state.status not in {NONE, NEW}:
        raise DossierCodeInvalid("code", reason="answered")
    entry = next(entry for entry in reversed(entries) if entry.body.kind == "guide")
    guided: acts.Guided = acts.payload_of("guide", entry.body.version, entry.body.payload)
    draft = choose_procedure(office, session, new_draft(office, session), guided.procedure_code)
    papers = tuple(replace(line, ticked=line.ticked or line.component in guided.present) for line in draft.papers)
    people = state.people
    return replace(
        draft,
        stream=stream,
        papers=papers,
        applicant=_applicant(people, entry) if people else draft.applicant,
        submitter=_typed(people.submitter) if people and people.submitter else None,
        representative=_typed(people.representative) if people and people.representative else None,
        parties=tuple(_typed(party) for party in people.parties) if people else (),
        note=people.note if people else "",
    )


def _applicant(people: acts.People, entry: Entry) -> DraftPerson:
    """The applicant back in the form, a newborn still a newborn."""
    guided: acts.GuidedPeople | None = acts.read(entry)[1]
    typed = _typed(people.applicant)
    newborn = guided is not None and guided.newborn and not people.applicant.personal_number
    return replace(typed, known_by="declarer") if newborn else typed


def _typed(known: acts.Person) -> DraftPerson:
    """A person as the journal has it, back in the form; how identity was established is asked anew."""
    return DraftPerson(
        known.kind,
        known.full_name,
        known.personal_number,
        known.passport,
        known.tax_code,
        known.birth_date,
        known.sex,
        known.address,
        known.phone,
        known.email,
        known_by="passport" if known.passport and not known.personal_number else "number",
    )
