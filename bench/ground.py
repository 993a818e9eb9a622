"""What the benches stand on: real offices with sample data, a PostgreSQL, a hub in a process of its own, invented
people."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Self

import msgspec
import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlcipher3 import dbapi2

from app.desk import drafts
from app.desk.acting import Session
from app.desk.drafts import Draft, DraftPerson
from app.desk.office import FILES_NAME, STORE_NAME, Clock, Office
from app.desk.rows import state_row
from app.domain.events import new_id
from app.domain.ranges import NumberRange
from app.domain.reference import reference_document
from app.settings import MachineSettings
from app.store import enrolment, numbers, reference
from app.store.database import open_store
from app.vault.files import FileVault
from app.vault.keys import ProfileKeys
from resources import reference_parts
from sync.hub.database import Database
from sync.hub.embedded import embedded_postgres
from sync.hub.keys import load_keys
from sync.hub.reference import import_parts
from sync.hub.schema import migrate

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
"""Monday 23 November 2026, noon in Vietnam: the clock of every office here stands there."""
UNIT = "H44.80.01"
OFFICER = f"{UNIT}-officer-1"
PROCEDURE = "1.004884"

_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý")
_MIDDLE = ("Văn", "Thị", "Hữu", "Đức", "Ngọc", "Minh", "Thanh", "Quang", "Hồng", "Kim", "Xuân", "Thu", "Tiến", "Bảo")
_GIVEN = (
    "An", "Bình", "Chi", "Dũng", "Đạt", "Giang", "Hà", "Hạnh", "Hiếu", "Hoa", "Hùng", "Hương", "Khánh", "Lan",
    "Linh", "Long", "Mai", "Nam", "Nga", "Nhung", "Phúc", "Phượng", "Quân", "Sơn", "Tâm", "Thảo", "Trang",
    "Tuấn", "Vinh", "Yến",
)  # fmt: skip


def name_of(number: int) -> str:
    """An invented person's name; neighbours differ."""
    mixed = number * 2_654_435_761 % 2**32
    second = _MIDDLE[(mixed >> 20) % len(_MIDDLE)]
    return " ".join((_FAMILY[mixed % len(_FAMILY)], second, _GIVEN[(mixed >> 10) % len(_GIVEN)]))


def personal_number_of(number: int) -> str:
    """An invented personal number in its official form."""
    return f"025190{number % 1_000_000:06d}"


