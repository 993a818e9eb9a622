"""The forms of the slips: an own template is tried from a file, seen beside the page it replaces, then used."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog

from app.desk import templates as desk
from app.desk.templates import FormLine, Trial
from app.errors import FileUnreadable, MotCuaError, ReferenceInvalid
from ui import asking, controls, messages, preview
from ui import theme as look
from ui.fitting import flowing
from ui.keys import key
from ui.place import Counter, Notice, Place
from ui.preview import PdfView
from ui.rows import Cell, Column, RowModel, RowView

NARROW = 700
LIST, NARROW_LIST = 334, 220
MOST_BYTES = 1024 * 1024
"""A template is a few pages of text; what is larger is another file."""


class TemplatesPage(Place):
    """For supervisors and the administrator, opened from the settings."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter, "templates")
        theme = counter.theme
        self._text = ""
        columns = (
            Column(
                "title",
                self.tr("Form"),
                lambda line: Cell(line.title, tip=f"{line.title} ({line.set_id})"),
                strong=True,
            ),
            Column("set", self.tr("Rules"), lambda line: Cell(line.set_id), width=70, spare=1),
            Column("own", self.tr("Template"), self._own, width=84),
        )
        self.model = RowModel(columns, lambda line: f"{line.set_id}/{line.key}", lines=2)
        self.view = RowView(theme, self.model, "templates.list", self.tr("Forms"))
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self._chosen())
        self.before = PdfView(counter.bridge, theme, "templates.before", self.tr("Choose a form."))
        self.after = PdfView(counter.bridge, theme, "templates.after", self.tr("No new template tried yet."))
        zoom = (self.tr("Smaller"), self.tr("Larger"))
        self._old, _ = preview.titled(self.before, theme, self.tr("As printed now"), words=zoom)
        self._new, _ = preview.titled(self.after, theme, self.tr("With the new template"), words=zoom)
        self.fault = controls.label("", tone="late", wrap=True, name="templates.fault")
        self.fault.hide()
        self.save = controls.button(self.tr("Save the text to a file…"), "templates.save")
        self.save.clicked.connect(self._choose_target)
        self.choose = controls.button(self.tr("Try a file…"), "templates.try")
        self.choose.clicked.connect(self._choose_file)
        self.restore = controls.button(self.tr("Back to the shipped form"), "templates.restore", "danger")
        self.restore.clicked.connect(self._restore)
        self.use = controls.KeyButton(self.tr("Use it"), "templates.use", key=key("primary"), role="primary")
        self.use.clicked.connect(self.primary)
        middle = controls.row(
            controls.frame("section", controls.column(self.view, margins=(1, 1, 1, 1))),
            self._old,
            self._new,
            spacing=look.GAP,
        )
        for place, share in enumerate((5, 5, 5)):
            middle.setStretch(place, share)
        upper = controls.column(
            controls.label(self.tr("Forms of the slips"), "title"),
            self.fault,
            middle,
            spacing=look.GAP,
            margins=(look.WIDE, look.GAP, look.WIDE, look.GAP),
        )
        upper.setStretch(2, 1)
        foot = controls.row(
            flowing(self.save, self.choose, spacing=look.SMALL),
            None,
            flowing(self.restore, self.use, spacing=look.SMALL),
            margins=(look.WIDE, look.SMALL, look.WIDE, look.SMALL),
        )
        whole = controls.column(upper, controls.frame("foot", foot, "templates.foot"), spacing=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self._offer()

    def _own(self, line: FormLine) -> Cell:
        return Cell(self.tr("own"), "accent", "pen") if line.own else Cell(self.tr("shipped"), "muted")

    # ------------------------------------------------------------ showing

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self._is_narrow
        self.view.setMinimumWidth(self.counter.theme.scaled(NARROW_LIST if narrow else LIST))
        self._show_pages()

    @property
    def _is_narrow(self) -> bool:
        return self.width() < self.counter.theme.scaled(NARROW)

    def _show_pages(self) -> None:
        """Both pages side by side; in a narrow window the one that matters now."""
        self._old.setVisible(not self._is_narrow or not self._text)
        self._new.setVisible(not self._is_narrow or bool(self._text))

    def enter(self) -> None:
        self._load()
        self.view.setFocus()

    def _load(self) -> None:
        office = self.counter.office
        self.ask_aside(lambda: desk.forms_of(office), self._show, slot="forms")

    def _show(self, lines: tuple[FormLine, ...]) -> None:
        if tuple(lines) != self.model.rows:
            self.model.show_rows(lines)
        self._chosen()

    @property
    def _line(self) -> FormLine | None:
        index = self.view.currentIndex()
        return self.model.rows[index.row()] if index.isValid() else None

    def _chosen(self) -> None:
        """Another form: show it as it is, with nothing tried."""
        self._text = ""
        self._refuse("")
        self.after.show_pdf(None)
        self._offer()
        line, office = self._line, self.counter.office
        if line is not None:
            self.ask_aside(
                lambda: desk.try_template(office, line.set_id, line.key, desk.text_of(office, line.set_id, line.key)),
                self._show_now,
                self._refused,
                slot="page",
            )

    def _show_now(self, trial: Trial) -> None:
        self.before.show_pdf(trial.before)

    def _refuse(self, text: str) -> None:
        self.fault.setText(text)
        self.fault.setVisible(bool(text))

    def _offer(self) -> None:
        line = self._line
        self._show_pages()
        self.use.setEnabled(bool(self._text))
        self.save.setEnabled(line is not None)
        self.choose.setEnabled(line is not None)
        self.restore.setEnabled(line is not None and line.own)

    # ------------------------------------------------------------ acts

    def _choose_target(self) -> None:
        line = self._line
        if line is None:
            return
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Save the text to a file…"), f"{line.key}.toml")
        if name:
            office, target = self.counter.office, Path(name)
            self.ask_aside(lambda: _write(target, desk.text_of(office, line.set_id, line.key)), self._saved)

    def _saved(self, name: str) -> None:
        self.told.emit(Notice(self.tr("Kept as {name}. Change it, then try it here.").format(name=name), "ok"))

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Try a file…"), "", "TOML (*.toml)")
        if name:
            self.try_file(Path(name))

    def try_file(self, path: Path) -> None:
        """Show the form as the template in ``path`` would print it, or the line it is refused for."""
        line, office = self._line, self.counter.office
        if line is None:
            return

        def tried() -> tuple[str, Trial]:
            text = _read(path)
            return text, desk.try_template(office, line.set_id, line.key, text)

        self.ask_aside(tried, self._tried, self._refused, slot="page")

    def _tried(self, answer: tuple[str, Trial]) -> None:
        self._text, trial = answer
        self._refuse("")
        self.before.show_pdf(trial.before)
        self.after.show_pdf(trial.after)
        self._offer()

    def _refused(self, error: MotCuaError) -> None:
        self._text = ""
        self.after.show_pdf(None)
        if isinstance(error, ReferenceInvalid):
            said = self.tr("The template is refused at line {line}: {reason}. The form is printed as before.")
            self._refuse(said.format(line=error.facts.get("line", 1), reason=error.facts.get("reason", "")))
        else:
            self._refuse(messages.of_error(error).both)
        self._offer()

    def primary(self) -> None:
        """Print the form from the template that was tried, from now on."""
        line, text = self._line, self._text
        if line is None or not text:
            return
        office, session = self.counter.office, self.counter.session
        self.ask(lambda: desk.adopt_template(office, session, line.set_id, line.key, text), self._used, self._refused)

    def _used(self, _: None) -> None:
        self.told.emit(Notice(self.tr("The form is printed from the new template from now on."), "ok"))
        self._load()

    def _restore(self) -> None:
        line = self._line
        if line is None or not asking.ask(
            self,
            self.counter.theme,
            self.tr("Print the shipped form again?"),
            self.tr("The own template is no longer used; its text stays beside it."),
            self.tr("Back to the shipped form"),
        ):
            return
        office, session = self.counter.office, self.counter.session
        self.ask(lambda: desk.restore_template(office, session, line.set_id, line.key), self._restored)

    def _restored(self, _: None) -> None:
        self.told.emit(Notice(self.tr("The shipped form is printed again."), "ok"))
        self._load()

    def back(self) -> bool:
        self.wanted.emit("settings")
        return True


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FileUnreadable("file", reason="too_large", limit_bytes=MOST_BYTES)
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FileUnreadable("file", reason="damaged") from error


def _write(path: Path, text: str) -> str:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise FileUnreadable("file", reason="not_written") from error
    return path.name
