"""After a soak: what the hub and the counters hold, against each other and against their own proofs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from app.desk.office import Office
from app.domain.events import decode_body
from app.store import doctor, enrolment, files, journal
from app.store.schema import dossier_state, event, file
from app.store.thinned_tables import removed_file
from app.store.thinned_tables import thinned as table
from sync.hub.check import check
from tests.sync.province import Province
from tests.sync.soak_lives import Ahead, Seat


@dataclass
class Report:
    """What happened, and a line for everything that is not as it should be."""

    seed: int
    processes: set[int] = field(default_factory=set)
    """Of how many processes the hub was."""
    lives: int = 0
    killed: int = 0
    hub_restarts: int = 0
    hub_kills: int = 0
    process_kills: int = 0
    clones: int = 0
    forks: int = 0
    enrolled_anew: int = 0
    decided: int = 0
    faults: dict[str, int] = field(default_factory=dict)
    """How often each fault of the line came to pass."""
    events: int = 0
    files: int = 0
    thinned: int = 0
    seconds: float = 0
    findings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class AtHub:
    """One event as the hub has it, and the units its dossier concerns."""

    stream: str
    seq: int
    body: bytes
    personal: bytes | None
    units: set[str]


@dataclass
class Comparison:
    """A province at rest and its counters; `compare` writes what it finds into the report."""

    province: Province
    seats: list[Seat]
    clock: Ahead
    report: Report

    def compare(self) -> None:
        """Everything the hub and the counters hold, against each other and against its own proofs."""
        report = self.report
        with self.province.open() as hub:
            report.findings += hub.database.run(check).findings
        hub_side = {
            str(id): AtHub(str(stream), seq, bytes(body), personal, set(units))  # type: ignore[call-overload, arg-type]
            for id, stream, seq, body, personal, units in self.province.rows(
                "SELECT e.id::text, e.stream::text, e.stream_seq, e.body, e.personal, s.units "
                "FROM event e JOIN stream s ON s.id = e.stream"
            )
        }
        for id, told in hub_side.items():
            body = decode_body(told.body)
            if body.personal is not None and told.personal is None:
                report.findings.append(f"the hub has lost the names of {id}")
            if body.kind == "attach":
                report.findings += self.damage(str(body.payload["sha256"]))
        of_hubs = {
            str(id)
            for (id,) in self.province.rows(
                "SELECT e.id::text FROM event e JOIN device d ON d.id = e.device WHERE d.kind = 'hub'"
            )
        }
        report.events = len(hub_side)
        own: set[str] = set()
        refused: set[str] = set()
        for seat in self.seats:
            with seat.open(self.clock) as office:
                own |= self.compare_counter(office, seat, hub_side, refused)
        recorded = {id for seat in self.seats if seat.done.exists() for id in seat.done.read_text().split()}
        if lost := recorded - hub_side.keys() - refused:
            report.findings.append(f"{len(lost)} acts are nowhere")
        if one_sided := own ^ (hub_side.keys() - of_hubs):
            report.findings.append(f"{len(one_sided)} events are at one side only")

    def damage(self, sha256: str) -> list[str]:
        """What is wrong with a file at the hub."""
        found = self.hub_file(sha256)
        if not found.exists():
            return [f"the hub has lost the file {sha256}"]
        return [] if hashlib.sha256(found.read_bytes()).hexdigest() == sha256 else [f"file {sha256} is another"]

    def hub_file(self, sha256: str) -> Path:
        return self.province.folder / "files" / sha256[:2] / sha256

    def compare_counter(self, office: Office, seat: Seat, hub_side: dict[str, AtHub], refused: set[str]) -> set[str]:
        """The ids of the events recorded under this counter's identities; those refused for their scope go to
        ``refused``."""
        report, name = self.report, seat.profile.name
        with office.store.read() as connection:
            rows = connection.execute(select(event)).all()
            report.findings += [f"{name}: {found}" for found in doctor.check(connection)]
            report.findings += [f"{name}: {stream} to fetch" for stream in journal.streams_to_fetch(connection)]
            report.findings += [f"{name}: still wants {wanted.sha256}" for wanted in files.wanted(connection)]
            head = int(str(self.province.rows(f"SELECT head FROM unit_head WHERE unit = '{seat.unit}'")[0][0]))
            if journal.cursor(connection, seat.unit)[1] != head:
                report.findings.append(f"{name}: the feed is not at its head")
            files_here = connection.execute(select(file.c.sha256, file.c.upload)).all()
            devices = enrolment.devices(connection)
            undecided = connection.execute(select(dossier_state.c.stream).where(dossier_state.c.set_aside > 0)).all()
            removed = connection.execute(select(removed_file.c.sha256, removed_file.c.gone)).all()
            heads = connection.execute(select(table.c.stream, table.c.head))
            thinned = {row.stream: row.head for row in heads}
        report.thinned += len(thinned)
        if undecided:
            report.findings.append(f"{name}: {len(undecided)} dossiers wait for a decision that was given")
        files_held = {row.sha256 for row in files_here}
        report.findings += [
            f"{name}: file {row.sha256} was to leave this machine"
            for row in removed
            if row.sha256 not in files_held and (not row.gone or office.vault.has(row.sha256))
        ]
        report.findings += [
            f"{name}: {row.kind} of {row.device[-4:]} {row.device_seq} is {row.state} ({row.refusal})"
            for row in rows
            if row.state != "placed" and not (row.state == "refused" and row.refusal == "scope")
        ]
        refused |= {row.id for row in rows if row.state == "refused"}
        held = {row.id: (row.stream, row.stream_seq, row.body) for row in rows if row.state == "placed"}
        owed = {id: (at.stream, at.seq, at.body) for id, at in hub_side.items() if seat.unit in at.units}
        report.findings += [
            f"{name}: the names of {row.kind} {row.id} differ"
            for row in rows
            if row.id in owed
            and row.personal
            # An act on a thinned dossier may come later; it stays until the dossier is thinned once more.
            != (None if row.stream_seq <= thinned.get(row.stream, 0) else hub_side[row.id].personal)
        ]
        if held != owed:
            report.findings.append(f"{name}: holds {len(held)} events in place of {len(owed)}")
            here = {row.id: f"{row.state} ({row.refusal}) as {row.device[-4:]} {row.device_seq}" for row in rows}
            report.findings += [
                f"{name}: {id} {decode_body(at.body).kind} at place {at.seq} of {at.stream} is {here.get(id, 'absent')}"
                for id, at in hub_side.items()
                if seat.unit in at.units and held.get(id) != owed[id]
            ]
        for row in files_here:
            report.files += 1
            if row.upload != "sent" or self.damage(row.sha256):
                report.findings.append(f"{name}: file {row.sha256} is {row.upload}, or not the same at the hub")
            elif office.vault.read(row.sha256) != self.hub_file(row.sha256).read_bytes():
                report.findings.append(f"{name}: file {row.sha256} differs")
        return {row.id for row in rows if row.device in devices and row.state == "placed"}
