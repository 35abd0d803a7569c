"""atomic-update: ten writers that all collide end at ten; the function may run twice, the value is right once."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from kubeish.checks.answer import Answer, Function, Make
from kubeish.checks.asking import run_alone, value_at
from kubeish.checks.outpaced import RAN, TRY, outpaced, told
from kubeish.checks.stages import every_pod_once, one_pod
from kubeish.checks.verdict import Teller, Verdict
from kubeish.explorer import Outcome, Run, explore, state_after
from kubeish.explorer.steps import Asks, Program, Raised
from kubeish.explorer.trouble import NeverStops
from kubeish.registry.keys import make_container_key

KEY = "/counters/pods"
LIST = make_container_key("m1")
_PODS = ("db", "cache", "mail")
_MOST = 60


def examine(answer: Answer, tell: Teller, seed: int) -> Verdict:
    """Alone; an update that says no; two in every order; ten that collide; a rival who is faster; three."""
    return (
        _alone(answer, tell)
        or _refused(answer, tell)
        or _in_every_order(answer, tell, 2)
        or _ten(answer, tell)
        or _often_refused(answer, tell)
        or _in_every_order(answer, tell, 3)
        or tell.passed(
            f"ten writers that all collide end at ten, and none of {_explored(answer, 3, _empty).interleavings:,} "
            "orders of three loses an update."
        )
    )


def _update(answer: Answer, who: str, key: str, update: Make) -> Program:
    return answer.program(who, Function("atomic_update", "helper", (key, update)))


def _empty(client: Any) -> None:
    """Nothing has been written yet."""


def _four(client: Any) -> None:
    """The counter stands at 4, and something else was written too."""
    client.put(KEY, "4")
    client.put("/other", "1")


_ALONE = (
    (_empty, "is not there yet and update makes 1 of None", b"1", Make("adding_one")),
    (_four, "holds 4 and update adds one", b"5", Make("adding_one")),
    (_four, "holds 4 and update makes 0 of it", b"0", Make("becoming", (0,))),
)


def _alone(answer: Answer, tell: Teller) -> Verdict | None:
    for setup, words, wanted, update in _ALONE:
        end, timeline = run_alone(_update(answer, "yours", KEY, update), setup)
        found = value_at(timeline.steps[-1].after, KEY) if timeline.steps else None
        if isinstance(end, Raised) or found != wanted:
            said = f"it raised {type(end.error).__name__}: {end.error}." if isinstance(end, Raised) else ""
            return tell.not_yet(
                ran=f"atomic_update(helper, key, update) alone, where the key {words}.",
                saw=said or f"the key holds {(found or b'nothing').decode()} at the end.",
                wanted=f"{wanted.decode()} at the key: what update makes of the object that stands there, or of None.",
                try_next="read by helper.extract_obj(key, ignore_not_found=True), call update, write what it returns.",
                outcome=timeline if timeline.steps else None,
            )
    return None


def _refused(answer: Answer, tell: Teller) -> Verdict | None:
    for setup, before, *error in (
        (_four, b"4", "ValueError", "there is no room"),
        (_empty, None, "ValueError", "there is no room"),
        (_four, b"4", "EtcdError", 105),
    ):
        update = Make("refusing", (Make("error", tuple(error)),))
        saw = _what_a_no_does(_update(answer, "yours", KEY, update), setup, before, str(error[0]))
        if saw:
            return tell.not_yet(
                ran=f"atomic_update with an update that raises {error[0]}({error[1]!r}).",
                saw=saw,
                wanted="its error to come out, and nothing to be written: so an update can say no.",
                try_next="catch the store's conflict and nothing else; update need not be called in the try at all.",
            )
    return None


def _what_a_no_does(program: Program, setup: Callable[[Any], None], before: bytes | None, error: str) -> str:
    """Words for what is wrong, or an empty text."""
    try:
        end, timeline = run_alone(program, setup)
    except NeverStops:
        return "it went round and round, and the error never came out."
    if not isinstance(end, Raised) or type(end.error).__name__ != error:
        return "the error did not come out."
    after = value_at(timeline.steps[-1].after, KEY) if timeline.steps else before
    return "" if after == before else "something was written all the same."


def _explored(answer: Answer, many: int, start: Callable[[Any], None]) -> Outcome:
    there = [] if start is _empty else ["web"]
    programs = {who: _update(answer, who, LIST, Make("appending", (pod,))) for who, pod in zip("ABC"[:many], _PODS)}
    return explore(programs, start, every_pod_once([*there, *_PODS[:many]]), breaking="lose or repeat an update")


def _in_every_order(answer: Answer, tell: Teller, many: int) -> Verdict | None:
    for start, words in ((one_pod, "holds [web]"), (_empty, "is not there yet")):
        outcome = _explored(answer, many, start)
        if outcome.broken:
            return tell.not_yet(
                ran=f"{'two' if many == 2 else 'three'} writers, each appending to a list that {words}, "
                f"in all {outcome.interleavings:,} orders.",
                saw=f"{next(iter(outcome.complaints))}. Orders that go wrong: {outcome.broken:,}. The shortest:",
                wanted="each update in the list, once, in every order, and no error.",
                try_next=_advice(outcome, start is _empty),
                outcome=outcome,
            )
    return None


def _advice(outcome: Outcome, empty: bool) -> str:
    heard = " ".join(outcome.complaints)
    if "101" in heard or "105" in heard:
        return "a conflict says that somebody was faster: go round, as often as it takes."
    if "times" in heard:
        return "each try begins with a fresh read. What update has changed in an earlier try must not be used again."
    if empty:
        return "the first write is a write like any other: at index 0, write only if the key is still absent."
    return "after a conflict, read again *and* call update again; then write at the index of that very read."


def _ten(answer: Answer, tell: Teller) -> Verdict | None:
    names = [str(number) for number in range(1, 11)]
    run = Run({n: _update(answer, n, KEY, Make("adding_one")) for n in names}, state_after(_empty))
    for _ in range(_MOST):
        for who in names:
            if isinstance(run.next(who), Asks):
                run.step(who)
    found = value_at(run.state, KEY)
    ended = {who: end for who, end in run.ends().items() if isinstance(end, Raised)}
    if found == b"10" and not ended:
        return None
    errors = [f"writer {who} stopped with {type(end.error).__name__}: {end.error}" for who, end in ended.items()]
    return tell.not_yet(
        ran="ten writers that each add one, in step: all read, then all write, so that in each round one gets through.",
        saw=f"{_count(found)} at the end" + (f"; {errors[0]}." if errors else "."),
        wanted="10 at the end, and every writer told that it went well.",
        try_next="nobody knows how often it takes: go round until it has worked, with no limit.",
    )


def _often_refused(answer: Answer, tell: Teller) -> Verdict | None:
    end, state, rivals = outpaced(_update(answer, "yours", KEY, Make("adding_one")), _four, KEY)
    found = _count(value_at(state, KEY))
    if found == "5":
        return None
    return tell.not_yet(
        ran=f"one writer that adds one to 4, and {RAN.replace('list', 'key')}.",
        saw=f"{told(end, rivals)}, and the key holds {found}.",
        wanted="5 at the key.",
        try_next=TRY,
    )


def _count(found: bytes | None) -> str:
    return "nothing" if found is None else str(json.loads(found))
