"""Slips on their way to paper: queued with the act, drawn once, kept with their hash, printed, handed out or spoiled.

Recorded, queued, printed and handed out are four separate facts. A printer that is off never touches
an act; the queue is on disk and goes on after a crash. The preview, the print and the kept copy are
the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from app.desk import drawing, notices, on_request, preferences, slips
from app.desk.acting import Session, dossier_at, instant_for, record
from app.desk.drawing import PREVIEW_MARK as PREVIEW_MARK
from app.desk.drawing import pdf_of as pdf_of
from app.desk.office import Office
from app.desk.print_run import note_printed, printer_for
from app.desk.print_run import print_now as print_now
from app.desk.print_run import run_print_queue as run_print_queue
from app.domain import acts
from app.domain.dossier import fold
from app.domain.events import VIETNAM, Entry
from app.errors import RuleViolation
from app.paper.label import label
from app.paper.printers import printer_at as printer_at
from app.paper.render import render, reprint_mark
from app.paper.stamp import stamped
from app.store import prints

FEE_UNKNOWN = "chưa nhập mức thu"
SPECIALISTS = "Bộ phận chuyên môn"
LABEL = "folder_label"
RECEIPT_FORMS = ("receipt", "group_receipt")
"""The forms whose handing out a dossier owes."""


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
    """Queues a slip of one dossier in the caller's transaction; it is drawn when its turn comes. Returns the job.

    The first receipts of dossiers taken in together are one paper: all of them get the same job.
    """
    facts = drawing.facts_of(connection, office, session.unit, session.officer, stream)
    if form == "receipt" and facts.dossier.group and not slips.prints_of(facts, form):
        form = "group_receipt"
        for job in prints.open_jobs(connection):
            waiting = job.form == form and job.state == "queued" and not job.pdf_sha256
            other = dossier_at(connection, job.stream) if waiting else None
            if other is not None and other.group == facts.dossier.group:
                return job.id
    return _add(connection, office, session, stream, form, drawing.next_copy(connection, facts, form))


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
    facts = [drawing.facts_of(connection, office, session.unit, session.officer, stream) for stream in streams]
    unit = office.reference().unit(receiver.unit)
    name = f"{SPECIALISTS}, {unit.name}" if unit and receiver.post == "agency" else (unit.name if unit else "")
    pdf = drawing.draw_handover(office, form, number, name, facts)
    return _add(connection, office, session, "", form, 1, pdf, title=number)


def issue_list(office: Office, session: Session, streams: Sequence[str], form: str) -> str:
    """Queues a paper about several dossiers that is made on request (``postal_handover_record``). Returns the job.

    Raises RuleViolation ``no_slip`` when the dossiers do not belong on one paper.
    """
    with office.store.write() as connection:
        facts = [drawing.facts_of(connection, office, session.unit, session.officer, stream) for stream in streams]
        if not facts:
            raise RuleViolation("no_slip", "", form=form)
        return _add(connection, office, session, "", form, 1, drawing.draw_list(office, form, facts))


@dataclass(frozen=True)
class Kept:
    """A paper of no single dossier whose bytes the vault holds: what it is known by, and which print of it this is."""

    title: str
    number: int
    sha256: str


def next_of_title(connection: Connection, form: str, title: str) -> int:
    """The number of the next print of a paper of no single dossier; spoiled prints do not count."""
    standing = [job.copy_number for job in prints.of_title(connection, form, title) if job.state != "spoiled"]
    return 1 + max(standing, default=0)


def keep_all(office: Office, session: Session, form: str, kept: Sequence[Kept]) -> tuple[str, ...]:
    """Queues papers of no single dossier that are drawn already. Returns the jobs."""
    with office.store.write() as connection:
        return tuple(
            prints.add(
                connection, stream="", form=form, title=each.title, copy_number=each.number,
                printer=printer_for(office, form), officer=session.officer, at=office.now(), pdf_sha256=each.sha256,
            )
            for each in kept
        )  # fmt: skip


def issue_label(office: Office, session: Session, stream: str) -> str:
    """Queues a label for the dossier's folder, of the size set for this machine. Returns the job.

    Raises BarcodeTooWide when the label is too small for its QR.
    """
    chosen = office.machine_settings()
    with office.store.write() as connection:
        facts = drawing.facts_of(connection, office, session.unit, session.officer, stream)
        code, marks = facts.dossier.printed_code, ["MÃ TẠM"] if facts.dossier.provisional else []
        pdf = label(code, on_request.label_lines(facts), chosen.label_width, chosen.label_height, marks)
        return _add(connection, office, session, stream, LABEL, drawing.next_copy(connection, facts, LABEL), pdf)


def draft_receipt(office: Office, session: Session, entries: list[Entry], *, fee_known: bool = True) -> bytes:
    """The receipt as acceptance would print it now, marked as a preview; nothing is kept.

    While a fee's level is unknown its line says so: it must not read as if nothing were due.
    """
    state = fold(entries)
    if state is None:
        raise ValueError("a preview of nothing")
    reference = office.reference()
    address = drawing.look_up(office)
    facts = slips.SlipFacts(state, entries, reference, session.unit, session.officer, office.now(), address)
    template = drawing.template_of(office, reference.regulation_set(state.regulation_set), "receipt")
    fields = dict(notices.fields_of("receipt", facts))
    if not fee_known:
        fields["fee_text"] = FEE_UNKNOWN
    return render(template, fields, marks=(PREVIEW_MARK,), copies=template.copies[-1:])


def waiting_to_be_seen(office: Office, session: Session) -> tuple[PrintLine, ...]:
    """The officer's queued slips that are printed only after a look at them, oldest first; none for "print at once"."""
    with office.store.read() as connection:
        if not preferences.previews_first(connection, session.officer):
            return ()
        jobs = prints.open_jobs(connection)
        return tuple(_line(job) for job in jobs if job.state == "queued" and job.officer == session.officer)


