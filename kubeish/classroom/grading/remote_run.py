"""One run of a program in the sandbox: each of its requests is done in the store that counts, in their order.

The answer's side runs on by forecasts, and tells what it asked. A request that a forecast does not cover is asked
for at once. Where a forecast was wrong, what the answer did after that is dropped, and it is asked again from there.
"""

from __future__ import annotations

from typing import Any, TypeVar

from kubeish.classroom.grading.wire.forecast_table import ForecastTable, Sent
from kubeish.etcd.client.base import Ask
from kubeish.explorer.forecast import ForecastStore, Foresee
from kubeish.explorer.steps import Asks

_T = TypeVar("_T")


class ProtocolError(BaseException):
    """A reply has not the shape that was asked for. Not an Exception: no check may swallow it."""


class RemoteRun:
    """``requests`` and ``answers``: what was asked, and what ``more`` answered.

    ``is_wrong``: an answer was not the one that was foreseen; ``refused``: there was none at that step;
    ``could_be_wrong``: some forecast was of a rival, what it does depends on what it finds.
    """

    def __init__(self, more: Ask, foresee: Foresee, table: ForecastTable) -> None:
        self._more, self._foresee, self._table = more, foresee, table
        self.requests: list[object] = []
        self.answers: list[object] = []
        self.is_wrong = self.could_be_wrong = False
        self.refused: Asks | None = None
        self._left = 0
        self._storm: ForecastStore | None = None

    def foresee(self) -> Sent | None:
        """The forecast that the answer's side gets next, as it is sent."""
        forecast = self._foresee()
        self._left = forecast.most if forecast else 0
        self._storm = ForecastStore(forecast) if forecast and forecast.key else None
        self.could_be_wrong = self.could_be_wrong or self._storm is not None
        return self._table.shorten(forecast)

    def reply(self, value: object) -> tuple[object, Sent | None]:
        """The answer to a request that was not foreseen, after those that were, and what comes next."""
        told, request = check_told(value)
        if not self.confirm(told):
            return None, None
        given = self._do(request)
        return (None, None) if given is None else (given, self.foresee())

    def confirm(self, told: list[object]) -> bool:
        """Do what the answer's side asked by the forecast. False once it has come otherwise."""
        for request in told:
            if self.is_wrong or self.refused:
                break
            foreseen = self._read_forecast(request)
            given = self._do(request)
            if given is None:
                self.refused = Asks(request)
            elif self._storm:
                self.is_wrong = (type(given), given) != (type(foreseen), foreseen)
        return not (self.is_wrong or self.refused)

    def _read_forecast(self, request: object) -> Any:
        """What the forecast says, or True where that cannot be wrong."""
        self._left -= 1
        foreseen = self._storm.ask(request) if self._storm else True
        if self._left < 0 or foreseen is None:
            raise ProtocolError("more requests came than were foreseen")
        return foreseen

    def _do(self, request: object) -> Any:
        given = self._more(request)
        if given is not None:
            self.requests.append(request)
            self.answers.append(given)
        return given


def check_told(value: object) -> tuple[list[object], Any]:
    """The requests that were foreseen, and the request or step after them. ProtocolError for anything else."""
    if type(value) is not tuple or len(value) != 2 or type(value[0]) is not list:
        raise ProtocolError("not the requests of a run, and what comes after them")
    return value


def check_type(value: object, kind: type[_T]) -> _T:
    """``value``, if it is of that very kind. ProtocolError otherwise."""
    if type(value) is not kind:
        raise ProtocolError(f"not a {kind.__name__}, but a {type(value).__name__}")
    return value
