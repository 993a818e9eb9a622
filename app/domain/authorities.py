"""The authorities whose certificates the province trusts on signatures: roots (the Ban Cơ yếu's, the public CAs') and
those under them, with their revocation lists' addresses. Data, for who they are is not this program's to say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from app.domain.documents import label, typed
from app.errors import ReferenceInvalid


@dataclass(frozen=True)
class Authority:
    """An authority by the name the province gives it. ``certificate`` is PEM; ``lists`` are http addresses where it
    gives out revocation lists, besides those that certificates name themselves."""

    name: str
    certificate: str
    lists: tuple[str, ...] = ()

    @property
    def der(self) -> bytes:
        """The certificate's bytes."""
        return x509.load_pem_x509_certificate(self.certificate.encode()).public_bytes(Encoding.DER)


def load_authorities(documents: Iterable[Mapping[str, object]], *, file: str = "authorities") -> tuple[Authority, ...]:
    """The authorities. Raises ReferenceInvalid for one listed twice, for what is no authority's certificate in PEM, and
    for a list's address that is not http: a revocation list is signed, and https would need itself checked first."""
    found: list[Authority] = []
    for number, row in enumerate(documents, 1):
        entry = label(row, "name", number)
        authority = typed(row, Authority, file, entry)
        try:
            certificate = x509.load_pem_x509_certificate(authority.certificate.encode())
            basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
        except (ValueError, x509.ExtensionNotFound):
            raise ReferenceInvalid(file, entry, "not an authority's certificate in PEM") from None
        if not basic.ca:
            raise ReferenceInvalid(file, entry, "not an authority's certificate")
        if any(not each.startswith("http://") for each in authority.lists):
            raise ReferenceInvalid(file, entry, "a list's address is no http address")
        if any(authority.certificate.strip() == other.certificate.strip() for other in found):
            raise ReferenceInvalid(file, entry, "listed twice")
        found.append(authority)
    return tuple(found)
