"""Whole files in an S3-compatible store: the same calls, the same answers, and a store that is away is told as such."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from sync.client import FilePart, HubClient
from sync.hub.faults import Refused
from sync.hub.files import FileStore
from sync.hub.hub import Hub, open_hub
from sync.hub.keys import HubKeys
from sync.hub.server import serving
from sync.hub.shelves import BucketShelf, FolderShelf, shelf_at, stretch
from tests.sync.hub.conftest import Moment
from tests.sync.hub.talk import enrolled, fault
from tests.sync.hub.test_files import DATA, SHA, name_file, send, state

BUCKET = "mot-cua"


@pytest.fixture(scope="module")
def store_address() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def store_url(store_address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A new bucket, and who may use it in the environment, where an administrator puts it."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    client = boto3.client("s3", endpoint_url=store_address, region_name="us-east-1")
    client.create_bucket(Bucket=BUCKET)
    yield f"s3://{BUCKET}/tep?endpoint={store_address}"
    for found in client.list_objects_v2(Bucket=BUCKET).get("Contents", []):
        client.delete_object(Bucket=BUCKET, Key=found["Key"])
    client.delete_bucket(Bucket=BUCKET)


@pytest.fixture
def bucket_hub(hub: Hub, url: str, keys: HubKeys, tmp_path: Path, clock: Moment, store_url: str) -> Iterator[Hub]:
    """The test's hub again, with its files in the bucket."""
    opened = open_hub(url, tmp_path / "other", file_store=store_url, keys=keys, clock=clock)
    yield opened
    opened.close()


def test_files_go_up_in_parts_and_come_down_in_stretches(bucket_hub: Hub, tmp_path: Path) -> None:
    with serving(bucket_hub) as address:
        line, _ = enrolled(bucket_hub, address)
        assert send(line, 0, DATA[:100_000], complete=False).headers["Upload-Offset"] == "100000"
        assert send(line, 100_000, DATA[100_000:], complete=True).headers["Upload-Complete"] == "?1"
        assert state(line) == (204, str(len(DATA)), "?1")
        assert send(line, 0, b"again", complete=True).headers["Upload-Offset"] == str(len(DATA))
        assert line.ask("GET", f"/v1/files/{SHA}").status_code == 404
        name_file(line)
        whole = line.ask("GET", f"/v1/files/{SHA}")
        assert (whole.status_code, whole.content) == (200, DATA)
        piece = line.ask("GET", f"/v1/files/{SHA}", headers={"Range": "bytes=1000-1999"})
        assert (piece.status_code, piece.content) == (206, DATA[1000:2000])
        assert piece.headers["Content-Range"] == f"bytes 1000-1999/{len(DATA)}"
        rest = line.ask("GET", f"/v1/files/{SHA}", headers={"Range": "bytes=299990-"})
        assert rest.content == DATA[299_990:]
        assert line.ask("GET", f"/v1/files/{SHA}", headers={"Range": "bytes=300000-"}).status_code == 416
        heard = HubClient(address, bucket_hub.clock, device=line.counter.device, key=line.counter.key)
        assert heard.download_part(SHA, 0, 2 * len(DATA)) == FilePart(DATA, len(DATA))
        heard.close()
        assert line.ask("GET", "/v1/dossiers/H44.80.01-261123-0001").json()["files"][0]["here"]
    assert [path for path in (tmp_path / "other").rglob("*") if path.is_file()] == []
    bucket_hub.files.drop(SHA)
    bucket_hub.files.drop(SHA)
    assert not bucket_hub.files.has(SHA)


def test_an_empty_file_and_a_large_one_are_kept_whole(store_url: str, tmp_path: Path) -> None:
    shelf = shelf_at(store_url)
    assert isinstance(shelf, BucketShelf)
    for data in (b"", os.urandom(9 * 1024 * 1024)):
        sha256 = hashlib.sha256(data).hexdigest()
        part = tmp_path / "part"
        part.write_bytes(data)
        assert shelf.size(sha256) is None
        shelf.keep(sha256, part)
        assert shelf.size(sha256) == len(data)
        assert not part.exists()


def test_a_store_that_is_away_is_a_reason_to_come_back(
    hub: Hub, url: str, keys: HubKeys, tmp_path: Path, clock: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The part stays with the hub, so nothing is sent twice once the store is there again."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    away = open_hub(url, tmp_path / "other", file_store="s3://none?endpoint=http://127.0.0.1:1", keys=keys, clock=clock)
    try:
        with serving(away) as address:
            line, _ = enrolled(away, address)
            refused = send(line, 0, DATA, complete=True)
            assert (refused.status_code, fault(refused).code) == (503, "file_store")
            assert refused.headers["Retry-After"]
            assert away.files.part_size(line.counter.device, SHA) == len(DATA)
    finally:
        away.close()


def test_a_folder_by_name_and_nonsense(tmp_path: Path) -> None:
    assert isinstance(shelf_at(str(tmp_path / "here")), FolderShelf)
    for wrong in ("http://host/path", "s3://", "s3://bucket?secret=x"):
        with pytest.raises(ValueError, match="file store"):
            shelf_at(wrong)


@pytest.mark.parametrize(
    ("asked", "found"),
    [(None, None), ("bytes=0-9", (0, 9)), ("bytes=2-3", (2, 3)), ("bytes=2-", (2, 9)), ("bytes=2-99", (2, 9)),
     ("bytes=-3", None), ("bytes=0-1,3-4", None), ("lines=1-2", None)],
)  # fmt: skip
def test_one_stretch_is_understood_and_the_rest_is_the_whole(asked: str | None, found: object) -> None:
    assert stretch(asked, 10) == found


def test_a_stretch_beyond_the_end_is_refused() -> None:
    with pytest.raises(Refused):
        stretch("bytes=10-", 10)


@pytest.mark.skipif(os.name == "nt", reason="where two disks are at hand is known of Linux only")
def test_a_folder_on_another_disk_is_a_shelf_too(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm") as other:
        assert Path(other).stat().st_dev != tmp_path.stat().st_dev, "this test needs two disks"
        store = FileStore(tmp_path / "hub", shelf_at(other))
        data = b"%PDF-" + bytes(700_000)
        sha256 = store.add("device", data)
        assert store.shelf.read(sha256) == data
        assert [path.name for path in Path(other).glob("*/*")] == [sha256]
        assert list((tmp_path / "hub" / "parts").iterdir()) == []
        assert store.add("device", data) == sha256
        (Path(other) / sha256[:2] / sha256).unlink()
        (Path(other) / sha256[:2]).rmdir()
        (Path(other) / sha256[:2]).write_text("")  # nothing can be kept there
        with pytest.raises(OSError, match="xists"):
            store.add("device", data)
        assert len(list((tmp_path / "hub" / "parts").iterdir())) == 1, "what came is not lost"
