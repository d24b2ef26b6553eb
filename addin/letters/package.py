"""The zip around a .docx: parts read and kept as packed bytes, so that what does not change is copied as it is."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from addin.ports import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

DEFLATED = 8
UTF8_NAMES = 0x800
FIRST_DAY = 0x21  # 1980-01-01: a finished file depends on its contents alone
FASTEST = 1
SMALL = 2000  # bytes below which a part is stored as it is


@dataclass(frozen=True)
class Member:
    """One part of the package: its name, checksum, size unpacked, zip method (0 or 8) and packed bytes."""

    name: str
    crc: int
    size: int
    method: int
    packed: bytes


@dataclass(frozen=True)
class Frame:
    """Members laid out once: their local records, their directory entries and how many they are."""

    records: bytes
    directory: bytes
    count: int


def read_members(data: bytes) -> dict[str, Member]:
    """Return the parts of a package by name, in their order; Refusal ``template-unreadable`` if it is none."""
    members: dict[str, Member] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if package.testzip() is not None:
                raise Refusal("template-unreadable")
            for info in package.infolist():
                if info.filename.endswith("/"):
                    continue
                if info.compress_type not in (0, DEFLATED) or info.filename in members:
                    raise Refusal("template-unreadable")
                name_length, extra_length = struct.unpack_from("<2H", data, info.header_offset + 26)
                start = info.header_offset + 30 + name_length + extra_length
                packed = data[start : start + info.compress_size]
                members[info.filename] = Member(info.filename, info.CRC, info.file_size, info.compress_type, packed)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, struct.error, EOFError) as error:
        raise Refusal("template-unreadable") from error
    return members


def unpack(member: Member) -> bytes:
    """Return the content of a part."""
    return zlib.decompress(member.packed, -zlib.MAX_WBITS) if member.method == DEFLATED else member.packed


def pack(name: str, content: bytes) -> Member:
    """Return content as a part: deflated, or as it is where that would gain next to nothing."""
    if len(content) < SMALL:
        return Member(name, zlib.crc32(content), len(content), 0, content)
    squeeze = zlib.compressobj(FASTEST, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = squeeze.compress(content) + squeeze.flush()
    return Member(name, zlib.crc32(content), len(content), DEFLATED, packed)


def lay_out(members: Iterable[Member], offset: int = 0) -> Frame:
    """Return the zip records of members, the first standing ``offset`` bytes into the file."""
    records: list[bytes] = []
    directory: list[bytes] = []
    for member in members:
        name = member.name.encode()
        fixed = (UTF8_NAMES, member.method, 0, FIRST_DAY, member.crc, len(member.packed), member.size, len(name))
        local = struct.pack("<4s5H3L2H", b"PK\3\4", 20, *fixed, 0)
        directory += (struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, *fixed, 0, 0, 0, 0, 0, offset), name)
        records += (local, name, member.packed)
        offset += len(local) + len(name) + len(member.packed)
    return Frame(b"".join(records), b"".join(directory), len(directory) // 2)


def close(frame: Frame, members: Iterable[Member]) -> bytes:
    """Return a whole package: the frame's members, then the given ones."""
    rest = lay_out(members, len(frame.records))
    count = frame.count + rest.count
    size = len(frame.directory) + len(rest.directory)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, size, len(frame.records) + len(rest.records), 0)
    return b"".join((frame.records, rest.records, frame.directory, rest.directory, end))
