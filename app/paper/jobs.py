"""What is known of a paper given to a printer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["waiting", "printed", "stopped", "failed", "unknown"]


@dataclass(frozen=True)
class PrintJob:
    """A paper given to a printer: the printer's name and its own name for the job."""

    printer: str
    reference: str


@dataclass(frozen=True)
class PrintOutcome:
    """What became of a job, in the printer's own words where it gave some (``reason``, an IPP keyword)."""

    state: State
    reason: str = ""
