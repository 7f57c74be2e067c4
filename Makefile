# Two commands from a fresh machine: `make demo`, `make test`. Everything else is below.
.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin
LOCK_STAMP := .venv/.installed-$(shell sha256sum requirements.lock pyproject.toml 2>/dev/null | sha256sum | cut -c1-16)

TRAINING := .venv-training
TRAINING_LOCKS := models/training/requirements.lock models/training/requirements-cuda.lock
TRAINING_STAMP := $(TRAINING)/.installed-$(shell cat $(TRAINING_LOCKS) 2>/dev/null | sha256sum | cut -c1-16)

.PHONY: help setup system assets demo run test lint format bench soak lock clean training-env training-lock

help:
	@echo "make demo    set up, then one complete visit on the embedded defaults, left in out/demo/"
	@echo "make test    set up, then all tests"
	@echo "make run     set up, then open the workstation"
	@echo "make lint    set up, then ruff, mypy and the room borders"
	@echo "make bench   set up, then speeds beside their references"
	@echo "make soak    set up, then an hour of captures while camera, ring and disk fail (MINUTES=60 CAPTURES=500 SEED=1)"
	@echo "make training-env   set up, then torch and onnx for the recipes in models/training, in .venv-training"
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

MINUTES ?= 60
CAPTURES ?= 500
SEED ?= 1
soak: setup
	@cd tests && PYTHONPATH=../src:. ../$(BIN)/python -m soak --minutes $(MINUTES) --captures $(CAPTURES) --seed $(SEED) \
	    --out ../out/soak

# `uv` resolves for Linux, Windows and macOS and both Pythons at once; it is not needed to install.
lock:
	@uv pip compile pyproject.toml --extra dev --extra bench --override overrides.txt --universal --python-version 3.11 \
	    --generate-hashes --no-emit-package opencv-contrib-python --no-emit-index-url --no-emit-find-links \
	    --no-header --no-annotate --quiet -o requirements.lock

# The recipes' own packages, and the program's behind them; torch never enters the program's environment.
training-env: setup $(TRAINING_STAMP)

$(TRAINING_STAMP): $(TRAINING_LOCKS)
	@echo "Setting up $(TRAINING)"
	@[ -x $(TRAINING)/bin/python ] || $(BIN)/python -m venv $(TRAINING)
	@$(TRAINING)/bin/python -m pip install --quiet --no-deps --require-hashes -r models/training/requirements.lock
	@$(TRAINING)/bin/python -c "import torch" 2>/dev/null || \
	    { echo "This build of torch is for graphics cards: adding NVIDIA's libraries (about 3 GB, once)"; \
	      $(TRAINING)/bin/python -m pip install --quiet --no-deps --require-hashes -r models/training/requirements-cuda.lock; }
	@$(TRAINING)/bin/python models/training/see_program.py $(BIN)/python
	@$(TRAINING)/bin/python -c "import onnx, onnxscript, torch, skinlax_desktop"
	@rm -f $(TRAINING)/.installed-*
	@touch $@

training-lock:
	@PATH="$(BIN):$$PATH" python3 models/training/lock.py

clean:
	@rm -rf out .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
