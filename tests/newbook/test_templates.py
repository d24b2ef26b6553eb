"""The committed workbook templates are what the schema makes, and what Excel needs stands in them."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from addin import messages
from addin.hosts import newbook
from addin.ledger import schema
from addin.ledger.example import example_tables
from addin.ledger.reading import read
from addin.ports import Grid, Kind, Sheet
from addin.ribbon import BUTTONS

COMMITTED = Path(__file__).parents[2] / "workbook_templates"
USER_SHEETS = [sheet for sheet in schema.SHEETS if not (sheet.written or sheet.on_demand)]
LISTED = (Kind.OPTION, Kind.FLAG)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return newbook.build_templates(tmp_path_factory.mktemp("templates"))


@pytest.fixture(scope="module")
def template(made: list[Path]) -> Any:
    return load_workbook(made[0])


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def grids(path: Path) -> dict[str, Grid]:
    book = CalamineWorkbook.from_path(path)
    sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    return {
        name: Grid(name, [[None if cell == "" else cell for cell in row] for row in rows])
        for name, rows in sheets.items()
    }


@pytest.mark.parametrize("name", [newbook.TEMPLATE, newbook.EXAMPLE])
def test_the_committed_templates_are_what_the_schema_makes(made: list[Path], name: str) -> None:
    fresh = next(path for path in made if path.name == name)
    committed = parts(COMMITTED / name)
    drifted = [part for part, data in parts(fresh).items() if committed.get(part) != data]
    assert not drifted, "run: python -m addin build"
    assert set(committed) == set(parts(fresh))


def test_a_template_holds_the_guide_every_user_sheet_and_the_options(template: Any) -> None:
    titles = [schema.GUIDE_TITLE, *(sheet.title for sheet in USER_SHEETS), schema.OPTIONS_TITLE]
    assert template.sheetnames == titles


@pytest.mark.parametrize("spec", USER_SHEETS, ids=lambda spec: spec.name)
def test_each_sheet_is_one_table_of_its_name_with_the_schema_s_headers(template: Any, spec: Sheet) -> None:
    sheet = template[spec.title]
    headers = [column.header for column in spec.columns]
    assert list(sheet.tables) == [spec.title]
    table = sheet.tables[spec.title]
    assert [column.name for column in table.tableColumns] == headers
    assert [cell.value for cell in sheet[1]] == headers
    assert table.ref.startswith("A1:")
    assert table.autoFilter is not None


@pytest.mark.parametrize("spec", USER_SHEETS, ids=lambda spec: spec.name)
def test_headers_stay_in_sight_and_are_printed_on_every_page(template: Any, spec: Sheet) -> None:
    sheet = template[spec.title]
    assert re.fullmatch(r"[A-C]2", str(sheet.freeze_panes))
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.oddFooter.center.text == messages.PAGE_FOOTER


@pytest.mark.parametrize("spec", USER_SHEETS, ids=lambda spec: spec.name)
def test_empty_rows_below_wait_in_the_format_of_their_column(template: Any, spec: Sheet) -> None:
    sheet = template[spec.title]
    expected = {Kind.DATE: "yyyy-mm-dd", Kind.MONEY: "#,##0.00", Kind.MOMENT: "yyyy-mm-dd hh:mm", Kind.PERCENT: "0.00%"}
    for place, column in enumerate(spec.columns):
        letter = sheet.cell(1, place + 1).column_letter
        waiting = sheet.column_dimensions[letter]
        assert waiting.number_format == expected.get(column.kind, waiting.number_format), column.header
        if column.kind is Kind.TEXT:
            assert waiting.number_format == "@", column.header
        shaded = waiting.fill.fill_type == "solid"
        assert shaded == column.computed, column.header


@pytest.mark.parametrize("spec", USER_SHEETS, ids=lambda spec: spec.name)
def test_columns_of_options_and_references_are_validated_down_to_the_last_row(
    template: Any, spec: Sheet
) -> None:
    rules = template[spec.title].data_validations.dataValidation
    for place, column in enumerate(spec.columns, 1):
        cells = template[spec.title].cell(1, place).column_letter
        on_column = [rule for rule in rules if str(rule.sqref) == f"{cells}2:{cells}1048576"]
        wants_list = (column.kind in LISTED or bool(column.refers)) and not column.computed
        assert [rule.type for rule in on_column if rule.type == "list"] == ["list"] * wants_list, column.header
        if column.computed:
            assert [rule.formula1 for rule in on_column] == ["FALSE"], column.header
        if column.kind is Kind.MONEY and not column.computed:
            assert [(rule.type, rule.operator, rule.formula1) for rule in on_column] == [
                ("decimal", "greaterThanOrEqual", "0")
            ], column.header


def test_open_lists_refer_to_their_own_column_of_the_options_sheet(template: Any) -> None:
    options = template[schema.OPTIONS_TITLE]
    headers = {cell.value: cell.column_letter for cell in options[1]}
    assert list(headers) == [column.header for column in schema.open_columns()]
    for spec in USER_SHEETS:
        rules = {str(rule.sqref): rule.formula1 for rule in template[spec.title].data_validations.dataValidation}
        for place, column in enumerate(spec.columns, 1):
            if column.open_options and not column.computed:
                letter = template[spec.title].cell(1, place).column_letter
                assert f"{schema.OPTIONS_TITLE}!${headers[column.header]}$2" in rules[f"{letter}2:{letter}1048576"]


def test_every_setting_stands_on_the_settings_sheet_with_its_default_in_its_type(template: Any) -> None:
    rows = {row[0].value: row for row in template[schema.SETTINGS.title].iter_rows(min_row=2)}
    assert list(rows) == [row.header for row in schema.SETTING_ROWS]
    for setting in schema.SETTING_ROWS:
        value = rows[setting.header][1].value
        numeric = setting.kind in (Kind.COUNT, Kind.MONEY, Kind.RATE, Kind.PERCENT)
        assert isinstance(value, int | float) if numeric else (value or "") == setting.default, setting.header
        assert rows[setting.header][2].value == setting.explanation


def test_grades_are_coloured_by_conditional_formats(template: Any) -> None:
    sheet = template[schema.INSTALMENTS.title]
    formulas = {rule.formula[0] for formats in sheet.conditional_formatting for rule in formats.rules}
    assert formulas == {f'"{grade}"' for grade in schema.GRADES[1:]}


def test_the_guide_tells_the_work_in_ten_lines_and_names_only_buttons_there_are(template: Any) -> None:
    texts = [str(cell.value) for row in template[schema.GUIDE_TITLE].iter_rows() for cell in row if cell.value]
    assert [line for line in messages.GUIDE_LINES if line in texts] == list(messages.GUIDE_LINES)
    assert len(messages.GUIDE_LINES) == 10
    named = set(re.findall(r"【(.+?)】", "".join(texts)))
    assert named <= {button.label for button in BUTTONS.values()}
    sheets = set(re.findall(r"《(.+?)》", "".join(texts)))
    assert sheets <= {sheet.title for sheet in schema.SHEETS} | {schema.OPTIONS_TITLE}


def test_input_hints_belong_to_columns_that_users_fill_and_fit_excel_s_limits() -> None:
    for key, hint in messages.INPUT_HINTS.items():
        sheet, column = key.split(".")
        assert not schema.BY_NAME[sheet].column(column).computed
        assert len(hint) <= 255


def test_the_example_file_reads_back_as_the_tables_it_was_made_from(made: list[Path]) -> None:
    reading = read(grids(made[1]))
    assert [problem for problem in reading.problems if problem.level == "error"] == []
    tables = example_tables()
    assert {name: len(table) for name, table in reading.tables.items()} == {n: len(t) for n, t in tables.items()}
    for name, table in tables.items():
        assert reading.tables[name].equals(table), name


def test_the_empty_ledger_reads_without_any_problem(made: list[Path]) -> None:
    assert read(grids(made[0])).problems == ()
