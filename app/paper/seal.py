"""The signed QR of a receipt: unit, code, acceptance and due date under the device's signature, checked off line.

The text keeps to the letters of a QR's alphanumeric mode, so it stays small enough for A5, and holds no personal data.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.domain.units import DeviceCertificate

_MARK = "MC1"
_NONE = "-"
_INSTANT = "%y%m%d%H%M%S"
_DOMAIN = b"motcua receipt seal 1\n"
"""Goes before what is signed, so that no seal can pass for a signature of the journal, nor the other way round."""

Verdict = Literal["genuine", "forged", "unknown_device", "other_unit"]


@dataclass(frozen=True)
class Seal:
    """What a seal says. Instants are aware UTC, to the second; ``due`` is None for a matter without a limit."""

    unit: str
    code: str
    accepted_at: datetime
    due: datetime | None
    device: str


def looks_sealed(text: str) -> bool:
    """Whether a scanned text claims to be a seal."""
    return text.strip().startswith(f"{_MARK}:")


def sign(seal: Seal, key: Ed25519PrivateKey) -> str:
    """The text of the QR: the seal's facts and the signature of ``seal.device`` over them."""
    facts = ":".join(
        (_MARK, seal.unit, seal.code, _written(seal.accepted_at), _written(seal.due), _packed(UUID(seal.device).bytes))
    )
    return f"{facts}:{_packed(key.sign(_DOMAIN + facts.encode('ascii')))}"


def check(text: str, certificate: Callable[[str], DeviceCertificate | None]) -> tuple[Seal, Verdict] | None:
    """What a seal says and whether it is believed; None for a text that is no seal.

    ``certificate`` gives the hub-signed certificate of a device. ``other_unit``: the device is known, but not as one of
    the unit the seal names.
    """
    facts, _, signature = text.strip().upper().rpartition(":")
    try:
        mark, unit, code, accepted, due, device = facts.split(":")
        accepted_at = _read(accepted)
        if mark != _MARK or accepted_at is None:
            return None
        seal = Seal(unit, code, accepted_at, _read(due), str(UUID(bytes=_unpacked(device))))
        signed = _unpacked(signature)
    except (ValueError, binascii.Error):
        return None
    known = certificate(seal.device)
    if known is None:
        return seal, "unknown_device"
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(known.public_key)).verify(signed, _DOMAIN + facts.encode())
    except InvalidSignature:
        return seal, "forged"
    return seal, "genuine" if known.unit == seal.unit else "other_unit"


def _written(at: datetime | None) -> str:
    return at.astimezone(UTC).strftime(_INSTANT) if at else _NONE


def _read(text: str) -> datetime | None:
    return None if text == _NONE else datetime.strptime(text, _INSTANT).replace(tzinfo=UTC)


def _packed(data: bytes) -> str:
    return base64.b32encode(data).decode("ascii").rstrip("=")


def _unpacked(text: str) -> bytes:
    return base64.b32decode(text + "=" * (-len(text) % 8))
