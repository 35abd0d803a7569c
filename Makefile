# make lab    set up and open the course in JupyterLab (make lab LANGUAGE=zh_CN: in Chinese)
# make quick  set up and run what can be run after every edit, in half a minute
# make test   set up and run everything that must hold
# make build  make the notebooks from solutions/*.md
# make site   make the site, for a browser alone (make site CDN=1: smaller, with Python from its public CDN)
# make lock   write constraints.txt anew
# make dist   make the wheel and the sdist of a release in dist/, and check them
# make clean  remove what these made; your answers in work/ stay
#
# Works with GNU make 3.81 (macOS) and later. Nothing here needs root.

# The first Python that is new enough; `make lab PYTHON=...` names another.
FIND = for p in python3 python3.13 python3.12 python3.11 python3.14; do \
         $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done
PY = .venv/bin/python
PIP = $(PY) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
INSTALL = $(PIP) pip && $(PIP) --build-constraint constraints.txt --editable

# Only as it is given to make: many systems have a variable LANGUAGE of another kind in their environment.
LAB = $(if $(filter command,$(firstword $(origin LANGUAGE))),--language $(LANGUAGE))

.PHONY: help lab quick test build site lock dist clean

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

lab: .venv/ready-lab $(addprefix .venv/ready-menus-,$(if $(LAB),$(filter-out en,$(LANGUAGE))))
	@$(PY) -m kubeish lab $(LAB)

quick: .venv/ready-test
	@$(PY) tests/run_all.py quick

test: .venv/ready-test
	@$(PY) tests/run_all.py

build: .venv/ready-author
	@$(PY) -m kubeish build

site: .venv/ready-author
	@$(PY) -m kubeish site $(if $(CDN),--cdn)

# A stamp is newer than what it was made from while the set-up is up to date.
.venv/ready-lab: .venv/made pyproject.toml constraints.txt
	@echo "Installing what the course needs into .venv ..."
	@$(INSTALL) .
	@touch $@

.venv/ready-menus-%: .venv/ready-lab
	@$(PIP) jupyterlab-language-pack-$(subst _,-,$*) || echo "JupyterLab has no menus in $*: they stay in English."
	@touch $@

.venv/ready-author: .venv/made pyproject.toml constraints.txt
	@echo "Installing what an author needs into .venv ..."
	@$(INSTALL) '.[author,site]'
	@touch $@ .venv/ready-lab

.venv/ready-test: .venv/made pyproject.toml constraints.txt
	@echo "Installing what the course and its tests need into .venv ..."
	@$(INSTALL) '.[test]'
	@touch $@ .venv/ready-author .venv/ready-lab

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
	@$(PY) -m uv pip compile --quiet --universal --upgrade --python-version 3.11 --all-extras --group installers --group jupyterlite --group pictures --group release \
	  --no-header --no-annotate pyproject.toml | grep -v '^kubeish ' >> .venv/lock
	@mv .venv/lock constraints.txt

# In an environment of its own: nothing else needs twine.
dist: .venv/made
	@$(PY) -m venv build/dist/venv
	@build/dist/venv/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt build twine
	@rm -f dist/*.whl dist/*.tar.gz
	@build/dist/venv/bin/python -m build --outdir dist .
	@build/dist/venv/bin/python -m twine check --strict dist/*

clean:
	rm -rf .venv build dist site .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
