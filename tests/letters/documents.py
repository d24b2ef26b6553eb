"""Small Word files made by hand, so that a test shows the very XML it is about."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Mapping

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
W = f"{{{WORD}}}"
NAMESPACES = (
    f'xmlns:w="{WORD}" xmlns:r="{RELATIONS}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="w14"'
)


def run(text: str, properties: str = "") -> str:
    """Return one run; properties such as <w:b/>."""
    return f'<w:r>{f"<w:rPr>{properties}</w:rPr>" if properties else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str) -> str:
    """Return a paragraph of runs; plain text becomes a run."""
    return "<w:p>" + "".join(part if part.startswith("<") else run(part) for part in runs) + "</w:p>"


def row(*cells: str) -> str:
    """Return a table row of cells of one paragraph each."""
    return "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in cells) + "</w:tr>"


def table(*rows: str) -> str:
    """Return a table of rows."""
    return "<w:tbl><w:tblPr/><w:tblGrid/>" + "".join(rows) + "</w:tbl>"


def field(instruction: str, result: str = "«x»", *, cut: int = 0) -> str:
    """Return a complex field; its instruction cut over two runs at ``cut``."""
    codes = [instruction[:cut], instruction[cut:]] if cut else [instruction]
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        + "".join(f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>' for code in codes)
        + '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + f"<w:r><w:rPr><w:b/></w:rPr><w:t>{result}</w:t></w:r>"
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def docx(body: str, parts: Mapping[str, str] | None = None, section: str = "", settings: str = "") -> bytes:
    """Return a Word file: the body's XML, further parts by name (headers and footers are related as rIdH1 …)."""
    extra = dict(parts or {})
    types = ""
    relations = f'<Relationship Id="rIdS" Type="{RELATIONS}/settings" Target="settings.xml"/>'
    for number, name in enumerate(extra, 1):
        kind = re.sub(r"word/([a-z]+).*", r"\1", name)
        if name.endswith(".xml") and kind in ("header", "footer", "numbering", "footnotes"):
            types += f'<Override PartName="/{name}" ContentType="{TYPE}.{kind}+xml"/>'
            relations += f'<Relationship Id="rIdH{number}" Type="{RELATIONS}/{kind}" Target="{name[5:]}"/>'
    content = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f'<Override PartName="/word/document.xml" ContentType="{TYPE}.document.main+xml"/>'
        f'<Override PartName="/word/settings.xml" ContentType="{TYPE}.settings+xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}<w:sectPr>{section}"
        '<w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>',
        "word/settings.xml": f"<w:settings {NAMESPACES}>{settings}</w:settings>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>',
        **extra,
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in content.items():
            package.writestr(name, text)
    return stream.getvalue()


def part(data: bytes, name: str = "word/document.xml") -> etree._Element:
    """Return the root of a part."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        return etree.fromstring(package.read(name))


def names(data: bytes) -> list[str]:
    """Return the names of all parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.namelist()


def lines(data: bytes, name: str = "word/document.xml") -> list[str]:
    """Return the text of each paragraph, a line break as ``/`` and a tab as ``>``."""
    signs = {W + "br": "/", W + "tab": ">"}
    shown = (W + "t", *signs)
    return [
        "".join(signs.get(str(child.tag), child.text or "") for child in node.iter(*shown))
        for node in part(data, name).iter(W + "p")
    ]
