"""What still blocks acceptance, in a few words for a link and in a sentence for the field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from app.desk.reception import Missing
from ui import messages
from ui.messages import Sentence

SHORT: dict[str, str] = {
    "procedure_needed": str(QT_TRANSLATE_NOOP("Missing", "the procedure")),
    "name_needed": str(QT_TRANSLATE_NOOP("Missing", "name")),
    "personal_number_needed": str(QT_TRANSLATE_NOOP("Missing", "personal number")),
    "personal_number_invalid": str(QT_TRANSLATE_NOOP("Missing", "12 digits of the personal number")),
    "passport_needed": str(QT_TRANSLATE_NOOP("Missing", "passport")),
    "birth_date_needed": str(QT_TRANSLATE_NOOP("Missing", "birth date")),
    "declarer_needed": str(QT_TRANSLATE_NOOP("Missing", "who declares the birth")),
    "tax_code_needed": str(QT_TRANSLATE_NOOP("Missing", "tax code")),
    "component_missing": "{name}",
    "count_needed": str(QT_TRANSLATE_NOOP("Missing", "how many: {name}")),
    "fee_unknown": str(QT_TRANSLATE_NOOP("Missing", "amount of {name}")),
    "fee_unexplained": str(QT_TRANSLATE_NOOP("Missing", "reason of exemption: {name}")),
    "fee_untaken": str(QT_TRANSLATE_NOOP("Missing", "taking {name}")),
    "presence_required": str(QT_TRANSLATE_NOOP("Missing", "coming in person")),
    "authority_needed": str(QT_TRANSLATE_NOOP("Missing", "paper of authority")),
    "fee_basis_needed": str(QT_TRANSLATE_NOOP("Missing", "basis of {name}")),
}
ROLES: dict[str, str] = {
    "applicant": str(QT_TRANSLATE_NOOP("Missing", "{what} of the applicant")),
    "submitter": str(QT_TRANSLATE_NOOP("Missing", "{what} of the submitter")),
    "party": str(QT_TRANSLATE_NOOP("Missing", "{what} of the other party")),
    "representative": str(QT_TRANSLATE_NOOP("Missing", "{what} of the representative")),
}
LONGEST = 48


def short_words(item: Missing) -> str:
    """The words of a link: ``name of the applicant``; long names of papers are cut, they stand in full beside it."""
    words = QCoreApplication.translate("Missing", SHORT[item.rule]) if item.rule in SHORT else item.rule
    name = item.name if len(item.name) <= LONGEST else item.name[: LONGEST - 1].rstrip() + "…"
    words = words.format(name=name[:1].lower() + name[1:])
    role = item.field.partition(".")[0]
    alone = role not in ROLES or item.rule == "declarer_needed"
    return words if alone else QCoreApplication.translate("Missing", ROLES[role]).format(what=words)


def faults_of(found: Iterable[Missing]) -> dict[str, Sentence]:
    """The sentence for each field that blocks, by the field's name."""
    return {item.field: _sentence(item) for item in found}


def _sentence(item: Missing) -> Sentence:
    said = messages.of_rule(item.rule, {"component": item.name, "fee": item.name})
    return replace(said, to_do=f"{said.to_do} ({item.law})") if item.law else said
