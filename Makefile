# `make help` lists what there is. Everything a target needs is set up first: system packages, .venv, this project.
.DEFAULT_GOAL := help
.PHONY: help setup run demo test test-unit test-qt test-desktop check check-lint check-format check-types \
        check-imports check-docs check-spelling check-licences check-audit fuzz format bench screenshots translations policies lock clean \
        packages-run packages-test packages-bench packages-windows packages-release windows-environment packages test-packages test-windows

PY    := .venv/bin/python
PHASE := $(PY) tools/phase.py
# Nothing here may open a window on the screen of whoever runs it.
NO_SCREEN := env -u DISPLAY -u WAYLAND_DISPLAY
ifdef PYTHON
export PYTHON
endif

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

setup: ## make or refresh .venv from requirements.lock
	@tools/setup-venv.sh

packages-run packages-test packages-bench packages-windows packages-release: packages-%:
	@tools/system-packages.sh $*

run: packages-run setup ## start the assistant with the demo content (without a display: play the demo, pictures in build/demo)
	@$(PY) -m tools.demo

test: packages-test setup ## all tests: unit, qt (offscreen), desktop (its own X server, real windows)
	@$(MAKE) --no-print-directory test-unit test-qt test-desktop

DESKTOP_TESTS = tests/desktop tests/system

# -p no:pytest-qt proves that the core needs no Qt.
test-unit: setup
	@$(NO_SCREEN) $(PHASE) "unit tests" $(PY) -m pytest -q -p no:pytest-qt tests/unit

test-qt: packages-test setup
	@$(NO_SCREEN) QT_QPA_PLATFORM=offscreen $(PHASE) "qt tests" $(PY) -m pytest -q tests/qt

test-desktop: packages-test setup
	@$(NO_SCREEN) $(PHASE) "desktop tests" sh -c '$(PY) -m pytest -q $(DESKTOP_TESTS) || { \
	    echo "Once more, only what failed: on a busy machine a real desktop can miss a moment."; \
	    $(PY) -m pytest -q --last-failed --last-failed-no-failures none $(DESKTOP_TESTS); }'

test-windows: packages-windows packages-test setup ## the same tests on a Windows CPython under wine, and a walk with real windows
	@$(NO_SCREEN) tools/windows/test.sh $(PARTS)

windows-environment: packages-windows setup ## a Windows CPython with the locked wheels under wine, in build/windows
	@$(PHASE) "windows environment" tools/windows/environment.sh

check: check-lint check-format check-types check-imports check-docs check-spelling check-licences check-audit ## lint, format, types, import direction, docs, spelling, licences, known vulnerabilities

check-lint: setup
	@$(PHASE) --quiet "ruff check" $(PY) -m ruff check

check-format: setup
	@$(PHASE) --quiet "ruff format" $(PY) -m ruff format --check --diff

check-types: setup
	@$(PHASE) --quiet "mypy --strict" $(PY) -m mypy
	@$(PHASE) --quiet "mypy --strict, Windows" $(PY) -m mypy --platform win32 --cache-dir .mypy_cache/windows \
	    --follow-imports silent --no-warn-unreachable \
	    src/overlay/autostart src/overlay/permissions.py src/overlay/ipc/pipe.py src/overlay/ipc/named_pipe.py src/overlay/triggers/windows_*.py tests/windows

check-imports: setup
	@$(PHASE) --quiet "import-linter" .venv/bin/lint-imports

check-docs: setup
	@$(PHASE) --quiet "docs links" $(PY) tools/check_docs.py

check-spelling: setup
	@$(PHASE) --quiet "spelling" .venv/bin/codespell *.md docs src/overlay/ui src/overlay/app src/overlay/cli

check-licences: setup
	@$(PHASE) --quiet "licences" $(PY) tools/check_licences.py

# Not quiet: when nothing could be audited, that must be seen.
check-audit: setup
	@$(PHASE) "known vulnerabilities" $(PY) tools/audit.py

# How long each target is fuzzed: make fuzz SECONDS=600.
SECONDS ?= 60
FUZZ := build/fuzz

fuzz: setup ## fuzz what reads packs and commands, SECONDS (60) each; what breaks a promise is in build/fuzz/crashes
	@$(PY) -m pip install --quiet --no-input --disable-pip-version-check --only-binary :all: --require-hashes --upgrade \
	    --target $(FUZZ)/lib -r tools/fuzz/requirements.txt
	@$(NO_SCREEN) QT_QPA_PLATFORM=offscreen PYTHONPATH=$(FUZZ)/lib:. $(PHASE) "fuzz" $(PY) -m tools.fuzz $(SECONDS) $(FUZZ)

format: setup ## put imports and layout in order
	@$(PY) -m ruff check --fix-only --quiet
	@$(PY) -m ruff format

packages: packages-release setup ## build what IT installs into dist/: .deb, .rpm, MSI, wheel, with sums and papers (KINDS="linux")
	@$(NO_SCREEN) $(PHASE) "packages" $(PY) -m tools.packages $(KINDS)

test-packages: packages ## install, run, upgrade and remove the packages: on a clean Debian, under wine
	@$(NO_SCREEN) $(if $(KINDS),KINDS="$(KINDS)") $(PHASE) "package tests" $(PY) -m pytest -q --timeout 900 tests/packages

bench: packages-bench setup ## measure against other programs; table on the screen, figures in build/bench.json
	@$(PY) -m pip install --quiet --no-input --disable-pip-version-check --only-binary :all: --require-hashes --upgrade \
	    --target build/bench/lib -r bench/requirements.txt || echo "Without tantivy: search is compared with FTS5 alone."
	@$(NO_SCREEN) PYTHONPATH=build/bench/lib:. $(PY) -m bench

screenshots: packages-test setup ## every state of the window in build/screenshots, and the pictures of the README
	@$(NO_SCREEN) $(PY) tools/screenshots.py
	@$(NO_SCREEN) $(PY) -m tools.readme_pictures

translations: setup ## collect the words of the interface, compile the translations, list what is missing
	@$(PY) tools/translations.py

policies: setup ## write the templates for administrators' consoles (ADMX, Jamf, TOML) from the settings
	@$(PY) -m tools.policy_templates

lock: setup ## refresh requirements.lock from pyproject.toml
	@tools/lock.sh
	@tools/setup-venv.sh

clean: ## remove what make made, .venv too
	@rm -rf .venv build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find src tests tools bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
