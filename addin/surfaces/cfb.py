"""Write a compound file (MS-CFB, version 3): the little file system in which Office keeps a VBA project.

Nothing of the clock or of chance goes in, so the same streams give the same bytes.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SECTOR, MINI_SECTOR, CUTOFF = 512, 64, 4096  # a stream below the cutoff lies in mini sectors
FREE, CHAIN_END, FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
NO_ENTRY = 0xFFFFFFFF
STORAGE, STREAM, ROOT = 1, 2, 5
RED, BLACK = 0, 1
HEADER_FAT_SLOTS = 109
PER_SECTOR = SECTOR // 4

Path = tuple[str, ...]


@dataclass
class _Entry:
    path: Path
    kind: int
    data: bytes = b""
    left: int = NO_ENTRY
    right: int = NO_ENTRY
    child: int = NO_ENTRY
    colour: int = BLACK
    start: int = 0
    size: int = 0


def compound_file(streams: Mapping[Path, bytes]) -> bytes:
    """Return the compound file of these streams by path; storages are made as paths need them.

    ValueError when it would be larger than one header can address (some 7 MB) or a name is longer than 31 characters.
    """
    entries = _entries(streams)
    _link(entries)
    body = _Sectors()
    mini, mini_fat = bytearray(), list[int]()
    for entry in entries:
        if entry.kind == STREAM:
            entry.size = len(entry.data)
            entry.start = body.store(entry.data) if entry.size >= CUTOFF else _store_mini(entry.data, mini, mini_fat)
    root = entries[0]
    root.start, root.size = body.store(bytes(mini)), len(mini)
    packed_fat = _words(mini_fat, pad=FREE)
    mini_fat_start = body.store(packed_fat)
    directory_start = body.store(_directory(entries))
    return body.close(directory_start, mini_fat_start, len(packed_fat) // SECTOR)


def _entries(streams: Mapping[Path, bytes]) -> list[_Entry]:
    storages = sorted({path[:length] for path in streams for length in range(1, len(path))})
    for path in streams:
        if any(len(name) > 31 or not name for name in path):  # noqa: PLR2004 - 64 bytes of UTF-16 with the closing zero
            message = f"bad stream name {path}"
            raise ValueError(message)
    return [
        _Entry((), ROOT),
        *(_Entry(path, STORAGE) for path in storages),
        *(_Entry(path, STREAM, data) for path, data in sorted(streams.items())),
    ]


def _link(entries: list[_Entry]) -> None:
    """Arrange the children of every storage as a balanced red-black tree, shorter names first, then by capitals."""

    def tree(children: list[int], level: int, red_level: int) -> int:
        if not children:
            return NO_ENTRY
        middle = len(children) // 2
        entry = entries[children[middle]]
        entry.left = tree(children[:middle], level + 1, red_level)
        entry.right = tree(children[middle + 1 :], level + 1, red_level)
        entry.colour = RED if level == red_level else BLACK
        return children[middle]

    for parent in entries:
        if parent.kind == STREAM:
            continue
        children = [at for at, entry in enumerate(entries) if entry.path and entry.path[:-1] == parent.path]
        children.sort(key=lambda at: (len(entries[at].path[-1]), entries[at].path[-1].upper()))
        full = (len(children) + 1).bit_length() - 1  # complete levels; an incomplete last one is red
        incomplete = (1 << full) - 1 != len(children)
        parent.child = tree(children, 0, full if incomplete else -1)


def _store_mini(data: bytes, mini: bytearray, mini_fat: list[int]) -> int:
    if not data:
        return CHAIN_END
    start = len(mini_fat)
    mini += data + bytes(-len(data) % MINI_SECTOR)
    count = -(-len(data) // MINI_SECTOR)
    mini_fat += [*range(start + 1, start + count), CHAIN_END]
    return start


def _words(values: Iterable[int], pad: int) -> bytes:
    """Pack 32-bit words and fill the last sector."""
    words = list(values)
    words += [pad] * (-len(words) % PER_SECTOR)
    return struct.pack(f"<{len(words)}I", *words)


def _directory(entries: list[_Entry]) -> bytes:
    def pack(name: bytes, entry: _Entry) -> bytes:
        return struct.pack(
            "<64sHBBIII16sIQQIQ",
            *(name, len(name), entry.kind, entry.colour, entry.left, entry.right, entry.child),
            *(bytes(16), 0, 0, 0, entry.start, entry.size),
        )

    names = [entry.path[-1] if entry.path else "Root Entry" for entry in entries]
    packed = b"".join(pack(f"{name}\0".encode("utf-16-le"), entry) for name, entry in zip(names, entries, strict=True))
    unused = pack(b"", _Entry((), kind=0, colour=RED))
    return packed + unused * (-len(entries) % (SECTOR // len(unused)))


class _Sectors:
    """The sectors behind the header and the chain that leads from each to the next."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.fat: list[int] = []

    def store(self, data: bytes) -> int:
        """Add a chain of sectors and return its first, ``CHAIN_END`` for no data."""
        if not data:
            return CHAIN_END
        start = len(self.fat)
        self.data += data + bytes(-len(data) % SECTOR)
        count = -(-len(data) // SECTOR)
        self.fat += [*range(start + 1, start + count), CHAIN_END]
        return start

    def close(self, directory_start: int, mini_fat_start: int, mini_fat_sectors: int) -> bytes:
        """Return header, sectors and the allocation table, which lists its own sectors too."""
        tables = 0
        while tables * PER_SECTOR < len(self.fat) + tables:
            tables += 1
        if tables > HEADER_FAT_SLOTS:
            message = "too large for the sectors that one header can address"
            raise ValueError(message)
        places = range(len(self.fat), len(self.fat) + tables)
        header = struct.pack(
            "<8s16sHHHHH6sIIIIIIIII",
            *(bytes.fromhex("D0CF11E0A1B11AE1"), bytes(16), 0x3E, 3, 0xFFFE, 9, 6, bytes(6)),
            *(0, tables, directory_start, 0, CUTOFF, mini_fat_start, mini_fat_sectors, CHAIN_END, 0),
        )
        slots = [*places, *[FREE] * (HEADER_FAT_SLOTS - tables)]
        fat = _words([*self.fat, *[FAT_SECTOR] * tables], pad=FREE)
        return header + struct.pack(f"<{HEADER_FAT_SLOTS}I", *slots) + bytes(self.data) + fat
