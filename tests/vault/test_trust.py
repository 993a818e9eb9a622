"""Whom a signature is of, and whether that may be believed: chain, validity, usage and revocation, with a real token
and a small authority; what is not at hand is never called good."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pkcs11
import pytest
from asn1crypto import crl, x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import NameConstraints, RegisteredID
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

from app.errors import SigningFailed
from app.vault.signatures import SignatureSeen, check_signed, signatures
from app.vault.signing import Token, tokens_seen
from app.vault.trust import (
    SIGNING_USAGE,
    Standing,
    TrustMaterial,
    judge,
    list_addresses,
    list_is_newer,
    material_in,
    sorted_out,
)
from tests.vault import tokens as hardware
from tests.vault.authority import DAY, LISTS, Tree
from tests.vault.test_signing import scan
from tests.vault.tokens import PIN, Tokens

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def tree() -> Tree:
    return Tree()


@pytest.fixture(scope="module")
def known(tree: Tree) -> TrustMaterial:
    return TrustMaterial(roots=(tree.root_der,), authorities=(tree.issuing_der,))


class Signed:
    """A copy signed with a token of ``tree``, its certificate's number, and its token's label."""

    def __init__(self, module: Path, tree: Tree, label: str) -> None:
        key, certificate = tree.officer("Nguyễn Thị Ký")
        hardware.make(Path(hardware.FOLDER.name), label, key, certificate)
        self.label, self.serial = label, certificate.serial_number
        self.der = certificate.public_bytes(Encoding.DER)
        self.scan = scan()
        with Token(module, PIN, tree.now, label) as token:
            self.pdf = token.sign(self.scan)
            self.certificate = token.certificate


@pytest.fixture(scope="module")
def signed(softhsm: Tokens, tree: Tree) -> Signed:
    return Signed(softhsm.module, tree, "tree")


def seen(pdf: bytes, material: TrustMaterial, now: datetime) -> SignatureSeen:
    (found,) = signatures(pdf, material, now)
    return found


def later(tree: Tree) -> datetime:
    return tree.now + HOUR


def test_a_chain_to_a_known_root_is_good_and_without_a_list_revocation_is_not_known(
    signed: Signed, known: TrustMaterial, tree: Tree
) -> None:
    found = seen(signed.pdf, known, later(tree))
    assert found.standing == Standing("trusted", "", "unknown", None)
    assert found.certificate.lists == (LISTS,)
    assert (found.intact, found.whole, found.stamp, found.added) == (True, True, "none", "nothing")


def test_an_unknown_root_and_a_missing_link_are_not_known_not_good(
    signed: Signed, known: TrustMaterial, tree: Tree
) -> None:
    other = Tree("Gốc khác")
    assert seen(signed.pdf, TrustMaterial(), later(tree)).standing == Standing("unknown", "no_roots")
    strange = TrustMaterial((other.root_der,), (other.issuing_der, tree.issuing_der))
    assert seen(signed.pdf, strange, later(tree)).standing == Standing("unknown", "unknown_root")
    without = TrustMaterial(roots=(tree.root_der,))
    assert seen(signed.pdf, without, later(tree)).standing == Standing("unknown", "unknown_root")
    same_name = Tree()  # As an impostor makes one: every name is right and every key another.
    assert same_name.root.subject == tree.root.subject
    impostor = TrustMaterial((same_name.root_der,), (same_name.issuing_der, tree.issuing_der))
    assert seen(signed.pdf, impostor, later(tree)).standing.chain != "trusted"


def test_a_root_that_the_file_brings_along_is_not_trusted(signed: Signed, tree: Tree) -> None:
    with_store = carrying(signed.pdf, tree, [])
    assert seen(with_store, TrustMaterial((Tree("Gốc khác").root_der,)), later(tree)).standing.chain == "unknown"


def test_what_the_list_says_counts_from_the_day_it_names(signed: Signed, known: TrustMaterial, tree: Tree) -> None:
    def by(**given: object) -> Standing:
        found = tree.revoked(**given)  # type: ignore[arg-type]
        return seen(signed.pdf, known.joined(TrustMaterial(lists=(found,))), later(tree)).standing

    assert by(serials={}).revocation == "good"
    assert by(serials={signed.serial + 1: tree.now - 3 * DAY}).revocation == "good"
    before = tree.now - 3 * DAY
    assert by(serials={signed.serial: before}) == Standing("trusted", "", "revoked", before)
    after = tree.now + HOUR / 2
    assert by(serials={signed.serial: after}) == Standing("trusted", "", "revoked_since", after)
    # A list that ran out before the signature cannot clear it, and can still convict.
    assert by(serials={}, given=30 * DAY).revocation == "stale"
    long_ago = tree.now - 40 * DAY
    assert by(serials={signed.serial: long_ago}, given=30 * DAY) == Standing("trusted", "", "revoked", long_ago)


def test_a_list_of_another_authority_clears_nobody(signed: Signed, known: TrustMaterial, tree: Tree) -> None:
    forged = Tree().revoked({})
    assert seen(signed.pdf, known.joined(TrustMaterial(lists=(forged,))), later(tree)).standing.revocation == "unknown"


def test_a_signature_made_while_the_certificate_was_valid_stays_good_when_it_ran_out(
    signed: Signed, known: TrustMaterial, tree: Tree
) -> None:
    after_all = tree.now + 800 * DAY
    assert signed.certificate.valid_to < after_all
    good = known.joined(TrustMaterial(lists=(tree.revoked({}),)))
    assert seen(signed.pdf, good, after_all).standing == Standing("trusted", "", "good", None)


def test_a_signature_made_out_of_time_or_with_another_kind_of_certificate_is_not_good(
    softhsm: Tokens, tree: Tree, known: TrustMaterial
) -> None:
    """Signed by a program that did not look, as others do: our own token refuses these."""
    made = {}
    for label, given in (
        ("ran-out", {"until": -30 * DAY}),
        ("to-come", {"since": -30 * DAY}),
        ("no-usage", {"signing": False}),
    ):
        key, certificate = tree.officer("Nguyễn Thị Ký", **given)  # type: ignore[arg-type]
        hardware.make(Path(hardware.FOLDER.name), label, key, certificate)
        with pytest.raises(SigningFailed) as failed:
            Token(softhsm.module, PIN, tree.now, label)
        made[label] = (str(failed.value.facts["reason"]), hardware.signed_regardless(scan(), key, certificate))
    assert {label: fault for label, (fault, _) in made.items()} == {
        "ran-out": "expired",
        "to-come": "not_yet_valid",
        "no-usage": "wrong_usage",
    }
    for label, why in (("ran-out", "expired"), ("to-come", "not_yet_valid"), ("no-usage", "usage")):
        found = seen(made[label][1], known, later(tree))
        assert (found.intact, found.standing.chain, found.standing.why) == (True, "failed", why)
    faults = {found.label: found.fault for found in tokens_seen(softhsm.module, tree.now)}
    assert {label: faults[label] for label in made} == {label: fault for label, (fault, _) in made.items()}


def test_what_was_altered_or_added_afterwards_is_seen_whoever_signed(
    signed: Signed, known: TrustMaterial, tree: Tree
) -> None:
    spoiled = bytearray(signed.pdf)
    spoiled[len(signed.scan) // 2] ^= 1
    assert not seen(bytes(spoiled), known, later(tree)).intact
    writer = IncrementalPdfFileWriter(BytesIO(signed.pdf), strict=False)
    writer.root["/Lang"] = writer.root.raw_get("/Type")
    writer.update_root()
    output = BytesIO()
    writer.write(output)
    added = seen(output.getvalue(), known, later(tree))
    assert (added.intact, added.whole, added.added) == (True, False, "other")
    with pytest.raises(SigningFailed):
        check_signed(signed.scan, output.getvalue(), known, later(tree))


def carrying(pdf: bytes, tree: Tree, lists: list[bytes]) -> bytes:
    """``pdf`` with the authorities and ``lists`` in its security store (PAdES B-LT)."""
    store = SimpleCertificateStore()
    store.register_multiple([x509.Certificate.load(each) for each in (tree.root_der, tree.issuing_der)])
    output = BytesIO(pdf)
    (signature,) = PdfFileReader(BytesIO(pdf), strict=False).embedded_regular_signatures
    DocumentSecurityStore.add_dss(
        output,
        signature.pkcs7_content,
        certs=list(store),
        crls=[crl.CertificateList.load(each) for each in lists],
        force_write=True,
    )
    return output.getvalue()


def test_what_the_file_carries_is_used_and_is_no_harm(signed: Signed, tree: Tree) -> None:
    only_root = TrustMaterial(roots=(tree.root_der,))
    found = seen(carrying(signed.pdf, tree, [tree.revoked({})]), only_root, later(tree))
    assert found.standing == Standing("trusted", "", "good", None)
    assert (found.intact, found.whole, found.added) == (True, False, "signatures")


def test_limits_of_a_kind_that_cannot_be_checked_are_said_to_be_that(softhsm: Tokens) -> None:
    """Neither good nor false: an authority may limit whom it stands for by any kind of name."""
    name = RegisteredID(NameOID.ORGANIZATION_NAME)
    limited = Tree("Gốc hạn chế", limits=NameConstraints([name], None))
    key, certificate = limited.officer("Nguyễn Thị Ký", also=name)
    pdf = hardware.signed_regardless(scan(), key, certificate)
    known = TrustMaterial((limited.root_der,), (limited.issuing_der,), (limited.revoked({}),))
    found = seen(pdf, known, later(limited))
    assert (found.intact, found.standing) == (True, Standing("unknown", "unsupported", "unknown"))


def test_what_is_broken_in_a_chain_or_beside_it_ends_no_look(signed: Signed, tree: Tree) -> None:
    pick = random.Random(7)

    def broken(data: bytes) -> bytes:
        spoiled = bytearray(data)
        spoiled[pick.randrange(8, len(spoiled))] ^= 1 << pick.randrange(8)
        return bytes(spoiled)

    certificate = x509.Certificate.load(signed.der)
    good, found = tree.revoked({}), set()
    for number in range(120):
        parts = [tree.root_der, tree.issuing_der, signed.der]
        parts[number % 3] = broken(parts[number % 3])
        material = TrustMaterial((parts[0],), (parts[1],), (good,))
        looked_at = x509.Certificate.load(parts[2])
        found.add(judge(looked_at, tree.now, tree.now, material, SIGNING_USAGE).chain)
        assert len(list_addresses(looked_at)) <= 1
        beside = TrustMaterial((tree.root_der,), (tree.issuing_der,), (broken(good), good))
        assert judge(certificate, tree.now, tree.now, beside, SIGNING_USAGE).chain == "trusted"
    assert found >= {"failed", "unknown"}


def test_a_token_tells_whose_it_is_without_its_pin(softhsm: Tokens, signed: Signed, tree: Tree) -> None:
    (found,) = [each for each in tokens_seen(softhsm.module, tree.now) if each.label == signed.label]
    assert found.certificate == signed.certificate
    assert (found.fault, found.last_try) == ("", False)


def test_the_authorities_on_a_token_go_with_the_signature(softhsm: Tokens, tree: Tree) -> None:
    key, certificate = tree.officer("Trần Văn Đủ")
    hardware.make(Path(hardware.FOLDER.name), "with-chain", key, certificate)
    with pkcs11.lib(str(softhsm.module)).get_token(token_label="with-chain").open(rw=True, user_pin=PIN) as session:
        hardware.put_certificate(session, tree.issuing, b"\x02")
    with Token(softhsm.module, PIN, tree.now, "with-chain") as token:
        pdf = token.sign(scan())
        assert token.certificate.holder == "Trần Văn Đủ"
    assert seen(pdf, TrustMaterial(roots=(tree.root_der,)), later(tree)).standing.chain == "trusted"


@pytest.fixture
def folder(tmp_path: Path, tree: Tree) -> Iterator[Path]:
    (tmp_path / "goc.cer").write_bytes(tree.root_der)
    both = tree.issuing.public_bytes(Encoding.PEM) + Tree("Gốc hai").root.public_bytes(Encoding.PEM)
    (tmp_path / "hai.pem").write_bytes(both)
    (tmp_path / "thu-hoi.crl").write_bytes(tree.revoked({}))
    (tmp_path / "doc.txt").write_text("không đọc")
    (tmp_path / "hong.crt").write_bytes(b"\x30\x82no certificate")
    (tmp_path / "hong.crl").write_bytes(b"-----BEGIN X509 CRL-----\nnothing\n")
    return tmp_path


def test_a_folder_of_certificates_and_lists_is_sorted_and_what_is_broken_left_out(folder: Path, tree: Tree) -> None:
    found = material_in(folder)
    assert (len(found.roots), found.authorities, len(found.lists)) == (2, (tree.issuing_der,), 1)
    assert tree.root_der in found.roots
    assert material_in(folder / "not there") == TrustMaterial()
    assert sorted_out([b"", b"\x00" * 40]) == TrustMaterial()


def test_a_list_takes_the_place_of_an_older_one_only(tree: Tree) -> None:
    old, new = tree.revoked({}, given=DAY), tree.revoked({})
    assert list_is_newer(new, old)
    assert list_is_newer(old, None)
    assert list_is_newer(old, b"broken")
    assert not list_is_newer(old, new)
    assert not list_is_newer(new, new)
    assert not list_is_newer(b"<html>", None)


def test_a_token_that_signs_only_what_was_hashed_before_signs_too(
    softhsm: Tokens, tree: Tree, known: TrustMaterial
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    hardware.make(Path(hardware.FOLDER.name), "curve", key, tree.certified("Lê Thị Cong", key.public_key()))
    slot = next(
        slot
        for slot in pkcs11.lib(str(softhsm.module)).get_slots(token_present=True)
        if slot.get_token().label == "curve"
    )
    assert pkcs11.Mechanism.ECDSA_SHA256 not in slot.get_mechanisms()
    pdf = scan()
    with Token(softhsm.module, PIN, tree.now, "curve") as token:
        found = check_signed(pdf, token.sign(pdf), known, later(tree))
    assert (found.certificate.holder, found.standing.chain) == ("Lê Thị Cong", "trusted")
