"""The orders of Windows that printing needs, through winspool.drv and gdi32.dll; imported on Windows only."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from typing import Any

import pypdfium2.raw as pdfium

from app.errors import PrinterUnavailable
from app.paper.windows import Device, DevModeChanges, Place

_LOG_PIXELS_X, _LOG_PIXELS_Y, _OFFSET_X, _OFFSET_Y = 88, 90, 112, 113
_OUT_BUFFER, _IN_BUFFER = 2, 8
_ENUM_LOCAL, _ENUM_CONNECTIONS = 2, 4
_BINS, _BIN_NAMES, _BIN_NAME = 6, 12, 24
_SOURCE_COPY = 0x00CC0020
_CANCELLED_BY_USER = -3


class _DevMode(ctypes.Structure):
    """The head of DEVMODEW; what drivers keep behind it is left as it is."""

    _fields_ = (
        ("device", ctypes.c_wchar * 32), ("spec", ctypes.c_uint16), ("driver", ctypes.c_uint16),
        ("size", ctypes.c_uint16), ("extra", ctypes.c_uint16), ("fields", ctypes.c_uint32),
        ("orientation", ctypes.c_int16), ("paper_size", ctypes.c_int16), ("paper_length", ctypes.c_int16),
        ("paper_width", ctypes.c_int16), ("scale", ctypes.c_int16), ("copies", ctypes.c_int16),
        ("source", ctypes.c_int16), ("quality", ctypes.c_int16), ("colour", ctypes.c_int16),
        ("duplex", ctypes.c_int16),
    )  # fmt: skip


class _DocInfo(ctypes.Structure):
    _fields_ = (
        ("size", ctypes.c_int), ("title", ctypes.c_wchar_p), ("output", ctypes.c_wchar_p),
        ("kind", ctypes.c_wchar_p), ("flags", ctypes.c_uint32),
    )  # fmt: skip


class _PrinterInfo4(ctypes.Structure):
    _fields_ = (("name", ctypes.c_wchar_p), ("server", ctypes.c_wchar_p), ("attributes", ctypes.c_uint32))


def _library(name: str) -> Any:
    loader: Any = getattr(ctypes, "WinDLL")  # noqa: B009 - its type is known on Windows only
    return loader(name, use_last_error=True)


def _last_error() -> int:
    asked: Any = getattr(ctypes, "get_last_error")  # noqa: B009 - its type is known on Windows only
    return int(asked())


class WindowsSpooler:
    """One document at a time on one printer."""

    def __init__(self) -> None:
        self._gdi, self._spool = _library("gdi32"), _library("winspool.drv")
        self._gdi.CreateDCW.restype = ctypes.c_void_p
        self._context = ctypes.c_void_p()

    def begin(self, printer: str, changes: DevModeChanges, title: str) -> tuple[Device, int]:
        mode = self._mode(printer, changes)
        self._context = ctypes.c_void_p(self._gdi.CreateDCW("WINSPOOL", printer, None, mode))
        if not self._context:
            raise PrinterUnavailable(reason="unreachable", error=_last_error())
        info = _DocInfo(ctypes.sizeof(_DocInfo), title, None, None, 0)
        number = int(self._gdi.StartDocW(self._context, ctypes.byref(info)))
        if number <= 0:
            self._gdi.DeleteDC(self._context)
            refused = "refused" if number == _CANCELLED_BY_USER else "unreachable"
            raise PrinterUnavailable(reason=refused, error=_last_error())
        asked = (_LOG_PIXELS_X, _LOG_PIXELS_Y, _OFFSET_X, _OFFSET_Y)
        return Device(*(int(self._gdi.GetDeviceCaps(self._context, index)) for index in asked)), number

    def trays(self, printer: str) -> Mapping[str, int]:
        ask = self._spool.DeviceCapabilitiesW
        count = int(ask(printer, None, _BINS, None, None))
        if count <= 0:
            return {}
        numbers = (ctypes.c_uint16 * count)()
        names = ctypes.create_unicode_buffer(count * _BIN_NAME)
        ask(printer, None, _BINS, numbers, None)
        ask(printer, None, _BIN_NAMES, names, None)
        cut = (names[place * _BIN_NAME : (place + 1) * _BIN_NAME] for place in range(count))
        return {str(name).partition("\0")[0]: int(number) for name, number in zip(cut, numbers, strict=True)}

    def page(self) -> None:
        self._must(self._gdi.StartPage(self._context) > 0)

    def draw(self, page: Any, place: Place) -> bool:
        flags = pdfium.FPDF_PRINTING | pdfium.FPDF_ANNOT
        drawn = pdfium.FPDF_RenderPage(self._context, page.raw, place.x, place.y, place.width, place.height, 0, flags)
        return drawn is None or bool(drawn)

    def dots(self, place: Place, info: bytes, rows: bytes) -> None:
        width = int.from_bytes(info[4:8], "little", signed=True)
        height = -int.from_bytes(info[8:12], "little", signed=True)
        lines = self._gdi.StretchDIBits(
            self._context, place.x, place.y, place.width, place.height, 0, 0, width, height, rows, info, 0,
            _SOURCE_COPY,
        )  # fmt: skip
        self._must(lines > 0)

    def end_page(self) -> None:
        self._must(self._gdi.EndPage(self._context) > 0)

    def end(self, *, whole: bool) -> None:
        try:
            if whole:
                self._must(self._gdi.EndDoc(self._context) > 0)
            else:
                self._gdi.AbortDoc(self._context)
        finally:
            self._gdi.DeleteDC(self._context)

    def job_status(self, printer: str, number: int) -> int | None:
        handle = self._opened(printer)
        try:
            needed = ctypes.c_uint32()
            self._spool.GetJobW(handle, number, 1, None, 0, ctypes.byref(needed))
            held = ctypes.create_string_buffer(max(needed.value, 1))
            if not self._spool.GetJobW(handle, number, 1, held, needed, ctypes.byref(needed)):
                return None
            # JOB_INFO_1W: the number, six pointers, then the state.
            offset = ctypes.sizeof(ctypes.c_void_p) * 7
            return int.from_bytes(held.raw[offset : offset + 4], "little")
        finally:
            self._spool.ClosePrinter(handle)

    def _mode(self, printer: str, changes: DevModeChanges) -> Any:
        handle = self._opened(printer)
        try:
            size = int(self._spool.DocumentPropertiesW(None, handle, printer, None, None, 0))
            if size <= 0:
                raise PrinterUnavailable(reason="unreachable", error=_last_error())
            held = ctypes.create_string_buffer(size)
            self._spool.DocumentPropertiesW(None, handle, printer, held, None, _OUT_BUFFER)
            mode = ctypes.cast(held, ctypes.POINTER(_DevMode)).contents
            mode.fields |= changes.fields
            for name in ("orientation", "paper_size", "paper_length", "paper_width", "copies", "duplex"):
                setattr(mode, name, getattr(changes, name))
            if changes.source:
                mode.source = changes.source
            # The driver looks over what was asked and keeps what it can do.
            self._spool.DocumentPropertiesW(None, handle, printer, held, held, _IN_BUFFER | _OUT_BUFFER)
            return held
        finally:
            self._spool.ClosePrinter(handle)

    def _opened(self, printer: str) -> ctypes.c_void_p:
        handle = ctypes.c_void_p()
        if not self._spool.OpenPrinterW(printer, ctypes.byref(handle), None):
            raise PrinterUnavailable(reason="unreachable", error=_last_error())
        return handle

    def _must(self, done: bool) -> None:
        if not done:
            raise PrinterUnavailable(reason="refused", error=_last_error())


def printer_names() -> list[str]:
    """The printers of this machine, the default one first."""
    spool = _library("winspool.drv")
    needed, count = ctypes.c_uint32(), ctypes.c_uint32()
    kinds = _ENUM_LOCAL | _ENUM_CONNECTIONS
    spool.EnumPrintersW(kinds, None, 4, None, 0, ctypes.byref(needed), ctypes.byref(count))
    held = ctypes.create_string_buffer(max(needed.value, 1))
    spool.EnumPrintersW(kinds, None, 4, held, needed, ctypes.byref(needed), ctypes.byref(count))
    found = ctypes.cast(held, ctypes.POINTER(_PrinterInfo4))
    names = [str(found[index].name) for index in range(count.value)]
    length = ctypes.c_uint32(256)
    preferred = ctypes.create_unicode_buffer(length.value)
    spool.GetDefaultPrinterW(preferred, ctypes.byref(length))
    return sorted(names, key=lambda name: (name != preferred.value, name))
