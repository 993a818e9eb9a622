"""An eSCL scanner on loopback, with a feeder to fill and faults to set."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SCAN = "http://schemas.hp.com/imaging/escl/2011/05/03"
PWG = "http://www.pwg.org/schemas/2010/12/sm"
_CAPS = (
    "<scan:AdfSimplexInputCaps><scan:MaxWidth>2550</scan:MaxWidth><scan:MaxHeight>4200</scan:MaxHeight>"
    "<scan:ColorMode>RGB24</scan:ColorMode><scan:ColorMode>Grayscale8</scan:ColorMode>"
    "<scan:XResolution>100</scan:XResolution><scan:XResolution>200</scan:XResolution>"
    "<scan:XResolution>300</scan:XResolution></scan:AdfSimplexInputCaps>"
)


class FakeScanner:
    """What the machine holds and how it misbehaves; ``asked`` keeps the settings of each job."""

    def __init__(self) -> None:
        self.feeder: list[bytes] = []
        self.adf_state = ""
        self.state = "Idle"
        self.duplex = True
        self.refuse = 0
        self.wait_first = 0
        self.jam_after: int | None = None
        self.stall_after: int | None = None
        self.cut_page: int | None = None
        self.asked: list[str] = []
        self.ended: list[str] = []
        self.given = 0
        self.release = threading.Event()
        self.port = 0

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def adf(self) -> str:
        return self.adf_state or ("ScannerAdfLoaded" if self.feeder else "ScannerAdfEmpty")


def own_certificate(folder: Path) -> ssl.SSLContext:
    """What a scanner makes for itself when it is set up: a certificate that only it signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "MAYQUET")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=4000))
        .not_valid_after(now - timedelta(days=300))  # As old as those in use are.
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{made.serial_number}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: a counter that hangs up on a stranger is what is tried."""


@contextmanager
def serving(secure: ssl.SSLContext | None = None, port: int = 0) -> Iterator[FakeScanner]:
    scanner = FakeScanner()
    server = _Server(("127.0.0.1", port), _handler(scanner))
    if secure is not None:
        server.socket = secure.wrap_socket(server.socket, server_side=True)
    scanner.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield scanner
    finally:
        scanner.release.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(scanner: FakeScanner) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *arguments: Any) -> None:
            return

        def _say(self, code: int, data: bytes = b"", **headers: str) -> None:
            self.send_response(code)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(data)))
            # The counter may have gone meanwhile.
            with suppress(BrokenPipeError, ConnectionResetError):
                self.end_headers()
                self.wfile.write(data)

        def do_GET(self) -> None:
            if self.path == "/eSCL/ScannerCapabilities":
                both = _CAPS.replace("Simplex", "Duplex") if scanner.duplex else ""
                self._say(
                    200,
                    f'<scan:ScannerCapabilities xmlns:scan="{SCAN}" xmlns:pwg="{PWG}">'
                    f"<pwg:MakeAndModel>Máy quét thử</pwg:MakeAndModel>"
                    f"<scan:Platen>{_CAPS.replace('AdfSimplex', 'Platen')}</scan:Platen>"
                    f"<scan:Adf>{_CAPS}{both}</scan:Adf></scan:ScannerCapabilities>".encode(),
                )
            elif self.path == "/eSCL/ScannerStatus":
                self._say(
                    200,
                    f'<scan:ScannerStatus xmlns:scan="{SCAN}" xmlns:pwg="{PWG}"><pwg:State>{scanner.state}</pwg:State>'
                    f"<scan:AdfState>{scanner.adf()}</scan:AdfState></scan:ScannerStatus>".encode(),
                )
            elif self.path.endswith("/NextDocument"):
                self._page()
            else:
                self._say(404, b"<html>not here</html>")

        def _page(self) -> None:
            if scanner.wait_first:
                scanner.wait_first -= 1
                self._say(503)
            elif scanner.jam_after == scanner.given:
                scanner.adf_state = "ScannerAdfJam"
                self._say(404)
            elif scanner.stall_after == scanner.given:
                scanner.release.wait(10)
                self._say(404)
            elif not scanner.feeder:
                self._say(404)
            elif scanner.cut_page == scanner.given:
                self.send_response(200)
                self.send_header("Content-Length", "100000")
                self.end_headers()
                self.wfile.write(scanner.feeder[0][:1000])
                self.close_connection = True
            else:
                scanner.given += 1
                self._say(200, scanner.feeder.pop(0), Content_Type="image/jpeg")

        def do_POST(self) -> None:
            scanner.asked.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            if scanner.refuse:
                self._say(scanner.refuse)
            else:
                self._say(201, Location=f"http://another-name.local/eSCL/ScanJobs/{len(scanner.asked)}")

        def do_DELETE(self) -> None:
            scanner.ended.append(self.path)
            self._say(200)

    return Handler
