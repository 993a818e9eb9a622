"""What each kind of event says: the typed payload of every act, and the personal part that travels beside it.

A payload carries everything the fold needs as it was decided at the time (due date with its steps,
fees, versions of the reference data), so folding reads no reference data. Names, numbers, addresses
and free text are never in a payload but in the personal part. The types of a released
(kind, version) never change; a new need gets a new version.

Long because it is the one list of everything that can happen to a dossier; each class is a few lines.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, TypeVar

import msgspec

from app.domain.events import Entry
from app.domain.limits import LimitKind

Channel = Literal["direct", "online", "postal"]
Post = Literal["one_stop", "agency"]
PaperKind = Literal["original", "certified_copy", "compared_copy", "electronic_copy"]
IdentifiedBy = Literal["qr", "typed", "chip", "vneid", "kiosk"]
AccountCheck = Literal["done", "guided", "deferred"]
ReturnMode = Literal["direct", "post", "online"]
PaymentWay = Literal["cash", "transfer", "online", "post"]
RETURN_MODES: frozenset[str] = frozenset({"direct", "post", "online"})

# ---------------------------------------------------------------- personal parts


@dataclass(frozen=True)
class Person:
    """A person or organisation as the officer recorded it; absent facts are empty, never guessed."""

    full_name: str
    kind: Literal["citizen", "enterprise", "household_business", "state_agency", "other"] = "citizen"
    personal_number: str = ""
    old_number: str = ""
    passport: str = ""
    tax_code: str = ""
    birth_date: str = ""
    sex: Literal["", "male", "female"] = ""
    address: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class People:
    """Who stands behind a dossier: personal part of `Received`. No submitter means the applicant came in person.

    ``representative`` acts under a giấy ủy quyền for the principal, whose account it is (NĐ 118/2025 Đ17.1a).
    ``authority`` names that paper. ``parties`` are the two sides of a marriage or a recognition, both present.
    """

    applicant: Person
    submitter: Person | None = None
    representative: Person | None = None
    parties: tuple[Person, ...] = ()
    abstract: str = ""
    note: str = ""
    return_address: str = ""
    postman: str = ""
    authority: str = ""


@dataclass(frozen=True)
class RefusedPeople(People):
    """People of a refusal at the counter, and the reason given to them."""

    reason: str = ""


@dataclass(frozen=True)
class GuidedPeople(People):
    """People of a guidance, and why each missing paper is needed, by its component; ``newborn``: the applicant has no
    number yet and whoever hands in declares the birth."""

    reasons: dict[str, str] = field(default_factory=dict)
    newborn: bool = False


@dataclass(frozen=True)
class Words:
    """Free text of an act: a reason, and a reason for each paper named by its component."""

    reason: str = ""
    by_component: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CollectorPerson:
    """Who took the result away, and the giấy ủy quyền shown, if any."""

    person: Person
    authority: str = ""


# ---------------------------------------------------------------- pieces of payloads


@dataclass(frozen=True)
class Identification:
    """How identity was established, and which fields came from the card or were typed over it."""

    by: IdentifiedBy = "typed"
    from_card: tuple[str, ...] = ()
    typed_over: tuple[str, ...] = ()


@dataclass(frozen=True)
class StepLimit:
    """One agency's share of a limit; in a joint procedure (liên thông) the limit of one of its procedures."""

    name: str
    agency: str
    kind: LimitKind
    value: float = 0
    procedure_code: str = ""


@dataclass(frozen=True)
class LimitKept:
    """A time limit as decided: kind and value of `deadline.Limit`, the extension claimed, if any, and its steps.

    ``chained``: a joint procedure, whose steps follow each other and make the total; its own kind is ``none``.
    """

    kind: LimitKind
    value: float = 0
    extension_kind: LimitKind | Literal[""] = ""
    extension_value: float = 0
    extension_mode: Literal["", "add", "total"] = ""
    steps: tuple[StepLimit, ...] = ()
    chained: bool = False


@dataclass(frozen=True)
class StepDue:
    """When one agency's share of the work must be done (NĐ 118 Đ20: the transfer slip names it)."""

    name: str
    agency: str
    due: datetime | None
    procedure_code: str = ""