def unseen(office: Office) -> frozenset[str]:
    """The queued slips of all officers of this machine that wait for a look: nothing prints them but `print_now`."""
    with office.store.read() as connection:
        jobs = [job for job in prints.open_jobs(connection) if job.state == "queued"]
        return frozenset(job.id for job in jobs if preferences.previews_first(connection, job.officer))


def confirm_printed(office: Office, session: Session, job_id: str, came_out: bool) -> None:
    """The officer's word on a slip whose printing was cut off: it came out, or it is to be printed again."""
    if came_out:
        note_printed(office, job_id)
    else:
        retry(office, job_id)


def retry(office: Office, job_id: str) -> None:
    """Puts a failed or cut-off job back in the queue."""
    with office.store.write() as connection:
        job = prints.get(connection, job_id)
        prints.requeue(connection, job_id, printer_for(office, job.form))


def reprint(office: Office, session: Session, stream: str, form: str) -> str:
    """Queues another print of a slip that exists, marked "In lại lần n". Raises RuleViolation ``no_slip``.

    A label is drawn anew, of the size set now.
    """
    if form == LABEL:
        return issue_label(office, session, stream)
    with office.store.write() as connection:
        state = dossier_at(connection, stream)
        if state is None or not any(made.form == form for made in state.prints):
            raise RuleViolation("no_slip", "", form=form)
        return enqueue(connection, office, session, stream, form)


def reprint_list(office: Office, session: Session, job_id: str) -> str:
    """Queues another print of a paper of no single dossier: the bytes printed first, marked "In lại lần n".

    Raises RuleViolation ``no_slip`` for a slip of a dossier and for a book of the register, which
    `app.desk.books.print_books` draws anew; ``thinned_here`` for one removed from this machine.
    """
    pdf = pdf_of(office, job_id)
    with office.store.write() as connection:
        job = prints.get(connection, job_id)
        if job.stream or job.form == "register":
            raise RuleViolation("no_slip", "", form=job.form)
        number = next_of_title(connection, job.form, job.title)
        first = prints.of_title(connection, job.form, job.title)[0].pdf_sha256
        pdf = office.vault.read(first) if first else pdf
        pdf = stamped(pdf, reprint_mark(number - 1)) if number > 1 else pdf
        return _add(connection, office, session, "", job.form, number, pdf, title=job.title)


