# What can be done here: `make help`.

PORT ?= 8000
PYTHON ?= python3
NEWEST = .venvs/newest/bin/python

.DEFAULT_GOAL := help
.PHONY: help demo test lint types format bench screenshots messages compile-messages clean .newest

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## Set everything up and serve the standalone host at http://127.0.0.1:8000 (PORT=8123 for another port)
	@$(PYTHON) scripts/setup_environment.py demo
	@exec .venv/bin/python -m okr_xblock.demo --port $(PORT)

test: ## Set everything up and run every suite, on SQLite and on MariaDB (SUITES="checks newest" for some)
	@exec $(PYTHON) scripts/test_all.py $(SUITES)

.newest:
	@$(PYTHON) scripts/setup_environment.py newest

lint: .newest ## Look at style, formatting and who imports whom
	@$(NEWEST) -m ruff check .
	@$(NEWEST) -m ruff format --check .
	@.venvs/newest/bin/lint-imports

types: .newest ## Check the types: mypy, strict on domain and api
	@OKR_TEST_DIR=.venvs/mypy $(NEWEST) -m mypy

format: .newest ## Bring the code into its format
	@$(NEWEST) -m ruff check --fix .
	@$(NEWEST) -m ruff format .

bench: .newest ## Measure, one figure a line, and fail beyond a limit
	@exec $(NEWEST) -m bench

screenshots: .newest ## Take the pictures of docs/screenshots anew: every screen, in every look (about five minutes)
	@$(NEWEST) scripts/screenshots.py

messages: .newest ## Collect the texts of code and templates into translations/
	@$(NEWEST) scripts/translations.py collect

compile-messages: .newest ## Compile translations/ into the catalogues that Django and XBlock read
	@$(NEWEST) scripts/translations.py compile

clean: ## Remove environments, caches, builds and the demo's data
	rm -rf .venv .venvs .demo build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
