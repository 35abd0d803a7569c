"""Answers to back-off."""

from tests.answers import read_answers

RIGHT, WRONG = read_answers("""
=== the power kept small, far out
def back_off(attempt, random, base, cap):
    return random.uniform(0, min(cap, base * 2 ** min(attempt - 1, 60)))
=== doubled until the limit is reached
def back_off(attempt, random, base, cap):
    most = base
    for _ in range(attempt - 1):
        most *= 2
        if most >= cap:
            break
    return random.random() * min(most, cap)
=== the error of too large a power, caught
def back_off(attempt, random, base, cap):
    try:
        most = base * 2 ** (attempt - 1)
    except OverflowError:
        most = cap
    return random.random() * min(most, cap)
=== above a thousand the cap
def back_off(attempt, random, base, cap):
    most = cap
    if attempt <= 1000:
        most = min(cap, base * 2 ** (attempt - 1))
    return random.uniform(0, most)
=== a logarithm says when the cap is reached
import math

def back_off(attempt, random, base, cap):
    if base >= cap or attempt - 1 >= math.log2(cap / base):
        return cap * random.random()
    return math.ldexp(base, attempt - 1) * random.random()
=== halves the cap until the power fits
def back_off(attempt, random, base, cap):
    from fractions import Fraction
    most = Fraction(base)
    for _ in range(attempt - 1):
        if most >= cap:
            break
        most *= 2
    return random.betavariate(1, 1) * float(min(most, Fraction(cap)))
=== calls itself
def back_off(attempt, random, base, cap):
    if attempt == 1 or base >= cap:
        return (1 - random.random()) * min(base, cap)
    return back_off(attempt - 1, random, 2 * base, cap)
=== match, and whole numbers of a tiny unit
def back_off(attempt, random, base, cap):
    match attempt:
        case 1:
            most = base
        case n if n > 500:
            most = cap
        case n:
            most = base * 2.0 ** (n - 1)
    return min(most, cap) * random.getrandbits(53) / 2 ** 53
=== itertools, a generator and a print
import itertools

def limits(base, cap):
    most = base
    while most < cap:
        yield most
        most += most
    yield from itertools.repeat(cap)

def back_off(attempt, random, base, cap):
    most = next(itertools.islice(limits(base, cap), attempt - 1, None))
    wait = random.triangular(0, 1, 0.5) * 0 + random.uniform(most, 0)
    print("waits for", wait)
    return wait
=== a table of powers, and choice among halves of ever smaller size
POWERS = [2 ** n for n in range(400)]

def back_off(attempt, random, base, cap):
    most = min(base * POWERS[min(attempt, 400) - 1], cap)
    low, high = 0.0, float(most)
    for _ in range(50):
        middle = (low + high) / 2
        low, high = random.choice([(low, middle), (middle, high)])
    return low
=== a fixed wait => a scheduler that waits for a fixed time
def back_off(attempt, random, base, cap):
    return base
=== doubled, and not drawn => comes back together with all the others
def back_off(attempt, random, base, cap):
    return min(cap, base * 2 ** min(attempt - 1, 60))
=== drawn, and never longer => The maximum doubles with each attempt
def back_off(attempt, random, base, cap):
    return random.uniform(0, base)
=== no limit => never above `cap`
def back_off(attempt, random, base, cap):
    return random.uniform(0.9, 1) * base * 2 ** (attempt - 1)
=== the limit comes after the power, too late for a float => stop doubling when `cap` is reached
def back_off(attempt, random, base, cap):
    return random.uniform(0, min(cap, base * 2 ** (attempt - 1)))
=== begins at twice the base => attempt 1 comes after the first conflict
def back_off(attempt, random, base, cap):
    most = min(cap, base * 2 ** min(attempt, 60))
    return most / 2 + random.uniform(0, most / 2)
=== half of it fixed => draw evenly, from 0 to the maximum
def back_off(attempt, random, base, cap):
    most = min(cap, base * 2 ** min(attempt - 1, 60))
    return most / 2 + random.uniform(0, most / 2)
=== a little chance on top, and cut off again => draw evenly
def back_off(attempt, random, base, cap):
    most = min(cap, base * 2 ** min(attempt - 1, 60))
    return min(most, most * 0.95 + random.uniform(0, most / 20))
=== grows by steps, not by doubling => The maximum doubles with each attempt
def back_off(attempt, random, base, cap):
    return random.uniform(0, min(cap, base * attempt))
=== the module's own chance => other waits from the same seed
import random as chance

def back_off(attempt, random, base, cap):
    return chance.uniform(0, min(cap, base * 2 ** min(attempt - 1, 60)))
=== waits by itself and says nothing => do not sleep
import time

def back_off(attempt, random, base, cap):
    time.sleep(random.uniform(0, min(cap, base * 2 ** min(attempt - 1, 60))) / 1000)
=== the bell curve => without a draw in that same call
def back_off(attempt, random, base, cap):
    most = min(cap, base * 2 ** min(attempt - 1, 60))
    return min(most, max(0.0, random.gauss(most / 2, most / 6)))
=== swaps base and limit => The maximum doubles with each attempt
def back_off(attempt, random, base, cap):
    return random.uniform(0, min(base, cap * 2 ** min(attempt - 1, 60)))
=== remembers how far it has come by itself => from 0 to
level = [0]

def back_off(attempt, random, base, cap):
    level[0] += 1
    return random.uniform(0, min(cap, base * 2 ** min(level[0] - 1, 60)))
=== remembers the longest that it has seen => Remember nothing from one call to the next
longest = [0]

def back_off(attempt, random, base, cap):
    longest[0] = max(longest[0], attempt)
    return random.uniform(0, min(cap, base * 2 ** min(longest[0] - 1, 60)))
=== from the base on, not from nothing => a fixed time
def back_off(attempt, random, base, cap):
    return random.uniform(base, min(cap, base * 2 ** min(attempt - 1, 60)))
=== whole numbers only => do not round
def back_off(attempt, random, base, cap):
    return int(random.uniform(0, min(cap, base * 2 ** min(attempt - 1, 60))))
=== the power stops at 6 => The maximum doubles with each attempt
def back_off(attempt, random, base, cap):
    return random.uniform(0, min(cap, base * 2 ** min(attempt - 1, 6)))
=== the power stops at 10 => The maximum doubles with each attempt
def back_off(attempt, random, base, cap):
    return random.uniform(0, min(cap, base * 2 ** min(attempt - 1, 10)))
=== the power stops at 30 => The maximum doubles with each attempt
def back_off(attempt, random, base, cap):
    return random.uniform(0, min(cap, base * 2 ** min(attempt - 1, 30)))
=== from the eleventh on the cap => the most that may be waited is `base`
def back_off(attempt, random, base, cap):
    if attempt > 10:
        return random.uniform(0, cap)
    return random.uniform(0, min(cap, base * 2 ** (attempt - 1)))
=== to a tenth of a millisecond => do not round
def back_off(attempt, random, base, cap):
    return round(random.uniform(0, min(cap, base * 2 ** min(attempt - 1, 60))), 4)
=== to a millionth of a second => do not round
def back_off(attempt, random, base, cap):
    return round(random.uniform(0, min(cap, base * 2 ** min(attempt - 1, 60))), 6)
=== now and then it does not wait at all => do not replace it now and then
def back_off(attempt, random, base, cap):
    return random.uniform(0, min(cap, base * 2 ** min(attempt - 1, 60))) * (random.random() > 0.0005)
=== the cap is only for the later ones => where `cap` may be below `base`
def back_off(attempt, random, base, cap):
    if attempt == 1:
        return random.uniform(0, base)
    return random.uniform(0, min(cap, base * 2 ** min(attempt - 1, 60)))
=== the cap is at least the base => the maximum is never above `cap`
def back_off(attempt, random, base, cap):
    return random.uniform(0, max(base, min(cap, base * 2 ** min(attempt - 1, 60))))
=== the drawn wait is cut off at the cap => comes back together with all
def back_off(attempt, random, base, cap):
    return min(cap, random.uniform(0, base * 2 ** min(attempt - 1, 60)))
=== seeds it with the attempt => never seed `random`
def back_off(attempt, random, base, cap):
    random.seed(attempt)
    return random.uniform(0, min(cap, base * 2 ** min(attempt - 1, 60)))
=== seeds it with its own draw => never seed what you were given
def back_off(attempt, random, base, cap):
    random.seed(random.random())
    return random.uniform(0, min(cap, base * 2 ** min(attempt - 1, 60)))
=== uses each draw twice => keep nothing from one call to the next
kept = []

def back_off(attempt, random, base, cap):
    if not kept:
        kept.extend([random.random()] * 2)
    return kept.pop() * min(cap, base * 2 ** min(attempt - 1, 60))
=== the lower half, then the upper half => keep nothing from one call to the next
turns = [0]

def back_off(attempt, random, base, cap):
    turns[0] += 1
    most = min(cap, base * 2 ** min(attempt - 1, 60))
    return random.uniform(0, most / 2) + most / 2 * (turns[0] % 2)
=== the power of ten => the most that may be waited is `base`
def back_off(attempt, random, base, cap):
    return random.uniform(0, min(cap, base * 10 ** min(attempt - 1, 60)))
=== a loop without a way out => a loop needs a way out
def back_off(attempt, random, base, cap):
    most, number = min(base, cap), 1
    while number != attempt:
        most = min(most * 2, cap)
    return random.uniform(0, most)
=== a generator => has a yield in it
def back_off(attempt, random, base, cap):
    yield random.uniform(0, min(cap, base * 2 ** min(attempt - 1, 60)))
=== a coroutine => is async
async def back_off(attempt, random, base, cap):
    return random.uniform(0, min(cap, base * 2 ** min(attempt - 1, 60)))
=== ends Python => an answer must not end Python
import sys

def back_off(attempt, random, base, cap):
    if attempt > 5:
        sys.exit("too often")
    return random.uniform(0, min(cap, base * 2 ** min(attempt - 1, 60)))
=== a typing error => no variable of that name
def back_off(attempt, random, base, cap):
    return random.uniform(0, min(cap, base * 2 ** min(attemt - 1, 60)))
=== whole seconds => seconds need not be whole
def back_off(attempt, random, base, cap):
    return random.choice(range(0, min(cap, base * 2 ** (attempt - 1))))
""")
