# The commands of the house. `make` alone lists them.
#
# Everything is installed inside the checkout (.venv, node_modules) and only when the lists of requirements changed.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Two pips in one .venv would trip over each other; inside, the tests use both cores anyway.
.NOTPARALLEL:

PORT ?= 8000
# How many tests run side by side: `make test JOBS=1` for one after the other.
JOBS ?= 2
# Which tests: `make test T=tests/sync`, `make test T='-k pairing'`.
T ?=

# Programs are called through Python: the starting lines of scripts do not survive a path with spaces or a move.
HERE := .venv/bin/python
FLASK := $(HERE) -m flask --app wsgi

# What to say when pip could not install everything.
NO_BUILD := echo "Not everything could be installed. Without a network, or with a Python newer than 3.12 for which a package \
	has no ready-made build yet? Then: make clean, and make PYTHON=python3.12" >&2

# What the tablet app is built from.
TABLET_SOURCES := $(shell find static/tablet/src static/tablet/build static/tablet/public -type f) \
	static/tablet/index.html static/tablet/vite.config.ts

export PORT
# Which browser the tests drive, where it is not one of the usual names.
export CHROMIUM

.PHONY: help
help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

.PHONY: run
run: .venv/ready-to-run static/tablet/dist/index.html static/console/node_modules/.package-lock.json ## Set everything up and serve on 127.0.0.1:8000 (PORT=…), with a demo community if there is none
	@$(FLASK) db upgrade
	@$(FLASK) demo
	@echo "Another tablet: .venv/bin/flask --app wsgi pair <who>. Stop the server: Ctrl-C. Everything else: docs/operations.md"
	@exec $(HERE) -m gunicorn -c server/gunicorn_conf.py wsgi:app

.PHONY: build
build: static/tablet/dist/index.html ## Build the tablet app, where its sources are newer than what was built

.PHONY: test
test: .venv/ready-to-test .venv/ready-to-browse static/tablet/dist/index.html tests/tablet/node_modules/.package-lock.json static/tablet/node_modules/.package-lock.json static/console/node_modules/.package-lock.json lint ## Set everything up and run every check and every test, on both databases
	cd tests/tablet && node --test
	cd static/tablet && npm run --silent check && npm run --silent test
	$(HERE) -m pytest -n $(JOBS) --dist loadscope --no-loadscope-reorder $(T)

.PHONY: lint
lint: .venv/ready-to-test ## Check style, layout and types
	$(HERE) -m ruff check .
	$(HERE) -m ruff format --check .
	$(HERE) -m mypy

.PHONY: format
format: .venv/ready-to-test ## Lay out the code, and mend what can be mended by itself
	$(HERE) -m ruff check --fix .
	$(HERE) -m ruff format .

.PHONY: demo
demo: .venv/ready-to-test tests/tablet/node_modules/.package-lock.json ## Play a day: twenty tablets without a network, a dispute, its settlement, the proof
	$(HERE) -m tests.demo.run

.PHONY: bench
bench: .venv/ready-to-test tests/tablet/node_modules/.package-lock.json ## Measure what one sync request costs
	$(HERE) -m bench.sync

.PHONY: clean
clean: ## Remove what was installed and cached; data in instance/ stays
	rm -rf .venv tests/tablet/node_modules static/tablet/node_modules static/tablet/dist static/console/node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# What is installed. Each file says: this was done, with requirements no newer than me.

# 3.11 and 3.12 come first: every pinned package is known to have a ready-made build for them.
.venv/made:
	@found=; for python in "$(PYTHON)" python3.12 python3.11 python3 python3.13; do \
	    if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	    echo "Mulin needs Python 3.11 or newer; here is: $$(python3 --version 2>&1 || true)" >&2; \
	    echo "Install it (Debian, Ubuntu: apt install python3 python3-venv) or name it: make PYTHON=/path/to/python3" >&2; \
	    exit 1; \
	fi; \
	echo "Making .venv with $$("$$found" --version)"; \
	"$$found" -m venv .venv || { \
	    echo "Python could not make .venv. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; \
	}
	@touch $@

.venv/ready-to-run: requirements.txt | .venv/made
	@echo "Installing what the server needs"
	@$(HERE) -m pip install --quiet --disable-pip-version-check -r requirements.txt || { $(NO_BUILD); exit 1; }
	@touch $@

.venv/ready-to-test: tests/requirements.txt requirements.txt | .venv/made
	@echo "Installing what the server and its tests need"
	@$(HERE) -m pip install --quiet --disable-pip-version-check -r tests/requirements.txt || { $(NO_BUILD); exit 1; }
	@touch .venv/ready-to-run $@

# A browser comes from the system and not from pip; what it needs is asked once.
.venv/ready-to-browse: tests/browsers/bring.sh | .venv/made
	@sh tests/browsers/bring.sh
	@touch $@

# The file is one that npm writes itself; the driver of the test tablet looks at it too.
tests/tablet/node_modules/.package-lock.json: tests/tablet/package.json tests/tablet/package-lock.json
	@node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' || { \
	    echo "The tests need Node 20 or newer; here is: $$(node --version 2>&1 || true)" >&2; exit 1; \
	}
	@echo "Installing what the test tablet needs"
	@cd tests/tablet && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

static/tablet/node_modules/.package-lock.json: static/tablet/package.json static/tablet/package-lock.json
	@node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' || { \
	    echo "The tablet needs Node 20.19 or newer; here is: $$(node --version 2>&1 || true)" >&2; exit 1; \
	}
	@echo "Installing what the tablet is made with"
	@cd static/tablet && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

static/tablet/dist/index.html: static/tablet/node_modules/.package-lock.json $(TABLET_SOURCES)
	@echo "Building the tablet app"
	@cd static/tablet && npm run --silent build
	@touch $@

static/console/node_modules/.package-lock.json: static/console/package.json static/console/package-lock.json
	@node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' || { \
	    echo "The console needs Node 20 or newer to be set up; here is: $$(node --version 2>&1 || true)" >&2; exit 1; \
	}
	@echo "Installing what the console is made with"
	@cd static/console && npm ci --no-audit --no-fund --loglevel=error
	@touch $@
