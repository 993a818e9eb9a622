"""Papers handed to a folder, to CUPS, and to a server that really reads IPP."""

from __future__ import annotations

import struct
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from app.errors import PrinterUnavailable
from app.paper import render
from app.paper.forms import load_form
from app.paper.printers import CupsPrinter, FilePrinter, IppPrinter, PrintJob, list_printers
from tests.paper.samples import RECEIPT


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render.render(load_form("2025", "receipt"), RECEIPT)


# ---------------------------------------------------------------- folder


def test_a_folder_keeps_every_paper_under_a_name_of_its_own(tmp_path: Path, pdf: bytes) -> None:
    printer = FilePrinter(tmp_path / "in")
    first = printer.submit(pdf, "receipt-01a2")
    second = printer.submit(pdf + b"%", "receipt-01a2")
    assert [Path(job.reference).name for job in (first, second)] == ["receipt-01a2.pdf", "receipt-01a2-2.pdf"]
    assert Path(first.reference).read_bytes() == pdf
    assert printer.outcome(first).state == "printed"
    assert sorted(file.name for file in (tmp_path / "in").iterdir()) == ["receipt-01a2-2.pdf", "receipt-01a2.pdf"]


def test_a_title_cannot_leave_the_folder(tmp_path: Path, pdf: bytes) -> None:
    job = FilePrinter(tmp_path).submit(pdf, "../../giấy tiếp nhận/..")
    assert Path(job.reference).parent == tmp_path
    assert Path(job.reference).name == "giấy-tiếp-nhận.pdf"
    assert Path(FilePrinter(tmp_path).submit(pdf, "...").reference).name == "giay.pdf"


def test_a_folder_that_cannot_be_written_is_said_to_be_so(tmp_path: Path, pdf: bytes) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(PrinterUnavailable) as caught:
        FilePrinter(tmp_path / "file").submit(pdf, "receipt")
    assert caught.value.facts["reason"] == "folder"


# ---------------------------------------------------------------- IPP


