"""From a dossier to the bytes of a slip: which template, which marks, how many copies, which signed QR."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from app.desk import lists, notices, slips
from app.desk.acting import dossier_at
from app.desk.office import Office
from app.desk.slips import Fields, SlipFacts
from app.domain.dossier import fold
from app.domain.events import VIETNAM
from app.domain.regulation import FormEntry, RegulationSet
from app.errors import RuleViolation
from app.paper import seal
from app.paper.forms import FormTemplate, load_form
from app.paper.render import PROVISIONAL_MARK, correction_mark, render, reprint_mark
from app.settings import MachineSettings
from app.store import enrolment, prints, states, streams, thinning

PREVIEW_MARK = "XEM TRƯỚC"
OWN_FORMS = "forms"
RECEIPTS = frozenset({"receipt", "group_receipt"})
CORRECTING = frozenset({"amend", "adopt_code", "correct_result"})
"""Acts that make what was printed untrue."""
OF_THE_MOMENT = frozenset({"events", "status", "printed_at", "issued_on"})
"""Fields that differ from print to print without a correction."""


def own_forms(office: Office) -> Path:
    """The folder of this machine's own templates, laid out as the shipped regulation folder; it need not exist."""
    return office.profile / OWN_FORMS


def entry_of_form(rules: RegulationSet, form: str) -> FormEntry:
    """The form of a set. Raises RuleViolation ``no_slip`` for one the set does not have."""
    found = rules.form(form)
    if found is None:
        raise RuleViolation("no_slip", "", form=form)
    return found


def template_of(office: Office, rules: RegulationSet, form: str) -> FormTemplate:
    """The template of a form, the machine's own where there is one. Raises RuleViolation, ReferenceInvalid."""
    return load_form(rules.id, entry_of_form(rules, form).template, own=own_forms(office))


def facts_of(connection: Connection, office: Office, unit: str, officer: str, stream: str) -> SlipFacts:
    """Everything a slip of ``stream`` may draw on. Raises LookupError for a stream that is no dossier here,
    RuleViolation ``thinned_here`` for one of which this machine keeps only the acts."""
    if thinning.thinned_at(connection, stream) is not None:
        raise RuleViolation("thinned_here", "")
    state = dossier_at(connection, stream)
    if state is None:
        raise LookupError(stream)
    entries = streams.entries(connection, stream)
    return SlipFacts(state, entries, office.reference(), unit, officer, office.now(), look_up(office))


def look_up(office: Office) -> str:
    """What goes before the code in a QR; empty for the code alone."""
    return office.machine_settings().look_up_address or office.reference().settings.look_up_address


def copy_labels(template: FormTemplate, settings: MachineSettings, form: str) -> tuple[str, ...]:
    """The labels of the copies to print: the form's own, cut or repeated to the number this machine wants."""
    own = template.copies or ("",)
    wanted = settings.form_printing[form].copies if form in settings.form_printing else 0
    return own if wanted < 1 else (*own[:wanted], *(own[-1],) * (wanted - len(own)))


def on_both_sides(office: Office, form: str) -> bool:
    """Whether this machine prints the form on both sides of a sheet."""
    chosen = office.machine_settings().form_printing.get(form)
    return chosen is not None and chosen.duplex


def sheets_of(office: Office, set_id: str, form: str) -> int:
    """How many copies (liên) a print of ``form`` gives; the set in force today where the dossier names none.

    What is no form of a set, a label, is one.
    """
    reference = office.reference()
    today = office.now().astimezone(VIETNAM).date()
    rules = reference.regulation_set(set_id) if set_id else reference.regulation_set_for(today)
    if rules.form(form) is None:
        return 1
    return len(copy_labels(template_of(office, rules, form), office.machine_settings(), form))


