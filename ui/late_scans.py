"""Papers of an accepted dossier scanned later: its pages as they lie in its tray, until they are attached to it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QWidget

from app.capture.metadata import CopyFacts
from app.desk import copies
from app.desk.dossier_page import DossierView
from app.desk.drafts import Draft, DraftPaper
from app.desk.scanning import Scanned
from app.desk.stacks import Stack
from app.errors import MotCuaError
from app.progress import Progress
from ui import controls
from ui import theme as look
from ui.budgets import LateBudget
from ui.fitting import flowing
from ui.keys import component_keys, key
from ui.paper_copies import FactsForm
from ui.place import Counter, Notice
from ui.scanning import ScanPanel
from ui.stacks import StackFiler
from ui.tray import TrayPanel
from ui.under_way import UnderWay
from ui.watching import FolderWatch


class LateScans(QWidget):
    """The tray of one dossier. ``listed`` says that its pages are known anew, ``told`` carries a `Notice`, ``failed`` a
    known failure."""

    listed = Signal()
    told = Signal(object)
    failed = Signal(object)

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self.setObjectName("dossier.scans")
        self._counter = counter
        self._draft: Draft | None = None
        self.scanning = ScanPanel(counter)
        self.stacks = StackFiler(counter, self, place="dossier")
        self.attaching = UnderWay("dossier.scans.attaching")
        self.tray = TrayPanel(counter)
        self.tray.show_close(on=False)
        self.scanning.laid.connect(self.tray.reload)
        self.scanning.ended.connect(self._scanned)
        self.stacks.filed.connect(self._filed)
        self.stacks.told.connect(self.told)
        self.tray.told.connect(self.told)
        self.tray.listed.connect(self._listed)
        self.folder = FolderWatch(counter, self, self._wanting)
        self.folder.laid.connect(self._scanned)
        self.folder.told.connect(self.told)
        self.budget = LateBudget(counter, self)
        self.budget.told.connect(self.told)
        self.budget.packed.connect(self.tray.reload)
        for part in (self.scanning, self.stacks, self.tray, self.folder, self.budget):
            part.failed.connect(self.failed)
        self._words = controls.label("", "small", wrap=True, name="dossier.scans.words")
        self.attach_button = controls.KeyButton(
            self.tr("Attach to the dossier"), "dossier.scans.attach", key=key("primary"), role="primary"
        )
        self.attach_button.clicked.connect(self.attach)
        self.facts_button = controls.KeyButton(
            self.tr("Data of the copy…"), "dossier.scans.facts", key=key("facts"), role="quiet"
        )
        self.facts_button.clicked.connect(self.describe)
        facts = QShortcut(key("facts").qt(), self)
        facts.activated.connect(self.describe)
        send_on = QShortcut(key("send_on").qt(), self)
        send_on.activated.connect(self.stacks.send_or_bring)
        foot = controls.row(self._words, flowing(self.facts_button, self.attach_button, spacing=look.SMALL))
        foot.setStretch(0, 1)
        whole = controls.column(
            self.scanning, self.stacks.line, self.attaching, self.tray, self.budget, foot, spacing=look.SMALL
        )
        whole.setStretch(3, 1)
        self.setLayout(whole)
        for number, sequence in enumerate(component_keys()):
            shortcut = QShortcut(sequence, self)
            shortcut.activated.connect(lambda number=number: self._put_with(number))

    @property
    def count(self) -> int:
        """How many pages lie here, those laid aside not counted."""
        return sum(self.tray.waiting.values())

    def show_view(self, view: DossierView) -> None:
        """Show the pages that lie in the tray of a dossier."""
        dossier = view.dossier
        scanned = {held.component for held in dossier.files}
        asked = set(dossier.supplement.components) if dossier.supplement else set()
        papers: dict[str, DraftPaper] = {}
        for held in dossier.papers:
            paper = held.paper
            wanted = paper.component in asked or paper.component not in scanned
            papers.setdefault(
                paper.component,
                DraftPaper(
                    paper.component, paper.name, ticked=wanted, shown=paper.shown, in_database=paper.in_database
                ),
            )
        code = dossier.procedure.code if dossier.procedure else ""
        self._draft = Draft(view.stream, procedure_code=code, papers=tuple(papers.values()))
        self.tray.show_tray(view.stream, self._draft.papers)

    # ------------------------------------------------------------ scanning

    def scan(self, component: str) -> None:
        """Scan what lies in the scanner for a paper, or for the first that has no copy yet where none is named."""
        wanted = self._wanting()
        if wanted is not None:
            chosen = component or wanted[1]
            self.scanning.start(wanted[0], chosen, self._draft.papers if self._draft is not None else ())

    def _wanting(self) -> tuple[str, str] | None:
        if self._draft is None:
            return None
        wanting = (paper.component for paper in self._draft.papers if paper.ticked and not paper.shown)
        return self._draft.id, next(wanting, "")

    def _scanned(self, result: Scanned) -> None:
        self.tray.reload()
        if self._draft is not None and result.pages and result.pages[0].tray == self._draft.id:
            self.stacks.take(self._draft, result)

    def _filed(self, _: Stack | None) -> None:
        self.tray.reload()

    def _put_with(self, number: int) -> None:
        if self._draft is not None and number < len(self._draft.papers):
            self.tray.assign(self._draft.papers[number].component)

    # ------------------------------------------------------------ what is said of a copy

    def describe(self) -> None:
        """Ask for what is said of the paper whose page is marked (NĐ 118/2025 Đ19.2)."""
        component = self.tray.marked
        if self._draft is None or not component:
            return
        office, stream = self._counter.office, self._draft.id
        name = next((paper.name for paper in self._draft.papers if paper.component == component), component)
        self._counter.bridge.run(
            lambda: (stream, component, name, copies.facts_of_paper(office, stream, component)),
            self._known,
            self._not_known,
            owner=self,
            slot="facts",
        )

    def _known(self, found: tuple[str, str, str, CopyFacts]) -> None:
        stream, component, name, facts = found
        if self._draft is None or self._draft.id != stream:
            return
        form = FactsForm(self, self._counter.theme, name, facts)
        form.accepted.connect(lambda: self._describe(stream, component, form.facts))
        form.open()

    def _describe(self, stream: str, component: str, facts: CopyFacts) -> None:
        office = self._counter.office
        self._counter.bridge.run(
            lambda: copies.describe_late(office, stream, component, facts), None, self._not_known, owner=self
        )

    def _not_known(self, error: MotCuaError) -> None:
        self.failed.emit(error)

    # ------------------------------------------------------------ attaching

    def _listed(self) -> None:
        waiting = self.tray.waiting
        self.attach_button.setEnabled(any(waiting.values()))
        self.facts_button.setEnabled(bool(self.tray.marked))
        loose = waiting.get("", 0)
        self._words.setText(
            self.tr("{count} pages belong to no paper yet and stay here.").format(count=loose) if loose else ""
        )
        if self._draft is not None:
            self.budget.look_at(self._draft.id)
        self.listed.emit()

    def attach(self) -> None:
        """Attach the pages that have a paper to the dossier."""
        if self.scanning.running or self.stacks.busy:
            text = self.tr("The scanner is still at work. Wait for its last page, or stop it.")
            self.told.emit(Notice(text, "soon"))
        elif self._draft is not None and self.attach_button.isEnabled():
            office, session, stream = self._counter.office, self._counter.session, self._draft.id
            self.attach_button.setEnabled(False)
            progress = Progress()
            self.attaching.begin(self.tr("The scanned pages become copies…"), progress.cancel.set, progress)
            self._counter.bridge.run(
                lambda: copies.file_tray(office, session, stream, progress),
                self._attached,
                self._not_attached,
                owner=self,
            )

    def stop(self) -> bool:
        """Stop the scanner, the filing or the attaching; False when none is at work."""
        return self.scanning.cancel() or self.stacks.line.stop() or self.attaching.stop()

    def _attached(self, hashes: tuple[str, ...]) -> None:
        self.attaching.end()
        text = self.tr("{count} copies attached to the dossier.").format(count=len(hashes))
        self.told.emit(Notice(text, "ok" if hashes else "soon"))
        self.tray.reload()

    def _not_attached(self, error: MotCuaError) -> None:
        self.attaching.end()
        self.failed.emit(error)
        self.tray.reload()
