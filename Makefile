# Each target does all the set-up it needs: its own .venv with the locked versions, then the work.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
  command -v $$p >/dev/null 2>&1 && $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
  && { command -v $$p; break; }; done)
PORT ?= 8501
MINUTES ?= 10
CONTACTS ?= 1000000
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help app test check attack bench fuzz calibration pictures docs lock

help:            ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' $(MAKEFILE_LIST)

app: .venv/run   ## run the app on the sample data
	$(BIN)/python -m sample_data.make
	$(BIN)/python -m streamlit run app.py --server.port $(PORT)

test: .venv/dev  ## run every test, browser tests included
	@bash .ci/chromium
	$(BIN)/python -m sample_data.make
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal

check: .venv/dev ## format, lint and types, strict
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: .venv/dev ## print the measurements under tests/benchmarks with CONTACTS (1000000)
	@bash .ci/chromium
	$(BIN)/python -m sample_data.make
	$(BIN)/python -m tests.benchmarks $(CONTACTS)

attack: .venv/dev ## attack a real server and print what held
	$(BIN)/python -m sample_data.make
	$(BIN)/python -m tests.attack

fuzz: .venv/dev  ## fuzz the intake for MINUTES (10)
	$(BIN)/python -m tests.fuzz --minutes $(MINUTES)

calibration: .venv/dev ## measure how often pages claim something where nothing happens; writes docs/calibration.md
	$(BIN)/python -m tests.calibration

pictures: .venv/dev ## take the README's pictures anew
	@bash .ci/chromium
	$(BIN)/python -m sample_data.make
	$(BIN)/python -m tests.browser.gallery

docs: .venv/run  ## write docs/kpis.md and docs/glossary.md from the catalogue
	$(BIN)/python -m kpi_core kpis --format markdown > docs/kpis.md
	$(BIN)/python -m kpi_core kpis --format glossary > docs/glossary.md

lock: .venv/dev  ## pin every dependency anew
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv lock --quiet
	$(BIN)/uv export --quiet --locked --no-emit-project --no-header --format requirements-txt --no-dev -o requirements/run.txt >/dev/null
	$(BIN)/uv export --quiet --locked --no-emit-project --no-header --format requirements-txt -o requirements/dev.txt >/dev/null

.venv/base:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with its venv module is needed: install it (on Debian: apt install python3-venv), then run make again." >&2; exit 2; }
	"$(PYTHON)" -m venv .venv
	@touch $@

.venv/run: .venv/base requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@touch $@

.venv/dev: .venv/base requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@