def issue(office: Office, session: Session, stream: str, form: str) -> str:
    """Queues a slip that is made on request (control slip, fee slip, history). Raises RuleViolation ``no_slip`` for
    a form the dossier's regulation set does not have, or that tells of an act the dossier has not had."""
    with office.store.write() as connection:
        state = dossier_at(connection, stream)
        if state is None or not state.regulation_set:
            raise RuleViolation("no_slip", "", form=form)
        rules = office.reference().regulation_set(state.regulation_set)
        drawing.entry_of_form(rules, form)
        facts = drawing.facts_of(connection, office, session.unit, session.officer, stream)
        drawing.fields_for(connection, form, facts)
        return enqueue(connection, office, session, stream, form)


def hand_out(office: Office, session: Session, job_id: str) -> None:
    """Records that a printed slip is in the citizen's hands."""
    with office.store.write() as connection:
        job = prints.get(connection, job_id)
        prints.hand_out(connection, job_id, office.now())
        at = instant_for(connection, office)
        for stream, form in drawing.told_of(connection, office, job):
            record(connection, office, session, stream, acts.HandedOut(form, job.pdf_sha256), at=at)


def spoil(office: Office, session: Session, job_id: str, reason: str) -> None:
    """Marks a print as spoiled: it does not count, and the next one is not called a reprint of it."""
    with office.store.write() as connection:
        job = prints.get(connection, job_id)
        prints.spoil(connection, job_id, reason, office.now())
        at = instant_for(connection, office)
        for stream, form in drawing.told_of(connection, office, job):
            spoiled = acts.Printed(form, job.pdf_sha256, 0, job.copy_number, 0, spoiled=True)
            record(connection, office, session, stream, spoiled, at=at)


def queue(office: Office) -> tuple[PrintLine, ...]:
    """Slips not yet on paper, and those that failed or were cut off, oldest first."""
    with office.store.read() as connection:
        return tuple(_line(job) for job in prints.open_jobs(connection))


def not_handed_out(office: Office, session: Session, limit: int) -> tuple[PrintLine, ...]:
    """Receipts of this unit printed here, today or on any day before, that nobody has in hand yet; newest first."""
    with office.store.read() as connection:
        return tuple(_line(job) for job in prints.not_handed_out(connection, session.unit, RECEIPT_FORMS, limit))


def of_day(office: Office, day: date) -> tuple[PrintLine, ...]:
    """Every slip queued on a local day, oldest first: the print journal."""
    start = datetime.combine(day, time(), VIETNAM)
    with office.store.read() as connection:
        return tuple(_line(job) for job in prints.between(connection, start, start + timedelta(days=1)))


def of_dossier(office: Office, stream: str) -> tuple[PrintLine, ...]:
    """Every slip of a dossier, oldest first; the one receipt of dossiers taken in together is a slip of each."""
    with office.store.read() as connection:
        jobs = list(prints.of_stream(connection, stream))
        state = dossier_at(connection, stream)
        if state is not None and state.group and not any(job.form == "group_receipt" for job in jobs):
            facts = drawing.facts_of(connection, office, state.unit, state.officer, stream)
            others = (each.dossier.stream for each in drawing.group_of(connection, facts))
            found = (job for other in others if other != stream for job in prints.of_stream(connection, other))
            jobs = [*(job for job in found if job.form == "group_receipt"), *jobs]
        return tuple(_line(job) for job in jobs)


def _add(
    connection: Connection, office: Office, session: Session, stream: str, form: str, number: int, pdf: bytes = b"",
    title: str = "",
) -> str:  # fmt: skip
    """``title`` is the own number of a paper of no single dossier; without one it is known by its bytes."""
    sha256 = office.vault.add(pdf) if pdf else ""
    known_by = title or (form if stream else sha256[:16])
    return prints.add(
        connection, stream=stream, form=form, title=known_by, copy_number=number, printer=printer_for(office, form),
        officer=session.officer, at=office.now(), pdf_sha256=sha256,
    )  # fmt: skip


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
