"""A batch on disk: failures are listed and stop nothing, a broken batch resumes, nothing is overwritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from addin.letters.batch import PLAN, Job, Progress, rehearse, unfinished, write_batch
from addin.letters.compile import compile_template
from addin.ports import Refusal
from tests.letters.documents import docx, lines, paragraph

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = compile_template(docx(paragraph("{{客户名称}}欠{{合计|0.00}}")))


def job(number: int, amount: object = 1, path: str = "") -> Job:
    return Job(f"K{number}", f"第{number}号", path or f"函/{number}.docx", {"客户名称": f"甲{number}", "合计": amount})


def test_a_batch_goes_on_past_a_failure_and_lists_it(tmp_path: Path) -> None:
    jobs = [job(1), job(2, "一百"), job(3)]
    told: list[Progress] = []
    report = write_batch(TEMPLATE, jobs, tmp_path, told.append)
    assert report.written == ("函/1.docx", "函/3.docx")
    (failure,) = report.failures
    assert (failure.key, failure.path, failure.code) == ("K2", "函/2.docx", "letter-value")
    assert failure.details == {"field": "合计", "found": "一百"}
    assert [(step.done, step.total) for step in told] == [(1, 3), (2, 3), (3, 3)]
    assert told[-1].seconds_left == 0
    assert lines((tmp_path / "函/3.docx").read_bytes()) == ["甲3欠1.00"]


def test_what_would_fail_is_known_without_writing() -> None:
    assert [failure.key for failure in rehearse(TEMPLATE, [job(1), job(2, "x")])] == ["K2"]


def test_a_broken_batch_goes_on_with_the_numbers_it_had_given_out(tmp_path: Path) -> None:
    def stop(progress: Progress) -> None:
        if progress.done == 2:
            raise KeyboardInterrupt

    jobs = [job(1), job(2), job(3)]
    with pytest.raises(KeyboardInterrupt):
        write_batch(TEMPLATE, jobs, tmp_path, stop)
    assert unfinished(tmp_path) == {f"K{n}": (f"第{n}号", f"函/{n}.docx") for n in (1, 2, 3)}
    report = write_batch(TEMPLATE, jobs, tmp_path)
    assert (report.kept, report.written) == (("函/1.docx", "函/2.docx"), ("函/3.docx",))
    assert unfinished(tmp_path) == {}
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["1.docx", "2.docx", "3.docx"]


def test_a_file_of_other_content_is_never_replaced(tmp_path: Path) -> None:
    write_batch(TEMPLATE, [job(1)], tmp_path)
    report = write_batch(TEMPLATE, [job(1, 2)], tmp_path)
    assert [failure.code for failure in report.failures] == ["letter-exists"]
    assert lines((tmp_path / "函/1.docx").read_bytes()) == ["甲1欠1.00"]


def test_nothing_is_written_outside_the_folder(tmp_path: Path) -> None:
    report = write_batch(TEMPLATE, [job(1, path="../x.docx")], tmp_path / "out")
    assert [failure.code for failure in report.failures] == ["letter-outside"]
    assert not (tmp_path / "x.docx").exists()


def test_a_disk_fault_is_a_failure_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "函").write_text("a file where the folder should be")
    report = write_batch(TEMPLATE, [job(1), job(2, path="2.docx")], tmp_path)
    assert [failure.code for failure in report.failures] == ["letter-unwritten"]
    assert report.written == ("2.docx",)


def test_two_letters_with_one_number_or_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="letter-twice"):
        write_batch(TEMPLATE, [job(1), job(2, path="函/1.DOCX")], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_plan_is_said_and_not_guessed_at(tmp_path: Path) -> None:
    (tmp_path / PLAN).write_text("[1", "utf-8")
    with pytest.raises(Refusal, match="letter-plan"):
        unfinished(tmp_path)
