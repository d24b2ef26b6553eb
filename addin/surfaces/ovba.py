"""A VBA project from source text (MS-OVBA), ready for ``vbaProject.bin``.

Source only: ``_VBA_PROJECT`` carries version 0xFFFF and no compiled code, every module begins with its text, so that
Office compiles what is written here and nothing else (2.3.4.1). Nothing of the clock or of chance goes in.
"""

from __future__ import annotations

import struct
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from addin.surfaces.cfb import compound_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.surfaces.cfb import Path

CODE_PAGE, LOCALE = 1252, 0x0409
CHUNK = 4096
NAMESPACE = uuid.UUID("a0e4a7c1-5f0c-5c55-9b8b-6a6f1f4d2f57")  # with the project's name it gives the project's id
NO_COMPILED_CODE = b"\xcc\x61\xff\xff\x00\x00\x00"  # version 0xFFFF: no compiled code follows


@dataclass(frozen=True)
class Reference:
    """A type library that the project uses: its name in VBA and where Office looks for it."""

    name: str
    library: str


@dataclass(frozen=True)
class Module:
    """One module: ``source`` is what Office stores, attribute lines first, every line ended by CR LF."""

    name: str
    kind: Literal["module", "document"]
    source: str


REFERENCES = (
    Reference(
        "stdole", r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation"
    ),
    Reference(
        "Office",  # declares IRibbonControl
        r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#C:\Program Files\Common Files\Microsoft Shared"
        r"\OFFICE16\MSO.DLL#Microsoft Office 16.0 Object Library",
    ),
)
WORKBOOK_BASE = "0{00020819-0000-0000-C000-000000000046}"
SHEET_BASE = "0{00020820-0000-0000-C000-000000000046}"


