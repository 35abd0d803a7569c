"""A pytest plugin for untouched notebooks under KUBEISH_GRADE=1: each check must fail, since nothing was attempted.

A check that passes, or that fails for another reason than the untouched stub, is what fails here.
"""

from __future__ import annotations

import re
from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    slug = getattr(item, "cell", {}).get("metadata", {}).get("kubeish", {}).get("check")
    if slug and report.when == "call":
        said = _message(call.excinfo.value) if call.excinfo else "nothing: it let the stub pass"
        report.outcome = "passed" if slug in said and "not attempted yet" in said else "failed"
        report.longrepr = f"wanted the check of '{slug}' to raise and say 'not attempted yet'; it said {said}"
    return report


def _message(error: BaseException) -> str:
    """What the cell's error says, from its name on: the last line of the traceback that begins with one."""
    traceback = re.sub(r"\x1b\[[0-9;]*m", "", str(getattr(error, "inner_traceback", error)))
    starts = [found.start() for found in re.finditer(r"^[\w.]+: ", traceback, re.MULTILINE)]
    return traceback[starts[-1] :] if starts else traceback
