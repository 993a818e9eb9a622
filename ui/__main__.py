"""The door of the program: the window, or what its first word names and needs no window, which then loads no Qt."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from ui.console import lend_streams

SCAN = "scan"
"""The word with which `app.capture.driver` starts this program as a scanner's driver."""
PAGES = "pages"
"""The word with which `sync.page_process` starts this program as the reader of its pages."""


def main(given: Sequence[str] | None = None) -> int:
    """Run the program, or what its first word names; gives its exit code."""
    typed = sys.argv[1:] if given is None else list(given)
    if typed[:1] in (["sync"], ["doctor"]):
        # Not the window: Ctrl+C in a console it shared would end the counter.
        lend_streams()
    if typed[:1] == ["sync"]:
        from sync.__main__ import main as synchronise

        return synchronise(typed[1:])
    if typed[:1] == ["doctor"]:
        from sync.doctor import main as examine

        return examine(typed[1:])
    # A frozen program is its own scanner driver and reads its own pages: there is no other Python beside it.
    if typed[:1] == [SCAN]:
        from app.capture.driver_child import main as drive

        return drive(Path(typed[1]))
    if typed[:1] == [PAGES]:
        from sync.page_child import main as read_pages

        return read_pages(typed[1])
    from ui.program import run

    return run(typed)


if __name__ == "__main__":
    sys.exit(main())
