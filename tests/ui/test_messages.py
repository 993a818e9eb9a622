"""Every known failure has a sentence of what happened and one of what to do, in both languages."""

from __future__ import annotations

import inspect
import re

import pytest
from PySide6.QtWidgets import QApplication

from app import errors
from app.domain import decide, identity
from app.errors import MotCuaError, RuleViolation
from tests.test_repository import ROOT
from ui import language, messages, missing
from ui.theme import Theme


def leaves(kind: type[MotCuaError]) -> list[type[MotCuaError]]:
    below = kind.__subclasses__()
    return [leaf for child in below for leaf in leaves(child)] if below else [kind]


LEAVES = [leaf for leaf in leaves(MotCuaError) if leaf.__module__ == errors.__name__]


@pytest.mark.parametrize("leaf", [leaf for leaf in LEAVES if leaf is not RuleViolation], ids=lambda leaf: leaf.code)
def test_every_leaf_has_both_sentences(leaf: type[MotCuaError], theme: Theme) -> None:
    words = messages.LEAVES[leaf]
    assert words.happened.endswith(".")
    assert words.to_do.endswith(".")


@pytest.mark.parametrize("rule", decide.RULES)
def test_every_rule_has_both_sentences(rule: str, theme: Theme) -> None:
    words = messages.RULES[rule]
    assert words.happened.endswith((".", ")."))
    assert words.to_do.endswith(".")


def test_every_rule_the_desk_adds_has_sentences() -> None:
    named: set[str] = set()
    for path in (ROOT / "app" / "desk").glob("*.py"):
        source = path.read_text(encoding="utf-8")
        named |= set(re.findall(r'RuleViolation\(\s*"(\w+)"', source))
        named |= set(re.findall(r'Refusal\(\s*"(\w+)"', source))
    assert "clock_behind" in named
    assert named <= set(messages.RULES)


def test_everything_that_blocks_acceptance_has_short_words_and_a_sentence() -> None:
    source = (ROOT / "app" / "desk" / "reception.py").read_text(encoding="utf-8")
    named = set(re.findall(r'Missing\([^)]*?"(\w+)"(?:\)|, \w+\.name\))', source)) - {""}
    named |= set(re.findall(r'"(\w+_(?:needed|invalid))"', source))
    assert {"procedure_needed", "fee_unknown", "personal_number_invalid"} <= named
    assert named <= set(missing.SHORT)
    assert named <= set(messages.RULES)


def test_the_reasons_of_scanner_and_card_are_known_ones() -> None:
    known = set(identity.CardRefusal.__args__) | {
        "jammed",
        "no_documents",
        "cover_open",
        "busy",
        "gone",
        "hung",
        "sides",
    }  # type: ignore[attr-defined]
    known |= {
        "sides",
        "damaged",
        "encrypted",
        "locked_signed",
        "unknown_signature",
        "too_large",
        "kind",
        "denied",
        "none",
        "gone",
    }
    known |= {"unknown_signature", "no_module", "no_service", "wrong_address", "pin_needed", "no_token", "pin_wrong"}
    known |= {"pin_locked", "no_certificate", "expired", "unreachable", "altered"}
    known |= {"stranger", "pin_expired", "wrong_usage", "not_yet_valid", "wrong_stamp_address"}
    assert {reason for _, reason in messages.REASONS} <= known


def test_facts_are_said_as_an_officer_reads_them(vietnamese: None) -> None:
    said = messages.of_error(errors.PersonalNumberInvalid("applicant.personal_number", digits=11))
    assert said.happened == "Số định danh phải có 12 chữ số (đang có 11)."
    late = messages.of_error(RuleViolation("supplement_late", "NĐ 118/2025 Đ19.5", last="2026-11-26"))
    assert "26/11/2026" in late.happened
    until = messages.of_error(errors.SignInRefused("password", until="2026-11-23T02:10:30+00:00"))
    assert "09:10" in until.happened


def test_no_sentence_shows_a_hole(vietnamese: None) -> None:
    for leaf in LEAVES:
        if leaf is not RuleViolation:
            assert "{" not in messages.of_error(_bare(leaf)).both
    for rule in messages.RULES:
        assert "{" not in messages.of_rule(rule).both


def _bare(leaf: type[MotCuaError]) -> MotCuaError:
    """An error of this kind with no more facts than it demands."""
    wanted = [
        parameter
        for parameter in inspect.signature(leaf).parameters.values()
        if parameter.default is parameter.empty and parameter.kind is parameter.POSITIONAL_OR_KEYWORD
    ]
    return leaf(*("thing" for _ in wanted))


def test_an_unknown_rule_is_still_told(theme: Theme) -> None:
    assert "rule_of_tomorrow" in messages.of_rule("rule_of_tomorrow").happened


def test_both_languages_are_there(qapp: QApplication, vietnamese: None) -> None:
    assert messages.of_rule("no_result").happened == "Chưa có kết quả."
    language.install(qapp, "en")
    assert messages.of_rule("no_result").happened == "There is no result yet."
