# CaseVault. Each verb sets up what it needs first: packaging/linux/setup.sh, quick when nothing is missing.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo run test quick explore coverage check static format strings pictures lock package e2e bare audit bench reliability fuzz clean packaged setup-package

BIN := .venv/bin
# Tests need no display; to watch them: make test QT_QPA_PLATFORM_TESTS=xcb
QT_QPA_PLATFORM_TESTS ?= offscreen
PYTEST := QT_QPA_PLATFORM=$(QT_QPA_PLATFORM_TESTS) $(BIN)/python -m pytest
# Side by side, one more than there are cores, as some wait for a window or a disk, and four at most; ARGS="-n 0" runs them in one
# process, where what a test prints is seen.
# Who has nothing left takes from the other's end, so tests of one file stay together and share what the file makes.
CORES := $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 3)
SIDE_BY_SIDE := -n $(shell echo $$(($(CORES) < 4 ? $(CORES) + 1 : 4))) --dist worksteal
# Where the set-up installs the programs that tests call, a missing one is a fault and not a test passed over.
export CASEVAULT_TOOLS := $(if $(shell command -v apt-get),installed)
CODE := casevault tests benchmarks packaging
# The end-to-end tests that start the program as somebody else does, and look at nothing but what it shows and leaves.
OF_A_PACKAGE := $(addprefix tests/e2e/,test_main_job.py test_journey_of_a_package.py test_lock.py test_window.py test_at_the_keys.py \
	test_journey_at_the_keys.py)

help: ## list these verbs
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

setup: ## install what the program needs, into .venv; system libraries where missing
	@bash packaging/linux/setup.sh run

setup-dev: setup
	@bash packaging/linux/setup.sh test

demo: setup ## a vault from the public record, one sealed dossier from it, and the window if there is a display
	@$(BIN)/python packaging/demo.py

run: setup ## open the window
	@$(BIN)/casevault

test: setup-dev ## run all tests
	$(PYTEST) $(SIDE_BY_SIDE) $(ARGS)

quick: setup-dev ## run the tests that take no seconds
	$(PYTEST) -m "not slow" $(SIDE_BY_SIDE) $(ARGS)

explore: setup-dev ## try the property tests with examples never tried before; what fails belongs into a test of its own
	$(PYTEST) -m hypothesis --hypothesis-profile=explore $(SIDE_BY_SIDE) $(ARGS)

coverage: setup-dev ## say which lines and branches no test reaches
	$(PYTEST) --cov --cov-report=term-missing:skip-covered $(ARGS)

check: static test ## everything a change must pass: format, lint, types, contracts, translations, tests

static: setup-dev ## the checks without the tests
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check --no-cache $(CODE)
	$(BIN)/mypy --platform linux casevault tests
	$(BIN)/mypy --platform win32 casevault tests
	$(BIN)/mypy --platform darwin casevault tests
	$(BIN)/lint-imports
	$(BIN)/python packaging/strings.py check

format: setup-dev ## lay out the code
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)

strings: setup-dev ## bring the translations up to date with the sentences in the code, and say which pages of the handbook are older
	$(BIN)/python packaging/strings.py update
	$(BIN)/python packaging/handbook.py update

setup-package:
	@bash packaging/linux/setup.sh package

package: setup-package ## the program as others install it: dist/casevault, one packed file and a .deb (Debian 12 on x86-64)
	@python3 packaging/package/make.py

e2e: setup-dev ## run the end-to-end tests against a package: make e2e PACKAGE=dist/casevault/casevault
	@test -x "$(PACKAGE)" || { echo "make e2e PACKAGE=dist/casevault/casevault" >&2; exit 2; }
	CASEVAULT_PACKAGE=$(abspath $(PACKAGE)) $(PYTEST) -n 0 tests/packaging $(OF_A_PACKAGE) $(ARGS)

packaged: ## both of these where the package can be built; said and passed over on a system that is not Debian 12 on x86-64
	@bash packaging/linux/packaged.sh

bare: setup-dev ## the same tests against the .deb in a bare Debian 12: no Python, no network, files read-only (root; needs debootstrap)
	@bash packaging/linux/bare_root.sh $(firstword $(DEB) $(wildcard dist/casevault_*.deb))
	CASEVAULT_PACKAGE=$(CURDIR)/build/bare/casevault $(PYTEST) -n 0 $(OF_A_PACKAGE) $(ARGS)

pictures: setup-dev ## take a picture of every screen in every look, into build/pictures; with ARGS=--docs those of the handbook
	PYTHONPATH=tests $(BIN)/python -m pictures $(ARGS)

audit: setup-dev ## known holes in what the locks name, without a network: make audit ADVISORIES=FILE.zip (docs/release.md)
	@$(BIN)/python packaging/audit.py $(ADVISORIES)

lock: setup-dev ## pin the requirements anew, with hashes
	packaging/lock.sh

bench: setup-dev ## measure the budgets, as ratios against a floor measured in the same run
	$(BIN)/python -m benchmarks $(ARGS)

reliability: setup-dev ## kill, damage, fill and replace thousands of times, and print one table (docs/reliability.md)
	PYTHONPATH=tests $(BIN)/python -m reliability $(ARGS)

fuzz: setup-dev ## search for inputs that break a reader of strangers' bytes, a million executions each (Linux on x86-64)
	PYTHONPATH=tests $(BIN)/python -m fuzz $(ARGS)

clean: ## remove what tests and checks left; the demo and .venv stay
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage build
	find casevault tests benchmarks packaging -name __pycache__ -type d -prune -exec rm -rf {} +
