# make run | test | setup | lint | check | bench | picture | pictures | browser | spark | clean
# Everything lives in .venv; nothing else is touched, but by browser, which installs Debian packages.
PYTHON ?= python3
BIN := .venv/bin
# durable-rules 2.0.28 uses a name that CPython 3.13 removed; the flag gives it the new one (and is harmless before 3.13).
DURABLE_FLAGS := -O3 -DPyEval_CallObject=PyObject_CallObject

.PHONY: run test setup lint check bench picture pictures browser spark clean

# In a terminal it asks; without one (a pipe, CI), or with ANSWERS=FILE, it advises on a file of answers.
run: .venv/.ready
	@if [ -n "$(ANSWERS)" ] || ! [ -t 0 ] || ! [ -t 1 ]; \
	  then $(BIN)/rmadvisor advise $(or $(ANSWERS),examples/affluent.yaml); else $(BIN)/rmadvisor; fi

test: .venv/.ready
	$(BIN)/python -m pytest -n auto --dist worksteal

setup: .venv/.ready

lint: .venv/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: .venv/.ready
	$(BIN)/rmadvisor check
	$(BIN)/rmadvisor test

bench: .venv/.ready
	$(BIN)/python -m pip install -q -c constraints.txt -e '.[bench]'
	$(BIN)/python benchmarks/consultation.py
	$(BIN)/python benchmarks/cold_start.py
	$(BIN)/python benchmarks/leak.py
	$(BIN)/python benchmarks/interview.py
	$(BIN)/python benchmarks/app.py
	$(BIN)/python benchmarks/search.py
	$(BIN)/python benchmarks/words.py
	$(BIN)/python benchmarks/portfolio.py
	$(BIN)/python benchmarks/reports.py

picture: .venv/.ready
	$(BIN)/python docs/make_picture.py

pictures: picture
	$(BIN)/python docs/make_app_pictures.py

# A browser for the one test that needs it, from Debian's packages; without it that test skips.
browser:
	$(if $(filter 0,$(shell id -u)),,sudo )apt-get install -y --no-install-recommends chromium fonts-dejavu-core

# The rules on PySpark in local mode, for the two tests that need it; Java (17 or 21) has to be there.
spark: .venv/.ready
	$(BIN)/python -m pip install -q -c constraints.txt 'ibis-framework[pyspark]'
	$(BIN)/python -m pytest -m slow tests/test_plan.py tests/test_plan_agrees.py -k backend

.venv/.ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "rmadvisor needs Python 3.11 or newer: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@echo "Setting up .venv (once, needs the network, about half a minute) ..." >&2
	@$(PYTHON) -m venv .venv \
	  || { echo "no venv: on Debian, apt install python3-venv" >&2; exit 1; }
	@CPPFLAGS="$(DURABLE_FLAGS)" $(BIN)/python -m pip install -q --disable-pip-version-check --no-cache-dir \
	  --no-binary durable-rules -c constraints.txt durable-rules \
	  || { echo "durable-rules did not compile: on Debian, apt install python3-dev gcc" >&2; exit 1; }
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev,portfolio,report,serve]'
	@touch $@

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
