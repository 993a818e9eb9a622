"""A real HTTP server on this machine that answers what a test tells it to, and keeps what it was asked."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec
import zstandard


@dataclass(frozen=True)
class Asked:
    """One request as it came, its body decompressed."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """One answer; ``length`` may lie about the size of the body."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None


Answering = Callable[[Asked], Reply]


@dataclass
class Server:
    """A running server; ``answering`` may be exchanged at any time."""

    address: str
    answering: Answering
    asked: list[Asked] = field(default_factory=list)


def json_reply(value: object, status: int = 200, *, packed: bool = False, **headers: str) -> Reply:
    """``value`` as the hub would send it; header names with ``_`` for ``-``."""
    body = msgspec.json.encode(value)
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    if packed:
        body = zstandard.ZstdCompressor().compress(body)
        named["Content-Encoding"] = "zstd"
    return Reply(status, body, {"Content-Type": "application/json", **named})


LOGIN_PAGE = Reply(200, b"<!doctype html><title>Wi-Fi</title>", {"Content-Type": "text/html; charset=utf-8"})


@contextmanager
def serving(answering: Answering, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """A server for the length of the ``with``; with ``tls`` an encrypted one."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self.headers.get("Content-Encoding") == "zstd":
                body = zstandard.ZstdDecompressor().decompress(body, max_output_size=1 << 26)
            asked = Asked(self.command, self.path, dict(self.headers.items()), body)
            server.asked.append(asked)
            reply = server.answering(asked)
            try:
                self.send_response_only(reply.status)
                for name, text in reply.headers.items():
                    self.send_header(name, text)
                self.send_header("Content-Length", str(len(reply.body) if reply.length is None else reply.length))
                self.end_headers()
                self.wfile.write(reply.body)
            except OSError:
                self.close_connection = True
            if reply.length is not None:
                self.close_connection = True

        do_GET = do_POST = do_HEAD = do_PATCH = answer  # noqa: N815

        def log_message(self, format: str, *arguments: object) -> None:
            """Tests are quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        http.daemon_threads = True
        if tls is not None:
            http.socket = tls.wrap_socket(http.socket, server_side=True)
        server = Server(f"http{'s' if tls else ''}://127.0.0.1:{http.server_address[1]}", answering)
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            http.shutdown()
            thread.join()
