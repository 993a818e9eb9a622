"""What came back from a call: believed only once its form is proved, else turned into the leaf of `PostError` it is."""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import msgspec
import requests
import urllib3
import zstandard

from app.domain.events import instant_of
from app.errors import HubAnswerInvalid, HubBusy, HubRefused, HubUnauthorised, HubUnreachable, PostError, UpgradeNeeded
from sync.wire import Fault

ANSWER_LIMIT = 64 * 1024 * 1024
"""Most bytes of an answer, before and after decompression: a feed of 100 events of the largest size fits."""
FAULT_LIMIT = 64 * 1024
RETRY_AFTER = 15
RETRY_AFTER_LIMIT = 3600
JSON = "application/json"

_T = TypeVar("_T")
_PIECE = 64 * 1024


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


def read_body(raw: urllib3.BaseHTTPResponse, limit: int, deadline: float) -> bytes:
    """The bytes of an answer as sent. A server that drips for ever meets the deadline, one that pours the limit."""
    pieces: list[bytes] = []
    total = 0
    while piece := raw.read1(_PIECE, decode_content=False):
        total += len(piece)
        if total > limit:
            raise HubAnswerInvalid(reason="too_large")
        if time.monotonic() > deadline:
            raise HubUnreachable(reason="timeout")
        pieces.append(piece)
    return b"".join(pieces)


def plain_body(raw: bytes, headers: Mapping[str, str], limit: int) -> bytes:
    coding = headers.get("Content-Encoding", "identity").lower()
    if coding == "identity" or not raw:
        return raw
    if coding != "zstd":
        raise HubAnswerInvalid(reason="coding")
    try:
        with zstandard.ZstdDecompressor().stream_reader(raw) as reader:
            plain = reader.read(limit + 1)
    except zstandard.ZstdError as error:
        raise HubAnswerInvalid(reason="coding") from error
    if len(plain) > limit:
        raise HubAnswerInvalid(reason="too_large")
    return plain


def expect_type(answer: Answer, wanted: str) -> None:
    found = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if found != wanted:
        raise HubAnswerInvalid(reason="content_type", status=answer.status)


def decoded(answer: Answer, form: type[_T]) -> _T:
    expect_type(answer, JSON)
    try:
        decoded = msgspec.json.decode(answer.body, type=form)
        if (now := getattr(decoded, "now", None)) is not None:
            instant_of(now)
    except ValueError as error:
        raise HubAnswerInvalid(reason="form", status=answer.status) from error
    return decoded


def failure(answer: Answer) -> PostError:
    """The leaf for an answer that is not 2xx. Only a hub answers with a `Fault`; a portal answers with a page."""
    status = answer.status
    if status in (429, 503):
        return HubBusy(retry_after=_retry_after(answer), status=status, reason=_word_of(answer))
    if status == 408:
        return HubUnreachable(reason="timeout", status=status)
    if status in (502, 504):
        return HubUnreachable(reason="gateway", status=status)
    if status == 426:
        return UpgradeNeeded(status=status)
    if 300 <= status < 400:
        return HubAnswerInvalid(reason="redirect", status=status)
    if not answer.body:  # the answer to HEAD has none
        fault = Fault(f"status_{status}")
    else:
        try:
            fault = decoded(answer, Fault)
        except HubAnswerInvalid as invalid:
            return invalid
    if status in (401, 403):
        return HubUnauthorised(reason=fault.code, status=status)
    return HubRefused(reason=fault.code, status=status, expected=fault.expected)


def _word_of(answer: Answer) -> str:
    """Why a hub is busy; nothing when it is not the hub that says so."""
    try:
        return decoded(answer, Fault).code
    except HubAnswerInvalid:
        return ""


def _retry_after(answer: Answer) -> int:
    text = answer.headers.get("Retry-After", "")
    return min(int(text), RETRY_AFTER_LIMIT) if text.isdecimal() else RETRY_AFTER


def reason_of(error: BaseException) -> str:
    """refused, timeout, dns, tls, no_route, proxy or reset, looked for along the chain of causes."""
    found = "reset"
    seen: set[int] = set()
    todo: list[object] = [error]
    while todo:
        cause = todo.pop()
        if not isinstance(cause, BaseException) or id(cause) in seen:
            continue
        seen.add(id(cause))
        todo += [cause.__cause__, cause.__context__, getattr(cause, "reason", None), *cause.args]
        match cause:
            case requests.exceptions.SSLError() | urllib3.exceptions.SSLError():
                return "tls"
            case requests.exceptions.ProxyError() | urllib3.exceptions.ProxyError():
                return "proxy"
            case urllib3.exceptions.NameResolutionError() | socket.gaierror():
                return "dns"
            case ConnectionRefusedError():
                return "refused"
            case ConnectionResetError() | BrokenPipeError():
                return "reset"
            case requests.exceptions.Timeout() | urllib3.exceptions.TimeoutError() | TimeoutError():
                found = "timeout"
            case urllib3.exceptions.NewConnectionError():
                found = "no_route"
    return found
