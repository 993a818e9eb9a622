"""Trying the hub on request: address, certificate, whether it knows this machine, and its clock."""

from __future__ import annotations

from contextlib import closing
from urllib.parse import urlsplit

from app.desk.hub_trial import HubTrial
from app.desk.office import Office
from app.domain.events import instant_of
from app.errors import PostError
from app.store import enrolment, journal
from sync.client import Timeouts
from sync.enrolment import client_of

TIMEOUTS = Timeouts(5, 10, 20)


def try_hub(office: Office) -> HubTrial:
    """Ask the hub for one thing that only an enrolled machine gets; nothing is changed on either side."""
    client = client_of(office, TIMEOUTS)
    with office.store.read() as connection:
        current = enrolment.current(connection)
        if client is None or current is None:
            return HubTrial("")
        epoch, after = journal.cursor(connection, current.unit)
    encrypted = urlsplit(current.hub_url).scheme == "https"
    with closing(client):
        try:
            answer = client.feed(current.unit, epoch or current.epoch, after, 1)
        except PostError as error:
            return HubTrial(current.hub_url, encrypted, error)
    ahead = None if answer is None else office.now() - instant_of(answer.now)
    return HubTrial(current.hub_url, encrypted, None, ahead)
