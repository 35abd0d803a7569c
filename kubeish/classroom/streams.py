"""Printing where standard output is not UTF-8, as in a pipe on Windows: no character stops it."""

from __future__ import annotations

import codecs
import sys

_SPELLINGS = {"·": "-", "→": "->", "←": "<-", "…": "...", "×": "x", "✗": "x", "✖": "x", "○": "o", "▶": ">"}
_HANDLER = "kubeish.spell"


def _spell(error: UnicodeError) -> tuple[str, int]:
    """Replace what the encoding does not have, as codecs.register_error wants it."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_SPELLINGS.get(each, "?") for each in error.object[error.start : error.end]), error.end


def allow_all_characters() -> None:
    """From now on printing to standard output replaces what its encoding lacks, and does not fail."""
    stream = sys.stdout
    encoding, reconfigure = getattr(stream, "encoding", None), getattr(stream, "reconfigure", None)
    if encoding and reconfigure and stream.errors == "strict" and codecs.lookup(encoding).name != "utf-8":
        codecs.register_error(_HANDLER, _spell)
        reconfigure(errors=_HANDLER)
