"""How signatures are told: whether a copy is signed, waits or failed, and who signed one when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.desk.office import Office
from app.desk.signing import CopyToSign, seen_in
from app.errors import SigningFailed
from app.vault.signatures import SignatureSeen
from app.vault.signing import TokenSeen
from app.vault.trust import Standing
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
    """Who signed and when, whether the copy is still what was signed, and how the certificate stands; with its tone."""
    if not found:
        return "", ""
    lines = [" ".join((_signer(seen, now), _bytes(seen, last=seen is found[-1]))).strip() for seen in found]
    sound = all(seen.intact for seen in found) and found[-1].added != "other"
    if sound:
        lines.append(QCoreApplication.translate("Signatures", "Nothing was changed since."))
    lines += [_chain(seen.standing) + " " + _revocation(seen.standing, now) for seen in found]
    if not sound or any(seen.standing.chain == "failed" or seen.standing.revocation == "revoked" for seen in found):
        return "\n".join(lines), "late"
    known = all(seen.standing.chain == "trusted" and seen.standing.revocation == "good" for seen in found)
    return "\n".join(lines), "ok" if known else "soon"


def told_of(office: Office, pdf: bytes) -> tuple[str, str]:
    """`seen_words` of a copy's signatures. Takes tens of milliseconds. Raises FileUnreadable."""
    return seen_words(seen_in(office, pdf), office.now())


def holder_words(holder: str, officer: str) -> str:
    """That a token is another person's, with both names."""
    return QCoreApplication.translate("Signatures", "The token is of {holder}; {officer} is signed in.").format(
        holder=holder, officer=officer
    )


def token_words(token: TokenSeen, officer: str, *, theirs: bool) -> str:
    """Whose certificate a token holds and until when, for the line beside the PIN; a stranger's with both names."""
    if token.certificate is None:
        return ""
    holder, day = token.certificate.holder, words.day(token.certificate.valid_to)
    if theirs:
        valid = QCoreApplication.translate("Signatures", "Token of {holder}, valid until {day}.")
        text = valid.format(holder=holder, day=day)
    else:
        text = holder_words(holder, officer)
    if token.last_try:
        text += " " + QCoreApplication.translate("Signatures", "One more wrong PIN locks it.")
    return text


def _signer(seen: SignatureSeen, now: datetime) -> str:
    said = {
        "trusted": QCoreApplication.translate("Signatures", "Signed by {holder} ({issuer}), {time} by its time stamp."),
        "unknown": QCoreApplication.translate(
            "Signatures", "Signed by {holder} ({issuer}), {time}, with a time stamp of an authority not known here."
        ),
        "none": QCoreApplication.translate("Signatures", "Signed by {holder} ({issuer}), {time}."),
    }
    return said[seen.stamp].format(
        holder=seen.certificate.holder, issuer=seen.certificate.issuer, time=words.moment(seen.at, now)
    )


def _bytes(seen: SignatureSeen, *, last: bool) -> str:
    if not seen.intact:
        return QCoreApplication.translate("Signatures", "The copy was changed after signing!")
    if last and seen.added == "other":
        return QCoreApplication.translate("Signatures", "Something was added after signing.")
    return ""


def _chain(standing: Standing) -> str:
    if standing.chain == "trusted":
        return QCoreApplication.translate("Signatures", "Chain of trust: good.")
    said = {
        "no_roots": QCoreApplication.translate(
            "Signatures", "Chain of trust: not known, this machine has no list of trusted authorities."
        ),
        "unknown_root": QCoreApplication.translate(
            "Signatures", "Chain of trust: not known, the authority is not on this machine's list."
        ),
        "unsupported": QCoreApplication.translate(
            "Signatures", "Chain of trust: not known, a certificate in it is of a kind this program cannot check."
        ),
        "expired": QCoreApplication.translate(
            "Signatures", "Chain of trust: not good, the certificate was out of date when it signed."
        ),
        "not_yet_valid": QCoreApplication.translate(
            "Signatures", "Chain of trust: not good, the certificate was not valid yet when it signed."
        ),
        "usage": QCoreApplication.translate(
            "Signatures", "Chain of trust: not good, the certificate is not for signing papers."
        ),
    }
    false = QCoreApplication.translate("Signatures", "Chain of trust: not good, a certificate in it is false.")
    return said.get(standing.why, false)


def _revocation(standing: Standing, now: datetime) -> str:
    if standing.revocation == "good":
        return QCoreApplication.translate("Signatures", "Not revoked.")
    if standing.revocation == "revoked":
        return QCoreApplication.translate("Signatures", "The certificate had been revoked ({time})!").format(
            time=words.moment(standing.revoked_at, now)
        )
    if standing.revocation == "revoked_since":
        return QCoreApplication.translate(
            "Signatures", "The certificate was revoked after the time it says it signed ({time})."
        ).format(time=words.moment(standing.revoked_at, now))
    if standing.revocation == "stale":
        return QCoreApplication.translate(
            "Signatures", "Revocation: not checked up to that time, the list on this machine is too old."
        )
    return QCoreApplication.translate("Signatures", "Revocation: not checked, no list is on this machine.")
