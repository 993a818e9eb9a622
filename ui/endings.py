"""How a draft leaves the reception page: accepted, sent home with guidance, refused, or put away."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from app.desk import guidance, joint, on_the_spot, reception, supplements, tray
from app.desk.acting import Session
from app.desk.drafts import Draft, DraftPerson
from app.desk.office import Office
from app.domain import acts
from app.errors import MotCuaError
from app.progress import Cancelled, Progress
from ui import asking, words
from ui import theme as look
from ui.drafts import DraftBook
from ui.guiding import ask_guidance
from ui.place import Counter, Notice, Place
from ui.under_way import UnderWay

_TakenIn = tuple[list[str], tuple[reception.Accepted, ...]]
TakeIn = Callable[[Office, Session, Sequence[Draft]], tuple[reception.Accepted, ...]]


def _accept(office: Office, session: Session, drafts: Sequence[Draft]) -> tuple[reception.Accepted, ...]:
    return tuple(reception.accept(office, session, draft) for draft in drafts)


def _give(office: Office, session: Session, drafts: Sequence[Draft]) -> tuple[reception.Accepted, ...]:
    return tuple(on_the_spot.give_what_was_asked(office, session, draft) for draft in drafts)


def _with_pages(
    act: TakeIn, office: Office, session: Session, drafts: Sequence[Draft], progress: Progress
) -> tuple[reception.Accepted, ...]:
    """The scanned pages become copies, the dossiers are taken in with them, and what was laid aside goes.

    Nothing is taken in when ``progress`` says to stop before all the copies are made.
    """
    try:
        filed = [tray.file_into_draft(office, session, draft, progress) for draft in drafts]
        progress.step()
    except Cancelled:
        return ()
    accepted = act(office, session, filed)
    for draft in drafts:
        tray.discard(office, draft.id)
    return accepted


def _without_pages(act: Callable[[], supplements.Done], office: Office, draft: Draft) -> tuple[str, supplements.Done]:
    """The papers go back with the citizen, and so their scanned pages are not kept."""
    done = act()
    tray.discard(office, draft.id)
    return draft.id, done


class Endings(QObject):
    """Acts on the draft in front of ``book``; ``line`` shows how far an acceptance is.

    ``told`` carries a `Notice`, ``failed`` a known failure; ``busy`` says whether an acceptance is under way, so that
    no second one is asked for; ``taken_in`` carries the `Accepted` of one receipt and whether the result was given with
    them, once the next draft stands in front.
    """

    told = Signal(object)
    failed = Signal(object)
    busy = Signal(bool)
    taken_in = Signal(object, bool)

    def __init__(self, counter: Counter, book: DraftBook, page: Place) -> None:
        super().__init__(page)
        self._counter, self._book, self._page = counter, book, page
        self.told.connect(page.told)
        self.failed.connect(page.explain)
        self._accepting: list[str] = []
        self._then: Callable[[_TakenIn], object] | None = None
        self.line = UnderWay("reception.filing", aside=look.WIDE)
        self.last_applicant: DraftPerson | None = None
        self.last_record: acts.PostalRecord | None = None

    # ------------------------------------------------------------ accepting

    @property
    def under_way(self) -> bool:
        """Whether an acceptance is under way: what comes now is not of the draft in front."""
        return bool(self._accepting)

    def accept(self) -> None:
        """Accept the dossier; a second key press while that runs does nothing."""
        self._take_in(_accept, self._front(), self._accepted)

    def give(self) -> None:
        """Receive the dossier and give its result in one act; a second key press while that runs does nothing."""
        self._take_in(_give, self._front(), self._given)

    def accept_together(self) -> None:
        """Accept the drafts of the person in front, all or none, on one receipt."""
        drafts = [self._book.drafts[place] for place in self._book.of_this_person()]
        self._take_in(joint.accept_together, drafts, self._accepted_together)

    def _front(self) -> list[Draft]:
        return [self._book.current] if self._book.current is not None else []

    def _take_in(self, act: TakeIn, drafts: list[Draft], then: Callable[[_TakenIn], object]) -> None:
        if not drafts or self._accepting:
            return
        self.busy.emit(True)
        self._book.hold()
        self.last_applicant, self.last_record = drafts[0].applicant, drafts[0].postal
        office, session = self._counter.office, self._counter.session
        self._accepting = ids = [draft.id for draft in drafts]
        self._then, progress = then, Progress()
        self.line.begin(self.tr("The scanned pages become copies…"), progress.cancel.set, progress)
        self._counter.bridge.run(
            lambda: (ids, _with_pages(act, office, session, drafts, progress)),
            self._taken,
            self._not_accepted,
            owner=self,
        )

    def _taken(self, done: _TakenIn) -> None:
        if done[1] and self._then is not None:
            self._then(done)
            return
        self._book.catch_up(done[0])
        self._free()
        self.told.emit(Notice(self.tr("Stopped: nothing was received. The draft has the copies made by now."), "soon"))

    def _accepted_together(self, done: _TakenIn) -> None:
        ids, accepted = done
        self._free()
        codes = ", ".join(each.code for each in accepted)
        text = self.tr("Received {codes} on one receipt.").format(codes=codes)
        if any(each.provisional for each in accepted):
            text += " " + self.tr("The code is provisional; the official one comes later.")
        # Each is opened, and mended, from its own code.
        self.told.emit(Notice(text, "ok", tuple((each.code, f"dossier/{each.stream}") for each in accepted)))
        for draft_id in ids:
            self._book.forget(draft_id)
        self.taken_in.emit(accepted, False)

    def _not_accepted(self, error: MotCuaError) -> None:
        self._book.catch_up(self._accepting)
        self._free()
        self.failed.emit(error)

    def _free(self) -> None:
        self._accepting = []
        self.line.end()
        self.busy.emit(False)

    def _accepted(self, done: _TakenIn) -> None:
        (accepted,) = done[1]
        text = self.tr("Received {code}.").format(code=accepted.code)
        if accepted.due:
            text += " " + self.tr("Due {when}.").format(when=words.promise(accepted.due))
        self._say_taken_in(done, text, given=False)

    def _given(self, done: _TakenIn) -> None:
        (accepted,) = done[1]
        self._say_taken_in(done, self.tr("Received {code} and gave the result.").format(code=accepted.code), given=True)

    def _say_taken_in(self, done: _TakenIn, text: str, *, given: bool) -> None:
        (draft_id,), (accepted,) = done
        self._free()
        if accepted.provisional:
            text += " " + self.tr("The code is provisional; the official one comes later.")
        again = (self.tr("One more for this person"), "reception/again")
        if self.last_record is not None:
            again = (self.tr("Print the postal record"), "reception/record")
        mend = (self.tr("Correct it"), f"dossier/amend/{accepted.stream}")
        links = [(self.tr("Open the dossier"), f"dossier/{accepted.stream}"), mend, again]
        if "signature" in accepted.debts:
            links.append((self.tr("Sign its copies"), f"signing/{accepted.stream}"))
        self.told.emit(Notice(text, "ok", tuple(links)))
        self._book.forget(draft_id)
        self.taken_in.emit((accepted,), given)

    # ------------------------------------------------------------ the other ways out

    def guide(self) -> None:
        """Guide the citizen: a slip with everything that is missing, and the papers go back."""
        draft = self._book.current
        wanted = ask_guidance(self._page, self._counter.theme, draft) if draft is not None else ()
        if draft is not None and wanted:
            office, session = self._counter.office, self._counter.session
            self._counter.bridge.run(
                lambda: _without_pages(lambda: guidance.guide(office, session, draft, wanted), office, draft),
                self._guided,
                self._fail,
                owner=self,
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
            self._counter.theme,
            self.tr("Refuse to receive this dossier?"),
            self.tr("The refusal slip is printed in two copies with this reason."),
            self.tr("Refuse"),
            self.tr("Why it cannot be received"),
        )
        if reason:
            office, session = self._counter.office, self._counter.session
            self._counter.bridge.run(
                lambda: _without_pages(lambda: supplements.refuse(office, session, draft, reason), office, draft),
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
            self._counter.theme,
            self.tr("Put this draft away?"),
            self.tr("What was typed and scanned into it cannot be brought back."),
            self.tr("Put away"),
        ):
            self._book.put_away()

    def _fail(self, error: MotCuaError) -> None:
        self.failed.emit(error)
