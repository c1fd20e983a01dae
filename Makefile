# Two commands from a bare machine: `make demo` and `make test`. Each target first sets up what is missing.
SHELL := /bin/bash
PYTHON := .venv/bin/python
.PHONY: help setup demo test check up down status bench faults generate release-contracts lock
.DEFAULT_GOAL := help

help: ## show this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-17s %s\n", $$1, $$2}' Makefile

setup: ## install what is missing: Debian packages (as root), then .venv from requirements.lock
	@deploy/bootstrap.sh

demo: setup ## start afresh, run the closed loop of Tianqiao live, leave the stack running
	@$(PYTHON) -m deploy.demo

test: setup ## all tests, on real servers of their own
	@$(PYTHON) -m pytest -n 3 --dist loadfile --no-loadscope-reorder

check: setup ## style, types, walls, contracts, generated files
	@$(PYTHON) -m deploy.check

up: setup ## start the whole suite in the background and show where it is
	@$(PYTHON) -m deploy.local up

down: ## stop it, cleanly and completely; the data stays
	@if [ -x $(PYTHON) ]; then $(PYTHON) -m deploy.local down; else echo "nothing was running"; fi

status: setup ## show where the running suite is
	@$(PYTHON) -m deploy.local status

bench: setup ## everything beside others that do the same work, in rounds; ONLY=name,name runs some: docs/bench
	@$(PYTHON) -m tests.bench

faults: setup ## real programs and servers under 300 faults, event by event; SEED=n replays, ONLY=words chooses rows
	@$(PYTHON) -m tests.faults $(if $(SEED),--seed $(SEED)) $(if $(ONLY),--only "$(ONLY)")

generate: setup ## all that is written by programs: client package, queues and exchanges, catalogues of events and rpcs
	@$(PYTHON) proto/generate.py
	@$(PYTHON) -m shared.topology --write
	@$(PYTHON) -m deploy.catalogue

release-contracts: setup ## make the present contracts the ones that `make check` lets nobody break
	@$(PYTHON) -m deploy.check --release-contracts

lock: setup ## requirements.lock anew from pyproject.toml, and the part of it that the image needs
	@.venv/bin/uv pip compile pyproject.toml --all-extras --universal --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --no-header --no-annotate --quiet --output-file requirements.lock
	@.venv/bin/uv pip compile pyproject.toml --constraints requirements.lock --universal --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet --output-file requirements-image.lock
