"""Changing what a form says without a developer: the own template is tried, seen beside the old page, then adopted.

Own templates lie in the profile, laid out as the shipped regulation folder; a form is never printed from one that was
not proved at load.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import resources
from app.desk.acting import Session
from app.desk.drawing import own_forms
from app.desk.office import Office
from app.domain.units import SUPERVISING
from app.errors import ReferenceInvalid, RuleViolation
from app.paper.form_files import form_file
from app.paper.forms import FormTemplate, form_keys, load_form
from app.paper.render import SAMPLE_MARK, render
from app.paper.samples import samples
from app.vault.files import write_durably


@dataclass(frozen=True)
class FormLine:
    """A form of a set. ``own``: this machine prints it from its own template."""

    set_id: str
    key: str
    title: str
    own: bool


@dataclass(frozen=True)
class Trial:
    """The form with invented values, as it is printed now and as the tried text would print it."""

    before: bytes
    after: bytes


def forms_of(office: Office) -> tuple[FormLine, ...]:
    """Every form of every set. A form whose own template is refused keeps its shipped title here."""
    own = own_forms(office)
    sets = sorted(file.parent.name for file in resources.path("regulation").glob("*/set.toml"))
    return tuple(
        FormLine(set_id, key, load_form(set_id, key).title, (own / form_file(set_id, key)).is_file())
        for set_id in sets
        for key in form_keys(set_id)
    )


def text_of(office: Office, set_id: str, key: str) -> str:
    """The template's text to edit: the own one, else the shipped one."""
    for folder in (own_forms(office), resources.path("regulation")):
        if (file := folder / form_file(set_id, key)).is_file():
            return file.read_text(encoding="utf-8")
    raise LookupError(f"{set_id}/{key}")


def try_template(office: Office, set_id: str, key: str, text: str) -> Trial:
    """Both pages, old and new. Raises ReferenceInvalid with the ``line`` and the reason the text is refused for."""
    before = _page(_current(office, set_id, key))
    with tempfile.TemporaryDirectory(prefix="motcua-form-") as scratch:
        folder = Path(scratch) / "forms"
        if own_forms(office).is_dir():
            shutil.copytree(own_forms(office), folder)
        file = folder / form_file(set_id, key)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return Trial(before, _page(load_form(set_id, key, own=folder)))


def adopt_template(office: Office, session: Session, set_id: str, key: str, text: str) -> None:
    """Prints the form from ``text`` from now on; papers printed before keep their bytes.

    Raises ReferenceInvalid as `try_template` does, RuleViolation ``supervisor_needed``.
    """
    _guard(session)
    try_template(office, set_id, key, text)
    file = own_forms(office) / form_file(set_id, key)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_durably(file, text.encode("utf-8"))


def restore_template(office: Office, session: Session, set_id: str, key: str) -> None:
    """Prints the shipped form again; the own text stays beside it as ``.bak``. Raises RuleViolation."""
    _guard(session)
    file = own_forms(office) / form_file(set_id, key)
    if file.is_file():
        file.replace(file.with_suffix(".toml.bak"))


def _guard(session: Session) -> None:
    if session.role not in SUPERVISING:
        raise RuleViolation("supervisor_needed", "")


def _current(office: Office, set_id: str, key: str) -> FormTemplate:
    """The form as it is printed now; the shipped one where the own text has gone bad, so that it can be mended."""
    try:
        return load_form(set_id, key, own=own_forms(office))
    except ReferenceInvalid:
        return load_form(set_id, key)


def _page(form: FormTemplate) -> bytes:
    try:
        return render(form, samples()[form.key], marks=(SAMPLE_MARK,), copies=form.copies[-1:])
    except ValueError as error:
        raise ReferenceInvalid(form_file(form.set_id, form.key), "form", str(error), line=1) from error
