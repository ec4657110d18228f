# make demo   builds examples/ into demo/ and asks the graph a question
# make test   all checks and tests
# Needs Python 3.11 or newer, make and a package index; everything else is installed into .venv.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
export OMP_NUM_THREADS ?= 1

.PHONY: demo test lint docs notebooks wheel clean

# Installed again only when the list of dependencies changes; an existing .venv is kept.
.venv/installed: pyproject.toml
	@test -n "$(PYTHON)" || { echo "kg needs Python 3.11 or newer; set PYTHON=/path/to/python3" >&2; exit 1; }
	@test -x $(BIN)/python || { echo "Making .venv with $(PYTHON)"; $(PYTHON) -m venv .venv; }
	@echo "Installing kg and what it needs (a few minutes the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

BACKED = SELECT ?backer ?backed { ?a kg:backs ?b . ?a skos:prefLabel ?backer . ?b skos:prefLabel ?backed } \
	ORDER BY ?backer ?backed

demo: .venv/installed
	@mkdir -p demo
	$(BIN)/kg build examples -o demo/alliances.trig
	$(BIN)/kg export demo/alliances.trig -o demo/alliances.ttl
	$(BIN)/kg draw demo/alliances.trig -o demo/alliances.svg --top 30
	$(BIN)/kg draw demo/alliances.trig -o demo/alliances.png --top 30
	@echo "Who backs whom?"
	@$(BIN)/kg query demo/alliances.trig '$(BACKED)' -f table
	@echo "Written: $$(ls demo/alliances.* | tr '\n' ' ')"

lint: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

test: lint
	$(BIN)/python -m pytest

docs: .venv/installed
	$(BIN)/python tools/commands.py > docs/commands.md
	$(BIN)/python tools/terms.py > docs/terms.md
	$(BIN)/python tools/readme.py

notebooks: .venv/installed
	$(BIN)/python tools/notebooks.py

wheel: .venv/installed
	$(BIN)/python -m hatchling build -t wheel

clean:
	rm -rf demo dist build
