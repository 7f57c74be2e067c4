# Two commands from a fresh machine: `make demo`, `make test`. Everything else is below.
.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin
LOCK_STAMP := .venv/.installed-$(shell sha256sum requirements.lock pyproject.toml 2>/dev/null | sha256sum | cut -c1-16)

.PHONY: help setup system assets demo run test lint format bench lock clean

help:
	@echo "make demo    set up, then one complete visit on the embedded defaults, left in out/demo/"
	@echo "make test    set up, then all tests"
	@echo "make run     set up, then open the workstation"
	@echo "make lint    set up, then ruff, mypy and the room borders"
	@echo "make bench   set up, then speeds beside their references"
	@echo "make lock    resolve the dependencies anew into requirements.lock"

setup: system $(LOCK_STAMP) assets

system:
	@sh installers/debian/system_packages.sh

$(LOCK_STAMP): requirements.lock pyproject.toml
	@echo "Setting up .venv (about 4.4 GB, once)"
	@python=$$(sh installers/debian/python.sh) && { [ -x $(BIN)/python ] || $$python -m venv .venv; }
	@$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@rm -f .venv/.installed-*
	@touch $@

assets: $(LOCK_STAMP)
	@$(BIN)/skinlax assets bring

demo: setup
	@$(BIN)/skinlax demo --out out/demo

run: setup
	@$(BIN)/skinlax

test: setup
	@sh tests/run.sh

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format:
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: setup
	@$(BIN)/skinlax bench

# `uv` resolves for Linux, Windows and macOS and both Pythons at once; it is not needed to install.
lock:
	@uv pip compile pyproject.toml --extra dev --override overrides.txt --universal --python-version 3.11 \
	    --generate-hashes --no-emit-package opencv-contrib-python --no-emit-index-url --no-emit-find-links \
	    --no-header --no-annotate --quiet -o requirements.lock

clean:
	@rm -rf out .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
