"""Time stamps from a real answer over HTTP; without one a copy is signed all the same, and nobody waits twice."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from app.errors import SigningFailed
from app.vault.signatures import SignatureSeen, check_signed, signatures
from app.vault.signing import Token
from app.vault.time_stamps import StampService
from app.vault.trust import TrustMaterial
from tests.vault import tokens as hardware
from tests.vault.answering import answering, stamping
from tests.vault.authority import Tree
from tests.vault.test_signing import scan
from tests.vault.tokens import PIN, Tokens


@pytest.fixture(scope="module")
def tree(softhsm: Tokens) -> Tree:
    made = Tree()
    hardware.make(Path(hardware.FOLDER.name), "stamped", *made.officer("Nguyễn Thị Ký"))
    return made


def signed(softhsm: Tokens, tree: Tree, stamper: StampService, material: TrustMaterial) -> SignatureSeen:
    pdf = scan()
    with Token(softhsm.module, PIN, tree.now, "stamped", stamper) as token:
        made = token.sign(pdf)
    check_signed(pdf, made, TrustMaterial(), tree.now)
    (found,) = signatures(made, material, tree.now)
    return found


def test_the_time_is_the_authoritys_where_it_is_trusted(softhsm: Tokens, tree: Tree) -> None:
    known = TrustMaterial((tree.root_der,), (tree.issuing_der,))
    authority = stamping(*tree.officer("Dấu thời gian", stamps=True))
    with answering(authority) as address:
        stamper = StampService(address)
        assert signed(softhsm, tree, stamper, known).stamp == "trusted"
        assert signed(softhsm, tree, stamper, TrustMaterial()).stamp == "unknown"
    stranger = stamping(*Tree("Gốc khác").officer("Dấu lạ", stamps=True))
    with answering(stranger) as address:
        assert signed(softhsm, tree, StampService(address), known).stamp == "unknown"


def test_who_is_no_time_stamp_authority_gives_no_trusted_time(softhsm: Tokens, tree: Tree) -> None:
    known = TrustMaterial((tree.root_der,), (tree.issuing_der,))
    with answering(stamping(*tree.officer("Nguyễn Văn Nào"))) as address:
        assert signed(softhsm, tree, StampService(address), known).stamp == "unknown"


def test_without_an_answer_the_copy_is_signed_and_the_authority_not_asked_again(softhsm: Tokens, tree: Tree) -> None:
    asked = []

    def nonsense(path: str, body: bytes) -> tuple[int, str, bytes]:
        asked.append(path)
        return 200, "application/timestamp-reply", b"\x30\x03\x02\x01"

    with answering(nonsense) as address:
        stamper = StampService(address + "/tsa?x=1")
        for _ in range(3):
            assert signed(softhsm, tree, stamper, TrustMaterial()).stamp == "none"
    assert asked == ["/tsa?x=1"]
    for status, kind in ((500, "application/timestamp-reply"), (200, "text/html")):
        with answering(lambda path, body, status=status, kind=kind: (status, kind, b"")) as address:
            assert signed(softhsm, tree, StampService(address), TrustMaterial()).stamp == "none"
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        stamper = StampService(f"http://127.0.0.1:{mute.getsockname()[1]}", answer_seconds=0.2)
        assert signed(softhsm, tree, stamper, TrustMaterial()).stamp == "none"
        assert stamper.silent


def test_an_address_that_is_none() -> None:
    for wrong in ("", "tsa.example.vn", "ftp://tsa.example.vn", "http://", "http://[", "http://a:b@c", "http://x:y"):
        with pytest.raises(SigningFailed) as failed:
            StampService(wrong)
        assert failed.value.facts["reason"] == "wrong_stamp_address"
