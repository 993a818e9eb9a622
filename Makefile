# Một Cửa: everything a person types. `make` alone tells what there is.

PYTHON ?= python3
PY := .venv/bin/python
SETUP := $(PYTHON) installer/setup.py

.DEFAULT_GOAL := help
.PHONY: help demo test lint run hub bench soak package i18n fonts screenshots requirements setup clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

demo: ## Set up, then play a whole day at the counter with a hub of its own; pictures and papers go to demo-out/
	@$(SETUP) run
	$(PY) -m ui.demo --out demo-out

# The tests start some hundred processes; where a machine keeps no bytecode, each would compile all our modules anew.
test: export PYTHONDONTWRITEBYTECODE :=
test: ## Set up, then check style and types and run all tests
	@$(SETUP) test
	@$(MAKE) --no-print-directory lint
	$(PY) -m pytest -n 3 --dist loadfile

lint: ## Check style and types only
	@$(SETUP) test
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -m mypy --platform win32 --cache-dir .mypy_cache/win32 -p app -p ui -p resources

run: ## Start the counter
	@$(SETUP) run
	$(PY) -m ui

hub: ## Start a hub with a PostgreSQL of its own, for development
	@$(SETUP) run
	$(PY) -m sync.hub serve --embedded

bench: ## Measure the speeds we promise, with the whole day of a province (SCALE=0.1: a tenth of its counters)
	@$(SETUP) test
	$(PY) -m bench --scale $(or $(SCALE),1)

soak: ## Let counters and a hub work for a long time with faults, then compare them (N=1000 SEED=7 FROM=1)
	@$(SETUP) test
	$(PY) -m bench.soak $(if $(N),--rounds $(N)) $(if $(SEED),--seed $(SEED)) $(if $(FROM),--from-round $(FROM))

package: ## Build dist/motcua/ and the .deb, then start the packaged program to prove it
	@$(SETUP) test
	$(PY) -m installer.package

i18n: ## Collect the texts of the window into resources/i18n/*.ts and compile them
	@$(SETUP) run
	$(PY) installer/setup.py collect-texts

fonts: ## Fetch the printing fonts into resources/fonts/
	@$(SETUP) run
	$(PY) installer/fetch_fonts.py

screenshots: ## Take the pictures of every place anew: light, dark and at 150 %
	@$(SETUP) run
	$(PY) -m ui.demo.gallery

requirements: ## Lock requirements/*.txt anew from pyproject.toml (UPGRADE=1 takes newer versions)
	@$(SETUP) test
	$(PY) -m installer.requirements $(if $(UPGRADE),--upgrade)

setup: ## Only set up: system packages, Python packages, fonts, translations
	@$(SETUP) test

clean: ## Remove everything that was made, the set-up too
	rm -rf .venv .stamps build dist demo-out .pytest_cache .mypy_cache .ruff_cache .hypothesis
	rm -f resources/fonts/*.ttf resources/i18n/*.qm
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
