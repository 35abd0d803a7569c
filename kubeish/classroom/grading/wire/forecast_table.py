"""Forecasts on the wire: a key with its value crosses once, and is a number after that, the same on both sides.

Most stores of one examination differ in a key or two, and some have lists of sixty pods.
"""

from __future__ import annotations

from typing import Any

from kubeish.etcd.store.messages import KeyValue
from kubeish.explorer.forecast import Forecast

Sent = tuple[Any, ...]
"""A forecast whose state has the new keys alone, and the numbers of all its keys."""


class ForecastTable:
    """Keys with their values by number, in the order in which they crossed."""

    def __init__(self) -> None:
        self._kvs: list[KeyValue] = []
        self._numbers: dict[KeyValue, int] = {}

    def shorten(self, forecast: Forecast | None) -> Sent | None:
        """What is sent in the place of a forecast."""
        if forecast is None:
            return None
        state = forecast.state
        new = [kv for kv in state.kvs if kv not in self._numbers]
        for kv in new:
            self._numbers[kv] = len(self._numbers)
        numbers = [self._numbers[kv] for kv in state.kvs]
        return (*forecast._replace(state=state._replace(kvs=tuple(new))), numbers)

    def restore(self, sent: Sent | None) -> Forecast | None:
        """The forecast that was sent."""
        if sent is None:
            return None
        *fields, numbers = sent
        forecast = Forecast(*fields)
        self._kvs += forecast.state.kvs
        return forecast._replace(state=forecast.state._replace(kvs=tuple([self._kvs[number] for number in numbers])))
