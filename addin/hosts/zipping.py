"""The members of a zip as bytes: packed, with the headers before them and the directory at the end.

The zipfile of Python packs every member anew; here those that nobody changed keep their packed bytes.
"""

from __future__ import annotations

import struct
import zipfile
from typing import TYPE_CHECKING, TypeAlias

from addin.hosts.bulk import LARGE, beside
from addin.ports import Refusal

try:  # five times as fast, but there is none for Windows on ARM
    from isal import isal_zlib as deflate
except ImportError:
    import zlib as deflate  # type: ignore[no-redef]

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["LOCAL", "MAX_TOTAL", "UTF8", "Packed", "closing", "deflate", "headers", "packed"]

MAX_TOTAL = 2**32  # bytes of all parts, inflated
DEFLATE_LEVEL = 2  # of ISA-L: five times as fast as level 4 of zlib on sheets, 10 % larger
LOCAL = struct.Struct("<4s5H3I2H")
UTF8 = 0x800
Packed: TypeAlias = "tuple[bytes, int, int]"  # deflated bytes, checksum, size
_FIRST_DAY = 0x21  # 1980-01-01 in DOS form: parts made here carry no clock
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")


def closing(directory: Sequence[bytes], offset: int) -> bytes:
    """Return what ends a zip: its directory, which begins at ``offset``. Raises Refusal ``too-large``."""
    size, count = sum(map(len, directory)), len(directory)
    if offset + size >= MAX_TOTAL - 1:
        raise Refusal("too-large", part="")
    return b"".join([*directory, _END.pack(b"PK\x05\x06", 0, 0, count, count, size, offset, 0)])


def packed(pieces: Sequence[bytes]) -> Packed:
    """Deflate a part; a large one in two threads, each half of it a stream that goes on in the other."""
    checksum, size = 0, sum(map(len, pieces))
    for piece in pieces:
        checksum = deflate.crc32(piece, checksum)
    if size < LARGE:
        data = _deflated(pieces, deflate.Z_FINISH)
    else:
        before, after = _halves(pieces, size // 2)
        first = beside(_deflated, before, deflate.Z_SYNC_FLUSH)
        second = _deflated(after, deflate.Z_FINISH)
        data = first.result() + second
    return data, checksum, size


def _halves(pieces: Sequence[bytes], half: int) -> tuple[list[bytes | memoryview], list[bytes | memoryview]]:
    """Divide pieces so that the first ones have so many bytes."""
    before, count = 0, 0
    while before + len(pieces[count]) < half:
        before += len(pieces[count])
        count += 1
    cut = memoryview(pieces[count])
    return [*pieces[:count], cut[: half - before]], [cut[half - before :], *pieces[count + 1 :]]


def _deflated(pieces: Sequence[bytes | memoryview], flush: int) -> bytes:
    packer = deflate.compressobj(DEFLATE_LEVEL, deflate.DEFLATED, -15)
    return b"".join([*map(packer.compress, pieces), packer.flush(flush)])


def headers(info: zipfile.ZipInfo, offset: int, new: Packed | None) -> tuple[bytes, bytes]:
    """Return the local header and the central directory entry of a member; ``new`` if its content is."""
    flags = info.flag_bits & (UTF8 | 0x6)  # no data descriptor: sizes stand in the header
    name = info.orig_filename.replace("\\", "/").encode("utf-8" if flags & UTF8 else "cp437", "surrogateescape")
    year, month, day, hour, minute, second = info.date_time
    date = max(_FIRST_DAY, (year - 1980) << 9 | month << 5 | day)
    time = hour << 11 | minute << 5 | second // 2
    if new:
        method, crc, size, full = zipfile.ZIP_DEFLATED, new[1], len(new[0]), new[2]
        flags &= UTF8
    else:
        method, crc, size, full = info.compress_type, info.CRC, info.compress_size, info.file_size
    local = LOCAL.pack(b"PK\x03\x04", 20, flags, method, time, date, crc, size, full, len(name), 0) + name
    made_by = info.create_system << 8 | 20
    comment = info.comment
    entry = _CENTRAL.pack(
        b"PK\x01\x02", made_by, 20, flags, method, time, date, crc, size, full,
        len(name), 0, len(comment), 0, info.internal_attr, info.external_attr, offset,
    )  # fmt: skip
    return local, entry + name + comment
