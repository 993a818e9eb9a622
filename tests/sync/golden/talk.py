"""How a conversation is written down, told again to a hub, and compared with what it answered then."""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import msgspec
import requests

from sync.answers import ANSWER_LIMIT, Answer, plain_body

FOLDER = Path(__file__).parent
CODE = "ABCDE-23456"
"""The one-time code of every conversation."""


class Exchange(msgspec.Struct, frozen=True, omit_defaults=True):
    """One call and its answer. ``body`` and ``file`` (Base64) are as sent; ``{epoch}`` in a body or a path is the hub's
    own. The answer is written plain, however it came.

    Of fields that are ``masked`` each hub makes the value for itself: only their form is compared.
    """

    what: str
    method: str
    path: str
    headers: dict[str, str]
    status: int
    body: str = ""
    file: str = ""
    answer: Any = None
    answered: dict[str, str] = {}
    masked: list[str] = []


class Conversation(msgspec.Struct, frozen=True):
    """What passed, and the device that spoke: the hub must know it beforehand under this id. Those that spoke though
    the hub has ``revoked`` them are known beforehand too, by id with their public keys."""

    release: str
    device: str
    unit: str
    public_key: str
    exchanges: list[Exchange]
    revoked: dict[str, str] = {}


def tell(address: str, exchange: Exchange, epoch: str) -> Answer:
    """The call, once more, and its answer as the counter's own client reads it."""
    body = exchange.body.replace("{epoch}", epoch).encode() if exchange.body else base64.b64decode(exchange.file)
    headers = {"Accept-Encoding": "identity", **exchange.headers}
    url = address + exchange.path.replace("{epoch}", epoch)
    with (
        requests.Session() as session,
        session.request(exchange.method, url, data=body or None, headers=headers, timeout=60, stream=True) as response,
    ):
        raw = response.raw.read(decode_content=False)
        return Answer(response.status_code, response.headers, plain_body(raw, response.headers, ANSWER_LIMIT))


def answer_of(answer: Answer) -> Any:
    """The answer as plain data: JSON as it is, bytes in Base64."""
    if answer.headers.get("Content-Type", "").startswith("application/json"):
        return msgspec.json.decode(answer.body)
    return base64.b64encode(answer.body).decode()


def differences(now: Any, then: Any, masked: Collection[str], place: str = "answer") -> Iterator[str]:
    """What an old counter would miss: absent fields, other types, other values. New fields are no difference."""
    if isinstance(then, dict) and isinstance(now, dict):
        for name, value in then.items():
            if name not in now:
                yield f"{place}.{name} is gone"
            elif name in masked:
                if type(now[name]) is not type(value):
                    yield f"{place}.{name} has another form"
            else:
                yield from differences(now[name], value, masked, f"{place}.{name}")
    elif isinstance(then, list) and isinstance(now, list):
        if len(now) != len(then):
            yield f"{place} has {len(now)} entries in place of {len(then)}"
        for index, (each, other) in enumerate(zip(now, then, strict=False)):
            yield from differences(each, other, masked, f"{place}[{index}]")
    elif now != then:
        yield f"{place} is {now!r}, was {then!r}"
