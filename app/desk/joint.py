"""Joint procedures (liên thông), and several dossiers of one citizen taken in together (NĐ 118/2025 Đ20)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.desk.acting import Session
from app.desk.clock import guard_clock
from app.desk.drafts import Draft, DraftPaper, choose_procedure
from app.desk.intake import Accepted, take_in
from app.desk.office import Office
from app.domain.catalogue import JointProcedure
from app.domain.events import VIETNAM, new_id
from app.errors import FieldRequired, RuleViolation
from app.store import drafts as kept_drafts


@dataclass(frozen=True)
class JointChoice:
    """A joint procedure and the names of its steps. ``recordable``: this counter may take it in today."""

    name: str
    steps: tuple[str, ...]
    recordable: bool


def joint_choices(office: Office, session: Session, first: str = "") -> tuple[JointChoice, ...]:
    """The joint procedures of the catalogue, or those that begin with the procedure ``first``.

    One whose first procedure only a ministry's system accepts is not recordable here, nor one of which a step has no
    version in force.
    """
    chains = office.reference().catalogue.joint
    return tuple(_choice(office, session, joint) for joint in chains if first in ("", joint.steps[0]))


def choose_joint(office: Office, session: Session, draft: Draft, name: str) -> Draft:
    """The draft of a joint procedure: the dossier is that of its first procedure, the checklist that of all.

    Raises RuleViolation ``procedure_not_valid`` or ``procedure_elsewhere``.
    """
    joint = next((chain for chain in office.reference().catalogue.joint if chain.name == name), None)
    if joint is None or not _choice(office, session, joint).recordable:
        raise RuleViolation("procedure_not_valid", "", procedure=name)
    chosen = choose_procedure(office, session, draft, joint.steps[0])
    papers = list(chosen.papers)
    known = {line.component for line in papers}
    reference = office.reference()
    day = office.now().astimezone(VIETNAM).date()
    level = _level(office, session)
    for code in joint.steps[1:]:
        version = reference.catalogue.version(code, level, day)
        for component in version.components if version is not None else ():
            if component.key not in known:
                known.add(component.key)
                papers.append(
                    DraftPaper(
                        component.key,
                        component.name,
                        component.optional,
                        originals=component.originals,
                        compared_copies=component.copies,
                        shown=component.shown,
                    )
                )
    # A joint dossier has a promised date even where its first step alone would need no receipt.
    return replace(chosen, papers=tuple(papers), joint=joint.name, on_the_spot=False, receipt_asked=True)


def accept_together(office: Office, session: Session, drafts: Sequence[Draft]) -> tuple[Accepted, ...]:
    """Accepts several dossiers of one citizen, all or none; each has its own code, and they know of each other.

    Raises FieldRequired for no draft, and as `reception.accept` for the first that may not be accepted.
    """
    if not drafts:
        raise FieldRequired("drafts")
    group = new_id(int(office.now().timestamp() * 1000))
    with office.store.write() as connection:
        guard_clock(connection, office)
        accepted = tuple(
            take_in(connection, office, session, replace(draft, group=group if len(drafts) > 1 else ""))
            for draft in drafts
        )
        for draft in drafts:
            kept_drafts.delete(connection, draft.id, session.officer)
    return accepted


def _choice(office: Office, session: Session, joint: JointProcedure) -> JointChoice:
    reference = office.reference()
    day = office.now().astimezone(VIETNAM).date()
    level = _level(office, session)
    versions = [reference.catalogue.version(code, level, day) for code in joint.steps]
    names = tuple(
        version.name if version is not None else code for version, code in zip(versions, joint.steps, strict=True)
    )
    first = versions[0]
    recordable = all(versions) and first is not None and first.system == "province"
    return JointChoice(joint.name, names, recordable)


def _level(office: Office, session: Session) -> str:
    unit = office.reference().unit(session.unit)
    return unit.level if unit is not None else "commune"
