"""A counter on the telephone: enrols with a real hub and speaks protocol v1 over real HTTP."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

import jwt
import msgspec
import requests

from sync.answers import Answer
from sync.hub import devices
from sync.hub.hub import Hub
from sync.wire import AUDIENCE, EnrolmentAnswer, EnrolmentRequest, Fault, PushAnswer, PushRequest
from tests.sync.hub.counter import NOON, WARD, Counter
from tests.sync.hub.described import undescribed

T = TypeVar("T")


WRONG_CLAIMS: list[tuple[dict[str, Any], str]] = [
    ({"at": NOON - timedelta(hours=2)}, "clock"),
    ({"at": NOON + timedelta(hours=2)}, "clock"),
    ({"seconds": 6000}, "clock"),
    ({"aud": "somebody"}, "unauthorised"),
]
"""What makes a token of a device wrong, and how it is refused."""


def token(counter: Counter, *, at: datetime = NOON, seconds: int = 600, **claims: Any) -> str:
    made = {"iss": counter.device, "aud": AUDIENCE, "iat": at, "exp": at + timedelta(seconds=seconds), **claims}
    return jwt.encode(made, counter.key, algorithm="EdDSA")


@dataclass
class Line:
    """One counter's line to the hub at ``address``."""

    address: str
    counter: Counter = field(default_factory=Counter)
    at: datetime = NOON

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        """One request with the device's token; ``body`` is sent as JSON. The answer must be one that is described."""
        headers = {"Authorization": f"Bearer {token(self.counter, at=self.at)}", **more.pop("headers", {})}
        if "body" in more:
            more["data"] = msgspec.json.encode(more.pop("body"))
        with requests.Session() as session:
            # A supervisor in this very process changes the environment for each process it starts.
            session.trust_env = False
            # requests cannot unpack zstd by itself everywhere, so answers come plain unless a test asks otherwise.
            headers.setdefault("Accept-Encoding", "identity")
            answer = session.request(method, self.address + path, headers=headers, timeout=60, **more)
        # Who asks for a stream reads the body.
        heard = Answer(answer.status_code, answer.headers, b"" if more.get("stream") else answer.content)
        assert list(undescribed(method, path, heard)) == []
        return answer

    def get(self, path: str, form: type[T], **more: Any) -> T:
        answer = self.ask("GET", path, **more)
        assert answer.status_code == 200, answer.text
        return msgspec.json.decode(answer.content, type=form)

    def post(self, path: str, body: object, form: type[T], **more: Any) -> T:
        answer = self.ask("POST", path, body=body, **more)
        assert answer.status_code == 200, answer.text
        return msgspec.json.decode(answer.content, type=form)

    def push(self, request: PushRequest) -> PushAnswer:
        return self.post("/v1/events", request, PushAnswer)


def fault(answer: requests.Response) -> Fault:
    """The fault in an answer that must be one."""
    assert answer.status_code >= 400
    assert answer.headers["Content-Type"] == "application/json"
    return msgspec.json.decode(answer.content, type=Fault)


def enrolment(counter: Counter, code: str) -> EnrolmentRequest:
    proof = counter.key.sign(b"motcua enrol 1\x00" + code.encode())
    return EnrolmentRequest(code, counter.public_key.hex(), "Máy quầy 1", proof.hex())


def code_for(hub: Hub, unit: str = WARD, counter: str = "Q01") -> str:
    return hub.database.run(lambda connection: devices.issue_code(connection, unit, counter, now=hub.clock()))


def enrolled(hub: Hub, address: str, unit: str = WARD, counter: str = "Q01") -> tuple[Line, EnrolmentAnswer]:
    """A new counter of ``unit`` after its enrolment, and what it was told."""
    line = Line(address, Counter(unit=unit))
    answer = line.post("/v1/enrolments", enrolment(line.counter, code_for(hub, unit, counter)), EnrolmentAnswer)
    line.counter.device = answer.device
    return line, answer


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for ``true``."""
    tick = threading.Event()
    for _ in range(int(seconds / 0.05)):
        if true():
            return
        tick.wait(0.05)
    raise AssertionError("it did not happen")
