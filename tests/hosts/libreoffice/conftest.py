"""What the tests with a real window share: a profile with the extension, and a screen that nobody looks at."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.hosts.libreoffice import office_process
from tests.hosts.libreoffice.live_factory import need
from tests.hosts.libreoffice.window import make_profile, screen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    need(office_process.missing())
    return make_profile(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def display(profile: Path) -> Iterator[str]:
    assert profile
    need(next((name for name in ("Xvfb", "xdotool", "openbox", "scrot") if not shutil.which(name)), ""))
    with screen() as shown:
        yield shown
