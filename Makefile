# Works on a bare machine with make and Python 3.11 or newer; `make help` says what there is.
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
# Much of a test's time is spent waiting: for Slack's pace, for a killed process, for a browser.
ALL_TESTS := $(PYTEST) -n 3 --dist loadgroup
# Each of the workers would compile all modules and rewrite all asserts anew: six seconds each.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo sandbox test run check bench screenshots format lock migration

help: ## say what there is
	@sed -n 's/^\([a-z.]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 13

demo: .venv/ready ## play the story of one candidate on a local Slack workspace
	@$(BIN)/reverse-interview demo

test: .venv/ready ## run all tests, on SQLite and on a PostgreSQL the suite brings itself
	@$(ALL_TESTS)

sandbox: .venv/ready ## the bot and a local Slack workspace in your browser, no story played
	@$(BIN)/reverse-interview sandbox

run: .venv/ready ## start the bot with the settings in the environment or .env
	@$(BIN)/reverse-interview run

check: .venv/ready ## format, lint, types, import contracts, dead code, manifest, migrations, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/vulture
	$(BIN)/reverse-interview manifest > /dev/null
	$(ALL_TESTS)

bench: .venv/ready ## measure how fast the bot answers and how much it takes in
	@$(PYTEST) tests/bench -n 0 -m bench --timeout 600 -s

screenshots: .venv/ready ## take the pictures of README.md, with Chromium
	@SCREENSHOTS=docs/screenshots $(PYTEST) tests/browser/test_accessibility.py -n 0 -q

format: .venv/ready ## put the code in order
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

migration: .venv/ready ## write a migration from the models, with NAME="what it does" REV=0002
	@test -n "$(NAME)" -a -n "$(REV)" || { echo 'Say NAME="what it does" REV=0002.' >&2; exit 1; }
	@rm -f .venv/scratch.sqlite3
	@export DATABASE_URL=sqlite:///.venv/scratch.sqlite3; $(BIN)/alembic upgrade head && \
	  $(BIN)/alembic revision --autogenerate --message "$(NAME)" --rev-id "$(REV)"
	@sed -i.bak '/# ###/d' migrations/versions/$(REV)_*.py && rm migrations/versions/*.bak
	@$(BIN)/ruff format --quiet migrations

lock: .venv/ready ## write requirements.lock from the environment's versions
	@sed -n '/^#/p' requirements.lock > .venv/lock
	@$(BIN)/python -m pip freeze --all --exclude pip --exclude reverse-interview >> .venv/lock
	@mv .venv/lock requirements.lock

.venv: .venv/ready ## create the environment with the exact versions of requirements.lock

.venv/ready: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/it." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "$(PYTHON) is older than Python 3.11; set PYTHON=/path/to/a/newer/one." >&2; exit 1; }
	@echo "Setting up .venv with $(PYTHON) …"
	@$(BIN)/python -m pip --version > /dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --requirement requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
