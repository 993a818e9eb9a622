"""Time stamps on signatures, asked of the authority whose address is set (RFC 3161 over HTTP).

The counter works without a line, so a stamp that cannot be had is done without, and said.
"""

from __future__ import annotations

import http.client
import logging
import ssl
from urllib.parse import urlsplit

from asn1crypto import tsp
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from app.errors import SigningFailed

log = logging.getLogger(__name__)

ANSWER_SECONDS = 5.0
_LARGEST = 1024 * 1024


class StampService(TimeStamper):
    """The time-stamp authority at ``address`` (http or https). Raises SigningFailed ``wrong_stamp_address``.

    ``silent`` once it did not answer: it is not asked again, for fifty copies must not wait fifty times.
    """

    def __init__(self, address: str, *, answer_seconds: float = ANSWER_SECONDS) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        try:
            place = urlsplit(address)
            port = place.port
        except ValueError as error:
            raise SigningFailed(reason="wrong_stamp_address") from error
        if place.scheme not in ("http", "https") or not place.hostname or place.username:
            raise SigningFailed(reason="wrong_stamp_address")
        self._secure, self._host, self._port = place.scheme == "https", place.hostname, port
        self._path = (place.path or "/") + (f"?{place.query}" if place.query else "")
        self._seconds = answer_seconds
        self.silent = False

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """The authority's answer. Raises TimestampRequestError, which the signing takes as "without a stamp"."""
        if self.silent:
            raise TimestampRequestError("silent")
        try:
            return self._asked(req.dump())
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.silent = True
            log.info("no time stamp: %s", type(error).__name__)
            raise TimestampRequestError("no answer") from error

    def _asked(self, request: bytes) -> tsp.TimeStampResp:
        connection = (
            http.client.HTTPSConnection(
                self._host, self._port, timeout=self._seconds, context=ssl.create_default_context()
            )
            if self._secure
            else http.client.HTTPConnection(self._host, self._port, timeout=self._seconds)
        )
        try:
            connection.request("POST", self._path, request, {"Content-Type": "application/timestamp-query"})
            with connection.getresponse() as answer:
                data = answer.read(_LARGEST)
                if answer.status != 200 or answer.getheader("Content-Type") != "application/timestamp-reply":
                    raise ValueError("not an answer of a time-stamp authority")
        finally:
            connection.close()
        response = tsp.TimeStampResp.load(data, strict=True)
        if response["status"]["status"].native not in ("granted", "granted_with_mods"):
            raise ValueError("refused")
        return response
