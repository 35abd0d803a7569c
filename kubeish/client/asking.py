"""The one way from a client to whoever answers it: a request goes out, an answer or an error comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kubeish.errors_as import status_error
from kubeish.store.requests import Refused

Ask = Callable[[Any], Any]


class Asking:
    """What every part of the client stands on. Holds nothing but ``ask``."""

    _ask: Ask

    def _answer(self, request: Any) -> Any:
        """Ask; a Refused becomes the error of its kind."""
        answer = self._ask(request)
        if type(answer) is Refused:
            raise status_error(*answer)
        return answer
