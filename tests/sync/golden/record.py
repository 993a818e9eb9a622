"""``python -m tests.sync.golden.record RELEASE``: hold the conversation with this program's hub and write it down.

To be done once for each release, before it leaves; a file once published never changes.
"""

from __future__ import annotations

import base64
import hashlib
import sys
import tempfile
import tomllib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain import acts
from app.domain.events import Event, encode_body
from sync.hub import devices
from sync.hub.embedded import embedded_postgres
from sync.hub.hub import Hub, open_hub
from sync.hub.server import serving
from sync.wire import (
    REQUEST_LIMIT,
    EnrolmentRequest,
    OfferRequest,
    PushRequest,
    RangesRequest,
    ReconcileRequest,
    WireRun,
    to_wire,
)
from tests.sync.golden.talk import CODE, FOLDER, Conversation, Exchange, answer_of, tell
from tests.sync.hub.counter import COMMUNE, NOON, WARD, Counter
from tests.sync.hub.talk import token

CODED = {
    "Accept": "application/json",
    "Accept-Encoding": "zstd",
    "Content-Encoding": "zstd",
    "Content-Type": "application/json",
    "Motcua-Protocol": "1",
}
"""What the counter's own client says with every message."""
DEVICE = "01a20000-0000-7000-8000-000000000001"
REVOKED = "01a20000-0000-7000-8000-000000000002"
STREAM = "01a20000-0000-7000-8000-0000000000d1"
ENROLMENT = ["epoch", "device", "hub_key", "escrow_key", "id", "data", "signature", "version"]
KEPT = ("Content-Encoding", "Content-Range", "Upload-Offset", "Upload-Complete", "Motcua-Protocol")
FILE = b"%PDF-1.7 to khai" * 40
SHA = hashlib.sha256(FILE).hexdigest()


def prepare(hub: Hub, conversation: Conversation) -> None:
    """Make the hub know what the conversation takes for granted: the devices, and a code that enrols another."""

    def work(connection: Any) -> None:
        connection.execute(
            "INSERT INTO device (id, unit, counter, name, kind, public_key, enrolled_at) "
            "VALUES (%s, %s, 'Q01', '', 'counter', %s, %s)",
            (conversation.device, conversation.unit, bytes.fromhex(conversation.public_key), NOON),
        )
        for device, public_key in conversation.revoked.items():
            connection.execute(
                "INSERT INTO device (id, unit, counter, name, kind, public_key, enrolled_at, revoked_at) "
                "VALUES (%s, %s, 'Q03', '', 'counter', %s, %s, %s)",
                (device, conversation.unit, bytes.fromhex(public_key), NOON, NOON),
            )
        code = devices.issue_code(connection, WARD, "Q02", now=NOON)
        connection.execute(
            "UPDATE enrolment_code SET hash = %s WHERE hash = %s",
            (devices.code_hash(CODE), devices.code_hash(code)),
        )

    hub.database.run(work)


@dataclass
class Recorder:
    """Holds the conversation and notes it."""

    address: str
    epoch: str
    counter: Counter
    exchanges: list[Exchange] = field(default_factory=list)

    def ask(
        self, what: str, method: str, path: str, body: Any = None, *, masked: tuple[str, ...] = ("epoch",), **more: Any
    ) -> None:
        speaker = more.pop("speaker", self.counter)
        headers = {"Authorization": f"Bearer {token(speaker)}", **more.pop("headers", {})}
        text = msgspec.json.encode(body).decode() if body is not None else ""
        file = base64.b64encode(more.pop("file", b"")).decode()
        asked = Exchange(what, method, path, headers, 0, text, file, masked=[*masked, "detail"])
        response = tell(self.address, asked, self.epoch)
        answered = {name: response.headers[name] for name in KEPT if name in response.headers}
        self.exchanges.append(
            msgspec.structs.replace(
                asked, status=response.status, answer=_short(answer_of(response), masked), answered=answered
            )
        )


def _short(value: Any, masked: Collection[str]) -> Any:
    """``value`` without what lies inside masked objects: a province's reference data are long."""
    if isinstance(value, dict):
        return {
            name: {} if name in masked and isinstance(each, dict) else _short(each, masked)
            for name, each in value.items()
        }
    return [_short(each, masked) for each in value] if isinstance(value, list) else value


