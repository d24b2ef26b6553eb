"""A workbook file as a zip of parts: read with every guard up, changed in memory, written with untouched parts raw.

An .xlsx is a zip of named parts. :class:`Package` holds the bytes of the file as it was and an overlay of parts that
were put or removed; :func:`Package.save` copies every other member as its compressed bytes, in the old order.
Nothing is trusted: sizes are checked before and while inflating, and no XML with a DOCTYPE is parsed.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from typing import TYPE_CHECKING, BinaryIO

from lxml import etree

from addin.hosts.zipping import LOCAL, MAX_TOTAL, UTF8, closing, deflate, headers, packed
from addin.ports import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MAX_PART = 2**31 - 1  # bytes of one part, inflated; Excel itself stops near there
MOST_PARTS = 50_000  # of which a zip file without zip64 has room for 65 535, with those that we add
RATIO_FROM, MAX_RATIO = 64 * 2**20, 300  # a real sheet packs 5 to 60 times, a bomb a thousand

OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_XML = (".xml", ".rels", ".vml")
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")  # UTF-16, with and without its mark
_ENCODING = re.compile(rb"<\?xml[^>]*?\sencoding\s*=\s*[\"']([^\"']+)[\"']")
_UTF8_NAMES = {b"utf-8", b"utf8", b"us-ascii", b"ascii"}
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)


def guard_kind(data: bytes) -> None:
    """Refuse bytes that are no zip of parts, saying what they are instead.

    Raises Refusal ``encrypted``, ``old-xls``, ``not-a-workbook`` or ``cut-off``.
    """
    if data.startswith(OLE_MAGIC):
        raise Refusal("encrypted" if _ENCRYPTED in data else "old-xls")
    if not data.startswith(b"PK\x03\x04"):
        raise Refusal("not-a-workbook")
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise Refusal("cut-off")


def parse(data: bytes) -> etree._Element:
    """Parse the XML of a part; entities are not resolved and a DOCTYPE is refused (``unsafe-xml``, ``cut-off``)."""
    guard_xml(data)
    try:
        root = etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError as fault:
        raise Refusal("cut-off") from fault
    if root.getroottree().docinfo.internalDTD is not None:  # in another encoding
        raise Refusal("unsafe-xml")
    return root


def guard_xml(data: bytes) -> None:
    """Refuse XML that declares entities (``unsafe-xml``)."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise Refusal("unsafe-xml")


def in_utf8(data: bytes) -> bytes:
    """Return the XML of a part in UTF-8, as all patterns want it; nearly every part is so already."""
    encoded = _ENCODING.match(data.removeprefix(b"\xef\xbb\xbf"))
    foreign = data.startswith(_WIDE) or (encoded is not None and encoded[1].lower() not in _UTF8_NAMES)
    return unparse(parse(data)) if foreign else data


def unparse(root: etree._Element) -> bytes:
    """Serialise a part as Office does: UTF-8, standalone."""
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


