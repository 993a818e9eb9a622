"""`/tra-cuu`: anybody who holds a dossier code sees its status and due date, and never a person."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from app.domain.codes import looks_like_code
from app.domain.text import clean
from sync.hub.database import Connection
from sync.hub.scope import hub_of
from sync.hub.web.render import page, style
from sync.hub.web.words import NEXT_STEPS

router = APIRouter(include_in_schema=False)
CODE_LENGTH = 64


@router.get("/")
def front_door() -> Response:
    """Citizens come to the look-up page."""
    return RedirectResponse("/tra-cuu")


@router.get("/hub.css")
def style_sheet() -> Response:
    return style()


@router.get("/tra-cuu")
def look_up(request: Request, ma: Annotated[str, Query(max_length=CODE_LENGTH)] = "") -> Response:
    """The page with its form; with ``ma`` the status and due date of the dossier, by official or provisional code."""
    code = clean(ma).upper()
    if not code:
        return page("look_up.html", code="", found=None, problem="")
    if not looks_like_code(code):
        return page("look_up.html", 404, code=ma, found=None, problem="form")

    def read(connection: Connection) -> object:
        return connection.execute(
            "SELECT s.code, s.status, s.due_at FROM dossier_code c JOIN stream s ON s.id = c.stream WHERE c.code = %s",
            (code,),
        ).fetchone()

    found = hub_of(request).database.run(read)
    if found is None:
        return page("look_up.html", 404, code=code, found=None, problem="unknown")
    return page("look_up.html", code=code, found=found, problem="", next_steps=NEXT_STEPS)
