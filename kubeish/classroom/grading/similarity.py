"""Sameness of answers up to names, blanks and comments. It says nothing about their authors."""

from __future__ import annotations

import hashlib
import io
import keyword
import tokenize

_SKIPPED = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENCODING, tokenize.ENDMARKER}


def fingerprint(source: str) -> str:
    """Sixteen hexadecimal digits, equal for similar answers; empty where it is not Python."""
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
            elif token.type not in _SKIPPED and not token.string.startswith(('"""', "'''")):
                words.append(token.string)
    except (tokenize.TokenError, SyntaxError, ValueError, RecursionError):
        return ""
    return hashlib.sha256("\n".join(words).encode("utf-8", "replace")).hexdigest()[:16]
