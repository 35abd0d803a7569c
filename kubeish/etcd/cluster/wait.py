"""Waiting for a condition by looking again and again, never for a fixed time."""

from __future__ import annotations

import time
from collections.abc import Callable

from kubeish.etcd.cluster.errors import LocalEtcdError
from kubeish.wording import join, say

TIMEOUT = 30.0  # seconds; a start takes a tenth of one, a slow election three
INTERVAL = 0.02  # seconds between two looks


def wait_until(
    what: str, condition: Callable[[], bool], timeout: float = TIMEOUT, explain: Callable[[], str] = str
) -> None:
    """Return once ``condition()`` is true.

    Raises LocalEtcdError after ``timeout`` seconds, with ``what`` was awaited and ``explain()``.
    """
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > deadline:
            waited = say("Waited {seconds:g} s for {what}, in vain.", seconds=timeout, what=what)
            raise LocalEtcdError(join(" ", filter(None, [waited, explain()])))
        time.sleep(INTERVAL)
