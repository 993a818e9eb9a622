"""Slips on their way to paper: queued with the act, drawn once, kept with their hash, printed, handed out or spoiled.

Recorded, queued, printed and handed out are four separate facts. A printer that is off never touches
an act; the queue is on disk and goes on after a crash. The preview, the print and the kept copy are
the same bytes.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from app.desk import notices, slips
from app.desk.acting import Session, append, dossier_at, instant_for, record
from app.desk.office import Office
from app.domain import acts
from app.domain.dossier import fold
from app.domain.events import VIETNAM, Entry
from app.domain.regulation import FormEntry, RegulationSet
from app.errors import MotCuaError, RuleViolation
from app.paper.forms import FormTemplate, load_form
from app.paper.printers import printer_at
from app.paper.render import correction_mark, render, reprint_mark
from app.settings import FormPrinting
from app.store import enrolment, prints, streams

log = logging.getLogger(__name__)

PREVIEW_MARK = "XEM TRƯỚC"
FEE_UNKNOWN = "chưa nhập mức thu"
PROVISIONAL_MARK = "MÃ TẠM"
SPECIALISTS = "Bộ phận chuyên môn"


@dataclass(frozen=True)
class PrintLine:
    """One slip of the queue or of a dossier. ``state``: queued, printing, printed, failed or spoiled."""

    id: str
    stream: str
    form: str
    title: str
    state: str
    copy_number: int
    queued_at: datetime
    printed_at: datetime | None
    handed_out_at: datetime | None
    error: str
    sha256: str


def enqueue(connection: Connection, office: Office, session: Session, stream: str, form: str) -> str:
    """Queues a slip of one dossier in the caller's transaction; it is drawn when its turn comes. Returns the job."""
    state = dossier_at(connection, stream)
    made = state.prints if state is not None else ()
    number = 1 + sum(item.form == form and item.amended == (state.amended if state else 0) for item in made)
    return prints.add(
        connection,
        stream=stream,
        form=form,
        title=form,
        copy_number=number,
        printer=_printer_for(office, form),
        officer=session.officer,
        at=office.now(),
    )


def enqueue_list(
    connection: Connection,
    office: Office,
    session: Session,
    streams: Sequence[str],
    form: str,
    number: str,
    receiver: acts.Holder,
) -> str:
    """Draws and queues the list of a handover just recorded in the same transaction. Returns the job."""
    reference = office.reference()
    facts = [_facts(connection, office, session.unit, session.officer, stream) for stream in streams]
    unit = reference.unit(receiver.unit)
    name = f"{SPECIALISTS}, {unit.name}" if unit and receiver.post == "agency" else (unit.name if unit else "")
    build = slips.dossier_list if form == "dossier_handover_list" else slips.result_list
    template = _template(reference.regulation_set_for(facts[0].issued_at.astimezone(VIETNAM).date()), form)
    pdf = render(template, build(number, name, facts))
    return prints.add(
        connection,
        stream="",
        form=form,
        title=form,
        copy_number=1,
        printer=_printer_for(office, form),
        officer=session.officer,
        at=office.now(),
        pdf_sha256=office.vault.add(pdf),
    )


def draft_receipt(office: Office, session: Session, entries: list[Entry], *, fee_known: bool = True) -> bytes:
    """The receipt as acceptance would print it now, marked as a preview; nothing is kept.

    While a fee's level is unknown its line says so: it must not read as if nothing were due.
    """
    state = fold(entries)
    if state is None:
        raise ValueError("a preview of nothing")
    reference = office.reference()
    facts = slips.SlipFacts(state, entries, reference, session.unit, session.officer, office.now(), _look_up(office))
    template = _template(reference.regulation_set(state.regulation_set), "receipt")
    fields = dict(notices.fields_of("receipt", facts))
    if not fee_known:
        fields["fee_text"] = FEE_UNKNOWN
    return render(template, fields, marks=(PREVIEW_MARK,), copies=template.copies[-1:])


