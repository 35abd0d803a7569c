"""Waiting for a condition, never for a time: the one place in ``real`` that sleeps."""

from __future__ import annotations

import time
from collections.abc import Callable

from kubeish.real.errors import LocalEtcdError

PATIENCE = 30.0  # seconds; a start takes a tenth of one, a slow election three
GLANCE = 0.02  # seconds between two looks


def wait_until(
    what: str, true: Callable[[], bool], patience: float = PATIENCE, why_not: Callable[[], str] = str
) -> None:
    """Return as soon as ``true()``. Raises LocalEtcdError after ``patience`` seconds, with what ``why_not()`` says."""
    deadline = time.monotonic() + patience
    while not true():
        if time.monotonic() > deadline:
            raise LocalEtcdError(f"Waited {patience:g} s for {what}, in vain. {why_not()}".rstrip())
        time.sleep(GLANCE)
