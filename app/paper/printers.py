"""Where a paper goes: into a folder, to a CUPS queue, or straight to a printer that speaks IPP.

A job's title never holds personal data: it shows in queues, logs and file names.
"""

from __future__ import annotations

import http.client
import itertools
import logging
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, urlsplit

from app.errors import PrinterUnavailable
from app.paper import windows
from app.paper.ipp import Attribute, IppAnswer, IppAnswerInvalid, answer, request
from app.paper.jobs import PrintJob, PrintOutcome, State

log = logging.getLogger(__name__)

_MEDIA = {"A4": "iso_a4_210x297mm", "A5": "iso_a5_148x210mm"}
_CUSTOM = re.compile(r"(\d+)x(\d+)")
_TIMEOUT_SECONDS = 20

# Operations and job states of RFC 8011.
_PRINT_JOB = 0x0002
_GET_JOB_ATTRIBUTES = 0x0009
_GET_PRINTER_ATTRIBUTES = 0x000B
_VALUES_NOT_SUPPORTED = "0x040b"
_JOB_STATES: dict[int, State] = {
    3: "waiting", 4: "waiting", 5: "waiting", 6: "stopped", 7: "failed", 8: "failed", 9: "printed",
}  # fmt: skip


class Printer(Protocol):
    """Anything papers can be given to."""

    @property
    def name(self) -> str: ...

    def submit(
        self, pdf: bytes, title: str, *, copies: int = 1, paper: str = "A5", tray: str = "", duplex: bool = False
    ) -> PrintJob:
        """Hand over a PDF. Raises PrinterUnavailable with ``reason``; then nothing was printed.

        ``paper`` is A4, A5 or millimetres like 70x36; ``tray`` the printer's own word, empty for its choice.
        """
        ...

    def outcome(self, job: PrintJob) -> PrintOutcome:
        """What is known of the job now. Raises PrinterUnavailable when the printer cannot be asked."""
        ...


class FilePrinter:
    """Keeps papers as files in a folder; never overwrites one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def name(self) -> str:
        return "Tệp PDF"

    def submit(
        self, pdf: bytes, title: str, *, copies: int = 1, paper: str = "A5", tray: str = "", duplex: bool = False
    ) -> PrintJob:
        """Write the PDF whole or not at all; the file is named after ``title``, numbered when the name is taken."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, scratch = tempfile.mkstemp(prefix=".", suffix=".part", dir=self._folder)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(pdf)
                    file.flush()
                    os.fsync(file.fileno())
                return PrintJob(self.name, str(_settle(Path(scratch), self._folder, title)))
            finally:
                Path(scratch).unlink(missing_ok=True)
        except OSError as error:
            raise PrinterUnavailable(reason="folder", error=error.errno) from error

    def outcome(self, job: PrintJob) -> PrintOutcome:
        return PrintOutcome("printed" if Path(job.reference).is_file() else "unknown")


class CupsPrinter:
    """A queue of this machine's CUPS, through ``lp``."""

    def __init__(self, queue: str) -> None:
        self._queue = queue

    @property
    def name(self) -> str:
        return self._queue

    def submit(
        self, pdf: bytes, title: str, *, copies: int = 1, paper: str = "A5", tray: str = "", duplex: bool = False
    ) -> PrintJob:
        """Queue the PDF at its own size; ``lp`` without a media would print on A4."""
        command = ["lp", "-d", self._queue, "-t", title, "-n", str(copies), "-o", f"media={_media(paper)}",
                   "-o", "print-scaling=none", "-o", f"sides={_sides(duplex)}"]  # fmt: skip
        if tray:
            # The first is IPP's word for it, the second that of PostScript drivers; each is ignored by the other.
            command += ["-o", f"media-source={tray}", "-o", f"InputSlot={tray}"]
        command += ["-o", "document-format=application/pdf", "-"]
        told = _run(command, pdf)
        # "request id is Quay1-12 (1 file(s))", also when CUPS speaks another language: the id ends in its number.
        found = re.search(rf"{re.escape(self._queue)}-\d+", told)
        if found is None:
            raise PrinterUnavailable(reason="no_job")
        return PrintJob(self.name, found.group())

    def outcome(self, job: PrintJob) -> PrintOutcome:
        """What CUPS says of the job, asked as any IPP printer is: ``lpstat`` calls cancelled jobs completed too."""
        uri = f"ipp://localhost/printers/{quote(self._queue)}"
        about = [Attribute("operation", "job-id", int(job.reference.rpartition("-")[2]), kind="integer")]
        return _job_outcome(_exchange(_cups_connection(), "/", uri, _GET_JOB_ATTRIBUTES, about))


