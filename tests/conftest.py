"""What all tests share: logs go to a temporary folder, and a missing tool is a skip here but a failure in CI."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True, scope="session")
def state_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep the log of faults out of the user's folders."""
    folder = tmp_path_factory.mktemp("state")
    os.environ["XDG_STATE_HOME"] = str(folder)
    os.environ["LOCALAPPDATA"] = str(folder)
    return folder