@dataclass(frozen=True)
class DueKept:
    """A due instant (None: no limit), the steps that lead to it, the calendar version, whether it is projected, and
    the local due date of each agency."""

    due: datetime | None
    steps: tuple[dict[str, Any], ...] = ()
    calendar: str = ""
    projected: bool = False
    agencies: tuple[StepDue, ...] = ()


@dataclass(frozen=True)
class ProcedureKept:
    """The procedure version a dossier was accepted under; it stays with the dossier."""

    code: str
    name: str
    field: str
    level: str
    valid_from: date
    catalogue: str
    result: str = ""
    deciding_agency: str = ""
    receipt: Literal["always", "on_request"] = "always"
    form_set: str = "general"
    system: str = "province"


@dataclass(frozen=True)
class Paper:
    """One kind of paper handed in for a component: how many, and whether it was only shown or is in a database.

    ``asked`` says why a paper that a database holds was asked for all the same (NĐ 309/2026 Đ4.2a).
    """

    component: str
    name: str
    kind: PaperKind = "original"
    count: int = 1
    shown: bool = False
    in_database: bool = False
    give_back: bool = False
    asked: Literal["", "outage", "missing", "inaccurate"] = ""


@dataclass(frozen=True)
class PostalRecord:
    """A dossier that came by public post (QĐ 45/2016/QĐ-TTg Đ5-7): the Biên bản giao nhận, and the slip it names.

    ``signed_at`` is the legal instant of submission (Đ7.4); the postman's name is in the personal part.
    """

    record_number: str
    signed_at: datetime
    slip_number: str
    mode: Literal["send", "receive", "both"] = "both"
    postage_by: Literal["applicant", "agency", "post"] = "applicant"


@dataclass(frozen=True)
class FeeLine:
    """One phí or lệ phí due. An amount of 0 always has an exemption reason; ``basis`` says where it comes from."""

    kind: Literal["phí", "lệ phí"]
    name: str
    amount: int
    basis: Literal["catalogue", "entered", "exempt"]
    basis_text: str = ""
    exemption: str = ""


@dataclass(frozen=True)
class Holder:
    """Where paper lies: a unit and, within it, the one-stop shop or the specialist agency."""

    unit: str
    post: Post


@dataclass(frozen=True)
class ResultPaper:
    """A result document: its name, number and date, and the file when there is one."""

    name: str
    number: str = ""
    issued_on: date | None = None
    sha256: str = ""
    size: int = 0


# ---------------------------------------------------------------- payloads of the dossier stream


@dataclass(frozen=True)
class Arrived:
    """``arrive``: an online or postal dossier waits for the officer's answer (8 working hours, NĐ 118 Đ17.2)."""

    channel: Channel
    procedure_code: str
    received_at: datetime
    answer_due: datetime
    code: str = ""


@dataclass(frozen=True)
class Guided:
    """``guide``: guidance before acceptance on its own slip; papers handed back, no dossier code, no closing date.

    ``components`` and ``names`` are what is missing, ``present`` what was in order.
    """

    slip_number: str
    procedure_code: str
    components: tuple[str, ...]
    names: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    regulation_set: str = ""


@dataclass(frozen=True)
class Received:
    """``receive`` and ``record_from_paper``: formal acceptance of a complete dossier; starts the clock.

    ``account_check_due`` and ``signature_due`` say what the regulation set asks for at reception. ``due_expected``:
    another unit is competent and its receipt will start the clock, so the date is "dự kiến" until then. ``outage``
    is the id of the `OutageNoted` event that explains what could not be looked up.
    """

    code: str
    regulation_set: str
    procedure: ProcedureKept
    channel: Channel
    accepted_at: datetime
    limit: LimitKept
    due: DueKept
    papers: tuple[Paper, ...]
    fees: tuple[FeeLine, ...] = ()
    counter: str = ""
    provisional: bool = False
    range_id: str = ""
    sets: int = 1
    identification: Identification = field(default_factory=Identification)
    account_check: AccountCheck | None = None
    account_check_due: bool = True
    signature_due: bool = True
    return_mode: ReturnMode = "direct"
    return_place: str = ""
    on_the_spot: bool = False
    receipt_asked: bool = True
    transfer_due: datetime | None = None
    competent_unit: str = ""
    due_expected: bool = False
    group: str = ""
    joint: str = ""
    postal: PostalRecord | None = None
    outage: str = ""
    paper_accepted_at: datetime | None = None
    ticket: str = ""


