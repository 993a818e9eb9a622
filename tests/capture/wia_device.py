"""A Windows scanner made up below scanlib's own WIA code: what COM would answer, with a feeder to fill and faults."""

from __future__ import annotations

import ctypes
import sys
import types
from typing import Any
from unittest.mock import MagicMock

from scanlib import ColorMode, ScanArea, ScannedPage, ScanSource, SourceInfo

if sys.platform != "win32":
    # Windows' own types and COM, as far as scanlib's module names them; what it would do with them is made up below.
    com = types.ModuleType("comtypes")
    sixteen = {"_fields_": [("data", ctypes.c_byte * 16)], "__init__": lambda *_: None}
    for name, stand_in in {
        "GUID": type("GUID", (ctypes.Structure,), sixteen),
        "IUnknown": type("IUnknown", (ctypes.Structure,), {"_iid_": None}),
        "COMObject": type("COMObject", (), {}),
        "COMMETHOD": lambda *_, **__: None,
        "BSTR": ctypes.c_void_p,
        "CLSCTX_LOCAL_SERVER": 4,
        "CoInitialize": lambda: None,
    }.items():
        setattr(com, name, stand_in)
    sys.modules["comtypes"] = com
    ctypes.HRESULT, ctypes.windll = ctypes.c_long, MagicMock()

from scanlib.backends import _wia

if sys.platform != "win32":
    # Without it scanlib's thread does without Windows' own queue of messages.
    del ctypes.windll

from app.capture.wia_pages import PageByPage

XRES, XEXTENT, YEXTENT, DATATYPE, SELECT = 6147, 6151, 6152, 4103, 3088


class ComError(Exception):
    """As comtypes raises it."""

    def __init__(self, result: int) -> None:
        super().__init__("COM")
        self.hresult = result - (1 << 32)


class FakeWia(PageByPage):
    """``feeder`` sheets (grey values) lie in the feeder; ``fault_after`` pages ``fault`` (a WIA result) comes.
    ``written`` keeps the properties that were set, ``held`` the most pages scanlib had in memory at a time."""

    def __init__(self, sheets: int = 0) -> None:
        self.feeder = list(range(sheets))
        self.fault_after: int | None = None
        self.fault = 0
        self.open_fault = 0
        self.silent_end = False
        self.modes = [ColorMode.COLOR, ColorMode.GRAY, ColorMode.BW]
        self.written: dict[int, int] = {}
        self.held = 0
        self.downloads = 0
        super().__init__()

    def _open_scanner_impl(self, scanner: Any) -> None:
        if self.open_fault:
            error = ComError(self.open_fault)
            if error.hresult in _wia._WIA_BUSY_ERRORS:
                raise _wia.ScannerBusyError from error
            raise _wia.ScanError("open") from error
        area = ScanArea(0, 0, 2160, 3560)
        scanner._sources = [
            SourceInfo(kind, [100, 200, 300], self.modes, area) for kind in (ScanSource.FLATBED, ScanSource.FEEDER)
        ]
        item = _Item(self)
        self._handles[scanner.id] = (item, {ScanSource.FLATBED: item, ScanSource.FEEDER: item}, item)


class _Item:
    def __init__(self, device: FakeWia) -> None:
        self._device = device

    def QueryInterface(self, interface: Any) -> Any:  # noqa: N802
        return _Transfer(self._device) if interface is _wia.IWiaTransfer else _Storage(self._device)


class _Storage:
    def __init__(self, device: FakeWia) -> None:
        self._device = device

    def WriteMultiple(self, count: int, spec: Any, value: Any, first: int) -> None:  # noqa: N802
        wanted = ctypes.cast(spec, ctypes.POINTER(_wia._PROPSPEC))[0].u.propid
        self._device.written[wanted] = ctypes.cast(value, ctypes.POINTER(_wia._PROPVARIANT))[0]._value.lVal


class _Transfer:
    def __init__(self, device: FakeWia) -> None:
        self._device = device

    def Download(self, flags: int, callback: Any) -> None:  # noqa: N802
        device = self._device
        device.downloads += 1
        given = 0
        feeder = device.written.get(SELECT) == 2
        while True:
            if callback._progress is not None and callback._progress(50) is False:
                callback._aborted = True
                raise ComError(0x80210003)
            if device.fault_after == given:
                raise ComError(device.fault)
            if feeder and not device.feeder:
                if device.silent_end:
                    return
                raise ComError(0x80210003)
            sheet = device.feeder.pop(0) if feeder else 7
            callback.pages.append(_page(device, sheet))
            device.held = max(device.held, sum(page is not None for page in callback.pages))
            given += 1
            if not feeder:
                return


def _page(device: FakeWia, sheet: int) -> ScannedPage:
    width, height = device.written[XEXTENT] // 10, device.written[YEXTENT] // 10
    kind = {0: ColorMode.BW, 2: ColorMode.GRAY, 3: ColorMode.COLOR}[device.written[DATATYPE]]
    if kind is ColorMode.BW:
        return ScannedPage(bytes([0xAA]) * ((width + 7) // 8 * height), width, height, kind)
    grey = bytes([100 + sheet % 100])
    return ScannedPage(grey * (width * height * (3 if kind is ColorMode.COLOR else 1)), width, height, kind)
