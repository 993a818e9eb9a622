"""The file: what is acknowledged stays, what fails leaves no trace, and every known failure has its leaf."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections import deque
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.errors import DiskFull, StoreBusy, StoreDamaged, StoreKeyWrong, StoreNewer
from app.store import capture_tables, database, journal, schema, settings, thinned_tables
from app.store.database import Migrations, Store, open_store
from tests.store.builders import DEVICE, KEY, body, toy_fold

NAME = "Nguyễn Tiến Khánh Duy"


def reopened(store: Store, **options: object) -> Store:
    store.close()
    return open_store(store.path, KEY, toy_fold, **options)  # type: ignore[arg-type]


def test_a_second_program_is_refused_until_the_first_has_ended(store: Store) -> None:
    with pytest.raises(StoreBusy):
        open_store(store.path, KEY, toy_fold)
    child = (
        "import sys; from pathlib import Path; from app.store.database import open_store; from app.errors import *\n"
        "try: open_store(Path(sys.argv[1]), bytes(range(32)), lambda *a: None)\n"
        "except StoreBusy: sys.exit(7)"
    )
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", child, str(store.path)], check=False, cwd=root).returncode == 7
    reopened(store).close()


def test_a_wrong_key_is_told_from_damage(store: Store, capfd: pytest.CaptureFixture[str]) -> None:
    store.close()
    with pytest.raises(StoreKeyWrong):
        open_store(store.path, bytes(32), toy_fold)
    whole = store.path.read_bytes()
    for damaged in (bytes(len(whole)), b"SQLite format 3\x00" + whole[16:], whole[:10]):
        store.path.write_bytes(damaged)
        with pytest.raises(StoreDamaged):
            open_store(store.path, KEY, toy_fold)
    store.path.write_bytes(whole[:100] + bytes(200) + whole[300:])
    with pytest.raises(StoreDamaged):
        open_store(store.path, KEY, toy_fold)
    store.path.write_bytes(whole)
    open_store(store.path, KEY, toy_fold).close()
    assert capfd.readouterr().err == ""


def test_damage_met_while_reading_is_said(store: Store) -> None:
    with store.write() as connection:
        for number in range(30):
            settings.save(connection, f"name{number}", "x" * 3000)
    store.close()
    whole = bytearray(store.path.read_bytes())
    for page in range(2, len(whole) // 4096):
        whole[page * 4096 + 100] ^= 0xFF
    store.path.write_bytes(bytes(whole))
    with pytest.raises(StoreDamaged), open_store(store.path, KEY, toy_fold) as opened, opened.read() as connection:
        settings.value(connection, "name7")


def test_nothing_on_disk_can_be_read_without_the_key(store: Store) -> None:
    with store.write() as connection:
        journal.append(connection, body(code="H44.80.01-261123-0001"), {"name": NAME, "number": "025190001234"}, DEVICE)
        journal.append(connection, body(), {"name": "NGUYEN VAN AN"}, DEVICE)
    seen = b"".join(path.read_bytes() for path in store.path.parent.iterdir())
    store.close()
    seen += b"".join(path.read_bytes() for path in store.path.parent.iterdir())
    for secret in (NAME, "nguyen tien khanh duy", "NGUYEN VAN AN", "025190001234", "H44.80.01", "dossier_state"):
        assert secret.encode() not in seen


def test_the_disk_is_asked_to_keep_every_commit(store: Store) -> None:
    with store.write() as connection:
        answers = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "temp_store")
        }
    assert answers == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "temp_store": 2}


def test_readers_see_the_last_commit_and_never_wait(store: Store) -> None:
    with store.write() as connection:
        settings.save(connection, "step", 1)
        with store.read() as reader:
            assert settings.value(reader, "step") is None
    with store.read() as reader:
        assert settings.value(reader, "step") == 1
        with store.write() as connection:
            settings.save(connection, "step", 2)
        assert settings.value(reader, "step") == 1
    with store.read() as reader:
        assert settings.value(reader, "step") == 2


def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises(OperationalError, match="readonly"), store.read() as connection:
        settings.save(connection, "step", 1)


def test_many_threads_write_one_after_the_other(store: Store) -> None:
    def count() -> None:
        for _ in range(20):
            with store.write() as connection:
                settings.next_count(connection, "shared")

    threads = [threading.Thread(target=count) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as connection:
        assert connection.execute(text("SELECT number FROM tally")).scalar() == 120


class Watched(deque[tuple[int, threading.Event]]):
    """The queue of waiting writers, which tells when somebody has joined it."""

    def __init__(self) -> None:
        super().__init__()
        self.joined = threading.Event()

    def append(self, waiting: tuple[int, threading.Event]) -> None:
        super().append(waiting)
        self.joined.set()


def test_a_waiting_save_comes_before_the_next_turn_of_a_busy_post(store: Store) -> None:
    order: list[str] = []
    queue = Watched()
    store._turn._waiting = queue

    def save() -> None:
        with store.write():
            order.append("save")

    officer = threading.Thread(target=save)
    for turn in range(3):
        with store.write():
            if turn == 0:
                officer.start()
                assert queue.joined.wait(10)
            order.append("post")
    officer.join()
    assert order == ["post", "save", "post", "post"]


def test_an_act_inside_an_act_is_a_bug(store: Store) -> None:
    with pytest.raises(RuntimeError, match="inside"), store.write(), store.write():
        pass
    with store.write() as connection:
        settings.save(connection, "still", "open")


def test_a_full_disk_undoes_the_act_and_reading_goes_on(store: Store) -> None:
    with store.write() as connection:
        settings.save(connection, "before", 1)
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 20}")
    with pytest.raises(DiskFull), store.write() as connection:
        settings.save(connection, "small", 1)
        settings.save(connection, "large", "x" * 1_000_000)
    with store.read() as connection:
        assert settings.value(connection, "before") == 1
        assert settings.value(connection, "small") is None
    with store.write() as connection:
        settings.save(connection, "small", 2)
    with store.read() as connection:
        assert settings.value(connection, "small") == 2


def test_an_error_swallowed_inside_an_act_does_not_pass_for_a_commit(store: Store) -> None:
    with store.write() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 20}")
    with pytest.raises(RuntimeError, match="undone"), store.write() as connection:
        try:
            settings.save(connection, "large", "x" * 1_000_000)
        except OperationalError:
            connection.exec_driver_sql("SELECT 1")


def test_no_act_begins_on_a_nearly_full_disk(store: Store) -> None:
    with reopened(store, reserve_bytes=1 << 60) as opened:
        with pytest.raises(DiskFull), opened.write():
            raise AssertionError("the act began")
        with opened.read() as connection:
            assert settings.value(connection, "x", "readable") == "readable"


def test_a_copy_taken_while_working_is_whole(store: Store, tmp_path: Path) -> None:
    made = body(code="c1")
    with store.write() as connection:
        journal.append(connection, made, {"name": NAME}, DEVICE)
    target = tmp_path / "copies" / "office.copy"
    target.parent.mkdir()
    with store.write() as connection:
        journal.append(connection, body(code="c2"), None, DEVICE)
        store.backup(target)
    assert [path.name for path in target.parent.iterdir()] == [target.name]
    with open_store(target, KEY, toy_fold) as copy, copy.read() as connection:
        assert [event.body.id for event in journal.unsent(connection)] == [made.id]
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_a_closed_store_stays_closed(store: Store) -> None:
    store.close()
    store.close()
    with pytest.raises(RuntimeError, match="closed"), store.read():
        pass
    with pytest.raises(RuntimeError, match="closed"), store.write():
        pass


# ---------------------------------------------------------------- migrations


LATER = "9000"
"""A revision no program of ours has."""


def later(tmp_path: Path, upgrade: str) -> Migrations:
    """Our migrations and one more, as a later program would bring them; the folder's name is an awkward one."""
    folder = tmp_path / "mới 100% (x86)"
    shutil.copytree(database.OURS.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / f"v{LATER}_later.py").write_text(
        f'from alembic import op\n\nrevision = "{LATER}"\ndown_revision = "{schema.REVISION}"\n\n\n'
        f"def upgrade():\n{upgrade}",
        encoding="utf-8",
    )
    return Migrations(folder, LATER)