@dataclass(frozen=True)
class SupplementRequested:
    """``request_supplement``: once, within 3 working days, every missing paper with its reason (NĐ 118 Đ16, Đ19.5)."""

    number: str
    components: tuple[str, ...]
    names: tuple[str, ...]
    closing_on: date | None
    override: str = ""


@dataclass(frozen=True)
class Supplemented:
    """``supplement``: the complete dossier is in; the clock starts again with the full limit (NĐ 118 Đ19.5)."""

    papers: tuple[Paper, ...]
    completed_at: datetime
    due: DueKept


@dataclass(frozen=True)
class Refused:
    """``refuse``: refusal at the counter with its reason (NĐ 118 Đ17.1c)."""

    number: str
    regulation_set: str = ""
    procedure_code: str = ""


@dataclass(frozen=True)
class HandedOver:
    """``hand_over``: papers leave for another holder on a signed list."""

    what: Literal["dossier", "result"]
    list_number: str
    giver: Holder
    receiver: Holder
    papers: int = 0
    due: datetime | None = None


@dataclass(frozen=True)
class Acknowledged:
    """``acknowledge``: the receiver confirms the papers. A competent agency's receipt may start the clock (Đ17.3)."""

    what: Literal["dossier", "result"]
    list_number: str
    holder: Holder
    restart: DueKept | None = None


@dataclass(frozen=True)
class PaymentRequested:
    """``request_payment``: processing waits for a financial duty (status 6)."""

    fees: tuple[FeeLine, ...]


@dataclass(frozen=True)
class PaymentConfirmed:
    """``confirm_payment``: the duty is met or exempted; processing goes on."""

    amount: int
    way: PaymentWay = "transfer"
    exemption: str = ""


@dataclass(frozen=True)
class PaymentCollected:
    """``collect_payment``: money taken, with the biên lai's series and number when one was issued; ``money_order``: the
    number of the postal money order it came by."""

    amount: int
    way: PaymentWay
    series: str = ""
    number: str = ""
    money_order: str = ""


@dataclass(frozen=True)
class Refunded:
    """``refund``: money given back, with the series and number of the paper that proves it."""

    amount: int
    way: PaymentWay
    series: str = ""
    number: str = ""


@dataclass(frozen=True)
class Extended:
    """``extend_with_apology``: one new date, asked for at least a day before the old one (NĐ 118 Đ19.6)."""

    number: str
    notice_on: date
    old_due: datetime
    new_due: datetime
    signed_position: str = ""
    late: bool = False
    override: str = ""


@dataclass(frozen=True)
class Consulted:
    """``consult``: another agency is asked to verify or to give its opinion (NĐ 118 Đ19.4); no status changes.

    One event asks, with the day by which an answer is due; a second with the first one's id in ``answers`` records the
    answer. What is asked and answered is free text in the personal part.
    """

    category: Literal["verification", "opinion"]
    agency: str
    deadline: date | None = None
    answers: str = ""


@dataclass(frozen=True)
class Shelved:
    """``shelve``: where in the one-stop shop papers or result lie; an empty place takes them off the shelf."""

    what: Literal["dossier", "result"]
    place: str


@dataclass(frozen=True)
class Finished:
    """``finish``: the agency is done, with a result or, after examination, a refusal slip as the result."""

    outcome: Literal["result", "refusal"]
    results: tuple[ResultPaper, ...]


@dataclass(frozen=True)
class Returned:
    """``return_result``: the result is in the citizen's hand, originals with it (NĐ 61 Đ20)."""

    way: ReturnMode
    relation: Literal["applicant", "submitter", "representative", "postman"]
    identification: Identification = field(default_factory=Identification)
    originals: tuple[str, ...] = ()
    results: int = 1
    receipt_lost: bool = False
    postal_slip: str = ""


@dataclass(frozen=True)
class Withdrawn:
    """``withdraw``: the applicant takes the dossier back."""

    asked_by: Literal["applicant", "representative"]
    number: str = ""


@dataclass(frozen=True)
class Stopped:
    """``stop``: closing by the one-stop shop after an unanswered request, or under sector law."""

    basis: Literal["unanswered", "sector_law"]
    number: str
    law: str = ""


