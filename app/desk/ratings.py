"""What the applicant thinks of it: the rating slip's answers, entered or shown on a display (NĐ 61 Đ29.1, Đ31.1)."""

from __future__ import annotations

from typing import Literal

from app.desk.acting import Session, record
from app.desk.office import Office
from app.desk.supplements import Done
from app.domain import acts
from app.domain.text import clean


def rate(
    office: Office,
    session: Session,
    stream: str,
    answers: dict[str, int],
    *,
    by: Literal["slip", "display", "online"] = "slip",
    words: str = "",
) -> Done:
    """Records an assessment; answers by question key, in the points of TT 01/2018 Đ13 (0, 1 or 2).

    Raises RuleViolation ``nothing_named`` for no answer, ``amount`` for points that do not exist, ``status`` before
    reception.
    """
    with office.store.write() as connection:
        personal = acts.Words(clean(words)) if clean(words) else None
        record(connection, office, session, stream, acts.Rated(dict(answers), by), personal=personal)
    return Done(stream)
