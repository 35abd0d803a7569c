"""The examples of the docstrings are true; explore can be called however it was imported."""

from __future__ import annotations

import doctest
import subprocess
import sys

import pytest

import kubeish.explorer.exploration


def test_the_examples_are_true():
    done = doctest.testmod(kubeish.explorer.exploration)
    assert done.attempted >= 5
    assert done.failed == 0


@pytest.mark.parametrize(
    "code",
    [
        "from kubeish import explore; print(explore({}))",
        "import kubeish; print(kubeish.explore({}))",
        "from kubeish.explorer import explore; print(explore({}))",
        "import kubeish.explorer.single_run; from kubeish import explore; print(explore({}))",
        "import kubeish.explorer.single_run; import kubeish; print(kubeish.explore({}))",
        "from kubeish import explore; import kubeish.explorer.single_run; print(explore({}))",
    ],
)
def test_it_can_be_called_whatever_was_imported_first(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "1 order · none break the rule\n"


def test_all_names_are_there():
    package = sys.modules["kubeish.explorer"]
    assert [name for name in package.__all__ if not hasattr(package, name)] == []