@dataclass(frozen=True)
class Amended:
    """``amend``: a correction. ``fields`` names what changed; the new values are ``values`` or in the personal part.

    ``supersedes`` counts the corrected slip ("Bản đính chính lần n"); 0 when nothing printed changes.
    """

    fields: tuple[str, ...]
    values: dict[str, str] = field(default_factory=dict)
    papers: tuple[Paper, ...] | None = None
    supersedes: int = 0
    override: str = ""
    fees: tuple[FeeLine, ...] | None = None


@dataclass(frozen=True)
class CodeAdopted:
    """``adopt_code``: the official code of a dossier taken in under a provisional or contested one."""

    code: str
    before: str


@dataclass(frozen=True)
class AccountChecked:
    """``check_account``: the applicant's e-ID account (NĐ 118 Đ17.1a): done, guided, or deferred by an outage."""

    outcome: AccountCheck
    outage: str = ""


@dataclass(frozen=True)
class Attached:
    """``attach``: a file joins a component (or the result), possibly in place of another."""

    component: str
    sha256: str
    size: int
    pages: int
    media_type: str = "application/pdf"
    source: Literal["scanner", "file", "camera", "portal", "reuse"] = "scanner"
    replaces: str = ""
    reused_from: str = ""
    from_national_store: bool = False


@dataclass(frozen=True)
class Signed:
    """``sign``: an officer's personal signature on a scan: the hash before and after, certificate and instant."""

    before: str
    after: str
    size: int
    certificate: str
    signed_at: datetime


@dataclass(frozen=True)
class Printed:
    """``print``: these bytes went to paper. ``copy_number`` 1 is the first print, more are "In lại lần n"."""

    form: str
    sha256: str
    copies: int
    copy_number: int = 1
    amended: int = 0
    spoiled: bool = False


@dataclass(frozen=True)
class HandedOut:
    """``hand_out``: a printed slip is in somebody's hands."""

    form: str
    sha256: str
    to: Literal["applicant", "submitter", "representative", "agency", "postman"] = "submitter"


@dataclass(frozen=True)
class PapersReturned:
    """``return_papers``: papers given back, named by component."""

    components: tuple[str, ...]
    to: Literal["applicant", "submitter", "representative", "postman"] = "applicant"


@dataclass(frozen=True)
class ResultCorrected:
    """``correct_result``: a wrong result is replaced at the agency's cost (NĐ 61 Đ21); the dates stay."""

    results: tuple[ResultPaper, ...]


@dataclass(frozen=True)
class Notified:
    """``notify``: the applicant was told something, by which channel and template."""

    channel: Literal["sms", "email", "phone", "social", "counter"]
    template: str


@dataclass(frozen=True)
class Rated:
    """``rate``: the applicant's assessment; answers by question key."""

    answers: dict[str, int]
    by: Literal["slip", "display", "online"] = "slip"


@dataclass(frozen=True)
class Resolved:
    """``resolve``: a supervisor accepts or annuls an event set aside or unconfirmed; both stay visible."""

    event: str
    decision: Literal["accept", "annul"]


@dataclass(frozen=True)
class Succeeded:
    """``succeed``: the unit was merged away and ``receiver`` takes the open dossier over; codes and dates stay."""

    giver: Holder
    receiver: Holder


@dataclass(frozen=True)
class Thinned:
    """``thin``: retention is over; personal parts and files of the stream were deleted."""

    basis: str


# ---------------------------------------------------------------- payloads of the device stream


@dataclass(frozen=True)
class NumberVoided:
    """``void``: a number (or official biên lai) used by mistake; it stays in the ledger and is never reused."""

    kind: Literal["dossier_code", "fee_receipt", "provisional_code"]
    unit: str
    day: date
    number: int
    series: str = ""


@dataclass(frozen=True)
class OutageNoted:
    """``note_outage``: a database or system was out of reach from when to when (NĐ 309/2026 Đ4.2a).

    One event opens the interval; a second with the first one's id in ``opened_by`` ends it.
    """

    system: str
    began_at: datetime
    ended_at: datetime | None = None
    opened_by: str = ""


