# Two commands do everything on a fresh machine with Python >= 3.11 and make: `make run` and `make test`.
PYTHON ?= python3
BIN    := .venv/bin
ROOMS  := rules plans db notifications scheduler web nhacviec

.DEFAULT_GOAL := help
.PHONY: help install run test test-browser pictures test-postfix lint format bench chaos fleet fuzz lock clean

help: ## print these targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: .venv/.run ## build .venv with what the program needs (hash-locked)

run: .venv/.run ## the main job: read the example plan, keep its obligations, mail the reminders; Ctrl-C stops it
	$(BIN)/nhacviec run --first examples/ke-hoach-cchc-2026-2030.md

test: .venv/.dev ## every test that needs Python alone
	$(BIN)/python -m pytest -n auto --dist loadfile

test-browser: .venv/.dev ## mails and pages in a real browser (needs Debian's chromium)
	@command -v chromium >/dev/null || { echo "Thiếu chromium: cài bằng lệnh «apt-get install chromium»." >&2; exit 2; }
	$(BIN)/python -m pytest -o addopts="--import-mode=importlib -ra" tests/browser

pictures: .venv/.dev ## draw the pictures of the README anew into docs/pictures (needs Debian's chromium)
	@command -v chromium >/dev/null || { echo "Thiếu chromium: cài bằng lệnh «apt-get install chromium»." >&2; exit 2; }
	$(BIN)/python -m tests.browser.pictures

test-postfix: .venv/.dev ## the way through real mail servers (needs root and Debian's postfix, dovecot-imapd, dovecot-lmtpd)
	$(BIN)/python -m pytest -o addopts="--import-mode=importlib -ra" tests/postfix

lint: .venv/.dev ## ruff, mypy --strict, the walls between the rooms
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(ROOMS) tests bench
	$(BIN)/lint-imports

format: .venv/.dev ## write the code in the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/.dev ## speed, each figure beside a limit measured in the same run
	$(BIN)/python -m bench

chaos: .venv/.dev ## kills, faults of servers, disks and clocks, start/stop storms, a fleet: counts what is lost (three quarters of an hour)
	$(BIN)/python -m tests.chaos

fleet: .venv/.dev ## three processes and one PostgreSQL live through a year in ten minutes, killed and restarted on the way: figures
	$(BIN)/python -m tests.chaos.fleet_year

fuzz: .venv/.dev ## a million hostile phrases, twenty thousand damaged files
	$(BIN)/python -m bench.fuzz
	$(BIN)/python -m bench.fuzz_files

lock: .venv/.dev ## renew requirements*.txt (hashes for every platform; no registry host is written)
	$(BIN)/uv pip compile -q --upgrade --universal --generate-hashes --no-header --python-version 3.11 --group build pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --upgrade --universal --generate-hashes --no-header --python-version 3.11 --group build --extra postgresql pyproject.toml -o requirements-postgresql.txt
	$(BIN)/uv pip compile -q --upgrade --universal --generate-hashes --no-header --python-version 3.11 --group build --group dev --extra postgresql pyproject.toml -o requirements-dev.txt

clean: ## remove .venv and what the tools left; var/ (your data) stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Cần Python 3.11 trở lên; chỉ bản khác bằng «make PYTHON=python3.12 …»." >&2; exit 2; }
	$(PYTHON) -m venv .venv

.venv/.run: requirements.txt pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.run
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
