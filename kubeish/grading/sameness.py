"""Whether two answers are the same up to names, blanks and comments. It says nothing about who wrote them."""

from __future__ import annotations

import hashlib
import io
import keyword
import tokenize

_SKIPPED = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENCODING, tokenize.ENDMARKER}


def fingerprint(source: str) -> str:
    """Sixteen hexadecimal digits, equal for answers that are the same up to names; empty where it is no Python."""
    names: dict[str, str] = {}
    words = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.ERRORTOKEN:
                return ""
            if token.type == tokenize.NAME and not keyword.iskeyword(token.string):
                words.append(names.setdefault(token.string, f"name{len(names)}"))
            elif token.type in (tokenize.INDENT, tokenize.DEDENT):
                words.append(tokenize.tok_name[token.type])
            elif token.type not in _SKIPPED and not _is_docstring(token.string):
                words.append(token.string)
    except (tokenize.TokenError, SyntaxError, ValueError, RecursionError):
        return ""
    return hashlib.sha256("\n".join(words).encode("utf-8", "replace")).hexdigest()[:16]


def _is_docstring(text: str) -> bool:
    return text.startswith(('"""', "'''"))
