"""Builds the LibreOffice extension: menu and toolbar drawn from ribbon.py, and the handler that hears the clicks.

The same sources give the same bytes.
"""

from __future__ import annotations

import io
import json
import zipfile
from importlib import resources
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from addin import __version__, messages
from addin.ribbon import GROUPS, TAB_LABEL
from addin.surfaces.pictograms import png

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from addin.ribbon import Button, Group

IDENTIFIER = "dunbook.libreoffice"
PROTOCOL = f"{IDENTIFIER}:"
FILE_NAME = "dunbook.oxt"
HANDLER = "dunbook_handler.py"
HELPERS = ("dunbook_dialogs.py", "dunbook_office.py", "dunbook_rules.py")  # that the handler imports
SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"
TOOLBARS = tuple(f"{IDENTIFIER}.toolbar{number}" for number in (1, 2))  # one below the other: one would be too long
ICONS_AND_TEXT = 2  # style of a toolbar
FIRST_ROW = 5  # below the office's own toolbars
SIGN_UNITS = 2  # width of an icon and its margins, in letters
SIZES = {"Small": 16, "Big": 26}
MANY_YEARS_AGO = (1980, 1, 1, 0, 0, 0)
LANGUAGES = ("zh-CN", "en-US")  # en-US also serves every language that has no title of its own
PYTHON = "application/vnd.sun.star.uno-component;type=Python"
CONFIGURATION = "application/vnd.sun.star.configuration-data"
NAMESPACES = 'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def write_extension(path: Path) -> None:
    """Write the extension file."""
    path.write_bytes(extension())


def extension() -> bytes:
    """Return the extension's bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts().items():
            entry = zipfile.ZipInfo(name, MANY_YEARS_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            package.writestr(entry, data)
    return stream.getvalue()


def parts() -> dict[str, bytes]:
    """Return the parts of the extension by name."""
    sources = resources.files("addin.hosts.libreoffice.extension")
    found = {
        "META-INF/manifest.xml": manifest().encode(),
        "description.xml": description().encode(),
        HANDLER: (sources / HANDLER).read_bytes(),
        **{f"pythonpath/{name}": (sources / name).read_bytes() for name in HELPERS},
        "registry/Addons.xcu": addons().encode(),
        "registry/CalcWindowState.xcu": window_state().encode(),
        "registry/ProtocolHandler.xcu": protocol_handler().encode(),
        "texts.json": json.dumps(messages.LIBREOFFICE_TEXTS, ensure_ascii=False, indent=1).encode(),
    }
    for tone, group in enumerate(GROUPS):
        for button in group.buttons:
            for size in SIZES.values():
                found[icon(button, size)] = png(button.key, tone, size)
    return found


def icon(button: Button, size: int) -> str:
    """Return the name of a button's icon."""
    return f"icons/{button.key}_{size}.png"


def manifest() -> str:
    """Return what kind each part is."""
    kinds = {
        HANDLER: PYTHON,
        "registry/Addons.xcu": CONFIGURATION,
        "registry/CalcWindowState.xcu": CONFIGURATION,
        "registry/ProtocolHandler.xcu": CONFIGURATION,
    }
    entries = "\n".join(
        f'<manifest:file-entry manifest:media-type="{kind}" manifest:full-path="{name}"/>'
        for name, kind in kinds.items()
    )
    return f'{HEAD}<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">\n{entries}\n</manifest:manifest>\n'


def description() -> str:
    """Return name and version of the extension."""
    return (
        f'{HEAD}<description xmlns="http://openoffice.org/extensions/description/2006" '
        'xmlns:dep="http://openoffice.org/extensions/description/2006">\n'
        f'<identifier value="{IDENTIFIER}"/>\n<version value="{__version__}"/>\n'
        f'<display-name><name lang="en">dunbook</name><name lang="zh-CN">dunbook {TAB_LABEL}</name></display-name>\n'
        "</description>\n"
    )


# ------------------------------------------------------------------ registry


