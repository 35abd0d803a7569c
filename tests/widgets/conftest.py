"""The scenes, each explored once for all tests of figures."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from tests.widgets.scenes import SCENES, build_scene

_graph = cache(build_scene)


@pytest.fixture(params=list(SCENES))
def graph(request: pytest.FixtureRequest) -> dict[str, Any]:
    """The state graph of each scene in turn."""
    return _graph(request.param)


@pytest.fixture
def race_graph() -> dict[str, Any]:
    return _graph("race")
