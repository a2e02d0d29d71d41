# The commands of this project; `make` alone lists them. Needs Python 3.11+ and make, and the network once.

VENV ?= .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v $$p; break; }; done)
DATA ?= ../shared/data
SYSTEM := tesseract:tesseract-ocr chromium:chromium javac:default-jdk-headless promtool:prometheus docker-compose:docker-compose rabbitmq-server:rabbitmq-server redis-server:redis-server \
	/usr/share/java/json-android.jar:libandroid-json-org-java
FONTS := fonts-dejavu fonts-liberation2 fonts-freefont-ttf fonts-hack fonts-inconsolata fonts-dotgothic16 fonts-3270 \
	fonts-gnutypewriter fonts-courier-prime fonts-lato fonts-open-sans fonts-crosextra-carlito fonts-clear-sans fonts-breip \
	fonts-dkg-handwriting fonts-femkeklaver fonts-humor-sans fonts-kristi fonts-urw-base35 fonts-rufscript fonts-ecolier-court fonts-isabella fonts-droid-fallback fonts-wqy-zenhei
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help demo scale serve test check audit sbom bench lock docs pictures system fonts clean

help: ## list the commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

demo: $(VENV)/.installed ## start the server, send it three samples, check and show the results
	@$(BIN)/python samples/demo.py

scale: $(VENV)/.installed-dev ## the demo on PostgreSQL, Valkey and S3 with 2 servers and 3 workers (DOCUSNAP_BROKER=streams, celery)
	@$(BIN)/python benchmarks/fleet_demo.py

serve: $(VENV)/.installed ## run the server on this machine
	@$(BIN)/python -m docusnap serve

test: $(VENV)/.installed-dev system ## run all tests
	@$(BIN)/python -m pytest

check: $(VENV)/.installed-dev ## run every check and all tests, as the CI does
	@echo "format"; $(BIN)/ruff format --check --quiet .
	@echo "lint"; $(BIN)/ruff check --quiet .
	@echo "types"; $(BIN)/mypy --no-error-summary
	@echo "imports"; $(BIN)/lint-imports --no-logo >$(VENV)/imports.txt || { cat $(VENV)/imports.txt; exit 1; }
	@echo "dead code"; ! $(BIN)/vulture | grep -v '^tests/'
	@echo "security"; $(BIN)/bandit --quiet --recursive --configfile pyproject.toml docusnap run.py
	@echo "known vulnerabilities"; $(BIN)/python .ci/audit.py
	@$(MAKE) test

audit: $(VENV)/.installed-dev ## ask for known vulnerabilities, and fail where nobody could be asked
	@$(BIN)/python .ci/audit.py --required

sbom: $(VENV)/.installed-dev ## write what is installed with DocuSnap to out/sbom.json (CycloneDX), for a release
	@mkdir -p out; $(BIN)/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --output-file out/sbom.json

bench: $(VENV)/.installed-dev ## measure accuracy, speed and bad input on the files in DATA (../shared/data)
	@$(BIN)/python benchmarks/accuracy.py --data $(DATA)/dev
	@$(BIN)/python benchmarks/throughput.py --data $(DATA)/dev
	@$(BIN)/python benchmarks/hostile.py --data $(DATA)/hostile

lock: ## pin the newest dependencies (LOCK= keeps the pinned ones that still fit)
	@command -v uv >/dev/null || { echo "make lock needs uv: python3 -m pip install uv" >&2; exit 1; }
	@compile="uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate $(LOCK) pyproject.toml"; \
	export UV_CUSTOM_COMPILE_COMMAND="make lock"; \
	$$compile -o requirements.lock && \
	$$compile -o requirements-dev.lock -c requirements.lock --group test --group scale-test --group llm-test --group check --group bench --group training && \
	$$compile -o requirements-scale.lock -c requirements-dev.lock --extra postgres --extra valkey --extra celery --extra s3 --extra otel
	@echo "requirements.lock, requirements-dev.lock and requirements-scale.lock are up to date"

docs: $(VENV)/.installed ## write the reference pages anew from the code: settings, calls, errors, commands
	@$(BIN)/python docs/generate.py

pictures: $(VENV)/.installed-dev system ## make the pictures of the docs anew, by using the pages as a person would
	@$(BIN)/python samples/make_pictures.py

fonts: ## install the fonts that `python -m training` draws with (Debian, Ubuntu; as root)
	@apt-get -qq update && apt-get -qq install -y --no-install-recommends $(FONTS)

clean: ## remove the environment and what tools and demos left
	@rm -rf $(VENV) out build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

LOCK ?= --upgrade

$(VENV)/.installed: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "DocuSnap needs Python 3.11 or newer; none was found. Install it, or name it: make PYTHON=/path/to/python3" >&2; exit 1; }
	@test -x $(BIN)/python || { echo "making $(VENV) with $(PYTHON)"; $(PYTHON) -m venv $(VENV); } || \
		{ rm -rf $(VENV); echo "Python has no venv module; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(BIN)/python .ci/install.py requirements.lock "DocuSnap and what it needs"
	@$(PIP) install --no-deps --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	@$(BIN)/python .ci/install.py requirements-dev.lock "the test tools"
	@touch $@

# What pip cannot install. Where we may, we install it; else the tests that need it say that they were skipped.
system:
	@missing() { for pair in $(SYSTEM); do command -v $${pair%:*} >/dev/null || test -e $${pair%:*} || echo $${pair#*:}; done; }; \
	if [ -n "$$(missing)" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "installing" $$(missing); apt-get -qq update >/dev/null 2>&1; for package in $$(missing); do \
			DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $$package >/dev/null 2>&1; \
		done; \
	fi; for package in $$(missing); do echo "$$package is not installed: its tests will be skipped"; done
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && ! dpkg -s $(FONTS) >/dev/null 2>&1; then \
		echo "installing fonts"; $(MAKE) fonts >/dev/null 2>&1 || echo "no fonts to train with: their tests will be skipped"; \
	fi
