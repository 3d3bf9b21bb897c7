# The two commands: `make demo` and `make test`. Needed beforehand: Python >= 3.11 with venv, and make.
.DEFAULT_GOAL := help
SHELL := /bin/sh
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
PACKAGES := bot handlers storage schedules playground
export UV_PYTHON_DOWNLOADS := never
export UV_SYSTEM_CERTS := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export VIRTUAL_ENV := $(CURDIR)/$(VENV)

# The first Python that really runs (a version manager's shim may not) and is new enough.
PYTHON ?= $(shell for candidate in python3.13 python3.12 python3.11 python3 python; do \
	"$$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& { echo "$$candidate"; break; }; done)

# uv where it is on PATH and really runs, else the environment's own pip; both take the same lock.
UV := $(shell uv --version >/dev/null 2>&1 && echo uv)
ifneq ($(UV),)
install_lock = $(UV) pip sync --quiet --require-hashes $(1)
install_self = $(UV) pip install --quiet --no-deps --no-build-isolation --editable .
else
install_lock = $(BIN)/python -m pip install --quiet --require-hashes --requirement $(1)
install_self = $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
endif
# Compile what a start needs, so that even the first one is quick; uv doesn't, and some environments never write.
compile = @PYTHONDONTWRITEBYTECODE= $(BIN)/python -c "import bot.commands.demo, bot.commands.serving"

.PHONY: help
help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "No Python >= 3.11 with venv found. Install one, or name it: make PYTHON=/path/to/python3" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# What is needed to run. The dev lock holds all of the run lock, so either stamp will do.
$(VENV)/run.stamp: requirements.lock pyproject.toml | $(BIN)/python
	@rm -f $(VENV)/dev.stamp
	$(call install_lock,requirements.lock)
	$(install_self)
	$(compile)
	@touch $@

# What is needed to run, test and check.
$(VENV)/dev.stamp: requirements-dev.lock pyproject.toml | $(BIN)/python
	$(call install_lock,requirements-dev.lock)
	$(install_self)
	$(compile)
	@touch $(VENV)/run.stamp $@

.PHONY: demo
demo: $(VENV)/run.stamp ## run the assistant on a Slack of its own, in the browser
	$(BIN)/coachlog demo

# Four at once on two cores: half of the time they wait for deadlines and commits. Each collects all tests, which takes
# half as long where the compiled ones are kept, also in environments that never write them.
.PHONY: test
test: $(VENV)/dev.stamp ## every test but the soak ones
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 4 --dist worksteal

.PHONY: bench
bench: $(VENV)/dev.stamp ## rates and times as ratios to a plain Bolt app, into bench/RESULTS.md (a quarter of an hour)
	$(BIN)/python -m bench $(BENCH)

.PHONY: corpus
corpus: $(VENV)/dev.stamp ## what is read right in the sentences of the tests, into bench/GUARD.md and bench/CORPUS.md
	$(BIN)/python -m tests.bot.students
	$(BIN)/python -m tests.bot.language

.PHONY: shell
shell: $(VENV)/run.stamp ## a shell in which `coachlog` is on PATH
	@PATH="$(CURDIR)/$(BIN):$$PATH" "$${SHELL:-/bin/sh}" -i

.PHONY: check
check: format-check lint types contracts ## format, lint, types and import contracts

.PHONY: format-check
format-check: $(VENV)/dev.stamp
	$(BIN)/ruff format --check --quiet . || { $(BIN)/ruff format --check . ; exit 1; }

.PHONY: format
format: $(VENV)/dev.stamp ## rewrite the code in the house's format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix --quiet .

.PHONY: lint
lint: $(VENV)/dev.stamp ## ruff
	$(BIN)/ruff check .

.PHONY: types
types: $(VENV)/dev.stamp ## mypy --strict
	$(BIN)/mypy $(PACKAGES) bench tests

.PHONY: contracts
contracts: $(VENV)/dev.stamp ## who may import whom
	$(BIN)/lint-imports --no-cache

.PHONY: lock
lock: ## resolve pyproject.toml again into both locks (needs uv)
	@test -n "$(UV)" || { echo "uv is needed to resolve the locks: python3 -m pip install uv" >&2; exit 1; }
	$(UV) pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --no-emit-index-url \
		--no-emit-find-links --group build pyproject.toml --output-file requirements.lock
	$(UV) pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --no-emit-index-url \
		--no-emit-find-links --group build --extra dev --constraint requirements.lock pyproject.toml --output-file requirements-dev.lock

.PHONY: pictures
pictures: $(VENV)/dev.stamp ## take the pictures of the README, the guides and the gallery anew (half an hour: six months are played)
	PYTHONPATH=. $(BIN)/python docs/take_pictures.py $(PICTURES)

.PHONY: soak
soak: $(VENV)/dev.stamp ## the promises at their full figures: hours
	COACHLOG_SOAK=1 $(BIN)/python -m pytest -n 2 --dist worksteal tests/promises
