"""What tests of the ledger read back: outcomes in short, and a unit's feed."""

from __future__ import annotations

from sync.hub.database import Connection, Database
from sync.hub.feed import read_feed
from sync.wire import FeedAnswer, PushResult
from tests.sync.hub.counter import NOON


def outcomes(results: list[PushResult]) -> list[str]:
    return [f"{result.outcome}:{result.code}" if result.code else result.outcome for result in results]


def feed(database: Database, unit: str, after: int = 0, limit: int = 500) -> FeedAnswer:
    def read(connection: Connection) -> FeedAnswer:
        epoch = connection.execute("SELECT epoch FROM hub").fetchone()
        assert epoch is not None
        return read_feed(connection, unit, epoch.epoch, after, limit, now=NOON)

    return database.run(read)