@dataclass(frozen=True)
class ReceiptBookOpened:
    """``open_receipt_book``: official biên lai of one series, first to last, were issued to this counter."""

    unit: str
    series: str
    first: int
    last: int


@dataclass(frozen=True)
class ClockOverridden:
    """``override_clock``: a supervisor lets a device issue codes although its clock disagrees."""

    seen_at: datetime
    clock_at: datetime


@dataclass(frozen=True)
class ShiftClosed:
    """``close_shift``: numbers, register, prints and cash of one shift tied out."""

    day: date
    figures: dict[str, int]


PAYLOADS: dict[tuple[str, int], type[Any]] = {
    ("arrive", 1): Arrived,
    ("guide", 1): Guided,
    ("receive", 1): Received,
    ("record_from_paper", 1): Received,
    ("request_supplement", 1): SupplementRequested,
    ("supplement", 1): Supplemented,
    ("refuse", 1): Refused,
    ("hand_over", 1): HandedOver,
    ("acknowledge", 1): Acknowledged,
    ("request_payment", 1): PaymentRequested,
    ("confirm_payment", 1): PaymentConfirmed,
    ("collect_payment", 1): PaymentCollected,
    ("refund", 1): Refunded,
    ("extend_with_apology", 1): Extended,
    ("consult", 1): Consulted,
    ("shelve", 1): Shelved,
    ("finish", 1): Finished,
    ("return_result", 1): Returned,
    ("withdraw", 1): Withdrawn,
    ("stop", 1): Stopped,
    ("amend", 1): Amended,
    ("adopt_code", 1): CodeAdopted,
    ("check_account", 1): AccountChecked,
    ("attach", 1): Attached,
    ("sign", 1): Signed,
    ("print", 1): Printed,
    ("hand_out", 1): HandedOut,
    ("return_papers", 1): PapersReturned,
    ("correct_result", 1): ResultCorrected,
    ("notify", 1): Notified,
    ("rate", 1): Rated,
    ("resolve", 1): Resolved,
    ("succeed", 1): Succeeded,
    ("thin", 1): Thinned,
    ("void", 1): NumberVoided,
    ("note_outage", 1): OutageNoted,
    ("open_receipt_book", 1): ReceiptBookOpened,
    ("override_clock", 1): ClockOverridden,
    ("close_shift", 1): ShiftClosed,
}

PERSONAL: dict[str, type[Any]] = {
    "arrive": People,
    "guide": GuidedPeople,
    "receive": People,
    "record_from_paper": People,
    "refuse": RefusedPeople,
    "amend": People,
    "return_result": CollectorPerson,
}
"""The type of the personal part by kind; every other kind's is `Words`."""

KIND_OF: dict[type[Any], str] = {
    payload: kind for (kind, _), payload in reversed(PAYLOADS.items()) if kind != "record_from_paper"
}
VERSION = 1

_T = TypeVar("_T")


def known(kind: str, version: int) -> bool:
    """True when this program can read events of that kind and version."""
    return (kind, version) in PAYLOADS


def payload_of(kind: str, version: int, data: dict[str, object]) -> Any:
    """The typed payload. Raises KeyError for an unknown kind or version, ValueError for data not of its form."""
    return msgspec.convert(data, PAYLOADS[kind, version])


def personal_of(kind: str, data: dict[str, object] | None) -> Any:
    """The typed personal part; None when absent or thinned. Raises ValueError for data not of its form."""
    if data is None:
        return None
    return msgspec.convert(data, PERSONAL.get(kind, Words))


def read(entry: Entry) -> tuple[Any, Any]:
    """The typed payload and personal part of ``entry``, read once: rules and fold ask one after the other.

    Raises KeyError and ValueError as `payload_of` and `personal_of` do.
    """
    kept: tuple[Any, Any] | None = vars(entry).get("read")
    if kept is None:
        body = entry.body
        kept = (payload_of(body.kind, body.version, body.payload), personal_of(body.kind, entry.personal))
        vars(entry)["read"] = kept
    return kept


def plain(value: object) -> dict[str, object]:
    """A payload or personal part as plain JSON data, ready to be hashed."""
    result = msgspec.to_builtins(value)
    if not isinstance(result, dict):
        raise TypeError(f"{type(value).__name__} is no record")
    return result