class IppPrinter:
    """A printer or queue reached by its IPP address (``ipp://``, ``ipps://``, ``http://`` or ``https://``)."""

    def __init__(self, url: str, name: str = "") -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"ipp", "ipps", "http", "https"} or not parts.hostname:
            raise ValueError(f"{parts.scheme or 'nothing'} is no IPP address")
        self._secure = parts.scheme in {"ipps", "https"}
        self._host = parts.hostname
        self._port = parts.port or (443 if parts.scheme == "https" else 80 if parts.scheme == "http" else 631)
        self._path = parts.path or "/ipp/print"
        self._uri = f"{'ipps' if self._secure else 'ipp'}://{self._host}:{self._port}{self._path}"
        self._name = name or self._host

    @property
    def name(self) -> str:
        return self._name

    def submit(
        self, pdf: bytes, title: str, *, copies: int = 1, paper: str = "A5", tray: str = "", duplex: bool = False
    ) -> PrintJob:
        """Print-Job (RFC 8011 §4.2.1): unscaled, on the given paper.

        A printer that does not know the tray or cannot print on both sides gets the job without them.
        """
        about = [
            Attribute("operation", "requesting-user-name", "motcua", kind="name"),
            Attribute("operation", "job-name", title, kind="name"),
            Attribute("operation", "document-format", "application/pdf", kind="mime"),
        ]
        plain = [Attribute("job", "copies", copies, kind="integer"), _media_attribute(paper, "")]
        wanted = [
            Attribute("job", "copies", copies, kind="integer"),
            _media_attribute(paper, tray),
            Attribute("job", "print-scaling", "none", kind="keyword"),
            Attribute("job", "sides", _sides(duplex), kind="keyword"),
        ]
        try:
            told = self._ask(_PRINT_JOB, about, wanted, pdf)
        except PrinterUnavailable as refusal:
            if refusal.facts.get("status") != _VALUES_NOT_SUPPORTED:
                raise
            log.info("printer %s does not know all that was asked for; given the plain job", self._name)
            told = self._ask(_PRINT_JOB, about, plain, pdf)
        job = told.first("job-id")
        if not isinstance(job, int):
            raise PrinterUnavailable(reason="no_job")
        return PrintJob(self.name, str(job))

    def outcome(self, job: PrintJob) -> PrintOutcome:
        """Get-Job-Attributes (RFC 8011 §4.3.4); a printer that has forgotten the job gives ``unknown``."""
        about = [Attribute("operation", "job-id", int(job.reference), kind="integer")]
        return _job_outcome(self._ask(_GET_JOB_ATTRIBUTES, about))

    def ready(self) -> PrintOutcome:
        """Whether the printer takes jobs: Get-Printer-Attributes, with the printer's reasons when it does not."""
        told = self._ask(_GET_PRINTER_ATTRIBUTES, [])
        accepting = told.first("printer-is-accepting-jobs") is not False and told.first("printer-state") != 5
        reasons = [str(reason) for reason in told.all("printer-state-reasons") if reason != "none"]
        return PrintOutcome("waiting" if accepting else "stopped", ", ".join(reasons))

    def _ask(
        self, operation: int, about: Sequence[Attribute], job: Sequence[Attribute] = (), document: bytes = b""
    ) -> IppAnswer:
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        connection = kind(self._host, self._port, timeout=_TIMEOUT_SECONDS)
        return _exchange(connection, self._path, self._uri, operation, about, job, document)


