# make lab    set up and open the course in JupyterLab
# make test   set up and run everything that must hold
# make build  make the notebooks from solutions/*.md
# make site   make the site, for a browser alone (make site CDN=1: smaller, with Python from its public CDN)
# make lock   write constraints.txt anew
# make clean  remove what these made; your answers in work/ stay
#
# Works with GNU make 3.81 (macOS) and later. Nothing here needs root.

# The first Python that is new enough; `make lab PYTHON=...` names another.
FIND = for p in python3 python3.13 python3.12 python3.11 python3.14; do \
         $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done
PY = .venv/bin/python
PIP = $(PY) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
INSTALL = $(PIP) pip && $(PIP) --build-constraint constraints.txt --editable

.PHONY: help lab test build site lock clean

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

lab: .venv/ready-lab
	@$(PY) -m kubeish lab

test: .venv/ready-test
	@$(PY) tests/run_all.py

build: .venv/ready-lab
	@$(PY) -m kubeish build

site: .venv/ready-lab
	@$(PY) -m kubeish site $(if $(CDN),--cdn)

# A stamp is newer than what it was made from while the set-up is up to date.
.venv/ready-lab: .venv/made pyproject.toml constraints.txt
	@echo "Installing what the course needs into .venv ..."
	@$(INSTALL) .
	@touch $@

.venv/ready-test: .venv/made pyproject.toml constraints.txt
	@echo "Installing what the course and its tests need into .venv ..."
	@$(INSTALL) '.[test]'
	@touch $@ .venv/ready-lab

.venv/made:
	@$(PY) -c 'import pip' 2>/dev/null && { touch $@; exit 0; }; \
	python='$(PYTHON)'; test -n "$$python" || python=$$($(FIND)); \
	if ! "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	  echo "kubeish needs Python 3.11 or later$${python:+, and $$python is none}: install one (python.org has it), or name yours: make lab PYTHON=/path/to/python3"; \
	  exit 1; fi; \
	if ! "$$python" -c 'import venv, ensurepip' 2>/dev/null; then \
	  echo "$$python has no venv module: on Debian and Ubuntu, install it by 'sudo apt install python3-venv', then run make again."; \
	  exit 1; fi; \
	"$$python" -m venv --clear .venv && touch $@

# uv solves for all Pythons and systems at once, which pip cannot.
lock: .venv/made
	@$(PIP) uv
	@sed '/^[^#]/d' constraints.txt > .venv/lock
	@$(PY) -m uv pip compile --quiet --universal --upgrade --python-version 3.11 --all-extras --no-header --no-annotate pyproject.toml >> .venv/lock
	@mv .venv/lock constraints.txt

clean:
	rm -rf .venv build dist site .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
