"""Where whole files lie, by their SHA-256: in a folder, or in any S3-compatible store by URL."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol, TypeVar
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse

from sync.hub.faults import Refused

_PIECE = 256 * 1024
_BYTES = "application/octet-stream"
_STRETCH = re.compile(r"bytes=([0-9]{1,15})-([0-9]{0,15})")
_T = TypeVar("_T")


class Shelf(Protocol):
    """A place for whole files. Every method raises Refused (503 ``file_store``) when the place does not answer."""

    def size(self, sha256: str) -> int | None:
        """Bytes of a file; None when it is not here."""

    def keep(self, sha256: str, part: Path) -> None:
        """Take in a checked file, durably; ``part`` is gone afterwards. The same file again changes nothing."""

    def read(self, sha256: str) -> bytes | None:
        """The whole file; None when it is not here."""

    def drop(self, sha256: str) -> None:
        """Delete a file; one that is not here is no error."""

    def response(self, request: Request, sha256: str, **more: Any) -> Response:
        """The file as an answer to ``request``, whole or the stretch its ``Range`` asks for; ``more`` as for
        `FileResponse`."""


class FolderShelf:
    """Files in a folder of this machine, or one that several machines share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, sha256: str) -> Path:
        """Where the file lies, or would."""
        return self._folder / sha256[:2] / sha256

    def size(self, sha256: str) -> int | None:
        try:
            return self.path(sha256).stat().st_size
        except FileNotFoundError:
            return None

    def keep(self, sha256: str, part: Path) -> None:
        whole = self.path(sha256)
        if not whole.parent.is_dir():
            whole.parent.mkdir(exist_ok=True)
            _sync_folder(self._folder)
        try:
            part.replace(whole)
        except OSError as failure:
            if failure.errno != errno.EXDEV:
                raise
            _carry_over(part, whole)
        _sync_folder(whole.parent)

    def read(self, sha256: str) -> bytes | None:
        try:
            return self.path(sha256).read_bytes()
        except FileNotFoundError:
            return None

    def drop(self, sha256: str) -> None:
        self.path(sha256).unlink(missing_ok=True)

    def response(self, request: Request, sha256: str, **more: Any) -> Response:
        size = self.size(sha256)
        if size is None:
            raise Refused(404, "not_found", "file")
        if stretch(request.headers.get("range"), size) is None:
            # Other words than a stretch are not heeded; FileResponse would, or would refuse them in its own form.
            del MutableHeaders(scope=request.scope)["range"]
        return FileResponse(self.path(sha256), **{"media_type": _BYTES, **more})


class BucketShelf:
    """Files as objects of an S3-compatible store; who may write there is told by the environment, as boto3 reads it."""

    def __init__(self, url: str) -> None:
        # Imported late: it takes a third of a second, and most hubs keep their files in a folder.
        import boto3
        from botocore.config import Config

        parts = urlsplit(url)
        query = parse_qs(parts.query)
        unknown = query.keys() - {"endpoint", "region"}
        if parts.scheme != "s3" or not parts.netloc or unknown:
            raise ValueError("a file store is a folder, or s3://bucket/prefix?endpoint=…&region=…")
        self._bucket = parts.netloc
        self._prefix = parts.path.strip("/") + "/" if parts.path.strip("/") else ""
        self._client = boto3.client(
            "s3",
            endpoint_url=query.get("endpoint", [None])[0],
            region_name=query.get("region", ["us-east-1"])[0],
            config=Config(
                connect_timeout=10,
                read_timeout=60,
                retries={"max_attempts": 3, "mode": "standard"},
                s3={"addressing_style": "path"},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def size(self, sha256: str) -> int | None:
        found = self._ask(lambda: self._client.head_object(Bucket=self._bucket, Key=self._key(sha256)))
        return None if found is None else int(found["ContentLength"])

    def keep(self, sha256: str, part: Path) -> None:
        self._ask(lambda: self._client.upload_file(str(part), self._bucket, self._key(sha256)))
        if self.size(sha256) != part.stat().st_size:
            raise Refused(503, "file_store", "the file did not arrive whole", retry_after=60)
        part.unlink()

    def read(self, sha256: str) -> bytes | None:
        found = self._ask(lambda: self._client.get_object(Bucket=self._bucket, Key=self._key(sha256))["Body"].read())
        return None if found is None else bytes(found)

    def drop(self, sha256: str) -> None:
        self._ask(lambda: self._client.delete_object(Bucket=self._bucket, Key=self._key(sha256)))

    def response(self, request: Request, sha256: str, **more: Any) -> Response:
        size = self.size(sha256)
        if size is None:
            raise Refused(404, "not_found", "file")
        part = stretch(request.headers.get("range"), size)
        first, last = part or (0, size - 1)
        headers = {**more.get("headers", {}), "Accept-Ranges": "bytes", "Content-Length": str(last - first + 1)}
        if more.get("filename"):
            headers["Content-Disposition"] = f'{more.get("content_disposition_type")}; filename="{more["filename"]}"'
        if part is not None:
            headers["Content-Range"] = f"bytes {first}-{last}/{size}"
        asked = {} if part is None else {"Range": f"bytes={first}-{last}"}
        found = self._ask(lambda: self._client.get_object(Bucket=self._bucket, Key=self._key(sha256), **asked))
        if found is None:
            raise Refused(404, "not_found", "file")
        body: Iterator[bytes] = found["Body"].iter_chunks(_PIECE)
        return StreamingResponse(body, 200 if part is None else 206, headers, more.get("media_type", _BYTES))

    def _key(self, sha256: str) -> str:
        return f"{self._prefix}{sha256[:2]}/{sha256}"

    def _ask(self, call: Callable[[], _T]) -> _T | None:
        """What the store answers; None when it has no such object."""
        from boto3.exceptions import S3UploadFailedError
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return call()
        except ClientError as failure:
            if failure.response.get("Error", {}).get("Code") in {"404", "NoSuchKey", "NotFound"}:
                return None
            raise Refused(503, "file_store", type(failure).__name__, retry_after=60) from failure
        except (BotoCoreError, S3UploadFailedError) as failure:
            raise Refused(503, "file_store", type(failure).__name__, retry_after=60) from failure


def shelf_at(store: str | Path) -> Shelf:
    """The shelf in a folder, or at an ``s3:`` URL. Raises ValueError for another URL."""
    if isinstance(store, Path) or not re.match(r"[a-z][a-z0-9+.-]+:", store, re.IGNORECASE):
        return FolderShelf(Path(store))
    return BucketShelf(store)


def stretch(asked: str | None, size: int) -> tuple[int, int] | None:
    """First and last byte of one ``Range``; None for none, or for one in other words. Raises Refused (416)."""
    found = _STRETCH.fullmatch(asked or "")
    if not found:
        return None
    first, last = int(found[1]), min(int(found[2] or size), size - 1)
    if first > last:
        raise Refused(416, "range", headers={"Content-Range": f"bytes */{size}"})
    return first, last


def _carry_over(part: Path, whole: Path) -> None:
    """Move a file to another disk: it stands under its name only once all of it is there."""
    beside = whole.with_name(f"{whole.name}.{os.urandom(6).hex()}.unfinished")
    try:
        with part.open("rb") as source, beside.open("xb") as target:
            shutil.copyfileobj(source, target, _PIECE)
            target.flush()
            os.fsync(target.fileno())
        beside.replace(whole)
    finally:
        beside.unlink(missing_ok=True)
    part.unlink()


def _sync_folder(folder: Path) -> None:
    """Make a rename durable; Windows has no such call for folders."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
