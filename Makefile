# `make` says what there is to do. Everything runs from .venv, which is made from requirements-dev.lock.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:

# Any Python from 3.11 on will do; `make PYTHON=/path/to/python3.12 run` names one.
PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python3.14 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
BIN := .venv/bin
# Named after what the lock pins: a changed lock makes the environment anew, an unchanged one costs nothing.
HASH := \#
STAMP := .venv/made-from-$(shell grep -v '^ *$(HASH)' requirements-dev.lock | cksum | tr ' ' -)
CODE := $(wildcard dev schema resolvers scheduling db planner server migrations bench tests)
WEB_SOURCES := $(shell find web -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)

.PHONY: help
help: ## Say what there is to do
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-11s %s\n", $$1, $$2 }'

# ---------------------------------------------------------------- using it

.PHONY: run
run: $(STAMP) web-if-possible ## Serve on 127.0.0.1:8000, with a PostgreSQL of its own in .data/ unless DATABASE_URL names one
	@exec $(BIN)/clinic-sessions serve

# As many workers as cores, each with a PostgreSQL of its own; a worker that has nothing left takes tests from another.
PYTEST = $(BIN)/pytest -n auto --dist worksteal --durations 15

.PHONY: test
test: $(STAMP) web-if-possible ## Run the whole suite on all cores; ARGS="-k name" narrows it, ARGS="-n 0" runs it in one process
	$(PYTEST) $(ARGS)

.PHONY: test-fast
test-fast: $(STAMP) ## Run what one runs while working: all but the tests marked slow (processes, outages, the browser)
	$(PYTEST) -m "not slow" $(ARGS)

.PHONY: coverage
coverage: $(STAMP) web-if-possible ## Run the suite, and print how much of the code it runs and which lines it does not
	@rm -f .coverage .coverage.*
	$(BIN)/coverage run -m pytest -n auto --dist worksteal $(ARGS)
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report

.PHONY: check
check: $(STAMP) ## Lint, format, types, import directions, printed schema, migrations against models
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@$(MAKE) types
	$(BIN)/lint-imports
	@$(MAKE) check-schema
	$(BIN)/clinic-sessions check-migrations
	@$(MAKE) check-web

.PHONY: types
types: $(STAMP)
	$(BIN)/mypy $(CODE)

.PHONY: check-schema
check-schema: $(STAMP)
	$(BIN)/clinic-sessions schema | diff -u --label schema/schema.graphql --label "as printed (make schema)" schema/schema.graphql -

.PHONY: bench
bench: $(STAMP) ## Run the benchmarks and print their ratios
	$(BIN)/python -m bench $(ARGS)

# ---------------------------------------------------------------- working on it

.PHONY: format
format: $(STAMP) ## Put the code in shape
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

.PHONY: schema
schema: $(STAMP) ## Print the schema to schema/schema.graphql
	$(BIN)/clinic-sessions schema > .schema.graphql.new && mv .schema.graphql.new schema/schema.graphql

.PHONY: migration
migration: $(STAMP) ## Write a migration from the models' changes: make migration NAME="add a table"
	@test -n "$(NAME)" || { echo 'Say what it does: make migration NAME="add a table"' >&2; exit 2; }
	$(BIN)/clinic-sessions make-migration "$(NAME)"

