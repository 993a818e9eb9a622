"""One stack through the feeder: its separator sheets printed, its pages filed behind them, what is not right named."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.desk import scan_profiles
from app.desk import stacks as desk
from app.desk.acting import Session
from app.desk.drafts import Draft
from app.desk.office import Office
from app.desk.scanning import Scanned
from app.errors import MotCuaError, RuleViolation
from app.progress import Cancelled, Progress
from app.store.tray import TrayPage
from ui.keys import key
from ui.place import Counter, Notice
from ui.under_way import UnderWay


def _file(
    office: Office,
    session: Session,
    draft: Draft,
    ids: list[str],
    after: TrayPage | None,
    progress: Progress,
    *,
    cut_off: bool,
) -> desk.Stack | None:
    """The stack filed; None for fronts of which some, and all backs, are still to come, and when it was stopped."""
    if cut_off and scan_profiles.chosen(office, session).source == "manual_duplex":
        return None
    try:
        return desk.file_stack(office, session, draft, ids, after, progress)
    except Cancelled:
        return None


class StackFiler(QObject):
    """``filed`` carries the `Stack` (None for pages that came back), ``told`` a `Notice` about it, ``failed`` a known
    failure; ``line`` shows how far the filing is. ``place``: the place that hands `go` its addresses: pages that lie
    behind a receipt go to its dossier (``send_on``), and back when they are not of it (``bring_back``)."""

    filed = Signal(object)
    told = Signal(object)
    failed = Signal(object)

    def __init__(self, counter: Counter, parent: QObject, place: str) -> None:
        super().__init__(parent)
        self._place = place
        self._counter = counter
        self._draft: Draft | None = None
        self._sent: tuple[Draft, desk.Stack] | None = None
        self._behind: list[tuple[Draft, str, tuple[str, ...]]] = []
        self._cut: Scanned | None = None
        self._stopped = Progress().cancel
        self.line = UnderWay("stacks.filing")

    @property
    def busy(self) -> bool:
        """Whether a stack is being filed."""
        return self.line.running

    def print_sheets(self, draft: Draft) -> None:
        """Print the separator sheets of a draft's checklist."""
        office, session = self._counter.office, self._counter.session
        self.told.emit(Notice(self.tr("Printing the separator sheets…"), "muted"))
        self._counter.bridge.run_aside(
            lambda: desk.print_separators(office, session, draft), self._printed, self._fail, owner=self
        )

    def _printed(self, count: int) -> None:
        said = self.tr("{count} separator sheets are being printed. Lay each before its paper, then scan all at once.")
        self.told.emit(Notice(said.format(count=count), "ok"))

    def take(self, draft: Draft, result: Scanned) -> None:
        """File what a scan brought into the tray of ``draft``. What a jam cut in two is one stack all the same."""
        cut = self._cut if self._cut is not None and self._cut.pages[-1].tray == draft.id else None
        known = {page.id for page in cut.pages} if cut is not None else set()
        after = cut.pages[-1] if cut is not None else None
        ids = [page.id for page in result.pages if page.id not in known]
        if result.pages:
            self._cut = result if result.error is not None else None
        if ids:
            office, session = self._counter.office, self._counter.session
            self._draft, progress = draft, Progress()
            self._stopped = progress.cancel
            self.line.begin(self.tr("Looking for separator sheets…"), progress.cancel.set, progress)
            self._counter.bridge.run_aside(
                lambda: _file(office, session, draft, ids, after, progress, cut_off=result.error is not None),
                self._done,
                self._fail,
                owner=self,
            )

    def go(self, address: str) -> None:
        """``send_on`` or ``bring_back``."""
        if address == "send_on":
            self._send_on()
        else:
            self._bring_back()

    def send_or_bring(self) -> None:
        """One key: pages that wait behind a receipt go to its dossier; where none do, the last that went come back."""
        if self._behind:
            self._send_on()
        else:
            self._bring_back()

    def _send_on(self) -> None:
        if not self._behind:
            return
        office, session = self._counter.office, self._counter.session
        draft, code, pages = self._behind[0]
        self._counter.bridge.run(
            lambda: (draft, desk.send_on(office, session, draft, code, pages)), self._went, self._stayed, owner=self
        )

    def _went(self, gone: tuple[Draft, desk.Stack]) -> None:
        draft, stack = gone
        self._behind = [each for each in self._behind if each[1] != stack.code]
        self._sent = gone
        self.filed.emit(None)
        self.told.emit(self._notice(draft, stack))

    def _stayed(self, error: MotCuaError) -> None:
        if isinstance(error, RuleViolation) and error.rule == "stack_sorted":
            self._behind = self._behind[1:]
        self.failed.emit(error)

    def _bring_back(self) -> None:
        """The pages that went to a dossier belong to the draft they were scanned for."""
        if self._sent is not None:
            (draft, stack), self._sent = self._sent, None
            office = self._counter.office
            self._counter.bridge.run(lambda: desk.bring_back(office, draft, stack), self._back, self._fail, owner=self)

    def _back(self, _: None) -> None:
        self.filed.emit(None)

    def _done(self, stack: desk.Stack | None) -> None:
        self.line.end()
        if stack is None:
            if self._stopped.is_set():
                text = self.tr("Stopped: the pages lie as they were scanned, in the order they came.")
                self.told.emit(Notice(text, "muted"))
            return
        draft = self._draft
        if stack.code and draft is not None and stack.tray != draft.id:
            self._sent = draft, stack
        if draft is not None:
            self._behind = [(draft, code, pages) for code, pages in stack.behind] or self._behind
        cut = self._cut is not None
        # What is still in the feeder is not missing yet, and the jam has just been told.
        self.filed.emit(replace(stack, missing=(), suspects=()) if cut else stack)
        if (stack.separated or stack.stranger or stack.inside) and not cut and draft is not None:
            self.told.emit(self._notice(draft, stack))

    def _stranger(self, stack: desk.Stack) -> str:
        if stack.why == "ended":
            why = self.tr("The receipt of {code} lay on top, but that dossier has ended.")
        elif stack.why == "other_unit":
            why = self.tr("The receipt of {code} lay on top, but another unit has that dossier.")
        else:
            why = self.tr("The receipt of {code} lay on top, but this machine does not know it yet.")
        return why + " " + self.tr("It and what lay behind it wait here without a paper: look whose they are.")

    def _fail(self, error: MotCuaError) -> None:
        self.line.end()
        self.failed.emit(error)

    def _notice(self, draft: Draft, stack: desk.Stack) -> Notice:
        names = {paper.component: paper.name for paper in draft.papers}
        pages, papers = sum(count for _, count in stack.filed), sum(1 for _, count in stack.filed if count)
        said = [self.tr("{pages} pages filed with {papers} papers.").format(pages=pages, papers=papers)]
        if not stack.separated:
            said = []
        if stack.stranger:
            said.append(self._stranger(stack).format(code=stack.stranger))
        links: tuple[tuple[str, str], ...] = ()
        if stack.code:
            text = self.tr("The receipt of {code} lay on top: {pages} pages lie with that dossier now.")
            if not stack.separated:
                text = self.tr("{pages} pages that lay behind the receipt of {code} lie with that dossier now.")
            said = [text.format(code=stack.code, pages=len(stack.pages) - 1)]
            links = ((self.tr("Open the dossier"), f"dossier/{stack.tray}"),)
            back = f"{self.tr('They belong here')} ({key('send_on').shown})"
            links += ((back, f"{self._place}/bring_back"),) if stack.tray != draft.id else ()
        for component, suspect in zip(stack.missing, stack.suspects, strict=True):
            name = names.get(component, component)
            if suspect:
                text = self.tr("No separator came for “{name}”: its pages probably lie with “{other}”.")
                said.append(text.format(name=name, other=names.get(suspect, suspect)))
            else:
                said.append(self.tr("No pages came for “{name}”.").format(name=name))
        if stack.loose:
            said.append(self.tr("{count} pages lie before the first separator.").format(count=stack.loose))
        if stack.repeated:
            twice = ", ".join(f"“{names.get(name, name)}”" for name in stack.repeated)
            said.append(self.tr("More than one separator for {papers}.").format(papers=twice))
        if stack.foreign:
            said.append(self.tr("A separator of another procedure or of no paper here: its pages have no paper yet."))
        if stack.inside:
            text = self.tr(
                "A sheet with the code {codes} lay among the pages: it and what lay behind it may be another person's "
                "and have no paper yet. Look at them, then put them with a paper or lay them aside."
            )
            said.append(text.format(codes=", ".join(stack.inside)))
        to_send = [code for code, _ in stack.behind if code != stack.stranger or stack.why == "unknown"]
        if to_send:
            send = self.tr("Send them to {code}").format(code=to_send[0])
            links += ((f"{send} ({key('send_on').shown})", f"{self._place}/send_on"),)
        return Notice(" ".join(said), "ok" if stack.in_order else "soon", links)
