"""The queue at work: slips given to their printers, printers asked what became of them, outcomes put in the journal."""

from __future__ import annotations

import hashlib
import logging
import threading
import time as clocks

from app.desk import preferences
from app.desk.acting import Session, append, dossier_at, instant_for, record
from app.desk.drawing import RECEIPTS, drawn, pdf_of, sheets_of, told_of
from app.desk.office import Office
from app.domain import acts
from app.errors import MotCuaError, PrinterUnavailable
from app.paper import pages
from app.paper.jobs import PrintJob as GivenJob
from app.paper.printers import printer_at
from app.settings import FormPrinting
from app.store import enrolment, prints, settings

log = logging.getLogger(__name__)

SUPERSEDED = "superseded"
"""Why a receipt that was drawn but not yet printed is thrown away: the dossier was corrected since."""

_GIVEN = "given to printers"
_ASK_EVERY = 0.25


def run_print_queue(office: Office, *, patience: float = 20.0) -> int:
    """Prints what is queued, oldest first; returns how many slips reached paper.

    A printer that fails leaves its job ``failed`` with the reason and does not stop the others. Slips of an officer who
    wants to see them first wait for `print_now`. Printers are asked for up to ``patience`` seconds what became of their
    jobs; one that does not say stays ``printing``, is asked again at the next run, and may be settled by the officer.
    """
    while (job := _next(office)) is not None:
        _give(office, job)
    return _follow(office, patience)


def print_now(office: Office, job_id: str, *, patience: float = 20.0) -> bool:
    """Prints one queued slip, also one that waits to be seen first; True when it reached paper."""
    with office.store.write() as connection:
        job = prints.start(connection, job_id, office.now())
    _give(office, job)
    _follow(office, patience)
    with office.store.read() as connection:
        return prints.get(connection, job_id).state == "printed"


def _next(office: Office) -> prints.PrintJob | None:
    with office.store.write() as connection:
        for job in prints.open_jobs(connection):
            if job.state == "queued" and not preferences.previews_first(connection, job.officer):
                return prints.start(connection, job.id, office.now())
    return None


def _give(office: Office, job: prints.PrintJob) -> None:
    """Hand one started job to its printer; a failure is kept with the job."""
    try:
        if _is_superseded(office, job):
            _supersede(office, job)
            return
        pdf = pdf_of(office, job.id)
        address, how = printer_for(office, job.form), handling(office, job.form)
        given = printer_at(address).submit(
            pdf, f"{job.form}-{job.id[-8:]}", paper=pages.paper_of(pdf), tray=how.tray, duplex=how.duplex
        )
    except MotCuaError as fault:
        log.warning("print job %s failed: %s", job.id, fault)
        with office.store.write() as connection:
            prints.fail(connection, job.id, fault.code, office.now())
        return
    with office.store.write() as connection:
        known = settings.load(connection, _GIVEN, dict[str, tuple[str, str]], {})
        settings.save(connection, _GIVEN, {**known, job.id: (address, given.reference)})


def _is_superseded(office: Office, job: prints.PrintJob) -> bool:
    """Whether a receipt drawn earlier (for a look at it) would say something else now."""
    if job.form not in RECEIPTS or not job.pdf_sha256:
        return False
    with office.store.read() as connection:
        return hashlib.sha256(drawn(connection, office, job)).hexdigest() != job.pdf_sha256


def _supersede(office: Office, job: prints.PrintJob) -> None:
    """Throw the drawn receipt away and queue it anew; its number was never on paper and is used again."""
    with office.store.write() as connection:
        prints.spoil(connection, job.id, SUPERSEDED, office.now())
        prints.add(
            connection, stream=job.stream, form=job.form, title=job.title, copy_number=job.copy_number,
            printer=job.printer, officer=job.officer, at=office.now(),
        )  # fmt: skip


def _follow(office: Office, patience: float) -> int:
    """Ask printers what became of the jobs they were given; returns how many came out."""
    until, printed = clocks.monotonic() + patience, 0
    while True:
        with office.store.read() as connection:
            known = settings.load(connection, _GIVEN, dict[str, tuple[str, str]], {})
            printing = {job.id for job in prints.open_jobs(connection) if job.state == "printing"}
        waiting = False
        for job_id, (address, reference) in known.items():
            if job_id not in printing:
                _forget(office, job_id)
            elif (came_out := _settled(office, job_id, address, reference)) is not None:
                _forget(office, job_id)
                printed += came_out
            else:
                waiting = True
        if not waiting or clocks.monotonic() >= until:
            return printed
        threading.Event().wait(min(_ASK_EVERY, patience))


def _settled(office: Office, job_id: str, address: str, reference: str) -> bool | None:
    """Record what a printer says of one job: True when it came out, False when it never will, None for not yet."""
    try:
        printer = printer_at(address)
        outcome = printer.outcome(GivenJob(printer.name, reference))
    except PrinterUnavailable as fault:
        log.warning("print job %s: its printer does not say what became of it: %s", job_id, fault)
        return None
    if outcome.state in {"printed", "unknown"}:  # a printer forgets the jobs it has done
        note_printed(office, job_id)
        return True
    if outcome.state == "failed":
        with office.store.write() as connection:
            prints.fail(connection, job_id, PrinterUnavailable.code, office.now())
        return False
    return None


def _forget(office: Office, job_id: str) -> None:
    with office.store.write() as connection:
        known = settings.load(connection, _GIVEN, dict[str, tuple[str, str]], {})
        settings.save(connection, _GIVEN, {job: given for job, given in known.items() if job != job_id})


def note_printed(office: Office, job_id: str) -> None:
    """Records in queue and journal that paper came out, and in how many copies (liên)."""
    with office.store.write() as connection:
        prints.printed(connection, job_id, office.now())
        job = prints.get(connection, job_id)
        device = enrolment.current(connection)
        if device is None:
            return
        session = Session(job.officer, "", "", "", device.unit, "", device.counter, device.device, office.now())
        at = instant_for(connection, office)
        for stream, form in told_of(connection, office, job):
            state = dossier_at(connection, stream)
            amended = state.amended if state is not None else 0
            sheets = sheets_of(office, state.regulation_set if state is not None else "", form)
            made = acts.Printed(form, job.pdf_sha256, sheets, job.copy_number, amended)
            record(connection, office, session, stream, made, at=at)
        if not job.stream:
            sheets = sheets_of(office, "", job.form)
            made = acts.Printed(job.form, job.pdf_sha256, sheets, job.copy_number)
            append(connection, session, device.device, "device", "print", made, None, at)


def handling(office: Office, form: str) -> FormPrinting:
    """How this machine prints a form."""
    return office.machine_settings().form_printing.get(form, FormPrinting())


def printer_for(office: Office, form: str) -> str:
    """The address of the printer for a form; empty while none is chosen."""
    return handling(office, form).printer or office.machine_settings().printer
