"""Digital signatures on copies, made with a token through PKCS#11 (PAdES).

The PIN is handed to the token and forgotten; nothing of the private key leaves the token.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Protocol

import pkcs11
from asn1crypto import x509
from pkcs11 import exceptions as token_errors
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.pkcs11 import PKCS11Signer
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from app.errors import FileUnreadable, SigningFailed
from app.vault.copy_mark import CopyMark, put_mark
from app.vault.signatures import Certificate, described
from app.vault.time_stamps import StampService
from app.vault.trust import SIGNING_USAGE

log = logging.getLogger(__name__)

_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (token_errors.PinIncorrect, "pin_wrong"),
    (token_errors.PinInvalid, "pin_wrong"),
    (token_errors.PinLenRange, "pin_wrong"),
    (token_errors.PinLocked, "pin_locked"),
    (token_errors.NoSuchToken, "no_token"),
    (token_errors.TokenNotPresent, "no_token"),
    (token_errors.TokenNotRecognised, "no_token"),
    (token_errors.DeviceRemoved, "no_token"),
    (token_errors.DeviceError, "no_token"),
    (token_errors.SessionClosed, "no_token"),
    (token_errors.SessionHandleInvalid, "no_token"),
    (token_errors.UserNotLoggedIn, "no_token"),
    (token_errors.PinExpired, "pin_expired"),
    (token_errors.UserPinNotInitialized, "pin_expired"),
)
STOPPING = frozenset(
    {
        "no_token",
        "pin_wrong",
        "pin_locked",
        "pin_expired",
        "no_certificate",
        "wrong_usage",
        "expired",
        "not_yet_valid",
        "unreachable",
    }
)
"""Reasons for which the next copy would fail as well; trying on would lock the token."""


class CopySigner(Protocol):
    """Something that signs copies: a token in this machine, or the signing service."""

    def sign(self, pdf: bytes, mark: CopyMark | None) -> bytes:
        """``pdf`` with one more signature behind it, and the mark on its first page. Raises SigningFailed."""
        ...


@dataclass(frozen=True)
class TokenSeen:
    """A token as it looks without its PIN. ``certificate`` is the one it would sign with, None where the token shows
    none before the PIN; ``fault`` why it could not sign now: no_certificate, wrong_usage, expired, not_yet_valid,
    pin_locked, or empty. ``last_try``: one more wrong PIN locks it."""

    label: str
    certificate: Certificate | None = None
    fault: str = ""
    last_try: bool = False


def tokens_seen(module: Path, now: datetime) -> list[TokenSeen]:
    """The tokens that the PKCS#11 library ``module`` sees now, with no PIN asked. Raises SigningFailed ``no_token``."""
    try:
        slots = pkcs11.lib(str(module)).get_slots(token_present=True)
        return [_token_seen(slot.get_token(), now) for slot in slots]
    except (token_errors.PKCS11Error, RuntimeError, OSError) as error:
        raise SigningFailed(reason="no_token") from error


def token_names(module: Path) -> list[str]:
    """The labels of the tokens that the PKCS#11 library ``module`` sees now. Raises SigningFailed ``no_token``."""
    try:
        slots = pkcs11.lib(str(module)).get_slots(token_present=True)
        return [slot.get_token().label for slot in slots]
    except (token_errors.PKCS11Error, RuntimeError, OSError) as error:
        raise SigningFailed(reason="no_token") from error


