"""The province of the demonstration: a hub on a PostgreSQL of its own, which can be out of reach and come back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

from app.desk.office import Clock
from sync.hub import devices
from sync.hub.embedded import embedded_postgres
from sync.hub.hub import Hub, open_hub
from sync.hub.seed import SAMPLE_PASSWORD, seed
from sync.hub.server import serving

__all__ = ["SAMPLE_PASSWORD", "DemoProvince", "demo_province"]


class DemoProvince:
    """A hub that answers only while it is up; its address stays the same."""

    def __init__(self, hub: Hub, port: int) -> None:
        self._hub = hub
        self._port = port
        self._open = ExitStack()
        self.address = f"http://127.0.0.1:{port}"

    def up(self) -> str:
        """The hub begins to answer; returns its address."""
        return self._open.enter_context(serving(self._hub, port=self._port))

    def down(self) -> None:
        """The line is cut: nothing answers any more."""
        self._open.close()

    def enrolment_code(self, unit: str, counter: str, now: datetime) -> str:
        """A one-time code that enrols one counter."""
        return self._hub.database.run(lambda connection: devices.issue_code(connection, unit, counter, now=now))


@contextmanager
def demo_province(folder: Path, port: int, clock: Clock) -> Iterator[DemoProvince]:
    """A seeded hub in ``folder``, not yet answering."""
    with embedded_postgres(folder) as url:
        hub = open_hub(url, folder / "hub", clock=clock)
        try:
            seed(hub.database, hub.keys, now=clock())
            province = DemoProvince(hub, port)
            try:
                yield province
            finally:
                province.down()
        finally:
            hub.close()
