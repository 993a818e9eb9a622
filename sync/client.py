"""The counter's voice towards the hub: one call of protocol v1 per method, every failure a leaf of `PostError`.

Answers are trusted only once they are proved to be ours in form: right content type, bounded size, right JSON.
What comes back from a login page, a proxy or a broken server is `HubAnswerInvalid`, never a guess. No redirect is
followed. After `HubUnreachable` the outcome is unknown: the caller asks or sends the same again.
"""

from __future__ import annotations

import ipaddress
import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Self, TypeVar
from urllib.parse import quote, urlsplit

import jwt
import msgspec
import requests
import urllib3
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.errors import (
    HubAddressInvalid,
    HubAnswerInvalid,
    HubRefused,
    HubUnreachable,
    UpgradeNeeded,
)
from sync.answers import (
    ANSWER_LIMIT,
    FAULT_LIMIT,
    JSON,
    Answer,
    decoded,
    expect_type,
    failure,
    plain_body,
    read_body,
    reason_of,
)
from sync.line import CallCut, Line
from sync.wire import (
    AUDIENCE,
    PROTOCOL,
    SNAPSHOT_STREAMS,
    TOKEN_SECONDS,
    EnrolmentAnswer,
    EnrolmentRequest,
    FeedAnswer,
    NumberRangeGrant,
    OfferRequest,
    PushAnswer,
    PushRequest,
    RangesAnswer,
    RangesRequest,
    ReconcileAnswer,
    ReconcileRequest,
    SignedReference,
    SnapshotAnswer,
    StreamAnswer,
)

TOKEN_MARGIN = 60
"""Seconds before its end at which a token is replaced."""

_T = TypeVar("_T")
_PART = "application/partial-upload"
_BYTES = "application/octet-stream"


@dataclass(frozen=True)
class Timeouts:
    """Seconds until a connection stands, between two pieces of an answer, and until an answer is whole."""

    connect: float = 10.0
    read: float = 30.0
    whole: float = 300.0


@dataclass(frozen=True)
class Access:
    """Where a hub answers, how long it is waited for, and what speaks for a device there for a while: no key."""

    address: str
    token: str = field(repr=False)
    timeouts: Timeouts


@dataclass(frozen=True)
class FileState:
    """What the hub holds of a file: bytes so far, and whether that is all of it."""

    offset: int
    complete: bool


@dataclass(frozen=True)
class FilePart:
    """A stretch of a file's bytes and the size of the whole."""

    data: bytes
    size: int


def check_address(address: str) -> str:
    """The hub's address without a closing slash. Raises HubAddressInvalid unless it is https (http on this machine)."""
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        raise HubAddressInvalid("hub_url", reason="form") from None
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment or parts.username:
        raise HubAddressInvalid("hub_url", reason="form")
    if parts.scheme == "http" and not _is_this_machine(host):
        raise HubAddressInvalid("hub_url", reason="not_encrypted")
    return address.strip().rstrip("/")


def packed(message: msgspec.Struct) -> bytes:
    """A message as it goes over the line: compressed JSON."""
    return zstandard.ZstdCompressor(level=1).compress(msgspec.json.encode(message))


