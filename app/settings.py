"""What this machine and each officer have chosen; the machine's part is the administrator's to change."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import platformdirs


@dataclass(frozen=True)
class FormPrinting:
    """How one form is printed here; what is empty or 0 is as the machine and the form have it.

    ``tray`` is the printer's own word for it; ``copies`` how many sheets of the set, the form's own labels first.
    """

    printer: str = ""
    tray: str = ""
    copies: int = 0
    duplex: bool = False


@dataclass(frozen=True)
class ScanProfile:
    """One way to scan, under a name; a ``locked`` one is a supervisor's to change.

    ``scanner`` as in the machine's settings. ``manual_duplex`` takes the fronts, then the turned stack for the backs.
    """

    name: str = ""
    scanner: str = ""
    source: Literal["feeder", "flatbed", "duplex", "manual_duplex"] = "feeder"
    dpi: int = 200
    colour: Literal["colour", "grey", "black_white"] = "colour"
    paper: Literal["A3", "A4", "A5"] = "A4"
    locked: bool = False


@dataclass(frozen=True)
class MachineSettings:
    """Devices and habits of one counter PC.

    ``printer``: ``file:FOLDER``, ``cups:NAME``, ``ipp:URL``, ``win:NAME``, ``windots:NAME`` (Windows, as dots) or empty
    (none yet); ``form_printing`` says by form what differs. ``scanner`` is the id of a scanner or empty.
    ``camera`` is the id of the camera that reads cards and takes pages, empty for the first there is.
    ``scan_profiles`` are further ways to scan than the one that the ``scan_`` settings say.
    ``look_up_address`` is put before the code in the receipt's QR; empty means what the province set in the reference
    data. ``copy_budget`` is the most bytes of one paper's copies, ``copy_name`` the template of their names at export.
    ``search_text`` has the text of scans read before they are signed, where OCRmyPDF is installed.
    ``watched_folder`` is where another program lays its scans. ``signing_with`` says what signs copies: a token, whose
    PKCS#11 library is ``signing_module``, or this machine's signing service, at the address ``signing_service``.
    ``trust_folder`` holds certificates of authorities that this machine trusts on signatures besides the province's,
    and their revocation lists; ``fetch_revocation`` lets the post fetch newer lists; ``stamp_address`` is that of the
    time-stamp authority whose stamp signatures get, empty for none.
    ``sealed_receipts`` puts a QR signed by the device on receipts. Labels are in millimetres. ``keep_days`` is
    how long ended dossiers stay whole here, 0 for ever.
    ``citizen_screen`` is where the citizen's screen opens at sign-in: a screen's name, ``other`` (any that does not
    hold the window) or empty (only when asked for).
    """

    printer: str = ""
    form_printing: dict[str, FormPrinting] = field(default_factory=dict)
    sealed_receipts: bool = False
    label_width: int = 70
    label_height: int = 36
    scanner: str = ""
    scan_dpi: int = 200
    scan_colour: bool = True
    scan_source: Literal["feeder", "flatbed", "duplex", "manual_duplex"] = "feeder"
    scan_paper: Literal["A3", "A4", "A5"] = "A4"
    scan_profiles: tuple[ScanProfile, ...] = ()
    watched_folder: str = ""
    card_reader: str = ""
    camera: str = ""
    copy_budget: int = 10 * 1024 * 1024
    copy_name: str = "{code}.{number}.{component}"
    search_text: bool = False
    signing_with: Literal["token", "service"] = "token"
    signing_module: str = ""
    signing_service: str = ""
    trust_folder: str = ""
    fetch_revocation: bool = False
    stamp_address: str = ""
    look_up_address: str = ""
    burst_gap_milliseconds: int = 35
    burst_silence_milliseconds: int = 120
    keep_days: int = 0
    citizen_screen: str = ""


@dataclass(frozen=True)
class OfficerSettings:
    """How one officer likes the window; follows the officer on this machine.

    ``scan_profile`` is a profile's name, empty for the machine's own way to scan. ``keys`` are the keys the officer
    changed: the name of the act and Qt's portable form of the key.
    """

    theme: Literal["light", "dark", "contrast", "system"] = "system"
    font_points: float = 10.5
    language: Literal["vi", "en"] = "vi"
    preview_before_print: bool = False
    scan_profile: str = ""
    keys: dict[str, str] = field(default_factory=dict)


def default_profile() -> Path:
    """The folder that holds this machine's store, files and keys, by the rules of the operating system."""
    return Path(platformdirs.user_data_dir("motcua", appauthor=False))
