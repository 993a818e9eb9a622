"""Verification and opinions asked of other agencies while a dossier is worked on (NĐ 118/2025 Đ19.4)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from app.desk.acting import Session, dossier_at, record
from app.desk.office import Office
from app.domain import acts
from app.domain.text import clean
from app.errors import FieldRequired


def ask(
    office: Office,
    session: Session,
    stream: str,
    category: Literal["verification", "opinion"],
    agency: str,
    deadline: date,
    content: str,
) -> str:
    """Records that ``agency`` is asked to verify or for its opinion, to be answered by ``deadline``; gives the id of
    the question. The dossier's status and clock stay.

    Raises FieldRequired without an agency or content; RuleViolation ``deadline_past``, ``not_the_holder``,
    ``in_transit``.
    """
    _need(agency=agency, content=content)
    asked = acts.Consulted(category, clean(agency), deadline)
    with office.store.write() as connection:
        return record(connection, office, session, stream, asked, personal=acts.Words(clean(content))).body.id


def answer(office: Office, session: Session, stream: str, question: str, content: str) -> None:
    """Records the answer to a question asked by `ask`.

    Raises FieldRequired without content; RuleViolation ``consultation_unknown`` for one that is not open.
    """
    _need(content=content)
    with office.store.write() as connection:
        state = dossier_at(connection, stream)
        open_ones = [item for item in (state.consultations if state else ()) if item.event == question]
        category, agency = (open_ones[0].category, open_ones[0].agency) if open_ones else ("opinion", "")
        answered = acts.Consulted("verification" if category == "verification" else "opinion", agency, answers=question)
        record(connection, office, session, stream, answered, personal=acts.Words(clean(content)))


def _need(**texts: str) -> None:
    for field, text in texts.items():
        if not clean(text):
            raise FieldRequired(field)