class HubClient:
    """One line to one hub. Calls come from one thread at a time; `cut_wait`, `break_off` and `close` may come from any.

    ``device`` and ``key`` sign the token of every call but `enrol`. ``answered`` counts the calls that the hub itself
    has answered, with whatever words.
    """

    def __init__(
        self,
        address: str,
        clock: Callable[[], datetime],
        *,
        device: str = "",
        key: Ed25519PrivateKey | None = None,
        timeouts: Timeouts | None = None,
    ) -> None:
        self.address = check_address(address)
        self.answered = 0
        self._clock = clock
        self._device = device
        self._key = key
        self._timeouts = timeouts or Timeouts()
        self._line = Line()
        self._session = requests.Session()
        self._session.mount("http://", self._line)
        self._session.mount("https://", self._line)
        self._skew = timedelta(0)
        self._token = ""
        self._token_until = datetime.min.replace(tzinfo=UTC)

    def close(self) -> None:
        """Ends every call under way at once and refuses further ones."""
        self._line.shut()
        self._session.close()

    @classmethod
    def with_access(cls, access: Access) -> Self:
        """A client for another process, as long as the token of ``access`` holds."""
        client = cls(access.address, lambda: datetime.now(UTC), timeouts=access.timeouts)
        client._token = access.token
        return client

    def access(self, whole: float) -> Access:
        """What another process needs to speak as this client for `TOKEN_MARGIN` seconds at least; no answer may take it
        more than ``whole`` seconds."""
        timeouts = replace(self._timeouts, whole=min(whole, self._timeouts.whole))
        return Access(self.address, self._token_now(), timeouts)

    def cut_wait(self) -> None:
        """Ends a long poll under way, if there is one; other calls run on."""
        self._line.cut()

    def break_off(self) -> AbstractContextManager[None]:
        """Ends the call of another thread; none can begin inside the ``with``, where that thread is waited for."""
        return self._line.broken()

    # ------------------------------------------------------------ calls

    def enrol(self, request: EnrolmentRequest) -> EnrolmentAnswer:
        """Trades a one-time code and a new public key for an identity."""
        return self._talk("POST", "/v1/enrolments", EnrolmentAnswer, message=packed(request))

    def push(self, request: PushRequest, message: bytes | None = None) -> PushAnswer:
        """Offers a run of events; every one is answered. Sending the same again does no harm. ``message`` is the
        request `packed`, by whom had the time."""
        return self._talk("POST", "/v1/events", PushAnswer, message=message or packed(request))

    def offer(self, request: OfferRequest) -> PushAnswer:
        """Brings a restored hub what it has lost; every event is answered."""
        return self._talk("POST", "/v1/offers", PushAnswer, message=packed(request))

    def feed(
        self, unit: str, epoch: str, after: int, limit: int, *, wait: int = 0, unless: Callable[[], bool] | None = None
    ) -> FeedAnswer | None:
        """What ``unit`` is owed after a position. With ``wait`` seconds the hub holds the answer until there is news.

        None when `cut_wait` ended the wait, or ``unless`` says beforehand that there is something better to do.
        """
        query = {"unit": unit, "epoch": epoch, "after": str(after), "limit": str(limit), "wait": str(wait)}
        if not wait:
            return self._talk("GET", "/v1/feed", FeedAnswer, query=query)
        with self._line.waiting():
            if unless is not None and unless():
                return None
            try:
                return self._talk("GET", "/v1/feed", FeedAnswer, query=query, patience=wait)
            except CallCut:
                return None

    def snapshot(self, unit: str, after: str, limit: int = SNAPSHOT_STREAMS) -> SnapshotAnswer:
        """The next dossiers at work of ``unit``, whole, at most ``limit``, for a counter that begins."""
        query = {"unit": unit, "limit": str(limit)} | ({"after": after} if after else {})
        return self._talk("GET", "/v1/snapshot", SnapshotAnswer, query=query)

    def stream(self, stream: str) -> StreamAnswer:
        """One stream whole. Raises HubRefused(``not_found``) when it is absent or out of scope."""
        return self._talk("GET", f"/v1/streams/{_segment(stream)}", StreamAnswer)

    def reference(self, have: int) -> SignedReference | None:
        """Reference data newer than version ``have``; None when there is none."""
        answer = self._call("GET", "/v1/reference", query={"have": str(have)})
        return None if answer.status in (204, 304) else decoded(answer, SignedReference)

    def dossier(self, code: str) -> dict[str, Any]:
        """What the hub holds of a dossier, without anything personal. Raises HubRefused(``not_found``)."""
        return self._talk("GET", f"/v1/dossiers/{quote(code, safe='')}", dict[str, Any])

    def ranges(self, left: int, held: Sequence[NumberRangeGrant] = ()) -> RangesAnswer:
        """Number ranges for the days ahead, given that ``left`` numbers a day are unused in those ``held``."""
        request = RangesRequest(left, list(held))
        return self._talk("POST", "/v1/ranges", RangesAnswer, message=packed(request))

    def reconcile(self, request: ReconcileRequest) -> ReconcileAnswer:
        """Compares digests of unit-days; the answer names what differs."""
        return self._talk("POST", "/v1/reconcile", ReconcileAnswer, message=packed(request))

    def file_state(self, sha256: str) -> FileState:
        """How much of a file the hub has; nothing at all for one it does not know or this device may not see."""
        try:
            answer = self._call("HEAD", f"/v1/files/{_segment(sha256)}")
        except HubRefused as refused:
            if refused.facts.get("status") == 404:
                return FileState(0, complete=False)
            raise
        return _file_state(answer)

    def upload_part(self, sha256: str, offset: int, data: bytes, size: int) -> FileState:
        """Appends ``data`` at ``offset`` of a file of ``size`` bytes; the hub checks the hash with the last part.

        Raises HubRefused with status 409 when the hub holds another number of bytes: ask `file_state` again.
        """
        complete = offset + len(data) == size
        headers = {
            "Content-Type": _PART,
            "Upload-Offset": str(offset),
            "Upload-Complete": "?1" if complete else "?0",
            "Upload-Length": str(size),
        }
        path = f"/v1/files/{_segment(sha256)}"
        return _file_state(self._call("PATCH", path, body=data, headers=headers))

    def download_part(self, sha256: str, start: int, length: int) -> FilePart:
        """At most ``length`` bytes of a file from ``start`` on. Raises HubRefused(``not_found``) when out of scope."""
        headers = {"Range": f"bytes={start}-{start + length - 1}", "Accept-Encoding": "identity"}
        answer = self._call("GET", f"/v1/files/{_segment(sha256)}", headers=headers, limit=length)
        expect_type(answer, _BYTES)
        span = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", answer.headers.get("Content-Range", ""))
        if answer.status != 206 or not span:
            raise HubAnswerInvalid(reason="range", status=answer.status)
        first, last, size = (int(number) for number in span.groups())
        if first != start or last - first + 1 != len(answer.body) or last >= size:
            raise HubAnswerInvalid(reason="range", status=answer.status)
        return FilePart(answer.body, size)

    # ------------------------------------------------------------ one call

    def _talk(
        self,
        method: str,
        path: str,
        form: type[_T],
        *,
        query: Mapping[str, str] | None = None,
        message: bytes | None = None,
        patience: float = 0,
    ) -> _T:
        headers = {"Content-Type": JSON, "Content-Encoding": "zstd"} if message is not None else {}
        return decoded(self._call(method, path, query=query, body=message, headers=headers, patience=patience), form)

    def _call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        patience: float = 0,
        limit: int = ANSWER_LIMIT,
    ) -> Answer:
        sent = {"Accept": JSON, "Accept-Encoding": "zstd", "Motcua-Protocol": str(PROTOCOL), **(headers or {})}
        answer = self._exchange(method, path, query, body, sent, patience, limit)
        if answer.status == 401 and self._key is not None and self._learn_skew(answer.headers):
            # A counter whose clock is wrong must still reach its hub: the token then follows the hub's clock.
            answer = self._exchange(method, path, query, body, sent, patience, limit)
        if answer.status >= 300 and answer.status != 304:
            failed = failure(answer)
            self.answered += isinstance(failed, HubRefused)
            raise failed
        newest = answer.headers.get("Motcua-Protocol", "")
        if newest.isdigit() and int(newest) > PROTOCOL:
            raise UpgradeNeeded(protocol=int(newest))
        self.answered += 1
        return answer

    def _exchange(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None,
        body: bytes | None,
        headers: Mapping[str, str],
        patience: float,
        limit: int,
    ) -> Answer:
        deadline = time.monotonic() + self._timeouts.whole + patience
        try:
            with self._session.request(
                method,
                self.address + path,
                params=query,
                data=body,
                headers=dict(headers),
                auth=self._sign,
                timeout=(self._timeouts.connect, self._timeouts.read + patience),
                allow_redirects=False,
                stream=True,
            ) as response:
                if response.status_code >= 300:
                    limit = FAULT_LIMIT
                raw = b"" if method == "HEAD" else read_body(response.raw, limit, deadline)
                return Answer(response.status_code, response.headers, plain_body(raw, response.headers, limit))
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            if self._line.is_cut:
                raise CallCut() from error
            raise HubUnreachable(reason=reason_of(error)) from error

    def _sign(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """As ``auth`` of the request, because requests would otherwise put a password of ``.netrc`` in its place."""
        if token := self._token_now():
            request.headers["Authorization"] = f"Bearer {token}"
        return request

    def _token_now(self) -> str:
        if self._key is not None:
            now = self._clock() + self._skew
            if not self._token or now >= self._token_until - timedelta(seconds=TOKEN_MARGIN):
                self._token_until = now + timedelta(seconds=TOKEN_SECONDS)
                claims = {"iss": self._device, "aud": AUDIENCE, "iat": now, "exp": self._token_until}
                self._token = jwt.encode(claims, self._key, algorithm="EdDSA")
        return self._token

    def _learn_skew(self, headers: Mapping[str, str]) -> bool:
        """Takes the hub's clock from a refusal; True when it differs enough to make a new token worth trying."""
        try:
            theirs = parsedate_to_datetime(headers.get("Date", ""))
        except ValueError:
            return False
        if theirs.tzinfo is None:
            return False
        before, self._skew = self._skew, theirs - self._clock()
        self._token = ""
        return abs(self._skew - before) > timedelta(seconds=TOKEN_MARGIN / 2)


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _segment(text: str) -> str:
    """One segment of a path: only ids and hashes go there, so anything else is our own mistake."""
    if not re.fullmatch(r"[0-9a-zA-Z_-]{1,100}", text):
        raise ValueError("not an id")
    return text


def _file_state(answer: Answer) -> FileState:
    offset = answer.headers.get("Upload-Offset", "")
    complete = answer.headers.get("Upload-Complete", "")
    if not offset.isdecimal() or complete not in ("?0", "?1"):
        raise HubAnswerInvalid(reason="upload_headers", status=answer.status)
    return FileState(int(offset), complete == "?1")
