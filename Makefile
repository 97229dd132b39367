# `make help` lists the targets. Nothing is installed outside .venv.

PYTHON ?= python3
SPHINXOPTS ?=
# A worker for each processor, up to four; PYTESTOPTS="-n 0" for none, as the debugger wants it.
PYTESTOPTS ?= -n auto --maxprocesses 4
HOST ?= 127.0.0.1
PORT ?= 8000
EVAL_DATA ?=
FLOOR ?=
LOCKOPTS ?=

# Programs are run as modules, because the scripts in .venv/bin do not bear every path.
RUN := .venv/bin/python -m
SPHINX := -c . -d build/doctrees source build/html
INSTALL := $(RUN) pip install --quiet --disable-pip-version-check
LOCK := $(RUN) uv pip compile --quiet $(LOCKOPTS)
ARCHIVE := pressmark/data/archive

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help html encode validate review todo schema messages serve test test-all test-nightly
.PHONY: exports bench eval requirements release clean distclean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

html: .venv/.site ## encode what is new in seeds/, validate, build the site into build/html
	@status=0; \
	$(RUN) pressmark encode || status=1; \
	$(RUN) pressmark validate || status=1; \
	if $(RUN) sphinx -j auto $(SPHINXOPTS) $(SPHINX); \
	then echo "The site is build/html/index.html"; \
	else status=1; fi; \
	if [ $$status != 0 ]; then echo "There were findings: read them above, or with make validate." >&2; fi; \
	exit $$status

encode: .venv/.site ## encode what is new in seeds/
	@$(RUN) pressmark encode

validate: .venv/.site ## check the whole edition
	@$(RUN) pressmark validate

review: .venv/.site ## decide, in a browser on this machine, what becomes of the machine's proposals
	@$(RUN) pressmark review

todo: .venv/.site ## list what an editor could look at next
	@$(RUN) pressmark todo

schema: .venv/.site ## make RELAX NG and Schematron from the ODD, and the edition's copies
	@$(RUN) pressmark.tei.schema

messages: .venv/.site ## bring the catalogues of the interface up to date with the code
	@.venv/bin/python tools/messages.py

serve: .venv/.tests ## show the site on this machine, rebuilt whenever tei/ or source/ changes
	$(RUN) sphinx_autobuild -D pressmark_policy=0 --host $(HOST) --port $(PORT) --watch tei $(SPHINXOPTS) $(SPHINX)

test: .venv/.tests ## check style and types, run the quick tests
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	$(RUN) pytest -m "not slow" $(PYTESTOPTS)

test-all: .venv/.tests ## run every test, the slow ones too
	$(RUN) pytest $(PYTESTOPTS)

# Half an hour or so: 10,000 histories of an article that a person and the machine edit in turn, as
# many of two people on two branches, and 2,000 damaged files.
test-nightly: .venv/.tests ## run the random histories of edits, 10,000 of them, and 2,000 damaged files
	$(RUN) pytest --hypothesis-profile=nightly tests/test_merge_histories.py tests/test_threeway.py $(PYTESTOPTS)
	$(RUN) pytest --inputs=0-2000 tests/test_fuzz.py $(PYTESTOPTS)

exports: .venv/.site ## write the whole edition as data into build/exports
	@$(RUN) pressmark export

bench: .venv/.site ## measure how long encoding and building take
	@$(RUN) tests.bench.bench
	@$(RUN) tests.bench.site

eval: .venv/.site ## measure the mark-up; also on the data in EVAL_DATA; FLOOR=lower lowers the floor
	@$(RUN) pressmark measure $(if $(EVAL_DATA),--data "$(EVAL_DATA)") $(if $(filter lower,$(FLOOR)),--lower-floor)

# pyproject.toml says what is asked for. Versions stay as they are, unless LOCKOPTS="--upgrade-package lxml" or
# LOCKOPTS=--upgrade takes the newest.
requirements: .venv/.tests ## pin requirements with their hashes; LOCKOPTS=--upgrade takes the newest
	$(LOCK) pyproject.toml --extra citations --extra search --group site -o requirements.txt
	$(LOCK) --group dev -c requirements.txt -o requirements-dev.txt
	$(LOCK) --group schema --no-deps -o requirements-schema.txt
	$(LOCK) --group spacy -c requirements.txt -c requirements-dev.txt -o requirements-spacy.txt
	cp requirements.txt $(ARCHIVE)/requirements.txt.in
	$(LOCK) --group edition -c requirements.txt -c requirements-dev.txt -o $(ARCHIVE)/requirements-dev.txt.in

release: .venv/.tests ## build sdist and wheel, the same each time, and list what they need, into build/release
	@.venv/bin/python tools/release.py

clean: ## delete what was built
	rm -rf build

distclean: clean ## delete all that git does not keep: what was built, .venv, caches
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps are newer than the lists of what they installed.

.venv/.site: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "Pressmark needs Python 3.11 or later, and $(PYTHON) is none." >&2; \
	    echo "If you have one under another name: make PYTHON=python3.13 $(MAKECMDGOALS)" >&2; exit 1; }
	@test -x .venv/bin/python || $(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }
	$(INSTALL) --require-hashes -r requirements.txt
	$(INSTALL) --no-deps --no-build-isolation -e .
	@$(RUN) pressmark merge-file --install
	@touch $@

.venv/.tests: .venv/.site requirements-dev.txt requirements-schema.txt
	$(INSTALL) --require-hashes -r requirements-dev.txt
	$(INSTALL) --require-hashes --no-deps -r requirements-schema.txt
	@touch $@
