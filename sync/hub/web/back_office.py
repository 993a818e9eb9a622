"""`/ban-lam-viec`: the pages of the agency's board. What they do is in `sync.hub.board`.

Forms are plain HTML; each carries the token of its session, so another site cannot post in an officer's name.
"""

from __future__ import annotations

import hmac
import logging
import secrets
import uuid
from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal

from anyio import to_thread
from fastapi import APIRouter, Depends, Form, Request, UploadFile
from starlette.responses import RedirectResponse, Response

from app.domain.deadline import remaining_text
from app.domain.dossier import Dossier
from sync.hub import board, folding
from sync.hub.acting import NotAllowed
from sync.hub.api_files import Sha256
from sync.hub.board import BoardSession
from sync.hub.dues import due_conflicts
from sync.hub.faults import Refused, not_found
from sync.hub.hub import Hub
from sync.hub.scope import hub_of
from sync.hub.web.render import HEADERS, page
from sync.hub.web.words import refusal_text

HOME = "/ban-lam-viec"
COOKIE = "motcua_ban"
BEFORE = "motcua_truoc"
"""A cookie of the sign-in page alone, whose value its form must repeat."""

log = logging.getLogger(__name__)
router = APIRouter(prefix=HOME, include_in_schema=False)


class SignInFirst(Exception):
    """The page needs an officer; the door sends the browser to the sign-in page."""


def officer_of(request: Request) -> BoardSession:
    """The officer at the board. Raises SignInFirst."""
    session = board.session_of(hub_of(request), request.cookies.get(COOKIE, ""))
    if session is None:
        raise SignInFirst
    return session


def proven(request: Request, csrf: Annotated[str, Form()] = "") -> BoardSession:
    """The officer, proved to have sent the form from our own page. Raises SignInFirst, Refused (403)."""
    session = officer_of(request)
    if not hmac.compare_digest(session.csrf.encode(), csrf.encode()):
        raise Refused(403, "csrf")
    return session


AtBoard = Annotated[BoardSession, Depends(officer_of)]
Acting = Annotated[BoardSession, Depends(proven)]


@router.get("/dang-nhap")
def sign_in_page(request: Request) -> Response:
    return _sign_in_form(request)


