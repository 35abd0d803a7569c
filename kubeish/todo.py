"""TODO: what an untouched stub returns, so that a check can tell "not attempted yet" from a wrong answer."""

from __future__ import annotations


class _Todo:
    """There is one of it. It says TODO, is false, and equals only itself."""

    def __repr__(self) -> str:
        return "TODO"

    def __bool__(self) -> bool:
        return False

    def __reduce__(self) -> str:
        return "TODO"


TODO = _Todo()
