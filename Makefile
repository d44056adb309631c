# Needs: Python 3.10 to 3.13, pip, make.
#
#   make chat                    set up, index articles/, open the chat on http://127.0.0.1:7860
#   make chat ARTICLES=folder    the same for a folder of yours (PORT=8000 for another port)
#   make test                    set up with the test tools, then ruff, mypy and all tests
#   make lock                    pin every package again
#   make clean                   remove .venv

ARTICLES = articles
PORT = 7860
export ARTICLES PORT

VENV = .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check --retries 10 --timeout 60

# The first of these that is a Python of 3.10 to 3.13.
PYTHON = $(shell for name in python3 python3.13 python3.12 python3.11 python3.10 python; do \
	$$name -c 'import sys; sys.exit(not (3, 10) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$name && break; done)

.PHONY: chat test lock clean
.DELETE_ON_ERROR:

# The sample collection has its index beside it; every other folder has one of its own, named after its path.
chat: $(VENV)/chat.stamp
	@set -e; \
	folder=$$(cd "$$ARTICLES" && pwd) || { echo "make: no folder '$$ARTICLES': give one with ARTICLES=folder" >&2; exit 2; }; \
	index=pullquote.index; \
	test "$$folder" = "$$PWD/articles" || index=.cache/$$(basename "$$folder")-$$(printf %s "$$folder" | cksum | cut -d ' ' -f 1).index; \
	mkdir -p .cache; \
	$(BIN)/pullquote add "$$folder" --prune --index "$$index" || test -e "$$index/store.db"; \
	exec $(BIN)/pullquote chat --index "$$index" --port "$$PORT"

test: $(VENV)/test.stamp
	@sh requirements/browser.sh
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pytest -n 2

# --no-deps: the list is complete, and every file in it is checked against its hash. torch comes last, when all else that it needs
# is there, so that a CPU build brings nothing more and a CUDA build only its CUDA packages.
$(VENV)/chat.stamp: $(VENV)/pip.stamp requirements/chat.txt requirements/torch.txt pyproject.toml
	@echo "installing the packages of requirements/chat.txt"
	@$(PIP) install --no-deps --require-hashes -r requirements/chat.txt
	@$(PIP) install -r requirements/torch.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test.stamp: $(VENV)/chat.stamp requirements/test.txt
	@echo "installing the packages of requirements/test.txt"
	@$(PIP) install --no-deps --require-hashes -r requirements/test.txt
	@touch $@

# Debian's python3 comes without ensurepip unless python3-venv is installed; its pip can fill the environment instead.
$(VENV)/pip.stamp:
	@test -n "$(PYTHON)" || { echo "make: no Python of 3.10 to 3.13 found: install one, or give its path with PYTHON=..." >&2; exit 2; }
	@echo "setting up $(VENV) with $(PYTHON); this takes minutes, once"
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 \
	|| { $(PYTHON) -m venv --clear --without-pip $(VENV) && $(PYTHON) -m pip --quiet --quiet --python $(BIN)/python install pip; } \
	|| { rm -rf $(VENV); echo "make: $(PYTHON) cannot make a virtual environment: install python3-venv and python3-pip" >&2; exit 2; }
	@touch $@

lock: $(VENV)/test.stamp
	@$(PIP) install uv
	$(BIN)/python requirements/lock.py

clean:
	rm -rf $(VENV)
