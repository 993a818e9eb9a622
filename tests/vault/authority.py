"""A small chain of trust for tests: a root, an authority under it, officers' certificates, revocation lists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
LISTS = "http://127.0.0.1:9/issuing.crl"
DAY = timedelta(days=1)


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


class Tree:
    """``root`` signed ``issuing``, which signs officers; all of it stands since ten years before ``now``."""

    def __init__(
        self,
        name: str = "Gốc thử",
        now: datetime | None = None,
        *,
        lists: str = LISTS,
        limits: x509.NameConstraints | None = None,
    ) -> None:
        self.now = (now or datetime.now(UTC)).replace(microsecond=0)
        self._lists, self._limits = lists, limits
        self._root_key = ec.generate_private_key(ec.SECP256R1())
        self._issuing_key = rsa.generate_private_key(65537, 2048)
        self._root_name, self._issuing_name = named(name), named(f"{name} cấp dưới")
        since, until = self.now - 3650 * DAY, self.now + 3650 * DAY
        self.root = self._made(self._root_name, self._root_key.public_key(), since, until, above=True, ca=True)
        self.issuing = self._made(self._issuing_name, self._issuing_key.public_key(), since, until, above=True, ca=True)

    @cached_property
    def root_der(self) -> bytes:
        return self.root.public_bytes(Encoding.DER)

    @cached_property
    def issuing_der(self) -> bytes:
        return self.issuing.public_bytes(Encoding.DER)

    def officer(
        self,
        name: str,
        *,
        since: timedelta = 400 * DAY,
        until: timedelta = 400 * DAY,
        signing: bool = True,
        stamps: bool = False,
        also: x509.GeneralName | None = None,
    ) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
        """A key and its certificate, valid ``since`` before now ``until`` after it; ``also``: a second name."""
        key = rsa.generate_private_key(65537, 2048)
        made = self._made(
            named(name), key.public_key(), self.now - since, self.now + until, signing=signing, stamps=stamps, also=also
        )
        return key, made

    def certified(self, name: str, key: ec.EllipticCurvePublicKey) -> x509.Certificate:
        """A certificate for a key made elsewhere, valid a year both ways."""
        return self._made(named(name), key, self.now - 365 * DAY, self.now + 365 * DAY)

    def revoked(
        self, serials: Mapping[int, datetime], *, given: timedelta = timedelta(), lasts: timedelta = 7 * DAY
    ) -> bytes:
        """The list of ``issuing`` given out ``given`` before now, good for ``lasts``."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self._issuing_name)
            .last_update(self.now - given)
            .next_update(self.now - given + lasts)
        )
        for serial, at in serials.items():
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at).build()
            )
        return builder.sign(self._issuing_key, hashes.SHA256()).public_bytes(Encoding.DER)

    def _made(
        self,
        name: x509.Name,
        key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey,
        since: datetime,
        until: datetime,
        *,
        above: bool = False,
        ca: bool = False,
        signing: bool = True,
        stamps: bool = False,
        also: x509.GeneralName | None = None,
    ) -> x509.Certificate:
        signer: Key = self._root_key if above else self._issuing_key
        paper = not ca and signing
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._root_name if above else self._issuing_name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(since)
            .not_valid_after(until)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(
                x509.KeyUsage(paper, paper, not ca and not signing, False, False, ca, ca, False, False), critical=True
            )
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        )
        if stamps:
            builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        if also is not None:
            builder = builder.add_extension(x509.SubjectAlternativeName([also]), critical=False)
        if self._limits is not None and ca and name != self._root_name:
            builder = builder.add_extension(self._limits, critical=True)
        if not above:
            point = x509.DistributionPoint([x509.UniformResourceIdentifier(self._lists)], None, None, None)
            builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
        return builder.sign(signer, hashes.SHA256())
