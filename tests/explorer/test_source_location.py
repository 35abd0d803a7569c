"""Source locations: the learner's own line and locals at each pause, wherever written."""

from __future__ import annotations

import linecache
import sys
from typing import Any

import pytest

from kubeish.api import Pod
from kubeish.explorer import Location, Run, as_program, run_setup
from kubeish.explorer.source_location import CallSites, is_plumbing
from kubeish.registry import EtcdRegistry265
from tests.explorer.schedulers import LIST, one_pod


def locate(client: Any, steps: int = 0, setup: Any = one_pod) -> Location:
    """Where a client stands before its request number ``steps``, counted from 0."""
    run = Run({"A": as_program("A", client)}, run_setup(setup))
    for _ in range(steps):
        run.step("A")
    return run.locate("A")


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
    first, second, third = (locate(adds, steps) for steps in range(3))
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
    assert locate(adds, 3) == Location(printed='b\'[{"id": "db"}]\'\n')


def test_a_function_within_a_function_is_dedented():
    def inner(client: Any) -> None:
        if client:
            client.get("k")

    location = locate(inner)
    assert location.source == 'def inner(client: Any) -> None:\n    if client:\n        client.get("k")'
    assert (location.line, location.text) == (3, 'client.get("k")')


class Scheduler:
    def __init__(self, pod: str) -> None:
        self.pod = pod

    def __call__(self, client: Any) -> None:
        wanted = self.pod
        self.write(client, wanted)

    def write(self, client: Any, what: str) -> None:
        client.put("k", what)


def test_a_method_of_a_class():
    location = locate(Scheduler("db"))
    assert (location.function, location.text) == ("write", 'client.put("k", what)')
    assert location.source.startswith("def write(")
    assert location.local == (("what", "'db'"),)


def test_a_comprehension_belongs_to_its_function():
    def reads(client: Any) -> None:
        keys = ["a", "b"]
        [client.get(key) for key in keys]

    assert locate(reads).function == "reads"
    assert locate(reads, 1).text == "[client.get(key) for key in keys]"


def test_a_lambda_alone():
    location = locate(lambda client: client.get("k"))
    assert location.function == "<lambda>"
    assert 'client.get("k")' in location.text


def test_code_of_the_story_is_on_show_where_the_learner_wrote_no_more_than_a_lambda():
    location = locate(lambda client: EtcdRegistry265(client, ["m1"]).run_pod(Pod("db"), "m1"), 1)
    assert (location.function, location.text) == (
        "create_pod_key",
        "return bool(self.client.put_if_not_exists(make_pod_key(machine, pod.id), json.dumps(to_json(pod))))",
    )
    assert ("machine", "'m1'") in location.local


def test_the_calls_that_led_to_a_function_are_told_with_their_lines():
    location = locate(lambda client: EtcdRegistry265(client, ["m1"]).run_pod(Pod("db"), "m1"), 2)
    assert (location.function, location.trail) == (
        "compare_and_swap_obj",
        (
            ("run_pod", "return self.update_manifests(machine, manifests, index)"),
            ("update_manifests", "compare_and_swap_obj(self.helper, key, to_json(manifests), index)"),
        ),
    )
    assert locate(Scheduler("db")).trail == (("__call__", "self.write(client, wanted)"),)
    assert locate(adds).trail == ()


@pytest.mark.parametrize(("depth", "skips"), [(5, False), (6, False), (7, True), (80, True)])
def test_of_a_long_chain_of_calls_both_ends_are_told(depth: int, skips: bool):
    def descend(client: Any, left: int) -> None:
        if left:
            descend(client, left - 1)
        else:
            client.get("k")

    def start(client: Any) -> None:
        descend(client, depth - 1)

    again = ("descend", "descend(client, left - 1)")
    first, *others = locate(start).trail
    assert first == ("start", "descend(client, depth - 1)")
    assert others == ([("…", ""), *[again] * 5] if skips else [again] * (depth - 1))


