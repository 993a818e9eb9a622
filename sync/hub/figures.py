"""The hub's figures in Prometheus' form: how many and how long, of what and of which unit, never of whom."""

from __future__ import annotations

from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from app.domain.reference import Reference
from sync.hub.database import Connection, Database
from sync.hub.silence import silent_devices

OUTCOMES = ("placed", "already", "upgrade", "refused")


class Figures:
    """The figures of one hub process; `read` adds those of the database, which all processes share."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.events = Counter("motcua_events", "Events answered, by outcome", ["outcome"], registry=self._registry)
        for outcome in OUTCOMES:
            self.events.labels(outcome)
        self.seconds = Histogram(
            "motcua_request_seconds", "Time to answer, long polls left out", ["status"], registry=self._registry
        )
        self.devices = self._gauge("motcua_devices", "Devices by state", "state")
        self.silent = self._gauge("motcua_devices_silent", "Counters not heard of for two working days", "unit")
        self.quarantined = self._gauge("motcua_runs_quarantined", "Runs of revoked devices that wait for a word")
        self.dues = self._gauge("motcua_due_conflicts", "Open dossiers whose date the calendar would not give", "unit")
        self.owed = self._gauge("motcua_codes_owed", "Dossiers that still want an official code")
        self.verdicts = self._gauge("motcua_events_in_doubt", "Events of the last 7 days by verdict", "verdict")

    def _gauge(self, name: str, text: str, *labels: str) -> Gauge:
        return Gauge(name, text, labels, registry=self._registry)

    def read(self, database: Database, reference: Reference | None, now: datetime) -> bytes:
        """All figures in Prometheus' text form. Without reference data nobody can be silent yet."""

        def look(connection: Connection) -> None:
            for gauge in (self.devices, self.silent, self.dues, self.verdicts):
                gauge.clear()
            for row in connection.execute(
                "SELECT CASE WHEN revoked_at IS NOT NULL THEN 'revoked' WHEN forked_at IS NOT NULL THEN 'forked' "
                "ELSE 'in_use' END AS state, count(*) AS n FROM device WHERE kind = 'counter' GROUP BY 1"
            ):
                self.devices.labels(row.state).set(row.n)
            if reference is not None:
                for each in silent_devices(connection, reference, now=now):
                    self.silent.labels(each.unit).inc()
            for row in connection.execute("SELECT unit, count(*) AS n FROM due_conflict GROUP BY unit"):
                self.dues.labels(row.unit).set(row.n)
            for row in connection.execute(
                "SELECT verdict, count(*) AS n FROM event WHERE placed_at > %s AND verdict <> 'effective' GROUP BY 1",
                (now - timedelta(days=7),),
            ):
                self.verdicts.labels(row.verdict).set(row.n)
            self.quarantined.set(_count(connection, "SELECT count(*) AS n FROM quarantine"))
            self.owed.set(_count(connection, "SELECT count(*) AS n FROM stream WHERE code_owed"))

        database.run(look)
        return generate_latest(self._registry)


def _count(connection: Connection, statement: str) -> int:
    row = connection.execute(statement.encode()).fetchone()
    return int(row.n) if row is not None else 0
