"""What a ribbon part and a VBA project must keep to, checked without Office; a build that breaks a rule is refused.

Office tells nobody: it drops a whole tab for one bad attribute, shows no picture for an unknown name and does not
compile a project that misses a reference. The rules are those of customUI14 (MS-CUSTOMUI2) for the few elements used
here, of MS-OVBA for names and lines, and our own: one callback, known pictures, ASCII identifiers.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from lxml import etree

from addin.ribbon import BUTTONS
from addin.surfaces.customui import CALLBACK, NAMESPACE
from addin.surfaces.icons import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from addin.surfaces.ovba import Module, Reference

# Element → allowed children, required attributes, other attributes.
ELEMENTS: dict[str, tuple[str, str, str]] = {
    "customUI": ("ribbon", "", ""),
    "ribbon": ("tabs", "", ""),
    "tabs": ("tab", "", ""),
    "tab": ("group", "id label keytip", "insertAfterMso"),
    "group": ("button", "id label imageMso", ""),
    "button": ("", "id tag label size imageMso keytip screentip supertip onAction", ""),
}
LONGEST_TEXT = 1024  # of every text of the schema
LONGEST_LABEL = 10  # beyond that a tab does not fit a laptop's width
NEEDED_REFERENCES = ("stdole", "Office")
NEEDED_PROCEDURES = ("GetConfig", "XLPyCommand", "XLPy", "WScript")
LONGEST_NAME, LONGEST_LINE = 31, 1023
LAST_ASCII = 126


def faults(ui: bytes, project: str, modules: Sequence[Module], references: Sequence[Reference]) -> list[str]:
    """Return every broken rule as one line for developers; none means that the parts may be packed."""
    return [*ribbon_faults(ui, modules), *project_faults(project, modules, references)]


def ribbon_faults(ui: bytes, modules: Sequence[Module]) -> list[str]:
    """Check the ribbon part by itself and against the macros of the project."""
    try:
        root = etree.fromstring(ui)
    except etree.XMLSyntaxError as error:
        return [f"customUI is not well-formed: {error}"]
    if root.tag != f"{{{NAMESPACE}}}customUI":
        return ["the root is not customUI of customUI14"]
    rules: tuple[Callable[[list[etree._Element]], Iterator[str]], ...] = (
        _shape,
        _identifiers,
        _texts,
        _keytips,
        _tags,
        lambda elements: _callbacks(elements, modules),
    )
    elements = list(root.iter(etree.Element))
    return [fault for rule in rules for fault in rule(elements)]


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


def _shape(elements: list[etree._Element]) -> Iterator[str]:
    for element in elements:
        name = _name(element)
        if name not in ELEMENTS:
            yield f"unknown element {name}"
            continue
        children, required, optional = (set(words.split()) for words in ELEMENTS[name])
        yield from (f"{name} holds {_name(child)}" for child in element if _name(child) not in children)
        given = set(map(str, element.keys()))
        yield from (f"{name} {element.get('id')} lacks {attribute}" for attribute in sorted(required - given))
        yield from (f"{name} has unknown {attribute}" for attribute in sorted(given - required - optional))


def _identifiers(elements: list[etree._Element]) -> Iterator[str]:
    ids = [element.get("id", "") for element in elements if "id" in element.attrib]
    yield from (f"id {name!r} stands {count} times" for name, count in Counter(ids).items() if count > 1)
    yield from (f"id {name!r} is no ASCII name" for name in ids if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name))


def _texts(elements: list[etree._Element]) -> Iterator[str]:
    for element in elements:
        for attribute, value in element.attrib.items():
            if not 1 <= len(value) <= LONGEST_TEXT:
                yield f"{attribute!s} of {element.get('id')} has {len(value)} characters"
        if len(element.get("label", "")) > LONGEST_LABEL:
            yield f"label of {element.get('id')} is longer than {LONGEST_LABEL} characters"
        if element.get("size", "normal") not in {"normal", "large"}:
            yield f"size of {element.get('id')} is {element.get('size')}"
        picture = element.get("imageMso")
        if picture is not None and picture not in NAMES:
            yield f"imageMso {picture} of {element.get('id')} is not known"


def _keytips(elements: list[etree._Element]) -> Iterator[str]:
    tips = [element.get("keytip", "") for element in elements if _name(element) == "button"]
    tab = [element.get("keytip", "") for element in elements if _name(element) == "tab"]
    yield from (
        f"keytip {tip!r} is not one to three of A-Z, 0-9"
        for tip in [*tab, *tips]
        if not re.fullmatch("[A-Z0-9]{1,3}", tip)
    )
    for at, tip in enumerate(tips):
        others = tips[:at] + tips[at + 1 :]
        yield from (f"keytip {tip!r} hides {other!r}" for other in others if other.startswith(tip))


def _tags(elements: list[etree._Element]) -> Iterator[str]:
    tags = Counter(element.get("tag", "") for element in elements if _name(element) == "button")
    yield from (f"tag {tag!r} is no button" for tag in tags if tag not in BUTTONS)
    yield from (f"button {key!r} stands {tags[key]} times" for key in BUTTONS if tags[key] != 1)
    yield from (
        f"tag {tag!r} has characters that the macro refuses" for tag in tags if not re.fullmatch("[a-z0-9-]+", tag)
    )


def _callbacks(elements: list[etree._Element], modules: Sequence[Module]) -> Iterator[str]:
    code = "\n".join(module.source for module in modules if module.kind == "module")
    for element in elements:
        callback = element.get("onAction")
        if callback is None:
            continue
        if callback != CALLBACK:
            yield f"onAction of {element.get('id')} is {callback}"
        if not re.search(rf"^Public Sub {re.escape(callback)}\(control As IRibbonControl\)\r$", code, re.MULTILINE):
            yield f"no macro {callback}(control As IRibbonControl)"


def project_faults(project: str, modules: Sequence[Module], references: Sequence[Reference]) -> list[str]:
    """Check the sources and the references of a VBA project."""
    names = [project, *(module.name for module in modules)]
    out = [f"name {name} stands {count} times" for name, count in Counter(map(str.lower, names)).items() if count > 1]
    out += [f"bad VBA name {name!r}" for name in names if not _is_vba_name(name)]
    have = {reference.name for reference in references}
    out += [f"reference {name} is missing" for name in NEEDED_REFERENCES if name not in have]
    code = "\n".join(module.source for module in modules)
    for name in NEEDED_PROCEDURES:
        found = len(re.findall(rf"^(?:Public )?(?:Sub|Function) {name}\(", code, re.MULTILINE))
        if found != 1:
            out.append(f"procedure {name} stands {found} times")
    return out + [fault for module in modules for fault in _source_faults(module)]


def _is_vba_name(name: str) -> bool:
    return bool(re.fullmatch("[A-Za-z][A-Za-z0-9_]*", name)) and len(name) <= LONGEST_NAME


def _source_faults(module: Module) -> Iterator[str]:
    if not module.source.startswith(f'Attribute VB_Name = "{module.name}"\r\n'):
        yield f"{module.name}: the first line does not name the module"
    if not module.source.endswith("\r\n"):
        yield f"{module.name}: the last line is not ended"
    for number, line in enumerate(module.source.split("\r\n"), 1):
        if any(ord(sign) > LAST_ASCII or (ord(sign) < ord(" ") and sign != "\t") for sign in line):
            yield f"{module.name}:{number}: not ASCII text ended by CR LF"
        if len(line) > LONGEST_LINE:
            yield f"{module.name}:{number}: longer than {LONGEST_LINE} characters"
