"""The officer's signature on each copy (NĐ 118/2025 Đ17.1c): at acceptance, or later for all that wait in one go.

Acceptance never waits for a token. A copy not signed is a debt of its dossier until it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from app.capture.archive import searchable
from app.desk.acting import Session, dossier_at, instant_for, record
from app.desk.office import Office
from app.desk.trust import material, remember_addresses
from app.domain import acts
from app.domain.dossier import Dossier, debts
from app.domain.events import VIETNAM
from app.domain.text import fold
from app.errors import FileUnreadable, SigningFailed, StoredFileDamaged
from app.store import files, signing, states
from app.store.states import ListFilter
from app.vault.copy_mark import CopyMark
from app.vault.signatures import Certificate, SignatureSeen, check_signed, signatures
from app.vault.signing import STOPPING, CopySigner, Token, TokenSeen, tokens_seen
from app.vault.signing_service import SigningService
from app.vault.time_stamps import StampService
from app.vault.trust import TrustMaterial

SignatureState = Literal["none", "pending", "failed", "signed"]
_PAGE = 200


@dataclass(frozen=True)
class CopyToSign:
    """A copy that has no signature yet, of the paper called ``paper``. ``reason`` is why the last try failed; ``here``
    whether its bytes are on this machine."""

    stream: str
    code: str
    applicant_name: str
    component: str
    sha256: str
    pages: int
    state: SignatureState
    reason: str
    here: bool
    paper: str = ""


@dataclass(frozen=True)
class SigningOutcome:
    """What became of a round of signing: how many are signed, which failed and why, how many were not tried.

    ``signer`` is the last signature made, None when none was; ``unstamped`` how many went without the time stamp that
    is set, because its authority did not answer.
    """

    signed: int
    failed: tuple[tuple[CopyToSign, str], ...]
    left: int
    signer: SignatureSeen | None = None
    unstamped: int = 0


@dataclass(frozen=True)
class SigningWay:
    """What signs copies here: the signing service, which asks for the PIN itself, or one of the ``tokens``."""

    by_service: bool
    tokens: tuple[TokenSeen, ...] = ()


class SigningProgress:
    """What a timer polls while `sign` runs elsewhere."""

    def __init__(self) -> None:
        self.done = 0
        self.of = 0


def waiting(office: Office, session: Session) -> tuple[CopyToSign, ...]:
    """Every copy of this unit's dossiers that still needs the officer's signature, the latest dossier first."""
    found: list[CopyToSign] = []
    with office.store.read() as connection:
        tried = {(row.stream, row.sha256): row for row in signing.rows(connection)}
        after: tuple[str, int] | None = None
        while True:
            page = states.page(connection, ListFilter(unit=session.unit, with_debts=True), after, _PAGE)
            for row in page.rows:
                state = dossier_at(connection, row.stream) if "signature" in row.debts else None
                found += _unsigned(office, state, tried) if state is not None else []
            after = page.next
            if after is None:
                return tuple(found)


def of_dossier(office: Office, stream: str) -> tuple[CopyToSign, ...]:
    """The copies of one dossier that are not signed yet."""
    with office.store.read() as connection:
        state = dossier_at(connection, stream)
        tried = {(row.stream, row.sha256): row for row in signing.rows(connection, stream)}
    return tuple(_unsigned(office, state, tried)) if state is not None else ()


def put_off(office: Office, session: Session, copies: Sequence[CopyToSign]) -> None:
    """Says that these are to be signed later: they show as waiting rather than forgotten."""
    with office.store.write() as connection:
        for copy in copies:
            signing.wait(connection, copy.stream, copy.sha256, session.officer, office.now())


def way(office: Office) -> SigningWay:
    """What this machine is set to sign with, and the tokens plugged in now where it signs with one.

    Raises SigningFailed ``no_module``, ``no_token``.
    """
    if office.machine_settings().signing_with == "service":
        return SigningWay(by_service=True)
    return SigningWay(by_service=False, tokens=tuple(tokens_seen(module_of(office), office.now())))


@contextmanager
def signer(office: Office, pin: str, label: str = "") -> Iterator[CopySigner]:
    """What this machine is set to sign with; ``pin`` and ``label`` are for a token, as in `open_token`.

    Raises SigningFailed: ``no_service``, ``wrong_address``, ``pin_needed``, or what `module_of` and `open_token` raise.
    """
    settings = office.machine_settings()
    if settings.signing_with == "service":
        if not settings.signing_service:
            raise SigningFailed(reason="no_service")
        yield SigningService(settings.signing_service)
        return
    if not pin:
        raise SigningFailed(reason="pin_needed")
    with open_token(office, module_of(office), pin, label) as token:
        yield token


def module_of(office: Office) -> Path:
    """The library of this machine's signing tokens. Raises SigningFailed ``no_module`` where none is set up."""
    module = office.machine_settings().signing_module
    if not module:
        raise SigningFailed(reason="no_module")
    return Path(module)


