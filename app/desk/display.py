"""What the citizen's screen needs of the office: where it opens, what it asks, and where a code is looked up."""

from __future__ import annotations

from dataclasses import dataclass

from app.desk.drawing import look_up
from app.desk.office import Office
from app.domain.events import VIETNAM
from app.domain.regulation import RatingQuestion


@dataclass(frozen=True)
class Display:
    """``screen`` as the machine's settings have it; ``look_up`` goes before a code in its QR, as on the receipt;
    ``prints`` says whether a printer was chosen; ``questions`` are those of the set in force today."""

    screen: str = ""
    look_up: str = ""
    prints: bool = True
    questions: tuple[RatingQuestion, ...] = ()


def display(office: Office) -> Display:
    """The citizen's screen of this machine, today."""
    chosen = office.machine_settings()
    today = office.now().astimezone(VIETNAM).date()
    rules = office.reference().regulation_set_for(today)
    return Display(chosen.citizen_screen, look_up(office), bool(chosen.printer), rules.rating)
