"""From a known failure to two sentences for the officer: what happened, and what to do now.

Errors carry facts; the words are found here and nowhere else. The source texts are English, the
Vietnamese ones lie in resources/i18n/vi.ts. Long because it is the one list of everything that can
be told; each entry is two sentences.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from app import errors
from app.errors import MotCuaError

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ISO_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:Z|\+\d{2}:\d{2})")


@dataclass(frozen=True)
class Sentence:
    """What is said of a failure: what happened, and what to do."""

    happened: str
    to_do: str

    @property
    def both(self) -> str:
        return f"{self.happened} {self.to_do}"


@dataclass(frozen=True)
class _Words:
    happened: str
    to_do: str


def _words(happened: object, to_do: object) -> _Words:
    return _Words(str(happened), str(to_do))


LEAVES: dict[type[MotCuaError], _Words] = {
    errors.Unexpected: _words(
        QT_TRANSLATE_NOOP("Messages", "The program met a fault of its own, and this was not done."),
        QT_TRANSLATE_NOOP("Messages", "Nothing typed is lost. Try again; if it fails again, save the report."),
    ),
    errors.FieldRequired: _words(
        QT_TRANSLATE_NOOP("Messages", "This field is still empty."),
        QT_TRANSLATE_NOOP("Messages", "Please fill it in."),
    ),
    errors.PersonalNumberInvalid: _words(
        QT_TRANSLATE_NOOP("Messages", "A personal number has 12 digits (there are {digits} now)."),
        QT_TRANSLATE_NOOP("Messages", "Compare it with the card and type it again."),
    ),
    errors.AmountInvalid: _words(
        QT_TRANSLATE_NOOP("Messages", "This is not an amount in whole đồng."),
        QT_TRANSLATE_NOOP("Messages", "Type digits only, for example 8000."),
    ),
    errors.TextTooLong: _words(
        QT_TRANSLATE_NOOP("Messages", "More text was typed or pasted than a record can hold."),
        QT_TRANSLATE_NOOP("Messages", "Shorten it and do the act again; nothing was recorded yet."),
    ),
    errors.IdentityTextRefused: _words(
        QT_TRANSLATE_NOOP("Messages", "What was scanned is not a citizen card."),
        QT_TRANSLATE_NOOP("Messages", "Scan the square code on the card again, or type the details."),
    ),
    errors.DossierCodeInvalid: _words(
        QT_TRANSLATE_NOOP("Messages", "This is not a dossier code."),
        QT_TRANSLATE_NOOP("Messages", "Scan the code on the receipt again, or type it as printed."),
    ),
    errors.SignInRefused: _words(
        QT_TRANSLATE_NOOP("Messages", "The password is not right."),
        QT_TRANSLATE_NOOP("Messages", "Type it again; look at Caps Lock and the Vietnamese keyboard."),
    ),
    errors.EnrolmentCodeRefused: _words(
        QT_TRANSLATE_NOOP("Messages", "The enrolment code is wrong, used, or out of date."),
        QT_TRANSLATE_NOOP("Messages", "Ask the administrator of the province for a new code."),
    ),
    errors.HubAddressInvalid: _words(
        QT_TRANSLATE_NOOP("Messages", "This cannot be the address of a provincial hub."),
        QT_TRANSLATE_NOOP("Messages", "Type it as the province gave it; it begins with https://."),
    ),
    errors.PassphraseWrong: _words(
        QT_TRANSLATE_NOOP("Messages", "The passphrase of this machine is not right."),
        QT_TRANSLATE_NOOP("Messages", "Type it again; the administrator of your unit keeps it."),
    ),
    errors.FileUnreadable: _words(
        QT_TRANSLATE_NOOP("Messages", "This file cannot be read as a page."),
        QT_TRANSLATE_NOOP("Messages", "Choose a PDF, JPEG, PNG or TIFF file, or scan the paper."),
    ),
    errors.StoreKeyWrong: _words(
        QT_TRANSLATE_NOOP("Messages", "The key of this machine does not open its data."),
        QT_TRANSLATE_NOOP("Messages", "Change nothing here and call the administrator; the data are still there."),
    ),
    errors.StoreNewer: _words(
        QT_TRANSLATE_NOOP("Messages", "These data were written by a newer version of the program."),
        QT_TRANSLATE_NOOP("Messages", "Install the newer version; nothing was changed."),
    ),
    errors.StoreDamaged: _words(
        QT_TRANSLATE_NOOP("Messages", "The data file of this machine is damaged."),
        QT_TRANSLATE_NOOP(
            "Messages", "Call the administrator; a copy lies beside it, and the hub has all that was sent."
        ),
    ),
    errors.DiskFull: _words(
        QT_TRANSLATE_NOOP("Messages", "The disk of this machine is full."),
        QT_TRANSLATE_NOOP("Messages", "Free some space, then do the act again; nothing was half done."),
    ),
    errors.StoreBusy: _words(
        QT_TRANSLATE_NOOP("Messages", "Một Cửa is already open on this machine."),
        QT_TRANSLATE_NOOP("Messages", "Go to the window that is open, or close it first."),
    ),
    errors.StoreUnwritable: _words(
        QT_TRANSLATE_NOOP("Messages", "The disk or folder refuses to be written."),
        QT_TRANSLATE_NOOP("Messages", "Call the administrator; nothing was half done."),
    ),
    errors.DeviceForked: _words(
        QT_TRANSLATE_NOOP("Messages", "A copy of these data has worked elsewhere under the name of this machine."),
        QT_TRANSLATE_NOOP("Messages", "Enrol this machine anew; what it has not sent is kept and sent then."),
    ),
    errors.StoredFileDamaged: _words(
        QT_TRANSLATE_NOOP("Messages", "A stored scan is missing or damaged."),
        QT_TRANSLATE_NOOP("Messages", "Scan that paper again, or wait until the hub sends it back."),
    ),
    errors.ScannerMissing: _words(
        QT_TRANSLATE_NOOP("Messages", "No scanner is chosen, or it is switched off."),
        QT_TRANSLATE_NOOP("Messages", "Switch it on, or choose one in Settings; a file can be added too."),
    ),
    errors.ScannerFailed: _words(
        QT_TRANSLATE_NOOP("Messages", "The scanner stopped."),
        QT_TRANSLATE_NOOP("Messages", "Look at the scanner and scan again; pages already read are kept."),
    ),
    errors.CameraMissing: _words(
        QT_TRANSLATE_NOOP("Messages", "This installation came without the part that reads cameras."),
        QT_TRANSLATE_NOOP("Messages", "Install the whole program, or use the scanner, the reader or a picture file."),
    ),
    errors.CameraFailed: _words(
        QT_TRANSLATE_NOOP("Messages", "The camera stopped."),
        QT_TRANSLATE_NOOP("Messages", "Unplug it and plug it in again, then try once more; pages taken are kept."),
    ),
    errors.CardNotFound: _words(
        QT_TRANSLATE_NOOP("Messages", "There is no card code to be seen in this picture."),
        QT_TRANSLATE_NOOP("Messages", "Hold the card flat and closer, without glare, and try again."),
    ),
    errors.CardReaderFailed: _words(
        QT_TRANSLATE_NOOP("Messages", "The card reader does not answer."),
        QT_TRANSLATE_NOOP("Messages", "Unplug it and plug it in again, or look at its port in Settings."),
    ),
    errors.SigningFailed: _words(
        QT_TRANSLATE_NOOP("Messages", "The copy was not signed."),
        QT_TRANSLATE_NOOP("Messages", "It stays on the list of copies to sign; try again from there."),
    ),
    errors.PrinterUnavailable: _words(
        QT_TRANSLATE_NOOP("Messages", "The printer does not answer."),
        QT_TRANSLATE_NOOP("Messages", "The slip waits and prints itself when the printer is ready."),
    ),
    errors.FontMissing: _words(
        QT_TRANSLATE_NOOP("Messages", "No font on this machine has all Vietnamese letters."),
        QT_TRANSLATE_NOOP("Messages", "Install Times New Roman or Liberation Serif 2, then print again."),
    ),
    errors.BarcodeTooWide: _words(
        QT_TRANSLATE_NOOP("Messages", "The dossier code is too long for the barcode on this form."),
        QT_TRANSLATE_NOOP("Messages", "Call the administrator: the form of the regulation set must be changed."),
    ),
    errors.HubUnreachable: _words(
        QT_TRANSLATE_NOOP("Messages", "The provincial hub cannot be reached."),
        QT_TRANSLATE_NOOP("Messages", "Go on working: everything is kept on this machine and sent later by itself."),
    ),
    errors.HubAnswerInvalid: _words(
        QT_TRANSLATE_NOOP("Messages", "Something answered, but it is not the provincial hub."),
        QT_TRANSLATE_NOOP("Messages", "Look at the address of the hub and at the sign-in of the network."),
    ),
    errors.HubBusy: _words(
        QT_TRANSLATE_NOOP("Messages", "The provincial hub is busy."),
        QT_TRANSLATE_NOOP("Messages", "Go on working; it is tried again by itself."),
    ),
    errors.HubUnauthorised: _words(
        QT_TRANSLATE_NOOP("Messages", "The hub does not accept this machine."),
        QT_TRANSLATE_NOOP("Messages", "Ask the administrator of the province to enrol this machine again."),
    ),
    errors.HubRefused: _words(
        QT_TRANSLATE_NOOP("Messages", "The hub refused the request."),
        QT_TRANSLATE_NOOP("Messages", "Open Synchronisation to see what is held back and why."),
    ),
    errors.UpgradeNeeded: _words(
        QT_TRANSLATE_NOOP("Messages", "The hub asks for a newer version of this program."),
        QT_TRANSLATE_NOOP("Messages", "Install the new version; until then everything is kept here."),
    ),
    errors.BundleInvalid: _words(
        QT_TRANSLATE_NOOP("Messages", "This bundle cannot be taken in ({reason})."),
        QT_TRANSLATE_NOOP("Messages", "Copy it to the stick once more, or have another one made for this machine."),
    ),
    errors.ReferenceInvalid: _words(
        QT_TRANSLATE_NOOP("Messages", "Data sent by the province could not be read ({file}, {entry})."),
        QT_TRANSLATE_NOOP("Messages", "The earlier data stay in use; tell the administrator."),
    ),
    errors.ReferenceMissing: _words(
        QT_TRANSLATE_NOOP("Messages", "This machine has no list of procedures yet."),
        QT_TRANSLATE_NOOP("Messages", "Enrol it with the one-time code of the province first."),
    ),
}
"""Every leaf of `app.errors` but the rules, which have a table of their own."""

REASONS: dict[tuple[type[MotCuaError], str], _Words] = {
    (errors.ScannerFailed, "jammed"): _words(
        QT_TRANSLATE_NOOP("Messages", "Paper is jammed in the scanner."),
        QT_TRANSLATE_NOOP("Messages", "Take the sheet out and scan the rest; pages already read are kept."),
    ),
    (errors.ScannerFailed, "no_documents"): _words(
        QT_TRANSLATE_NOOP("Messages", "There is no paper in the feeder."),
        QT_TRANSLATE_NOOP("Messages", "Put the sheets in and press F5 again."),
    ),
    (errors.ScannerFailed, "cover_open"): _words(
        QT_TRANSLATE_NOOP("Messages", "The cover of the scanner is open."),
        QT_TRANSLATE_NOOP("Messages", "Close it and press F5 again."),
    ),
    (errors.ScannerFailed, "busy"): _words(
        QT_TRANSLATE_NOOP("Messages", "Another program is using the scanner."),
        QT_TRANSLATE_NOOP("Messages", "Close it and press F5 again."),
    ),
    (errors.ScannerFailed, "stranger"): _words(
        QT_TRANSLATE_NOOP("Messages", "What answers at the scanner's address is not the scanner that was chosen."),
        QT_TRANSLATE_NOOP(
            "Messages", "Nothing was scanned. Tell the administrator; a new scanner is chosen anew in the settings."
        ),
    ),
    (errors.ScannerFailed, "gone"): _words(
        QT_TRANSLATE_NOOP("Messages", "The scanner was switched off or unplugged."),
        QT_TRANSLATE_NOOP("Messages", "Switch it on and press F5 again; pages already read are kept."),
    ),
    (errors.ScannerFailed, "hung"): _words(
        QT_TRANSLATE_NOOP("Messages", "The scanner gave no answer and was stopped."),
        QT_TRANSLATE_NOOP("Messages", "Switch it off and on, then press F5 again; pages already read are kept."),
    ),
    (errors.ScannerFailed, "sides"): _words(
        QT_TRANSLATE_NOOP("Messages", "There are not as many backs as fronts: a sheet was drawn in with another."),
        QT_TRANSLATE_NOOP("Messages", "All pages are in the tray; put them in order there, or scan the stack again."),
    ),
    (errors.CameraFailed, "none"): _words(
        QT_TRANSLATE_NOOP("Messages", "No camera is attached to this machine."),
        QT_TRANSLATE_NOOP("Messages", "Plug one in, or use the scanner, the reader or a picture file."),
    ),
    (errors.CameraFailed, "busy"): _words(
        QT_TRANSLATE_NOOP("Messages", "The camera gives no picture: another program may be using it."),
        QT_TRANSLATE_NOOP("Messages", "Close that program (a video call, the camera's own) and try again."),
    ),
    (errors.CameraFailed, "gone"): _words(
        QT_TRANSLATE_NOOP("Messages", "The camera was switched off or unplugged."),
        QT_TRANSLATE_NOOP("Messages", "Plug it in and try again; pages taken are kept."),
    ),
    (errors.CameraFailed, "denied"): _words(
        QT_TRANSLATE_NOOP("Messages", "This account may not use the camera."),
        QT_TRANSLATE_NOOP("Messages", "Ask the administrator of this machine to allow it."),
    ),
    (errors.CameraFailed, "hung"): _words(
        QT_TRANSLATE_NOOP("Messages", "The camera gave no picture and was stopped."),
        QT_TRANSLATE_NOOP("Messages", "Unplug it and plug it in again, then try once more; pages taken are kept."),
    ),
    (errors.CardReaderFailed, "busy"): _words(
        QT_TRANSLATE_NOOP("Messages", "Another program is using the card reader."),
        QT_TRANSLATE_NOOP("Messages", "Close that program, then try again."),
    ),
    (errors.CardReaderFailed, "denied"): _words(
        QT_TRANSLATE_NOOP("Messages", "This account may not use the port of the card reader."),
        QT_TRANSLATE_NOOP("Messages", "Ask the administrator of this machine to allow it."),
    ),
    (errors.SigningFailed, "no_module"): _words(
        QT_TRANSLATE_NOOP("Messages", "Signing is not set up on this machine."),
        QT_TRANSLATE_NOOP("Messages", "Name the library of the token in the settings."),
    ),
    (errors.SigningFailed, "pin_needed"): _words(
        QT_TRANSLATE_NOOP("Messages", "The PIN of the token is needed."),
        QT_TRANSLATE_NOOP("Messages", "Type it; it goes to the token and is kept nowhere."),
    ),
    (errors.SigningFailed, "no_token"): _words(
        QT_TRANSLATE_NOOP("Messages", "No signing token is plugged in."),
        QT_TRANSLATE_NOOP("Messages", "Plug the token in and sign again."),
    ),
    (errors.SigningFailed, "pin_wrong"): _words(
        QT_TRANSLATE_NOOP("Messages", "The PIN of the token is not right."),
        QT_TRANSLATE_NOOP("Messages", "Type it again; after too many wrong ones the token locks itself."),
    ),
    (errors.SigningFailed, "pin_locked"): _words(
        QT_TRANSLATE_NOOP("Messages", "The token has locked itself."),
        QT_TRANSLATE_NOOP("Messages", "Ask who issued the token to unlock it."),
    ),
    (errors.SigningFailed, "no_certificate"): _words(
        QT_TRANSLATE_NOOP("Messages", "There is no certificate for signing on this token."),
        QT_TRANSLATE_NOOP("Messages", "Plug in the token that was issued to you."),
    ),
    (errors.SigningFailed, "expired"): _words(
        QT_TRANSLATE_NOOP("Messages", "The certificate on this token is out of date."),
        QT_TRANSLATE_NOOP("Messages", "Ask who issued it for a new one; the copies wait."),
    ),
    (errors.SigningFailed, "not_yet_valid"): _words(
        QT_TRANSLATE_NOOP("Messages", "The certificate on this token is not valid yet."),
        QT_TRANSLATE_NOOP("Messages", "Look at the date of this machine; else ask who issued the token."),
    ),
    (errors.SigningFailed, "wrong_usage"): _words(
        QT_TRANSLATE_NOOP("Messages", "The certificate on this token is not for signing papers."),
        QT_TRANSLATE_NOOP("Messages", "Plug in the token that was issued to you for signing."),
    ),
    (errors.SigningFailed, "pin_expired"): _words(
        QT_TRANSLATE_NOOP("Messages", "The token wants a new PIN first."),
        QT_TRANSLATE_NOOP("Messages", "Change the PIN with the token's own program, then sign again."),
    ),
    (errors.SigningFailed, "wrong_stamp_address"): _words(
        QT_TRANSLATE_NOOP("Messages", "This is not an address of a time-stamp authority."),
        QT_TRANSLATE_NOOP("Messages", "It looks like http://tsa.example.vn; ask who issued the token."),
    ),
    (errors.SigningFailed, "no_service"): _words(
        QT_TRANSLATE_NOOP("Messages", "The signing service is chosen, but its address is not known."),
        QT_TRANSLATE_NOOP("Messages", "Type its address in the settings."),
    ),
    (errors.SigningFailed, "wrong_address"): _words(
        QT_TRANSLATE_NOOP("Messages", "This is not an address of a signing service on this machine."),
        QT_TRANSLATE_NOOP("Messages", "It looks like http://127.0.0.1:8080; ask who installed the service."),
    ),
    (errors.SigningFailed, "unreachable"): _words(
        QT_TRANSLATE_NOOP("Messages", "The signing service on this machine does not answer."),
        QT_TRANSLATE_NOOP("Messages", "Start it and sign again."),
    ),
    (errors.SigningFailed, "altered"): _words(
        QT_TRANSLATE_NOOP("Messages", "What came back from signing is not the copy that was sent."),
        QT_TRANSLATE_NOOP("Messages", "It was not kept; sign again, and tell the administrator if it happens again."),
    ),
    (errors.FileUnreadable, "damaged"): _words(
        QT_TRANSLATE_NOOP("Messages", "This file is damaged."),
        QT_TRANSLATE_NOOP("Messages", "Ask for the file again, or scan the paper."),
    ),
    (errors.FileUnreadable, "gone"): _words(
        QT_TRANSLATE_NOOP("Messages", "This file cannot be opened: it was moved, is a folder, or may not be read."),
        QT_TRANSLATE_NOOP("Messages", "Choose it again, or scan the paper."),
    ),
    (errors.FileUnreadable, "encrypted"): _words(
        QT_TRANSLATE_NOOP("Messages", "This file is locked with a password."),
        QT_TRANSLATE_NOOP("Messages", "Ask for it without a password, or scan the paper."),
    ),
    (errors.FileUnreadable, "locked_signed"): _words(
        QT_TRANSLATE_NOOP("Messages", "This file is signed and locked: unlocked, it would lose its signature."),
        QT_TRANSLATE_NOOP("Messages", "Ask for the signed file without the lock, or scan the paper."),
    ),
    (errors.FileUnreadable, "unknown_signature"): _words(
        QT_TRANSLATE_NOOP("Messages", "A signature on this file is of a kind that this program cannot check."),
        QT_TRANSLATE_NOOP("Messages", "Check it with the program of the authority whose signature it is."),
    ),
    (errors.FileUnreadable, "too_large"): _words(
        QT_TRANSLATE_NOOP("Messages", "This file is too large."),
        QT_TRANSLATE_NOOP("Messages", "Scan the paper at 200 dpi, or split the file."),
    ),
    (errors.FileUnreadable, "kind"): _words(
        QT_TRANSLATE_NOOP("Messages", "This kind of file cannot be taken in."),
        QT_TRANSLATE_NOOP("Messages", "Choose a PDF, JPEG, PNG or TIFF file."),
    ),
    (errors.IdentityTextRefused, "garbled"): _words(
        QT_TRANSLATE_NOOP("Messages", "The Vietnamese letters of the card were garbled on the way."),
        QT_TRANSLATE_NOOP("Messages", "Switch the Vietnamese keyboard off and scan again, or use serial mode."),
    ),
    (errors.IdentityTextRefused, "two_codes"): _words(
        QT_TRANSLATE_NOOP("Messages", "Two cards came in one scan."),
        QT_TRANSLATE_NOOP("Messages", "Scan one card at a time."),
    ),
    (errors.IdentityTextRefused, "bad_number"): _words(
        QT_TRANSLATE_NOOP("Messages", "The number on this card was not read as 12 digits."),
        QT_TRANSLATE_NOOP("Messages", "Scan the card again, or type the details."),
    ),
    (errors.IdentityTextRefused, "bad_date"): _words(
        QT_TRANSLATE_NOOP("Messages", "The birth date on this card could not be read."),
        QT_TRANSLATE_NOOP("Messages", "Scan the card again, or type the details."),
    ),
    (errors.IdentityTextRefused, "no_name"): _words(
        QT_TRANSLATE_NOOP("Messages", "The name on this card could not be read."),
        QT_TRANSLATE_NOOP("Messages", "Scan the card again, or type the details."),
    ),
}
"""Closer words for some reasons of a leaf."""

LOCKED_OUT = _words(
    QT_TRANSLATE_NOOP("Messages", "Too many wrong passwords; this account rests until {until}."),
    QT_TRANSLATE_NOOP("Messages", "Wait until then, or ask your administrator."),
)

RULES: dict[str, _Words] = {
    "status": _words(
        QT_TRANSLATE_NOOP("Messages", "This cannot be done while the dossier is in its present status."),
        QT_TRANSLATE_NOOP("Messages", "Open the dossier: what can be done now is listed there."),
    ),
    "payload_form": _words(
        QT_TRANSLATE_NOOP("Messages", "The record of this act is not of a known form."),
        QT_TRANSLATE_NOOP("Messages", "Install the newest version; a supervisor decides about this line."),
    ),
    "component_missing": _words(
        QT_TRANSLATE_NOOP("Messages", "A required paper is missing: {component}."),
        QT_TRANSLATE_NOOP("Messages", "Tick it when it is here, or print a supplement request."),
    ),
    "procedure_elsewhere": _words(
        QT_TRANSLATE_NOOP("Messages", "This procedure is received only in the system of the ministry."),
        QT_TRANSLATE_NOOP("Messages", "Record it there; it must not be received twice."),
    ),
    "not_at_once": _words(
        QT_TRANSLATE_NOOP("Messages", "The result of this procedure is not given at once."),
        QT_TRANSLATE_NOOP("Messages", "Accept it and print its receipt; the result is returned later."),
    ),
    "fee_untaken": _words(
        QT_TRANSLATE_NOOP("Messages", "The fee was not taken yet: {fee}."),
        QT_TRANSLATE_NOOP("Messages", "Take it before the result is given, and tick that it was taken."),
    ),
    "procedure_not_valid": _words(
        QT_TRANSLATE_NOOP("Messages", "This procedure is not in force today."),
        QT_TRANSLATE_NOOP("Messages", "Choose the version in force."),
    ),
    "fee_unexplained": _words(
        QT_TRANSLATE_NOOP("Messages", "A fee of 0 đ needs its reason: {fee}."),
        QT_TRANSLATE_NOOP("Messages", "Write why it is exempted, or enter the amount."),
    ),
    "fee_unknown": _words(
        QT_TRANSLATE_NOOP("Messages", "The amount of a fee is not known: {fee}."),
        QT_TRANSLATE_NOOP("Messages", "Enter the amount and what it is based on, or the reason of exemption."),
    ),
    "accepted_in_future": _words(
        QT_TRANSLATE_NOOP("Messages", "The time of acceptance lies in the future."),
        QT_TRANSLATE_NOOP("Messages", "Look at the clock of this machine."),
    ),
    "code_form": _words(
        QT_TRANSLATE_NOOP("Messages", "The dossier code does not have the form of its unit."),
        QT_TRANSLATE_NOOP("Messages", "Tell the administrator; a new code must be given."),
    ),
    "no_papers": _words(
        QT_TRANSLATE_NOOP("Messages", "No paper is ticked yet."),
        QT_TRANSLATE_NOOP("Messages", "Tick the papers that were handed in or shown."),
    ),
    "supplement_once": _words(
        QT_TRANSLATE_NOOP("Messages", "A supplement was already requested once for this dossier."),
        QT_TRANSLATE_NOOP("Messages", "The law allows one request; a supervisor may go past it with a reason."),
    ),
    "supplement_late": _words(
        QT_TRANSLATE_NOOP("Messages", "The last day to request a supplement was {last}."),
        QT_TRANSLATE_NOOP("Messages", "A supervisor may go past it with a reason."),
    ),
    "supplement_incomplete": _words(
        QT_TRANSLATE_NOOP("Messages", "Not all requested papers are here yet."),
        QT_TRANSLATE_NOOP("Messages", "Tick every requested paper; the clock starts again only when all are in."),
    ),
    "nothing_named": _words(
        QT_TRANSLATE_NOOP("Messages", "No paper and no reason is named."),
        QT_TRANSLATE_NOOP("Messages", "Name what is missing and why, so that one visit is enough."),
    ),
    "in_transit": _words(
        QT_TRANSLATE_NOOP("Messages", "The papers are on their way on list {list}."),
        QT_TRANSLATE_NOOP("Messages", "Wait until the receiver has signed for them."),
    ),
    "nothing_in_transit": _words(
        QT_TRANSLATE_NOOP("Messages", "There is no open handover of these papers."),
        QT_TRANSLATE_NOOP("Messages", "Look at the list again; it may have been signed already."),
    ),
    "scans_differ": _words(
        QT_TRANSLATE_NOOP(
            "Messages",
            "Giver and receiver scanned differently. Only the giver: {only_giver}; only the receiver: {only_receiver}.",
        ),
        QT_TRANSLATE_NOOP("Messages", "Look for what is named, scan it again or take it off the list."),
    ),
    "not_the_receiver": _words(
        QT_TRANSLATE_NOOP("Messages", "These papers are on their way to another unit."),
        QT_TRANSLATE_NOOP("Messages", "Only the receiver named on the list signs for them."),
    ),
    "not_the_holder": _words(
        QT_TRANSLATE_NOOP("Messages", "The papers are not held here."),
        QT_TRANSLATE_NOOP("Messages", "Only who holds the papers can hand them over or finish the dossier."),
    ),
    "result_not_here": _words(
        QT_TRANSLATE_NOOP("Messages", "The paper result has not reached this counter."),
        QT_TRANSLATE_NOOP("Messages", "Sign for it under Handover when it arrives, then return it."),
    ),
    "result_elsewhere": _words(
        QT_TRANSLATE_NOOP("Messages", "The result lies at counter {counter}, and there is no line to ask it."),
        QT_TRANSLATE_NOOP("Messages", "Return it at that counter, or wait for the connection."),
    ),
    "originals_owed": _words(
        QT_TRANSLATE_NOOP("Messages", "Originals must be given back with the result."),
        QT_TRANSLATE_NOOP("Messages", "Give them back and tick them."),
    ),
    "no_result": _words(
        QT_TRANSLATE_NOOP("Messages", "There is no result yet."),
        QT_TRANSLATE_NOOP("Messages", "Wait until the agency has finished, or record its result."),
    ),
    "extension_once": _words(
        QT_TRANSLATE_NOOP("Messages", "The date of this dossier was already moved once."),
        QT_TRANSLATE_NOOP("Messages", "The law allows one new date; keep the present one."),
    ),
    "extension_late": _words(
        QT_TRANSLATE_NOOP("Messages", "A new date must be asked for by {latest}."),
        QT_TRANSLATE_NOOP("Messages", "It can still be recorded as late; the dossier stays overdue."),
    ),
    "extension_not_later": _words(
        QT_TRANSLATE_NOOP("Messages", "The new date is not later than the old one."),
        QT_TRANSLATE_NOOP("Messages", "Choose a later working day."),
    ),
    "extension_not_working": _words(
        QT_TRANSLATE_NOOP("Messages", "The new date is not a working day."),
        QT_TRANSLATE_NOOP("Messages", "Choose a working day."),
    ),
    "stop_not_due": _words(
        QT_TRANSLATE_NOOP("Messages", "The time to answer the supplement request is not over (until {closing})."),
        QT_TRANSLATE_NOOP("Messages", "Close the dossier from the next working day on."),
    ),
    "stop_without_law": _words(
        QT_TRANSLATE_NOOP("Messages", "No legal basis is given for stopping."),
        QT_TRANSLATE_NOOP("Messages", "Name the article of the sector law."),
    ),
    "field_locked": _words(
        QT_TRANSLATE_NOOP("Messages", "Only contact details can still be corrected."),
        QT_TRANSLATE_NOOP("Messages", "For anything else a supervisor gives a reason."),
    ),
    "not_provisional": _words(
        QT_TRANSLATE_NOOP("Messages", "This dossier already has its official code."),
        QT_TRANSLATE_NOOP("Messages", "Nothing needs to be done."),
    ),
    "code_taken": _words(
        QT_TRANSLATE_NOOP("Messages", "This code already belongs to another dossier."),
        QT_TRANSLATE_NOOP("Messages", "The hub gives a new code; print the corrected receipt and tell the applicant."),
    ),
    "thinned_here": _words(
        QT_TRANSLATE_NOOP("Messages", "This machine no longer keeps names, files and slips of this ended dossier."),
        QT_TRANSLATE_NOOP("Messages", "The hub keeps the dossier whole; look at it there."),
    ),
    "register_taken": _words(
        QT_TRANSLATE_NOOP("Messages", "Since the hub was restored its old register number is another dossier's."),
        QT_TRANSLATE_NOOP("Messages", "Write the new number beside the old one, on the receipt and in the book."),
    ),
    "supervisor_needed": _words(
        QT_TRANSLATE_NOOP("Messages", "This needs a supervisor."),
        QT_TRANSLATE_NOOP("Messages", "Ask a supervisor of your unit to sign in and give a reason."),
    ),
    "passport_needed": _words(
        QT_TRANSLATE_NOOP("Messages", "A foreigner is known by the passport."),
        QT_TRANSLATE_NOOP("Messages", "Type its number as it is printed."),
    ),
    "birth_date_needed": _words(
        QT_TRANSLATE_NOOP("Messages", "A newborn needs the birth date."),
        QT_TRANSLATE_NOOP("Messages", "Read it off the proof of birth."),
    ),
    "declarer_needed": _words(
        QT_TRANSLATE_NOOP("Messages", "Somebody declares the birth for a newborn."),
        QT_TRANSLATE_NOOP("Messages", "Scan the card of the parent who stands here."),
    ),
    "presence_required": _words(
        QT_TRANSLATE_NOOP("Messages", "The parties must come in person for this procedure."),
        QT_TRANSLATE_NOOP("Messages", "It cannot be received from an authorised person."),
    ),
    "amount": _words(
        QT_TRANSLATE_NOOP("Messages", "This amount is not possible."),
        QT_TRANSLATE_NOOP("Messages", "Enter more than 0 đ, and refund no more than was taken."),
    ),
    "file_unknown": _words(
        QT_TRANSLATE_NOOP("Messages", "The scan to be signed does not belong to this dossier."),
        QT_TRANSLATE_NOOP("Messages", "Open the dossier again and sign the scan shown there."),
    ),
    "regulation_set": _words(
        QT_TRANSLATE_NOOP("Messages", "The regulation set of the dossier does not hold on its day of acceptance."),
        QT_TRANSLATE_NOOP("Messages", "Connect to the hub for the present data; a supervisor decides about it."),
    ),
    "unit_ended": _words(
        QT_TRANSLATE_NOOP("Messages", "The unit {unit} does not exist on that day."),
        QT_TRANSLATE_NOOP("Messages", "Choose the unit that took over from it."),
    ),
    "paper_instant": _words(
        QT_TRANSLATE_NOOP("Messages", "A dossier from the paper book needs the time written there."),
        QT_TRANSLATE_NOOP("Messages", "Copy day and time from the book; the clock runs from them."),
    ),
    "paper_in_database": _words(
        QT_TRANSLATE_NOOP("Messages", "This paper is already in a database and may not be asked for: {component}."),
        QT_TRANSLATE_NOOP("Messages", "Take it from the database, or say why not: outage, no data, or wrong data."),
    ),
    "outage_needed": _words(
        QT_TRANSLATE_NOOP("Messages", "An outage is named as the reason, but none is recorded."),
        QT_TRANSLATE_NOOP("Messages", "Record since when the database cannot be reached, then go on."),
    ),
    "postal_record_needed": _words(
        QT_TRANSLATE_NOOP("Messages", "The record of delivery by the postman is missing."),
        QT_TRANSLATE_NOOP("Messages", "Enter its number, the time it was signed, and the number of the postal slip."),
    ),
    "not_accepted": _words(
        QT_TRANSLATE_NOOP("Messages", "This dossier was never accepted."),
        QT_TRANSLATE_NOOP("Messages", "Receive it now, with all its papers; it then gets its code and its date."),
    ),
    "closing_early": _words(
        QT_TRANSLATE_NOOP("Messages", "The closing date is not the one the law gives."),
        QT_TRANSLATE_NOOP("Messages", "Connect to the hub for the present data and print the request again."),
    ),
    "competent_clock": _words(
        QT_TRANSLATE_NOOP(
            "Messages", "The clock starts when the competent agency receives the dossier, and only then."
        ),
        QT_TRANSLATE_NOOP("Messages", "Open the dossier again; the date is counted anew at that receipt."),
    ),
    "collector_unnamed": _words(
        QT_TRANSLATE_NOOP("Messages", "Who takes the result is not named."),
        QT_TRANSLATE_NOOP("Messages", "Scan the card of the person or type the name."),
    ),
    "authority_needed": _words(
        QT_TRANSLATE_NOOP("Messages", "A representative must show the authorisation."),
        QT_TRANSLATE_NOOP("Messages", "Enter number and date of the authorisation."),
    ),
    "no_electronic_result": _words(
        QT_TRANSLATE_NOOP("Messages", "There is no electronic result to return online."),
        QT_TRANSLATE_NOOP("Messages", "Attach the signed electronic result first, or return it at the counter."),
    ),
    "postal_slip_needed": _words(
        QT_TRANSLATE_NOOP("Messages", "The number of the postal slip is missing."),
        QT_TRANSLATE_NOOP("Messages", "Enter the number of the slip under which the result is sent."),
    ),
    "paper_not_held": _words(
        QT_TRANSLATE_NOOP("Messages", "This paper is not held here: {component}."),
        QT_TRANSLATE_NOOP("Messages", "Open the dossier again; the papers held are listed there."),
    ),
    "due_changed": _words(
        QT_TRANSLATE_NOOP("Messages", "The date of this dossier has changed meanwhile."),
        QT_TRANSLATE_NOOP("Messages", "Open the dossier again and ask for the new date anew."),
    ),
    "consultation_unknown": _words(
        QT_TRANSLATE_NOOP("Messages", "No question of this dossier to another agency is open under that entry."),
        QT_TRANSLATE_NOOP("Messages", "Open the dossier again; it may have been answered meanwhile."),
    ),
    "deadline_past": _words(
        QT_TRANSLATE_NOOP("Messages", "The day by which the agency is to answer is missing or past."),
        QT_TRANSLATE_NOOP("Messages", "Name a day from today on."),
    ),
    "field_fixed": _words(
        QT_TRANSLATE_NOOP("Messages", "This is never corrected afterwards: {field}."),
        QT_TRANSLATE_NOOP("Messages", "Dates and codes stay; record what happened as an act of its own."),
    ),
    "not_the_successor": _words(
        QT_TRANSLATE_NOOP("Messages", "The unit {unit} did not take over this dossier."),
        QT_TRANSLATE_NOOP("Messages", "Only the unit that the province names as successor takes it over."),
    ),
    "receipt_number_used": _words(
        QT_TRANSLATE_NOOP("Messages", "The fee receipt {series} {number} was already used or spoiled at this counter."),
        QT_TRANSLATE_NOOP("Messages", "Look at the book and enter the number of the receipt that was written."),
    ),
    "retention_running": _words(
        QT_TRANSLATE_NOOP("Messages", "The dossier must still be kept."),
        QT_TRANSLATE_NOOP("Messages", "It can be thinned out when the period of keeping is over."),
    ),
    "officer_not_valid": _words(
        QT_TRANSLATE_NOOP("Messages", "The officer was not entitled at that time."),
        QT_TRANSLATE_NOOP("Messages", "A supervisor looks at the act and accepts or annuls it."),
    ),
    "clock_ahead": _words(
        QT_TRANSLATE_NOOP("Messages", "The clock of the machine disagrees with the province."),
        QT_TRANSLATE_NOOP("Messages", "Set the clock right; a supervisor may allow the act with a reason."),
    ),
    "clock_behind": _words(
        QT_TRANSLATE_NOOP("Messages", "The clock of this machine stands behind what it has already seen ({seen})."),
        QT_TRANSLATE_NOOP("Messages", "Set the clock right before giving new codes; a supervisor may allow it."),
    ),
    "clock_far": _words(
        QT_TRANSLATE_NOOP("Messages", "The clock of this machine is far from that of the province ({hub})."),
        QT_TRANSLATE_NOOP("Messages", "Set the clock right before giving new codes; a supervisor may allow it."),
    ),
    "scan_profile_name": _words(
        QT_TRANSLATE_NOOP("Messages", "A scan profile needs a name of its own, of at most 40 letters."),
        QT_TRANSLATE_NOOP("Messages", "Give it another name."),
    ),
    "stack_unknown": _words(
        QT_TRANSLATE_NOOP("Messages", "This machine does not know the dossier {code}: the pages stay here."),
        QT_TRANSLATE_NOOP("Messages", "Try again after the next exchange, or put them with a paper of this dossier."),
    ),
    "stack_sorted": _words(
        QT_TRANSLATE_NOOP("Messages", "No page waits behind the receipt of {code} any more."),
        QT_TRANSLATE_NOOP("Messages", "They were put with a paper here; Ctrl+Z among the pages takes that back."),
    ),
    "stack_ended": _words(
        QT_TRANSLATE_NOOP("Messages", "The dossier {code} has ended and takes no papers: the pages stay here."),
        QT_TRANSLATE_NOOP("Messages", "Ask the citizen; put them with a paper of this dossier or lay them aside."),
    ),
    "stack_other_unit": _words(
        QT_TRANSLATE_NOOP("Messages", "Another unit has the dossier {code}: the pages stay here."),
        QT_TRANSLATE_NOOP("Messages", "Send the citizen there with the papers, and lay the pages aside."),
    ),
    "undo_nothing": _words(
        QT_TRANSLATE_NOOP("Messages", "There is nothing to take back: nothing was done to these pages yet."),
        QT_TRANSLATE_NOOP("Messages", "A page laid aside comes back with Ins, one that was changed with O."),
    ),
    "undo_filed": _words(
        QT_TRANSLATE_NOOP("Messages", "What was done before cannot be taken back: the pages are in a copy now."),
        QT_TRANSLATE_NOOP("Messages", "Look at the copy in the checklist; if it is not right, scan the paper again."),
    ),
    "undo_attached": _words(
        QT_TRANSLATE_NOOP(
            "Messages", "What was done before cannot be taken back: the pages are attached to the dossier."
        ),
        QT_TRANSLATE_NOOP("Messages", "If a copy is not right, scan the paper again and attach it beside the first."),
    ),
    "undo_signed": _words(
        QT_TRANSLATE_NOOP("Messages", "What was done before cannot be taken back: the copy is signed."),
        QT_TRANSLATE_NOOP("Messages", "If it is not right, scan the paper again, attach it and sign that copy."),
    ),
    "undo_sent": _words(
        QT_TRANSLATE_NOOP("Messages", "What was done before cannot be taken back: the copy is recorded at the hub."),
        QT_TRANSLATE_NOOP("Messages", "If a copy is not right, scan the paper again and attach it beside the first."),
    ),
    "undo_changed": _words(
        QT_TRANSLATE_NOOP("Messages", "This can no longer be taken back: these pages were filed anew since."),
        QT_TRANSLATE_NOOP("Messages", "Put them right by hand; as they were scanned they come with O."),
    ),
    "redo_nothing": _words(
        QT_TRANSLATE_NOOP("Messages", "There is nothing to do again."),
        QT_TRANSLATE_NOOP("Messages", "Only what was just taken back can be done again, before anything else is."),
    ),
    "copy_name": _words(
        QT_TRANSLATE_NOOP("Messages", "The template of file names asks for something there is not."),
        QT_TRANSLATE_NOOP("Messages", "In Settings use only code, number, component, procedure and day."),
    ),
    "procedure_needed": _words(
        QT_TRANSLATE_NOOP("Messages", "No procedure is chosen yet."),
        QT_TRANSLATE_NOOP("Messages", "Type a few letters of its name, or its code."),
    ),
    "name_needed": _words(
        QT_TRANSLATE_NOOP("Messages", "The name is still empty."),
        QT_TRANSLATE_NOOP("Messages", "Scan the card or type the name."),
    ),
    "personal_number_needed": _words(
        QT_TRANSLATE_NOOP("Messages", "The personal number is still empty."),
        QT_TRANSLATE_NOOP("Messages", "Scan the card or type its 12 digits; a foreigner's passport will do."),
    ),
    "personal_number_invalid": _words(
        QT_TRANSLATE_NOOP("Messages", "A personal number has 12 digits."),
        QT_TRANSLATE_NOOP("Messages", "Compare it with the card and type it again."),
    ),
    "tax_code_needed": _words(
        QT_TRANSLATE_NOOP("Messages", "The tax code or identifier of the organisation is still empty."),
        QT_TRANSLATE_NOOP("Messages", "Type it from the papers of the organisation."),
    ),
    "count_needed": _words(
        QT_TRANSLATE_NOOP("Messages", "No number of papers is given for: {component}."),
        QT_TRANSLATE_NOOP("Messages", "Enter how many originals or copies were handed in, or mark it as shown."),
    ),
    "fee_basis_needed": _words(
        QT_TRANSLATE_NOOP("Messages", "The amount entered needs its basis: {fee}."),
        QT_TRANSLATE_NOOP("Messages", "Name the decision or price list it comes from."),
    ),
    "no_slip": _words(
        QT_TRANSLATE_NOOP("Messages", "No such slip was printed for this dossier."),
        QT_TRANSLATE_NOOP("Messages", "Print it from its own act first."),
    ),
    "scope": _words(
        QT_TRANSLATE_NOOP("Messages", "This dossier belongs to another unit."),
        QT_TRANSLATE_NOOP("Messages", "Ask the unit that holds it."),
    ),
}
"""Every rule an act can be refused by (`app.domain.decide.RULES` and what the desk adds)."""

_OTHER_RULE = _words(
    QT_TRANSLATE_NOOP("Messages", "The rules do not allow this act (rule {rule})."),
    QT_TRANSLATE_NOOP("Messages", "Ask your supervisor."),
)
_OTHER = _words(
    QT_TRANSLATE_NOOP("Messages", "The act could not be done."),
    QT_TRANSLATE_NOOP("Messages", "Nothing was changed; try again or call the administrator."),
)


class _Facts(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "…"


def _in_vietnam(instant: datetime) -> datetime:
    from app.domain.events import VIETNAM  # the first page needs the sentences, not the journal's cryptography

    return instant.astimezone(VIETNAM)


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return _in_vietnam(value).strftime("%H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    text = str(value)
    if _ISO_DAY.fullmatch(text):
        return date.fromisoformat(text).strftime("%d/%m/%Y")
    if _ISO_INSTANT.fullmatch(text):
        return _in_vietnam(datetime.fromisoformat(text)).strftime("%H:%M %d/%m/%Y")
    return text


def _said(words: _Words, facts: Mapping[str, object]) -> Sentence:
    shown = _Facts({name: _shown(value) for name, value in facts.items()})
    happened, to_do = (QCoreApplication.translate("Messages", text) for text in (words.happened, words.to_do))
    return Sentence(happened.format_map(shown), to_do.format_map(shown))


def of_rule(rule: str, facts: Mapping[str, object] | None = None) -> Sentence:
    """The sentences of the rule called ``rule``."""
    return _said(RULES.get(rule, _OTHER_RULE), {"rule": rule, **(facts or {})})


def of_error(error: MotCuaError) -> Sentence:
    """The sentences of a known failure."""
    if isinstance(error, errors.RuleViolation):
        return of_rule(error.rule, error.facts)
    if isinstance(error, errors.SignInRefused) and error.facts.get("until"):
        return _said(LOCKED_OUT, error.facts)
    closer = REASONS.get((type(error), str(error.facts.get("reason", ""))))
    return _said(closer or LEAVES.get(type(error), _OTHER), error.facts)


def of_code(code: str) -> Sentence | None:
    """The sentences of a failure known by its code alone; None for an empty or unknown code."""
    for leaf in LEAVES:
        if leaf.code == code:
            return of_error(leaf("") if issubclass(leaf, errors.InputError) else leaf())
    return None
