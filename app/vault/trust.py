"""Whether a certificate leads to a root this machine trusts, and whether it was revoked, by what is at hand: nothing is
asked of the network here.

A root or a list that is not at hand makes the answer "not known", never "good".
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from asn1crypto import crl, ocsp, pem, x509
from cryptography.exceptions import UnsupportedAlgorithm
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    CRLValidationError,
    ExpiredError,
    InsufficientRevinfoError,
    InvalidCertificateError,
    NotYetValidError,
    OCSPValidationError,
    PathBuildingError,
    PathError,
    RevokedError,
    ValidationError,
)
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy, RevocationCheckingRule

Chain = Literal["trusted", "unknown", "failed"]
Why = Literal["", "no_roots", "unknown_root", "unsupported", "expired", "not_yet_valid", "usage", "broken"]
Revocation = Literal["good", "revoked", "revoked_since", "stale", "unknown"]

SIGNING_USAGE = frozenset({"digital_signature", "non_repudiation"})
"""What a certificate must be for to sign papers with; either is enough."""

_NO_CHECK = RevocationCheckingPolicy(RevocationCheckingRule.NO_CHECK, RevocationCheckingRule.NO_CHECK)
# The signer's own standing must be known. That of the authorities above is looked at where something is at hand.
_CHECK = RevocationCheckingPolicy(
    RevocationCheckingRule.CRL_OR_OCSP_REQUIRED, RevocationCheckingRule.CHECK_IF_DECLARED_SOFT
)
CANNOT_TELL = (NotImplementedError, UnsupportedAlgorithm)
"""What the validator raises for names, keys or signatures of a kind that it does not know: nothing is proven false."""
_MALFORMED = (ValueError, TypeError, KeyError)
"""What asn1crypto raises for what is not of the form it should be, often only when the part is read."""
_NOTHING_FOUND = (ValidationError, PathError, CRLValidationError, OCSPValidationError, *_MALFORMED, *CANNOT_TELL)
_SUFFIXES = frozenset({".cer", ".crt", ".pem", ".der", ".crl"})
_LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True)
class TrustMaterial:
    """What is at hand to judge certificates by, all in DER: the ``roots`` that are trusted, the ``authorities`` under
    them, the revocation ``lists`` they gave out, and OCSP ``answers``."""

    roots: tuple[bytes, ...] = ()
    authorities: tuple[bytes, ...] = ()
    lists: tuple[bytes, ...] = ()
    answers: tuple[bytes, ...] = ()

    def joined(self, other: TrustMaterial, *, trusted: bool = False) -> TrustMaterial:
        """Both together. Of what is not ``trusted`` the roots are left: no file says for itself whom to trust."""
        return TrustMaterial(
            self.roots + (other.roots if trusted else ()),
            self.authorities + other.authorities,
            self.lists + other.lists,
            self.answers + other.answers,
        )


@dataclass(frozen=True)
class Standing:
    """What became of a look at one certificate, as it stood at an instant.

    ``chain``: it leads to a trusted root; to none that is known here, or by a certificate of a kind that cannot be
    checked here (``unsupported``); or it leads there and fails, with ``why``.
    ``revocation``: good; revoked then, or only since, at ``revoked_at``; ``stale`` when the lists at hand are too old
    to tell; unknown where none is at hand. It is unknown as well while the chain is not trusted.
    """

    chain: Chain
    why: Why = ""
    revocation: Revocation = "unknown"
    revoked_at: datetime | None = None


def material_in(folder: Path) -> TrustMaterial:
    """The certificates and revocation lists that lie in ``folder`` (DER or PEM; .cer .crt .pem .der .crl).

    A certificate that signed itself is a root, any other authority's stands under one. What cannot be read is left
    out, and so is a folder that is not there.
    """
    return sorted_out(data for path in _files_in(folder) for data in _blocks(path))


def sorted_out(blocks: Iterable[bytes]) -> TrustMaterial:
    """Certificates and revocation lists in DER, each put where it belongs; what is neither is left out."""
    roots: list[bytes] = []
    authorities: list[bytes] = []
    lists: list[bytes] = []
    for data in blocks:
        certificate = _certificate(data)
        if certificate is not None:
            (roots if certificate.self_signed in ("yes", "maybe") else authorities).append(data)
        elif _list(data) is not None:
            lists.append(data)
    return TrustMaterial(tuple(roots), tuple(authorities), tuple(lists))


def addresses_of_lists(material: TrustMaterial) -> tuple[str, ...]:
    """Where the lists are given out that tell of these authorities, each once."""
    found = [_certificate(data) for data in material.authorities]
    return tuple(dict.fromkeys(address for each in found if each is not None for address in list_addresses(each)))


def list_addresses(certificate: x509.Certificate) -> tuple[str, ...]:
    """The http addresses where the list is given out that tells whether ``certificate`` was revoked."""
    found = []
    try:
        points = certificate.crl_distribution_points
    except _MALFORMED:
        return ()
    for point in points:
        try:
            address = point.url
        except _MALFORMED:  # Named by its issuer only, with no address, or not of the right form.
            continue
        if address and address.startswith("http://"):
            found.append(address)
    return tuple(found)


def list_is_newer(data: bytes, than: bytes | None) -> bool:
    """True for a revocation list that was given out after the other, or where there was none that can be read."""
    new, old = _list(data), _list(than) if than is not None else None
    return new is not None and (old is None or _given_out(new) > _given_out(old))


def judge(
    certificate: x509.Certificate, at: datetime, now: datetime, material: TrustMaterial, usage: frozenset[str]
) -> Standing:
    """How ``certificate`` stood at the instant ``at`` (aware), by what is known ``now``.

    ``usage`` names the key usages of which one must be allowed; empty asks for none.
    """
    if not material.roots:
        return Standing("unknown", "no_roots")
    try:
        # Without the lists: one that is broken says nothing of the chain.
        asyncio.run(_validate(certificate, at, TrustMaterial(material.roots, material.authorities), _NO_CHECK))
    except PathBuildingError:
        return Standing("unknown", "unknown_root")
    except ExpiredError:
        return Standing("failed", "expired")
    except NotYetValidError:
        return Standing("failed", "not_yet_valid")
    except CANNOT_TELL:
        return Standing("unknown", "unsupported")
    except _NOTHING_FOUND:
        return Standing("failed", "broken")
    # Read once already, by the validator, so that it is of the right form.
    allowed = set(certificate.key_usage_value.native) if certificate.key_usage_value else usage
    if usage and not usage & allowed:
        return Standing("failed", "usage")
    revocation, revoked_at = _revocation(certificate, at, now, material)
    return Standing("trusted", "", revocation, revoked_at)


def _revocation(
    certificate: x509.Certificate, at: datetime, now: datetime, material: TrustMaterial
) -> tuple[Revocation, datetime | None]:
    if not material.lists and not material.answers:
        return "unknown", None
    found: Revocation = "good"
    try:
        asyncio.run(_validate(certificate, at, material, _CHECK))
    except RevokedError as error:
        return "revoked", error.revocation_dt.astimezone(UTC)
    except InsufficientRevinfoError:
        found = "unknown"
    except _NOTHING_FOUND:
        return "unknown", None
    # An old list still says whom it revoked, and a revocation after the signature is to be told: the time of a
    # signature without a time stamp is only the signer's word.
    last_day = min(now, certificate.not_valid_after)
    for moment in sorted({last_day, *(each for each in _ends(material) if each < last_day)}, reverse=True):
        if moment < certificate.not_valid_before:
            continue
        try:
            asyncio.run(_validate(certificate, moment, material, _CHECK))
        except RevokedError as error:
            revoked_at = error.revocation_dt.astimezone(UTC)
            return ("revoked" if revoked_at <= at else "revoked_since"), revoked_at
        except _NOTHING_FOUND:
            continue
        if found == "unknown":
            found = "stale"
        break
    return found, None


async def _validate(
    certificate: x509.Certificate, at: datetime, material: TrustMaterial, policy: RevocationCheckingPolicy
) -> None:
    """Raises what the validator raises for a certificate that does not stand."""
    context = ValidationContext(
        trust_roots=_readable(material.roots),
        other_certs=_readable(material.authorities),
        moment=at,
        crls=[data for data in material.lists if _list(data) is not None],
        ocsps=material.answers,
        revinfo_policy=CertRevTrustPolicy(policy, retroactive_revinfo=True),
    )
    try:
        await CertificateValidator(certificate, validation_context=context).async_validate_path()
    except InvalidCertificateError as error:
        raise ValueError("certificate") from error


def _readable(certificates: Iterable[bytes]) -> list[x509.Certificate]:
    """A signed file may carry what is broken beside what its chain needs."""
    return [found for data in certificates if (found := _certificate(data)) is not None]


def _ends(material: TrustMaterial) -> Iterator[datetime]:
    for data in material.lists:
        found = _list(data)
        until = found["tbs_cert_list"]["next_update"].native if found is not None else None
        if until is not None:
            yield until


def _given_out(found: crl.CertificateList) -> datetime:
    given: datetime = found["tbs_cert_list"]["this_update"].native
    return given


def _files_in(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES)
    except OSError:
        return []


def _blocks(path: Path) -> Iterator[bytes]:
    try:
        if path.stat().st_size > _LARGEST:
            return
        data = path.read_bytes()
        if not pem.detect(data):
            yield data
            return
        for _, _, block in pem.unarmor(data, multiple=True):
            yield block
    except (OSError, ValueError):
        return


def _certificate(data: bytes) -> x509.Certificate | None:
    try:
        certificate = x509.Certificate.load(data, strict=True)
        certificate.self_signed  # noqa: B018 - reads the parts, so that what is no certificate fails here
        certificate.not_valid_before  # noqa: B018
        certificate.not_valid_after  # noqa: B018
    except _MALFORMED:
        return None
    return certificate


def _list(data: bytes) -> crl.CertificateList | None:
    try:
        found = crl.CertificateList.load(data, strict=True)
        _given_out(found)
        for part in ("issuer", "next_update"):
            found["tbs_cert_list"][part].native  # noqa: B018 - reads the parts, as above
    except _MALFORMED:
        return None
    return found


def answers_known(data: Iterable[bytes]) -> tuple[bytes, ...]:
    """Of what a file carries as OCSP answers, those that can be read."""
    found = []
    for each in data:
        try:
            if ocsp.OCSPResponse.load(each, strict=True)["response_status"].native == "successful":
                found.append(each)
        except _MALFORMED:
            continue
    return tuple(found)
