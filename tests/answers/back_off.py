"""Answers to back-off."""

from tests.answers import Right, Wrong

RIGHT = [
    Right(
        "the power kept small",
        """
def back_off(attempt, random, base, cap):
    return random.uniform(0, min(cap, base * 2 ** min(attempt - 1, 30)))
""",
    ),
    Right(
        "doubled until the limit is reached",
        """
def back_off(attempt, random, base, cap):
    most = base
    for _ in range(attempt - 1):
        most *= 2
        if most >= cap:
            return random.random() * cap
    return random.random() * most
""",
    ),
    Right(
        "the error of too large a power, caught",
        """
def back_off(attempt, random, base, cap):
    try:
        most = base * 2 ** (attempt - 1)
    except OverflowError:
        most = cap
    return random.random() * min(most, cap)
""",
    ),
]

WRONG = [
    Wrong(
        "a fixed wait",
        "def back_off(attempt, random, base, cap):\n    return base\n",
        "the same waits from another seed",
    ),
    Wrong(
        "doubled, and not drawn",
        "def back_off(attempt, random, base, cap):\n    return min(cap, base * 2 ** min(attempt - 1, 30))\n",
        "comes back with all the others",
    ),
    Wrong(
        "drawn, and never longer",
        "def back_off(attempt, random, base, cap):\n    return random.uniform(0, base)\n",
        "The most doubles with each attempt",
    ),
    Wrong(
        "no limit",
        "def back_off(attempt, random, base, cap):\n    return random.uniform(0.9, 1) * base * 2 ** (attempt - 1)\n",
        "never above `cap`",
    ),
    Wrong(
        "the limit comes after the power, too late for a float",
        """
def back_off(attempt, random, base, cap):
    return random.uniform(0, min(cap, base * 2 ** (attempt - 1)))
""",
        "stop doubling when `cap` is reached",
    ),
    Wrong(
        "begins at twice the base",
        """
def back_off(attempt, random, base, cap):
    most = min(cap, base * 2 ** min(attempt, 30))
    return most / 2 + random.uniform(0, most / 2)
""",
        "attempt 1 comes after the first conflict",
    ),
    Wrong(
        "half of it fixed",
        """
def back_off(attempt, random, base, cap):
    most = min(cap, base * 2 ** min(attempt - 1, 30))
    return most / 2 + random.uniform(0, most / 2)
""",
        "draw evenly, from 0 to the most",
    ),
    Wrong(
        "a little chance on top, and cut off again",
        """
def back_off(attempt, random, base, cap):
    most = min(cap, base * 2 ** min(attempt - 1, 30))
    return min(most, most * 0.95 + random.uniform(0, most / 20))
""",
        "comes back together with all the others",
    ),
    Wrong(
        "grows by steps, not by doubling",
        "def back_off(attempt, random, base, cap):\n    return random.uniform(0, min(cap, base * attempt))\n",
        "The most doubles with each attempt",
    ),
    Wrong(
        "the module's own chance",
        """
import random as chance

def back_off(attempt, random, base, cap):
    return chance.uniform(0, min(cap, base * 2 ** min(attempt - 1, 30)))
""",
        "other waits from the same seed",
    ),
    Wrong(
        "waits by itself and says nothing",
        """
import time

def back_off(attempt, random, base, cap):
    time.sleep(random.uniform(0, min(cap, base * 2 ** min(attempt - 1, 30))) / 1000)
""",
        "to wait is the business of whoever called",
    ),
    Wrong(
        "the bell curve",
        """
def back_off(attempt, random, base, cap):
    most = min(cap, base * 2 ** min(attempt - 1, 30))
    return min(most, max(0.0, random.gauss(most / 2, most / 6)))
""",
        "draw evenly",
    ),
    Wrong(
        "swaps base and limit",
        """
def back_off(attempt, random, base, cap):
    return random.uniform(0, min(base, cap * 2 ** min(attempt - 1, 30)))
""",
        "The most doubles with each attempt",
    ),
    Wrong(
        "remembers how far it has come by itself",
        """
level = [0]

def back_off(attempt, random, base, cap):
    level[0] += 1
    return random.uniform(0, min(cap, base * 2 ** min(level[0] - 1, 30)))
""",
        "from 0 to",
    ),
    Wrong(
        "remembers the longest that it has seen",
        """
longest = [0]

def back_off(attempt, random, base, cap):
    longest[0] = max(longest[0], attempt)
    return random.uniform(0, min(cap, base * 2 ** min(longest[0] - 1, 30)))
""",
        "Remember nothing from one call to the next",
    ),
    Wrong(
        "from the base on, not from nothing",
        """
def back_off(attempt, random, base, cap):
    return random.uniform(base, min(cap, base * 2 ** min(attempt - 1, 30)))
""",
        "a fixed time",
    ),
    Wrong(
        "whole numbers only",
        """
def back_off(attempt, random, base, cap):
    return int(random.uniform(0, min(cap, base * 2 ** min(attempt - 1, 30))))
""",
        "the same waits from another seed",
    ),
]
