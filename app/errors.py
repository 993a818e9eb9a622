"""The one tree of known failures; each carries facts, and the window finds the words.

MotCuaError
├── InputError            the officer can fix it: marks fields, opens no dialog
├── RuleViolation         an act the rules refuse, with the rule and the law behind it
├── StoreError            the local file
├── DeviceError           scanner, printer, card reader, token
├── PostError             the way to the hub
├── DataError             reference data refused at load
└── Unexpected            a bug met on the way; the crash door has already told it

Anything else that is raised is a bug and goes to the crash door.
"""

from __future__ import annotations

from typing import ClassVar


class MotCuaError(Exception):
    """A known failure. ``facts`` never hold personal data, so they may be logged."""

    code: ClassVar[str] = "error"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code, facts)
        self.facts: dict[str, object] = facts

    def __str__(self) -> str:
        return f"{self.code} {self.facts}" if self.facts else self.code


class Unexpected(MotCuaError):
    """A bug of ours ended what was asked; nothing was recorded. Only tells the asker to let go."""

    code = "unexpected"


# ---------------------------------------------------------------- input


class InputError(MotCuaError):
    """A field the officer can correct; ``field`` names it."""

    code = "input"

    def __init__(self, field: str, **facts: object) -> None:
        super().__init__(field=field, **facts)
        self.field = field


class FieldRequired(InputError):
    code = "field_required"


class PersonalNumberInvalid(InputError):
    """``digits`` says how many digits were typed."""

    code = "personal_number_invalid"


class AmountInvalid(InputError):
    code = "amount_invalid"


class TextTooLong(InputError):
    """What was typed or pasted makes an act larger than any hub takes (``limit`` in bytes)."""

    code = "text_too_long"


class IdentityTextRefused(InputError):
    """A scanned text that is no identity card; ``reason`` is one of the identity module's reasons."""

    code = "identity_text_refused"


class CardNotFound(InputError):
    """No QR is to be seen in the picture of a citizen card."""

    code = "card_not_found"


class DossierCodeInvalid(InputError):
    code = "dossier_code_invalid"


class SignInRefused(InputError):
    """Unknown officer or wrong password (never says which), or a locked account (``until``)."""

    code = "sign_in_refused"


class EnrolmentCodeRefused(InputError):
    """The one-time enrolment code is wrong, used or out of date."""

    code = "enrolment_code_refused"


class HubAddressInvalid(InputError):
    """What was typed is no address a hub can have; ``reason`` is ``form`` or ``not_encrypted``."""

    code = "hub_address_invalid"


class PassphraseWrong(InputError):
    code = "passphrase_wrong"


class FileUnreadable(InputError):
    """An image or PDF that cannot be opened; ``reason`` is ``damaged``, ``encrypted``, ``locked_signed``,
    ``unknown_signature`` (of a kind that cannot be checked here), ``too_large``, ``kind`` or ``gone``."""

    code = "file_unreadable"


# ---------------------------------------------------------------- rules


class RuleViolation(MotCuaError):
    """An act refused by the rules; ``rule`` is the rule's name, ``law`` its article."""

    code = "rule_violation"

    def __init__(self, rule: str, law: str = "", **facts: object) -> None:
        super().__init__(rule=rule, law=law, **facts)
        self.rule = rule
        self.law = law


# ---------------------------------------------------------------- store


class StoreError(MotCuaError):
    code = "store"


class StoreKeyWrong(StoreError):
    code = "store_key_wrong"


class StoreNewer(StoreError):
    """The file was written by a newer program; it is refused, never changed."""

    code = "store_newer"


class StoreDamaged(StoreError):
    code = "store_damaged"


class DiskFull(StoreError):
    code = "disk_full"


class StoreBusy(StoreError):
    """Another running program holds the profile."""

    code = "store_busy"


class StoreUnwritable(StoreError):
    """The disk or folder of the profile refuses to be read or written; ``reason`` is SQLite's word for it."""

    code = "store_unwritable"


class DeviceForked(StoreError):
    """Another copy of this store has recorded under this machine's identity: the machine must be enrolled anew."""

    code = "device_forked"


class StoredFileDamaged(StoreError):
    """A file of the vault is missing or does not give back its hash (``sha256``)."""

    code = "stored_file_damaged"


# ---------------------------------------------------------------- devices


class DeviceError(MotCuaError):
    code = "device"


class CardReaderFailed(DeviceError):
    """The card reader on its serial port; ``reason`` is ``gone``, ``busy`` or ``denied``."""

    code = "card_reader_failed"


class ScannerMissing(DeviceError):
    code = "scanner_missing"


class ScannerFailed(DeviceError):
    """``reason``: jammed, no_documents, cover_open, busy, gone, hung, sides (not as many backs as fronts),
    stranger (a network scanner with another certificate than when it was chosen), failed."""

    code = "scanner_failed"


class CameraMissing(DeviceError):
    """This installation came without the part that reads cameras (docs/decisions/0018)."""

    code = "camera_missing"


class CameraFailed(DeviceError):
    """``reason``: none (no camera here), busy, gone, denied, hung, failed; ``pages`` taken before it."""

    code = "camera_failed"


class SigningFailed(DeviceError):
    """A signature that was not made, or not accepted.

    ``reason``: no_module or no_service (none set up, where it is the one chosen), wrong_address (of the service),
    no_token, pin_needed, pin_wrong, pin_locked, pin_expired, no_certificate, wrong_usage, expired, not_yet_valid,
    wrong_stamp_address (of the time-stamp authority), unreachable (the service), refused (by it), altered (what came
    back is not the page sent), or failed.
    """

    code = "signing_failed"


class PrinterUnavailable(DeviceError):
    code = "printer_unavailable"


class FontMissing(DeviceError):
    """No font on this machine has all Vietnamese letters."""

    code = "font_missing"


class BarcodeTooWide(DeviceError):
    code = "barcode_too_wide"


# ---------------------------------------------------------------- post


class PostError(MotCuaError):
    code = "post"


class HubUnreachable(PostError):
    code = "hub_unreachable"


class HubAnswerInvalid(PostError):
    """Something answered, but not our hub in our protocol (a login page, nonsense)."""

    code = "hub_answer_invalid"


class HubBusy(PostError):
    """``retry_after`` in seconds, as the hub asked."""

    code = "hub_busy"


class HubUnauthorised(PostError):
    """The hub does not know, or no longer accepts, this device."""

    code = "hub_unauthorised"


class HubRefused(PostError):
    """The hub refused the call; ``reason`` is the hub's code."""

    code = "hub_refused"


class BundleInvalid(PostError):
    """A bundle from a memory stick that is not taken in; ``reason`` is ``form``, ``signature`` (damaged, or not of whom
    it says), ``receiver`` (for another machine), ``file`` or ``way`` (a question where an answer belongs)."""

    code = "bundle_invalid"


class UpgradeNeeded(PostError):
    code = "upgrade_needed"


# ---------------------------------------------------------------- reference data


class DataError(MotCuaError):
    code = "data"


class ReferenceInvalid(DataError):
    """A calendar, catalogue, regulation set, unit list or form refused at load: ``file``, ``entry``, ``reason``."""

    code = "reference_invalid"

    def __init__(self, file: str, entry: str, reason: str, **facts: object) -> None:
        super().__init__(file=file, entry=entry, reason=reason, **facts)


class ReferenceMissing(DataError):
    """The machine has no reference data yet; it must be enrolled first."""

    code = "reference_missing"