def addons() -> str:
    """Return menu, toolbar and icons."""
    images = "\n".join(_image(button) for group in GROUPS for button in group.buttons)
    menu = _node(
        f"{IDENTIFIER}.menu",
        f'{_property("Context", SPREADSHEET)}{_title(TAB_LABEL)}<node oor:name="Submenu">\n{_items(GROUPS)}\n</node>',
    )
    bars = "\n".join(_node(name, _items(groups)) for name, groups in zip(TOOLBARS, halves(), strict=True))
    return _data(
        "Addons",
        "org.openoffice.Office",
        '<node oor:name="AddonUI">\n'
        f'<node oor:name="OfficeMenuBar">\n{menu}\n</node>\n'
        f'<node oor:name="OfficeToolBar">\n{bars}\n</node>\n'
        f'<node oor:name="Images">\n{images}\n</node>\n</node>',
    )


def _image(button: Button) -> str:
    files = "".join(_property(f"Image{name}URL", f"%origin%/../{icon(button, size)}") for name, size in SIZES.items())
    url = _property("URL", PROTOCOL + button.key)
    return _node(f"{IDENTIFIER}.{button.key}", f'{url}<node oor:name="UserDefinedImages">{files}</node>')


def halves() -> tuple[tuple[Group, ...], tuple[Group, ...]]:
    """Return the groups of the upper and of the lower toolbar, so that the longer one is as short as can be."""

    def length(groups: tuple[Group, ...]) -> int:
        return sum(SIGN_UNITS + len(button.label) for group in groups for button in group.buttons)

    cut = min(range(len(GROUPS) + 1), key=lambda at: max(length(GROUPS[:at]), length(GROUPS[at:])))
    return GROUPS[:cut], GROUPS[cut:]


def _items(groups: Sequence[Group]) -> str:
    """Return the buttons in order, a separator between the groups."""
    items: list[str] = []
    for group in groups:
        if items:
            items.append(_node(f"m{len(items):02d}", _property("URL", "private:separator")))
        for button in group.buttons:
            inner = (
                _property("URL", PROTOCOL + button.key)
                + _title(button.label)
                + _property("Target", "_self")
                + _property("Context", SPREADSHEET)
            )
            items.append(_node(f"m{len(items):02d}", inner))
    return "\n".join(items)


def window_state() -> str:
    """Return how the toolbars first appear: docked at the top below each other, icons with their names."""
    bars = enumerate(TOOLBARS)
    states = "\n".join(_node(f"private:resource/toolbar/addon_{name}", _state(row)) for row, name in bars)
    inner = f'<node oor:name="UIElements"><node oor:name="States">\n{states}\n</node></node>'
    return _data("CalcWindowState", "org.openoffice.Office.UI", inner)


def _state(row: int) -> str:
    return (
        _property("Visible", "true", "xs:boolean")
        + _property("Docked", "true", "xs:boolean")
        + _property("DockingArea", "0", "xs:int")
        + _property("DockPos", f"0,{FIRST_ROW + row}")
        + _property("Style", str(ICONS_AND_TEXT), "xs:int")
        + _title(f"{TAB_LABEL} {row + 1}", "UIName")
    )


def protocol_handler() -> str:
    """Return that our URLs are the handler's."""
    protocols = f'<prop oor:name="Protocols" oor:type="oor:string-list"><value>{PROTOCOL}*</value></prop>'
    inner = f'<node oor:name="HandlerSet">\n{_node(f"{IDENTIFIER}.Handler", protocols)}\n</node>'
    return _data("ProtocolHandler", "org.openoffice.Office", inner)


def _data(name: str, package: str, inner: str) -> str:
    head = f'{HEAD}<oor:component-data {NAMESPACES} oor:name="{name}" oor:package="{package}">'
    return f"{head}\n{inner}\n</oor:component-data>\n"


def _node(name: str, inner: str) -> str:
    return f'<node oor:name="{name}" oor:op="replace">{inner}</node>'


def _property(name: str, value: str, kind: str = "xs:string") -> str:
    return f'<prop oor:name="{name}" oor:type="{kind}"><value>{escape(value)}</value></prop>'


def _title(text: str, name: str = "Title") -> str:
    values = "".join(f'<value xml:lang="{language}">{escape(text)}</value>' for language in LANGUAGES)
    return f'<prop oor:name="{name}" oor:type="xs:string">{values}</prop>'
