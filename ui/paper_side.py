"""The papers of the draft in front: checklist, scanner, page editor, and the receipt or a copy as it looks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QFileDialog, QWidget

from app.desk import copies
from app.desk.drafts import Draft, DraftFile, DraftPaper
from app.desk.office import Office
from app.desk.scanning import Scanned
from app.desk.stacks import Stack
from app.errors import MotCuaError
from app.progress import Cancelled, Progress
from ui import controls, preview
from ui import theme as look
from ui.budgets import DraftBudget
from ui.checklist import Checklist
from ui.drafts import DraftBook
from ui.keys import key
from ui.paper_copies import PaperCopies
from ui.place import Counter, Notice, Place
from ui.scanning import ScanPanel
from ui.stacks import StackFiler
from ui.tray import TrayPanel
from ui.under_way import UnderWay
from ui.watching import FolderWatch


def _new_files(before: Draft, after: Draft) -> list[DraftFile]:
    known = {item.sha256 for paper in before.papers for item in paper.files}
    return [item for paper in after.papers for item in paper.files if item.sha256 not in known]


def _read(office: Office, draft: Draft, component: str, paths: list[Path], progress: Progress) -> bytes | None:
    """The copy made of the files; None when it was stopped."""
    try:
        return copies.of_files(office, draft, component, paths, progress)
    except Cancelled:
        return None


class PaperSide(QObject):
    """Three parts for the page to stand in its columns: ``checklist``, ``receipt_column`` and ``pages_column``.

    ``arranged`` says that the page editor came or went, ``counted`` that other pages lie in the tray than before.
    """

    arranged = Signal()
    counted = Signal()

    def __init__(self, counter: Counter, book: DraftBook, page: Place) -> None:
        super().__init__(page)
        self._counter, self._book, self._page = counter, book, page
        self._receipt: bytes | None = None
        self._editing = False
        self._came_from: QWidget | None = None
        self._ticked_by_pages: set[tuple[str, str]] = set()
        self.stacks = StackFiler(counter, self, place="reception")
        self.stacks.told.connect(page.told)
        self.stacks.failed.connect(page.explain)
        self.stacks.filed.connect(self._filed)
        self.scanning = ScanPanel(counter)
        self.reading = UnderWay("papers.reading")
        self._progress, self._unread = Progress(), 0
        self.scanning.failed.connect(page.explain)
        self.tray = TrayPanel(counter)
        self.tray.listed.connect(self._pages_listed)
        self.tray.told.connect(page.told)
        self.tray.failed.connect(page.explain)
        self.tray.closed.connect(lambda: self.edit_pages(on=False))
        self.scanning.laid.connect(self.tray.reload)
        self.scanning.ended.connect(self._scanned)
        self.folder = FolderWatch(counter, page, self._wanting)
        self.folder.laid.connect(self._scanned)
        self.folder.told.connect(page.told)
        self.folder.failed.connect(page.explain)
        self.checklist = self._checklist()
        self.view = preview.PdfView(
            counter.bridge, counter.theme, "preview", self.tr("The receipt appears here as it will be printed.")
        )
        self._section, _ = preview.titled(
            self.view, counter.theme, self.tr("Receipt"), words=(self.tr("Smaller"), self.tr("Larger"))
        )
        self._to_receipt = controls.button(self.tr("Back to the receipt"), "preview.back", "link")
        self._to_receipt.clicked.connect(self.look_at_receipt)
        self._to_receipt.hide()
        self._section.header.insertWidget(2, self._to_receipt)
        margins = (look.SMALL, look.SMALL, look.GAP, look.GAP)
        self.receipt_column = controls.holder(controls.column(self._section, margins=margins))
        self.pages_column = controls.holder(controls.column(self.tray, margins=margins), "reception.pages")
        self.pages_column.hide()

    def _checklist(self) -> Checklist:
        made = Checklist(self._counter)
        made.edited.connect(self._edited)
        made.scan_asked.connect(lambda _: self._page.scan())
        made.camera_asked.connect(lambda _: self.scan(camera=True))
        made.files_asked.connect(self._choose_files)
        made.files_dropped.connect(self.add_files)
        made.opened.connect(self.open_copies)
        self.copies = PaperCopies(self._counter, self._book, self._page)
        send_on = QShortcut(key("send_on").qt(), self._page)
        send_on.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        send_on.activated.connect(self.stacks.send_or_bring)
        made.take_over_asked.connect(self.copies.take_over)
        made.facts_asked.connect(self.copies.describe)
        facts = QShortcut(key("facts").qt(), self._page)
        facts.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        facts.activated.connect(lambda: self.copies.describe(made.current))
        made.separators_asked.connect(self._print_separators)
        for line in (self.scanning, self.stacks.line, self.reading):
            made.body.addWidget(line)
        to_pages = key("pages")
        self._to_pages = controls.KeyButton(
            "", "papers.pages", key=to_pages, role="link", icon="files", theme=self._counter.theme
        )
        self._to_pages.lay_left()
        self._to_pages.clicked.connect(lambda: self.edit_pages(on=True))
        pages = QShortcut(to_pages.qt(), self._page)
        pages.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        pages.activated.connect(lambda: self.edit_pages(on=not self._editing))
        self._to_pages.hide()
        made.body.addWidget(self._to_pages)
        self.budget = DraftBudget(self._counter, self._book, self._page)
        self.budget.told.connect(self._page.told)
        self.budget.failed.connect(self._page.explain)
        made.body.addWidget(self.budget)
        return made

    # ------------------------------------------------------------ what is shown

    @property
    def editing(self) -> bool:
        """Whether the page editor stands in place of the people and the receipt."""
        return self._editing

    def edit_pages(self, *, on: bool) -> None:
        """Open the page editor, or put it away."""
        if on == self._editing:
            return
        if on:
            self._came_from = self._page.focusWidget()
        self._editing = on
        self.pages_column.setVisible(on)
        self.arranged.emit()
        if on:
            self.tray.enter()
        elif self._came_from is not None and shiboken6.isValid(self._came_from):
            self._came_from.setFocus()

    def show_papers(self, draft: Draft) -> None:
        """Show the checklist of the draft in front and what lies in its tray."""
        self.checklist.show_papers(draft.papers)
        self.tray.show_tray(draft.id, draft.papers)

    def show_receipt(self, receipt: bytes | None) -> None:
        """The receipt as it would be printed; a copy that is being looked at stays."""
        self._receipt = receipt
        if self._to_receipt.isHidden():
            self.view.show_pdf(receipt)

    def look_at_receipt(self) -> None:
        """Show the receipt again in place of a copy."""
        self._section.title.setText(self.tr("Receipt"))
        self._to_receipt.hide()
        self.view.show_pdf(self._receipt)

    def open_copies(self, component: str) -> None:
        """Look at the copy of a component, or at its pages while they lie in the tray."""
        draft = self._book.current
        paper = next((paper for paper in draft.papers if paper.component == component), None) if draft else None
        if paper is not None and not paper.files:
            self.edit_pages(on=True)
        elif paper is not None:
            office, last = self._counter.office, paper.files[-1]
            self._section.title.setText(paper.name)
            self._to_receipt.show()
            self._page.ask(lambda: office.vault.read(last.sha256), self.view.show_pdf)
            if last.source == "reuse":
                name = paper.name
                self._page.ask(lambda: (name, copies.code_of(office, last.reused_from)), self._say_where_from)

    def _say_where_from(self, found: tuple[str, str]) -> None:
        name, code = found
        if not self._to_receipt.isHidden() and code:
            text = self.tr("{paper}: taken over from dossier {code}").format(paper=name, code=code)
            self._section.title.setText(text)

    def back(self) -> bool:
        """One step back: stop the scanner, close the editor, or leave a copy for the receipt; False for none."""
        if self.scanning.cancel() or self.stacks.line.stop() or self.reading.stop():
            return True
        if self._editing:
            self.edit_pages(on=False)
            return True
        if not self._to_receipt.isHidden():
            self.look_at_receipt()
            return True
        return False

    # ------------------------------------------------------------ what comes in

    def scan(self, *, camera: bool = False) -> bool:
        """Scan into the current component, or with this machine's ``camera``; False when the draft in front has no
        papers yet."""
        draft = self._book.current
        if draft is None or not draft.papers:
            return False
        current = self.checklist.current
        self.scanning.start(draft.id, current, draft.papers, camera=camera)
        return True

    def _wanting(self) -> tuple[str, str] | None:
        draft = self._book.current
        return (draft.id, self.checklist.current) if draft is not None and draft.papers else None

    def _scanned(self, result: Scanned) -> None:
        self.tray.reload()
        draft = self._book.find(result.pages[0].tray) if result.pages else None
        if draft is not None:
            self.stacks.take(draft, result)

    def _filed(self, stack: Stack | None) -> None:
        self.tray.reload()
        if stack is None or not stack.in_order:
            self.edit_pages(on=True)

    def _print_separators(self) -> None:
        if self._book.current is not None:
            self.stacks.print_sheets(self._book.current)

    def _choose_files(self, component: str) -> None:
        kinds = self.tr("Papers (*.pdf *.jpg *.jpeg *.png *.tif *.tiff)")
        names, _ = QFileDialog.getOpenFileNames(self.checklist, self.tr("Add files"), "", kinds)
        if names:
            self.add_files(component, [Path(name) for name in names])

    def add_files(self, component: str, paths: list[Path]) -> None:
        """Attach the pages of these files, in order, to a component."""
        draft = self._book.current
        if draft is not None:
            office = self._counter.office
            if not self.reading.running:
                self._progress, self._unread = Progress(), 0
                self.reading.begin(self.tr("Reading the files…"), self._progress.cancel.set, self._progress)
            progress, self._unread = self._progress, self._unread + 1
            # Large files take a while; what they become goes into this draft, whichever is in front by then.
            self._page.ask_aside(
                lambda: (draft.id, component, _read(office, draft, component, paths, progress)),
                self._files_read,
                self._not_read,
            )

    def _one_less(self) -> None:
        self._unread -= 1
        if not self._unread:
            self.reading.end()

    def _not_read(self, error: MotCuaError) -> None:
        self._one_less()
        self._page.explain(error)

    def _files_read(self, read: tuple[str, str, bytes | None]) -> None:
        self._one_less()
        draft_id, component, pdf = read
        if pdf is None:
            self._page.told.emit(Notice(self.tr("Stopped: no file was added."), "muted"))
            return
        draft, office, session = self._book.find(draft_id), self._counter.office, self._counter.session
        if draft is not None:
            self._page.ask(
                lambda: (draft, copies.attach_file(office, session, draft, component, pdf)), self._files_attached
            )

    def _files_attached(self, attached: tuple[Draft, Draft]) -> None:
        self._book.lay_copies(*attached)
        if not any(item.source == "reuse" for item in _new_files(*attached)):
            return
        text = self.tr("The same file is held of this person already: the record says where it comes from.")
        self._page.told.emit(Notice(text, "ok"))

    def put_with(self, number: int) -> bool:
        """Put the pages chosen in the editor with a paper of the checklist; False while the editor is closed."""
        if self._editing and number < len(self.checklist.lines):
            self.tray.assign(self.checklist.lines[number].paper.component)
        return self._editing

    def _pages_listed(self) -> None:
        draft, waiting = self._book.current, self.tray.waiting
        if draft is None or draft.id != self.tray.shown:
            return
        papers = tuple(self._as_pages_say(paper, waiting) for paper in draft.papers)
        if papers != draft.papers:
            self._book.edit(papers=papers)
            self.checklist.show_papers(papers)
        self.checklist.show_waiting(waiting)
        count, aside = sum(waiting.values()), sum(1 for page in self.tray.pages if page.removed)
        text = self.tr("{count} scanned pages, {aside} laid aside").format(count=count, aside=aside)
        self._to_pages.set_words(text)
        self._to_pages.setVisible(bool(self.tray.pages))
        if not self.scanning.running and self.tray.pages and not self._editing:
            self.checklist.choose_next_unscanned()
        self.budget.look()
        self.counted.emit()

    def _as_pages_say(self, paper: DraftPaper, waiting: dict[str, int]) -> DraftPaper:
        """A paper is ticked when pages of it come; and no more when they are taken back, unless by hand."""
        by_pages = (self.tray.shown, paper.component)
        if waiting.get(paper.component) and not paper.ticked:
            self._ticked_by_pages.add(by_pages)
            return replace(paper, ticked=True)
        if by_pages in self._ticked_by_pages and not waiting.get(paper.component) and not paper.files:
            self._ticked_by_pages.discard(by_pages)
            return replace(paper, ticked=False)
        return paper

    def _edited(self, papers: tuple[DraftPaper, ...]) -> None:
        draft = self._book.current
        if draft is not None:
            by_hand = set(papers) - set(draft.papers)
            self._ticked_by_pages -= {(draft.id, paper.component) for paper in by_hand}
        self._book.edit(papers=papers)

    # ------------------------------------------------------------ what holds an act up

    def still_scanning(self) -> bool:
        """Whether pages are still coming for the draft in front; says so."""
        running = self.scanning.running or self.stacks.busy
        if running:
            text = self.tr("The scanner is still at work. Wait for its last page, or stop it.")
            self._page.told.emit(Notice(text, "soon"))
        return running

    def pages_in_the_way(self) -> bool:
        """Whether pages are still coming, or lie here without a paper, so that they would not come along; says so."""
        if self.still_scanning():
            return True
        known = {paper.component for paper in self.checklist.papers}
        loose = any(component not in known for component in self.tray.waiting)
        if loose:
            self.ask_for_papers()
        else:
            self.edit_pages(on=False)
        return loose

    def ask_for_papers(self) -> None:
        """Open the page editor and say that pages there belong to no paper yet."""
        self.edit_pages(on=True)
        text = self.tr("Some scanned pages belong to no paper yet. Put them with a paper or lay them aside.")
        self._page.told.emit(Notice(text, "soon"))
