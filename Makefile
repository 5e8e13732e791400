# make run: a filled demo desk on loopback · make test: the tests · make ci: the wider tests beside them
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
DATA_DIR ?= $(CURDIR)/data
export PORT DATA_DIR

.PHONY: run test ci setup setup-dev lint types snapshots catalogue lock benchmarks benchmarks-sealing benchmarks-confided benchmarks-logbooks benchmarks-figures benchmarks-register benchmarks-papers

run: setup
	@$(BIN)/python manage.py serve --demo

test: setup-dev
	@$(BIN)/python -m pytest -m "not browser and not slow and not thorough" -n 2

ci: setup-dev
	@bash .ci/everything

setup: $(VENV)/.run
setup-dev: $(VENV)/.dev

$(VENV)/bin/python:
	@bash .ci/python-or-say $(PYTHON)
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.txt | $(VENV)/bin/python
	@echo "Installing… / 準備しています…"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/run.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(VENV)/bin/python
	@echo "Installing… / 準備しています…"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@ $(VENV)/.run

lint: setup-dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/lint-imports

types: setup-dev
	@$(BIN)/mypy madoguchi

snapshots: setup-dev
	@UPDATE_SNAPSHOTS=1 $(BIN)/python -m pytest -p no:randomly tests/house

catalogue: setup-dev
	@$(BIN)/python manage.py catalogue

lock:
	uv pip compile -q -U --generate-hashes --no-header --no-annotate --python-version 3.11 --universal pyproject.toml -o requirements/run.txt
	uv pip compile -q -U --generate-hashes --no-header --no-annotate --python-version 3.11 --universal pyproject.toml --group dev -c requirements/run.txt -o requirements/dev.txt

benchmarks: setup-dev
	@bash .ci/with-postgres $(BIN)/python benchmarks/desk.py

benchmarks-sealing: setup-dev
	@$(BIN)/python benchmarks/sealing.py

benchmarks-confided: setup-dev
	@$(BIN)/python benchmarks/confided.py

benchmarks-logbooks: setup-dev
	@bash .ci/with-postgres $(BIN)/python benchmarks/logbooks.py

benchmarks-figures: setup-dev
	@bash .ci/with-postgres $(BIN)/python benchmarks/figures.py

benchmarks-register: setup-dev
	@bash .ci/with-postgres $(BIN)/python benchmarks/register.py

benchmarks-papers: setup-dev
	@$(BIN)/python benchmarks/papers.py
