# Two commands for people (`make demo`, `make up`), one for the gate (`make test`).
PYTHON ?= python3
BIN := .venv/bin
KILLS ?= 60
MAILS ?= 500
SECONDS ?= 3600

.PHONY: help demo up test lint docs campaign campaign-crash campaign-caps campaign-fuzz bench environment environment-dev lock

help:
	@echo "make demo    the service with sample mails, two cabinets and a mail server of its own"
	@echo "make up      the service alone, data in ./var (settings: docs/reference/settings.md)"
	@echo "make test    every test, on real servers and in a browser"
	@echo "make docs    docs/reference anew, from the code"
	@echo "make campaign-crash KILLS=60 MAILS=500    kill workers at random, then count"
	@echo "make campaign-fuzz SECONDS=3600          mails that nobody sends, none may fail"
	@echo "make bench   measured comparisons"

environment:
	@$(PYTHON) requirements/install.py local

environment-dev:
	@$(PYTHON) requirements/install.py dev

# `exec`: signals reach the service itself, not a shell in front of it.
demo: environment
	@exec $(BIN)/reclampro demo --tied $(ARGS)

up: environment
	@exec $(BIN)/reclampro up --tied $(ARGS)

lint: environment-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python .ci/words.py
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .

# A process a core and one more, for half of the time a test waits for a server; each has
# servers of its own, and a file's tests stay together, since some tell one story.
# `make test SPREAD=` runs all of them in one process.
PROCESSES ?= $(shell expr 1 + $$(getconf _NPROCESSORS_ONLN))
SPREAD ?= -n $(PROCESSES) --maxprocesses 5 --dist loadfile --no-loadscope-reorder
test: environment-dev
	@$(BIN)/python .ci/servers.py
	@$(MAKE) --no-print-directory lint
	$(BIN)/pytest $(SPREAD) $(ARGS)

# The pages of docs/reference that are made from the code.
docs: environment-dev
	$(BIN)/python -m cli.reference

campaign: campaign-crash campaign-caps campaign-fuzz

campaign-crash: environment-dev
	$(BIN)/python -m bench.campaign.crash --kills $(KILLS) --mails $(MAILS)

# The caps as they are by default: what is held is shown as held.
campaign-caps: environment-dev
	$(BIN)/python -m bench.campaign.crash --kills 10 --mails 100 --default-caps

# What fails is kept in var/fuzz, under its seed and number.
campaign-fuzz: environment-dev
	$(BIN)/python -m bench.campaign.fuzz --seconds $(SECONDS)

bench: environment-dev
	$(BIN)/python -m bench.parse
	$(BIN)/python -m bench.understanding
	$(BIN)/python -m bench.spoof
	$(BIN)/python -m bench.intake
	$(BIN)/python -m bench.costs --sizes 1 --dear

# Versions and hashes anew; needs `uv` (python -m pip install uv).
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate
lock:
	cd requirements && ../$(COMPILE) base.in local.in dev.in -o dev.txt
	cd requirements && ../$(COMPILE) base.in local.in -c dev.txt -o local.txt
	cd requirements && ../$(COMPILE) base.in -c dev.txt -o base.txt
	cd requirements && ../$(COMPILE) pip.in -o pip.txt

# One bench at a time (docs/measurements.md).
.PHONY: bench-costs bench-intake bench-parse bench-spoof bench-suggestions bench-walk understanding
bench-costs bench-intake bench-parse bench-spoof bench-suggestions bench-walk: bench-%: environment-dev
	$(BIN)/python -m bench.$* $(ARGS)

understanding: environment-dev
	$(BIN)/python -m bench.understanding $(ARGS)
