"""The hub's figures in Prometheus' form: how many and how long, of what and of which unit, never of whom."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from app.domain.reference import Reference
from sync.hub.database import Connection, Database
from sync.hub.silence import silent_devices

OUTCOMES = ("placed", "already", "upgrade", "refused")
SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder in which the processes of one hub keep what they count, so that any of them answers for all; the
library reads it when it is imported."""


class Figures:
    """What one hub process counts; `read` adds what the others of this hub have counted, and what the database says."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.events = Counter("motcua_events", "Events answered, by outcome", ["outcome"], registry=self._registry)
        for outcome in OUTCOMES:
            self.events.labels(outcome)
        self.seconds = Histogram(
            "motcua_request_seconds", "Time to answer, long polls left out", ["status"], registry=self._registry
        )

        self.listening = Gauge(
            "motcua_listening", "Counters on the line that wait for news",
            registry=self._registry, multiprocess_mode="livesum",
        )  # fmt: skip

    def read(self, database: Database, reference: Reference | None, now: datetime) -> bytes:
        """All figures in Prometheus' text form. Without reference data nobody can be silent yet."""
        counted = self._registry
        if SHARED in os.environ:
            counted = CollectorRegistry()
            MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
        looked_up = CollectorRegistry()
        looked_up.register(_Found(database.run(lambda connection: list(_look(connection, reference, now)))))
        return generate_latest(counted) + generate_latest(looked_up)


def forget(process: int, folder: str) -> None:
    """What a process that has ended counted as going on, goes on no more; ``folder`` is what `SHARED` named to it."""
    mark_process_dead(process, folder)  # type: ignore[no-untyped-call]


class _Found(Collector):
    def __init__(self, figures: list[Metric]) -> None:
        self._figures = figures

    def collect(self) -> Iterable[Metric]:
        return self._figures


def _look(connection: Connection, reference: Reference | None, now: datetime) -> Iterator[Metric]:
    """The figures that the database has for all hubs on it."""
    yield _by(
        "motcua_devices", "Devices by state", "state",
        connection.execute(
            "SELECT CASE WHEN revoked_at IS NOT NULL THEN 'revoked' WHEN forked_at IS NOT NULL THEN 'forked' "
            "ELSE 'in_use' END, count(*) FROM device WHERE kind = 'counter' GROUP BY 1"
        ),
    )  # fmt: skip
    silent: dict[str, int] = {}
    if reference is not None:
        for each in silent_devices(connection, reference, now=now):
            silent[each.unit] = silent.get(each.unit, 0) + 1
    yield _by("motcua_devices_silent", "Counters not heard of for two working days", "unit", silent.items())
    yield _one(
        "motcua_runs_quarantined", "Runs of revoked devices that wait for a word",
        _count(connection, "SELECT count(*) AS n FROM quarantine"),
    )  # fmt: skip
    yield _by(
        "motcua_due_conflicts", "Open dossiers whose date the calendar would not give", "unit",
        connection.execute("SELECT unit, count(*) FROM due_conflict GROUP BY unit"),
    )  # fmt: skip
    yield _one(
        "motcua_codes_owed", "Dossiers that still want an official code",
        _count(connection, "SELECT count(*) AS n FROM stream WHERE code_owed"),
    )  # fmt: skip
    yield _by(
        "motcua_events_in_doubt", "Events of the last 7 days by verdict", "verdict",
        connection.execute(
            "SELECT verdict, count(*) FROM event WHERE placed_at > %s AND verdict <> 'effective' GROUP BY 1",
            (now - timedelta(days=7),),
        ),
    )  # fmt: skip


def _by(name: str, text: str, label: str, values: Iterable[tuple[str, int]]) -> Metric:
    family = GaugeMetricFamily(name, text, labels=[label])
    for value, number in values:
        family.add_metric([value], number)
    return family


def _one(name: str, text: str, number: int) -> Metric:
    return GaugeMetricFamily(name, text, value=number)


def _count(connection: Connection, statement: str) -> int:
    row = connection.execute(statement.encode()).fetchone()
    return int(row.n) if row is not None else 0
