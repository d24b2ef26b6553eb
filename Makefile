# Two commands for a fresh machine that has Python 3.11+, make and a package index: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
DEMO := build/demo

.PHONY: help demo test check bench templates clean

help:
	@echo "make demo       example ledger, the whole job, key figures (result in $(DEMO))"
	@echo "make test       all checks and tests"
	@echo "make check      style, types and import contracts only (seconds)"
	@echo "make bench      measured figures, as ratios within one run"
	@echo "make templates  draw workbook_templates/ from the schema"

$(READY): .ci/requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; try: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement .ci/requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY)
	@$(BIN)/python -m addin demo $(DEMO)

check: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

test: check
	@$(BIN)/python -m pytest -n auto
	@echo "make test: style, types, import contracts and tests are green."

bench: $(READY)
	@$(BIN)/python -m tests.bench

templates: $(READY)
	@$(BIN)/python -m addin templates workbook_templates

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
