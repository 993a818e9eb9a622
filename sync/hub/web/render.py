"""How a page is made and sent: templates, and headers that let a browser do nothing beyond showing it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.responses import HTMLResponse, Response

from sync.hub.faults import Refused
from sync.hub.web.words import PROBLEMS, STATUS_NAMES, instant_words

FOLDER = Path(__file__).resolve().parent / "templates"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

_templates = Environment(
    loader=FileSystemLoader(FOLDER), autoescape=select_autoescape(), undefined=StrictUndefined, trim_blocks=True
)
_templates.filters["instant"] = instant_words
_templates.filters["status"] = lambda status: STATUS_NAMES[status]


def page(name: str, status: int = 200, **facts: Any) -> Response:
    """The template ``name`` with ``facts``."""
    return HTMLResponse(_templates.get_template(name).render(**facts), status, HEADERS)


def problem_page(refused: Refused) -> Response:
    """What a person sees in place of a page that cannot be shown."""
    words = PROBLEMS.get(refused.status, PROBLEMS[500])
    return page("problem.html", refused.status, words=words)


def style() -> Response:
    """The one style sheet."""
    return Response(
        (FOLDER / "hub.css").read_bytes(),
        media_type="text/css; charset=utf-8",
        headers={**HEADERS, "Cache-Control": "max-age=3600"},
    )
