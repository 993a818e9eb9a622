"""Checking the signed QR of a receipt at any counter, without the network: is it ours, and does it still hold?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.desk.acting import dossier_at
from app.desk.office import Office
from app.errors import DossierCodeInvalid
from app.paper import seal
from app.store import states


@dataclass(frozen=True)
class SealCheck:
    """What the QR says and whether to believe it.

    ``verdict``: ``genuine``, ``forged`` (the signature is not over these facts), ``unknown_device`` (no certificate in
    the reference data here) or ``other_unit`` (a device of another unit signed). ``agrees``: whether the dossier on
    this machine says the same; None when it is not here.
    """

    verdict: seal.Verdict
    unit: str
    unit_name: str
    code: str
    accepted_at: datetime
    due: datetime | None
    counter: str
    stream: str
    agrees: bool | None


def check_seal(office: Office, text: str) -> SealCheck:
    """Checks a scanned QR with the hub-signed device certificates. Raises DossierCodeInvalid for no such QR."""
    reference = office.reference()
    found = seal.check(text, reference.device)
    if found is None:
        raise DossierCodeInvalid("code", reason="no_seal")
    said, verdict = found
    with office.store.read() as connection:
        stream = states.by_code(connection, said.code) or ""
        state = dossier_at(connection, stream) if stream else None
    unit, device = reference.unit(said.unit), reference.device(said.device)
    agrees = None if state is None else (state.accepted_at, state.due_at) == (said.accepted_at, said.due)
    return SealCheck(
        verdict, said.unit, unit.name if unit else said.unit, said.code, said.accepted_at, said.due,
        device.counter if device else "", stream, agrees,
    )  # fmt: skip
