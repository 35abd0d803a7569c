"""The plugin of pytest: what a failing test shows, one order run again, and that it costs others nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest_plugins = ["pytester"]

RACE = """
def add_one(client):
    number, _ = client.get("visits")
    client.put("visits", str(int(number) + 1))


def nobody_yet(client):
    client.put("visits", "0")


def both_are_counted(client):
    number, _ = client.get("visits")
    return [] if number == b"2" else [f"{number.decode()} of 2 is counted"]


def test_race(kubeish_explore):
    kubeish_explore({"A": add_one, "B": add_one}, nobody_yet, both_are_counted, breaking="lose a visit")
"""
SAFE = """
def swap(client):
    words = client.transactions
    while True:
        number, metadata = client.get("visits")
        swapped, _ = client.transaction(
            [words.mod("visits") == metadata.mod_revision], [words.put("visits", str(int(number) + 1))], []
        )
        if swapped:
            return


def test_swap(kubeish_explore):
    def two(client):
        return client.get("visits")[0] == b"2"

    outcome = kubeish_explore(
        {"A": swap, "B": swap},
        lambda client: client.put("visits", "0"),
        lambda client: [] if two(client) else ["lost"],
        sometimes=two,
    )
    assert outcome.interleavings in (1, 6)
"""
FOUND = """
A  reads   0  at index 2
     add_one, line 2: number, _ = client.get("visits")
B  reads   0  at index 2
     add_one, line 2: number, _ = client.get("visits")
A  writes  1  index 3
     add_one, line 3: client.put("visits", str(int(number) + 1))
B  writes  1  index 4      over index 3, which B never read
     add_one, line 3: client.put("visits", str(int(number) + 1))
→ 1 of 2 is counted
"""


@pytest.fixture(name="plain")
def the_plain_pytest(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """pytest with this plugin, loaded as its entry point loads it, and no other one."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeini("[pytest]\naddopts = -p kubeish.classroom.pytest_plugin")
    return pytester


def test_a_failing_test_shows_the_order_with_the_author_s_lines(plain: pytest.Pytester) -> None:
    plain.makepyfile(test_visits=RACE)
    result = plain.runpytest()
    result.assert_outcomes(failed=1)
    said = result.stdout.str()
    assert f"6 orders · 4 lose a visit\n{FOUND}" in said
    assert "To run this order alone: pytest test_visits.py::test_race --order 'A B A B'" in said
    assert "Traceback" not in said
    assert "pytest_plugin.py" not in said


def test_a_copied_order_is_run_again(plain: pytest.Pytester) -> None:
    plain.makepyfile(test_visits=RACE)
    broken = plain.runpytest("test_visits.py::test_race", "--order", "A B A B")
    broken.assert_outcomes(failed=1)
    assert f"the order A B A B\n{FOUND}" in broken.stdout.str()
    fine = plain.runpytest("test_visits.py::test_race", "--order", "AABB", "-rP")
    fine.assert_outcomes(passed=1)
    assert "B  reads   1  at index 3" in fine.stdout.str()


def test_an_order_that_cannot_be_taken_is_a_sentence(plain: pytest.Pytester) -> None:
    plain.makepyfile(test_visits=RACE)
    result = plain.runpytest("--order", "A C")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["the order names 'C', and there are A and B: write for instance 'A B A B'."])


def test_a_safe_program_passes_and_gives_its_outcome(plain: pytest.Pytester) -> None:
    plain.makepyfile(test_visits=SAFE)
    plain.runpytest().assert_outcomes(passed=1)
    plain.runpytest("--order", "A B A B B B").assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("{'A': put}, sometimes=lambda client: False", "1 order · none break the rule*no order comes to a state*"),
        ("{'A': lambda client: None}", "A returned without asking the store anything*"),
        (
            "{'A': put, 'B': put}, always=lambda client: [], max_states=2",
            "there are more than 2 states to visit; of the orders of up to 0 steps none break the rule*",
        ),
        (
            "{'A': put, 'B': put, 'C': put}, always=told, max_states=5",
            "there are more than 5 states to visit; the order A is one of the shortest to break the rule*--order A*",
        ),
        ("{'A': put}, invariant=lambda client: 1 / 0", "*ZeroDivisionError*BadInvariant: the invariant stopped with*"),
    ],
    ids=["vacuous", "silent", "too large", "too large and broken", "a slip of the author"],
)
def test_what_else_fails_a_test(plain: pytest.Pytester, call: str, said: str) -> None:
    plain.makepyfile(
        "def put(client):\n    client.put('k', '1')\n"
        "def told(client):\n    return ['told'] if client.get('k')[0] else []\n"
        f"def test_it(kubeish_explore):\n    kubeish_explore({call})\n"
    )
    result = plain.runpytest()
    result.assert_outcomes(failed=1)
    assert pytest.LineMatcher([" ".join(result.stdout.lines)]).fnmatch_lines([f"*{said}"]) is None


def test_another_plugin_s_order_is_left_alone(plain: pytest.Pytester) -> None:
    plain.makeini("[pytest]")
    plain.makepyfile(
        other="def pytest_addoption(parser):\n    parser.addoption('--order', dest='other', default='none')\n",
        test_visits=RACE + "\n\ndef test_other(request):\n    assert request.config.getoption('other') == 'up'\n",
    )
    plain.syspathinsert()
    result = plain.runpytest_subprocess("-p", "other", "-p", "kubeish.classroom.pytest_plugin", "--order", "up")
    result.assert_outcomes(passed=1, failed=1)


CHECK = """
import sys
import kubeish.classroom.pytest_plugin
own = sorted(name for name in sys.modules if name.startswith("kubeish"))
print(*own)
"""


def test_the_plugin_imports_nothing_else_of_kubeish() -> None:
    done = subprocess.run([sys.executable, "-c", CHECK], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) <= {
        *("kubeish", "kubeish._lazy", "kubeish.classroom", "kubeish.classroom.pytest_plugin", "kubeish.errors"),
        *("kubeish.wording", "kubeish_etcd3"),
    }