class Token:
    """A signing token behind the PKCS#11 library ``module``, opened with its ``pin`` and closed on leaving.

    ``label`` chooses among several tokens; empty takes the only one. ``stamper`` puts a time stamp on each signature,
    where one is set and answers. Raises SigningFailed: ``no_token``, ``pin_wrong``, ``pin_locked``, ``pin_expired``,
    ``no_certificate``, ``wrong_usage``, ``expired``, ``not_yet_valid``.
    """

    def __init__(
        self, module: Path, pin: str, now: datetime, label: str = "", stamper: StampService | None = None
    ) -> None:
        self._module, self._stamper = module, stamper
        try:
            slots = pkcs11.lib(str(module)).get_slots(token_present=True)
            tokens = [token for token in (slot.get_token() for slot in slots) if not label or token.label == label]
            usable = [token for token in tokens if pkcs11.TokenFlag.TOKEN_INITIALIZED in token.flags]
            if not usable:
                raise SigningFailed(reason="no_token")
            self._label = usable[0].label
            self._session = usable[0].open(user_pin=pin)
        except (token_errors.PKCS11Error, RuntimeError, OSError) as error:
            raise _failed(error) from error
        try:
            self._certificate, key_id = _best_certificate(self._session, now)
            self._signer = PKCS11Signer(
                self._session,
                signing_cert=self._certificate,
                key_id=key_id,
                embed_roots=False,
                # Whoever looks at the copy elsewhere has the way up to the root at hand.
                ca_chain=_authorities(self._session),
                use_raw_mechanism=_hashes_outside(usable[0].slot, self._certificate),
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
        return described(self._certificate)

    def sign(self, pdf: bytes, mark: CopyMark | None = None) -> bytes:
        """``pdf`` with a PAdES signature behind it, and ``mark`` at the top right of its first page.

        A copy that is signed already keeps its page: a mark would break the signature there is.

        Raises SigningFailed, FileUnreadable for what is no PDF.
        """
        if self._stamper is not None and not self._stamper.silent:
            try:
                return self._sign(pdf, mark, self._stamper)
            except TimestampRequestError:
                log.info("signed without the time stamp that is set")
        return self._sign(pdf, mark, None)

    def _sign(self, pdf: bytes, mark: CopyMark | None, stamper: StampService | None) -> bytes:
        try:
            writer = _Appending(BytesIO(pdf), strict=False)
            number = len(writer.prev.embedded_signatures) + 1
            name = f"Signature{number}"
            signer = signers.PdfSigner(
                signers.PdfSignatureMetadata(
                    field_name=name,
                    md_algorithm="sha256",
                    subfilter=fields.SigSeedSubFilter.PADES,
                    signer_key_usage=set(SIGNING_USAGE & set(_usage(self._certificate))) or {"digital_signature"},
                ),
                self._signer,
                timestamper=stamper,
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
            failure = _failed(error)
            if failure.facts["reason"] == "failed" and self._label not in _present(self._module):
                # A token pulled out says so in many ways, "general error" among them.
                failure = SigningFailed(reason="no_token", kind=type(error).__name__)
            raise failure from error
        return output.getvalue()


class _Appending(IncrementalPdfFileWriter):
    def _update_meta(self) -> None:
        """Nothing: pyHanko would write the copy's metadata anew in its own form and name itself there in one of two
        places, while PDF/A wants both to say the same and a copy keeps the facts it was filed with."""


def _present(module: Path) -> list[str]:
    try:
        return token_names(module)
    except SigningFailed:
        return []


def _failed(error: Exception) -> SigningFailed:
    if isinstance(error, SigningFailed):
        return error
    reason = next((word for kind, word in _REASONS if isinstance(error, kind)), "")
    if not reason:
        # A library that is not there, or cannot be started, has no token either.
        library = isinstance(error, OSError) or type(error) in (RuntimeError, token_errors.PKCS11Error)
        reason = "no_token" if library else "failed"
    return SigningFailed(reason=reason, kind=type(error).__name__)


def _token_seen(token: pkcs11.Token, now: datetime) -> TokenSeen:
    locked = pkcs11.TokenFlag.USER_PIN_LOCKED in token.flags
    last_try = pkcs11.TokenFlag.USER_PIN_FINAL_TRY in token.flags
    if pkcs11.TokenFlag.TOKEN_INITIALIZED not in token.flags:
        return TokenSeen(token.label, None, "no_certificate")
    with token.open() as session:
        # Its keys are hidden until the PIN is given: what is not an authority's is taken to be the officer's.
        found = [certificate for certificate, _ in _certificates(session) if not certificate.ca]
    if not found:
        return TokenSeen(token.label, None, "pin_locked" if locked else "", last_try)
    certificate, fault = _best(found, now)
    return TokenSeen(token.label, described(certificate), "pin_locked" if locked else fault, last_try)


def _best_certificate(session: pkcs11.Session, now: datetime) -> tuple[x509.Certificate, bytes]:
    """The certificate for signing whose key lies on the token, valid now, and of those the one valid longest."""
    keys = {
        bytes(key[pkcs11.Attribute.ID])
        for key in session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY})
    }
    own = [(certificate, key_id) for certificate, key_id in _certificates(session) if key_id in keys]
    if not own:
        raise SigningFailed(reason="no_certificate")
    best, fault = _best([certificate for certificate, _ in own], now)
    if fault:
        raise SigningFailed(reason=fault)
    return next(each for each in own if each[0] is best)


def _best(found: Sequence[x509.Certificate], now: datetime) -> tuple[x509.Certificate, str]:
    """The certificate to sign with, and why it cannot be used now; the last to run out where several could."""
    for_signing = [each for each in found if not _usage(each) or SIGNING_USAGE & set(_usage(each))]
    begun = [each for each in for_signing if each.not_valid_before <= now]
    valid = [each for each in begun if now <= each.not_valid_after]
    for some, fault in ((valid, ""), (begun, "expired"), (for_signing, "not_yet_valid"), (found, "wrong_usage")):
        if some:
            return max(some, key=lambda each: each.not_valid_after), fault
    raise ValueError("no certificate")


def _certificates(session: pkcs11.Session) -> list[tuple[x509.Certificate, bytes]]:
    return [
        (x509.Certificate.load(bytes(item[pkcs11.Attribute.VALUE])), bytes(item[pkcs11.Attribute.ID]))
        for item in session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE})
    ]


def _authorities(session: pkcs11.Session) -> list[x509.Certificate]:
    return [certificate for certificate, _ in _certificates(session) if certificate.ca]


def _hashes_outside(slot: pkcs11.Slot, certificate: x509.Certificate) -> bool:
    """True for a token that signs only what was hashed before."""
    whole = {"rsa": pkcs11.Mechanism.SHA256_RSA_PKCS, "ec": pkcs11.Mechanism.ECDSA_SHA256}
    wanted = whole.get(certificate.public_key.algorithm)
    return wanted is not None and wanted not in slot.get_mechanisms()


def _usage(certificate: x509.Certificate) -> tuple[str, ...]:
    return tuple(certificate.key_usage_value.native) if certificate.key_usage_value else ()
