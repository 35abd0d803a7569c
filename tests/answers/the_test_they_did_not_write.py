"""Answers to the-test-they-did-not-write."""

from tests.answers import Right, Wrong

_START = """
def test_two_writers(race):
    race.start("A", "db")
    race.start("B", "cache")
"""

RIGHT = [
    Right(
        "one waits",
        _START
        + """
    race.step("A")
    race.finish("B")
    race.finish("A")
    assert sorted(race.pods()) == ["cache", "db", "web"]
""",
    ),
    Right(
        "in turns",
        _START
        + """
    turn = ["A", "B"]
    while race.step(turn[0]) != "has finished":
        turn.reverse()
    race.finish("A")
    race.finish("B")
    found = race.pods()
    assert "db" in found and "cache" in found, found
""",
    ),
    Right(
        "B waits, and the pods are counted",
        _START
        + """
    race.step("B")
    race.finish("A")
    race.finish("B")
    if len(race.pods()) != 3:
        raise AssertionError(race.pods())
""",
    ),
]

WRONG = [
    Wrong(
        "one after the other",
        _START + "    race.finish('A')\n    race.finish('B')\n    assert len(race.pods()) == 3\n",
        "let both schedulers read before either",
    ),
    Wrong(
        "asserts nothing",
        _START + "    race.step('A')\n    race.finish('B')\n    race.finish('A')\n    race.pods()\n",
        "though this code loses pods",
    ),
    Wrong(
        "counts the steps of the old code",
        _START
        + "    for who in 'ABABAB':\n        race.step(who)\n    assert set(race.pods()) == {'web', 'db', 'cache'}\n",
        "say race.finish(who), not a number of steps",
    ),
    Wrong(
        "asserts that the pod is lost",
        _START
        + "    race.step('A')\n    race.finish('B')\n    race.finish('A')\n    assert 'cache' not in race.pods()\n",
        "a test that passes here",
    ),
    Wrong(
        "never fails",
        _START + "    race.step('A')\n    race.finish('B')\n    race.finish('A')\n    assert race.pods() or True\n",
        "though this code loses pods",
    ),
    Wrong("always fails", _START + "    assert False, 'race!'\n", "a test that passes here"),
    Wrong(
        "looks for the last writer only",
        _START + "    race.step('A')\n    race.finish('B')\n    race.finish('A')\n    assert 'db' in race.pods()\n",
        "though this code loses pods",
    ),
    Wrong(
        "looks for the first writer only",
        _START + "    race.step('A')\n    race.finish('B')\n    race.finish('A')\n    assert 'cache' in race.pods()\n",
        "a test that fails here too",
    ),
    Wrong("forgets to start", "def test_two_writers(race):\n    race.step('A')\n", "start each scheduler once"),
    Wrong(
        "an error that is no assertion",
        _START + "    race.step('A')\n    race.finish('B')\n    race.finish('A')\n    race.pods().index('cache')\n",
        "a failing `assert`",
    ),
    Wrong(
        "keeps something between two runs",
        "runs = []"
        + _START
        + "    runs.append(1)\n    if len(runs) % 2:\n        race.step('A')\n    race.finish('B')\n",
        "did two different things",
    ),
    Wrong("never stops", _START + "    while True:\n        race.step('A')\n", "and had not finished"),
    Wrong(
        "asserts that somebody was refused",
        _START
        + """
    race.step("A")
    race.finish("B")
    said = [race.step("A") for _ in range(3)]
    assert any("refused" in words for words in said), said
    race.finish("A")
""",
        "assert that *both* new pods are there",
    ),
    Wrong(
        "returns what it should assert",
        _START
        + "    race.step('A')\n    race.finish('B')\n    race.finish('A')\n"
        + "    return 'db' in race.pods() and 'cache' in race.pods()\n",
        "what it returns nobody looks at",
    ),
    Wrong(
        "asserts an order on the list",
        _START
        + "    race.step('A')\n    race.finish('B')\n    race.finish('A')\n"
        + "    assert race.pods() == ['web', 'db', 'cache']\n",
        "who comes first is left open",
    ),
]
