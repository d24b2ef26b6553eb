"""A small folder of ledgers with planted faults, and its figures computed one after the other in this process."""

from __future__ import annotations

import importlib
import json
import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from addin.__main__ import main
from addin.group.command import NEEDED
from addin.group.store import SECRET
from addin.ledger.schema.group import GROUP_DATA
from tests.group.ledgers import AS_OF, make_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

UNITS, INSTALMENTS = 6, 72


@pytest.fixture(scope="session", autouse=True)
def extra() -> None:
    """Skip when the optional packages are missing; where nothing may be skipped that is a failure."""
    for name in NEEDED:
        if os.environ.get("DUNBOOK_NO_SKIP"):
            importlib.import_module(name)
        else:
            pytest.importorskip(name, reason=f"{name} is not installed")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder; no test may change it."""
    path = tmp_path_factory.mktemp("group") / "台账"
    make_folder(path, UNITS, INSTALMENTS)
    return path


@pytest.fixture(scope="session")
def computed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the output of a first run, in this process."""
    out = tmp_path_factory.mktemp("computed")
    assert main(["group", str(folder), "--as-of", str(AS_OF), "--out", str(out), "--workers", "0", "--json"]) == 1
    return out


@pytest.fixture
def again(computed: Path, tmp_path: Path) -> Path:
    """Return an empty output folder whose codes of debtors are those of the first run."""
    (tmp_path / GROUP_DATA).mkdir()
    shutil.copy(computed / GROUP_DATA / SECRET, tmp_path / GROUP_DATA / SECRET)
    return tmp_path


@pytest.fixture
def group(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, dict[str, Any]]]:
    """Return what runs ``dunbook group`` here and answers the exit status and the object printed."""

    def run(*arguments: object) -> tuple[int, dict[str, Any]]:
        capsys.readouterr()
        status = main(["group", *map(str, arguments), "--as-of", str(AS_OF), "--json"])
        return status, json.loads(capsys.readouterr().out)

    return run
