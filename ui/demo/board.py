"""The agency's clerk of the demonstration: a browser's worth of HTTP against the hub's board."""

from __future__ import annotations

import re
from datetime import date

import requests

_CSRF = re.compile(r'name="csrf" value="([^"]+)"')


class BoardClerk:
    """Signed in at the board of a hub; each method is one form sent as a browser would send it.

    Raises requests.HTTPError when the board answers with anything but success.
    """

    def __init__(self, address: str, officer: str, password: str) -> None:
        self._home = f"{address}/ban-lam-viec"
        self._browser = requests.Session()
        self._send("/dang-nhap", "/dang-nhap", {"officer": officer, "password": password})

    def acknowledge(self, stream: str) -> None:
        """Confirms that the papers of a dossier have arrived."""
        self._send(f"/ho-so/{stream}", f"/ho-so/{stream}/ky-nhan", {})

    def finish(self, stream: str, *, name: str, number: str, issued_on: date, pdf: bytes) -> None:
        """Ends the processing with a result and its PDF."""
        fields = {"outcome": "result", "name": name, "number": number, "issued_on": issued_on.isoformat()}
        self._send(f"/ho-so/{stream}", f"/ho-so/{stream}/ket-qua", fields, pdf)

    def hand_over(self, stream: str) -> None:
        """Sends the result to the one-stop shop."""
        self._send(f"/ho-so/{stream}", f"/ho-so/{stream}/ban-giao", {})

    def page(self, stream: str) -> str:
        """The HTML of a dossier's page, as the agency sees it."""
        return self._get(f"/ho-so/{stream}")

    def _get(self, path: str) -> str:
        answer = self._browser.get(self._home + path, timeout=30)
        answer.raise_for_status()
        return answer.text

    def _send(self, form_page: str, action: str, fields: dict[str, str], pdf: bytes | None = None) -> None:
        found = _CSRF.search(self._get(form_page))
        if found is None:
            raise requests.HTTPError("the page has no form")
        files = {"pdf": ("ket-qua.pdf", pdf, "application/pdf")} if pdf is not None else None
        answer = self._browser.post(
            self._home + action, data={**fields, "csrf": found.group(1)}, files=files, timeout=30
        )
        answer.raise_for_status()
