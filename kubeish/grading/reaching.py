"""Whether an answer reaches for what examines it. No proof: whoever passes and does is looked at by a person.

What an answer does with a store, a set or a list of machines is judged from outside. Whether two threads may use it at
once can only be seen inside its own process, where it might lie about that; and the words below have no honest use.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterable

_WORD = re.compile(r"[^\W\d]\w*")
_WORDS = frozenset(
    """ctypes eval exec gc importlib kits modules patience registry_kits scheduling_kits setprofile settrace
    start_until_it_waits two_at_once NotSafeToShare LocalAnswer FunctionProgram
    __builtins__ __closure__ __code__ __globals__ __import__ __subclasses__ _current_frames _getframe _draw _met
    f_back f_globals f_locals""".split()
)


def reached_for(texts: Iterable[str]) -> list[str]:
    """The words in ``texts``, comments aside, that only somebody needs who wants to get at the checks."""
    found = {word for text in texts for part in _parts(text) for word in _WORD.findall(part)}
    return sorted(found & _WORDS)


def _parts(text: str) -> list[str]:
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError, ValueError, RecursionError):
        return [text]
    return [token.string for token in tokens if token.type != tokenize.COMMENT]
