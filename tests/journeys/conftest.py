"""The province of the journeys is that of the post's tests."""

from __future__ import annotations

from tests.desk.conftest import page_pdf
from tests.sync.conftest import post_database, province

__all__ = ["page_pdf", "post_database", "province"]
