"""Digital signatures on copies: made with a token through PKCS#11 (PAdES), and looked at again once they are made.

The PIN is handed to the token and forgotten; nothing of the private key leaves the token.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Protocol

import pkcs11
from asn1crypto import x509
from pkcs11 import exceptions as token_errors
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.pkcs11 import PKCS11Signer
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext

from app.errors import FileUnreadable, SigningFailed
from app.vault.copy_mark import CopyMark, put_mark

log = logging.getLogger(__name__)

# Each signature met is told of at length, with the names in its certificate.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (token_errors.PinIncorrect, "pin_wrong"),
    (token_errors.PinInvalid, "pin_wrong"),
    (token_errors.PinLenRange, "pin_wrong"),
    (token_errors.PinLocked, "pin_locked"),
    (token_errors.NoSuchToken, "no_token"),
    (token_errors.TokenNotPresent, "no_token"),
    (token_errors.DeviceRemoved, "no_token"),
)
STOPPING = frozenset({"no_token", "pin_wrong", "pin_locked", "no_certificate", "expired", "unreachable"})
"""Reasons for which the next copy would fail as well; trying on would lock the token."""
_SIGNING_USAGE = frozenset({"digital_signature", "non_repudiation"})


@dataclass(frozen=True)
class Certificate:
    """Who a certificate is for. ``serial`` is its number in hex, as kept in the journal; it names no person."""

    holder: str
    serial: str
    issuer: str
    valid_from: datetime
    valid_to: datetime


@dataclass(frozen=True)
class SignatureSeen:
    """A signature found in a PDF: who says to have signed when, whether the bytes are those signed, whether all of the
    file is covered, and whether the certificate leads to a root this machine trusts."""

    certificate: Certificate
    at: datetime | None
    intact: bool
    whole: bool
    trusted: bool


class CopySigner(Protocol):
    """Something that signs copies: a token in this machine, or the signing service."""

    def sign(self, pdf: bytes, mark: CopyMark | None) -> bytes:
        """``pdf`` with one more signature behind it, and the mark on its first page. Raises SigningFailed."""
        ...


def token_names(module: Path) -> list[str]:
    """The labels of the tokens that the PKCS#11 library ``module`` sees now. Raises SigningFailed ``no_token``."""
    try:
        slots = pkcs11.lib(str(module)).get_slots(token_present=True)
        return [slot.get_token().label for slot in slots]
    except (token_errors.PKCS11Error, RuntimeError, OSError) as error:
        raise SigningFailed(reason="no_token") from error


def signatures(pdf: bytes, roots: Sequence[bytes] = ()) -> tuple[SignatureSeen, ...]:
    """The signatures in ``pdf``, the last made last; ``roots`` are the certificates (DER) to trust.

    Nothing is asked of the network: whether a certificate was revoked is not known here. Raises FileUnreadable.
    """
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(root) for root in roots], allow_fetching=False, revocation_mode="soft-fail"
    )
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=False)
        return tuple(_seen(found, context) for found in reader.embedded_regular_signatures)
    except (PdfError, SignatureValidationError, ValueError) as error:
        raise FileUnreadable("file", reason="damaged") from error


def check_signed(sent: bytes, signed: bytes) -> SignatureSeen:
    """The new signature on what was ``sent`` to be signed.

    What came back must begin with the very bytes that were sent and carry one more signature, whole and over all of
    it; whoever signed, nothing was put in the copy's place. Raises SigningFailed ``altered``.
    """
    if not signed.startswith(sent) or len(signed) == len(sent):
        raise SigningFailed(reason="altered")
    try:
        before, after = signatures(sent), signatures(signed)
    except FileUnreadable as error:
        raise SigningFailed(reason="altered") from error
    if len(after) != len(before) + 1 or not after[-1].intact or not after[-1].whole:
        raise SigningFailed(reason="altered")
    return after[-1]