@dataclass
class Ground:
    """One run of benches: its folder, its size, and what is started once and used by several."""

    folder: Path
    short: bool = False
    scale: float = 0.1
    """The part of a province that a bench of a whole one takes."""
    _stack: ExitStack = field(default_factory=ExitStack, repr=False)
    _postgres: str = field(default="", repr=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def size(self, full: int, short: int) -> int:
        """``full``, or ``short`` in a short run."""
        return short if self.short else full

    def place(self, name: str) -> Path:
        """A new, empty folder."""
        found = self.folder / f"{name}-{new_id()[-12:]}"
        found.mkdir(parents=True)
        return found

    def new_database(self) -> str:
        """The URL of an empty database on a PostgreSQL with all its fsyncs, started at the first call."""
        if not self._postgres:
            self._postgres = self._stack.enter_context(embedded_postgres(self.place("postgres")))
        name = f"bench_{new_id()[-12:]}"
        with psycopg.connect(self._postgres, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self._postgres.replace("/postgres?", f"/{name}?")

    @contextmanager
    def hub(self, catalogue: Mapping[str, object] | None = None) -> Iterator[RunningHub]:
        """A hub with the sample province, answering from a process of its own, as it does in a province; with another
        ``catalogue`` than the shipped one where one is given.

        Every one-stop shop has an officer ``<unit>-officer-1``, so that the acts of any of them take effect.
        """
        url, folder = self.new_database(), self.place("hub")
        migrate(url)
        database = Database(url, pool_size=4)
        parts = reference_parts()
        parts["catalogue"] = catalogue or parts["catalogue"]
        units = [str(row["code"]) for row in parts["units"]["unit"] if row.get("one_stop") and not row.get("valid_to")]
        like = parts["officers"][0]
        known = {officer["id"] for officer in parts["officers"]}
        parts["officers"] += [
            {**like, "id": f"{unit}-officer-1", "unit": unit} for unit in units if f"{unit}-officer-1" not in known
        ]
        keys = load_keys(folder / "keys")
        database.run(lambda connection: import_parts(connection, parts, keys, now=datetime.now(UTC)))
        command = [
            sys.executable, "-m", "sync.hub", "serve", "--database", url, "--files", str(folder), "--port", "0",
        ]  # fmt: skip
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            said = process.stdout.readline() if process.stdout is not None else ""
            if "http://" not in said:
                raise RuntimeError("the hub did not start")
            yield RunningHub(url, said[said.index("http://") :].strip(), database, units)
        finally:
            process.terminate()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()
            database.close()


@dataclass(frozen=True)
class RunningHub:
    """A hub's database (also opened here), the address it answers at, and the units that may act."""

    url: str
    address: str
    database: Database
    units: list[str]

    def count(self, table: str) -> int:
        """Rows of one of the hub's tables."""
        return int(self.database.rows(f"SELECT count(*) AS n FROM {table}")[0].n)


# ---------------------------------------------------------------- offices


def standing_clock() -> datetime:
    """The clock that stands at `NOON`."""
    return NOON


def new_office(folder: Path, clock: Clock = standing_clock) -> Office:
    """An open office that belongs to no hub yet; its keys are at hand, so no passphrase is stretched."""
    keys = ProfileKeys(os.urandom(32), os.urandom(32), Ed25519PrivateKey.generate())
    store = open_store(folder / STORE_NAME, keys.store_key, fold=state_row)
    return Office(folder, store, FileVault(folder / FILES_NAME, keys.file_key), keys, clock)


def enrol_by_hand(office: Office, *, counter: str = "Q01") -> Session:
    """What enrolment leaves in a store (reference data, an identity, a number range), and an officer at work."""
    document = reference_document(version=1, **reference_parts())
    device = new_id()
    with office.store.write() as connection:
        kept = reference.ReferenceDocument(1, date(2018, 1, 1), msgspec.json.encode(document), b"", office.now())
        reference.keep(connection, kept)
        enrolment.enrol(
            connection,
            enrolment.Enrolment(
                device, UNIT, counter, "http://127.0.0.1:9", bytes(32), bytes(32), "epoch", office.now()
            ),
        )
        granted = NumberRange(new_id(), UNIT, 1, 99_999, date(2018, 1, 1), date(2031, 1, 1))
        numbers.grant(connection, device, [granted])
    office.save_machine_settings(MachineSettings(printer=f"file:{office.profile / 'paper'}"))
    return session_at(office)


def session_at(office: Office) -> Session:
    """The sample officer at the office's enrolled counter."""
    with office.store.read() as connection:
        current = enrolment.current(connection)
    if current is None:
        raise RuntimeError("not enrolled")
    reference_data = office.reference()
    officer, unit = reference_data.officer(OFFICER), reference_data.unit(current.unit)
    if officer is None or unit is None:
        raise RuntimeError("no sample officer")
    return Session(
        officer.id, officer.name, officer.role, officer.position, current.unit, unit.name, current.counter,
        current.device, office.now(),
    )  # fmt: skip


def ready_draft(office: Office, session: Session, number: int) -> Draft:
    """A saved draft that may be accepted: person ``number``, papers ticked, fee entered with its basis and taken."""
    draft = drafts.choose_procedure(office, session, drafts.new_draft(office, session), PROCEDURE)
    papers = tuple(replace(paper, ticked=True) for paper in draft.papers)
    fees = tuple(
        replace(fee, amount=8000, basis="entered", basis_text="Nghị quyết HĐND tỉnh", collected=True)
        for fee in draft.fees
    )
    person = DraftPerson(
        full_name=name_of(number),
        personal_number=personal_number_of(number),
        birth_date="1990-12-05",
        sex="male",
        address="Khu 3, phường Âu Cơ, tỉnh Phú Thọ",
        phone=f"09{number:08d}",
    )
    ready = replace(draft, applicant=person, papers=papers, fees=fees, account_check="done")
    return drafts.save_draft(office, session, ready)


# ---------------------------------------------------------------- the bare side of the store


def bare_store(path: Path, like: Office) -> Any:
    """A raw SQLCipher connection to a new file with the tables and indexes of ``like``, as durable as ours."""
    connection = dbapi2.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{os.urandom(32).hex()}'\"")
    for setting in ("temp_store = MEMORY", "foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL"):
        connection.execute(f"PRAGMA {setting}")
    connection.execute("PRAGMA secure_delete = FAST")
    with like.store.read() as ours:
        made = ours.exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' "
            "AND (name = 'dossier_search' OR name NOT LIKE 'dossier\\_search\\_%' ESCAPE '\\') ORDER BY rowid"
        ).scalars()
        statements = list(made)
    for statement in statements:
        connection.execute(statement)
    return connection


def bare_reader(office: Office) -> Any:
    """A raw SQLCipher connection to the office's own file, for reading."""
    connection = dbapi2.connect(str(office.store.path), isolation_level=None)
    with office.store.path.open("rb") as file:
        salt = file.read(16)
    connection.execute(f"PRAGMA key = \"x'{office.keys.store_key.hex()}{salt.hex()}'\"")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA query_only = ON")
    return connection
