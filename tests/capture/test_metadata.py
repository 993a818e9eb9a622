"""The facts of an electronic paper go into its PDF and come out again; a signed paper is never touched."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest

from app.capture import pages
from app.capture.metadata import CopyFacts, facts_of, is_signed, with_facts
from app.capture.pages import Page
from app.errors import FileUnreadable
from app.vault.signing import Token
from tests.desk.test_tray import sheet
from tests.vault.tokens import NOW, PIN, tokens

FACTS = CopyFacts(
    kind_code="000.00.00.G06-KQ0001",
    holder_number="025301123456",
    title="Giấy khai sinh",
    abstract="Giấy khai sinh của Nguyễn Tiến Nam",
    valid_until="2030-01-01",
)
PDF = pages.document([Page("jpeg", sheet(1))])


def test_facts_come_back_as_they_went_in() -> None:
    made = with_facts(PDF, FACTS)
    assert facts_of(made) == FACTS
    assert with_facts(PDF, FACTS) == made
    assert pages.page_count(made) == 1
    with pikepdf.open(BytesIO(made)) as opened, opened.open_metadata() as written:
        assert written["dc:title"] == "Giấy khai sinh"
    assert facts_of(with_facts(made, CopyFacts(title="Khác"))) == CopyFacts(title="Khác")
    assert facts_of(PDF) == CopyFacts()


def test_what_the_decree_still_asks_for_is_named() -> None:
    assert FACTS.missing() == ()
    assert CopyFacts(title="x", holder_name="y").missing() == (
        "kind_code",
        "holder_birth_year",
        "issued_on",
        "issued_by",
        "abstract",
        "valid_until",
    )


def test_a_signed_paper_is_never_touched() -> None:
    with Token(tokens().module, PIN, NOW, "officer") as token:
        signed = token.sign(PDF)
    assert is_signed(signed)
    assert not is_signed(PDF)
    assert with_facts(signed, FACTS) == signed


def test_damage_is_known() -> None:
    for broken in (b"no PDF", PDF[:200]):
        with pytest.raises(FileUnreadable):
            with_facts(broken, FACTS)
        with pytest.raises(FileUnreadable):
            facts_of(broken)
