"""What the docstrings show is what happens; and the package can be called however it was imported."""

from __future__ import annotations

import doctest
import inspect
import subprocess
import sys

import pytest

import kubeish.explore.explorer


def test_the_examples_are_true():
    done = doctest.testmod(kubeish.explore.explorer)
    assert done.attempted >= 5
    assert done.failed == 0


@pytest.mark.parametrize(
    "code",
    [
        "from kubeish import explore; print(explore({}))",
        "import kubeish; print(kubeish.explore({}))",
        "from kubeish.explore import explore; print(explore({}))",
        "import kubeish.explore.run; from kubeish import explore; print(explore({}))",
        "import kubeish.explore.run; import kubeish; print(kubeish.explore({}))",
        "from kubeish import explore; import kubeish.explore.run; print(explore({}))",
    ],
)
def test_it_can_be_called_whatever_was_imported_first(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "1 order · none break the rule\n"


def test_the_package_has_the_signature_of_its_function():
    package = sys.modules["kubeish.explore"]
    assert inspect.signature(package) == inspect.signature(package.explore)
    assert type(package).__call__.__doc__ == package.explore.__doc__


def test_all_names_are_there():
    package = sys.modules["kubeish.explore"]
    assert [name for name in package.__all__ if not hasattr(package, name)] == []
