"""Files over HTTP with the fields of the IETF resumable-upload draft; the hash is the upload's name.

A file is read only through an event in the caller's scope. Whether another unit has the same file cannot be
told: an upload of it runs its whole course and is then kept once.
"""

from __future__ import annotations

import asyncio
import re
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from sync.hub import files
from sync.hub.database import Connection
from sync.hub.describing import NUMBER, asked_header, describe, headers
from sync.hub.devices import Caller
from sync.hub.faults import Refused, not_found
from sync.hub.files import FILE_LIMIT, Growing
from sync.hub.hub import Hub
from sync.hub.scope import FromDevice, hub_of

router = APIRouter(prefix="/v1/files")
Sha256 = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]

_YES_OR_NO = {"type": "string", "enum": ["?0", "?1"]}
_NO_CONTENT = {
    204: {
        "description": "What the hub has now",
        "headers": {
            "Upload-Offset": {"description": "Bytes the hub has", "required": True, "schema": NUMBER},
            "Upload-Complete": {"description": "Whether that is all", "required": True, "schema": _YES_OR_NO},
        },
    }
}
_BYTES = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
_UPLOAD_FIELDS = (
    asked_header("Upload-Offset", NUMBER, "Where these bytes begin", required=True),
    asked_header("Upload-Complete", _YES_OR_NO, "Whether the file ends here", required=True),
    asked_header("Upload-Length", NUMBER, f"Bytes of the whole file, refused at once beyond {FILE_LIMIT}"),
)
_RANGE = asked_header(
    "Range",
    {"type": "string", "pattern": "^bytes=[0-9]{1,15}-[0-9]{0,15}$"},
    "One stretch of the file; in any other words it is not heeded",
)


@router.head("/{sha256}", **describe(None, faults=(404,), answers=_NO_CONTENT, bodiless=True), status_code=204)
def file_state(request: Request, caller: FromDevice, sha256: Sha256) -> Response:
    """How much of a file the hub has from this device, or through an event in scope; 404 for anything else."""
    hub = hub_of(request)
    named, brought = _standing(hub, caller, sha256)
    if (named or brought) and (whole := hub.files.shelf.size(sha256)) is not None:
        return _state(whole, complete=True)
    size = hub.files.part_size(caller.device, sha256)
    if not size and not named:
        raise not_found("file")
    return _state(size, complete=False)


@router.patch(
    "/{sha256}",
    **describe(
        None,
        asks="application/partial-upload",
        faults=(409, 422),
        answers=_NO_CONTENT,
        asked_with=_UPLOAD_FIELDS,
    ),
    status_code=204,
)
async def append(request: Request, caller: FromDevice, sha256: Sha256) -> Response:
    """Append bytes at ``Upload-Offset``; with ``Upload-Complete: ?1`` the hash is checked and the file is whole."""
    hub = hub_of(request)
    offset, complete = _upload_fields(request)
    begun = await asyncio.to_thread(_begin, hub, caller, sha256, offset)
    if isinstance(begun, int):
        await _drain(request)
        return _state(begun, complete=True)
    with begun as part:
        try:
            async for chunk in request.stream():
                if chunk:
                    await asyncio.to_thread(part.write, chunk)
        except ClientDisconnect:
            # What has come is kept: the next request goes on from there.
            complete = False
        if not complete:
            return _state(part.size, complete=False)

        def finish() -> int:
            whole = part.finish()
            now = hub.clock()
            hub.database.run(
                lambda connection: files.note_upload(connection, sha256, caller.unit, caller.device, whole, now=now)
            )
            return whole

        return _state(await asyncio.to_thread(finish), complete=True)


def _begin(hub: Hub, caller: Caller, sha256: str, offset: int) -> Growing | int:
    """The part to go on with; or the size of the file, where it is whole and the caller may know it."""
    named, brought = _standing(hub, caller, sha256)
    whole = hub.files.shelf.size(sha256) if named or brought else None
    return hub.files.begin(caller.device, sha256, offset) if whole is None else whole


@router.get(
    "/{sha256}",
    **describe(
        None,
        faults=(404, 416),
        answers={
            200: {"description": "The file", "headers": headers("Accept-Ranges"), "content": _BYTES},
            206: {
                "description": "A stretch of it",
                "headers": headers("Accept-Ranges", "Content-Range"),
                "content": _BYTES,
            },
        },
        asked_with=(_RANGE,),
    ),
)
def read_file(request: Request, caller: FromDevice, sha256: Sha256) -> Response:
    """A file that an event in scope names, whole or by ``Range``."""
    hub = hub_of(request)
    named, _ = _standing(hub, caller, sha256)
    if not named or not hub.files.has(sha256):
        raise not_found("file")
    return hub.files.shelf.response(request, sha256)


def _standing(hub: Hub, caller: Caller, sha256: str) -> tuple[bool, bool]:
    """Whether an event in scope names the file, and whether the caller's unit brought it whole."""

    def ask(connection: Connection) -> tuple[bool, bool]:
        return (
            files.is_named_for(connection, sha256, caller.unit),
            files.was_brought_by(connection, sha256, caller.unit),
        )

    return hub.database.run(ask)


def _upload_fields(request: Request) -> tuple[int, bool]:
    offset = request.headers.get("upload-offset", "")
    complete = request.headers.get("upload-complete", "")
    length = request.headers.get("upload-length", "0")
    if not re.fullmatch(r"[0-9]{1,15}", offset) or complete not in ("?0", "?1"):
        raise Refused(400, "request_invalid", "Upload-Offset and Upload-Complete are needed")
    if not re.fullmatch(r"[0-9]{1,15}", length):
        raise Refused(400, "request_invalid", "Upload-Length is a number")
    if max(int(length), int(offset)) > FILE_LIMIT:
        raise Refused(413, "too_large", "the file is larger than the hub takes")
    if "content-encoding" in request.headers:
        raise Refused(415, "coding", "files are sent as they are")
    return int(offset), complete == "?1"


async def _drain(request: Request) -> None:
    """Read what is sent and let it go, within the bounds of a file, so that the answer is heard."""
    total = 0
    async for chunk in request.stream():
        total += len(chunk)
        if total > FILE_LIMIT:
            raise Refused(413, "too_large", "the file is larger than the hub takes")


def _state(size: int, *, complete: bool) -> Response:
    return Response(
        status_code=204, headers={"Upload-Offset": str(size), "Upload-Complete": "?1" if complete else "?0"}
    )
