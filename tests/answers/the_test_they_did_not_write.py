"""Answers to the-test-they-did-not-write."""

from tests.answers import read_answers

RIGHT, WRONG = read_answers("""
=== one waits
def test_two_writers(race):
    race.start("A", "db")
    race.start("B", "cache")

    race.step("A")
    race.finish("B")
    race.finish("A")
    assert sorted(race.pods()) == ["cache", "db", "web"]
=== in turns
-    race.step("A")
-...
+    turn = ["A", "B"]
+    while race.step(turn[0]) != "has finished":
+        turn.reverse()
+    race.finish("A")
+    race.finish("B")
+    found = race.pods()
+    assert "db" in found and "cache" in found, found
=== B waits, and the pods are counted
-    race.step("A")
-...
+    race.step("B")
+    race.finish("A")
+    race.finish("B")
+    if len(race.pods()) != 3:
+        raise AssertionError(race.pods())
=== stops A right before its write, and asserts both
-    race.step("A")
-...
+    race.step("A")
+    race.step("A")
+    race.finish("B")
+    race.finish("A")
+    pods = race.pods()
+    assert "db" in pods and "cache" in pods
=== other names, and a Counter
from collections import Counter

def test_two_writers(race):
    for who in ("one", "two"):
        race.start(who, "pod of " + who)
    race.step("two")
    for who in ("one", "two"):
        race.finish(who)
    assert Counter(race.pods()) == Counter(["web", "pod of one", "pod of two"])
=== three schedulers
-    race.step("A")
-...
+    race.start("C", "mail")
+    for who in "ABC":
+        race.step(who)
+    for who in "CBA":
+        race.finish(who)
+    assert len(race.pods()) == len(set(race.pods())) == 4, race.pods()
=== both ways, one after the other
-    race.step("A")
-...
+    race.step("A")
+    race.finish("B")
+    race.finish("A")
+    race.start("C", "mail")
+    race.start("D", "log")
+    race.step("D")
+    race.finish("C")
+    race.finish("D")
+    assert {"db", "cache", "mail", "log"} <= set(race.pods())
=== helpers, and an error of its own
class PodLost(AssertionError):
    pass

def run_both(race, first, second):
    race.start(first, first)
    race.start(second, second)
    race.step(first)
    race.finish(second)
    race.finish(first)

def test_two_writers(race):
    run_both(race, "x", "y")
    lost = {"web", "x", "y"} - set(race.pods())
    if lost:
        raise PodLost(f"lost: {lost}")
=== asserts in a loop, with words
-    assert sorted(race.pods()) == ["cache", "db", "web"]
+    for pod in ("web", "db", "cache"):
+        assert race.pods().count(pod) == 1, f"{pod} is there {race.pods().count(pod)} times"
=== unittest's own assertion
-    assert sorted(race.pods()) == ["cache", "db", "web"]
+    import unittest
+    unittest.TestCase().assertCountEqual(race.pods(), ["web", "cache", "db"])
=== in turns, by recursion, and prints
-    race.step("A")
-...
+    def go(who, other):
+        words = race.step(who)
+        print(who, words)
+        if words != "has finished":
+            go(other, who)
+    go("A", "B")
+    race.finish("A")
+    race.finish("B")
+    assert sorted(race.pods()) == ["cache", "db", "web"]
=== one after the other => in your order nothing was lost
-    race.step("A")
-...
+    race.finish('A')
+    race.finish('B')
+    assert len(race.pods()) == 3
=== asserts nothing => though cache is lost
-    assert sorted(race.pods()) == ["cache", "db", "web"]
+    race.pods()
=== counts the steps of the old code => say race.finish(who), not a number of steps
-    race.step("A")
-...
+    for who in 'ABABAB':
+        race.step(who)
+    assert set(race.pods()) == {'web', 'db', 'cache'}
=== asserts that the pod is lost => a test that passes here
-    assert sorted(race.pods()) == ["cache", "db", "web"]
+    assert "cache" not in race.pods()
=== never fails => your `assert` does not notice it
-    assert sorted(race.pods()) == ["cache", "db", "web"]
+    assert race.pods() or True
=== always fails => a test that passes here
-    race.step("A")
-...
+    assert False, 'race!'
=== looks for the last writer only => though cache is lost
-    assert sorted(race.pods()) == ["cache", "db", "web"]
+    assert "db" in race.pods()
=== looks for the first writer only => on a registry that gives up
-    assert sorted(race.pods()) == ["cache", "db", "web"]
+    assert "cache" in race.pods()
=== forgets to start => start each scheduler once
def test_two_writers(race):
    race.step('A')
=== an error that is no assertion => a failing `assert`
-    assert sorted(race.pods()) == ["cache", "db", "web"]
+    race.pods().index("cache")
=== keeps something between two runs => did two different things
runs = []
def test_two_writers(race):
    race.start("A", "db")
    race.start("B", "cache")
    runs.append(1)
    if len(runs) % 2:
        race.step('A')
    race.finish('B')
=== never stops => and had not finished
-    race.step("A")
-...
+    while True:
+        race.step('A')
=== asserts that somebody was refused => both new pods must be on the list
     race.finish("B")
+    said = [race.step("A") for _ in range(3)]
+    assert any("refused" in words for words in said), said
-    assert sorted(race.pods()) == ["cache", "db", "web"]
=== returns what it should assert => what it returns is not looked at
-    assert sorted(race.pods()) == ["cache", "db", "web"]
+    return "db" in race.pods() and "cache" in race.pods()
=== asserts an order on the list => the order of the two is left open
-    assert sorted(race.pods()) == ["cache", "db", "web"]
+    assert race.pods() == ["web", "db", "cache"]
=== the same pod twice, and wants it twice => lists none twice
-    race.start("A", "db")
-    race.start("B", "cache")
-    race.step("A")
-...
+    race.start("A", "db")
+    race.start("B", "db")
+    race.step("A")
+    race.finish("B")
+    race.finish("A")
+    assert race.pods().count("db") == 2
=== asserts a tuple, which always holds => with the parentheses always holds
-    assert sorted(race.pods()) == ["cache", "db", "web"]
+    assert (sorted(race.pods()) == ["cache", "db", "web"], "lost")
=== wants the new pods at the end => puts new ones at the front
-    assert sorted(race.pods()) == ["cache", "db", "web"]
+    assert race.pods()[0] == "web" and len(race.pods()) == 3
=== wants one scheduler's word for its request => does not notice it
-    race.step("A")
-...
+    race.step("A")
+    race.finish("B")
+    words = race.step("A") + race.step("A")
+    race.finish("A")
+    assert "refused" in words or "swap" in words
=== counts its calls, and fails at the later ones => a test that passes here
calls = []
def test_two_writers(race):
    calls.append(race)
    race.start("A", "db")
    race.start("B", "cache")
    race.step("A")
    race.finish("B")
    race.finish("A")
    assert len(calls) % 7 < 4
=== fails from the second registry on => it failed
seen = []
def test_two_writers(race):
    race.start("A", "db")
    race.start("B", "cache")
    race.step("A")
    race.finish("B")
    race.finish("A")
    pods = race.pods()
    seen.append(tuple(pods))
    assert len(set(seen)) < 2
=== a race of its own => no other race is looked at
def test_two_writers(race):
    from kubeish import race_on
    race = race_on(EtcdRegistry)
    race.start("A", "db")
    race.start("B", "cache")
    race.step("A")
    race.finish("B")
    race.finish("A")
    assert True
=== a race of its own, that fails => no race of your own
def test_two_writers(race):
    from kubeish import race_on
    race = race_on(EtcdRegistry)
    race.start("A", "db")
    race.start("B", "cache")
    race.step("A")
    race.finish("B")
    race.finish("A")
    assert sorted(race.pods()) == ["cache", "db", "web"]
=== catches its own assertion => does not notice it
-    assert sorted(race.pods()) == ["cache", "db", "web"]
+    try:
+        assert sorted(race.pods()) == ["cache", "db", "web"]
+    except AssertionError as error:
+        print(error)
=== only one scheduler => start two schedulers
def test_two_writers(race):
    race.start("A", "db")
    race.finish("A")
    assert sorted(race.pods()) == ["db", "web"]
=== never finishes A => run to its end
-    race.finish("A")
-    assert sorted(race.pods()) == ["cache", "db", "web"]
+    assert "cache" in race.pods()
=== the number of requests of the fixed one => it
-    race.step("A")
-...
+    race.step("A")
+    race.finish("B")
+    for _ in range(4):
+        race.step("A")
+    assert race.step("A") == "has finished"
=== a typing error => an error in the test itself
-    assert sorted(race.pods()) == ["cache", "db", "web"]
+    assert sorted(race.pod()) == ["cache", "db", "web"]
=== asynchronous => is async
-def test_two_writers(race):
+async def test_two_writers(race):
=== no loop ends => without asking
-    race.step("A")
+    while True:
+        pass
=== leaves with sys.exit => a failing `assert`
-    assert sorted(race.pods()) == ["cache", "db", "web"]
+    import sys
+    if len(race.pods()) != 3:
+        sys.exit("lost")
""")
