"""The bytes of IPP/1.1 (RFC 8010): requests as a printer reads them, and answers as it writes them."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

_END = 0x03
_GROUPS = {"operation": 0x01, "job": 0x02}
_KINDS = {"integer": 0x21, "boolean": 0x22, "enum": 0x23, "name": 0x42, "keyword": 0x44, "uri": 0x45,
          "charset": 0x47, "language": 0x48, "mime": 0x49}  # fmt: skip
_BEGIN_COLLECTION, _END_COLLECTION, _MEMBER = 0x34, 0x37, 0x4A
_NUMBERS = {0x21, 0x23}
_TEXTS = range(0x41, 0x4B)


class IppAnswerInvalid(Exception):
    """What came back is no IPP message."""


@dataclass(frozen=True)
class Attribute:
    """One attribute of a request; ``kind`` is its value's syntax, a collection's value its members."""

    group: Literal["operation", "job"]
    name: str
    value: str | int | tuple[Attribute, ...]
    kind: Literal["integer", "enum", "name", "keyword", "uri", "charset", "language", "mime", "collection"]


@dataclass(frozen=True)
class IppAnswer:
    """The status code of an answer, and its attributes as (name, value) pairs in their order."""

    status: int
    attributes: tuple[tuple[str, str | int | bool | bytes], ...]

    def all(self, name: str) -> list[str | int | bool | bytes]:
        return [value for known, value in self.attributes if known == name]

    def first(self, name: str) -> str | int | bool | bytes | None:
        return next(iter(self.all(name)), None)


def request(operation: int, uri: str, about: Sequence[Attribute], job: Sequence[Attribute] = ()) -> bytes:
    """An IPP/1.1 request without its document: charset, language and printer first, as RFC 8011 §4.1.4 wants."""
    opening = (
        Attribute("operation", "attributes-charset", "utf-8", "charset"),
        Attribute("operation", "attributes-natural-language", "vi", "language"),
        Attribute("operation", "printer-uri", uri, "uri"),
    )
    message = struct.pack(">BBHI", 1, 1, operation, 1) + _group("operation", (*opening, *about))
    return message + (_group("job", job) if job else b"") + bytes([_END])


def answer(data: bytes) -> IppAnswer:
    """An answer taken apart. Raises IppAnswerInvalid."""
    try:
        _, _, status, _ = struct.unpack_from(">BBHI", data)
        return IppAnswer(status, tuple(_attributes(data)))
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise IppAnswerInvalid("cut short or garbled") from error


def _group(name: str, attributes: Sequence[Attribute]) -> bytes:
    return bytes([_GROUPS[name]]) + b"".join(_encoded(attribute) for attribute in attributes)


def _encoded(attribute: Attribute) -> bytes:
    if isinstance(attribute.value, tuple):
        # RFC 8010 §3.1.6: each member is a nameless attribute that holds its name, then its value.
        members = b"".join(
            _field(_MEMBER, "", member.name.encode("ascii")) + _encoded(replace(member, name=""))
            for member in attribute.value
        )
        return _field(_BEGIN_COLLECTION, attribute.name, b"") + members + _field(_END_COLLECTION, "", b"")
    value = struct.pack(">i", attribute.value) if isinstance(attribute.value, int) else attribute.value.encode()
    return _field(_KINDS[attribute.kind], attribute.name, value)


def _field(tag: int, name: str, value: bytes) -> bytes:
    called = name.encode("ascii")
    return struct.pack(">BH", tag, len(called)) + called + struct.pack(">H", len(value)) + value


def _attributes(data: bytes) -> Iterator[tuple[str, str | int | bool | bytes]]:
    position, name = 8, ""
    while (tag := data[position]) != _END:
        position += 1
        if tag < 0x10:  # a new group of attributes
            continue
        (name_length,) = struct.unpack_from(">H", data, position)
        position += 2
        if name_length:  # a further value of the same attribute has no name
            name = data[position : position + name_length].decode("ascii")
            position += name_length
        (length,) = struct.unpack_from(">H", data, position)
        raw = data[position + 2 : position + 2 + length]
        if len(raw) != length:
            raise IndexError(name)
        position += 2 + length
        yield name, _value(tag, raw)


def _value(tag: int, raw: bytes) -> str | int | bool | bytes:
    if tag in _NUMBERS:
        return int(struct.unpack(">i", raw)[0])
    if tag == 0x22:
        return raw != b"\x00"
    return raw.decode("utf-8") if tag in _TEXTS else raw
