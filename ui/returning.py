"""A citizen who was here before: what is still empty is filled from the last dossier, and the officer is told."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from app.desk import known_people as desk
from app.desk.drafts import DraftPerson
from app.desk.known_people import KnownPerson
from ui import words
from ui.drafts import DraftBook
from ui.people import People
from ui.place import Counter, Notice, Place


class Returning(QObject):
    """Looks once for each applicant of ``book`` that number and name tell; never fills over what is there."""

    def __init__(self, counter: Counter, book: DraftBook, people: People, page: Place) -> None:
        super().__init__(page)
        self._counter, self._book, self._people, self._page = counter, book, people, page
        self._looked: set[tuple[str, str, str]] = set()
        book.touched.connect(self._look)

    def _look(self) -> None:
        draft = self._book.current
        told = desk.told_by(draft.applicant) if draft is not None else None
        if draft is None or told is None or (draft.id, *told) in self._looked:
            return
        self._looked.add((draft.id, *told))
        office, session, draft_id, person = self._counter.office, self._counter.session, draft.id, draft.applicant
        self._counter.bridge.run(
            lambda: (draft_id, desk.known_before(office, session, person)), self._found, owner=self, slot="returning"
        )

    def _found(self, found: tuple[str, KnownPerson | None]) -> None:
        draft_id, known = found
        draft = self._book.current
        if known is None or draft is None or draft.id != draft_id or not known.is_(draft.applicant):
            return
        person: DraftPerson = draft.applicant
        new = {name: value for name, value in known.contact if value and not getattr(person, name)}
        if not new:
            return
        self._book.edit(applicant=replace(person, **new))  # type: ignore[arg-type]
        if self._book.current is not None:
            self._people.applicant.show_person(self._book.current.applicant)
        said = self.tr("Was here on {day}: phone, e-mail or address filled in from then; ask whether they still hold.")
        self._page.told.emit(Notice(said.format(day=words.day(known.last_at)), "accent"))
