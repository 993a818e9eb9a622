"""Finding the procedure: a few letters, the best matches below them, and the one chosen with its limit and fee."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    QUrl,
    Signal,
)
from PySide6.QtGui import QDesktopServices, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QCheckBox,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.desk import reception as desk
from app.desk.drafts import Draft
from app.desk.reception import ProcedureChoice
from app.errors import MotCuaError
from ui import controls, fitting, icons, messages
from ui.ahead import TypeAhead
from ui.fields import Field
from ui.place import Counter
from ui.theme import Theme

PAUSE_MILLISECONDS = 90
SHOWN = 6
"""Offers seen at once; the list scrolls for the rest."""

Index = QModelIndex | QPersistentModelIndex


class _Offers(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[ProcedureChoice] = []

    def show(self, found: list[ProcedureChoice]) -> None:
        self.beginResetModel()
        self.found = found
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.found)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        choice = self.found[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{choice.name}, {choice.code}"
        return None


class _Painter(QStyledItemDelegate):
    """Two lines an offer: the name, and below it code, limit and fee."""

    def __init__(self, theme: Theme, elsewhere: str, model: _Offers, view: QListView) -> None:
        super().__init__(view)
        self._theme, self._elsewhere, self._model, self._view = theme, elsewhere, model, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        metrics = QFontMetrics(self._theme.font())
        width = max(120, self._view.viewport().width() - 24)
        name = metrics.boundingRect(
            QRect(0, 0, width, 400), int(Qt.TextFlag.TextWordWrap), self._model.found[index.row()].name
        )
        return QSize(120, name.height() + QFontMetrics(self._theme.font(larger=-1)).height() + 14)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        choice = self._model.found[index.row()]
        box: QRect = option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.soft("accent"))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)
        inner = box.adjusted(10, 6, -10, -6)
        painter.setFont(self._theme.font())
        painter.setPen(self._theme.colour("text" if choice.recordable else "muted"))
        under = QFontMetrics(self._theme.font(larger=-1)).height()
        name = QRect(inner.left(), inner.top(), inner.width(), inner.height() - under - 2)
        painter.drawText(name, int(Qt.TextFlag.TextWordWrap), choice.name)
        painter.setFont(self._theme.font(larger=-1))
        painter.setPen(self._theme.colour("muted" if choice.recordable else "late"))
        line = QRect(inner.left(), inner.bottom() - under, inner.width(), under + 2)
        if choice.recordable:
            text = f"{choice.code}  ·  {choice.limit_text}  ·  {choice.fee_text}"
        else:
            painter.drawPixmap(line.left(), line.top() + 1, icons.pixmap("stop", self._theme.colour("late"), 14))
            line.adjust(20, 0, 0, 0)
            text = self._elsewhere
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()


class ProcedurePicker(controls.Section):
    """``picked`` carries the code of the procedure chosen, ``joined`` the name of a joint one to open with it."""

    picked = Signal(str)
    joined = Signal(str)

    def __init__(self, counter: Counter) -> None:
        super().__init__(self.tr("Procedure"), "reception.procedure")
        self._counter = counter
        self.line = QLineEdit()
        self.line.setPlaceholderText(self.tr("A few letters of the name, or the code"))
        self.field = Field(counter.theme, self.tr("Find a procedure"), self.line, "procedure")
        self.line.setClearButtonEnabled(True)
        self._offers = _Offers()
        self.list = QListView()
        self.list.setObjectName("procedure.offers")
        self.list.setProperty("role", "offers")
        self.list.setAccessibleName(self.tr("Procedures found"))
        self.list.setModel(self._offers)
        self._painter = _Painter(
            counter.theme, self.tr("received only in the system of the ministry"), self._offers, self.list
        )
        self.list.setItemDelegate(self._painter)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.clicked.connect(self._pick)
        self.list.hide()
        self._name = controls.label("", wrap=True, name="procedure.name")
        bold = counter.theme.font(bold=True)
        self._name.setFont(bold)
        self._under = controls.label("", "small", wrap=True, name="procedure.under")
        self._change = controls.button(self.tr("Change"), "procedure.change", "link")
        self._change.clicked.connect(self.search)
        self.joint = QCheckBox()
        self.joint.setObjectName("procedure.joint")
        self.joint.setProperty("bare", True)
        self.joint.clicked.connect(self._join)
        # A tick's own words never wrap, and names of joint procedures are long.
        self._joint_name = controls.label("", wrap=True)
        self._joint_name.setBuddy(self.joint)
        joint = controls.row(self.joint, self._joint_name, spacing=6)
        joint.setStretch(1, 1)
        self._joint_line = controls.holder(joint)
        self._chosen = controls.holder(
            controls.column(self._name, self._under, self._joint_line, spacing=2), "procedure.chosen"
        )
        self._joint_line.hide()
        self._chosen.hide()
        self.header.addWidget(self._change)
        self.body.addWidget(self.field)
        self.body.addWidget(self.list)
        self.body.addWidget(self._chosen)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self._find)
        self.line.textEdited.connect(self._typed)
        self.line.installEventFilter(self)
        self.ahead = TypeAhead(self.line)
        self._code = self._joint = self._draft_id = self._elsewhere = ""
        self._pick_first = self._finding = False

    def show_draft(self, draft: Draft) -> None:
        """Show the procedure of ``draft``, or the search when it has none."""
        if draft.id != self._draft_id:
            self.ahead.drop()
            fitting.to_top(self)
        self._draft_id = draft.id
        self._code = draft.procedure_code
        self.field.set_fault(None)
        self.line.clear()
        self.list.hide()
        chosen = bool(draft.procedure_code)
        self.field.setVisible(not chosen)
        self._chosen.setVisible(chosen)
        self._change.setVisible(chosen)
        self._name.setText(draft.procedure_name)
        self._under.setText(draft.procedure_code)
        self._joint_line.hide()

    def show_terms(self, text: str, joint: str = "", *, joined: bool = False) -> None:
        """The line under the chosen name: code, limit, fee; and the joint procedure that may be opened instead."""
        self._under.setText(text)
        self._joint_line.setVisible(bool(joint))
        self._joint = joint
        self._joint_name.setText(self.tr("Joint: {name}").format(name=joint))
        self.joint.setAccessibleName(self._joint_name.text())
        self.joint.setChecked(joined)

    def _join(self, on: bool) -> None:
        if on:
            self.joined.emit(self._joint)
        else:
            self.picked.emit(self._code)

    def search(self) -> None:
        """Back to the search; the procedure stays until another is picked."""
        self.field.setVisible(True)
        self._chosen.setVisible(False)
        self._change.setVisible(False)
        self.line.setFocus()
        self._find()

    def cancel(self) -> bool:
        """Esc: leave the search without a change; True when there was one to leave."""
        if self.field.isHidden() or not self._code:
            if not self.list.isHidden():
                self.list.hide()
                return True
            return False
        self.field.hide()
        self.list.hide()
        self._chosen.show()
        self._change.show()
        return True

    def _typed(self) -> None:
        self._elsewhere = ""
        self._pick_first = False
        self.field.set_fault(None)
        self._pause.start()

    def _find(self) -> None:
        office, session, text = self._counter.office, self._counter.session, self.line.text()
        self._finding = True
        self._counter.bridge.run(
            lambda: desk.find_procedures(office, session, text), self._show, self._not_found, owner=self, slot="find"
        )

    def _not_found(self, error: MotCuaError) -> None:
        self._finding = self._pick_first = False
        self.refuse(error)

    def refuse(self, error: MotCuaError) -> None:
        """Say why there is no procedure; what was typed meanwhile stands in the search."""
        self.field.set_fault(messages.of_error(error))
        self.ahead.release()

    def _show(self, found: list[ProcedureChoice]) -> None:
        self._finding = False
        if self.field.isHidden():
            self._pick_first = False
            self.ahead.release()
            return
        self._offers.show(found)
        self.list.setVisible(bool(found))
        if found:
            self.list.setCurrentIndex(self._offers.index(0))
            self.list.scrollToTop()
            self._fit()
            if self._pick_first:
                self._pick_first = False
                self._pick(self._offers.index(0))
        else:
            self._pick_first = False
            if self.line.text().strip():
                self.field.set_hint(self.tr("Nothing found. Try fewer letters, or the code."))
            self.ahead.release()

    def _fit(self) -> None:
        self.list.doItemsLayout()
        rows = min(SHOWN, self._offers.rowCount())
        height = sum(self.list.sizeHintForRow(number) for number in range(rows))
        self.list.setFixedHeight(height + 12)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        if event.type() == QEvent.Type.FocusIn and not self._code and not self._offers.found:
            self._find()
        return False

    def _key(self, event: QKeyEvent) -> bool:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: SHOWN, Qt.Key.Key_PageUp: -SHOWN}
        if event.key() in step and not self.list.isHidden():
            row = self.list.currentIndex().row() + step[Qt.Key(event.key())]
            self.list.setCurrentIndex(self._offers.index(max(0, min(self._offers.rowCount() - 1, row))))
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._pause.isActive():
                # Enter straight after the last letter means the best match of what is typed, once it is found.
                self._pause.stop()
                self._pick_first = True
                self._find()
                self.ahead.begin(self.line)
            elif self._finding:
                self._pick_first = True
                self.ahead.begin(self.line)
            elif not self.list.isHidden():
                self._pick(self.list.currentIndex())
            return True
        return False

    def _pick(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        choice = self._offers.found[index.row()]
        if not choice.recordable:
            self._lead_elsewhere(choice)
            self.ahead.release()
            return
        self.list.hide()
        self.ahead.begin(self.line)
        self.picked.emit(choice.code)

    def _lead_elsewhere(self, choice: ProcedureChoice) -> None:
        """Say where a procedure is taken in that is not taken in here; Enter on it once more opens that place."""
        if not choice.elsewhere_url.startswith("https://"):
            self.field.set_fault(messages.of_rule("procedure_elsewhere"))
            return
        if self._elsewhere == choice.code:
            QDesktopServices.openUrl(QUrl(choice.elsewhere_url))
        self._elsewhere = choice.code
        where = messages.of_rule("procedure_elsewhere").happened
        to_do = self.tr("Enter once more opens {system}.").format(system=choice.elsewhere)
        self.field.set_fault(messages.Sentence(where, to_do))

    def focus_here(self) -> None:
        """Put the hands where the procedure is looked for."""
        if self.field.isHidden():
            self._change.setFocus()
        else:
            self.line.setFocus()

    @property
    def editors(self) -> list[QWidget]:
        return [self.line]
