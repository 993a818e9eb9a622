"""A second opinion on PDF/A-2b, written from the clauses of ISO 19005-2 for what our copies can hold: pikepdf's own
checker refuses to judge a file with a signature in it, and neither is veraPDF."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf

_FORBIDDEN_KEYS = {
    "/JS": "6.5.1",
    "/JavaScript": "6.5.1",
    "/Launch": "6.5.1",
    "/AA": "6.5.2",
    "/XFA": "6.4.2",
    "/EmbeddedFiles": "6.8",
    "/OPI": "6.2.9",
    "/PS": "6.2.9",
    "/TR": "6.2.5",
    "/Alternates": "6.2.8",
    "/Encrypt": "6.1.3",
    "/Perms": "6.1.12",
    "/NeedsRendering": "6.4.2",
}
_FILTERS = {"/FlateDecode", "/DCTDecode", "/CCITTFaxDecode", "/RunLengthDecode", "/ASCIIHexDecode", "/ASCII85Decode"}
_PRINT, _HIDDEN_WAYS = 4, 1 | 2 | 32 | 256


def faults(pdf: bytes) -> list[str]:
    """The clauses of ISO 19005-2 that ``pdf`` breaks, each with what was found; empty where none was seen."""
    found: list[str] = []
    if not re.match(rb"%PDF-1\.[2-7]\r?\n%[\x80-\xff]{4}", pdf):
        found.append("6.1.2 header")
    with pikepdf.open(BytesIO(pdf), attempt_recovery=False) as opened:
        if opened.is_encrypted:
            found.append("6.1.3 encrypted")
        if "/ID" not in opened.trailer:
            found.append("6.1.3 no file identifier")
        found += _metadata(opened)
        spaces = _intent(opened, found)
        for number, whole in enumerate(opened.objects):
            for item in _parts(whole):
                found += [f"{clause} {fault} in object {number + 1}" for clause, fault in _object(item, spaces)]
        for page in opened.pages:
            for each in page.get("/Annots", []):
                found += _annotation(each)
        form = opened.Root.get("/AcroForm")
        if form is not None and bool(form.get("/NeedAppearances", False)):
            found.append("6.4.1 appearances are to be made by the viewer")
    return found


def _parts(item: Any) -> Iterator[Any]:
    """An object and what lies directly in it."""
    if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        yield item
        inner = [item[key] for key in item.keys() if key != "/Parent"]  # noqa: SIM118
    elif isinstance(item, pikepdf.Array):
        inner = list(item)
    else:
        return
    for each in inner:
        if isinstance(each, pikepdf.Object) and not each.is_indirect:
            yield from _parts(each)


def _metadata(opened: pikepdf.Pdf) -> Iterator[str]:
    stream = opened.Root.get("/Metadata")
    if stream is None:
        yield "6.6.2.1 no metadata"
        return
    if "/Filter" in stream:
        yield "6.6.2.1 metadata are packed"
    with opened.open_metadata() as written:
        if written.pdfa_status != "2B":
            yield "6.6.4 does not say that it is PDF/A-2b"
        for key, name in (("/Title", "dc:title"), ("/Producer", "pdf:Producer"), ("/CreationDate", "xmp:CreateDate")):
            if key in opened.docinfo and (
                name not in written or (key != "/CreationDate" and written[name] != str(opened.docinfo[key]))
            ):
                yield f"6.6.3 {key} is not the same in both places"


def _intent(opened: pikepdf.Pdf, found: list[str]) -> int:
    """How many colours the output intent's profile has; 0 without one."""
    intents = [each for each in opened.Root.get("/OutputIntents", []) if each.S == "/GTS_PDFA1"]
    if not intents:
        return 0
    if len({each.DestOutputProfile.objgen for each in intents}) != 1:
        found.append("6.2.3 several profiles")
    profile = intents[0].DestOutputProfile
    data = profile.read_bytes()
    if data[36:40] != b"acsp" or {b"RGB ": 3, b"GRAY": 1, b"CMYK": 4}.get(data[16:20]) != int(profile.N):
        found.append("6.2.3 no sound profile")
    return int(profile.N)


def _object(item: Any, colours: int) -> Iterator[tuple[str, str]]:
    for key in item.keys():  # noqa: SIM118 - a stream has no other way
        if key in _FORBIDDEN_KEYS and not (key == "/PS" and item.get("/Type") == "/Group"):
            yield _FORBIDDEN_KEYS[key], key
    if item.get("/S") in ("/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide"):
        yield "6.5.1", f"action {item.S}"
    if isinstance(item, pikepdf.Stream):
        yield from _stream(item)
        if item.get("/Subtype") == "/Image":
            yield from _image(item, colours)
        elif item.get("/Subtype") == "/Form":
            yield from _group(item, colours)
    if item.get("/Type") == "/Page":
        yield from _group(item, colours)
    if item.get("/Type") == "/Font" and item.get("/Subtype") not in ("/Type0", "/Type3"):
        described = item.get("/FontDescriptor")
        if described is None or not {"/FontFile", "/FontFile2", "/FontFile3"} & set(described.keys()):
            yield "6.2.11.4", f"{item.get('/BaseFont')} is not in the file"
    if item.get("/Type") == "/ExtGState":
        blend = item.get("/BM", pikepdf.Name.Normal)
        if blend not in (pikepdf.Name.Normal, pikepdf.Name.Compatible) and not colours:
            yield "6.2.10", "blending without a colour space"


def _stream(item: Any) -> Iterator[tuple[str, str]]:
    filters = item.get("/Filter")
    for name in () if filters is None else filters if isinstance(filters, pikepdf.Array) else [filters]:
        if str(name) not in _FILTERS:
            yield "6.1.7.2", f"filter {name}"
    if {"/F", "/FFilter", "/FDecodeParms"} & set(item.keys()):
        yield "6.1.7.1", "what lies outside of the file"


def _image(item: Any, colours: int) -> Iterator[tuple[str, str]]:
    if bool(item.get("/Interpolate", False)):
        yield "6.2.8", "smoothed picture"
    if int(item.get("/BitsPerComponent", 1)) not in (1, 2, 4, 8, 16):
        yield "6.2.8", "depth of a picture"
    needed = {"/DeviceRGB": 3, "/DeviceCMYK": 4}.get(str(item.get("/ColorSpace", "")), 0)
    if (needed and needed != colours) or (str(item.get("/ColorSpace", "")) == "/DeviceGray" and not colours):
        yield "6.2.4.3", f"{item.ColorSpace} without its profile"


def _group(item: Any, colours: int) -> Iterator[tuple[str, str]]:
    group = item.get("/Group")
    if group is not None and group.get("/S") == "/Transparency" and "/CS" not in group and not colours:
        yield "6.2.10", "transparency without a colour space"


def _annotation(each: Any) -> Iterator[str]:
    kind, flags = str(each.get("/Subtype")), int(each.get("/F", 0))
    if kind not in ("/Widget", "/Link", "/Popup"):
        yield f"6.3.1 {kind}"
    if not flags & _PRINT or flags & _HIDDEN_WAYS:
        yield f"6.3.2 flags {flags}"
    left, bottom, right, top = (float(side) for side in each.Rect)
    if "/AP" not in each and (left, bottom) != (right, top) and kind != "/Link":
        yield "6.3.3 no appearance"
    if "/A" in each and kind == "/Widget":
        yield "6.4.1 a field that acts"
