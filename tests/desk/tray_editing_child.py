"""A counter whose officer works on the pages of a tray without a pause, until it is killed; it says when it begins."""

from __future__ import annotations

import random
import sys
from contextlib import suppress
from pathlib import Path

import msgspec

from app.desk import drafts, page_editor, tray
from app.desk.acting import Session
from app.desk.office import open_office
from app.errors import RuleViolation
from tests.desk.conftest import PASSPHRASE

profile, into, session_text, seed, task = sys.argv[1:]
office = open_office(Path(profile), passphrase=PASSPHRASE)
session = msgspec.json.decode(session_text, type=Session)
pick = random.Random(int(seed))
if task == "edit":
    # However soon the power goes, something was done.
    page_editor.turn(office, session, tray.all_pages(office, into)[:1], 1)
print("working", flush=True)
if task == "file":
    draft = next(draft for draft in drafts.drafts(office, session) if draft.id == into)
    tray.file_into_draft(office, session, draft)
    print("all", flush=True)
while task == "back":
    try:
        page_editor.undo(office, session, into)
    except RuleViolation:
        while True:
            try:
                page_editor.redo(office, session, into)
            except RuleViolation:
                break
while task == "edit":
    page, *others = pick.sample(tray.all_pages(office, into), 3)
    some = [page, *others]
    documents = tray.documents(office, into)
    match pick.randrange(16):
        case 0:
            page_editor.turn(office, session, some, pick.randrange(1, 4))
        case 1:
            page_editor.straighten(office, session, [page], 1.0)
        case 2:
            page_editor.lay_aside(office, session, some)
        case 3:
            page_editor.as_it_came(office, session, some)
        case 4:
            page_editor.split(office, session, into, page.id)
        case 5 if len(documents) > 1:
            first, other = pick.sample(documents, 2)
            page_editor.merge(office, session, into, first.id, other.id)
        case 6:
            page_editor.take_back(office, session, some)
        case 7:
            page_editor.crop(office, session, [page], (0.0, 0.0, 0.9, 0.9))
        case 8:
            page_editor.assign(office, session, into, [page.document], pick.choice(("to_khai", "giay_to")))
        case 9:
            front, back = pick.sample(tray.all_pages(office, into), 2)
            if not front.removed and not back.removed:
                page_editor.two_sides(office, session, front, back)
        case 10:
            four = pick.sample(tray.all_pages(office, into), 4)
            page_editor.join_sides(office, session, into, four[:2], four[2:])
        case 11 | 12 | 13:
            with suppress(RuleViolation):
                page_editor.undo(office, session, into)
        case 14:
            with suppress(RuleViolation):
                page_editor.redo(office, session, into)
        case _:
            ids = [other.id for other in tray.all_pages(office, into)]
            pick.shuffle(ids)
            page_editor.reorder(office, session, into, ids)
