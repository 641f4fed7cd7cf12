# Every command a developer or a first user needs. `make run` and `make test` need nothing before them.
PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
TOWER := $(BIN)/python -m app

.PHONY: run test test-long lint types contracts bench lock installer clean

run: $(VENV)/run.stamp ## Demo store, morning review, scorecard, RCA package, window
	@$(BIN)/python -m app.cli.first_run out

test: $(VENV)/dev.stamp lint types contracts ## Lint, types, contracts and tests
	$(BIN)/python -m pytest -n 2 -m "not long"

test-long: $(VENV)/dev.stamp ## Fault injection (RELIABILITY F1-F22) and fuzzing; figures at the end
	$(BIN)/python -m pytest -n 2 -m long --timeout 1800

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev.stamp
	$(BIN)/mypy

contracts: $(VENV)/dev.stamp
	$(BIN)/lint-imports

bench: $(VENV)/dev.stamp ## Ratios against named peers
	$(BIN)/python -m bench

installer: $(VENV)/dev.stamp ## A onedir bundle under dist/
	$(BIN)/pyinstaller --noconfirm --clean build_installer.spec

lock: ## Pin and hash every dependency, for every platform
	$(PYTHON) -m uv pip compile --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header requirements/run.in -o requirements/run.txt
	$(PYTHON) -m uv pip compile --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header requirements/dev.in -o requirements/dev.txt

$(VENV)/run.stamp: requirements/run.txt setup_machine.sh
	@sh setup_machine.sh
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the locked dependencies (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt setup_machine.sh
	@sh setup_machine.sh
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the locked dependencies (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/run.stamp

clean:
	rm -rf $(VENV) out build dist .mypy_cache .ruff_cache .pytest_cache
