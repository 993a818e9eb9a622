"""One running hub: its database, files, keys and clock, and the acts the routes and pages call."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from app.domain.decide import judge
from app.domain.dossier import Dossier
from app.domain.events import VIETNAM, Entry, Verdict, instant_text
from app.domain.reference import Reference
from app.errors import ReferenceMissing, StoreKeyWrong
from sync.hub import devices, ledger
from sync.hub.bell import Bell
from sync.hub.database import Connection, Database
from sync.hub.devices import Caller, Enrolled, KnownDevices
from sync.hub.feed import epoch_of
from sync.hub.figures import Figures
from sync.hub.files import FileStore
from sync.hub.folding import Judge
from sync.hub.keys import HubKeys, load_keys
from sync.hub.ranges import ranges_for
from sync.hub.recovery import know_ranges
from sync.hub.reference import ReferenceDesk
from sync.hub.schema import migrate
from sync.hub.shelves import shelf_at
from sync.wire import (
    EnrolmentAnswer,
    EnrolmentRequest,
    NumberRangeGrant,
    RangesAnswer,
    RangesRequest,
)

Clock = Callable[[], datetime]
log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """The instant, aware, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True)
class Hub:
    """What every route has at hand."""

    database: Database
    files: FileStore
    keys: HubKeys
    references: ReferenceDesk
    bell: Bell
    clock: Clock
    figures: Figures = field(default_factory=Figures)
    known_devices: KnownDevices = field(default_factory=KnownDevices)

    def judge(self, *, own: bool = False) -> Judge:
        """The rules with the reference data and instant of now. ``own`` acts are the hub's itself, no officer's."""
        return self._judge(self.references.current(), own)

    def judge_at(self, version: int, *, own: bool = False) -> Judge:
        """`judge` with the reference data of ``version``, which the database has said is in force."""
        return self._judge(self.references.at(version), own)

    def _judge(self, reference: Reference, own: bool) -> Judge:
        now = self.clock()

        def verdict(state: Dossier | None, entry: Entry) -> tuple[Verdict, str | None]:
            word, rule = judge(state, entry, reference, now)
            return ("effective", None) if own and rule == "officer_not_valid" else (word, rule)

        return verdict

    def ring(self, pushed: ledger.Pushed) -> None:
        """Wake who waits for what was placed."""
        if pushed.units:
            self.bell.ring(pushed.units)

    def enrol(self, request: EnrolmentRequest) -> EnrolmentAnswer:
        """Trade a one-time code for an identity, with first number ranges and reference data. Raises Refused."""
        now = self.clock()

        def work(connection: Connection) -> tuple[Enrolled, list[NumberRangeGrant], str]:
            enrolled = devices.enrol(connection, request, now=now)
            ranges = ranges_for(connection, enrolled.device, enrolled.unit, today=self._today(now))
            return enrolled, ranges, epoch_of(connection)

        enrolled, ranges, epoch = self.database.run(work)
        log.info("enrolled device %s at %s", enrolled.device, enrolled.unit)
        return EnrolmentAnswer(
            instant_text(now),
            epoch,
            enrolled.device,
            enrolled.unit,
            enrolled.counter,
            self.keys.public.hex(),
            self.keys.escrow_public.hex(),
            ranges,
            self.references.signed_for(enrolled.unit),
        )

    def ranges(self, caller: Caller, request: RangesRequest) -> RangesAnswer:
        """The caller's number ranges, extended, and added to when few numbers are left."""
        now = self.clock()
        today = self._today(now)

        def work(connection: Connection) -> list[NumberRangeGrant]:
            know_ranges(connection, caller.device, caller.unit, request.held, now=now, today=today)
            return ranges_for(connection, caller.device, caller.unit, today=today, left=request.left)

        return RangesAnswer(instant_text(now), self.database.run(work))

    def _today(self, now: datetime) -> date:
        return now.astimezone(VIETNAM).date()

    def metrics(self) -> bytes:
        """All figures, in Prometheus' text form."""
        try:
            reference = self.references.current()
        except ReferenceMissing:
            reference = None
        return self.figures.read(self.database, reference, self.clock())

    def close(self) -> None:
        self.bell.close()
        self.database.close()


def open_hub(
    url: str, folder: Path, *, file_store: str = "", keys: HubKeys | None = None, clock: Clock = utc_now
) -> Hub:
    """A hub on the database at ``url``, lifted to this program's version, with files and keys in ``folder``; whole
    files in another folder or at an ``s3:`` URL where ``file_store`` says so.

    Raises StoreNewer when a newer program wrote the database, StoreKeyWrong when the keys in ``folder`` are not those
    the database was begun with: counters would believe nothing such a hub says; ValueError for a file store of another
    form.
    """
    files = FileStore(folder, shelf_at(file_store) if file_store else None)
    migrate(url)
    keys = keys or load_keys(folder / "keys")
    database = Database(url)
    if not database.run(lambda connection: _belongs(connection, keys)):
        database.close()
        raise StoreKeyWrong(part="hub keys")
    return Hub(database, files, keys, ReferenceDesk(database, keys), Bell(database), clock)


def _belongs(connection: Connection, keys: HubKeys) -> bool:
    connection.execute("INSERT INTO hub_identity (public_key) VALUES (%s) ON CONFLICT DO NOTHING", (keys.public,))
    row = connection.execute("SELECT public_key FROM hub_identity").fetchone()
    return row is not None and row.public_key == keys.public
