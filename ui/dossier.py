"""One dossier whole: what it is, its life, its papers and prints, what may be done next and what is still owed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShortcut
from PySide6.QtWidgets import QFileDialog, QTabWidget

from app.desk import copies, printing, returns
from app.desk import dossier_page as desk
from app.desk.dossier_page import DossierView
from app.domain.codes import looks_like_code
from ui import controls, listing, words
from ui import theme as look
from ui.dossier_acts import ActsColumn
from ui.dossier_parts import Facts, Papers, Prints
from ui.keys import key
from ui.late_scans import LateScans
from ui.place import Counter, Notice, Place
from ui.signatures import told_of
from ui.timeline import Timeline

SCANS = 3
"""The tab of the pages that are not attached yet."""
NARROW, NARROWEST = 1000, 720
"""Below the first width three columns do not fit side by side, below the second not even two."""
HIGH_ENOUGH = 300
"""How high history, papers and prints are where the rest of the page stands below them."""


class DossierPage(Place):
    """The page of one dossier; it opens by stream or by code."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter, "dossier")
        self._stream = ""
        self._behind = False
        self._view: DossierView | None = None
        self._wish = ""
        theme = counter.theme
        self.back_button = controls.tool(theme, "back", self.tr("Back (Esc)"), "dossier.back")
        self.back_button.clicked.connect(lambda: self.wanted.emit("back"))
        self.name = controls.label("", "title", wrap=True, name="dossier.name")
        self.code = controls.label("", "code", name="dossier.code")
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.procedure = controls.label("", "muted", wrap=True, name="dossier.procedure")
        self.status = controls.Tag(theme, "dossier.status")
        self.left = controls.Tag(theme, "dossier.left")
        under = controls.row(self.code, self.procedure, spacing=look.GAP)
        under.setStretch(1, 1)
        titled = controls.row(self.name, self.status, self.left, spacing=look.GAP)
        # The name takes the width it needs to stay whole; the tags are never squeezed for it.
        titled.setStretch(0, 1)
        head = controls.row(self.back_button, controls.column(titled, under, spacing=2), spacing=look.SMALL)
        head.setStretch(1, 1)

        self.facts = Facts(counter)
        self.facts.opened.connect(lambda stream: self.wanted.emit(f"dossier/{stream}"))
        self.timeline = Timeline(theme)
        self.papers = Papers(counter)
        self.papers.asked.connect(self._open_file)
        self.papers.save_asked.connect(self._choose_folder)
        self.prints = Prints(counter)
        self.prints.opened.connect(self._open_print)
        self.prints.again.connect(self._print_again)
        self.prints.asked.connect(self._print_other)
        self.prints.handed_out.connect(self._hand_out)
        self.scans = LateScans(counter)
        self.scans.listed.connect(self._scans_listed)
        self.scans.told.connect(self.told)
        self.scans.failed.connect(self.explain)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("dossier.tabs")
        self.tabs.setDocumentMode(True)
        pages = QShortcut(key("pages").qt(), self)
        pages.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        pages.activated.connect(self._turn_to_pages)
        for page, text in (
            (self.timeline, self.tr("History")),
            (self.papers, self.tr("Papers")),
            (self.prints, self.tr("Prints")),
            (self.scans, self.tr("Scanned pages")),
        ):
            self.tabs.addTab(controls.holder(controls.column(page, margins=(14, look.GAP, 14, 14))), text)
        self.tabs.setTabToolTip(SCANS, f"{self.tr('Scanned pages')} ({key('pages').shown})")
        self._middle = controls.frame(
            "section", controls.column(self.tabs, margins=(1, look.TIGHT, 1, 1)), "dossier.middle"
        )

        self._beside = controls.scrolled(self.facts, "dossier.facts.scroll")
        self._columns_shown = 0
        self.acts = ActsColumn(self, self.scans.tray)
        self.acts.done.connect(self._load)
        self.acts.scan_wanted.connect(self.scan)
        self.acts.hand_out_wanted.connect(self._hand_out)
        self._columns = controls.row(self._beside, self._middle, self.acts, spacing=look.GAP)
        for place, share in enumerate((30, 44, 28)):
            self._columns.setStretch(place, share)
        margins = (look.WIDE, look.GAP, look.WIDE, look.WIDE)
        whole = controls.column(head, self._columns, spacing=look.GAP, margins=margins)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window who and when stands below what can be done, so that the history keeps its width; in the
        narrowest the history stands above both, and all of it scrolls as one."""
        super().resizeEvent(event)
        scaled, width = self.counter.theme.scaled, self.width()
        shown = 3 if width >= scaled(NARROW) else 2 if width >= scaled(NARROWEST) else 1
        before, self._columns_shown = self._columns_shown, shown
        if not before or (shown == 3) != (before == 3):
            self._beside.setVisible(shown == 3)
            if shown == 3:
                self.acts.below.removeWidget(self.facts)
                self._beside.setWidget(self.facts)
            else:
                self._beside.takeWidget()
                self.acts.below.addWidget(self.facts)
            self.facts.show()
        # The history goes from layout to layout without being let go, so that Tab walks the page as before.
        if shown == 1 and before != 1:
            self.acts.above.addWidget(self._middle)
        elif shown != 1 and before == 1:
            self._columns.insertWidget(1, self._middle, 44)
        self._middle.setMinimumHeight(scaled(HIGH_ENOUGH) if shown == 1 else 0)

    # ------------------------------------------------------------ opening and showing

    def go(self, rest: str) -> None:
        if rest in ("bring_back", "send_on"):
            self.scans.stacks.go(rest)
            return
        if not rest:
            return
        # "amend/<stream>": the citizen is still there and something is wrong.
        wish, slash, stream = rest.rpartition("/")
        self._wish, rest = (wish, stream) if slash else ("", rest)
        self.acts.close_form()
        if rest != self._stream:
            self._view = None
            self.acts.forget()
            self.tabs.setCurrentIndex(0)
        office = self.counter.office
        if looks_like_code(rest):
            self.ask(lambda: returns.find_stream(office, rest), self._found, slot="find")
        else:
            self._found(rest)

    def _found(self, stream: str) -> None:
        self._stream = stream
        self._load()

    def leave(self) -> None:
        self.scans.scanning.cancel()

    def enter(self) -> None:
        self.back_button.setFocus()
        if self._behind:
            self._load()

    def refresh(self, topics: frozenset[str], streams: frozenset[str]) -> None:
        if self._stream and (self._stream in streams or "prints" in topics or "files" in topics):
            # Nobody looks now: it is read again when somebody comes back.
            self._behind = not self.isVisible()
            if not self._behind:
                self._load()

    def _load(self) -> None:
        self._behind = False
        office, session, stream = self.counter.office, self.counter.session, self._stream
        self.ask(lambda: desk.open_dossier(office, session, stream), self._show, slot="open")

    def _show(self, view: DossierView) -> None:
        self._view = view
        dossier = view.dossier
        people, procedure = dossier.people, dossier.procedure
        self.name.setText(people.applicant.full_name if people else self.tr("Name no longer kept"))
        self.code.setText(dossier.code or " ".join(dossier.former_codes) or words.NOT_KNOWN)
        self.procedure.setText(procedure.name if procedure else "")
        tone, icon = listing.status_look(dossier.status)
        self.status.say(words.status(dossier.status), tone, icon)
        self.left.setVisible(bool(view.time_left))
        if view.time_left:
            self.left.say(view.time_left, view.tone, words.TONE_ICONS.get(view.tone, "clock"))
        now = self.counter.office.now()
        self.facts.show_view(view, now)
        self.timeline.show_lines(view.timeline, view.officer_names, now)
        self.papers.show_view(view)
        self.prints.show_lines(view.prints, now)
        self.scans.show_view(view)
        self.acts.show_view(view)
        wish, self._wish = self._wish, ""
        if wish in self.acts.buttons and self.acts.buttons[wish].isEnabled():
            self.acts.begin(wish)

    def primary(self) -> None:
        if self.acts.form is not None:
            self.acts.form.press()
        elif self.tabs.currentIndex() == SCANS:
            self.scans.attach()

    def back(self) -> bool:
        if self.acts.form is not None:
            self.acts.close_form()
            return True
        return self.scans.stop()

    # ------------------------------------------------------------ papers and prints

    def _turn_to_pages(self) -> None:
        """To the scanned pages and back to the history."""
        if self.tabs.currentIndex() == SCANS:
            self.tabs.setCurrentIndex(0)
            self.tabs.tabBar().setFocus()
        else:
            self.tabs.setCurrentIndex(SCANS)
            self.scans.tray.enter()

    def scan(self) -> None:
        if self._view is not None:
            component = self.papers.component
            self.tabs.setCurrentIndex(SCANS)
            self.scans.scan(component)

    def _scans_listed(self) -> None:
        count = self.scans.count
        title = self.tr("Scanned pages")
        self.tabs.setTabText(SCANS, f"{title} ({count})" if count else title)

    def _open_file(self, sha256: str) -> None:
        office, session, stream = self.counter.office, self.counter.session, self._stream
        self.ask(lambda: desk.file_bytes(office, session, stream, sha256), self._show_file, slot="file")

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("Save the copies"))
        if name:
            self.save_copies(Path(name))

    def save_copies(self, folder: Path) -> None:
        """Write every copy of the dossier that is on this machine into ``folder``."""
        if self._view is None:
            return
        office, session, stream = self.counter.office, self.counter.session, self._stream
        every = len(self._view.dossier.files)
        self.ask_aside(lambda: (every, copies.export(office, session, stream, folder)), self._saved)

    def _saved(self, done: tuple[int, tuple[Path, ...]]) -> None:
        every, written = done
        text = self.tr("{count} copies saved.").format(count=len(written))
        if len(written) < every:
            text += " " + self.tr("{count} are still at the hub.").format(count=every - len(written))
        self.told.emit(Notice(text, "ok" if len(written) == every else "soon"))

    def _show_file(self, pdf: bytes | None) -> None:
        if pdf is None:
            self.told.emit(Notice(self.tr("This file is still at the hub; it comes with the next exchange."), "soon"))
        else:
            self.papers.show_pdf(pdf)
            office = self.counter.office
            self.ask_aside(lambda: told_of(office, pdf), self._show_signatures, slot="signatures")

    def _show_signatures(self, told: tuple[str, str]) -> None:
        self.papers.show_signatures(*told)

    def _open_print(self, job_id: str) -> None:
        office = self.counter.office
        self.ask(lambda: printing.pdf_of(office, job_id), self.prints.show_pdf, slot="print")

    def print_again(self) -> None:
        if self._view is not None and self._view.prints:
            self._print_again(self._view.prints[0].form)

    def _print_again(self, form: str) -> None:
        office, session, stream = self.counter.office, self.counter.session, self._stream
        self.ask(lambda: printing.reprint(office, session, stream, form), self._queued)

    def _print_other(self, form: str) -> None:
        office, session, stream = self.counter.office, self.counter.session, self._stream
        if form == printing.LABEL:
            self.ask(lambda: (form, printing.issue_label(office, session, stream)), self._issued)
        else:
            self.ask(lambda: (form, printing.issue(office, session, stream, form)), self._issued)

    def _issued(self, made: tuple[str, str]) -> None:
        self.told.emit(Notice(self.tr("On its way to the printer: {slip}.").format(slip=words.form(made[0])), "ok"))

    def _queued(self, _: str) -> None:
        self.told.emit(Notice(self.tr("Printing again, marked “In lại”."), "ok"))

    def _hand_out(self, job_id: str) -> None:
        office, session = self.counter.office, self.counter.session
        self.ask(lambda: printing.hand_out(office, session, job_id), self._handed_out)

    def _handed_out(self, _: None) -> None:
        self.told.emit(Notice(self.tr("Handed out."), "ok"))
