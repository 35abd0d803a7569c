"""Checks: what each exercise must show. They question an answer, and never look inside it."""

from __future__ import annotations

from .answer import Answer, Call, Construct, Create, FailingMethod, Function, Operation, Ref, Result, Strange
from .draw import Draw
from .examination import Examination, examine
from .local_answer import LocalAnswer
from .verdict import NOT_ATTEMPTED, NOT_YET, PASSED, SEED_VARIABLE, NotPassed, Verdict, VerdictBuilder

__all__ = [
    "NOT_ATTEMPTED",
    "NOT_YET",
    "PASSED",
    "SEED_VARIABLE",
    "Answer",
    "Call",
    "Construct",
    "Create",
    "Draw",
    "Examination",
    "FailingMethod",
    "Function",
    "LocalAnswer",
    "NotPassed",
    "Operation",
    "Ref",
    "Result",
    "Strange",
    "Verdict",
    "VerdictBuilder",
    "examine",
]
