"""Stories of lists that change: whose turn it is on them, and what happened, in words."""

from __future__ import annotations

from dataclasses import dataclass

from kubeish.checks import Call, Draw, Operation, Result
from kubeish.checks.scheduler_contract import fail
from kubeish.checks.scheduler_under_test import (
    schedule,
)
from kubeish.wording import join, say


@dataclass
class Turn:
    """Place of a scheduler on its list: what it must choose next. ``place`` -1: before the first choice."""

    place: int = -1
    length: int = 0

    def list_next(self, machines: list[str]) -> list[str]:
        """Those of ``machines`` that may be chosen next. They are all different."""
        following = self.place + 1
        if self.length == len(machines) or self.place < 0:
            return [machines[following % len(machines)]]
        # A scheduler may have gone back to the first place at once, when it had chosen at the last one.
        allowed = machines[:1] if following == self.length else []
        return [*machines[following : following + 1], *allowed] if following < len(machines) else machines

    def move(self, machines: list[str], choice: str) -> None:
        """Note what was chosen."""
        self.place, self.length = machines.index(choice), len(machines)


def change_list(draw: Draw, names: list[str], machines: list[str]) -> tuple[str, list[str], list[Operation]]:
    """A changed list, in words and as operations. The lister's own list is changed, or replaced."""
    unused = [name for name in names if name not in machines]
    kind = draw.choice(["same", "add", "replace", "reorder", "remove", "others", "fail", "empty"])
    after = list(machines)
    change: list[Operation] = []
    if kind == "add":
        after.insert(draw.randint(0, len(after)), unused[0])
    elif kind == "replace":
        after[draw.randrange(len(after))] = unused[0]
    elif kind == "reorder":
        after = draw.shuffle_list(after)
    elif kind == "remove" and len(after) > 1:
        del after[draw.randrange(len(after))]
    elif kind == "others":
        after = draw.sample(unused, min(len(after), len(unused)))
    elif kind == "fail":
        change = [fail(draw.draw_error()), schedule(1)]
    elif kind == "empty":
        change = [Call("lister", "become", ([],)), schedule(1)]
    words = {"fail": say("the lister fails once"), "empty": say("the list is empty once")}.get(kind, "")
    change.append(Call("lister", draw.choice(["become", "become", "change"]), (after,)))
    return words, after, change


def find_wrong_turn(turn: Turn, step: tuple[str, str, list[str], int], result: Result) -> str:
    """What was wanted, where the choices of one step are wrong; else empty."""
    _, _, machines, times = step
    choices = list(result.values)
    for number in range(times):
        allowed = turn.list_next(machines)
        choice = choices[number] if number < len(choices) else None
        if choice not in allowed:
            return say(
                "choice {number} of these to be {names}." if times > 1 else "it to be {names}.",
                number=number + 1,
                names=join(" or ", allowed),
            )
        turn.move(machines, str(choice))
    return "" if len(choices) == times else say("no error.")


def describe_turns(script: list[tuple[str, str, list[str], int]]) -> str:
    """The steps in words, those of both schedulers."""
    sentences = []
    for words, call, machines, times in script:
        who = say("the first") if call == "call" else say("a second scheduler")
        chooses = say(
            "{who} chooses once from {names}" if times == 1 else "{who} chooses {times} times from {names}",
            who=who,
            times=times,
            names=join(", ", machines),
        )
        sentences.append(join("; ", [words, chooses]) if words else chooses)
    return say("{sentence}.", sentence=join("; then ", sentences))
