"""A counter whose officer works on the pages of a tray without a pause, until it is killed; it says when it begins."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import msgspec

from app.desk import drafts, tray
from app.desk.acting import Session
from app.desk.office import open_office
from tests.desk.conftest import PASSPHRASE

profile, into, session_text, seed, task = sys.argv[1:]
office = open_office(Path(profile), passphrase=PASSPHRASE)
session = msgspec.json.decode(session_text, type=Session)
pick = random.Random(int(seed))
print("working", flush=True)
if task == "file":
    draft = next(draft for draft in drafts.drafts(office, session) if draft.id == into)
    tray.file_into_draft(office, session, draft)
    print("all", flush=True)
while task == "edit":
    page = pick.choice(tray.all_pages(office, into))
    documents = tray.documents(office, into)
    match pick.randrange(11):
        case 0:
            tray.turn(office, page, pick.randrange(1, 4))
        case 1:
            tray.straighten(office, page, 1.0)
        case 2:
            tray.lay_aside(office, page)
        case 3:
            tray.as_it_came(office, page)
        case 4:
            tray.split(office, into, page.id)
        case 5 if len(documents) > 1:
            first, other = pick.sample(documents, 2)
            tray.merge(office, into, first.id, other.id)
        case 6:
            tray.take_back(office, page)
        case 7:
            tray.crop(office, page, (0.0, 0.0, 0.9, 0.9))
        case 8:
            tray.assign(office, into, page.document, pick.choice(("to_khai", "giay_to")))
        case 9:
            front, back = pick.sample(tray.all_pages(office, into), 2)
            if not front.removed and not back.removed:
                tray.two_sides(office, session, front, back)
        case 10:
            four = pick.sample(tray.all_pages(office, into), 4)
            tray.join_sides(office, into, four[:2], four[2:])
        case _:
            ids = [other.id for other in tray.all_pages(office, into)]
            pick.shuffle(ids)
            tray.reorder(office, into, ids)
