"""What all tests share: logs go to a temporary folder, and properties are tried on other examples here than in CI.

In CI (DUNBOOK_NO_SKIP) properties run on the same examples every time, so that a change is judged by itself; on a
developer's machine they explore, and what they find there becomes an example.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from pathlib import Path

settings.register_profile("repeatable", derandomize=True)
if os.environ.get("DUNBOOK_NO_SKIP"):
    settings.load_profile("repeatable")


@pytest.fixture(autouse=True, scope="session")
def state_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep the log of faults out of the user's folders."""
    folder = tmp_path_factory.mktemp("state")
    os.environ["XDG_STATE_HOME"] = str(folder)
    os.environ["LOCALAPPDATA"] = str(folder)
    return folder
