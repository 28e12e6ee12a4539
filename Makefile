# What one does with this project. `make help` lists it; the work itself is in tools/.
.DEFAULT_GOAL := help
.PHONY: help demo test check audit bench fuzz assets lock

PYTHON ?= python3
BIN := .venv/bin
RUNTIME := .venv/.runtime-ready
DEVELOPMENT := .venv/.development-ready
FUZZING := .venv/.fuzzing-ready
DEMO_OPTIONS ?=
TEST_OPTIONS ?= -n 2
BENCH_OPTIONS ?=
FUZZ_OPTIONS ?= 3600

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(RUNTIME) ## Start everything on this machine, with a town to try it in (DEMO_OPTIONS="--fresh --port 8000")
	$(BIN)/ugyfelkapu demo $(DEMO_OPTIONS)

test: $(DEVELOPMENT) ## Run every test but check's, in a real browser and on both databases too (TEST_OPTIONS="-n 2")
	@tools/prepare-debian
	$(BIN)/pytest --ignore=tests/architecture $(TEST_OPTIONS)

check: $(DEVELOPMENT) ## Check format, rules, types, imports, templates and the architecture
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint src --lint --quiet
	$(BIN)/pytest tests/architecture -q

audit: $(DEVELOPMENT) ## Ask whether a locked dependency has a known hole (needs the network)
	$(BIN)/pip-audit --strict --require-hashes --disable-pip -r requirements.lock

bench: $(DEVELOPMENT) ## Measure, beside the peers (BENCH_OPTIONS)
	$(BIN)/python -m bench $(BENCH_OPTIONS)

fuzz: $(FUZZING) ## Fuzz what reads SAML, from where the last run ended (FUZZ_OPTIONS="600 soap metadata": seconds in all, targets)
	$(BIN)/python -m tests.fuzz $(FUZZ_OPTIONS)

assets: ## Build the style sheet anew from its sources (needs npm)
	cd assets && npm ci && npm run build

EXPORT := uv export -q --frozen --no-emit-project --no-annotate --no-header
lock: ## Resolve the dependencies anew (needs uv)
	uv lock
	$(EXPORT) --no-dev --group build -o requirements.lock
	$(EXPORT) --group build --group dev -o requirements-dev.lock
	$(EXPORT) --only-group fuzz -o requirements-fuzz.lock

$(RUNTIME): requirements.lock pyproject.toml
	@tools/prepare-python "$(PYTHON)" requirements.lock
	@touch $@

$(DEVELOPMENT): requirements-dev.lock pyproject.toml
	@tools/prepare-python "$(PYTHON)" requirements-dev.lock
	@touch $(RUNTIME) $@

$(FUZZING): $(DEVELOPMENT) requirements-fuzz.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-fuzz.lock
	@touch $@
