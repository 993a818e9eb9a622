"""A short soak with a fixed seed; `python -m tests.sync.soak` runs as long as one likes."""

from __future__ import annotations

from pathlib import Path

from tests.sync.province import empty
from tests.sync.soak import soak


def test_counters_and_hub_end_with_the_same_journal(post_database: str, tmp_path: Path) -> None:
    empty(post_database)
    report = soak(5, 11, post_database, tmp_path)
    assert report.findings == []
    assert report.events > 10
    assert report.files
    assert report.clones == 2
    assert report.forks >= report.clones
    assert report.enrolled_anew == report.forks
    assert report.decided
    assert set(report.faults) - {"none"}
