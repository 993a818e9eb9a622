"""The one door to pdfium, which is not safe in threads: all who show, print or check PDFs pass it one at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2

from app.errors import FileUnreadable

_ONE_AT_A_TIME = threading.RLock()


@contextmanager
def opened(pdf: bytes) -> Iterator[Any]:
    """The pdfium document in ``pdf``, for the length of the ``with``.

    Raises FileUnreadable ``damaged`` for bytes pdfium cannot open and for a page it cannot load.
    """
    with _ONE_AT_A_TIME:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise FileUnreadable("file", reason="damaged") from error
        try:
            yield document
        except pypdfium2.PdfiumError as error:
            raise FileUnreadable("file", reason="damaged") from error
        finally:
            document.close()