def test_the_tables_are_what_the_migrations_make(store: Store) -> None:
    for table in (capture_tables.tray_page, thinned_tables.thinned):
        assert table.name in schema.metadata.tables

    def ours(_: object, name: str | None, kind: str, *rest: object) -> bool:
        return not (kind == "table" and str(name).startswith(("dossier_search", "alembic_version")))

    with store.read() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
        assert compare_metadata(context, schema.metadata) == []
        made = dict(connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'index'").all())
    for table in schema.metadata.tables.values():
        for index in table.indexes:
            where = index.dialect_options["sqlite"]["where"]
            assert where is None or str(where) in made[str(index.name)]
    config = Config()
    config.set_main_option("script_location", str(database.OURS.folder))
    assert ScriptDirectory.from_config(config).get_heads() == [schema.REVISION]


def test_an_older_file_is_copied_and_brought_up_to_date(store: Store, tmp_path: Path) -> None:
    with store.write() as connection:
        journal.append(connection, body(code="c1"), {"name": NAME}, DEVICE)
    newer = later(tmp_path, '    op.execute("ALTER TABLE tally ADD COLUMN note TEXT")\n')
    with reopened(store, migrations=newer) as opened, opened.read() as connection:
        connection.execute(text("SELECT note FROM tally"))
        assert len(journal.unsent(connection)) == 1
    copy = store.path.with_name(f"office.db.before-{LATER}")
    with open_store(copy, KEY, toy_fold) as old, old.read() as connection:
        assert len(journal.unsent(connection)) == 1
    with pytest.raises(StoreNewer):
        open_store(store.path, KEY, toy_fold)


def test_a_migration_that_fails_leaves_the_file_as_it_was(store: Store, tmp_path: Path) -> None:
    broken = later(tmp_path, '    op.execute("CREATE TABLE half (a TEXT)")\n    raise RuntimeError("stopped")\n')
    with pytest.raises(RuntimeError, match="stopped"):
        reopened(store, migrations=broken)
    with open_store(store.path, KEY, toy_fold) as opened, opened.read() as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars().all()
        assert "half" not in names


def test_a_database_that_is_not_ours_is_damaged(store: Store) -> None:
    with store.write() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    with pytest.raises(StoreDamaged):
        reopened(store)


def test_a_start_that_was_cut_off_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "office.db"
    path.touch()
    open_store(path, KEY, toy_fold).close()
    assert path.stat().st_size > 0
    assert path.stat().st_size % 4096 == 0