# Only public indexes: a lock made on a machine with an index or wheels of its own would hold hashes that nobody else can check.
COMPILE = env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL -u PIP_INDEX_URL PIP_CONFIG_FILE=/dev/null CUSTOM_COMPILE_COMMAND="make lock" \
	$(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras $(UPGRADE) \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options

# What a package requires and the service never imports (tests/dev/test_production.py): uvicorn's other HTTP parser.
UNUSED := h11

.PHONY: lock
lock: $(STAMP) ## Bring the lock files in line with pyproject.toml; UPGRADE=--upgrade for the newest versions
	$(COMPILE) --output-file requirements.lock pyproject.toml
	$(COMPILE) --extra embedded --extra otel --extra test --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml
	$(COMPILE) --output-file requirements-audit.lock requirements-audit.in
	@awk '/^[a-z]/ { unused = /^($(UNUSED))==/ } !unused' requirements.lock > .requirements.lock.new && mv .requirements.lock.new requirements.lock
	@! grep -nE 'https?:|file://|(^|[ =])/' requirements*.lock || { echo 'An address got into a lock file.' >&2; exit 1; }

.PHONY: venv
venv: $(STAMP) ## Make .venv from the lock file

$(STAMP): requirements-dev.lock
	@test -n "$(PYTHON)" || { echo 'Python 3.11 or newer is needed: none found on PATH. Name one: make PYTHON=/path/to/python3 ...' >&2; exit 1; }
	@echo "Making .venv with $$($(PYTHON) --version): a minute or two the first time."
	@$(PYTHON) -m venv --clear .venv || { echo 'Python has no venv module: on Debian and Ubuntu, apt-get install python3-venv.' >&2; exit 1; }
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --requirement requirements-dev.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-index --no-build-isolation --editable .
	@touch $@

# ---------------------------------------------------------------- the console and the explorer

.PHONY: web
web: web/dist/.made ## Build the console and the explorer into web/dist (needs Node)

# Installed as the lock says, and anew only where that has changed.
web/node_modules/.made: web/package.json web/package-lock.json web/.npmrc
	cd web && npm ci --no-audit --no-fund
	@touch $@

web/dist/.made: web/node_modules/.made $(WEB_SOURCES)
	cd web && npm run build
	@touch $@

.PHONY: web-types
web-types: web/node_modules/.made ## Write the types of the console's operations, from schema/schema.graphql
	cd web && npm run --silent codegen

.PHONY: check-web
check-web:
	@if ! command -v npm >/dev/null; then echo 'Node is not here: the types of the console are not checked.'; \
	else $(MAKE) web/node_modules/.made && cd web && npm run --silent codegen -- --check && npx --no-install tsc; fi

.PHONY: screenshots
screenshots: $(STAMP) web ## Take a picture of every page of the console, light and dark, wide and narrow, into .screenshots/
	$(BIN)/python -m tests.web.screenshots .screenshots

.PHONY: web-if-possible
web-if-possible:
	@if ! command -v npm >/dev/null; then \
		echo 'Node is not here: there is no console, and the explorer is the stock GraphiQL page, which needs the internet.'; \
	elif ! $(MAKE) --question web/dist/.made 2>/dev/null; then \
		echo 'Building the console and the explorer: about a minute the first time.'; \
		$(MAKE) web >.web.log 2>&1 && rm -f .web.log || { tail -n 5 .web.log; echo 'They could not be built (.web.log): a plain page says so instead.'; }; \
	fi

# ---------------------------------------------------------------- what it is made from

AUDIT_STAMP := .venv-audit/made-from-$(shell grep -v '^ *$(HASH)' requirements-audit.lock | cksum | tr ' ' -)

$(AUDIT_STAMP): requirements-audit.lock
	@$(PYTHON) -m venv --clear .venv-audit
	@.venv-audit/bin/python -m pip install -qq --disable-pip-version-check --require-hashes --requirement requirements-audit.lock
	@touch $@

.PHONY: sbom
sbom: $(AUDIT_STAMP) ## Write what the service and its pages are made from to .sbom/, as CycloneDX (needs Node)
	@mkdir -p .sbom
	.venv-audit/bin/cyclonedx-py requirements --pyproject pyproject.toml --mc-type application --output-reproducible --of JSON -o .sbom/service.cdx.json requirements.lock
	cd web && npm sbom --sbom-format=cyclonedx --sbom-type=application --omit=dev --package-lock-only > ../.sbom/web.cdx.json

.PHONY: audit
audit: $(AUDIT_STAMP) ## Ask for known weaknesses of the locked packages (needs the internet and Node)
	.venv-audit/bin/pip-audit --disable-pip --require-hashes --requirement requirements.lock --requirement requirements-audit.lock
	.venv-audit/bin/pip-audit --disable-pip --require-hashes --requirement requirements-dev.lock
	cd web && npm audit --audit-level=moderate

.PHONY: pin-images
pin-images: ## Pin the images in docker/ to their digests of today (needs Docker and the internet)
	docker/pin-images.sh docker/Dockerfile docker/compose.yaml

# ---------------------------------------------------------------- cleaning up

.PHONY: clean
clean: ## Remove what make made, except the data in .data/
	rm -rf .venv .venv-audit .sbom .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage .coverage.* .screenshots web/dist web/node_modules *.egg-info build dist .web.log
	find . -name __pycache__ -prune -exec rm -rf {} +