class Token:
    """A signing token behind the PKCS#11 library ``module``, opened with its ``pin`` and closed on leaving.

    ``label`` chooses among several tokens; empty takes the only one. Raises SigningFailed: ``no_token``,
    ``pin_wrong``, ``pin_locked``, ``no_certificate``, ``expired``.
    """

    def __init__(self, module: Path, pin: str, now: datetime, label: str = "") -> None:
        try:
            slots = pkcs11.lib(str(module)).get_slots(token_present=True)
            tokens = [token for token in (slot.get_token() for slot in slots) if not label or token.label == label]
            usable = [token for token in tokens if pkcs11.TokenFlag.TOKEN_INITIALIZED in token.flags]
            if not usable:
                raise SigningFailed(reason="no_token")
            self._session = usable[0].open(user_pin=pin)
        except (token_errors.PKCS11Error, RuntimeError, OSError) as error:
            raise _failed(error) from error
        try:
            self._certificate, key_id = _best_certificate(self._session, now)
            self._signer = PKCS11Signer(
                self._session, signing_cert=self._certificate, key_id=key_id, embed_roots=False, ca_chain=()
            )
        except SigningFailed:
            self._session.close()
            raise
        except token_errors.PKCS11Error as error:
            self._session.close()
            raise _failed(error) from error

    def __enter__(self) -> Token:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._session.close()
        except token_errors.PKCS11Error:
            log.info("the token went before its session was closed")

    @property
    def certificate(self) -> Certificate:
        """The certificate this token signs with."""
        return _described(self._certificate)

    def sign(self, pdf: bytes, mark: CopyMark | None = None) -> bytes:
        """``pdf`` with a PAdES signature behind it, and ``mark`` at the top right of its first page.

        A copy that is signed already keeps its page: a mark would break the signature there is.

        Raises SigningFailed, FileUnreadable for what is no PDF.
        """
        try:
            writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
            number = len(writer.prev.embedded_signatures) + 1
            name = f"Signature{number}"
            signer = signers.PdfSigner(
                signers.PdfSignatureMetadata(
                    field_name=name,
                    md_algorithm="sha256",
                    subfilter=fields.SigSeedSubFilter.PADES,
                    signer_key_usage=set(_SIGNING_USAGE & set(_usage(self._certificate))) or {"digital_signature"},
                ),
                self._signer,
                new_field_spec=fields.SigFieldSpec(name),
            )
            if mark is not None and number == 1:
                # Part of the page, not of the signature's field: programs that draw no fields show it as well.
                put_mark(writer, pdf, mark)
            output = BytesIO()
            signer.sign_pdf(writer, output=output)
        except PdfError as error:
            raise FileUnreadable("file", reason="damaged") from error
        except (SigningError, token_errors.PKCS11Error) as error:
            raise _failed(error) from error
        return output.getvalue()


def _failed(error: Exception) -> SigningFailed:
    if isinstance(error, SigningFailed):
        return error
    reason = next((word for kind, word in _REASONS if isinstance(error, kind)), "")
    if not reason:
        # A library that is not there, or cannot be started, has no token either.
        reason = "no_token" if isinstance(error, RuntimeError | OSError) else "failed"
    return SigningFailed(reason=reason, kind=type(error).__name__)


def _best_certificate(session: pkcs11.Session, now: datetime) -> tuple[x509.Certificate, bytes]:
    """The certificate for signing whose key lies on the token, valid now, and of those the one valid longest."""
    keys = {
        bytes(key[pkcs11.Attribute.ID])
        for key in session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY})
    }
    found = [
        (x509.Certificate.load(bytes(item[pkcs11.Attribute.VALUE])), bytes(item[pkcs11.Attribute.ID]))
        for item in session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE})
    ]
    own = [
        (certificate, key_id)
        for certificate, key_id in found
        if key_id in keys and (not _usage(certificate) or _SIGNING_USAGE & set(_usage(certificate)))
    ]
    if not own:
        raise SigningFailed(reason="no_certificate")
    valid = [each for each in own if each[0].not_valid_before <= now <= each[0].not_valid_after]
    if not valid:
        raise SigningFailed(reason="expired")
    return max(valid, key=lambda each: each[0].not_valid_after)


def _usage(certificate: x509.Certificate) -> tuple[str, ...]:
    return tuple(certificate.key_usage_value.native) if certificate.key_usage_value else ()


def _described(certificate: x509.Certificate) -> Certificate:
    names, issuer = certificate.subject.native, certificate.issuer.native
    return Certificate(
        str(names.get("common_name", "")),
        f"{certificate.serial_number:x}",
        str(issuer.get("common_name", "")),
        certificate.not_valid_before.astimezone(UTC),
        certificate.not_valid_after.astimezone(UTC),
    )


def _seen(found: EmbeddedPdfSignature, context: ValidationContext) -> SignatureSeen:
    status = validate_pdf_signature(found, signer_validation_context=context)
    at = status.signer_reported_dt
    return SignatureSeen(
        _described(status.signing_cert),
        at.astimezone(UTC) if at else None,
        status.intact and status.valid,
        status.coverage is not None and status.coverage.name == "ENTIRE_FILE",
        status.trusted,
    )
