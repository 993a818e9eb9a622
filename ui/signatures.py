"""How signatures are told: whether a copy is signed, waits or failed, and who signed one when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.desk.signing import CopyToSign
from app.errors import SigningFailed
from app.vault.signing import SignatureSeen
from ui import messages, words
from ui.rows import Cell


def state_cell(copy: CopyToSign) -> Cell:
    """Whether a copy is not signed, waits, or failed, and why."""
    if copy.state == "failed":
        why = messages.of_error(SigningFailed(reason=copy.reason))
        failed = QCoreApplication.translate("Signatures", "signing failed")
        return Cell(failed, "late", "stop", f"{failed}: {why.both}")
    if not copy.here:
        return Cell(QCoreApplication.translate("Signatures", "its file is at the hub"), "muted", "post")
    if copy.state == "pending":
        return Cell(QCoreApplication.translate("Signatures", "waits for the signature"), "soon", "clock")
    return Cell(QCoreApplication.translate("Signatures", "not signed yet"), "debt", "debt")


def seen_words(found: Sequence[SignatureSeen], now: datetime) -> tuple[str, str]:
    """Who signed and when, and whether the copy is still what was signed; with its tone."""
    lines = []
    for seen in found:
        text = QCoreApplication.translate("Signatures", "Signed by {holder} ({issuer}), {time}.").format(
            holder=seen.certificate.holder, issuer=seen.certificate.issuer, time=words.moment(seen.at, now)
        )
        if not seen.intact:
            text += " " + QCoreApplication.translate("Signatures", "The copy was changed after signing!")
        elif not seen.whole:
            text += " " + QCoreApplication.translate("Signatures", "Something was added after signing.")
        lines.append(text)
    if not lines:
        return "", ""
    sound = all(seen.intact for seen in found) and found[-1].whole
    if sound:
        lines.append(QCoreApplication.translate("Signatures", "Nothing was changed since."))
    return " ".join(lines), "ok" if sound else "late"
