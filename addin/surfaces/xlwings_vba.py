"""The part of xlwings' VBA that the add-in needs, taken at build time from the pinned installed package and trimmed.

Kept, word for word: the licence, the declarations of xlwings' library and the procedures that reach its server. Left
out is everything by which a workbook could choose what runs: the configuration in its sheets and in its folder,
embedded code, the Python path made of its path, and the shell command line that carries its name. Where a kept
procedure asks for configuration, ``GetConfig`` of ``vba/DunbookCore.bas`` answers from the add-in's own sheet. The
one line added keeps formulas of workbooks from calling in.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
from pathlib import Path

from addin.surfaces.ovba import Module, standard

VERSION = "0.37.8"
SOURCE = "xlwings_custom_addin.bas"
SHA256 = "b9df9e20d54d6f04220e8382068f4b4c82bc5a8f920148daf94d9ddbda6251d6"  # of the text with LF line ends
HEADER_END = "Public Const PROJECT_NAME "
KEPT = ("XLPyLoadDLL", "XLPy", "WScript", "ParentFolder")
LIBRARIES = {64: f"xlwings64-{VERSION}.dll", 32: f"xlwings32-{VERSION}.dll"}  # by the bitness of Excel
APPLESCRIPT = f"xlwings-{VERSION}.applescript"


class UpstreamChangedError(Exception):
    """The installed xlwings is not the one whose VBA was read and trimmed; read it anew before pinning it."""


def package_folder() -> Path:
    """Return the folder of the installed xlwings without importing it."""
    found = importlib.util.find_spec("xlwings")
    if found is None or not found.submodule_search_locations:
        message = "xlwings is not installed"
        raise UpstreamChangedError(message)
    return Path(found.submodule_search_locations[0])


def upstream() -> str:
    """Return the text of xlwings' VBA for custom add-ins, with LF line ends."""
    return (package_folder() / SOURCE).read_text("ascii")


def trimmed(text: str) -> Module:
    """Return the module ``xlwings``: header and kept procedures of ``text``, which must be the very text of the pin."""
    found = hashlib.sha256(text.encode("ascii")).hexdigest()
    if found != SHA256:
        message = f"{SOURCE} of xlwings {VERSION} was expected, sha256 {SHA256}; found {found}"
        raise UpstreamChangedError(message)
    name, header = text[: text.index(HEADER_END)].split("\n", 1)
    return standard(
        "xlwings", "\n".join([name, "Option Private Module", header, *(procedure(text, name) for name in KEPT)])
    )


def procedure(text: str, name: str) -> str:
    """Return one procedure of a VBA source, from its first to its last line."""
    pattern = rf"^(?:Public |Private )?(Sub|Function) {name}\(.*?^End \1\n"
    (match,) = re.finditer(pattern, text, re.MULTILINE | re.DOTALL)
    return match.group()
