"""Outputs are dropped from a notebook's text before it is parsed, and nothing else is."""

from __future__ import annotations

import json

import pytest

from kubeish.classroom.grading.reading import size_limits
from kubeish.classroom.grading.reading.outputs import drop_outputs
from kubeish.errors import NotebookUnreadable

SOURCE = 'print("outputs", {"outputs": [1]})\n"attachments"'


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("value", [[], {}, [[{"x": ['"]}', "\\"]}], 3], {"a": {"outputs": [1]}, "b": "}"}])
def test_only_outputs_are_dropped(value: object, indent: int | None) -> None:
    names = ("outputs", "attachments", "widgets")
    data = json.dumps({"cells": [{"source": SOURCE, **dict.fromkeys(names, value)}], "z": [value]}, indent=indent)
    found = json.loads(drop_outputs(data.encode()))
    assert found["cells"] == [{"source": SOURCE, **dict.fromkeys(names)}]
    assert found["z"] == [value] or isinstance(value, dict)


def test_a_text_that_is_cut_stays_cut() -> None:
    for data in (b'{"outputs": [', b'{"outputs"', b'{"outputs": "', b'{"outputs": ["\\'):
        with pytest.raises(ValueError, match="line 1"):
            json.loads(drop_outputs(data))


def test_strings_and_brackets_are_counted() -> None:
    with pytest.raises(NotebookUnreadable, match="strings and brackets"):
        drop_outputs(b'{"outputs": ' + b"[" * (size_limits.TOKENS + 2))
