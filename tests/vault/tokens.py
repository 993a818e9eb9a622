"""A real token for tests: SoftHSM2 with a key and a certificate of a made-up authority."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pkcs11
from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

MODULE = next(
    (
        path
        for path in map(Path, ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"))
        if path.exists()
    ),
    None,
)
PIN = "482913"
NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)


class Authority:
    """Signs certificates of officers."""

    def __init__(self) -> None:
        self._key = rsa.generate_private_key(65537, 2048)
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "CA thử nghiệm")])
        self.root = self._certificate(self._name, self._key.public_key(), 3650, authority=True)

    def _certificate(
        self, name: x509.Name, key: rsa.RSAPublicKey, days: int, *, authority: bool = False
    ) -> x509.Certificate:
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - timedelta(days=400))
            .not_valid_after(NOW + timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(
                x509.KeyUsage(not authority, not authority, False, False, False, authority, authority, False, False),
                critical=True,
            )
            .sign(self._key, hashes.SHA256())
        )

    def officer(self, name: str, days: int = 365) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
        key = rsa.generate_private_key(65537, 2048)
        return key, self._certificate(
            x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), key.public_key(), days
        )


def der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


@dataclass(frozen=True)
class Tokens:
    """``module`` is the library, ``root`` the authority's certificate (DER)."""

    module: Path
    root: bytes


FOLDER = TemporaryDirectory(prefix="motcua-softhsm-")


@cache
def tokens() -> Tokens:
    """The tokens ``officer``, ``old`` (out of date) and ``empty``; made once in a process."""
    assert MODULE is not None, "softhsm2 is not installed (installer/packages/test.txt)"
    folder = Path(FOLDER.name)
    prepare(folder)
    authority = Authority()
    make(folder, "officer", *authority.officer("Nguyễn Thị Ký"))
    make(folder, "old", *authority.officer("Nguyễn Thị Cũ", days=-30))
    make(folder, "empty", None, None)
    return Tokens(MODULE, der(authority.root))


def prepare(folder: Path) -> None:
    """Point SoftHSM at ``folder``; before its library is loaded, and once in a process."""
    (folder / "tokens").mkdir()
    os.environ["SOFTHSM2_CONF"] = str(_configured(folder))


def copied(folder: Path) -> dict[str, str]:
    """The environment of a process that has the same tokens to itself, in ``folder``: one that is killed may leave
    SoftHSM's files in pieces, as no token that is a device does."""
    shutil.copytree(Path(FOLDER.name) / "tokens", folder / "tokens")
    return {**os.environ, "SOFTHSM2_CONF": str(_configured(folder))}


def _configured(folder: Path) -> Path:
    configuration = folder / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    return configuration


def make(
    folder: Path,
    label: str,
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | None,
    certificate: x509.Certificate | None,
    pin: str = PIN,
) -> None:
    """A token named ``label`` with that key and certificate."""
    assert MODULE is not None
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", label, "--pin", pin, "--so-pin", "12345678"],
        check=True,
        capture_output=True,
    )
    library = pkcs11.lib(str(MODULE))
    library.reinitialize()
    if key is None or certificate is None:
        return
    path = folder / f"{label}.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    subprocess.run(
        ["softhsm2-util", "--import", str(path), "--token", label, "--label", "key", "--id", "01", "--pin", pin],
        check=True,
        capture_output=True,
    )
    path.unlink()
    library.reinitialize()
    token = library.get_token(token_label=label)
    with token.open(rw=True, user_pin=pin) as session:
        put_certificate(session, certificate, b"\x01")


def put_certificate(session: pkcs11.Session, certificate: x509.Certificate, number: bytes) -> None:
    """Lays a certificate on a token, readable without its PIN."""
    session.create_object(
        {
            pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
            pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
            pkcs11.Attribute.TOKEN: True,
            pkcs11.Attribute.PRIVATE: False,
            pkcs11.Attribute.LABEL: "certificate",
            pkcs11.Attribute.ID: number,
            pkcs11.Attribute.SUBJECT: certificate.subject.public_bytes(),
            pkcs11.Attribute.VALUE: der(certificate),
        }
    )


def signed_regardless(pdf: bytes, key: rsa.RSAPrivateKey, certificate: x509.Certificate) -> bytes:
    """``pdf`` signed by a program that does not look at the certificate first."""
    plain = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    own = asn1_x509.Certificate.load(der(certificate))
    signer = signers.SimpleSigner(own, keys.PrivateKeyInfo.load(plain), SimpleCertificateStore())
    usage = set(own.key_usage_value.native)
    output = BytesIO()
    signers.sign_pdf(
        IncrementalPdfFileWriter(BytesIO(pdf), strict=False),
        signers.PdfSignatureMetadata(
            field_name="Signature1", subfilter=fields.SigSeedSubFilter.PADES, signer_key_usage=usage
        ),
        signer,
        output=output,
    )
    return output.getvalue()
