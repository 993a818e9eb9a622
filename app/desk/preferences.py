"""How each officer likes the window, kept on this machine."""

from __future__ import annotations

from sqlalchemy import Connection

from app.desk.acting import Session
from app.desk.office import Office
from app.settings import OfficerSettings
from app.store import settings


def officer_settings(office: Office, session: Session) -> OfficerSettings:
    """What the officer chose on this machine; the ordinary look for one who chose nothing."""
    with office.store.read() as connection:
        return settings.load(connection, _name(session), OfficerSettings, OfficerSettings())


def save_officer_settings(office: Office, session: Session, chosen: OfficerSettings) -> None:
    """Keeps what the officer chose."""
    with office.store.write() as connection:
        settings.save(connection, _name(session), chosen)


def previews_first(connection: Connection, officer: str) -> bool:
    """Whether an officer wants to see a slip before it goes to the printer."""
    return settings.load(connection, f"officer {officer}", OfficerSettings, OfficerSettings()).preview_before_print


def _name(session: Session) -> str:
    return f"officer {session.officer}"
