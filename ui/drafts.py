"""The officer's open drafts: which one is in front, what was typed into it, and its keeping between keystrokes.

Answers of the desk (a procedure's checklist, an attached scan) are laid into the draft as it stands by
then, so nothing typed meanwhile is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.desk import charges, guidance, joint, tray, waiting
from app.desk import drafts as desk
from app.desk.drafts import Draft, DraftPaper, DraftPerson
from app.errors import MotCuaError
from ui.place import Counter

SAVE_MILLISECONDS = 700


@dataclass(frozen=True)
class _Counted:
    number: int
    draft: Draft


def _merged(old: DraftPaper, new: DraftPaper, now: DraftPaper) -> DraftPaper:
    """A paper that the desk changed from ``old`` to ``new``, and the officer meanwhile to ``now``."""
    if old in (new, now):
        return now if old == new else new
    since = tuple(file for file in now.files if file not in old.files)
    return replace(now, ticked=True, files=tuple(dict.fromkeys((*new.files, *since))), facts=new.facts)


class DraftBook(QObject):
    """``opened`` says that another draft is in front, ``laid`` that the desk laid something into it (procedure,
    papers), ``touched`` that it changed in any way, ``listed`` that a draft came or went."""

    opened = Signal()
    laid = Signal(str)
    touched = Signal()
    listed = Signal()
    refused = Signal(object)
    failed = Signal(object)

    def __init__(self, counter: Counter, parent: QObject) -> None:
        super().__init__(parent)
        self._counter = counter
        self._drafts: list[Draft] = []
        self._place = -1
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_MILLISECONDS)
        self._timer.timeout.connect(self._save)

    @property
    def drafts(self) -> tuple[Draft, ...]:
        return tuple(self._drafts)

    @property
    def place(self) -> int:
        return self._place

    @property
    def current(self) -> Draft | None:
        """The draft in front; None before the first."""
        return self._drafts[self._place] if 0 <= self._place < len(self._drafts) else None

    # ------------------------------------------------------------ coming and going

    def load(self) -> None:
        """Take up the drafts kept on this machine, or begin one."""
        office, session = self._counter.office, self._counter.session
        self._counter.bridge.run(lambda: desk.drafts(office, session), self._loaded, self._failed, owner=self)

    def _loaded(self, found: list[Draft]) -> None:
        known = {draft.id for draft in self._drafts}
        self._drafts += [draft for draft in found if draft.id not in known]
        if not self._drafts:
            self.begin()
            return
        self.listed.emit()
        if self._place < 0:
            self.bring(0)

    def of_this_person(self) -> tuple[int, ...]:
        """The places of the drafts that the person of the draft in front hands in, that one first."""
        draft = self.current
        if draft is None:
            return ()
        who = _hands_in(draft)
        others = [place for place, other in enumerate(self._drafts) if _hands_in(other) == who and place != self._place]
        return (self._place, *(others if who else ()))

    def begin(self, applicant: DraftPerson | None = None) -> None:
        """Open an empty draft in front of the others; with ``applicant`` for the same person once more."""
        draft = desk.new_draft(self._counter.office, self._counter.session)
        self._drafts.append(replace(draft, applicant=applicant) if applicant is not None else draft)
        self.listed.emit()
        self.bring(len(self._drafts) - 1)

    def add(self, drafts: tuple[Draft, ...]) -> None:
        """Lay kept drafts beside the others, the first of them in front; an untouched draft in front makes room."""
        if not drafts:
            return
        self.flush()
        if self.current is not None and self.current == Draft(self.current.id):
            self._drafts.pop(self._place)
        self._place = -1
        place = len(self._drafts)
        self._drafts += drafts
        self.listed.emit()
        self.bring(place)

    def bring(self, place: int) -> None:
        """Bring the draft at ``place`` to the front; the one before it is kept first."""
        if place != self._place and 0 <= place < len(self._drafts):
            self.flush()
            self._place = place
            self.opened.emit()

    def forget(self, draft_id: str) -> None:
        """Let a draft go that was accepted, refused or put away; the next one comes to the front."""
        place = self._place_of(draft_id)
        if place is None:
            return
        if place == self._place:
            self._timer.stop()
        self._drafts.pop(place)
        self._place = -1
        self.listed.emit()
        if self._drafts:
            self.bring(min(place, len(self._drafts) - 1))
        else:
            self.begin()

    def put_away(self) -> None:
        """Throw the draft in front away."""
        draft = self.current
        if draft is not None:
            self._timer.stop()
            office, session = self._counter.office, self._counter.session

            def put_away() -> None:
                desk.discard_draft(office, session, draft.id)
                tray.discard(office, draft.id)

            self._counter.bridge.run(put_away, None, self._failed, owner=self)
            self.forget(draft.id)

    def find(self, draft_id: str) -> Draft | None:
        """The open draft with that id, as it stands by now."""
        place = self._place_of(draft_id)
        return self._drafts[place] if place is not None else None

    def _place_of(self, draft_id: str) -> int | None:
        return next((place for place, draft in enumerate(self._drafts) if draft.id == draft_id), None)

    # ------------------------------------------------------------ typing and keeping

    def edit(self, **changes: Any) -> None:
        """Change fields of the draft in front."""
        draft = self.current
        if draft is not None:
            self._drafts[self._place] = replace(draft, **changes)
            self._timer.start()
            self.touched.emit()

    def call(self, draft_id: str) -> Draft | None:
        """Bring the draft whose citizen is called to the front, and let it wait no longer; gives it as it waited."""
        place = self._place_of(draft_id)
        if place is None:
            return None
        before = self._drafts[place]
        self.bring(place)
        self._set_waiting(waiting.call(before, self._counter.office.now()))
        return before

    def wait_again(self) -> None:
        """The citizen of the draft in front waits anew."""
        if self.current is not None:
            self._set_waiting(waiting.wait_again(self.current, self._counter.office.now()))

    def _set_waiting(self, draft: Draft) -> None:
        # Not ``touched``: nothing is recorded of the citizen yet, and the citizen's screen reads nothing back.
        self._drafts[self._place] = draft
        self._timer.start()
        self.listed.emit()

    def flush(self) -> None:
        """Keep at once what was typed last."""
        if self._timer.isActive():
            self._timer.stop()
            self._save()

    def hold(self) -> None:
        """Stop keeping: the draft in front is being accepted."""
        self._timer.stop()

    def _save(self) -> None:
        draft = self.current
        if draft is not None and draft != Draft(draft.id):
            office, session = self._counter.office, self._counter.session
            self._counter.bridge.run(
                lambda: desk.save_draft(office, session, draft),
                None,
                self._failed,
                owner=self,
                slot=f"save {draft.id}",
            )

    # ------------------------------------------------------------ what the desk lays in

    def choose(self, code: str) -> None:
        """Choose the procedure of the draft in front."""
        draft = self.current
        if draft is not None:
            office, session = self._counter.office, self._counter.session
            self._counter.bridge.run(
                lambda: desk.choose_procedure(office, session, draft, code),
                self._chosen,
                self._not_chosen,
                owner=self,
                slot="choose",
            )

    def choose_joint(self, name: str) -> None:
        """Open the joint procedure called ``name`` with the draft in front."""
        draft = self.current
        if draft is not None:
            office, session = self._counter.office, self._counter.session
            self._counter.bridge.run(
                lambda: joint.choose_joint(office, session, draft, name),
                self._chosen,
                self._not_chosen,
                owner=self,
                slot="choose",
            )

    def _failed(self, error: MotCuaError) -> None:
        self.failed.emit(error)

    def _not_chosen(self, error: MotCuaError) -> None:
        self.refused.emit(error)

    def _chosen(self, new: Draft) -> None:
        self._lay(
            new.id,
            "procedure",
            procedure_code=new.procedure_code,
            procedure_name=new.procedure_name,
            papers=new.papers,
            fees=new.fees,
            on_the_spot=new.on_the_spot,
            number_needed=new.number_needed,
            in_person=new.in_person,
            in_person_law=new.in_person_law,
            parties=new.parties,
            joint=new.joint,
            receipt_asked=new.receipt_asked,
            extended=False,
        )

    def count_fee(self, number: int, pages: int, copies: int) -> None:
        """Count a fee of the draft in front by its pages and copies."""
        draft = self.current
        if draft is not None:
            office, session = self._counter.office, self._counter.session
            self._counter.bridge.run(
                lambda: _Counted(number, charges.by_pages(office, session, draft, number, pages, copies)),
                self._fee_counted,
                self._failed,
                owner=self,
                slot=f"fee {number}",
            )

    def _fee_counted(self, counted: _Counted) -> None:
        new = counted.draft
        place = self._place_of(new.id)
        fees = self._drafts[place].fees if place is not None else ()
        if counted.number < len(fees) and fees[counted.number].name == new.fees[counted.number].name:
            made = new.fees[counted.number]
            # Whether it was taken, and under which number, may have been said since.
            fee = replace(
                fees[counted.number],
                amount=made.amount,
                basis=made.basis,
                basis_text=made.basis_text,
                exemption=made.exemption,
                pages=made.pages,
                copies=made.copies,
            )
            self._lay(new.id, "fees", fees=(*fees[: counted.number], fee, *fees[counted.number + 1 :]))

    def restore(self, slip_number: str) -> None:
        """Open the draft that a guidance slip stands for."""
        office, session = self._counter.office, self._counter.session
        self._counter.bridge.run(
            lambda: guidance.restore(office, session, slip_number), self._restored, self._failed, owner=self
        )

    def _restored(self, draft: Draft) -> None:
        place = next((place for place, known in enumerate(self._drafts) if known.stream == draft.stream), None)
        if place is None:
            self._drafts.append(draft)
            self.listed.emit()
            place = len(self._drafts) - 1
        self.bring(place)

    def change_copies(self, work: Callable[[Draft], Draft]) -> None:
        """Have the desk change the copies of the draft in front; what was attached meanwhile stays."""
        draft = self.current
        if draft is not None:
            self._counter.bridge.run(lambda: (draft, work(draft)), self._copies_changed, self._failed, owner=self)

    def _copies_changed(self, changed: tuple[Draft, Draft]) -> None:
        self.lay_copies(*changed)

    def lay_copies(self, before: Draft, after: Draft) -> None:
        """Lay into a draft, wherever it stands, what the desk made of its copies."""
        place = self._place_of(after.id)
        if place is None:
            return
        old = {paper.component: paper for paper in before.papers}
        new = {paper.component: paper for paper in after.papers}
        papers = tuple(
            _merged(old[paper.component], new[paper.component], paper) if paper.component in new else paper
            for paper in self._drafts[place].papers
        )
        self._lay(after.id, "papers", papers=papers)

    def catch_up(self, draft_ids: Sequence[str]) -> None:
        """Take over copies that the desk attached to drafts while an act on them failed."""
        office, session = self._counter.office, self._counter.session
        wanted = set(draft_ids)
        self._counter.bridge.run(
            lambda: [draft for draft in desk.drafts(office, session) if draft.id in wanted],
            self._caught_up,
            self._failed,
            owner=self,
        )

    def _caught_up(self, found: list[Draft]) -> None:
        for draft in found:
            self._take_copies(draft, {paper.component for paper in draft.papers if paper.files})

    def _take_copies(self, new: Draft, components: set[str]) -> None:
        """Lay the copies of some components into the draft as it stands by now."""
        place = self._place_of(new.id)
        if place is None or not components:
            return
        files = {paper.component: paper.files for paper in new.papers if paper.component in components}
        papers = tuple(
            replace(
                paper, ticked=True, files=(*paper.files, *(f for f in files[paper.component] if f not in paper.files))
            )
            if paper.component in files
            else paper
            for paper in self._drafts[place].papers
        )
        self._lay(new.id, "papers", papers=papers)

    def _lay(self, draft_id: str, what: str, **changes: Any) -> None:
        place = self._place_of(draft_id)
        if place is None:
            return
        self._drafts[place] = replace(self._drafts[place], **changes)
        if place == self._place:
            self._timer.start()
            self.laid.emit(what)
            self.touched.emit()


def _hands_in(draft: Draft) -> str:
    """The number of whoever stands there with this draft; empty when it has no procedure or nobody is known."""
    person = draft.submitter or draft.representative or draft.applicant
    return person.personal_number.replace(" ", "") or person.passport.strip() if draft.procedure_code else ""