@router.post("/dang-nhap")
def sign_in(
    request: Request,
    officer: Annotated[str, Form(max_length=100)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    csrf: Annotated[str, Form()] = "",
) -> Response:
    """Start a session; what was wrong is never said."""
    expected = request.cookies.get(BEFORE, "")
    if not expected or not hmac.compare_digest(expected.encode(), csrf.encode()):
        return _sign_in_form(request, "Trang đã để quá lâu. Hãy nhập lại.", 403)
    token = board.sign_in(hub_of(request), officer.strip(), password)
    if token is None:
        log.warning("a sign-in at the board was refused")
        return _sign_in_form(request, "Tên đăng nhập hoặc mật khẩu không đúng, hoặc tài khoản đang tạm khóa.", 403)
    response = RedirectResponse(HOME, 303, HEADERS)
    _set_cookie(request, response, COOKIE, token)
    response.delete_cookie(BEFORE, path=HOME)
    return response


@router.post("/dang-xuat")
def sign_out(request: Request, session: Acting) -> Response:
    board.sign_out(hub_of(request), request.cookies.get(COOKIE, ""))
    response = RedirectResponse(f"{HOME}/dang-nhap", 303, HEADERS)
    response.delete_cookie(COOKIE, path=HOME)
    return response


@router.get("")
def show_board(request: Request, session: AtBoard) -> Response:
    hub = hub_of(request)
    return page(
        "board.html",
        session=session,
        board=board.board_of(hub, session.officer.unit),
        left=_time_left(hub),
        conflicts=hub.database.run(lambda connection: due_conflicts(connection, session.officer.unit)),
        note="",
    )


@router.get("/ho-so/{stream}")
def show_dossier(request: Request, session: AtBoard, stream: uuid.UUID) -> Response:
    return _dossier_page(hub_of(request), session, str(stream))


@router.post("/ho-so/{stream}/ky-nhan")
def acknowledge(request: Request, session: Acting, stream: uuid.UUID) -> Response:
    hub = hub_of(request)
    return _done(hub, session, str(stream), lambda: board.acknowledge(hub, session, str(stream)))


@router.post("/ho-so/{stream}/ket-qua")
async def finish(
    request: Request,
    session: Acting,
    stream: uuid.UUID,
    pdf: UploadFile,
    outcome: Annotated[Literal["result", "refusal"], Form()],
    name: Annotated[str, Form(min_length=1, max_length=300)],
    number: Annotated[str, Form(max_length=100)] = "",
    issued_on: Annotated[date | Literal[""], Form()] = "",
) -> Response:
    """End the processing with the result's PDF."""
    hub = hub_of(request)
    data = await pdf.read(board.RESULT_LIMIT + 1)

    def work() -> Response:
        def deed() -> None:
            board.finish(
                hub,
                session,
                str(stream),
                outcome=outcome,
                name=name.strip(),
                number=number.strip(),
                issued_on=issued_on or None,
                pdf=data,
            )

        try:
            return _done(hub, session, str(stream), deed)
        except ValueError:
            problem = "Tệp kết quả phải là PDF đọc được, không quá 32 MB."
            return _dossier_page(hub, session, str(stream), problem, 422)

    return await to_thread.run_sync(work)


@router.post("/ho-so/{stream}/ban-giao")
def hand_over(request: Request, session: Acting, stream: uuid.UUID) -> Response:
    hub = hub_of(request)
    return _done(hub, session, str(stream), lambda: board.hand_over_result(hub, session, str(stream)))


@router.get("/ho-so/{stream}/tep/{sha256}")
def read_file(request: Request, session: AtBoard, stream: uuid.UUID, sha256: Sha256) -> Response:
    """A signed scan or a result of a dossier of this agency."""
    hub = hub_of(request)
    state = board.dossier_of(hub, session.officer.unit, str(stream))
    if sha256 not in folding.files_for_others(state) or not hub.files.has(sha256):
        raise not_found("file")
    headers = {**HEADERS, "Content-Security-Policy": "sandbox"}
    return hub.files.shelf.response(
        request,
        sha256,
        media_type="application/pdf",
        headers=headers,
        filename=f"{sha256[:12]}.pdf",
        content_disposition_type="inline",
    )


def to_sign_in() -> Response:
    """Where a browser without a session is sent."""
    return RedirectResponse(f"{HOME}/dang-nhap", 303, HEADERS)


def _done(hub: Hub, session: BoardSession, stream: str, deed: Callable[[], None]) -> Response:
    try:
        deed()
    except NotAllowed as refused:
        return _dossier_page(hub, session, stream, refusal_text(refused.refusal), 409)
    return RedirectResponse(f"{HOME}/ho-so/{stream}", 303, HEADERS)


def _dossier_page(hub: Hub, session: BoardSession, stream: str, problem: str = "", status: int = 200) -> Response:
    state = board.dossier_of(hub, session.officer.unit, stream)
    readable = folding.files_for_others(state)
    names = {held.paper.component: held.paper.name for held in state.papers}
    desk = (session.officer.unit, "agency")
    holder, transit = state.holder, state.transit
    result_holder = state.result_holder
    return page(
        "dossier.html",
        status,
        session=session,
        stream=stream,
        dossier=state,
        problem=problem,
        left=_time_left(hub)(state),
        files=[
            (file, names.get(file.component, file.component), file.sha256 in readable and hub.files.has(file.sha256))
            for file in state.files
        ],
        results=[(paper, hub.files.has(paper.sha256)) for paper in state.results if paper.sha256],
        may_acknowledge=transit is not None and (transit.receiver.unit, transit.receiver.post) == desk,
        may_finish=transit is None
        and holder is not None
        and (holder.unit, holder.post) == desk
        and state.status in (2, 4),
        may_hand_over=state.status == 9
        and state.result_transit is None
        and result_holder is not None
        and (result_holder.unit, result_holder.post) == desk,
    )


def _time_left(hub: Hub) -> Callable[[Dossier], tuple[str, str]]:
    """How the clock of a dossier stands, in words and tone; nothing once it has ended."""
    now = hub.clock()
    reference = hub.references.current()

    def left(state: Dossier) -> tuple[str, str]:
        if state.status in (5, *range(7, 11)):
            return "", "ok"
        return remaining_text(now, state.due_at, reference.calendar_for(state.unit))

    return left


def _sign_in_form(request: Request, problem: str = "", status: int = 200) -> Response:
    csrf = secrets.token_urlsafe(32)
    response = page("sign_in.html", status, csrf=csrf, problem=problem)
    _set_cookie(request, response, BEFORE, csrf)
    return response


def _set_cookie(request: Request, response: Response, name: str, value: str) -> None:
    secure = request.url.scheme == "https"
    response.set_cookie(name, value, path=HOME, httponly=True, samesite="strict", secure=secure)