def hold(recorder: Recorder) -> None:
    """Everything a counter says to a hub, and what it must bear to hear."""
    ask, counter = recorder.ask, recorder.counter
    ids = iter([f"01a20000-0000-7000-8000-{number:012x}" for number in range(0xE1, 0x100)])

    def event(payload: Any, personal: dict[str, object] | None = None, **changes: Any) -> Event:
        body = counter.body(STREAM, payload, id=next(ids), **changes)
        return counter.event(body, personal)

    ask("the time", "GET", "/v1/time")
    ask("health", "GET", "/v1/health", masked=("schema",))
    other = Ed25519PrivateKey.from_private_bytes(bytes([7]) * 32)
    proof = other.sign(b"motcua enrol 1\x00" + CODE.encode()).hex()
    wanted = EnrolmentRequest(CODE, other.public_key().public_bytes_raw().hex(), "Máy quầy 2", proof)
    ask("an enrolment", "POST", "/v1/enrolments", wanted, masked=tuple(ENROLMENT))
    wrong = "WRONG-CODES"
    proof = other.sign(b"motcua enrol 1\x00" + wrong.encode()).hex()
    ask("a wrong code", "POST", "/v1/enrolments", msgspec.structs.replace(wanted, code=wrong, proof=proof))
    ask("reference data", "GET", "/v1/reference?have=0", masked=("data", "signature", "version"))
    ask("number ranges", "POST", "/v1/ranges", RangesRequest(500), masked=("id",))
    accepted = counter.receive("H44.80.01-261123-0001", stream=STREAM, signature_due=False)
    attached = event(acts.Attached("to_khai_dang_ky_lai_khai_sinh", SHA, len(FILE), 1))
    first = counter.push(accepted, attached)
    ask("a run", "POST", "/v1/events", first)
    ask("the same run again", "POST", "/v1/events", msgspec.structs.replace(first, epoch="{epoch}"))
    ask("a run of another epoch", "POST", "/v1/events", msgspec.structs.replace(first, epoch="before"))
    clone = replace(counter, seq=1, last=accepted.link.hash)
    forked = clone.event(clone.body(STREAM, acts.HandedOut("receipt", "cd" * 32)))
    ask("a fork", "POST", "/v1/events", clone.push(forked))
    paid = acts.PaymentCollected(8000, "cash")
    poison = counter.body(STREAM, paid, id=next(ids))
    nul = encode_body(poison).replace(b'"cash"', b'"ca\\u0000sh"')
    bad = counter.chain(nul)
    newer = event(acts.HandedOut("receipt", "ab" * 32), kind="from_the_future")
    sent = event(acts.HandedOver("dossier", "BG-1", acts.Holder(WARD, "one_stop"), acts.Holder(COMMUNE, "agency")))
    ask("poison between good events", "POST", "/v1/events", counter.push(bad, newer, sent))
    late = event(acts.HandedOut("receipt", "ab" * 32))
    after = event(acts.HandedOut("receipt", "ab" * 32))
    ask("a run whose predecessor is missing", "POST", "/v1/events", counter.push(after))
    ask("what was missing", "POST", "/v1/events", counter.push(late, after))
    one = WireRun(DEVICE, 1, bytes(32).hex(), [accepted.link.body_hash.hex()], counter.push(accepted).signature)
    ask("an offer of what the hub has", "POST", "/v1/offers", OfferRequest([to_wire(accepted)], [one]))
    ask("an unsigned run", "POST", "/v1/events", PushRequest(counter.push(late).events, "00" * 64))
    ask("the feed", "GET", f"/v1/feed?unit={WARD}&after=0&limit=100")
    ask("another unit's feed", "GET", f"/v1/feed?unit={COMMUNE}")
    ask("a snapshot", "GET", f"/v1/snapshot?unit={WARD}")
    ask("a stream", "GET", f"/v1/streams/{STREAM}")
    ask("a stream that is not there", "GET", "/v1/streams/01a20000-0000-7000-8000-00000000dead")
    ask("digests", "POST", "/v1/reconcile", ReconcileRequest(WARD, {"2026-11-23": "00" * 32, "2026-11-20": "00" * 32}))
    ask("a dossier", "GET", "/v1/dossiers/H44.80.01-261123-0001")
    part = {"Content-Type": "application/partial-upload"}
    begin = {**part, "Upload-Offset": "0", "Upload-Complete": "?0"}
    rest = {**part, "Upload-Offset": "300", "Upload-Complete": "?1"}
    ask("a file begun", "PATCH", f"/v1/files/{SHA}", headers=begin, file=FILE[:300])
    ask("where it stands", "HEAD", f"/v1/files/{SHA}")
    ask("a wrong offset", "PATCH", f"/v1/files/{SHA}", headers={**rest, "Upload-Offset": "5"}, file=FILE[5:])
    ask("a file ended", "PATCH", f"/v1/files/{SHA}", headers=rest, file=FILE[300:])
    ask("a stretch of it", "GET", f"/v1/files/{SHA}", headers={"Range": "bytes=10-19"})
    say_more(ask, counter, event)
    ask("no token", "GET", "/v1/reference", headers={"Authorization": ""})
    ask("a protocol of the future", "GET", "/v1/reference", headers={"Motcua-Protocol": "2"})