def open_token(office: Office, module: Path, pin: str, label: str = "") -> Token:
    """The officer's token, to be used in ``with``; the PIN goes to the token and is kept nowhere.

    Raises SigningFailed: ``no_token``, ``pin_wrong``, ``pin_locked``, ``no_certificate``, ``expired``.
    """
    address = office.machine_settings().stamp_address
    return Token(module, pin, office.now(), label, StampService(address) if address else None)


def is_of(holder: str, session: Session) -> bool:
    """True where the holder a certificate names is the officer signed in, whichever letters and marks the two names
    are written with."""
    return fold(holder) == fold(session.name)


def sign(
    office: Office,
    session: Session,
    signer: CopySigner,
    copies: Sequence[CopyToSign],
    *,
    progress: SigningProgress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> SigningOutcome:
    """Signs copies one after another; each is verified, kept and recorded before the next.

    A copy that fails stays on the list with its reason. What would fail for every copy (no token, a wrong PIN,
    a certificate out of date) ends the round at once, so that no token is locked by trying on.
    """
    progress = progress or SigningProgress()
    progress.of = len(copies)
    failed: list[tuple[CopyToSign, str]] = []
    signed = 0
    last: SignatureSeen | None = None
    trust = material(office)
    settings = office.machine_settings()
    wants_stamp = bool(settings.stamp_address) and settings.signing_with == "token"
    unstamped = 0
    for copy in copies:
        if cancelled():
            break
        try:
            last = _sign_one(office, session, signer, copy, trust)
            unstamped += wants_stamp and last.stamp == "none"
            signed += 1
        except (SigningFailed, FileUnreadable, StoredFileDamaged) as error:
            reason = str(error.facts.get("reason", error.code))
            failed.append((copy, reason))
            _note_failure(office, session, copy, reason)
            if isinstance(error, SigningFailed) and reason in STOPPING:
                break
        progress.done += 1
    left = len(copies) - signed - len(failed)
    return SigningOutcome(signed, tuple(failed), left, last, unstamped)


def seen(office: Office, sha256: str) -> tuple[SignatureSeen, ...]:
    """Who signed a copy and when, read from the copy itself. Raises StoredFileDamaged, FileUnreadable."""
    return seen_in(office, office.vault.read(sha256))


def seen_in(office: Office, pdf: bytes) -> tuple[SignatureSeen, ...]:
    """Who signed ``pdf`` and when, and how their certificates stand by what this machine has at hand.

    Raises FileUnreadable.
    """
    return signatures(pdf, material(office), office.now())


def mark_of(session: Session, at: datetime) -> CopyMark:
    """The mark on a signed copy: what it is, which agency, when (NĐ 30/2020 Annex I)."""
    return CopyMark(("BẢN SỐ HÓA TỪ BẢN GIẤY", session.unit_name, f"{at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"))


def _unsigned(office: Office, state: Dossier, tried: dict[tuple[str, str], signing.SigningRow]) -> list[CopyToSign]:
    if "signature" not in debts(state):
        return []
    found = []
    names = {held.paper.component: held.paper.name for held in state.papers}
    for held in state.files:
        if held.signature != "none" or held.component == "result":
            continue
        row = tried.get((state.stream, held.sha256))
        found.append(
            CopyToSign(
                state.stream,
                state.printed_code,
                state.people.applicant.full_name if state.people else "",
                held.component,
                held.sha256,
                held.pages,
                row.state if row else "none",
                row.reason if row else "",
                office.vault.has(held.sha256),
                names.get(held.component, held.component),
            )
        )
    return found


def _sign_one(
    office: Office, session: Session, signer: CopySigner, copy: CopyToSign, trust: TrustMaterial
) -> SignatureSeen:
    unsigned = office.vault.read(copy.sha256)
    if office.machine_settings().search_text:
        # Now or never: once it is signed nothing may be put into it.
        unsigned = searchable(unsigned, copy.pages)
    made = signer.sign(unsigned, mark_of(session, office.now()))
    found = check_signed(unsigned, made, trust, office.now())
    sha256 = office.vault.add(made)
    with office.store.write() as connection:
        at = instant_for(connection, office)
        files.add(connection, sha256, len(made), "application/pdf", at)
        files.place(connection, copy.stream, copy.component, sha256)
        payload = acts.Signed(copy.sha256, sha256, len(made), _certificate(found.certificate), at)
        record(connection, office, session, copy.stream, payload, at=at)
        signing.done(connection, copy.stream, copy.sha256)
    remember_addresses(office, found.certificate.lists)
    return found


def _certificate(certificate: Certificate) -> str:
    # The number and who gave it: enough to find the certificate, and no name in what is hashed for ever.
    return f"{certificate.serial} {certificate.issuer}".strip()


def _note_failure(office: Office, session: Session, copy: CopyToSign, reason: str) -> None:
    with office.store.write() as connection:
        signing.wait(connection, copy.stream, copy.sha256, session.officer, office.now(), reason)
