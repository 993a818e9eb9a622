"""The signing service against a stand-in that follows exchange.md §6 and signs with a real token."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest

from app.errors import SigningFailed
from app.vault.signatures import check_signed
from app.vault.signing import Token
from app.vault.signing_service import SigningService
from tests.vault.test_signing import NOTHING, scan
from tests.vault.tokens import NOW, PIN, Tokens


def asked(method: str, address: str, body: bytes = b"", kind: str = "") -> tuple[int, bytes]:
    place = urlsplit(address)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=5)
    try:
        connection.request(method, place.path, body, {"Content-Type": kind} if kind else {})
        with connection.getresponse() as answer:
            return answer.status, answer.read()
    finally:
        connection.close()


class Service:
    """What the officer and the tool do when they are called; ``calls`` keeps what was asked."""

    def __init__(self, token: Token) -> None:
        self.token = token
        self.status = 0
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.uploads: list[int] = []
        self.form = True
        self.silent = False
        self.instead: bytes | None = None
        self.raw: bytes | None = None
        self.address = ""

    def signed(self, request: dict[str, Any]) -> dict[str, Any]:
        if self.status:
            return {"Status": self.status, "Message": "Người dùng hủy", "Error": "cancelled"}
        if not self.silent:
            _, pdf = asked("GET", request["FileName"])
            made = self.instead or self.token.sign(pdf)
            body = b'--xyz\r\nContent-Disposition: form-data; name="uploadfile"\r\n\r\n' + made + b"\r\n--xyz--\r\n"
            kind = "multipart/form-data; boundary=xyz" if self.form else "application/pdf"
            for _ in range(2):
                self.uploads.append(asked("POST", request["FileUploadHandler"], body if self.form else made, kind)[0])
        return {"Status": 0, "Message": "", "FileServer": request["FileName"], "DocumentNumber": ""}


@contextmanager
def serving(service: Service) -> Iterator[None]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *arguments: object) -> None:
            return

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            service.calls.append((self.path, request))
            if service.raw is not None:
                self.wfile.write(service.raw)
                return
            data = json.dumps(service.signed(request)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    server = HTTPServer(("127.0.0.1", 0), Handler)
    service.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def service(softhsm: Tokens) -> Iterator[Service]:
    with Token(softhsm.module, PIN, NOW, "officer") as token:
        made = Service(token)
        with serving(made):
            yield made


def reason(service: Service) -> object:
    with pytest.raises(SigningFailed) as failed:
        SigningService(service.address).sign(scan(), None)
    return failed.value.facts["reason"]


@pytest.mark.parametrize("form", [True, False])
def test_a_copy_goes_there_and_comes_back_signed(service: Service, form: bool) -> None:
    service.form = form
    pdf = scan()
    signed = SigningService(service.address).sign(pdf, None)
    assert check_signed(pdf, signed, NOTHING, NOW).certificate.holder == "Nguyễn Thị Ký"
    ((path, request),) = service.calls
    assert path == "/vgca_sign_file"
    assert {"FileUploadHandler", "SessionId", "FileName", "DocNumber", "JWTToken", "MetaData"} == set(request)
    assert request["FileUploadHandler"].startswith("http://127.0.0.1:")
    assert service.uploads == [200, 404]


def test_each_copy_has_a_session_of_its_own_and_no_other_is_answered(service: Service) -> None:
    seen: list[int] = []
    sign = service.signed

    def curious(request: dict[str, Any]) -> dict[str, Any]:
        place = urlsplit(request["FileName"])
        wrong = f"http://127.0.0.1:{place.port}/{'0' * 32}"
        seen.append(asked("GET", f"{wrong}/copy.pdf")[0])
        seen.append(asked("POST", f"{wrong}/upload", b"%PDF-1.4", "application/pdf")[0])
        seen.append(asked("POST", request["FileUploadHandler"], b"<html>", "text/html")[0])
        return sign(request)

    service.signed = curious  # type: ignore[method-assign]
    for _ in range(2):
        SigningService(service.address).sign(scan(), None)
    assert seen == [404, 404, 400] * 2
    assert service.calls[0][1]["SessionId"] != service.calls[1][1]["SessionId"]


def test_what_the_service_refuses_or_forgets_is_told(service: Service) -> None:
    service.status = 11
    assert reason(service) == "refused"
    service.status, service.silent = 0, True
    assert reason(service) == "failed"


def test_another_paper_in_the_copys_place_is_found_out(service: Service) -> None:
    service.instead = service.token.sign(scan(1))
    pdf = scan()
    with pytest.raises(SigningFailed) as failed:
        check_signed(pdf, SigningService(service.address).sign(pdf, None), NOTHING, NOW)
    assert failed.value.facts["reason"] == "altered"


def kept_out(service: Service, made: bytes) -> str:
    """Why ``made``, given back for a copy, is not taken as the signed one."""
    service.instead = made
    pdf = scan()
    with pytest.raises(SigningFailed) as failed:
        check_signed(pdf, SigningService(service.address).sign(pdf, None), NOTHING, NOW)
    return str(failed.value.facts["reason"])


def test_nothing_but_the_copy_with_one_new_signature_over_all_of_it_is_taken(service: Service) -> None:
    pdf = scan()
    signed = service.token.sign(pdf)
    middle = bytearray(signed)
    middle[len(pdf) // 2] ^= 1
    for made in (
        pdf,  # not signed at all
        signed[: len(signed) // 2],  # half of it
        signed[:-200],
        bytes(middle),  # altered after signing
        signed + b"\n%%EOF\n",  # more behind the signature
        pdf + b"\n" + signed,  # the signed one behind the plain one
        b"%PDF-1.7\nnonsense",
    ):
        assert kept_out(service, made) == "altered", made[:20]


def test_an_answer_that_is_no_yes_is_no_yes_even_when_a_signed_file_came(service: Service) -> None:
    sign = service.signed
    for answer in ({"Status": "0"}, {"Status": False}, {"Status": None}, {}, {"Status": 0.0}, {"Message": "OK"}):

        def strange(request: dict[str, Any], answer: dict[str, Any] = answer) -> dict[str, Any]:
            sign(request)
            return answer

        service.signed = strange  # type: ignore[method-assign]
        assert reason(service) == "refused"


@pytest.mark.parametrize("how", ["half an answer", "no answer", "no JSON", "a list", "half an upload"])
def test_half_answers_and_silence_are_told_and_nothing_is_taken(service: Service, how: str) -> None:
    if how == "half an upload":
        sign, forgets = service.signed, True

        def half(request: dict[str, Any]) -> dict[str, Any]:
            place = urlsplit(request["FileUploadHandler"])
            made = service.token.sign(asked("GET", request["FileName"])[1])
            with socket.create_connection((place.hostname or "", place.port or 0)) as line:
                head = f"POST {place.path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(made)}\r\n\r\n".encode()
                line.sendall(head + made[: len(made) // 2])
            return {"Status": 0} if forgets else sign(request)

        service.signed = half  # type: ignore[method-assign]
        assert reason(service) == "failed"
        forgets = False
        pdf = scan()
        whole = SigningService(service.address).sign(pdf, None)
        assert check_signed(pdf, whole, NOTHING, NOW).intact
        return
    service.raw = {
        "half an answer": b'HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n{"Status": 0',
        "no answer": b"",
        "no JSON": b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>",
        "a list": b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n[0]",
    }[how]
    assert reason(service) == "unreachable"


def test_an_officer_who_never_answers_the_service_is_waited_for_so_long_and_no_longer(service: Service) -> None:
    released = threading.Event()

    def asleep(request: dict[str, Any]) -> dict[str, Any]:
        released.wait(10)
        return {"Status": 0}

    service.signed = asleep  # type: ignore[method-assign]
    try:
        with pytest.raises(SigningFailed) as failed:
            SigningService(service.address, officer_seconds=0.3).sign(scan(), None)
    finally:
        released.set()
    assert failed.value.facts["reason"] == "unreachable"


def test_a_service_that_is_not_there_and_one_elsewhere(service: Service) -> None:
    address = service.address
    service.address = "http://127.0.0.1:9"
    assert reason(service) == "unreachable"
    with pytest.raises(SigningFailed) as failed:
        SigningService(service.address).reach()
    assert failed.value.facts["reason"] == "unreachable"
    SigningService(address).reach()
    for wrong in (address.replace("127.0.0.1", "10.0.0.5"), "127.0.0.1:80", "http://127.0.0.1:x", "http://[", ""):
        with pytest.raises(SigningFailed) as failed:
            SigningService(wrong)
        assert failed.value.facts["reason"] == "wrong_address"
    assert service.calls == []