class IppServer:
    """A print service that parses what it is sent, keeps documents, and answers as RFC 8010 says."""

    def __init__(self) -> None:
        self.jobs: dict[int, tuple[dict[str, object], bytes]] = {}
        self.job_state = 9
        self.job_reasons = ["job-completed-successfully"]
        self.status = 0
        self.http_status = 200
        self.raw: bytes | None = None
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                reply = outer.answer(self.headers["Content-Type"], self.path, body)
                self.send_response(outer.http_status)
                self.send_header("Content-Type", "application/ipp")
                self.send_header("Content-Length", str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)

            def log_message(self, *told: object) -> None:
                """Keeps the test's output clean."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, content_type: str, path: str, body: bytes) -> bytes:
        assert content_type == "application/ipp"
        assert path == "/ipp/print"
        if self.raw is not None:
            return self.raw
        version, operation, number = struct.unpack_from(">HHI", body)
        attributes, document = self.read(body)
        assert version == 0x0101
        assert list(attributes)[:3] == ["attributes-charset", "attributes-natural-language", "printer-uri"]
        assert attributes["printer-uri"] == f"ipp://127.0.0.1:{self.port}/ipp/print"
        reply = struct.pack(">HHI", 0x0101, self.status, number) + b"\x01" + text(0x47, "attributes-charset", "utf-8")
        if self.status:
            return reply + b"\x03"
        if operation == 0x0002:
            job = len(self.jobs) + 7
            self.jobs[job] = (attributes, document)
            return reply + b"\x02" + whole(0x21, "job-id", job) + whole(0x23, "job-state", 3) + b"\x03"
        if operation == 0x0009:
            if attributes["job-id"] not in self.jobs:
                return struct.pack(">HHI", 0x0101, 0x0406, number) + b"\x03"
            reasons = [text(0x44, "job-state-reasons" if not n else "", r) for n, r in enumerate(self.job_reasons)]
            return reply + b"\x02" + whole(0x23, "job-state", self.job_state) + b"".join(reasons) + b"\x03"
        assert operation == 0x000B
        accepting = b"\x22" + name_of("printer-is-accepting-jobs") + b"\x00\x01\x01"
        return reply + b"\x04" + accepting + text(0x44, "printer-state-reasons", "media-low-warning") + b"\x03"

    @staticmethod
    def read(body: bytes) -> tuple[dict[str, object], bytes]:
        attributes: dict[str, object] = {}
        position = 8
        while (tag := body[position]) != 0x03:
            position += 1
            if tag < 0x10:
                continue
            (size,) = struct.unpack_from(">H", body, position)
            name = body[position + 2 : position + 2 + size].decode()
            position += 2 + size
            (size,) = struct.unpack_from(">H", body, position)
            value = body[position + 2 : position + 2 + size]
            position += 2 + size
            attributes[name] = struct.unpack(">i", value)[0] if tag in (0x21, 0x23) else value.decode()
        return attributes, body[position + 1 :]


def name_of(name: str) -> bytes:
    return struct.pack(">H", len(name)) + name.encode()


def text(tag: int, name: str, value: str) -> bytes:
    return bytes([tag]) + name_of(name) + name_of(value)


def whole(tag: int, name: str, value: int) -> bytes:
    return bytes([tag]) + name_of(name) + struct.pack(">Hi", 4, value)


@pytest.fixture
def server() -> Iterator[IppServer]:
    running = IppServer()
    yield running
    running.close()


@pytest.fixture
def printer(server: IppServer) -> IppPrinter:
    return IppPrinter(f"ipp://127.0.0.1:{server.port}/ipp/print", "Quầy 1")


def test_ipp_gets_the_very_bytes_on_the_right_paper(server: IppServer, printer: IppPrinter, pdf: bytes) -> None:
    job = printer.submit(pdf, "receipt-01a2", copies=2, paper="A5")
    assert job == PrintJob("Quầy 1", "7")
    attributes, document = server.jobs[7]
    assert document == pdf
    wanted = {
        "job-name": "receipt-01a2", "document-format": "application/pdf", "copies": 2,
        "media": "iso_a5_148x210mm", "print-scaling": "none", "sides": "one-sided",
    }  # fmt: skip
    assert {name: attributes[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("code", "reasons", "state", "reason"),
    [
        (3, ["none"], "waiting", ""),
        (5, ["job-printing"], "waiting", "job-printing"),
        (6, ["printer-stopped", "media-empty"], "stopped", "printer-stopped, media-empty"),
        (8, ["aborted-by-system"], "failed", "aborted-by-system"),
        (9, ["none"], "printed", ""),
    ],
)
def test_ipp_tells_what_became_of_the_job(
    server: IppServer, printer: IppPrinter, pdf: bytes, code: int, reasons: list[str], state: str, reason: str
) -> None:
    job = printer.submit(pdf, "receipt")
    server.job_state, server.job_reasons = code, reasons
    outcome = printer.outcome(job)
    assert (outcome.state, outcome.reason) == (state, reason)


def test_ipp_that_forgot_the_job_says_unknown(printer: IppPrinter) -> None:
    assert printer.outcome(PrintJob("Quầy 1", "99")).state == "unknown"


def test_ipp_says_whether_the_printer_is_ready(printer: IppPrinter) -> None:
    ready = printer.ready()
    assert (ready.state, ready.reason) == ("waiting", "media-low-warning")


def refuse(server: IppServer) -> None:
    server.status = 0x0507  # server-error-busy


def forbid(server: IppServer) -> None:
    server.http_status = 403


def babble(server: IppServer) -> None:
    server.raw = b"<html>log in</html>"


def cut(server: IppServer) -> None:
    server.raw = struct.pack(">HHI", 0x0101, 0, 1) + b"\x01\x47\x00\x12attr"


@pytest.mark.parametrize(
    ("fault", "reason"), [(refuse, "refused"), (forbid, "http"), (babble, "answer"), (cut, "answer")]
)
def test_ipp_faults_are_known_failures(
    server: IppServer, printer: IppPrinter, pdf: bytes, fault: Callable[[IppServer], None], reason: str
) -> None:
    fault(server)
    with pytest.raises(PrinterUnavailable) as caught:
        printer.submit(pdf, "receipt")
    assert caught.value.facts["reason"] == reason


def test_a_printer_that_is_off_is_said_to_be_so(pdf: bytes) -> None:
    gone = IppServer()
    gone.close()
    with pytest.raises(PrinterUnavailable) as caught:
        IppPrinter(f"ipp://127.0.0.1:{gone.port}/ipp/print").submit(pdf, "receipt")
    assert caught.value.facts["reason"] == "unreachable"


@pytest.mark.parametrize("url", ["ftp://printer/x", "printer", "ipp://"])
def test_only_ipp_addresses_are_taken(url: str) -> None:
    with pytest.raises(ValueError, match="no IPP address"):
        IppPrinter(url)


# ---------------------------------------------------------------- CUPS

LP = """#!/bin/sh
printf '%s\\n' "$@" > "$CUPS_KEPT/arguments"
cat > "$CUPS_KEPT/document"
echo "request id is Quay1-12 (1 file(s))"
"""
LPSTAT = """#!/bin/sh
case "$*" in
  "-e") printf 'Kho\\nQuay1\\n' ;;
  "-d") echo "system default destination: Quay1" ;;
  "-W not-completed -o Quay1") echo "Quay1-13  may  1024  Thu 08 Oct 2026" ;;
  "-W completed -o Quay1") echo "Quay1-12  may  1024  Thu 08 Oct 2026" ;;
esac
"""


@pytest.fixture
def cups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose lp and lpstat answer in CUPS's words."""
    for name, script in (("lp", LP), ("lpstat", LPSTAT)):
        program = tmp_path / name
        program.write_text(script)
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setenv("CUPS_KEPT", str(tmp_path))
    return tmp_path


def test_cups_gets_the_pdf_with_its_paper_named(cups: Path, pdf: bytes) -> None:
    job = CupsPrinter("Quay1").submit(pdf, "receipt-01a2", copies=2, paper="A5")
    assert job == PrintJob("Quay1", "Quay1-12")
    assert (cups / "document").read_bytes() == pdf
    arguments = (cups / "arguments").read_text().split()
    assert arguments[:6] == ["-d", "Quay1", "-t", "receipt-01a2", "-n", "2"]
    assert "media=iso_a5_148x210mm" in arguments
    assert "print-scaling=none" in arguments


def test_the_default_queue_is_listed_first(cups: Path) -> None:
    assert [printer.name for printer in list_printers()] == ["Quay1", "Kho"]


def test_a_machine_without_cups_has_no_queues(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, pdf: bytes) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert list_printers() == []
    with pytest.raises(PrinterUnavailable) as caught:
        CupsPrinter("Quay1").submit(pdf, "receipt")
    assert caught.value.facts["reason"] == "no_cups"


def test_a_queue_that_refuses_is_said_to_be_so(cups: Path, pdf: bytes) -> None:
    (cups / "lp").write_text("#!/bin/sh\ncat > /dev/null\necho 'lp: No such queue' >&2\nexit 1\n")
    with pytest.raises(PrinterUnavailable) as caught:
        CupsPrinter("Quay1").submit(pdf, "receipt")
    assert caught.value.facts["reason"] == "refused"
