"""The post thread: does the engine's pieces of work in order of urgency, waits when there are none, and never gives up.

One bad line stops everything for a while; one refused piece of work stops only itself. Waiting grows with each
failure, with full jitter and without a last try. What it is doing stands in `Office.post` for the window to poll.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from app.desk import thinning
from app.desk.post_status import FILES_AGAIN, OFFERED_AGAIN
from app.desk.status import last_contact
from app.errors import (
    DataError,
    HubBusy,
    HubRefused,
    HubUnauthorised,
    MotCuaError,
    PostError,
    StoreError,
)
from app.logs import trace_of
from app.store import files, journal
from app.store.database import Changed
from sync import engine, enrolment, parcels, revocation
from sync.ahead import pull_all, push_all
from sync.beginning import begin
from sync.client import HubClient, Timeouts
from sync.engine import Pace
from sync.line import CallCut
from sync.offering import offer_once
from sync.page_process import PageProcess
from sync.patience import Habits, Task, Times, back_off, is_of_the_line
from sync.room import check_room

if TYPE_CHECKING:
    from app.desk.office import Office

log = logging.getLogger(__name__)


class PostWorker:
    """The post of one office. `start` and `stop` frame its thread; `wake`, `send_now` and `stop` may come from any."""

    def __init__(
        self,
        office: Office,
        *,
        habits: Habits | None = None,
        times: Times | None = None,
        timeouts: Timeouts | None = None,
        chance: random.Random | None = None,
    ) -> None:
        self._office = office
        self._habits = habits or Habits()
        self._times = times or Times()
        self._timeouts = timeouts
        self._chance = chance or random.Random()  # noqa: S311 (spreads counters in time, guards nothing)
        self._wake = threading.Event()
        self._asked = threading.Event()
        self._guard = threading.Lock()
        self._stopping = False
        self._thread: threading.Thread | None = None
        self._client: HubClient | None = None
        self._pace = Pace()
        self._reader = PageProcess(self._times.monotonic)
        self._begun = parcels.Begun(clock=self._times.monotonic)
        self._failures = 0
        self._answered = 0
        self._pull_task = Task("pull", self._pull)
        self._tasks = [
            Task(OFFERED_AGAIN, self._offer_again, self._habits.reconcile_every),
            Task("push", self._push),
            self._pull_task,
            Task("streams", self._fetch_streams),
            Task("reference", self._refresh_reference, self._habits.reference_every),
            Task("ranges", self._refresh_ranges, self._habits.ranges_every),
            Task(FILES_AGAIN, self._try_files_again, self._habits.failed_files_every),
            Task("files", self._carry_files),
            Task("reconcile", self._reconcile, self._habits.reconcile_every, ready=self._is_settled),
            Task("thinning", self._thin, self._habits.thinning_every, ready=self._is_sent),
            Task("revocation", self._fetch_revocation, self._habits.revocation_every, ready=self._is_sent),
        ]
        self._more_files = False

    # ------------------------------------------------------------ from any thread

    def start(self) -> None:
        """Begins to work in a thread of its own."""
        if self._thread is not None:
            raise RuntimeError("the post is already running")
        self._stopping = False
        with self._office.store.read() as connection:
            self._office.post.last_contact = last_contact(connection)
        self._office.post.send_now = self.send_now
        self._thread = threading.Thread(target=self._live, name="post", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the call under way and the thread; what was cut off is done again at the next start."""
        with self._guard:
            self._stopping = True
        self._forget_client()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._reader.close()
        self._office.post.state = "stopped"

    def wake(self) -> None:
        """There is something to send: any wait ends now, and what has failed is tried again."""
        self._wake.set()
        with self._guard:
            if self._client is not None:
                self._client.cut_wait()

    def send_now(self) -> None:
        """Somebody asks: like `wake`, and what waits for its round (failed files, acts of a newer kind) goes too."""
        self._asked.set()
        self.wake()

    def _changed(self, changed: Changed) -> None:
        if threading.current_thread() is self._thread:
            return
        if "enrolment" in changed.topics:
            self._forget_client()
        if changed.topics & {"journal", "files", "enrolment"}:
            self.wake()

    def _forget_client(self) -> None:
        """Ends its call; the next one is made by another client, or not at all."""
        with self._guard:
            if self._client is not None:
                self._client.close()
            self._client = None
        self._reader.kill()

    # ------------------------------------------------------------ the thread

    def _live(self) -> None:
        unsubscribe = self._office.store.subscribe(self._changed)
        try:
            while not self._stopping:
                self.live_once()
        finally:
            unsubscribe()

    def live_once(self) -> None:
        """One turn of the thread: everything that is due, then one wait for whatever comes first."""
        woken, urged = self._wake.is_set(), self._asked.is_set()
        if urged:  # whoever asks between the two lines is not forgotten
            self._asked.clear()
        if woken:
            self._wake.clear()
        for task in self._tasks:
            if (woken and task.failures) or (urged and task.name in (OFFERED_AGAIN, FILES_AGAIN)):
                task.due = 0.0
        if self._stopping:
            return
        self._reader.rest()
        try:
            if self.work():
                self._rest()
            else:
                self._office.post.state = "never"
                self._pause(self._habits.longest_wait)
        except CallCut:
            return
        except HubBusy as busy:
            asked = float(str(busy.facts.get("retry_after", 0)))
            self._wait_for_line(busy, asked + self._chance.uniform(0, min(asked, self._habits.longest_wait)))
        except MotCuaError as error:
            self._wait_for_line(error)
        except Exception as error:  # noqa: BLE001 (the thread's door: the post goes on)
            log.error("a bug in the post: %s", trace_of(error))  # noqa: TRY400 (without its message)
            self._wait_for_line(PostError())

    def work(self) -> bool:
        """Does every task that is due; False on a machine without a hub.

        Raises the first failure of the line; others only put off their own task.
        """
        if self._open_client() is None:
            return False
        self._office.post.state = "working"
        self._more_files = False
        for task in self._tasks:
            if task.due > self._times.monotonic() or not task.ready():
                continue
            if self._stopping:
                raise CallCut
            if self._attempt(task, task.run):
                task.due = self._times.monotonic() + task.every
            self._tell_round(task)
        return True

    def _tell_round(self, task: Task) -> None:
        """When it is next due, for the window."""
        if task.every:
            post, left = self._office.post, task.due - self._times.monotonic()
            post.rounds = {**post.rounds, task.name: self._office.now() + timedelta(seconds=left)}

    def _attempt(self, task: Task, run: Callable[[], object]) -> bool:
        """Runs a piece of work of ``task``; False when it failed and was put off. Raises failures of the line."""
        try:
            run()
        except (PostError, StoreError, DataError) as error:
            if is_of_the_line(error):
                raise
            self._put_off(task, error)
            return False
        finally:
            self._note_answers()
        task.failures, task.reason, task.cause = 0, "", ""
        return True

    def failures(self) -> dict[str, str]:
        """The tasks that failed last time, each with the code of its failure."""
        return {task.name: task.reason for task in self._tasks if task.reason}

    def _put_off(self, task: Task, error: MotCuaError) -> None:
        if task.reason != error.code:
            log.warning("%s: %s", task.name, error)
        task.failures += 1
        task.reason, task.cause = error.code, _cause(error)
        asked = float(str(error.facts.get("retry_after", 0)))
        task.due = self._times.monotonic() + max(asked, back_off(task.failures, self._habits, self._chance))
        self._office.post.reason, self._office.post.cause = task.reason, task.cause

    def _note_answers(self) -> None:
        """If the hub has answered since the last look, the line is good: failures are counted anew."""
        client = self._client
        if client is None or client.answered == self._answered:
            return
        self._answered = client.answered
        self._failures = 0
        post = self._office.post
        post.last_contact, post.next_try = self._office.now(), None
        post.reason, post.cause = next(((task.reason, task.cause) for task in self._tasks if task.reason), ("", ""))

    def _wait_for_line(self, error: MotCuaError, seconds: float | None = None) -> None:
        """Waits out a bad line. `wake` ends the wait, save one the hub asked for."""
        self._failures += 1
        if self._office.post.reason != error.code:
            log.warning("the line: %s", error)
        asked_for = seconds is not None
        if seconds is None:
            seconds = back_off(self._failures, self._habits, self._chance)
        post = self._office.post
        post.state, post.reason, post.cause, post.progress = "waiting", error.code, _cause(error), None
        post.next_try = self._office.now() + timedelta(seconds=seconds)
        end = self._times.monotonic() + seconds
        self._pause(seconds)
        while asked_for and not self._stopping and (left := end - self._times.monotonic()) > 0:
            self._wake.clear()
            self._pause(left)

    def _rest(self) -> None:
        """Nothing is due: wait for the hub's news, for `wake`, or for the next task."""
        post = self._office.post
        now = self._times.monotonic()
        if failed := [task.due - now for task in self._tasks if task.failures]:
            post.next_try = self._office.now() + timedelta(seconds=max(0.0, min(failed)))
        if self._more_files:
            return
        post.state, post.progress = "idle", None
        seconds = min(task.due - now for task in self._tasks if (task.every or task.failures) and task.ready())
        client = self._client
        pull = self._pull_task
        if client is None or pull.failures:
            self._pause(max(0.1, seconds))
            return
        wait = min(self._habits.long_poll, max(1, int(seconds)))
        self._attempt(pull, lambda: self._listen(client, wait))

    def _listen(self, client: HubClient, wait: int) -> None:
        check_room(self._office)
        engine.pull_once(self._office, client, self._pace, wait=wait, unless=self._wake.is_set)

    def _pause(self, seconds: float) -> None:
        self._times.wait(self._wake, seconds)

    def _open_client(self) -> HubClient | None:
        with self._guard:
            if self._client is None and not self._stopping:
                self._client = enrolment.client_of(self._office, self._timeouts)
                self._answered = 0
            return self._client

    @property
    def _open(self) -> HubClient:
        """The client while a task runs; gone when the machine is being enrolled anew or the post stops."""
        client = self._client
        if client is None:
            raise CallCut
        return client

    # ------------------------------------------------------------ the tasks

    def _offer_again(self) -> None:
        """What waited for a newer hub is offered once more, at the start and then now and again."""
        with self._office.store.write() as connection:
            journal.offer_again(connection)

    def _push(self) -> None:
        try:
            self._push_all()
        except HubRefused as refused:
            if refused.facts.get("reason") not in {"epoch", "missing_predecessor"}:
                raise
            # The hub lost what it had: its feed, read to the end, tells us what to offer again.
            self._pull()
            self._push_all()

    def _push_all(self) -> None:
        while offer_once(self._office, self._open, self._pace).number:
            self._note_answers()
        push_all(self._office, self._open, self._pace, self._between_batches)

    def _pull(self) -> None:
        check_room(self._office)
        while begin(self._office, self._open, self._pace):
            self._note_answers()
            check_room(self._office)
        if pull_all(self._office, self._open, self._pace, self._between_pages, self._reader).anew:
            self._push_all()

    def _between_batches(self) -> None:
        if self._client is None:
            raise CallCut
        self._note_answers()

    def _between_pages(self) -> None:
        self._between_batches()
        check_room(self._office)

    def _fetch_streams(self) -> None:
        check_room(self._office)
        engine.fetch_streams(self._office, self._open)

    def _refresh_reference(self) -> None:
        enrolment.refresh_reference(self._office, self._open)

    def _refresh_ranges(self) -> None:
        enrolment.refresh_ranges(self._office, self._open)

    def _reconcile(self) -> None:
        engine.reconcile(self._office, self._open)

    def _fetch_revocation(self) -> None:
        revocation.fetch_lists(self._office, lambda: self._stopping or self._wake.is_set())

    def _thin(self) -> None:
        """Ended dossiers of which everything is with the hub; a few at a time, so that Save never waits."""
        while not self._wake.is_set() and thinning.thin_next(self._office):
            pass

    def _is_settled(self) -> bool:
        """Nothing is under way either way, so a difference between us and the hub would be a fault."""
        return not self._pull_task.failures and self._is_sent()

    def _is_sent(self) -> bool:
        """None of our acts is on its way. What comes in is no matter: thinning makes room where it finds none."""
        with self._office.store.read() as connection:
            return not journal.unsent(connection, 1)

    def _carry_files(self) -> None:
        """Files, part by part at the agreed rate, until events want to go or others have waited long enough."""
        end = self._times.monotonic() + self._habits.files_at_a_time
        while not self._wake.is_set() and self._times.monotonic() < end:
            step = parcels.download_part(self._office, self._open, self._begun)
            if step is None:
                step = parcels.upload_part(self._office, self._open, self._begun)
            if step is None:
                return
            self._note_answers()
            self._office.post.progress = step.progress
            self._pause(step.moved / self._habits.file_rate)
        self._more_files = True

    def _try_files_again(self) -> None:
        parcels.try_again(self._office, self._begun)


def _cause(error: MotCuaError) -> str:
    return str(error.facts.get("reason", ""))


@dataclass(frozen=True)
class Summary:
    """What one pass left: events and files still waiting, and the tasks that failed, each with its code."""

    events_waiting: int
    files_waiting: int
    failures: dict[str, str] = field(default_factory=dict)


def one_pass(office: Office, *, timeouts: Timeouts | None = None) -> Summary:
    """Everything there is to do now, without a thread. Raises a failure of the line, and HubUnauthorised
    (``not_enrolled``) for a machine that has no hub."""
    worker = PostWorker(office, timeouts=timeouts, habits=Habits(file_rate=float("inf"), files_at_a_time=float("inf")))
    try:
        if not worker.work():
            raise HubUnauthorised(reason="not_enrolled")
    finally:
        worker.stop()
    with office.store.read() as connection:
        return Summary(len(journal.unsent(connection, 500)), files.waiting(connection), worker.failures())
