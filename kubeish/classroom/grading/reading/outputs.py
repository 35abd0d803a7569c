"""Outputs of a notebook, dropped from its text before anything is counted or parsed.

A plot, a table or the state of widgets may be many megabytes, and no mark depends on them.
"""

from __future__ import annotations

import re

from kubeish.classroom.grading.reading import size_limits
from kubeish.errors import NotebookUnreadable

_DROPPED = (b'"outputs"', b'"attachments"', b'"widgets"')
# A string (also one that is cut, so that each byte is looked at once), or a bracket.
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+\\?(?:"|\Z)|[\[\]{}]', re.DOTALL)
_QUOTE, _OPENING, _CLOSING, _LONGEST = ord('"'), b"[{", b"]}", max(map(len, _DROPPED))
_OPENS_VALUE = re.compile(rb"\s*:\s*[\[{]")


def drop_outputs(data: bytes) -> bytes:
    """``data`` (JSON in UTF-8) with an empty value for each list or object that is called so.

    It takes time in proportion to the length. Raises NotebookUnreadable past size_limits.TOKENS.
    """
    if not any(name in data for name in _DROPPED):
        return data
    kept: list[bytes] = []
    start = depth = 0
    is_dropped = False
    for count, match in enumerate(_TOKEN.finditer(data)):
        token = data[match.start()]
        if is_dropped:
            depth += (token in _OPENING) - (token in _CLOSING)
            if not depth:
                is_dropped, start = False, match.end()
        elif (
            token == _QUOTE
            and match.end() - match.start() <= _LONGEST
            and match[0] in _DROPPED
            and (opening := _OPENS_VALUE.match(data, match.end()))
        ):
            kept.append(data[start : opening.end() - 1] + b"null")
            is_dropped, start = True, len(data)
        if count > size_limits.TOKENS:
            raise NotebookUnreadable(f"it holds more than {size_limits.TOKENS:,} strings and brackets")
    return b"".join([*kept, data[start:]])
