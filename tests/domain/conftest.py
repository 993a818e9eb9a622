"""What the reference-side tests share: the shipped calendar of the country."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from app.domain.calendar import WorkCalendar, load_calendar
from app.domain.events import VIETNAM
from resources import calendar_document


@pytest.fixture(scope="session")
def calendar() -> WorkCalendar:
    return load_calendar(calendar_document(), file="calendar")


@pytest.fixture(scope="session")
def at() -> Callable[[str], datetime]:
    """The UTC instant of a local time such as ``2026-10-09 16:30``."""

    def instant(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=VIETNAM).astimezone(UTC)

    return instant
