"""Network scanners that speak eSCL (AirScan, Mopria): found by announcement or by address; no driver is needed.

Where a scanner speaks TLS it is spoken to in TLS. Its certificate is its own and nobody vouches for it, so it is
remembered when the scanner is chosen, within the id that is kept in the settings (``…#`` and its SHA-256), and another
one is not spoken to.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import logging
import re
import ssl
import threading
import time
import xml.etree.ElementTree as Tree
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from zeroconf import ServiceBrowser, ServiceStateChange, Zeroconf

from app.capture.pages import PAGE_LIMIT
from app.capture.sane import Colour, Paper, Reason
from app.capture.scanners import Scanner, ScanProgress, ScanSettings
from app.errors import ScannerFailed
from app.vault.files import write_durably

log = logging.getLogger(__name__)

FIND_SECONDS = 3.0
"""How long announcements are listened for."""
ANSWER_SECONDS = 10.0
"""A scanner that says nothing for so long, asked for anything but a page, is gone."""

_SERVICE, _SECURE_SERVICE = "_uscan._tcp.local.", "_uscans._tcp.local."
_SCAN = "http://schemas.hp.com/imaging/escl/2011/05/03"
_PWG = "http://www.pwg.org/schemas/2010/12/sm"
_LARGEST_ANSWER = 1024 * 1024
_LARGEST_PAGE = 100 * 1024 * 1024
_AGAIN_SECONDS = 0.5
_UNIT = 300 / 25.4
_PAPER_MM: dict[Paper, tuple[int, int]] = {"A3": (297, 420), "A4": (210, 297), "A5": (148, 210)}
_MODES: dict[Colour, str] = {"colour": "RGB24", "grey": "Grayscale8", "black_white": "BlackAndWhite1"}
_FEEDER_REASONS: dict[str, Reason] = {
    "ScannerAdfJam": "jammed",
    "ScannerAdfMispick": "jammed",
    "ScannerAdfMultipickDetected": "jammed",
    "ScannerAdfHatchOpen": "cover_open",
    "ScannerAdfInputTrayFailed": "failed",
    "ScannerAdfEmpty": "no_documents",
}
_PAGE_NAME = re.compile(r"page-(\d{4,})\.\w+")


def find_scanners(seconds: float = FIND_SECONDS, zeroconf: Zeroconf | None = None) -> list[Scanner]:
    """The eSCL scanners that announce themselves on the local network, by name; one that speaks TLS with the
    certificate it shows now. Blocks for ``seconds``, and a little longer where such a one does not answer."""
    names: set[tuple[str, str]] = set()

    def heard(zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:
        if state_change is not ServiceStateChange.Removed:
            names.add((service_type, name))

    asked = zeroconf or Zeroconf()
    try:
        browser = ServiceBrowser(asked, [_SERVICE, _SECURE_SERVICE], handlers=[heard])
        threading.Event().wait(seconds)
        browser.cancel()
        found = [(kind, asked.get_service_info(kind, name)) for kind, name in sorted(names)]
    finally:
        if zeroconf is None:
            asked.close()
    scanners: dict[tuple[str, str], Scanner] = {}
    for kind, info in found:
        addresses = info.parsed_addresses() if info else []
        if info is None or not addresses:
            continue
        host = f"[{addresses[0]}]" if ":" in addresses[0] else addresses[0]
        told = {key.decode(): (value or b"").decode(errors="replace") for key, value in info.properties.items()}
        root = (told.get("rs") or "eSCL").strip("/")
        scanner = Scanner(f"escl:http://{host}:{info.port}/{root}", told.get("ty") or info.name, "escl")
        # Most announce both ways; the one that nobody on the line can read comes last and takes the other's place.
        if kind == _SECURE_SERVICE:
            try:
                scanner = _pinned(replace(scanner, id=f"escl:https://{host}:{info.port}/{root}"))
            except ScannerFailed:
                continue
        scanners[host, scanner.name] = scanner
    return list(scanners.values())


def scanner_at(address: str) -> Scanner:
    """The scanner at an address typed by hand (``192.168.1.20``, or with port and path), asked for its name.

    One that is asked in TLS (``https://…``, or because it does not answer without) is taken with the certificate it
    shows now. Raises ScannerFailed ``gone`` when nothing there speaks eSCL.
    """
    typed = address.strip().removeprefix("escl:").partition("#")[0]
    if "://" in typed:
        return _at(typed)
    try:
        return _at(f"http://{typed}")
    except ScannerFailed as failure:
        try:
            return _at(f"https://{typed}")
        except ScannerFailed:
            raise failure from None


def fingerprint(scanner_id: str) -> str:
    """The remembered certificate of a scanner as people compare it (the first sixteen of its bytes), empty for one
    that is spoken to in the open."""
    pin = scanner_id.partition("#")[2][:32].upper()
    return " ".join(pin[place : place + 4] for place in range(0, len(pin), 4))


def _at(url: str) -> Scanner:
    if not urlsplit(url).path.strip("/"):
        url = url.rstrip("/") + "/eSCL"
    scanner = Scanner(f"escl:{url.rstrip('/')}", url, "escl")
    if url.startswith("https://"):
        scanner = _pinned(scanner)
    name = _root(scanner, "ScannerCapabilities").findtext(f"{{{_PWG}}}MakeAndModel")
    return Scanner(scanner.id, name or url, "escl")


def _pinned(scanner: Scanner) -> Scanner:
    """The scanner with the certificate that it shows now in its id. Raises ScannerFailed ``gone``."""
    place = urlsplit(scanner.id.removeprefix("escl:"))
    connection = _line(place.scheme, place.hostname or "", place.port, ANSWER_SECONDS)
    try:
        connection.connect()
        return replace(scanner, id=f"{scanner.id}#{_shown(connection)}")
    except OSError as error:
        raise ScannerFailed(reason="gone", cause=type(error).__name__) from error
    finally:
        connection.close()


def scan(
    scanner: Scanner,
    settings: ScanSettings,
    folder: Path,
    *,
    progress: ScanProgress,
    cancel: threading.Event,
    received: Callable[[Path], None] = lambda page: None,
) -> list[Path]:
    """Pages scanned into ``folder``, as `scanners.scan` does, and with the same failures; no driver is run.

    Pages received before a failure stay on the disk and in ``progress.pages``; the next scan goes on behind them.
    """
    pages: list[Path] = []
    job = ""
    try:
        job = _begin(scanner, settings)
        progress.state = "scanning"
        number = 1 + max((int(m[1]) for p in folder.iterdir() if (m := _PAGE_NAME.fullmatch(p.name))), default=0)
        with closing(_documents(scanner, job, settings.page_seconds, cancel)) as documents:
            for kind, data in documents:
                path = folder / f"page-{number + len(pages):04d}.{kind}"
                write_durably(path, data)
                pages.append(path)
                progress.pages = tuple(pages)
                received(path)
                if len(pages) == PAGE_LIMIT or settings.source == "flatbed":
                    break
    except ScannerFailed as error:
        raise ScannerFailed(**{**error.facts, "pages": len(pages)}) from error
    finally:
        progress.state = "ended"
        if job:
            _end(scanner, job)
    if cancel.is_set():
        return pages
    reason = _reason(scanner)
    if reason in ("jammed", "cover_open"):
        raise ScannerFailed(reason=reason, pages=len(pages))
    if not pages:
        raise ScannerFailed(reason=reason or "no_documents", pages=0)
    return pages


def _begin(scanner: Scanner, settings: ScanSettings) -> str:
    """Starts a job and gives its address."""
    wanted = _wishes(_root(scanner, "ScannerCapabilities"), settings)
    with _asked(scanner, "POST", "ScanJobs", wanted, {"Content-Type": "text/xml"}) as answer:
        location = answer.getheader("Location")
        if answer.status == 201 and location:
            return location
    reason = _reason(scanner) or {409: "busy", 503: "busy"}.get(answer.status, "failed")
    raise ScannerFailed(reason=reason, code=answer.status)


def _wishes(capabilities: Tree.Element, settings: ScanSettings) -> bytes:
    feeder = settings.source != "flatbed"
    way = "Adf" if feeder else "Platen"
    if capabilities.find(f"{{{_SCAN}}}{way}") is None:
        raise ScannerFailed(reason="failed", setting="source", wanted=settings.source)
    if settings.source == "duplex" and capabilities.find(f".//{{{_SCAN}}}AdfDuplexInputCaps") is None:
        raise ScannerFailed(reason="failed", setting="source", wanted=settings.source)
    caps = capabilities.find(f"{{{_SCAN}}}{way}") or capabilities
    stated = sorted({int(item.text or 0) for item in caps.iter(f"{{{_SCAN}}}XResolution")})
    dpi = next((each for each in stated if each >= settings.dpi), stated[-1] if stated else settings.dpi)
    modes = {item.text for item in caps.iter(f"{{{_SCAN}}}ColorMode")}
    mode = _MODES[settings.colour]
    if modes and mode not in modes:
        mode = "Grayscale8"
    width, height = (round(side * _UNIT) for side in _PAPER_MM[settings.paper])
    most = [int(item.text or 0) for item in caps.iter(f"{{{_SCAN}}}MaxWidth")]
    tallest = [int(item.text or 0) for item in caps.iter(f"{{{_SCAN}}}MaxHeight")]
    width, height = min([width, *filter(None, most)]), min([height, *filter(None, tallest)])
    duplex = "<scan:Duplex>true</scan:Duplex>" if settings.source == "duplex" else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<scan:ScanSettings xmlns:scan="{_SCAN}" xmlns:pwg="{_PWG}">'
        "<pwg:Version>2.0</pwg:Version><pwg:ScanRegions><pwg:ScanRegion>"
        "<pwg:ContentRegionUnits>escl:ThreeHundredthsOfInches</pwg:ContentRegionUnits>"
        f"<pwg:Height>{height}</pwg:Height><pwg:Width>{width}</pwg:Width>"
        "<pwg:XOffset>0</pwg:XOffset><pwg:YOffset>0</pwg:YOffset></pwg:ScanRegion></pwg:ScanRegions>"
        f"<pwg:InputSource>{'Feeder' if feeder else 'Platen'}</pwg:InputSource>"
        f"<scan:ColorMode>{mode}</scan:ColorMode>"
        f"<scan:XResolution>{dpi}</scan:XResolution><scan:YResolution>{dpi}</scan:YResolution>"
        f"{duplex}<pwg:DocumentFormat>image/jpeg</pwg:DocumentFormat>"
        "<scan:DocumentFormatExt>image/jpeg</scan:DocumentFormatExt></scan:ScanSettings>"
    ).encode()


def _documents(
    scanner: Scanner, job: str, page_seconds: float, cancel: threading.Event
) -> Generator[tuple[str, bytes], None, None]:
    """The pages of a job as they come, until the scanner says there is none left."""
    deadline = time.monotonic() + page_seconds
    while not cancel.is_set():
        left = deadline - time.monotonic()
        if left <= 0:
            raise ScannerFailed(reason="hung", seconds=page_seconds)
        with _asked(scanner, "GET", f"{job}/NextDocument", seconds=left) as answer:
            if answer.status in (404, 410):
                return
            if answer.status == 200:
                kind = "pdf" if "pdf" in (answer.getheader("Content-Type") or "") else "jpg"
                yield kind, _body(answer, _LARGEST_PAGE, deadline, cancel)
                deadline = time.monotonic() + page_seconds
                continue
        if answer.status != 503:
            raise ScannerFailed(reason=_reason(scanner) or "failed", code=answer.status)
        # Warming up, or the sheet is on its way.
        cancel.wait(_AGAIN_SECONDS)


def _end(scanner: Scanner, job: str) -> None:
    """Tells the scanner that nobody waits for the job any more; one that is gone or done need not hear it."""
    try:
        with _asked(scanner, "DELETE", job):
            return
    except ScannerFailed:
        return


def _reason(scanner: Scanner) -> Reason | None:
    """What the scanner says of itself when a job went wrong; None when it sees nothing wrong."""
    status = _root(scanner, "ScannerStatus")
    feeder = status.findtext(f"{{{_SCAN}}}AdfState") or ""
    if feeder in _FEEDER_REASONS:
        return _FEEDER_REASONS[feeder]
    return "busy" if status.findtext(f"{{{_PWG}}}State") == "Processing" else None


def _root(scanner: Scanner, what: str) -> Tree.Element:
    with _asked(scanner, "GET", what) as answer:
        if answer.status != 200:
            raise ScannerFailed(reason="busy" if answer.status == 503 else "gone", code=answer.status)
        text = _body(answer, _LARGEST_ANSWER, time.monotonic() + ANSWER_SECONDS, threading.Event())
    try:
        # expat itself stops entities that blow up; the answer is limited besides.
        return Tree.fromstring(text)  # noqa: S314
    except Tree.ParseError as error:
        raise ScannerFailed(reason="gone", code=answer.status) from error


@contextmanager
def _asked(
    scanner: Scanner,
    method: str,
    what: str,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
    *,
    seconds: float = ANSWER_SECONDS,
) -> Iterator[http.client.HTTPResponse]:
    root, _, pin = scanner.id.removeprefix("escl:").partition("#")
    asked = urlsplit(urljoin(f"{root}/", what))
    # A job's address comes from the scanner; it may name itself differently, but is never another machine.
    place = urlsplit(root)
    connection = _line(place.scheme, place.hostname or "", place.port, max(0.1, seconds))
    try:
        if place.scheme == "https":
            connection.connect()
            if not hmac.compare_digest(_shown(connection), pin):
                log.warning("a scanner shows another certificate than when it was chosen")
                raise ScannerFailed(reason="stranger")
        connection.request(method, asked.path, body, headers or {})
        with connection.getresponse() as answer:
            yield answer
    except TimeoutError as error:
        raise ScannerFailed(reason="hung", seconds=seconds) from error
    except (OSError, http.client.HTTPException) as error:
        raise ScannerFailed(reason="gone", cause=type(error).__name__) from error
    finally:
        connection.close()


def _line(scheme: str, host: str, port: int | None, seconds: float) -> http.client.HTTPConnection:
    if scheme != "https":
        return http.client.HTTPConnection(host, port or 80, timeout=seconds)
    context = ssl.create_default_context()
    # Who it is, the remembered certificate says; an old scanner's short key is still better than none.
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("DEFAULT:@SECLEVEL=1")
    return http.client.HTTPSConnection(host, port or 443, timeout=seconds, context=context)


def _shown(connection: http.client.HTTPConnection) -> str:
    """The SHA-256 of the certificate that the other end shows, in hex."""
    line = connection.sock
    shown = line.getpeercert(binary_form=True) if isinstance(line, ssl.SSLSocket) else None
    return hashlib.sha256(shown).hexdigest() if shown else ""


def _body(answer: http.client.HTTPResponse, most: int, deadline: float, cancel: threading.Event) -> bytes:
    """The whole body. A scanner that stops in the middle of a page is told as hung, one that breaks off as gone."""
    parts, size = [], 0
    while part := answer.read1(65536):
        parts.append(part)
        size += len(part)
        if size > most:
            raise ScannerFailed(reason="failed", limit_bytes=most)
        if time.monotonic() > deadline:
            raise ScannerFailed(reason="hung")
        if cancel.is_set():
            raise ScannerFailed(reason="gone")
    declared = answer.getheader("Content-Length")
    if declared is not None and size < int(declared):
        raise ScannerFailed(reason="gone", cause="cut off")
    return b"".join(parts)
