"""The learner's own line and local variables at each pause, wherever the function was written."""

from __future__ import annotations

import linecache
from typing import Any

import pytest

from kubeish.api import Pod
from kubeish.explorer import Run, Where, as_program, state_after
from kubeish.explorer.where import is_plumbing
from kubeish.registry import EtcdRegistry265
from tests.explorer.schedulers import LIST, one_pod


def standing(client: Any, steps: int = 0, setup: Any = one_pod) -> Where:
    """Where a client stands before its request number ``steps``, counted from 0."""
    run = Run({"A": as_program("A", client)}, state_after(setup))
    for _ in range(steps):
        run.step("A")
    return run.where("A")


def adds(client: Any) -> None:
    value, _metadata = client.get(LIST)
    text = value.decode()
    # a remark
    client.put(
        LIST,
        text.replace("web", "db"),
    )
    again, _ = client.get(LIST)
    print(again)


def test_a_plain_function():
    first, second, third = (standing(adds, steps) for steps in range(3))
    assert first.function == "adds"
    assert first.source.splitlines()[0] == "def adds(client: Any) -> None:"
    assert [w.text for w in (first, second, third)] == [
        "value, _metadata = client.get(LIST)",
        "client.put(",
        "again, _ = client.get(LIST)",
    ]
    assert [w.line for w in (first, second, third)] == [2, 5, 9]
    assert first.local == ()
    assert ("text", '\'[{"id": "web"}]\'') in second.local
    assert [name for name, _ in second.local] == ["value", "text"]


def test_after_the_end_there_is_what_it_printed():
    assert standing(adds, 3) == Where(printed='b\'[{"id": "db"}]\'\n')


def test_a_function_within_a_function_is_dedented():
    def inner(client: Any) -> None:
        if client:
            client.get("k")

    where = standing(inner)
    assert where.source == 'def inner(client: Any) -> None:\n    if client:\n        client.get("k")'
    assert (where.line, where.text) == (3, 'client.get("k")')


class Scheduler:
    def __init__(self, pod: str) -> None:
        self.pod = pod

    def __call__(self, client: Any) -> None:
        wanted = self.pod
        self.write(client, wanted)

    def write(self, client: Any, what: str) -> None:
        client.put("k", what)


def test_a_method_of_a_class():
    where = standing(Scheduler("db"))
    assert (where.function, where.text) == ("write", 'client.put("k", what)')
    assert where.source.startswith("def write(")
    assert where.local == (("what", "'db'"),)


def test_a_comprehension_belongs_to_its_function():
    def reads(client: Any) -> None:
        keys = ["a", "b"]
        [client.get(key) for key in keys]

    assert standing(reads).function == "reads"
    assert standing(reads, 1).text == "[client.get(key) for key in keys]"


def test_a_lambda_alone():
    where = standing(lambda client: client.get("k"))
    assert where.function == "<lambda>"
    assert 'client.get("k")' in where.text


def test_code_of_the_story_is_on_show_where_the_learner_wrote_no_more_than_a_lambda():
    where = standing(lambda client: EtcdRegistry265(client, ["m1"]).run_pod(Pod("db"), "m1"), 1)
    assert (where.function, where.text) == (
        "create_pod_key",
        "return bool(self.client.put_if_not_exists(make_pod_key(machine, pod.id), json.dumps(to_json(pod))))",
    )
    assert ("machine", "'m1'") in where.local


def test_the_learners_own_code_is_on_show_before_that_of_the_story():
    class Mine(EtcdRegistry265):
        def run_pod(self, pod: Pod, machine: str) -> None:
            manifests, index = self.load_manifests(machine)
            self.update_manifests(machine, manifests, index)

    where = standing(lambda client: Mine(client, ["m1"]).run_pod(Pod("db"), "m1"), 1)
    assert (where.function, where.line) == ("run_pod", 3)
    assert ("index", "2") in where.local


CELL = "key = 'k'\n\ndef mine(client):\n    value = 'v'\n    client.put(key, value)\n"


def test_a_cell_of_a_notebook(monkeypatch):
    """IPython leaves the source of each cell in linecache, under a name that is no file."""
    names: dict[str, Any] = {}
    exec(compile(CELL, "<ipython-input-7-0123456789ab>", "exec"), names)
    entry = (len(CELL), None, CELL.splitlines(keepends=True), "<ipython-input-7-0123456789ab>")
    monkeypatch.setitem(linecache.cache, "<ipython-input-7-0123456789ab>", entry)
    where = standing(names["mine"])
    assert (where.line, where.text, where.local) == (3, "client.put(key, value)", (("value", "'v'"),))


def test_a_cell_that_ipython_really_ran():
    interactiveshell = pytest.importorskip("IPython.core.interactiveshell")
    shell = interactiveshell.InteractiveShell.instance()
    try:
        assert shell.run_cell(CELL, store_history=True).success
        where = standing(shell.user_ns["mine"])
    finally:
        interactiveshell.InteractiveShell.clear_instance()
    assert (where.function, where.line, where.text) == ("mine", 3, "client.put(key, value)")


def test_without_source():
    names: dict[str, Any] = {}
    exec(CELL, names)
    where = standing(names["mine"])
    assert (where.function, where.source, where.text, where.local) == ("mine", "", "", (("value", "'v'"),))


class Odd:
    def __repr__(self) -> str:
        raise RuntimeError("no words")


def test_long_and_strange_values_are_short():
    def holds(client: Any) -> None:
        many = list(range(1000))
        text = "x" * 1000
        odd, plain = Odd(), object()
        client.get(f"k{len(many) + len(text)}{odd is plain}")

    where = standing(holds)
    assert dict(where.local)["many"] == "[0, 1, 2, 3, 4, 5, 6, 7, ...]"
    assert len(dict(where.local)["text"]) == 80
    assert set(dict(where.local)) == {"many", "text"}


def test_what_is_the_learners_and_what_is_not():
    import json

    import kubeish.client.client

    assert is_plumbing(json.__file__)
    assert is_plumbing(kubeish.client.client.__file__)
    assert is_plumbing(pytest.__file__)
    assert not is_plumbing(__file__)
    assert not is_plumbing("<ipython-input-7-0123456789ab>")
    assert not is_plumbing(kubeish.__file__.replace("kubeish/__init__.py", "kubeish-course/mine.py"))