def next_copy(connection: Connection, facts: SlipFacts, form: str) -> int:
    """The number of the next print: 1 for the first of what the paper says now, 2 for its first reprint.

    Spoiled prints do not count; prints still in the queue do.
    """
    since = slips.said_since(facts) if form in RECEIPTS else _told_since(connection, facts, form)
    made = [p.copy_number for p in slips.prints_of(facts, form) if since is None or p.at >= since]
    waiting = [
        job.copy_number
        for job in prints.of_stream(connection, facts.dossier.stream)
        if job.form == form
        and job.state in {"queued", "printing", "failed"}
        and (since is None or job.queued_at >= since)
    ]
    return 1 + max([*made, *waiting], default=0)


def group_of(connection: Connection, facts: SlipFacts) -> list[SlipFacts]:
    """The dossiers taken in together with this one, it included, by code."""
    dossier = facts.dossier
    day = dossier.accepted_at.astimezone(VIETNAM).replace(hour=0, minute=0, second=0) if dossier.accepted_at else None
    if not dossier.group or day is None:
        return [facts]
    of_day = states.ListFilter(unit=dossier.unit, accepted_from=day, accepted_before=day + timedelta(days=1))
    found: list[SlipFacts] = []
    after: tuple[str, int] | None = None
    while True:
        page = states.page(connection, of_day, after, 200)
        for row in page.rows:
            state = dossier_at(connection, row.stream)
            if state is not None and state.group == dossier.group:
                found.append(replace(facts, dossier=state, entries=streams.entries(connection, row.stream)))
        if page.next is None:
            return sorted(found, key=lambda each: (each.dossier.accepted_at is None, each.dossier.printed_code))
        after = page.next


def draw(connection: Connection, office: Office, form: str, copy_number: int, facts: SlipFacts) -> bytes:
    """The slip as it reads now, with its marks. Raises RuleViolation ``no_slip``, ReferenceInvalid, BarcodeTooWide."""
    template = template_of(office, office.reference().regulation_set(facts.dossier.regulation_set), form)
    fields = fields_for(connection, form, facts)
    labels = copy_labels(template, office.machine_settings(), form)
    if form == "receipt":
        fields = {**fields, **_sealed(connection, office, facts)}
    said = marks(connection, form, copy_number, facts)
    return render(template, fields, marks=said, copies=labels, both_sides=on_both_sides(office, form))


def marks(connection: Connection, form: str, copy_number: int, facts: SlipFacts) -> list[str]:
    """What must stand out on a slip: a provisional code, a correction, a reprint."""
    found: list[str] = []
    if facts.dossier.provisional:
        found.append(PROVISIONAL_MARK)
    corrected = facts.dossier.amended if form in RECEIPTS else len(_corrections(connection, facts, form))
    if corrected:
        found.append(correction_mark(corrected))
    if copy_number > 1:
        found.append(reprint_mark(copy_number - 1))
    return found


def _told_since(connection: Connection, facts: SlipFacts, form: str) -> datetime | None:
    """When a slip that is no receipt came to say what it says now: by the act it tells of, or by a correction."""
    acts_told = [entry.body.at for entry in facts.entries if entry.body.kind in notices.TOLD_BY.get(form, ())]
    return max([*acts_told[-1:], *_corrections(connection, facts, form)[-1:]], default=None)


def _corrections(connection: Connection, facts: SlipFacts, form: str) -> list[datetime]:
    """When what a printed slip of this form says was corrected, each time since the act it tells of.

    A slip is a view of the journal, so whether a correction touches it is seen by making its fields before and after.
    """
    told = [at for at, entry in enumerate(facts.entries) if entry.body.kind in notices.TOLD_BY.get(form, ())]
    first = min((made.at for made in slips.prints_of(facts, form)), default=None)
    found: list[datetime] = []
    if first is None:
        return found
    for at, entry in enumerate(facts.entries):
        if entry.body.kind not in CORRECTING or at < max(told, default=0) or entry.body.at < first:
            continue
        before, after = (_fields_upto(connection, facts, form, count) for count in (at, at + 1))
        if before is not None and before != after:
            found.append(entry.body.at)
    return found


