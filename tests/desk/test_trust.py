"""Whom a counter trusts: the province's authorities, the administrator's folder, and the lists the post fetched."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from app.capture.pages import Page, document
from app.desk import dossier_page, drafts, reception, signing, trust
from app.desk.acting import Session
from app.desk.drafts import Draft
from app.desk.office import Office
from app.domain.authorities import load_authorities
from app.errors import ReferenceInvalid
from app.store import reference
from sync.revocation import OLD_SECONDS, fetch_lists
from tests.desk.test_tray import sheet
from tests.vault import tokens as hardware
from tests.vault.answering import answering
from tests.vault.authority import DAY, Tree
from tests.vault.tokens import PIN, tokens


@pytest.fixture(scope="module")
def tree() -> Tree:
    return Tree()


def pem(certificate: object) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()  # type: ignore[attr-defined,no-any-return]


def named(tree: Tree, *, lists: tuple[str, ...] = ()) -> list[dict[str, object]]:
    return [
        {"name": "Gốc", "certificate": pem(tree.root)},
        {"name": "Nơi cấp", "certificate": pem(tree.issuing), "lists": list(lists)},
    ]


def take_from_hub(office: Office, authorities: list[dict[str, object]]) -> None:
    """The reference data as the province sends it, with these authorities in it."""
    with office.store.write() as connection:
        newest = reference.latest(connection)
        data = {**msgspec.json.decode(newest.data), "version": newest.version + 1, "authorities": authorities}
        reference.keep(connection, replace(newest, version=newest.version + 1, data=msgspec.json.encode(data)))


def test_the_provinces_authorities_come_with_its_data(office: Office, tree: Tree) -> None:
    assert trust.material(office).roots == ()
    take_from_hub(office, named(tree))
    found = trust.material(office)
    assert (found.roots, found.authorities, found.lists) == ((tree.root_der,), (tree.issuing_der,), ())


def test_an_authority_that_is_none_is_refused_by_name(tree: Tree) -> None:
    _, officer = tree.officer("Nguyễn Thị Ký")
    for wrong in (
        {"name": "X", "certificate": "không phải"},
        {"name": "X", "certificate": pem(officer)},
        {"name": "X", "certificate": pem(tree.root), "lists": ["https://x.vn/a.crl"]},
        {"name": "X"},
    ):
        with pytest.raises(ReferenceInvalid) as refused:
            load_authorities([wrong])
        assert refused.value.facts["entry"] == "X"
    with pytest.raises(ReferenceInvalid):
        load_authorities([*named(tree), *named(tree)])


def test_the_folder_counts_and_what_was_fetched_never_makes_a_root(office: Office, tree: Tree, tmp_path: Path) -> None:
    (tmp_path / "goc.cer").write_bytes(tree.root_der)
    (tmp_path / "list.crl").write_bytes(tree.revoked({}))
    fetched = office.profile / trust.FOLDER
    fetched.mkdir()
    (fetched / "smuggled.cer").write_bytes(Tree("Gốc lạ").root_der)
    office.save_machine_settings(replace(office.machine_settings(), trust_folder=str(tmp_path)))
    found = trust.material(office)
    assert found.roots == (tree.root_der,)
    assert len(found.lists) == 1
    office.save_machine_settings(replace(office.machine_settings(), trust_folder=str(tmp_path / "gone")))
    assert trust.material(office).roots == ()


def test_lists_are_fetched_only_where_allowed_kept_when_newer_and_not_asked_for_twice(
    office: Office, tree: Tree
) -> None:
    given = {"/ca.crl": tree.revoked({}, given=DAY)}
    asked: list[tuple[str, bytes]] = []

    def answer(path: str, body: bytes) -> tuple[int, str, bytes]:
        asked.append((path, body))
        return (200, "application/pkix-crl", given[path]) if path in given else (404, "text/html", b"<html>")

    with answering(answer) as address:
        take_from_hub(office, named(tree, lists=(f"{address}/ca.crl", f"{address}/gone.crl")))
        assert fetch_lists(office) == 0
        assert asked == []
        office.save_machine_settings(replace(office.machine_settings(), fetch_revocation=True))
        assert fetch_lists(office, lambda: True) == 0
        assert asked == []
        assert fetch_lists(office) == 1
        assert ("/ca.crl", b"") in asked
        asked.clear()
        assert fetch_lists(office) == 0
        assert [path for path, _ in asked] == ["/gone.crl"]
        (kept,) = (office.profile / trust.FOLDER).iterdir()
        for newer, came in ((b"<html>", 0), (tree.revoked({}, given=2 * DAY), 0), (tree.revoked({1: tree.now}), 1)):
            given["/ca.crl"] = newer
            os.utime(kept, (0, kept.stat().st_mtime - OLD_SECONDS - 1))
            before = kept.read_bytes()
            assert fetch_lists(office) == came
            assert kept.read_bytes() == (newer if came else before)
    assert trust.material(office).lists == (given["/ca.crl"],)


def test_who_signed_is_told_with_chain_and_revocation_and_the_list_is_known_from_then_on(
    office: Office, session: Session, tree: Tree, ready_draft: Callable[..., Draft]
) -> None:
    key, certificate = tree.officer("Nguyễn Thị Ký")
    module = tokens().module
    hardware.make(Path(hardware.FOLDER.name), "trusted", key, certificate)
    take_from_hub(office, named(tree))
    draft = ready_draft()
    draft = drafts.attach(office, session, draft, draft.papers[0].component, document([Page("jpeg", sheet(0))]))
    taken = reception.accept(office, session, draft)
    address = trust.list_addresses(office)
    with signing.open_token(office, module, PIN, "trusted") as token:
        outcome = signing.sign(office, session, token, signing.waiting(office, session))
    assert outcome.signer is not None
    assert (outcome.signer.standing.chain, outcome.signer.standing.revocation) == ("trusted", "unknown")
    assert not signing.is_of(outcome.signer.certificate.holder, session)
    assert signing.is_of("NGUYEN  THỊ KÝ", replace(session, name="Nguyễn Thị Ký"))
    (met,) = set(trust.list_addresses(office)) - set(address)
    assert trust.keep_list(office, met, tree.revoked({certificate.serial_number: tree.now - 9 * DAY}, given=8 * DAY))
    state = dossier_page.open_dossier(office, session, taken.stream).dossier
    (found,) = signing.seen(office, state.files[0].sha256)
    assert (found.standing.revocation, found.standing.revoked_at) == ("revoked", tree.now - 9 * DAY)
