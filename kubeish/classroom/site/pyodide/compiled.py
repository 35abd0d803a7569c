"""Runs in Pyodide alone: each module that is imported from a file, compiled, as JSON of paths and bytes in base64."""

from __future__ import annotations

import base64
import json
import py_compile
import sys
from pathlib import Path


def compile_module(path: str) -> str:
    """Compile to a file that is never compared with its source: a page writes both anew. The file's path."""
    return str(py_compile.compile(path, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH))


sources = {getattr(module, "__file__", None) or "" for module in list(sys.modules.values())}
paths = map(compile_module, sorted(path for path in sources if path.endswith(".py") and Path(path).exists()))
json.dumps([(path, base64.b64encode(Path(path).read_bytes()).decode()) for path in paths])