class Package:
    """The parts of one workbook file: ``data`` as it was, with an overlay of changes. Names have no leading slash."""

    def __init__(self, data: bytes) -> None:
        """Index the members of ``data`` (the whole file) and refuse what cannot be read or kept safely."""
        guard_kind(data)
        self._data = data
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                # some programs divide names by \, as on Windows
                self._members = {info.filename.replace("\\", "/"): info for info in archive.infolist()}
                count = len(archive.infolist())
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as fault:
            raise Refusal("cut-off") from fault
        self._names = {name.lower(): name for name in self._members}
        if count != len(self._names) or count > MOST_PARTS:  # of two parts of one name every program shows another
            raise Refusal("damaged-zip")
        self.shared: dict[str, list[bytes]] = {}  # the shared texts cut up, by part: see shared_texts
        self._put: dict[str, Sequence[bytes]] = {}  # in pieces
        self._removed: set[str] = set()
        self._guard_sizes()

    def _guard_sizes(self) -> None:
        total = 0
        for info in self._members.values():
            if info.flag_bits & 1:
                raise Refusal("encrypted")
            if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                raise Refusal("damaged-zip")
            total += info.file_size
            packed = max(info.compress_size, 1)
            if info.file_size > MAX_PART or (info.file_size > RATIO_FROM and info.file_size / packed > MAX_RATIO):
                raise Refusal("too-large", part=info.filename)
        if total > MAX_TOTAL:
            raise Refusal("too-large", part="")

    # -------------------------------------------------------------- reading

    def names(self) -> Iterator[str]:
        """Yield the names of all parts as they stand now."""
        yield from (name for name in self._members if name not in self._removed)
        yield from (name for name in self._put if name not in self._members)

    def __contains__(self, name: str) -> bool:
        """Tell whether the part exists now (names are compared without regard to case)."""
        return self._real(name) is not None

    def _real(self, name: str) -> str | None:
        if name in self._put:
            return name
        real = self._names.get(name.lower())
        return None if real is None or real in self._removed else real

    def part(self, name: str) -> bytes:
        """Return the bytes of a part, XML in UTF-8. Raises Refusal ``cut-off`` (missing, does not inflate)."""
        real = self._real(name)
        if real is None:
            raise Refusal("cut-off")
        if real in self._put:
            return b"".join(self._put[real])
        info = self._members[real]
        raw = self._raw(info)
        if info.compress_type == zipfile.ZIP_STORED:
            data = raw
        else:
            # A lying header must not make us (or a faster reader after us) inflate without end.
            inflater = deflate.decompressobj(-15)
            try:
                data = inflater.decompress(raw, info.file_size + 1)
            except deflate.error as fault:  # type: ignore[misc]  # a class, whatever a stub says
                raise Refusal("cut-off") from fault
            if len(data) > info.file_size:
                raise Refusal("too-large", part=name)
        if len(data) != info.file_size or deflate.crc32(data) != info.CRC:
            raise Refusal("cut-off")
        return in_utf8(data) if name.lower().endswith(_XML) else data

    def tree(self, name: str) -> etree._Element:
        """Return a part parsed."""
        return parse(self.part(name))

    def _raw(self, info: zipfile.ZipInfo) -> bytes:
        at = info.header_offset
        header = self._data[at : at + LOCAL.size]
        if len(header) < LOCAL.size or header[:4] != b"PK\x03\x04":
            raise Refusal("cut-off")
        start = at + LOCAL.size + sum(struct.unpack_from("<HH", header, 26))
        raw = self._data[start : start + info.compress_size]
        if len(raw) != info.compress_size:
            raise Refusal("cut-off")
        return raw

    # -------------------------------------------------------------- changing

    def put(self, name: str, data: bytes | tuple[bytes, ...] | etree._Element) -> None:
        """Set the bytes (or the pieces that they are joined of, or the tree) of a part, new or old."""
        real = self._real(name) or name
        self._removed.discard(real)
        self._put[real] = data if isinstance(data, tuple) else (data if isinstance(data, bytes) else unparse(data),)

    def remove(self, name: str) -> None:
        """Remove a part."""
        real = self._real(name)
        if real is None:
            return
        self._put.pop(real, None)
        if real in self._members:
            self._removed.add(real)

    def free_name(self, pattern: str) -> str:
        """Return the first name ``pattern.format(n)``, n = 1, 2, …, that no part has or ever had in this file."""
        number = 1
        while (name := pattern.format(number)).lower() in self._names or name in self._put:
            number += 1
        return name

    @property
    def changed(self) -> bool:
        """True when saving would differ from the file as it was."""
        return bool(self._put or self._removed)

    # -------------------------------------------------------------- writing

    def save(self, stream: BinaryIO) -> None:
        """Write the package: untouched members raw and in their old order, new ones last."""
        directory: list[bytes] = []
        offset = 0
        for name, info in self._members.items():
            if name in self._removed:
                continue
            new = packed(self._put[name]) if name in self._put else None
            header, entry = headers(info, offset, new)
            body = new[0] if new else self._raw(info)
            stream.write(header)
            stream.write(body)
            directory.append(entry)
            offset += len(header) + len(body)
        for name, pieces in self._put.items():
            if name not in self._members:
                new = packed(pieces)
                header, entry = headers(zipfile.ZipInfo(name), offset, new)
                stream.write(header)
                stream.write(new[0])
                directory.append(entry)
                offset += len(header) + len(new[0])
        stream.write(closing(directory, offset))


def stored(parts: Mapping[str, bytes]) -> bytes:
    """Return a zip of parts that are not packed, for a reader that needs nothing else."""
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name, data in parts.items():
        info = zipfile.ZipInfo(name)
        info.flag_bits, info.CRC, info.file_size, info.compress_size = UTF8, deflate.crc32(data), len(data), len(data)
        header, entry = headers(info, offset, None)
        pieces += [header, data]
        directory.append(entry)
        offset += len(header) + len(data)
    return b"".join([*pieces, closing(directory, offset)])