def standard(name: str, text: str) -> Module:
    """Return a standard module from source text with any line ends; its first line names it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
    return Module(name, "module", "\r\n".join(lines) + "\r\n")


def document(name: str, base: str) -> Module:
    """Return the empty module that belongs to the workbook or a sheet (its ``codeName``)."""
    flags = ("GlobalNameSpace = False", "Creatable = False", "PredeclaredId = True", "Exposed = True")
    lines = [
        f'Attribute VB_Name = "{name}"',
        f'Attribute VB_Base = "{base}"',
        *(f"Attribute VB_{flag}" for flag in (*flags, "TemplateDerived = False", "Customizable = True")),
    ]
    return Module(name, "document", "\r\n".join(lines) + "\r\n")


def vba_project(name: str, modules: Sequence[Module], references: Sequence[Reference] = REFERENCES) -> bytes:
    """Return ``vbaProject.bin``. Modules come in the order given; sources must be ASCII (see ``checks``)."""
    streams: dict[Path, bytes] = {("VBA", module.name): compress(module.source.encode("ascii")) for module in modules}
    streams["VBA", "dir"] = compress(_dir_stream(name, modules, references))
    streams["VBA", "_VBA_PROJECT"] = NO_COMPILED_CODE
    streams["PROJECT",] = _project_stream(name, modules)
    streams["PROJECTwm",] = (
        b"".join(_ansi(module.name) + b"\0" + _wide(module.name) + b"\0\0" for module in modules) + b"\0\0"
    )
    return compound_file(streams)


# ------------------------------------------------------------------ compression (2.4.1)


def compress(data: bytes) -> bytes:
    """Return the compressed container: chunks of 4096 bytes, each as tokens, or raw where tokens would be longer.

    ValueError when the last, shorter chunk would grow, which text never does: a raw chunk must be full.
    """
    out = bytearray(b"\x01")
    for start in range(0, len(data), CHUNK):
        chunk = data[start : start + CHUNK]
        tokens = _tokens(chunk)
        if len(tokens) <= CHUNK:
            out += struct.pack("<H", 0xB000 | (len(tokens) - 1)) + tokens
        elif len(chunk) == CHUNK:
            out += struct.pack("<H", 0x3FFF) + chunk
        else:
            message = "the last chunk cannot be compressed"
            raise ValueError(message)
    return bytes(out)


def _tokens(chunk: bytes) -> bytes:
    """Write a chunk as groups of eight tokens under a byte of flags: a literal byte, or a copy from further up."""
    out, at = bytearray(), 0
    seen: dict[bytes, list[int]] = {}
    while at < len(chunk):
        flags, group = 0, bytearray()
        for bit in range(8):
            if at >= len(chunk):
                break
            offset, length = _longest_match(chunk, at, seen)
            if length:
                offset_bits = max(4, (at - 1).bit_length())
                group += struct.pack("<H", ((offset - 1) << (16 - offset_bits)) | (length - 3))
                flags |= 1 << bit
            else:
                length = 1
                group.append(chunk[at])
            for passed in range(at, min(at + length, len(chunk) - 2)):
                seen.setdefault(chunk[passed : passed + 3], []).append(passed)
            at += length
        out.append(flags)
        out += group
    return bytes(out)


def _longest_match(chunk: bytes, at: int, seen: dict[bytes, list[int]]) -> tuple[int, int]:
    """Return (offset back, length) of the longest earlier copy of what follows, the nearest; (0, 0) below three."""
    offset_bits = max(4, (at - 1).bit_length()) if at else 4
    limit = min((0xFFFF >> offset_bits) + 3, len(chunk) - at)
    best = (0, 0)
    for candidate in reversed(seen.get(chunk[at : at + 3], ())):
        length = 3
        while length < limit and chunk[candidate + length] == chunk[at + length]:
            length += 1
        if length > best[1]:
            best = (at - candidate, length)
        if best[1] == limit:
            break
    return best


# ------------------------------------------------------------------ streams (2.3.1, 2.3.4.2)


def _ansi(text: str) -> bytes:
    return text.encode("ascii")


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HI", kind, len(data)) + data


def _dir_stream(name: str, modules: Sequence[Module], references: Sequence[Reference]) -> bytes:
    long, short = struct.Struct("<I").pack, struct.Struct("<H").pack
    win64 = 3
    out = _record(0x01, long(win64)) + _record(0x02, long(LOCALE)) + _record(0x14, long(LOCALE))
    out += _record(0x03, short(CODE_PAGE)) + _record(0x04, _ansi(name))
    out += _record(0x05) + _record(0x40) + _record(0x06) + _record(0x3D)  # no description, no help file
    out += _record(0x07, long(0)) + _record(0x08, long(0))
    out += struct.pack("<HIIH", 0x09, 4, 1, 0)  # the version record's length does not count its minor number
    out += _record(0x0C) + _record(0x3C)  # no conditional constants
    for reference in references:
        library = _ansi(reference.library)
        out += _record(0x16, _ansi(reference.name)) + _record(0x3E, _wide(reference.name))
        out += _record(0x0D, long(len(library)) + library + bytes(6))
    out += _record(0x0F, short(len(modules))) + _record(0x13, short(0xFFFF))
    for module in modules:
        ansi, wide = _ansi(module.name), _wide(module.name)
        out += _record(0x19, ansi) + _record(0x47, wide) + _record(0x1A, ansi) + _record(0x32, wide)
        out += _record(0x1C) + _record(0x48)  # no description
        out += _record(0x31, long(0)) + _record(0x1E, long(0)) + _record(0x2C, short(0xFFFF))  # text begins at 0
        out += _record(0x21 if module.kind == "module" else 0x22) + _record(0x2B)
    return out + _record(0x10)


def _project_stream(name: str, modules: Sequence[Module]) -> bytes:
    project_id = "{" + str(uuid.uuid5(NAMESPACE, name)).upper() + "}"
    entry = {"module": "Module={}", "document": "Document={}/&H00000000"}
    lines = [
        f'ID="{project_id}"',
        *(entry[module.kind].format(module.name) for module in modules),
        f'Name="{name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{_masked(bytes(4), project_id, 0x5C)}"',  # not protected,
        f'DPB="{_masked(bytes(1), project_id, 0x5E)}"',  # no password,
        f'GC="{_masked(bytes([0xFF]), project_id, 0x5A)}"',  # visible
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in modules),
        "",
    ]
    return _ansi("\r\n".join(lines))


def _masked(data: bytes, project_id: str, seed: int) -> str:
    """Return data in the masking of 2.4.3.2; the seed, random in Office, is fixed here."""
    key = sum(project_id.encode("ascii")) & 0xFF
    out = [seed, seed ^ 2, seed ^ key]
    before_last, last, plain = out[1], out[2], key
    for byte in bytes((seed & 6) // 2) + struct.pack("<I", len(data)) + data:
        masked = byte ^ ((before_last + plain) & 0xFF)
        out.append(masked)
        before_last, last, plain = last, masked, byte
    return bytes(out).hex().upper()
