"""Verdict on a scheduler that two threads share: whether both can be inside its generator at once."""

from __future__ import annotations

import itertools

from kubeish.api import Pod
from kubeish.checks import Call, Construct, Create, Draw, Examination, Ref, Verdict
from kubeish.checks.scheduler_under_test import (
    advise_error,
    describe_choices,
)
from kubeish.wording import say

_OVERLAPS = {
    "together": say("both inside the generator at the same time."),
    "undrawn": say("nothing was drawn from the generator that it was given."),
    "no threads": say("no second thread could be started: all that there may be are taken."),
    "changed": say("the generator that it was given has other methods now."),
    "seeded": say("the generator that it was given was seeded anew."),
}
_ADVICE = {
    "undrawn": say("draw from what `__init__` was given, and from nothing else."),
    "no threads": say("start no threads of your own: others call `schedule` from theirs."),
    "changed": say("leave what you were given as it is: the lock is the scheduler's own, made in `__init__`."),
    "seeded": say("never seed what you were given."),
}


def _differ(one: Pod, other: Pod) -> bool:
    """Whether a lock for each id, or for each host, would be two locks for them."""
    return one.id != other.id and one.host != other.host


def check_thread_safety(exam: Examination, name: str, pods: tuple[Pod, ...], draw: Draw, fair: str) -> Verdict:
    """The second thread is started in the first one's draw, and before each of its instructions.

    ``name``: of the learner's class; ``fair``: what it has shown so far, in words.
    """
    lists = (draw.draw_machines(3), draw.draw_machines(4))
    two = next((one, other) for one, other in itertools.combinations(pods, 2) if _differ(one, other))
    test = Construct("test", Create("overlap_test", (Ref(name), draw.getrandbits(30), two, lists)))
    both = exam.answer.run_session([test, Call("test", "find_overlap")])[-1]
    kind, line, function = both.value if isinstance(both.value, tuple) and len(both.value) == 3 else ("", 0, "")
    if kind == "apart":
        return exam.accept(say("{fair}, and never two threads in one generator.", fair=fair))
    if kind == "no threads" and not exam.answer.has_threads:
        return exam.accept(
            say("{fair}. (Whether it is safe to share cannot be seen here, where no thread can start.)", fair=fair)
        )
    saw = _OVERLAPS.get(kind, "")
    if kind == "together" and line:
        saw = say(
            "both inside the generator at the same time: the second one was called while the first one was at {where}.",
            where=say("line {line} of {name}", line=line, name=function),
        )
    return exam.reject(
        ran=say(
            "two threads that call schedule at once; the generator keeps one of them inside until the other moves."
        ),
        saw=saw or say("the second thread: {choices}.", choices=describe_choices(both)),
        wanted=say("the second one to wait until the first is out of the generator that they share, and then to draw."),
        try_next=advise_error(both)
        or _ADVICE.get(
            kind,
            say(
                "one `threading.Lock()` for each scheduler, made in `__init__`; draw inside `with "
                "self.lock:`, which waits as long as it takes."
            ),
        ),
    )
