# Everything here works from a fresh clone with nothing but Python 3.11 or newer and make.
# Each target sets up .venv first, with the versions of constraints.txt.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
RUNS := $(VENV)/.runs
DOCS := $(VENV)/.docs
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

export PYTHONDONTWRITEBYTECODE := 1

.PHONY: help demo test check format setup report pictures bench reference docs release clean

help: ## Say what each target does
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 10

$(RUNS): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Blotter needs Python 3.11 or newer; set PYTHON=..." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up $(VENV)" >&2
	@$(INSTALL) --editable .
	@touch $@

$(READY): $(RUNS)
	@$(INSTALL) --group dev 2>/dev/null || $(INSTALL) $$($(BIN)/python -c 'import tomllib; \
		groups = tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]; \
		print(" ".join(groups["test"] + groups["static"]).replace(" >", ">"))')
	@touch $@

setup: $(READY) ## Make the environment, and nothing else

demo: $(RUNS) ## Import the sample logs and open the app (without a terminal: print the alerts)
	@$(BIN)/blotter demo

test: $(READY) ## Run the tests
	@$(BIN)/python -m pytest -n 2

check: $(READY) ## Format, lint, types, import contracts, tests: what CI runs
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -n 2

format: $(READY) ## Put the code into its form
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

report: $(READY) ## Write the report of the sample logs to docs/report, in every form
	@$(BIN)/python -m tests.app.report.sampling docs/report

pictures: $(READY) ## Draw the screens of the sample logs again, for the documents
	@$(BIN)/python -m tests.app.tui.sampling docs

bench: $(RUNS) ## Measure the rules, and the import beside lnav, goaccess and fail2ban where they are installed
	@$(BIN)/python benchmarks/rules.py
	@$(BIN)/python benchmarks/table.py

$(DOCS): $(RUNS)
	@$(INSTALL) --group docs 2>/dev/null || $(INSTALL) $$($(BIN)/python -c 'import tomllib; \
		groups = tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]; \
		print(" ".join(groups["docs"]))')
	@touch $@

reference: $(RUNS) ## Write the pages of docs/reference that come from the code
	@$(BIN)/python -m releasing.reference

docs: $(DOCS) ## Build the documentation as a site into site/; a warning is an error
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

release: $(READY) ## Build and try what a release publishes, into dist/; publishes nothing
	@$(BIN)/python -m releasing.build

clean: ## Remove the environment and caches
	rm -rf dist site $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
