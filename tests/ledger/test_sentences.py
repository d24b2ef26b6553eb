from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import addin
from addin import messages
from addin.ports import Problem

CODE = re.compile(r"[a-z]+(-[a-z\d]+)+")
ROOMS = ("ledger", "commands", "letters", "group")


def strings(*rooms: str) -> set[str]:
    files = [path for room in rooms for path in (Path(str(addin.__file__)).parent / room).glob("*.py")]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in files]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_every_code_of_a_problem_has_a_sentence() -> None:
    codes = {text for text in strings("ledger") if CODE.fullmatch(text)}
    assert codes - set(messages.PROBLEMS) - set(messages.REFUSALS) <= {"utf-8"}


def test_every_sentence_is_used() -> None:
    assert set(messages.PROBLEMS) <= strings(*ROOMS, "ledger/intake")


def test_every_sentence_says_what_to_do_and_takes_text_with_braces() -> None:
    for code, sentence in messages.PROBLEMS.items():
        names = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
        details = dict.fromkeys(names - {"found"}, "{甲}")
        text = messages.problem_text(Problem(code, "应收计划", 7, "应收日期", "{乙}", details=details))
        assert text.startswith("《应收计划》第 7 行「应收日期」：")
        assert text.endswith("。")
        assert any(word in text for word in ("请", "须")), code
        assert not names or "{甲}" in text or "{乙}" in text


def test_a_place_is_left_out_where_there_is_none() -> None:
    assert messages.place(Problem("missing-sheet", "客户")) == "《客户》"
    assert messages.problem_text(Problem("not-date", "应收计划", 7, "应收日期", "2025.2.30")) == (
        "《应收计划》第 7 行「应收日期」：“2025.2.30”不是日期。请改为 2025-02-28 这样的日期。"
    )