def test_the_learners_own_code_is_on_show_before_that_of_the_story():
    class Mine(EtcdRegistry265):
        def run_pod(self, pod: Pod, machine: str) -> None:
            manifests, index = self.load_manifests(machine)
            self.update_manifests(machine, manifests, index)

    location = locate(lambda client: Mine(client, ["m1"]).run_pod(Pod("db"), "m1"), 1)
    assert (location.function, location.line) == ("run_pod", 3)
    assert ("index", "2") in location.local


CELL = "key = 'k'\n\ndef mine(client):\n    value = 'v'\n    client.put(key, value)\n"


def test_a_cell_of_a_notebook(monkeypatch):
    """IPython leaves the source of each cell in linecache, under a name that is no file."""
    names: dict[str, Any] = {}
    exec(compile(CELL, "<ipython-input-7-0123456789ab>", "exec"), names)
    entry = (len(CELL), None, CELL.splitlines(keepends=True), "<ipython-input-7-0123456789ab>")
    monkeypatch.setitem(linecache.cache, "<ipython-input-7-0123456789ab>", entry)
    location = locate(names["mine"])
    assert (location.line, location.text, location.local) == (3, "client.put(key, value)", (("value", "'v'"),))


def test_a_cell_that_ipython_really_ran():
    interactiveshell = pytest.importorskip("IPython.core.interactiveshell")
    shell = interactiveshell.InteractiveShell.instance()
    try:
        assert shell.run_cell(CELL, store_history=True).success
        location = locate(shell.user_ns["mine"])
    finally:
        interactiveshell.InteractiveShell.clear_instance()
    assert (location.function, location.line, location.text) == ("mine", 3, "client.put(key, value)")


def test_without_source():
    names: dict[str, Any] = {}
    exec(CELL, names)
    location = locate(names["mine"])
    assert (location.function, location.source, location.text, location.local) == ("mine", "", "", (("value", "'v'"),))


class Unprintable:
    def __repr__(self) -> str:
        raise RuntimeError("no words")


def test_long_and_strange_values_are_short():
    def holds(client: Any) -> None:
        many = list(range(1000))
        text = "x" * 1000
        unprintable, plain = Unprintable(), object()
        client.get(f"k{len(many) + len(text)}{unprintable is plain}")

    location = locate(holds)
    assert dict(location.local)["many"] == "[0, 1, 2, 3, 4, 5, 6, 7, ...]"
    assert len(dict(location.local)["text"]) == 80
    assert set(dict(location.local)) == {"many", "text"}


def test_what_is_the_learners_and_what_is_not():
    import json

    import kubeish.etcd.client.embedded_client

    assert is_plumbing(json.__file__)
    assert is_plumbing(kubeish.etcd.client.embedded_client.__file__)
    assert is_plumbing(pytest.__file__)
    assert not is_plumbing(__file__)
    assert not is_plumbing("<ipython-input-7-0123456789ab>")
    assert not is_plumbing(kubeish.__file__.replace("kubeish/__init__.py", "kubeish-course/mine.py"))


def test_the_same_place_is_one_call_site_and_another_place_another():
    sites = CallSites()

    def adds() -> bool:
        return sites.add(sys._getframe())

    assert [adds() for _ in range(3)] == [True, False, False]
    assert adds()


def test_code_that_is_collected_hands_its_place_on_to_no_other_code():
    """Each text is compiled anew. Without a reference to its code, the next one's is at the same address."""
    names = {"sites": CallSites(), "sys": sys}
    assert all(eval(f"sites.add(sys._getframe()) and {number} >= 0", names) for number in range(100))


class Deep:
    """A frame of a function that has called itself for ever. ``looks``: how often a caller was asked for."""

    looks = 0
    f_code, f_lasti = test_without_source.__code__, 8

    @property
    def f_back(self) -> Deep:
        Deep.looks += 1
        return self


def test_of_a_function_that_calls_itself_the_last_calls_are_looked_at() -> None:
    sites, deep = CallSites(), Deep()
    sites._codes[(id(Deep.f_code), 8),] = []
    assert not sites.add(deep)  # type: ignore[arg-type]
    assert 1 < Deep.looks < 20