class _SocketConnection(http.client.HTTPConnection):
    """HTTP through a socket in the file system, as CUPS offers it to this machine."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=_TIMEOUT_SECONDS)
        self._socket_path = path

    def connect(self) -> None:
        if sys.platform == "win32":
            raise NotImplementedError("CUPS is not there")
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(_TIMEOUT_SECONDS)
        self.sock.connect(self._socket_path)


def _cups_connection() -> http.client.HTTPConnection:
    """The way to CUPS that ``lp`` takes: CUPS_SERVER, else the usual socket, else the usual port."""
    server = os.environ.get("CUPS_SERVER", "")
    usual = "/run/cups/cups.sock"
    if not server and Path(usual).exists():
        server = usual
    if server.startswith("/"):
        return _SocketConnection(server)
    host, _, port = (server or "localhost").partition(":")
    return http.client.HTTPConnection(host, int(port or 631), timeout=_TIMEOUT_SECONDS)


def _exchange(
    connection: http.client.HTTPConnection,
    path: str,
    uri: str,
    operation: int,
    about: Sequence[Attribute],
    job: Sequence[Attribute] = (),
    document: bytes = b"",
) -> IppAnswer:
    """One IPP request and its answer. Raises PrinterUnavailable; a job that is not known gives an empty answer."""
    message = request(operation, uri, about, job) + document
    try:
        connection.request("POST", path, message, {"Content-Type": "application/ipp"})
        with connection.getresponse() as response:
            if response.status != 200:
                raise PrinterUnavailable(reason="http", status=response.status)
            told = answer(response.read())
    except (OSError, http.client.HTTPException) as error:
        raise PrinterUnavailable(reason="unreachable") from error
    except IppAnswerInvalid as error:
        raise PrinterUnavailable(reason="answer") from error
    finally:
        connection.close()
    if told.status == 0x0406 and operation == _GET_JOB_ATTRIBUTES:  # client-error-not-found
        return IppAnswer(0, ())
    if told.status >= 0x0100:
        raise PrinterUnavailable(reason="refused", status=f"{told.status:#06x}")
    return told


def _job_outcome(told: IppAnswer) -> PrintOutcome:
    state = told.first("job-state")
    reasons = [str(reason) for reason in told.all("job-state-reasons") if reason != "none"]
    known = _JOB_STATES.get(state, "unknown") if isinstance(state, int) else "unknown"
    return PrintOutcome(known, ", ".join(reasons))


def printer_at(address: str) -> Printer:
    """The printer an address of the settings names: ``file:FOLDER``, ``cups:NAME``, ``ipp:URL``, ``win:NAME`` (the
    page as Windows drawing orders) or ``windots:NAME`` (the page as dots, for drivers that spoil the orders).

    Raises PrinterUnavailable ``none`` for an empty address, ``address`` for one that says nothing.
    """
    kind, _, rest = address.partition(":")
    if not rest:
        raise PrinterUnavailable(reason="none" if not address else "address")
    if kind == "file":
        return FilePrinter(Path(rest))
    if kind == "cups":
        return CupsPrinter(rest)
    if kind in {"win", "windots"}:
        return windows.printer(rest, dots=kind == "windots")
    try:
        return IppPrinter(rest)
    except ValueError:
        raise PrinterUnavailable(reason="address") from None


def list_addresses() -> list[str]:
    """The addresses of this machine's printers, the default one first, as `printer_at` takes them."""
    if sys.platform == "win32":
        return [f"win:{name}" for name in windows.printer_names()]
    return [f"cups:{printer.name}" for printer in list_printers()]


def list_printers() -> list[Printer]:
    """The CUPS queues of this machine, the default one first; empty where there is no CUPS."""
    if shutil.which("lpstat") is None:
        return []
    try:
        queues = _run(["lpstat", "-e"], b"").split()
        preferred = _run(["lpstat", "-d"], b"").rpartition(":")[2].strip()
    except PrinterUnavailable:
        return []
    return [CupsPrinter(queue) for queue in sorted(queues, key=lambda queue: (queue != preferred, queue))]


def _media(paper: str) -> str:
    """The paper's name in the words of PWG 5101.1."""
    if paper in _MEDIA:
        return _MEDIA[paper]
    if (size := _CUSTOM.fullmatch(paper)) is None:
        raise ValueError(f"{paper} is no paper")
    return f"custom_label_{size.group(1)}x{size.group(2)}mm"


def _media_attribute(paper: str, tray: str) -> Attribute:
    """The paper by name; with a tray by its size, since only the collection can name both."""
    name = _media(paper)
    if not tray:
        return Attribute("job", "media", name, kind="keyword")
    width, height = (int(side) * 100 for side in name.removesuffix("mm").rpartition("_")[2].split("x"))
    size = (
        Attribute("job", "x-dimension", width, kind="integer"),
        Attribute("job", "y-dimension", height, kind="integer"),
    )
    members = (
        Attribute("job", "media-size", size, kind="collection"),
        Attribute("job", "media-source", tray, kind="keyword"),
    )
    return Attribute("job", "media-col", members, kind="collection")


def _sides(duplex: bool) -> str:
    return "two-sided-long-edge" if duplex else "one-sided"


def _settle(scratch: Path, folder: Path, title: str) -> Path:
    """Give the finished file its name without ever replacing another."""
    for path in _names(folder, title):
        try:
            if os.name == "nt":
                scratch.rename(path)
            else:
                path.hardlink_to(scratch)
        except FileExistsError:
            continue
        return path
    raise AssertionError("names never end")


def _names(folder: Path, title: str) -> Iterator[Path]:
    stem = re.sub(r"[^\w.-]+", "-", title).strip("-.")[:80] or "giay"
    yield folder / f"{stem}.pdf"
    for number in itertools.count(2):
        yield folder / f"{stem}-{number}.pdf"


def _run(command: Sequence[str], data: bytes) -> str:
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_TIMEOUT_SECONDS, check=False)
    except FileNotFoundError as error:
        raise PrinterUnavailable(reason="no_cups") from error
    except subprocess.TimeoutExpired as error:
        raise PrinterUnavailable(reason="unreachable") from error
    if done.returncode != 0:
        raise PrinterUnavailable(reason="refused", status=done.returncode)
    return done.stdout.decode("utf-8", "replace")
