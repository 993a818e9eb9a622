"""How a draft leaves the reception page: accepted, sent home with guidance, refused, or put away."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.desk import guidance, joint, on_the_spot, reception, supplements
from app.desk.acting import Session
from app.desk.drafts import Draft, DraftPerson
from app.desk.office import Office
from app.errors import MotCuaError
from ui import asking, words
from ui.drafts import DraftBook
from ui.guiding import ask_guidance
from ui.place import Counter, Notice, Place


class Endings(QObject):
    """Acts on the draft in front of ``book``. ``told`` carries a `Notice`, ``failed`` a known failure; ``busy`` says
    whether an acceptance is under way, so that no second one is asked for; ``taken_in`` carries the `Accepted` of one
    receipt and whether the result was given with them, once the next draft stands in front."""

    told = Signal(object)
    failed = Signal(object)
    busy = Signal(bool)
    taken_in = Signal(object, bool)

    def __init__(self, counter: Counter, book: DraftBook, page: Place) -> None:
        super().__init__(page)
        self._counter, self._book, self._page = counter, book, page
        self.told.connect(page.told)
        self.failed.connect(page.explain)
        self._accepting = False
        self.last_applicant: DraftPerson | None = None

    # ------------------------------------------------------------ accepting

    def accept(self) -> None:
        """Accept the dossier; a second key press while that runs does nothing."""
        self._take_in(reception.accept, self._accepted)

    def give(self) -> None:
        """Receive the dossier and give its result in one act; a second key press while that runs does nothing."""
        self._take_in(on_the_spot.give_what_was_asked, self._given)

    def accept_together(self) -> None:
        """Accept the drafts of the person in front, all or none, on one receipt."""
        drafts = [self._book.drafts[place] for place in self._book.of_this_person()]
        if not drafts or self._accepting:
            return
        self._set_busy(True)
        self._book.hold()
        self.last_applicant = drafts[0].applicant
        office, session = self._counter.office, self._counter.session
        self._counter.bridge.run(
            lambda: ([draft.id for draft in drafts], joint.accept_together(office, session, drafts)),
            self._accepted_together,
            self._not_accepted,
            owner=self,
        )

    def _accepted_together(self, done: tuple[list[str], tuple[reception.Accepted, ...]]) -> None:
        ids, accepted = done
        self._set_busy(False)
        codes = ", ".join(each.code for each in accepted)
        text = self.tr("Received {codes} on one receipt.").format(codes=codes)
        if any(each.provisional for each in accepted):
            text += " " + self.tr("The code is provisional; the official one comes later.")
        self.told.emit(Notice(text, "ok", ((self.tr("Open the dossier"), f"dossier/{accepted[0].stream}"),)))
        for draft_id in ids:
            self._book.forget(draft_id)
        self.taken_in.emit(accepted, False)

    def _take_in(
        self,
        act: Callable[[Office, Session, Draft], reception.Accepted],
        then: Callable[[tuple[str, reception.Accepted]], object],
    ) -> None:
        draft = self._book.current
        if draft is None or self._accepting:
            return
        self._set_busy(True)
        self._book.hold()
        self.last_applicant = draft.applicant
        office, session = self._counter.office, self._counter.session
        self._counter.bridge.run(lambda: (draft.id, act(office, session, draft)), then, self._not_accepted, owner=self)

    def _set_busy(self, on: bool) -> None:
        self._accepting = on
        self.busy.emit(on)

    def _accepted(self, done: tuple[str, reception.Accepted]) -> None:
        accepted = done[1]
        text = self.tr("Received {code}.").format(code=accepted.code)
        if accepted.due:
            text += " " + self.tr("Due {when}.").format(when=words.promise(accepted.due))
        self._say_taken_in(done, text, given=False)

    def _given(self, done: tuple[str, reception.Accepted]) -> None:
        self._say_taken_in(done, self.tr("Received {code} and gave the result.").format(code=done[1].code), given=True)

    def _say_taken_in(self, done: tuple[str, reception.Accepted], text: str, *, given: bool) -> None:
        draft_id, accepted = done
        self._set_busy(False)
        if accepted.provisional:
            text += " " + self.tr("The code is provisional; the official one comes later.")
        links = (
            (self.tr("Open the dossier"), f"dossier/{accepted.stream}"),
            (self.tr("One more for this person"), "reception/again"),
        )
        self.told.emit(Notice(text, "ok", links))
        self._book.forget(draft_id)
        self.taken_in.emit((accepted,), given)

    def _not_accepted(self, error: MotCuaError) -> None:
        self._set_busy(False)
        self.failed.emit(error)

    # ------------------------------------------------------------ the other ways out

    def guide(self) -> None:
        """Guide the citizen: a slip with everything that is missing, and the papers go back."""
        draft = self._book.current
        wanted = ask_guidance(self._page, draft) if draft is not None else ()
        if draft is not None and wanted:
            office, session = self._counter.office, self._counter.session
            self._counter.bridge.run(
                lambda: (draft.id, guidance.guide(office, session, draft, wanted)), self._guided, self._fail, owner=self
            )

    def _guided(self, done: tuple[str, supplements.Done]) -> None:
        text = self.tr("Guided; the slip is being printed. Scanned later, it brings this draft back.")
        self.told.emit(Notice(text, "ok"))
        self._book.forget(done[0])

    def refuse(self) -> None:
        """Refuse reception, with the reason that is printed."""
        draft = self._book.current
        if draft is None:
            return
        reason = asking.ask_reason(
            self._page,
            self.tr("Refuse to receive this dossier?"),
            self.tr("The refusal slip is printed in two copies with this reason."),
            self.tr("Refuse"),
            self.tr("Why it cannot be received"),
        )
        if reason:
            office, session = self._counter.office, self._counter.session
            self._counter.bridge.run(
                lambda: (draft.id, supplements.refuse(office, session, draft, reason)),
                self._refused,
                self._fail,
                owner=self,
            )

    def _refused(self, done: tuple[str, supplements.Done]) -> None:
        draft_id, refused = done
        links = ((self.tr("Open the dossier"), f"dossier/{refused.stream}"),)
        self.told.emit(Notice(self.tr("Reception refused; the refusal slip is being printed."), "ok", links))
        self._book.forget(draft_id)

    def put_away(self) -> None:
        """Throw the draft away, after asking: it cannot be brought back."""
        if self._book.current is not None and asking.ask(
            self._page,
            self.tr("Put this draft away?"),
            self.tr("What was typed and scanned into it cannot be brought back."),
            self.tr("Put away"),
        ):
            self._book.put_away()

    def _fail(self, error: MotCuaError) -> None:
        self.failed.emit(error)