def _fields_upto(connection: Connection, facts: SlipFacts, form: str, count: int) -> Fields | None:
    """What the slip said after the first ``count`` events; None while it said nothing yet."""
    state = fold(facts.entries[:count])
    if state is None:
        return None
    try:
        said = fields_for(connection, form, replace(facts, dossier=state, entries=facts.entries[:count]))
    except RuleViolation:
        return None
    return {name: value for name, value in said.items() if name not in OF_THE_MOMENT}


def fields_for(connection: Connection, form: str, facts: SlipFacts) -> Fields:
    """What the slip says. Raises RuleViolation ``no_slip`` when it tells of an act the dossier has not had."""
    if form in lists.LISTS:
        return lists.LISTS[form](group_of(connection, facts))
    try:
        return notices.fields_of(form, facts)
    except LookupError:
        raise RuleViolation("no_slip", "", form=form) from None


def _sealed(connection: Connection, office: Office, facts: SlipFacts) -> dict[str, object]:
    """The signed QR, where this machine is set to print it: signed by this device, which the hub has certified."""
    device = enrolment.current(connection)
    dossier = facts.dossier
    if not office.machine_settings().sealed_receipts or device is None or dossier.accepted_at is None:
        return {}
    said = seal.Seal(dossier.unit, dossier.printed_code, dossier.accepted_at, dossier.due_at, device.device)
    return {"seal": seal.sign(said, office.keys.device_key)}


def draw_handover(office: Office, form: str, number: str, receiver: str, dossiers: Sequence[SlipFacts]) -> bytes:
    """The list of dossiers or results handed over together."""
    build = lists.dossier_list if form == "dossier_handover_list" else lists.result_list
    rules = office.reference().regulation_set_for(dossiers[0].issued_at.astimezone(VIETNAM).date())
    template = template_of(office, rules, form)
    return _listed(office, template, form, build(number, receiver, dossiers))


def draw_list(office: Office, form: str, dossiers: Sequence[SlipFacts]) -> bytes:
    """A paper about several dossiers that is made on request, e.g. ``postal_handover_record``."""
    template = template_of(office, office.reference().regulation_set(dossiers[0].dossier.regulation_set), form)
    return _listed(office, template, form, lists.LISTS[form](dossiers))


def _listed(office: Office, template: FormTemplate, form: str, fields: Fields) -> bytes:
    labels = copy_labels(template, office.machine_settings(), form)
    return render(template, fields, copies=labels, both_sides=on_both_sides(office, form))


def drawn(connection: Connection, office: Office, job: prints.PrintJob) -> bytes:
    """The slip of a job as it reads now, whether or not it was drawn before."""
    device = enrolment.current(connection)
    facts = facts_of(connection, office, device.unit if device else "", job.officer, job.stream)
    return draw(connection, office, job.form, job.copy_number, facts)


def pdf_of(office: Office, job_id: str) -> bytes:
    """The bytes of a slip: drawn on first need, kept in the vault, the same ever after.

    Raises RuleViolation ``thinned_here`` for one this machine has removed.
    """
    with office.store.read() as connection:
        job = prints.get(connection, job_id)
        if job.pdf_sha256:
            if thinning.was_removed(connection, job.pdf_sha256):
                raise RuleViolation("thinned_here", "")
            return office.vault.read(job.pdf_sha256)
        pdf = drawn(connection, office, job)
    sha256 = office.vault.add(pdf)
    with office.store.write() as connection:
        prints.drawn(connection, job_id, sha256)
    return pdf


def told_of(connection: Connection, office: Office, job: prints.PrintJob) -> list[tuple[str, str]]:
    """The dossiers a print is told of, and as what: the paper of a group is the receipt of each of its dossiers."""
    if job.form != "group_receipt":
        return [(job.stream, job.form)] if job.stream else []
    facts = facts_of(connection, office, "", job.officer, job.stream)
    return [(each.dossier.stream, "receipt") for each in group_of(connection, facts)]
