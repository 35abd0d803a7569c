"""Checks: what each exercise must show. They question an answer, never look inside it, and know nothing of grading."""

from __future__ import annotations

from .answer import Answer, Do, Function, Make, New, Operation, Ref, Result, Strange
from .checking import examine
from .local import LocalAnswer
from .verdict import NOT_ATTEMPTED, NOT_YET, PASSED, NotPassed, Teller, Verdict

__all__ = [
    "NOT_ATTEMPTED",
    "NOT_YET",
    "PASSED",
    "Answer",
    "Do",
    "Function",
    "LocalAnswer",
    "Make",
    "New",
    "NotPassed",
    "Operation",
    "Ref",
    "Result",
    "Strange",
    "Teller",
    "Verdict",
    "examine",
]
