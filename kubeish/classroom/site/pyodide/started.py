"""Runs in Pyodide alone, before its memory is kept: imports what a lesson's first cells would import."""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil
import sys

import kubeish
import kubeish.checks.exercises

for name in ("piplite.piplite", "pyodide_kernel"):  # which are there in a page alone
    importlib.import_module(name)
for name in kubeish.__all__:
    getattr(kubeish, name)
for module in pkgutil.iter_modules(kubeish.checks.exercises.__path__, "kubeish.checks.exercises."):
    importlib.import_module(module.name)

sys.path.remove("")  # each start puts one there
del os.environ["PYTHONHASHSEED"]
gc.collect()
