"""scanlib's Windows side, made to hand each page over as it comes and to own up to what stopped a feeder.

Left to itself it gathers a feeder's pages in memory, uncompressed, until the feeder is empty, and takes a jam after the
first page for the end of the stack: pages would be missing and nobody told. The rest of it is used as it is. Imported
only where scanlib is.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from typing import Any

from scanlib import ScanError
from scanlib.backends import _wia

_LOOK_SECONDS = 0.05
_EMPTY = -2145320957
"""WIA_ERROR_PAPER_EMPTY, the ordinary end of a stack."""


class PageByPage(_wia.WiaBackend):  # type: ignore[misc]
    """A backend of scanlib; `scan_pages` gives pages while the feeder still runs."""

    def scan_pages(self, scanner: Any, options: Any) -> Iterator[Any]:
        """The pages as they come. Raises scanlib's errors, after the pages before them."""
        handed: queue.SimpleQueue[Any] = queue.SimpleQueue()
        ended, outcome = threading.Event(), dict[str, Any]()
        self._queue.put((self._transfer, (scanner, options, handed.put), ended, outcome))
        self._signal_work()
        while True:
            last_look = ended.is_set()
            try:
                yield handed.get(timeout=_LOOK_SECONDS)
            except queue.Empty:
                if last_look:
                    break
        if "error" in outcome:
            raise outcome["error"]

    def _transfer(self, scanner: Any, options: Any, hand: Callable[[Any], None]) -> None:
        root, children, default = self._handles[scanner.id]
        faults: list[Exception] = []
        watched = {source: _Item(item, hand, faults) for source, item in children.items()}
        self._handles[scanner.id] = (root, watched, default and _Item(default, hand, faults))
        try:
            self._scan_pages_impl(scanner, options)
        finally:
            self._handles[scanner.id] = (root, children, default)
        if faults:
            raise ScanError("the feeder stopped") from faults[0]


class _Item:
    """A source of the scanner, whose transfers are watched."""

    def __init__(self, item: Any, hand: Callable[[Any], None], faults: list[Exception]) -> None:
        self._item, self._hand, self._faults = item, hand, faults

    def QueryInterface(self, interface: Any) -> Any:  # noqa: N802 - COM's own word
        found = self._item.QueryInterface(interface)
        return _Transfer(found, self._hand, self._faults) if interface is _wia.IWiaTransfer else found


class _Transfer:
    def __init__(self, transfer: Any, hand: Callable[[Any], None], faults: list[Exception]) -> None:
        self._transfer, self._hand, self._faults = transfer, hand, faults

    def Download(self, flags: int, callback: Any) -> Any:  # noqa: N802
        callback.pages = _Handed(self._hand)
        try:
            return self._transfer.Download(flags, callback)
        except Exception as error:
            if getattr(error, "hresult", None) != _EMPTY:
                self._faults.append(error)
            raise


class _Handed(list[None]):
    """What stands for the pages that were handed over; scanlib only looks whether there were any."""

    def __init__(self, hand: Callable[[Any], None]) -> None:
        super().__init__()
        self._hand = hand

    def append(self, page: Any) -> None:
        self._hand(page)
        super().append(None)