def say_more(ask: Callable[..., None], counter: Counter, event: Callable[..., Event]) -> None:
    """As the counter's own client codes it, feeds that are awaited, what a hub has lost, and what it does not take."""

    def coded(body: bytes) -> dict[str, Any]:
        return {"headers": CODED, "file": zstandard.ZstdCompressor(level=1).compress(body)}

    run = counter.push(*[event(acts.HandedOut("receipt", "ab" * 32)) for _ in range(12)])
    ask("a coded run with a coded answer", "POST", "/v1/events", **coded(msgspec.json.encode(run)))
    ask("a coded body that is too large", "POST", "/v1/events", **coded(b" " * (REQUEST_LIMIT + 1)))
    feed = f"/v1/feed?unit={WARD}&epoch={{epoch}}&limit=2"
    ask(
        "a feed asked with patience that has news",
        "GET",
        f"{feed}&after=1&wait=30",
        headers={"Accept-Encoding": "zstd"},
    )
    ask("a feed asked with patience that has none", "GET", f"{feed}&after=1000&wait=1")
    lost = event(acts.HandedOut("receipt", "ab" * 32))
    proof = WireRun(DEVICE, lost.link.device_seq, lost.link.prev_hash.hex(), [lost.link.body_hash.hex()], "")
    proof = msgspec.structs.replace(proof, signature=counter.push(lost).signature)
    ask("an offer of what the hub has lost", "POST", "/v1/offers", OfferRequest([to_wire(lost)], [proof]))
    ask("a stream with what came back", "GET", f"/v1/streams/{STREAM}", headers={"Accept-Encoding": "zstd"})
    upload = {"Content-Type": "application/partial-upload", "Upload-Offset": "0", "Upload-Complete": "?0"}
    large = {**upload, "Upload-Length": str(2**40)}
    ask("a file that is too large", "PATCH", f"/v1/files/{'ab' * 32}", headers=large, file=b"%PDF")
    other = revoked()
    held = other.body(STREAM, acts.HandedOut("receipt", "ef" * 32), id="01a20000-0000-7000-8000-0000000001f1")
    ask("a run of a revoked device", "POST", "/v1/events", other.push(other.event(held)), speaker=other)
    ask("a revoked device's feed", "GET", f"/v1/feed?unit={WARD}", speaker=other)


def revoked() -> Counter:
    """A counter whose device is not accepted any more."""
    return Counter(REVOKED, WARD, Ed25519PrivateKey.from_private_bytes(bytes([3]) * 32))


@contextmanager
def fresh_hub() -> Iterator[Hub]:
    """A hub with the sample province whose clock stands."""
    from sync.hub.seed import seed
    from tests.sync.hub.conftest import QUICK

    with tempfile.TemporaryDirectory() as folder, embedded_postgres(durable=False) as url:
        hub = open_hub(url, Path(folder), clock=lambda: NOON)
        seed(hub.database, hub.keys, now=NOON, hasher=QUICK)
        yield hub
        hub.close()


def record(release: str) -> Conversation:
    """The conversation with the hub of this program."""
    counter = Counter(DEVICE, WARD, Ed25519PrivateKey.from_private_bytes(bytes([1]) * 32))
    known = Conversation(release, DEVICE, WARD, counter.public_key.hex(), [], {REVOKED: revoked().public_key.hex()})
    with fresh_hub() as hub:
        prepare(hub, known)
        (row,) = hub.database.rows("SELECT epoch FROM hub")
        with serving(hub) as address:
            recorder = Recorder(address, row.epoch, counter)
            hold(recorder)
    return msgspec.structs.replace(known, exchanges=recorder.exchanges)


def write(conversation: Conversation, say: Callable[[str], object] = sys.stdout.write) -> Path:
    path = FOLDER / f"{conversation.release}.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(conversation), indent=1) + b"\n")
    say(f"{path.name}: {len(conversation.exchanges)} exchanges\n")
    return path


if __name__ == "__main__":
    project = tomllib.loads((FOLDER.parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    write(record(sys.argv[1] if len(sys.argv) > 1 else project["project"]["version"]))
