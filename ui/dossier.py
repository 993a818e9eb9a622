"""One dossier whole: what it is, its life, its papers and prints, what may be done next and what is still owed."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QTabWidget, QVBoxLayout, QWidget

from app.desk import dossier_page as desk
from app.desk import handover, overrides, printing, returns
from app.desk.dossier_page import DossierView
from app.desk.timeline import TimelineLine
from app.domain.codes import looks_like_code
from app.domain.dossier import RECEIVED
from app.errors import MotCuaError
from app.vault.signing import SignatureSeen, signatures
from ui import calling, controls, deciding, listing, messages, words
from ui import theme as look
from ui.acts import FORMS, ActForm, Desk, SupplementedForm
from ui.dossier_parts import Facts, Papers, Prints, WholeColumn
from ui.late_scans import LateScans
from ui.owed import Owed
from ui.place import Counter, Notice, Place
from ui.side_acts import SIDE_FORMS
from ui.signatures import seen_words
from ui.timeline import Timeline

ACTS: dict[str, tuple[str, str]] = {
    name: (str(text), icon)
    for name, text, icon in (
        ("hand_over", QT_TRANSLATE_NOOP("Acts", "Hand over to the agency"), "handover"),
        ("acknowledge", QT_TRANSLATE_NOOP("Acts", "Sign for the papers"), "check"),
        ("request_supplement", QT_TRANSLATE_NOOP("Acts", "Request a supplement…"), "files"),
        ("supplement", QT_TRANSLATE_NOOP("Acts", "Take in the supplement…"), "receive"),
        ("collect_payment", QT_TRANSLATE_NOOP("Acts", "Collect the fee…"), "money"),
        ("return_result", QT_TRANSLATE_NOOP("Acts", "Return the result…"), "return"),
        ("extend_with_apology", QT_TRANSLATE_NOOP("Acts", "Apology and new date…"), "calendar"),
        ("amend", QT_TRANSLATE_NOOP("Acts", "Correct details…"), "pen"),
        ("amend_papers", QT_TRANSLATE_NOOP("Acts", "Correct papers and fees…"), "files"),
        ("withdraw", QT_TRANSLATE_NOOP("Acts", "Withdraw…"), "undo"),
        ("stop", QT_TRANSLATE_NOOP("Acts", "Stop…"), "stop"),
        ("check_account", QT_TRANSLATE_NOOP("Acts", "e-ID account checked…"), "user"),
        ("consult", QT_TRANSLATE_NOOP("Acts", "Ask another agency…"), "users"),
        ("shelve", QT_TRANSLATE_NOOP("Acts", "Put on the shelf…"), "pin"),
        ("refund", QT_TRANSLATE_NOOP("Acts", "Give money back…"), "money"),
        ("return_papers", QT_TRANSLATE_NOOP("Acts", "Give papers back…"), "files"),
    )
}
"""The acts a dossier offers, with their words and icons, in the order of the page."""

PAYING = {"account_check": "check_account", "fee": "collect_payment"}
"""The debts an act of the page pays."""
SCANS = 3
"""The tab of the pages that are not attached yet."""
NARROW = 1000
"""Below this width three columns do not fit side by side."""
HANDOVERS = {"hand_over": "out", "acknowledge": "in"}
"""The acts both sides scan for, and the side of the handover's page they are done on."""


