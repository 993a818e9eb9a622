"""The signatures a PDF carries: who signed when, whether the bytes are those signed, and how the signer's certificate
stands by what this machine has at hand."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Literal

from asn1crypto import x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import (
    MultivaluedAttributeError,
    NonexistentAttributeError,
    find_unique_cms_attribute,
)
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError, SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from app.errors import FileUnreadable, SigningFailed
from app.vault.trust import (
    CANNOT_TELL,
    SIGNING_USAGE,
    Standing,
    TrustMaterial,
    answers_known,
    judge,
    list_addresses,
)

# Each signature met is told of at length, with the names in its certificate.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

Added = Literal["nothing", "signatures", "other"]
Stamp = Literal["none", "unknown", "trusted"]


@dataclass(frozen=True)
class Certificate:
    """Who a certificate is for. ``serial`` is its number in hex, as kept in the journal; it names no person.
    ``lists`` are the addresses where its authority says whom it revoked."""

    holder: str
    serial: str
    issuer: str
    valid_from: datetime
    valid_to: datetime
    lists: tuple[str, ...] = ()


@dataclass(frozen=True)
class SignatureSeen:
    """A signature found in a PDF: who says to have signed when, whether the bytes are those signed, whether all of the
    file is covered, and how the certificate stood then.

    ``stamp``: a time stamp is on it, whose authority this machine trusts, so that ``at`` is that one's word and not the
    signer's own; or whose authority is not known here; or none is.
    ``added`` is what came into the file behind it: nothing, only further signatures and what belongs to them, or other.
    """

    certificate: Certificate
    at: datetime | None
    intact: bool
    whole: bool
    standing: Standing
    stamp: Stamp = "none"
    added: Added = "nothing"


def signatures(pdf: bytes, material: TrustMaterial, now: datetime) -> tuple[SignatureSeen, ...]:
    """The signatures in ``pdf``, the last made last, judged by ``material`` and by what the file itself carries.

    Nothing is asked of the network. Raises FileUnreadable.
    """
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=False)
        known = material.joined(_carried(reader))
        return tuple(_seen(found, known, now) for found in reader.embedded_regular_signatures)
    except CANNOT_TELL as error:
        raise FileUnreadable("file", reason="unknown_signature") from error
    except (PdfError, SignatureValidationError, ValueError, TypeError, KeyError) as error:
        raise FileUnreadable("file", reason="damaged") from error


def check_signed(sent: bytes, signed: bytes, material: TrustMaterial, now: datetime) -> SignatureSeen:
    """The new signature on what was ``sent`` to be signed.

    What came back must begin with the very bytes that were sent and carry one more signature, whole and over all of
    it; whoever signed, nothing was put in the copy's place. Raises SigningFailed ``altered``.
    """
    if not signed.startswith(sent) or len(signed) == len(sent):
        raise SigningFailed(reason="altered")
    try:
        before, after = signatures(sent, material, now), signatures(signed, material, now)
    except FileUnreadable as error:
        raise SigningFailed(reason="altered") from error
    if len(after) != len(before) + 1 or not after[-1].intact or not after[-1].whole:
        raise SigningFailed(reason="altered")
    return after[-1]


def described(certificate: x509.Certificate) -> Certificate:
    """The facts of a certificate that are shown."""
    names, issuer = certificate.subject.native, certificate.issuer.native
    return Certificate(
        str(names.get("common_name", "")),
        f"{certificate.serial_number:x}",
        str(issuer.get("common_name", "")),
        certificate.not_valid_before.astimezone(UTC),
        certificate.not_valid_after.astimezone(UTC),
        list_addresses(certificate),
    )


def _seen(found: EmbeddedPdfSignature, material: TrustMaterial, now: datetime) -> SignatureSeen:
    # The chain is judged below, as of the time of signing; pyHanko would judge it as of now.
    own = TrustMaterial(
        authorities=tuple(each.dump() for each in found.other_embedded_certs),
        lists=_carried_by(found, "crl"),
        answers=answers_known(_carried_by(found, "ocsp")),
    )
    known = material.joined(own)
    try:
        status = _validated(found, known)
    except CANNOT_TELL:
        # The chain of a time stamp that cannot be checked takes nothing from the signature.
        status = _validated(found, TrustMaterial())
    said, stamp = status.timestamp_validity, _stamp(status)
    at = said.timestamp if said is not None and stamp == "trusted" else status.signer_reported_dt
    standing = judge(status.signing_cert, min(at or now, now), now, known, SIGNING_USAGE)
    return SignatureSeen(
        described(status.signing_cert),
        at.astimezone(UTC) if at else None,
        status.intact and status.valid,
        status.coverage is not None and status.coverage.name == "ENTIRE_FILE",
        standing,
        stamp,
        _added(status),
    )


def _validated(found: EmbeddedPdfSignature, stamps: TrustMaterial) -> PdfSignatureStatus:
    return validate_pdf_signature(
        found,
        signer_validation_context=_context(TrustMaterial()),
        ts_validation_context=_context(stamps),
        key_usage_settings=KeyUsageConstraints(key_usage=SIGNING_USAGE, match_all_key_usages=False),
    )


def _stamp(status: PdfSignatureStatus) -> Stamp:
    found = status.timestamp_validity
    if found is None or not (found.intact and found.valid):
        return "none"
    return "trusted" if found.trusted else "unknown"


def _added(status: PdfSignatureStatus) -> Added:
    if status.coverage is not None and status.coverage.name == "ENTIRE_FILE":
        return "nothing"
    level = status.modification_level
    if level is not None and level <= ModificationLevel.FORM_FILLING and status.docmdp_ok:
        return "signatures"
    return "other"


def _context(material: TrustMaterial) -> ValidationContext:
    return ValidationContext(
        trust_roots=[x509.Certificate.load(each) for each in material.roots],
        other_certs=[x509.Certificate.load(each) for each in material.authorities],
        crls=material.lists,
        ocsps=material.answers,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )


def _carried(reader: PdfFileReader) -> TrustMaterial:
    """The certificates and revocation data that the file itself brings (PAdES, the document's security store)."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return TrustMaterial()
    return TrustMaterial(
        authorities=tuple(each.dump() for each in store.load_certs()),
        lists=tuple(each.get_object().data for each in store.crls),
        answers=answers_known(each.get_object().data for each in store.ocsps),
    )


def _carried_by(found: EmbeddedPdfSignature, kind: Literal["crl", "ocsp"]) -> tuple[bytes, ...]:
    """The revocation data in the signature itself, as Adobe's programs put it there."""
    try:
        archive = find_unique_cms_attribute(found.signer_info["signed_attrs"], "adobe_revocation_info_archival")
        return tuple(each.dump() for each in archive[kind])
    except (NonexistentAttributeError, MultivaluedAttributeError):
        return ()