def run_print_queue(office: Office) -> int:
    """Prints what is queued, oldest first; returns how many slips reached paper.

    A printer that fails leaves its job ``failed`` with the reason and does not stop the others. A job
    found half-way from an earlier run stays ``printing`` until the officer says whether paper came out.
    """
    printed = 0
    while (job := _next(office)) is not None:
        try:
            pdf = pdf_of(office, job.id)
            _submit(office, job, pdf)
        except MotCuaError as fault:
            log.warning("print job %s failed: %s", job.id, fault)
            with office.store.write() as connection:
                prints.fail(connection, job.id, fault.code, office.now())
            continue
        _note_printed(office, job.id)
        printed += 1
    return printed


def confirm_printed(office: Office, session: Session, job_id: str, came_out: bool) -> None:
    """The officer's word on a slip whose printing was cut off: it came out, or it is to be printed again."""
    if came_out:
        _note_printed(office, job_id)
    else:
        retry(office, job_id)


def retry(office: Office, job_id: str) -> None:
    """Puts a failed or cut-off job back in the queue."""
    with office.store.write() as connection:
        job = prints.get(connection, job_id)
        prints.requeue(connection, job_id, _printer_for(office, job.form))


def pdf_of(office: Office, job_id: str) -> bytes:
    """The bytes of a slip: drawn on first need, kept in the vault, the same ever after."""
    with office.store.read() as connection:
        job = prints.get(connection, job_id)
        if job.pdf_sha256:
            return office.vault.read(job.pdf_sha256)
        device = enrolment.current(connection)
        unit = device.unit if device else ""
        facts = _facts(connection, office, unit, job.officer, job.stream)
    rules = office.reference().regulation_set(facts.dossier.regulation_set)
    marks: list[str] = []
    if facts.dossier.provisional and job.form == "receipt":
        marks.append(PROVISIONAL_MARK)
    if facts.dossier.amended and job.form == "receipt":
        marks.append(correction_mark(facts.dossier.amended))
    if job.copy_number > 1:
        marks.append(reprint_mark(job.copy_number - 1))
    pdf = render(_template(rules, job.form), notices.fields_of(job.form, facts), marks=marks)
    sha256 = office.vault.add(pdf)
    with office.store.write() as connection:
        prints.drawn(connection, job_id, sha256)
    return pdf


def reprint(office: Office, session: Session, stream: str, form: str) -> str:
    """Queues another print of a slip that exists, marked "In lại lần n". Raises RuleViolation ``no_slip``."""
    with office.store.write() as connection:
        state = dossier_at(connection, stream)
        if state is None or not any(made.form == form for made in state.prints):
            raise RuleViolation("no_slip", "", form=form)
        return enqueue(connection, office, session, stream, form)


def issue(office: Office, session: Session, stream: str, form: str) -> str:
    """Queues a slip that is made on request (control slip, fee slip, history). Raises RuleViolation ``no_slip`` for
    a form the dossier's regulation set does not have."""
    with office.store.write() as connection:
        state = dossier_at(connection, stream)
        if state is None or not state.regulation_set:
            raise RuleViolation("no_slip", "", form=form)
        _entry(office.reference().regulation_set(state.regulation_set), form)
        return enqueue(connection, office, session, stream, form)


def hand_out(office: Office, session: Session, job_id: str) -> None:
    """Records that a printed slip is in the citizen's hands."""
    with office.store.write() as connection:
        job = prints.get(connection, job_id)
        prints.hand_out(connection, job_id, office.now())
        if job.stream:
            given = acts.HandedOut(job.form, job.pdf_sha256)
            record(connection, office, session, job.stream, given, at=instant_for(connection, office))


