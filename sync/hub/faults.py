"""Answers that are not 2xx: one exception that the routes turn into the protocol's `Fault`."""

from __future__ import annotations

import traceback

from sync.wire import Fault


class Refused(Exception):
    """A call the hub does not carry out. ``detail`` is for logs and never holds personal data."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str = "",
        *,
        retry_after: int | None = None,
        expected: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(status, code, detail)
        self.status = status
        self.fault = Fault(code, detail, retry_after, expected)
        self.headers = dict(headers or {})
        if retry_after is not None:
            self.headers["Retry-After"] = str(retry_after)


def not_found(what: str) -> Refused:
    """The answer for what is absent and for what is out of scope alike: neither may be told from the other."""
    return Refused(404, "not_found", what)


def trace_of(failure: BaseException) -> str:
    """The kind and the place of a failure nobody foresaw: its message may quote data, so only these are logged."""
    return f"{type(failure).__name__}\n{''.join(traceback.format_tb(failure.__traceback__))}"
