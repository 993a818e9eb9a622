"""The signing service of Ban Cơ yếu on this machine ("VGCA Sign"): it fetches a copy from us, has the officer sign it,
and hands it back to a loopback address that takes one copy at a time.

The call and its answer are those of exchange.md §6; the service itself cannot be had here, so its way of being called
(HTTP on loopback, one path for each call) is assumed and lies in `SigningService` alone.
"""

from __future__ import annotations

import hmac
import http.client
import json
import logging
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlsplit

from app.errors import SigningFailed
from app.vault.copy_mark import CopyMark

log = logging.getLogger(__name__)

CALL = "vgca_sign_file"
OFFICER_SECONDS = 300.0
"""How long the officer may take over the PIN that the service asks for itself."""

_LARGEST = 120 * 1024 * 1024
_POLL_SECONDS = 0.05
_REACH_SECONDS = 5.0


class SigningService:
    """The service at ``address`` (``http://127.0.0.1:PORT``), as a signer of copies; it asks for the PIN itself.

    Raises SigningFailed ``wrong_address`` for one that is not this machine's own.
    """

    def __init__(self, address: str, *, officer_seconds: float = OFFICER_SECONDS) -> None:
        try:
            place = urlsplit(address)
            port = place.port
        except ValueError as error:
            raise SigningFailed(reason="wrong_address") from error
        if place.scheme != "http" or place.hostname not in ("127.0.0.1", "localhost", "::1"):
            raise SigningFailed(reason="wrong_address")
        self._host, self._port = place.hostname, port or 80
        self._seconds = officer_seconds

    def reach(self) -> None:
        """Nothing, where the service takes calls; signs nothing. Raises SigningFailed ``unreachable``."""
        connection = http.client.HTTPConnection(self._host, self._port, timeout=_REACH_SECONDS)
        try:
            connection.connect()
        except OSError as error:
            raise SigningFailed(reason="unreachable", cause=type(error).__name__) from error
        finally:
            connection.close()

    def sign(self, pdf: bytes, mark: CopyMark | None) -> bytes:
        """``pdf`` as the service gave it back; the service puts its own mark on. The caller checks what was signed.

        Raises SigningFailed: ``unreachable``, ``refused`` (with the service's ``status``), ``failed`` when it said
        that all was well and gave nothing back.
        """
        with _desk(pdf) as desk:
            answer = self._call(
                {
                    "FileUploadHandler": f"{desk.address}/upload",
                    "SessionId": desk.session,
                    "FileName": f"{desk.address}/copy.pdf",
                    "DocNumber": "",
                    "JWTToken": "",
                    "MetaData": [{"Key": "SessionId", "Value": desk.session}],
                }
            )
            status = answer.get("Status")
            if type(status) is not int or status != 0:
                raise SigningFailed(reason="refused", status=status if type(status) is int else -1)
            if desk.received is None:
                raise SigningFailed(reason="failed", status=0)
            return desk.received

    def _call(self, request: dict[str, object]) -> dict[str, object]:
        connection = http.client.HTTPConnection(self._host, self._port, timeout=self._seconds)
        try:
            connection.request("POST", f"/{CALL}", json.dumps(request), {"Content-Type": "application/json"})
            with connection.getresponse() as response:
                answer = json.loads(response.read(1024 * 1024))
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise SigningFailed(reason="unreachable", cause=type(error).__name__) from error
        finally:
            connection.close()
        if not isinstance(answer, dict):
            raise SigningFailed(reason="unreachable", cause="form")
        return answer


class _Loopback(HTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        # Whoever hung up comes again or does not; what it sent stays out of the log.
        log.info("a caller of the copy's address went away")


class _Desk:
    """What lies on the loopback address during one signature: the copy to fetch, and the place for the signed one."""

    def __init__(self, copy: bytes) -> None:
        self.copy = copy
        self.session = secrets.token_hex(16)
        self.received: bytes | None = None
        self.address = ""


@contextmanager
def _desk(copy: bytes) -> Iterator[_Desk]:
    desk = _Desk(copy)
    server = _Loopback(("127.0.0.1", 0), _handler(desk))
    # The path holds the session, so that no other program of this machine guesses it.
    desk.address = f"http://127.0.0.1:{server.server_address[1]}/{desk.session}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": _POLL_SECONDS}, daemon=True)
    thread.start()
    try:
        yield desk
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(desk: _Desk) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        # A program that opens the address and says nothing must not keep the copy's own answer waiting.
        timeout = 5

        def log_message(self, format: str, *arguments: object) -> None:
            """Nothing: a log line would hold the session."""

        def do_GET(self) -> None:
            if self._is_ours("copy.pdf"):
                self._say(200, desk.copy, "application/pdf")
            else:
                self._say(404)

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if not self._is_ours("upload") or desk.received is not None:
                self._say(404)
            elif not length.isdigit() or int(length) > _LARGEST:
                self._say(413)
            else:
                body = self.rfile.read(int(length))
                found = _file_in(body, self.headers.get("Content-Type", ""))
                # Half of it would also keep the whole one out that comes with the next try.
                if found is None or len(body) < int(length):
                    self._say(400)
                    return
                desk.received = found
                said = {"Status": True, "Message": "", "FileName": "copy.pdf", "FileServer": f"{desk.address}/copy.pdf"}
                self._say(200, json.dumps(said).encode(), "application/json")

        def _is_ours(self, what: str) -> bool:
            return hmac.compare_digest(self.path.encode(), f"/{desk.session}/{what}".encode())

        def _say(self, status: int, data: bytes = b"", kind: str = "text/plain") -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    return Handler


def _file_in(body: bytes, content_type: str) -> bytes | None:
    """The PDF in an upload: the body itself, or the first part of a form that is one."""
    if body.startswith(b"%PDF-"):
        return body
    boundary = content_type.partition("boundary=")[2].strip().strip('"')
    if not content_type.startswith("multipart/form-data") or not boundary:
        return None
    for part in body.split(b"--" + boundary.encode())[1:]:
        _, blank, content = part.partition(b"\r\n\r\n")
        if blank and content.startswith(b"%PDF-"):
            return content.removesuffix(b"\r\n")
    return None