class DossierPage(Place):
    """The page of one dossier; it opens by stream or by code."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter, "dossier")
        self._stream = ""
        self._behind = False
        self._view: DossierView | None = None
        self._wish = ""
        self._form: ActForm | None = None
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
        self.timeline = Timeline(theme)
        self.papers = Papers(counter)
        self.papers.asked.connect(self._open_file)
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
        for page, text in (
            (self.timeline, self.tr("History")),
            (self.papers, self.tr("Papers")),
            (self.prints, self.tr("Prints")),
            (self.scans, self.tr("Scanned pages")),
        ):
            self.tabs.addTab(controls.holder(controls.column(page, margins=(14, look.GAP, 14, 14))), text)
        middle = controls.frame("section", controls.column(self.tabs, margins=(1, look.TIGHT, 1, 1)), "dossier.middle")

        self._beside = controls.scrolled(QWidget(), "dossier.facts.scroll")
        self._narrow: bool | None = None
        columns = controls.row(self._beside, middle, self._side(), spacing=look.GAP)
        for place, share in enumerate((30, 44, 28)):
            columns.setStretch(place, share)
        whole = controls.column(head, columns, spacing=look.GAP, margins=(look.WIDE, look.GAP, look.WIDE, look.WIDE))
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window who and when stands below what can be done, so that the history keeps its width."""
        super().resizeEvent(event)
        narrow = self.width() < self.counter.theme.scaled(NARROW)
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self._beside.setVisible(not narrow)
        if narrow:
            self._beside.takeWidget()
            self._below.addWidget(self.facts)
        else:
            self._below.removeWidget(self.facts)
            self._beside.setWidget(self.facts)
        self.facts.show()

    def _side(self) -> QWidget:
        theme = self.counter.theme
        self._acts: dict[str, QPushButton] = {}
        section = controls.Section(self.tr("What can be done"), "dossier.acts")
        section.body.setSpacing(0)
        for name, (text, icon) in ACTS.items():
            made = controls.button(
                QCoreApplication.translate("Acts", text), f"act.{name}.open", "quiet", icon=icon, theme=theme
            )
            made.clicked.connect(partial(self._act, name))
            section.body.addWidget(made)
            self._acts[name] = made
        self._acts_section = section
        self.call = calling.call_button(theme)
        self.call.clicked.connect(self._call)
        section.body.addWidget(self.call)
        self._owed = Owed(theme, self)
        self._owed.paid.connect(self._pay)
        self._owed.decided.connect(self._decide)
        self._form_place = QVBoxLayout()
        self._form_place.setContentsMargins(0, 0, 0, 0)
        content = QWidget()
        layout = QVBoxLayout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(look.GAP)
        layout.addLayout(self._form_place)
        layout.addWidget(self._owed)
        layout.addWidget(section)
        self._below = QVBoxLayout()
        layout.addLayout(self._below)
        layout.addStretch(1)
        content.setLayout(layout)
        return WholeColumn(content, "dossier.side")

    # ------------------------------------------------------------ opening and showing

    def go(self, rest: str) -> None:
        if rest == "bring_back":
            self.scans.stacks.bring_back()
            return
        if not rest:
            return
        # "amend/<stream>": the citizen is still there and something is wrong.
        wish, slash, stream = rest.rpartition("/")
        self._wish, rest = (wish, stream) if slash else ("", rest)
        self._close_form()
        if rest != self._stream:
            self._view = None
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
        self._show_acts(view)
        wish, self._wish = self._wish, ""
        if wish in self._acts and self._acts[wish].isEnabled():
            self._act(wish)
        self._owed.show_view(view, now, may_decide=overrides.may_decide(self.counter.session))

    def _show_acts(self, view: DossierView) -> None:
        for allowed in view.acts:
            made = self._acts.get(allowed.act)
            if made is None:
                continue
            made.setEnabled(allowed.allowed)
            refusal = allowed.refusal
            law = f" ({refusal.law})" if refusal is not None and refusal.law else ""
            why = messages.of_rule(refusal.rule, refusal.facts).both + law if refusal is not None else ""
            made.setToolTip(why)
            made.setAccessibleDescription(why)
        calling.show_way(self.call, view.specialists)

    def _decide(self, act: TimelineLine) -> None:
        decided = deciding.decide(self, act, self.counter.office.now())
        if decided is None:
            return
        decision, reason = decided
        office, session, stream = self.counter.office, self.counter.session, self._stream
        self.ask(lambda: overrides.resolve(office, session, stream, act.event, decision, reason), self._done)

    # ------------------------------------------------------------ acts

    def _act(self, name: str) -> None:
        view = self._view
        if view is None:
            return
        if name == "return_result":
            self.wanted.emit(f"returns/{view.stream}")
            return
        if name in HANDOVERS:
            self._pass_on(name, view)
            return
        with_what = Desk(self.counter.office, self.counter.session)
        self._close_form()
        form = (FORMS | SIDE_FORMS)[name](self.counter.theme, with_what, view)
        form.asked.connect(self._do)
        form.left.connect(self._close_form)
        self._form = form
        self._form_place.addWidget(form)
        if isinstance(form, SupplementedForm):
            form.follow(self.scans.tray)
        self._acts_section.hide()
        form.focus_first()

    def _call(self) -> None:
        if self._view is not None and self._view.specialists is not None:
            self.told.emit(calling.call(self._view))

    def _pay(self, debt: str) -> None:
        """Pay a debt: the act, the scanner, the printer or the hand that settles it."""
        view = self._view
        if view is None:
            return
        printed = [
            line
            for line in view.prints
            if line.form in printing.RECEIPT_FORMS and line.state == "printed" and line.handed_out_at is None
        ]
        if debt in PAYING:
            self._act(PAYING[debt])
        elif debt == "scan":
            self.scan()
        elif debt == "signature":
            self.wanted.emit(f"signing/{view.stream}")
        elif debt == "hand_out" and printed:
            self._hand_out(printed[-1].id)
        else:
            # The receipt is still to come out, or the corrected one: it lies among the slips.
            self.wanted.emit("post/prints")

    def _pass_on(self, name: str, view: DossierView) -> None:
        """Both sides scan on the handover's page; what no list there shows (papers sent back to this counter, or going
        on from it) is passed on here."""
        office, session, streams = self.counter.office, self.counter.session, (view.stream,)
        listed = view.dossier.status == RECEIVED if name == "hand_over" else view.dossier.result_transit is not None
        if listed:
            self.wanted.emit(f"handover/{HANDOVERS[name]}/{view.stream}")
        elif name == "hand_over":
            self.ask(lambda: handover.hand_over(office, session, streams), self._done)
        else:
            self.ask(lambda: handover.acknowledge(office, session, streams), self._done)

    def _do(self, work: Any) -> None:
        self.ask(work, self._done, self._failed)

    def _done(self, done: Any) -> None:
        self._close_form()
        printing_now = bool(getattr(done, "prints", ()))
        text = self.tr("Recorded; the slip is being printed.") if printing_now else self.tr("Recorded.")
        self.told.emit(Notice(text, "ok"))
        self._load()

    def _failed(self, error: MotCuaError) -> None:
        if self._form is not None:
            self._form.explain(error)
        else:
            self.explain(error)

    def _close_form(self) -> None:
        if self._form is not None:
            self._form_place.removeWidget(self._form)
            self._form.hide()
            self._form.deleteLater()
            self._form = None
            self._acts_section.show()

    def primary(self) -> None:
        if self._form is not None:
            self._form.press()
        elif self.tabs.currentIndex() == SCANS:
            self.scans.attach()

    def back(self) -> bool:
        if self._form is not None:
            self._close_form()
            return True
        return self.scans.scanning.cancel()

    # ------------------------------------------------------------ papers and prints

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

    def _show_file(self, pdf: bytes | None) -> None:
        if pdf is None:
            self.told.emit(Notice(self.tr("This file is still at the hub; it comes with the next exchange."), "soon"))
        else:
            self.papers.show_pdf(pdf)
            self.ask_aside(lambda: signatures(pdf), self._show_signatures, slot="signatures")

    def _show_signatures(self, found: tuple[SignatureSeen, ...]) -> None:
        self.papers.show_signatures(*seen_words(found, self.counter.office.now()))

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
