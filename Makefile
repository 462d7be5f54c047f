# The project's jobs. Each runs from a fresh clone; what is current is skipped.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= $(shell for p in python3 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check install --quiet --require-hashes

# What may differ between two versions of PostgreSQL: constraints, triggers, locks and queries, not pages.
DATABASE_TESTS := tests/engine tests/commands tests/reference workflows \
	tests/test_every_kind.py tests/test_invariants.py tests/test_races.py tests/test_crash.py tests/staff/test_queries.py

.PHONY: run setup test check demo bench faults shots
.DEFAULT_GOAL := run

run: .venv/requirements.txt ## start everything at http://127.0.0.1:8000 (PORT=8001 make run)
	@exec $(PY) -m config.serve

setup: .venv/requirements.txt ## all that run needs, without starting
	@$(PY) -m config.prepare
	@exec $(PY) -m config.fonts

test: .venv/requirements-dev.txt ## install what the tests need, then run all of them
	@$(PY) -m tests.tools.install
	@$(PY) -m config.fonts
	$(PY) -m pytest -n 2 --dist worksteal
	$(PY) -m tests.tools.on_debian_postgres $(PY) -m pytest -n 2 --dist worksteal -m "not browser and not services" $(DATABASE_TESTS) --ignore tests/house

check: .venv/requirements-dev.txt ## everything that can be known without running the system
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports --no-cache
	.venv/bin/djlint --quiet --lint templates workflows
	$(PY) manage.py check --fail-level WARNING
	$(PY) manage.py makemigrations --check --dry-run --no-input
	$(PY) manage.py draw_states --check
	$(PY) -m tests.tools.translations
	$(PY) -m pytest -q -p no:randomly tests/test_architecture.py

demo: setup ## some hundred believable cases, walked through real moves
	@exec $(PY) manage.py make_demo

bench: setup .venv/requirements-dev.txt ## how long things take on this machine: to the screen and var/bench.json
	@$(PY) manage.py bench
	@$(PY) -m tests.tools.bench messages

faults: .venv/requirements-dev.txt ## ten thousand messages while workers, Redis and the mail server are killed: what is left of them
	@exec $(PY) -m tests.tools.bench faults

shots: .venv/requirements-dev.txt ## the pictures of docs/screens, of a system that runs at http://127.0.0.1:8000
	$(PY) -m tests.tools.screens

# The copies beside the installed packages say which requirements they are; pip runs only when these changed.
.venv/requirements.txt: requirements.txt
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or later is needed." >&2; exit 1; }
	@[ -x .venv/bin/pip ] || $(PYTHON) -m venv .venv || { echo "Python's venv is missing (Debian: apt install python3-venv)." >&2; exit 1; }
	@cmp -s $< $@ || { echo "installing the requirements ..."; $(PIP) -r $<; }
	@cp $< $@

.venv/requirements-dev.txt: requirements-dev.txt .venv/requirements.txt
	@cmp -s $< $@ || { echo "installing what development needs ..."; $(PIP) -r $<; }
	@cp $< $@