def spoil(office: Office, session: Session, job_id: str, reason: str) -> None:
    """Marks a print as spoiled: it does not count, and the next one is not called a reprint of it."""
    with office.store.write() as connection:
        job = prints.get(connection, job_id)
        prints.spoil(connection, job_id, reason, office.now())
        if job.stream:
            spoiled = acts.Printed(job.form, job.pdf_sha256, 0, job.copy_number, 0, spoiled=True)
            record(connection, office, session, job.stream, spoiled, at=instant_for(connection, office))


def queue(office: Office) -> tuple[PrintLine, ...]:
    """Slips not yet on paper, and those that failed or were cut off, oldest first."""
    with office.store.read() as connection:
        return tuple(_line(job) for job in prints.open_jobs(connection))


def of_day(office: Office, day: date) -> tuple[PrintLine, ...]:
    """Every slip queued on a local day, oldest first: the print journal."""
    start = datetime.combine(day, time(), VIETNAM)
    with office.store.read() as connection:
        return tuple(_line(job) for job in prints.between(connection, start, start + timedelta(days=1)))


def of_dossier(office: Office, stream: str) -> tuple[PrintLine, ...]:
    """Every slip of a dossier, oldest first."""
    with office.store.read() as connection:
        return tuple(_line(job) for job in prints.of_stream(connection, stream))


def _submit(office: Office, job: prints.PrintJob, pdf: bytes) -> None:
    rules = office.reference().regulation_set_for(office.now().astimezone(VIETNAM).date())
    if job.stream:
        with office.store.read() as connection:
            state = dossier_at(connection, job.stream)
        if state is not None and state.regulation_set:
            rules = office.reference().regulation_set(state.regulation_set)
    paper = _entry(rules, job.form).paper
    chosen = office.machine_settings().form_printing.get(job.form, FormPrinting())
    printer_at(_printer_for(office, job.form)).submit(
        pdf, f"{job.form}-{job.id[-8:]}", copies=1, paper=paper, tray=chosen.tray, duplex=chosen.duplex
    )


def _next(office: Office) -> prints.PrintJob | None:
    with office.store.write() as connection:
        return prints.start_next(connection, office.now())


def _note_printed(office: Office, job_id: str) -> None:
    with office.store.write() as connection:
        prints.printed(connection, job_id, office.now())
        job = prints.get(connection, job_id)
        device = enrolment.current(connection)
        if device is None:
            return
        state = dossier_at(connection, job.stream) if job.stream else None
        made = acts.Printed(job.form, job.pdf_sha256, 1, job.copy_number, state.amended if state is not None else 0)
        session = Session(job.officer, "", "", "", device.unit, "", device.counter, device.device, office.now())
        at = instant_for(connection, office)
        if job.stream:
            record(connection, office, session, job.stream, made, at=at)
        else:
            append(connection, session, device.device, "device", "print", made, None, at)


def _facts(connection: Connection, office: Office, unit: str, officer: str, stream: str) -> slips.SlipFacts:
    state = dossier_at(connection, stream)
    if state is None:
        raise LookupError(stream)
    entries = streams.entries(connection, stream)
    return slips.SlipFacts(state, entries, office.reference(), unit, officer, office.now(), _look_up(office))


def _template(rules: RegulationSet, form: str) -> FormTemplate:
    return load_form(rules.id, _entry(rules, form).template)


def _entry(rules: RegulationSet, form: str) -> FormEntry:
    found = rules.form(form)
    if found is None:
        raise RuleViolation("no_slip", "", form=form)
    return found


def _look_up(office: Office) -> str:
    return office.machine_settings().look_up_address or office.reference().settings.look_up_address


def _printer_for(office: Office, form: str) -> str:
    settings = office.machine_settings()
    return settings.form_printing.get(form, FormPrinting()).printer or settings.printer


def _line(job: prints.PrintJob) -> PrintLine:
    return PrintLine(
        job.id,
        job.stream,
        job.form,
        job.title,
        job.state,
        job.copy_number,
        job.queued_at,
        job.ended_at,
        job.handed_out_at,
        job.error,
        job.pdf_sha256,
    )
