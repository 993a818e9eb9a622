"""The data that go with an electronic paper (NĐ 118/2025 Đ19.2), written into its PDF as XMP and read from it again."""

from __future__ import annotations

from dataclasses import dataclass, fields
from io import BytesIO

import pikepdf

from app.domain.text import nfc
from app.errors import FileUnreadable

NAMESPACE = "urn:motcua:giay-to-dien-tu:1.0:"
"""Ours: no published schema for these facts is known."""
_PREFIX = "gtdt"
# PDF/A takes properties of a namespace of one's own only with their description beside them (ISO 19005-2, 6.6.2.3.3).
_SCHEMA = """<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"\
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>Giấy tờ điện tử (NĐ 118/2025 Đ19.2)</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>{namespace}</pdfaSchema:namespaceURI><pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property>\
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
_PROPERTY = """<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>\
<pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category>\
<pdfaProperty:description>{description}</pdfaProperty:description></rdf:li>"""
_DESCRIPTIONS = {
    "kind_code": "Mã loại giấy tờ",
    "holder_number": "Số định danh của tổ chức, cá nhân",
    "holder_name": "Họ và tên",
    "holder_birth_year": "Năm sinh",
    "issued_on": "Ngày cấp",
    "issued_by": "Cơ quan cấp",
    "title": "Tên giấy tờ",
    "abstract": "Trích yếu nội dung chính",
    "valid_until": "Thời hạn có hiệu lực",
    "scope": "Phạm vi có hiệu lực",
}
_BROKEN = (pikepdf.PikepdfError, ValueError, TypeError)


@dataclass(frozen=True)
class CopyFacts:
    """What is said of one electronic paper; what is not known is empty.

    ``kind_code``: mã loại giấy tờ. ``holder_number``: số định danh; without one ``holder_name``, ``holder_birth_year``,
    ``issued_on`` and ``issued_by``. ``title``: tên giấy tờ. ``abstract``: trích yếu nội dung chính. ``valid_until``:
    thời hạn có hiệu lực (ISO day). ``scope``: phạm vi có hiệu lực.
    """

    kind_code: str = ""
    holder_number: str = ""
    holder_name: str = ""
    holder_birth_year: str = ""
    issued_on: str = ""
    issued_by: str = ""
    title: str = ""
    abstract: str = ""
    valid_until: str = ""
    scope: str = ""

    def missing(self) -> tuple[str, ...]:
        """The facts the decree names that are not there yet; the scope is only given where there is one."""
        person = () if self.holder_number else ("holder_name", "holder_birth_year", "issued_on", "issued_by")
        wanted = ("kind_code", *(person or ("holder_number",)), "title", "abstract", "valid_until")
        return tuple(name for name in wanted if not getattr(self, name))


def is_signed(pdf: bytes) -> bool:
    """True for a PDF that holds a signature: changing one byte of it would break that. Raises FileUnreadable."""
    try:
        with pikepdf.open(BytesIO(pdf), attempt_recovery=False) as opened:
            form = opened.Root.get("/AcroForm")
            return form is not None and bool(int(form.get("/SigFlags", 0)) & 1)
    except _BROKEN as error:
        raise FileUnreadable("file", reason="damaged") from error


def with_facts(pdf: bytes, facts: CopyFacts) -> bytes:
    """``pdf`` with ``facts`` in its XMP; the same input gives the same bytes. A signed PDF is given back unchanged.

    Raises FileUnreadable.
    """
    if is_signed(pdf):
        return pdf
    output = BytesIO()
    try:
        with pikepdf.open(BytesIO(pdf), attempt_recovery=False) as opened:
            with opened.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as written:
                written.register_xml_namespace(NAMESPACE, _PREFIX)
                for item in fields(facts):
                    name, value = f"{{{NAMESPACE}}}{item.name}", nfc(getattr(facts, item.name))
                    if value:
                        written[name] = value
                    elif name in written:
                        del written[name]
                if facts.title:
                    written["dc:title"] = nfc(facts.title)
                    if "/Title" in opened.docinfo:
                        # PDF/A wants both to say the same.
                        opened.docinfo["/Title"] = nfc(facts.title)
            packet = opened.Root.Metadata.read_bytes()
            if b"pdfaExtension:schemas" not in packet:
                opened.Root.Metadata.write(packet.replace(b"</rdf:RDF>", _description().encode() + b"</rdf:RDF>"))
            opened.save(output, deterministic_id=True)
    except _BROKEN as error:
        raise FileUnreadable("file", reason="damaged") from error
    return output.getvalue()


def _description() -> str:
    properties = (_PROPERTY.format(name=name, description=text) for name, text in _DESCRIPTIONS.items())
    return _SCHEMA.format(namespace=NAMESPACE, prefix=_PREFIX, properties="".join(properties))


def facts_of(pdf: bytes) -> CopyFacts:
    """The facts in a PDF's XMP; empty ones for a PDF that says nothing. Raises FileUnreadable."""
    try:
        with pikepdf.open(BytesIO(pdf), attempt_recovery=False) as opened, opened.open_metadata() as written:
            return CopyFacts(
                **{item.name: str(written.get(f"{{{NAMESPACE}}}{item.name}", "")) for item in fields(CopyFacts)}
            )
    except _BROKEN as error:
        raise FileUnreadable("file", reason="damaged") from error
