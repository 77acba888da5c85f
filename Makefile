# Every target says what it does: `make` or `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SERVE ?= 1
OUT ?= out

.DEFAULT_GOAL := help
.PHONY: help demo test test-library test-workspace test-engines test-postgres check explore bench docs lock r-references clean

help: ## List the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.ready: requirements.lock pyproject.toml tools/setup.sh
	@PYTHON=$(PYTHON) sh tools/setup.sh run

$(VENV)/.ready-dev: requirements-dev.lock pyproject.toml tools/setup.sh
	@PYTHON=$(PYTHON) sh tools/setup.sh dev

demo: $(VENV)/.ready ## Run the main job on real data; decision papers land in out/ (SERVE=0: and exit)
	@$(BIN)/python tools/demo.py --out $(OUT) --serve $(SERVE)

test: $(VENV)/.ready-dev ## Set up everything and run all tests and checks
	@sh tools/system_packages.sh chromium poppler-utils libreoffice-calc default-jre-headless postgresql xmlsec1
	@$(MAKE) --no-print-directory check
	@$(MAKE) --no-print-directory -j2 --output-sync=target test-library test-workspace test-engines test-postgres

# The parts of the tests, two at a time: they share no port, no database and no file.
test-library:
	@UTFALL_EVERY_ENGINE=1 $(BIN)/python -m pytest --ignore=tests/web --ignore=tests/engines --ignore=tests/journeys

test-engines:
	@UTFALL_EVERY_ENGINE=1 $(BIN)/python -m pytest tests/engines tests/journeys

test-workspace:
	@$(BIN)/python -m pytest tests/web

JOURNEY := tests/journeys/test_workspace.py::test_from_idea_to_locked_plan[sv-1280-True]

test-postgres:
	@$(BIN)/python tools/with_postgres.py $(BIN)/python -m pytest tests/web "$(JOURNEY)" \
	  --ignore=tests/web/shared/test_accessibility.py --ignore=tests/web/browser

explore: $(VENV)/.ready-dev ## Run the tests of generated cases with new cases, ROUNDS times (5)
	@for round in $$(seq $(or $(ROUNDS),5)); do \
	  UTFALL_HYPOTHESIS=explore $(BIN)/python -m pytest -q tests/properties tests/engines || exit 1; done

check: $(VENV)/.ready-dev ## Linters, types, import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python tools/check_repository.py

bench: $(VENV)/.ready-dev ## Measure speed and memory; prints machine, ratio and floor
	@$(BIN)/python bench/run.py

docs: $(VENV)/.ready-dev ## Write the generated pages of docs/reference anew
	@$(BIN)/python tools/make_reference.py

lock: ## Write the locks anew (needs uv)
	@sh tools/lock.sh

r-references: ## Write the reference values from R anew (installs Debian's R packages; tests need none of it)
	@sh tests/reference/r/run.sh

clean: ## Remove what the other targets made
	rm -rf $(OUT) $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
