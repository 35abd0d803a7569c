"""The scenes, each explored once for all tests of figures."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from .scenes import SCENES, atlas_of_scene

_atlas = cache(atlas_of_scene)


@pytest.fixture(params=list(SCENES))
def graph(request: pytest.FixtureRequest) -> dict[str, Any]:
    """The atlas of each scene in turn."""
    return _atlas(request.param)


@pytest.fixture
def race_graph() -> dict[str, Any]:
    return _atlas("race")
