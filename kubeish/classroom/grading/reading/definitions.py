"""Names that a cell's text defines and mentions, found by patterns and not by parsing."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAME = r"[^\W\d]\w*"
_MENTIONED = re.compile(_NAME)
_DEFINED = re.compile(
    rf"(?:async[ \t]+def|def|class)[ \t]+({_NAME})|({_NAME}(?:[ \t]*,[ \t]*{_NAME})*)[ \t]*(?::[^=\n]*)?=(?!=)"
)
_IMPORTED = re.compile(r"(?:from[ \t]+[\w.]+[ \t]+)?import[ \t]+(.+)", re.DOTALL)
_CONTINUATION = re.compile(r"[\s)\]}#]|(?:else|elif|except|finally)\b|$")


@dataclass(frozen=True)
class Block:
    """``text`` of a statement at the left margin and the lines below it; ``names`` it defines."""

    text: str
    names: tuple[str, ...]


def find_mentioned_names(text: str) -> set[str]:
    """Every word in ``text`` that could be a name, those in comments too."""
    return set(_MENTIONED.findall(text))


def find_defined_names(text: str) -> set[str]:
    """The names that a cell defines at its left margin."""
    return {name for block in split_blocks(text) for name in block.names}


def split_blocks(text: str) -> list[Block]:
    """The statements at the left margin of a cell."""
    found: list[list[str]] = []
    decorated = False
    for line in text.splitlines():
        if found and (decorated or _CONTINUATION.match(line)):
            found[-1].append(line)
        else:
            found.append([line])
        decorated = line.startswith("@") or (decorated and not line.startswith(("def", "class", "async")))
    return [Block("\n".join(lines), _list_names(lines)) for lines in found]


def _list_names(lines: list[str]) -> tuple[str, ...]:
    first = next((line for line in lines if not line.startswith(("@", "#")) and line.strip()), "")
    if first.startswith(("import ", "from ")):
        return _list_imported_names("\n".join(lines))
    match = _DEFINED.match(first)
    if not match:
        return ()
    return (match[1],) if match[1] else tuple(name.strip() for name in match[2].split(","))


def _list_imported_names(text: str) -> tuple[str, ...]:
    match = _IMPORTED.match(text)
    parts = (match[1] if match else "").replace("(", " ").replace(")", " ").split(",")
    words = [re.sub(r"#.*", "", part).split() for part in parts]
    # ``import a.b`` defines a; ``import a.b as c`` defines c.
    return tuple(each[-1] if "as" in each else each[0].partition(".")[0] for each in words if each)
