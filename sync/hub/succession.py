"""Units merged away: the hub hands their open dossiers to the unit that took over, as an act in each one's history.

The successor is data of the province; codes and dates stay. The unit that joins is owed all earlier events first,
as any unit is, so its counters hold the dossiers whole.
"""

from __future__ import annotations

from app.domain import acts, dossier
from app.domain.events import VIETNAM
from sync.hub.acting import HUB_OFFICER, Deed, NotAllowed, Standing, act
from sync.hub.hub import Hub

OPEN = sorted(frozenset(range(dossier.NEW, dossier.RETURNED + 1)) - dossier.ENDED)
AT_ONCE = 500


def hand_to_successors(hub: Hub) -> int:
    """Records the succession on open dossiers of units that have ended; how many. Done again it finds none."""
    reference = hub.references.current()
    day = hub.clock().astimezone(VIETNAM).date()
    handed = 0
    for unit in reference.units.values():
        heir = reference.unit_answering(unit.code, day)
        if unit.valid_on(day) or heir is None or unit.valid_from > day:
            continue
        held = [f"{unit.code}/one_stop", f"{unit.code}/agency"]
        rows = hub.database.rows(
            "SELECT id::text FROM stream WHERE type = 'dossier' AND status = ANY(%(open)s) AND "
            "(unit = %(unit)s OR holder = ANY(%(held)s) OR result_holder = ANY(%(held)s)) ORDER BY id LIMIT %(limit)s",
            {"open": OPEN, "unit": unit.code, "held": held, "limit": AT_ONCE},
        )
        payload = acts.Succeeded(acts.Holder(unit.code, "one_stop"), acts.Holder(heir.code, "one_stop"))
        for row in rows:

            def deed(standing: Standing, stream: str = row.id, payload: acts.Succeeded = payload) -> Deed:
                return Deed(stream, payload)

            try:
                act(hub, unit.code, HUB_OFFICER, row.id, deed)
            except NotAllowed:
                # Another hub process was first, or the dossier has ended since: either way it is settled.
                continue
            handed += 1
    return handed
