"""The rooms keep their promises: one place for each fact, nothing undocumented, nothing unreachable."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import re
import subprocess
import sys
import tomllib
from enum import IntEnum
from pathlib import Path

import pytest

from addin import messages
from addin.domain import terms
from addin.domain.settings import Settings
from addin.ledger import schema
from addin.ribbon import BUTTONS, GROUPS
from addin.surfaces.readme import command_table

ROOT = Path(__file__).resolve().parent.parent
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SOURCES = sorted((ROOT / "addin").rglob("*.py"))


def texts(path: Path) -> list[str]:
    """Return every string of a module that is no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docs = {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, documented)}
    nodes = (node for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return [node.value for node in nodes if isinstance(node.value, str) and node.value not in docs]


def test_the_readme_holds_the_table_of_commands_drawn_from_the_ribbon() -> None:
    assert command_table() in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("key", list(BUTTONS))
def test_every_button_has_a_module_that_runs_it(key: str) -> None:
    module = importlib.import_module(BUTTONS[key].command)
    assert callable(module.run)
    assert module.__doc__
    assert module.__doc__.startswith(BUTTONS[key].label)


def test_every_command_module_is_a_button() -> None:
    modules = {path.stem for path in (ROOT / "addin" / "commands").glob("*.py")} - {"__init__"}
    assert modules == {button.command.rpartition(".")[2] for button in BUTTONS.values()}


def test_buttons_are_unique_in_key_label_and_keytip() -> None:
    buttons = [button for group in GROUPS for button in group.buttons]
    for names in ([b.key for b in buttons], [b.label for b in buttons], [b.keytip for b in buttons]):
        assert len(names) == len(set(names))


def test_settings_have_one_row_of_the_sheet_for_each_field() -> None:
    assert [row.name for row in schema.SETTING_ROWS] == [field.name for field in dataclasses.fields(Settings)]


def lists_named() -> list[tuple[type[IntEnum], str, str]]:
    """Return each enumeration of ``terms`` whose docstring names the list that it follows, with room and list."""
    members = [found for found in vars(terms).values() if isinstance(found, type) and issubclass(found, IntEnum)]
    named = [(one, re.search(r"\((schema|messages): ([A-Z_]+)", one.__doc__ or "")) for one in members]
    return [(one, found[1], found[2]) for one, found in named if found]


@pytest.mark.parametrize(("members", "room", "name"), lists_named(), ids=lambda value: getattr(value, "__name__", ""))
def test_positions_in_the_domain_are_those_of_the_list_named(members: type[IntEnum], room: str, name: str) -> None:
    followed = getattr({"schema": schema, "messages": messages}[room], name)
    assert [member.value for member in members] == list(range(len(followed)))


def test_most_enumerations_of_the_domain_name_the_list_they_follow() -> None:
    assert len(lists_named()) > 25


def test_the_domain_is_free_of_chinese_but_for_numerals() -> None:
    found = {
        (path.name, text)
        for path in (ROOT / "addin" / "domain").glob("*.py")
        for text in texts(path)
        if CHINESE.search(text) and path.name != "rmb.py"
    }
    assert found == set()


def test_every_sentence_about_a_problem_is_used_and_every_code_has_one() -> None:
    sources = {path: path.read_text(encoding="utf-8") for path in SOURCES if "messages" not in path.parts}
    unused = {code for code in messages.PROBLEMS if not any(f'"{code}"' in text for text in sources.values())}
    assert unused == set()
    raised = {code for text in sources.values() for code in re.findall(r'Problem\(\s*"([a-z0-9-]+)"', text)}
    assert raised - messages.PROBLEMS.keys() == set()


def test_a_click_that_needs_no_table_pays_for_no_pandas() -> None:
    heavy = "('pandas', 'numpy', 'openpyxl', 'lxml')"
    code = f"import sys, addin.__main__ as m; m.parser(); print([n for n in {heavy} if n in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout.strip() == "[]"


def test_the_tree_names_no_host_of_a_package_index_and_no_path_of_a_machine() -> None:
    names = re.compile(r"(index-url|find-links|extra-index)|/(home|root|work)/\w+|//[\w.]*(pypi|pythonhosted|npmjs)")
    listed = subprocess.run(["git", "ls-files"], capture_output=True, text=True, check=True, cwd=ROOT)
    tracked = listed.stdout.split("\n")
    kinds = (".py", ".md", ".toml", ".txt", ".cfg", ".yml", "Makefile", "run", ".ps1")
    found = [
        name
        for name in tracked
        if name.endswith(kinds) and name != "tests/test_architecture.py" and (ROOT / name).exists()
        and names.search((ROOT / name).read_text(encoding="utf-8"))
    ]  # fmt: skip
    assert found == []


def test_no_two_families_of_sentences_share_a_name() -> None:
    names: list[str] = []
    for path in (ROOT / "addin" / "messages").glob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            match node:
                case ast.FunctionDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)):
                    names.append(name)
                case ast.Assign(targets=targets):
                    names += [item.id for item in ast.walk(ast.Tuple(targets)) if isinstance(item, ast.Name)]
    assert sorted(names) == sorted(set(names))
    assert len(names) > 100


def test_the_wheel_carries_every_letter_template() -> None:
    """An installed copy finds them below its own prefix: ``asking.template_folder``."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    [(place, patterns)] = told["tool"]["setuptools"]["data-files"].items()
    carried = {path for pattern in patterns for path in ROOT.glob(pattern)}
    assert place == "share/dunbook/letter_templates"
    assert carried == set((ROOT / "letter_templates").glob("*.docx"))
    assert carried
