# make demo   build data/processed from data/raw and say what happened
# make test   the whole test suite
# make check  formatter, linter, types, then the tests: the same as in CI
# make proof  tune a small model on what the library makes, ten minutes on two cores (docs/proof.md)
# make docs   the documentation site, in build/site
# make kills  builds that grow rows, killed in every step of theirs: some minutes
# make soak   slow fuzzing, for SOAK_SECONDS in all (half an hour)
# Each creates the environment it needs in .venv; nothing else has to be set up.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV ?= .venv
BIN = $(VENV)/bin

.PHONY: demo test lint check soak proof proof-check bench peers large kills docs schemas clean

demo: $(VENV)/.installed
	$(BIN)/hesui build data/raw -o data/processed

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n 2

lint: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

check: lint test

SOAK_SECONDS ?= 1800

soak: $(VENV)/.installed-dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary atheris -e '.[fuzz]' 2>/dev/null || true
	$(BIN)/python fuzz/soak.py $(SOAK_SECONDS)

PROOF =

proof: $(VENV)/.installed-proof
	$(BIN)/python -m examples.proof $(PROOF)

proof-check: $(VENV)/.installed-proof
	$(BIN)/python -m examples.proof --check $(PROOF)

bench: $(VENV)/.installed-dev
	$(BIN)/python -m benchmarks

# Peers that clash with what the others need have an environment each, in build/peers; what cannot be had is said.
PEERS = build/peers
PEER_datatrove = datatrove ftfy regex tokenizers "xxhash<4"
PEER_qianfan = qianfan pyarrow pandas

peers: $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[bench]'
	@$(foreach peer,datatrove qianfan,\
		{ $(PYTHON) -m venv $(PEERS)/$(peer) && $(PEERS)/$(peer)/bin/python -m pip install --quiet \
		--disable-pip-version-check orjson $(PEER_$(peer)); } || { rm -rf $(PEERS)/$(peer); echo "$(peer) cannot be had here"; };)
	HESUI_PEERS=$(PEERS) $(BIN)/python -m benchmarks.peers --write docs/benchmarks.md

docs: $(VENV)/.installed-dev
	$(BIN)/python -m mkdocs build --strict -q -f mkdocs.yml
	$(BIN)/python -m mkdocs build --strict -q -f mkdocs.en.yml
	@echo build/site/index.html

large: $(VENV)/.installed-dev
	nice $(BIN)/python -m benchmarks.large

kills: $(VENV)/.installed-dev
	nice $(BIN)/python -m benchmarks.killing 5000
	nice $(BIN)/python -m benchmarks.killing 5000 --jobs 2 --seed 2
	nice $(BIN)/python -m benchmarks.killing 5000 --dask

schemas: $(VENV)/.installed-dev
	$(BIN)/python -m hesui_data.schema schemas

clean:
	rm -rf $(VENV) data/processed/*

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "hesui_data needs Python 3.11 or newer with venv; none was found. 需要带 venv 的 Python 3.11 或更新版本。" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-proof: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[proof]'
	@touch $@ $(VENV)/.installed
