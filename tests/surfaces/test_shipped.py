"""What is shipped beside the code: the drawing of the tab and the script for computers without Python."""

from __future__ import annotations

import re
from pathlib import Path

from lxml import etree

from addin import surfaces
from addin.ribbon import BUTTONS
from addin.surfaces import picture, xlam

SCRIPT = Path(surfaces.__file__).parent / "windows" / "install.ps1"


def script() -> str:
    return SCRIPT.read_bytes().decode("utf-8-sig")


def without_texts(text: str) -> str:
    """Return the script without its comments and the contents of its strings."""
    text = re.sub(r"<#.*?#>", "", text, flags=re.DOTALL)
    return re.sub(r"""'[^'\r\n]*'|"[^"\r\n]*"|(?m:^\s*#.*$)""", "''", text)


def test_the_drawing_shows_the_ribbon_as_it_is() -> None:
    assert picture.PICTURE.read_text("utf-8") == picture.ribbon_svg(), "drawn anew by `dunbook build`"


def test_every_button_is_drawn_inside_the_picture() -> None:
    root = etree.fromstring(picture.ribbon_svg().encode())
    labels = "".join(str(text.text) for text in root.iter("{*}text"))
    assert all(button.label in labels for button in BUTTONS.values())
    width = float(str(root.get("width")))
    assert all(float(str(text.get("x"))) < width for text in root.iter("{*}text"))


def test_the_script_is_read_as_chinese_by_windows_powershell() -> None:
    data = SCRIPT.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"\n" not in data.replace(b"\r\n", b"")


def test_the_script_fetches_nothing() -> None:
    text = script()
    assert "--no-index" in text
    assert not re.search(r"https?:|Invoke-WebRequest|Invoke-RestMethod|Start-BitsTransfer|curl|wget", text)


def test_the_script_puts_python_where_a_freshly_built_add_in_looks_for_it() -> None:
    assert xlam.PRIVATE_PYTHON == r"%LOCALAPPDATA%\dunbook\python\python.exe"
    code = script()
    assert "$env:LOCALAPPDATA -ChildPath 'dunbook'" in code
    assert "$root -ChildPath 'python'" in code
    assert "'-m', 'addin', 'install'" in code


def test_brackets_of_the_script_close_and_every_command_is_spelt_out() -> None:
    code = without_texts(script())
    stack: list[str] = []
    for sign in code:
        if sign in "({[":
            stack.append(sign)
        elif sign in ")}]":
            assert stack.pop() + sign in {"()", "{}", "[]"}
    assert stack == []
    assert "Set-StrictMode -Version Latest" in code
    aliases = set("gci ls dir rm del mv cp cat echo iex iwr where % ?".split())  # noqa: SIM905
    first_words = re.findall(r"(?m)(?:^|[|;{(=])\s*([A-Za-z%?][\w%?-]*)", code)
    assert not aliases & {word.lower() for word in first_words}


def test_every_variable_of_the_script_is_set_before_it_is_used() -> None:
    code = without_texts(re.sub(r'"([^"\r\n]*)"', r"\1", script()))
    given = {"env", "psscriptroot", "lastexitcode", "null", "_", "erroractionpreference"}
    for found in re.finditer(r"\$\(?(\w+)(\s*=[^=])?", code):
        name = found.group(1).lower()
        is_set = found.group(2) or re.search(rf"\[[\w\[\]]+\]\s*\${name}\b|foreach \(\${name}\b", code, re.IGNORECASE)
        if is_set:
            given.add(name)
        assert name in given, name
