"""Threads that call a watch's callback. Loaded only where a callback is asked for; nothing else here has threads."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from typing import Any

from kubeish.errors import Etcd3Exception, NotOffered

_log = logging.getLogger(__name__)


def call_back(responses: Iterator[Any], callback: Callable[[Any], Any]) -> None:
    """Hand each response to ``callback`` from a daemon thread. Raises NotOffered where none can be started."""
    thread = threading.Thread(target=_run, args=(responses, callback), name="kubeish-watch", daemon=True)
    try:
        thread.start()
    except RuntimeError as error:
        raise NotOffered(
            "A callback needs a thread and Python has none here; use watch_once with timeout=0."
        ) from error


def _run(responses: Iterator[Any], callback: Callable[[Any], Any]) -> None:
    try:
        for response in responses:
            _safely(callback, response)
    except Etcd3Exception as error:
        _safely(callback, error)


def _safely(callback: Callable[[Any], Any], response: Any) -> None:
    """A callback that fails is logged, and the watch goes on."""
    try:
        callback(response)
    except Exception:
        _log.exception("A watch's callback failed; the watch goes on.")
