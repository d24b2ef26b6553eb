"""``make bench``: every figure that is measured, as ratios within one run. Nothing here is a test."""

from __future__ import annotations

import importlib
import pkgutil

import tests.bench as here


def main() -> None:
    """Run the benches one after the other; ``python -m tests.bench.NAME`` runs one alone."""
    for module in sorted(found.name for found in pkgutil.iter_modules(here.__path__) if found.name != "__main__"):
        print(f"\n## {module}\n", flush=True)
        importlib.import_module(f"tests.bench.{module}").main()


if __name__ == "__main__":
    main()
