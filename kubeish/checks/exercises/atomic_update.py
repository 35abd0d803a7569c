"""atomic-update: every update is written once, at the index of its own read; other errors propagate."""

from __future__ import annotations

from kubeish.checks import Create, Examination, Function, Verdict
from kubeish.checks.contract import Contract, Fault
from kubeish.checks.contract_runs import LABEL, find_unpropagated, find_violation, reject_run
from kubeish.checks.draw import ERRORS, ErrorArgs, Json
from kubeish.checks.end_descriptions import describe_end, is_same_error
from kubeish.checks.environment import RIVAL, play
from kubeish.checks.factories import make_error
from kubeish.checks.fixtures import Setup, every_pod_once, one_pod, put_nothing
from kubeish.checks.json_values import describe_json
from kubeish.checks.plans import Change, Plan
from kubeish.checks.stores import draw_store, make_changes, make_write
from kubeish.checks.update_contract import AFTER_CONFLICT, UpdateContract
from kubeish.errors import NODE_EXIST, NOT_FOUND, TEST_FAILED
from kubeish.etcd.store import State, apply
from kubeish.etcd.store.messages import Put
from kubeish.explorer import Asks, Outcome, Program, Raised, Run, explore, run_setup
from kubeish.explorer.blind_writes import read_value
from kubeish.registry.keys import make_container_key
from kubeish.wording import join, say

KEY = "/counters/pods"
LIST = make_container_key("m1")
_PODS = ("db", "cache", "mail")
_MOST_ROUNDS = 60
_NULL: Json = "null"  # a key that is there, and holds JSON's null
_OUTSIDE = say("catch the store's conflict and nothing else: call update outside of the `try`.")
_REFUSALS: tuple[ErrorArgs, ...] = (
    *(("EtcdError", code, "/x") for code in (TEST_FAILED, NOT_FOUND, NODE_EXIST)),
    *ERRORS,
    ("TypeError", "that is no list"),
    ("SystemExit", 3),
)


def examine(exam: Examination) -> Verdict:
    """One writer with rivals; an update that raises; two in every order; ten that collide; three."""
    return (
        _check_alone(exam)
        or _check_refusals(exam)
        or _check_every_order(exam, 2)
        or _check_ten_writers(exam)
        or _check_every_order(exam, 3)
        or exam.accept(
            say(
                "ten writers that all collide end at ten, and none of {interleavings:,} orders of three "
                "loses an update.",
                interleavings=_explore(exam, 3, put_nothing).interleavings,
            )
        )
    )


def _make_program(exam: Examination, who: str, key: str, update: Create) -> Program:
    return exam.answer.make_program(who, Function("atomic_update", "helper", (key, update)))


def _check_alone(exam: Examination) -> Verdict | None:
    draw = exam.draw()
    falsy: list[Json] = [[], 0, "", {}, False]
    objects: list[Json] = [*draw.shuffle_list(falsy), draw.draw_objects(2)[0], _NULL, [{"id": "web"}], None]
    results: list[Json] = [[], 0, None, {"a": 1}]
    updates = [
        *[(Create("wrap"), say("update makes [obj] of obj"))] * 3,
        *[
            (Create("constant", (each,)), say("update returns {value!r}", value=each))
            for each in draw.shuffle_list(results)
        ],
        (Create("identity"), say("update returns what it is given")),
    ]
    contracts: list[Contract] = []
    for number, obj in enumerate(objects):
        keys = draw.draw_keys(2)
        start = draw_store(draw, [keys[1], keys[0]], [[1], obj])
        if obj is _NULL:
            start, _ = apply(start, Put(keys[0].encode(), b"null"))
        update, words = updates[0] if obj is None else updates[number]
        changes = make_changes(keys[0], [draw.write_json([7, "x"]), draw.write_json({"b": 8})], keys[1])
        contracts.append(
            UpdateContract(
                say("atomic_update(helper, {key!r}, update), where {words},", key=keys[0], words=words),
                say("the key is not there")
                if obj is None
                else say("the key holds {value}", value=_describe(start, keys[0])),
                Function("atomic_update", "helper", (keys[0], update)),
                start,
                changes,
                changes[0] if obj is None else changes[1],
                keys[0] if number in (0, len(objects) - 1) else "",
                key=keys[0],
                update=update,
            )
        )
    methods = [("extract_obj", 1), ("extract_obj", 2), ("client.transaction", 1), ("client.transaction", 2)]
    return find_violation(exam, contracts, draw) or find_unpropagated(exam, contracts[0], methods, [NODE_EXIST])


def _describe(state: State, key: str) -> str:
    found = state.find(key.encode())
    return describe_json(found.value if found else None)


def _check_refusals(exam: Examination) -> Verdict | None:
    """An update that raises, at its first call and, after a conflict, at its second one."""
    draw = exam.draw("refusals")
    keys = draw.draw_keys(2)
    for there in (4, None):
        start = draw_store(draw, [keys[1], keys[0]], [1, there])
        for error in _REFUSALS:
            for after, rival in ((0, None), (1, make_write(say("writes the key"), keys[0], "5"))):
                wrong = _check_refusal(exam, keys[0], start, error, after, rival)
                if wrong:
                    return wrong
    return _check_same_again(exam, keys[0])


def _check_same_again(exam: Examination, key: str) -> Verdict | None:
    """After a conflict with a writer that wrote the same object again, update must be called again, too."""
    start = draw_store(exam.draw("same again"), [key], [4])
    rival = make_write(say("writes the same value again"), key, "4")
    return _check_refusal(exam, key, start, ("ValueError", "not twice"), 1, rival, AFTER_CONFLICT)


def _check_refusal(
    exam: Examination,
    key: str,
    start: State,
    error: ErrorArgs,
    after: int,
    rival: Change | None,
    advice: str = _OUTSIDE,
) -> Verdict | None:
    update = Create("refuse", (Create("error", error), after))
    raised = make_error(str(error[0]), *error[1:])
    contract = UpdateContract(
        say(
            "atomic_update with an update that raises {error} when it is called again,"
            if after
            else "atomic_update with an update that raises {error},",
            error=f"{error[0]}({', '.join(map(repr, error[1:]))})",
        ),
        say("the key holds {value}", value=_describe(start, key)),
        Function("atomic_update", "helper", (key, update)),
        start,
        key=key,
    )
    run = play(exam.answer.make_program(LABEL, contract.function), start, Plan().add(1, rival) if rival else None)
    if after and not any(move.who == RIVAL for move in run.moves):
        return None
    if is_same_error(run.end, raised) and not run.writes:
        return None
    saw = (
        say("something was written all the same.")
        if run.writes
        else say("your function {end}.", end=describe_end(run.end))
    )
    return reject_run(
        exam,
        contract,
        run,
        Fault(
            saw,
            say("update's own error to leave your function, and nothing to be written: so an update can say no."),
            advice,
        ),
    )


def _explore(exam: Examination, many: int, start: Setup) -> Outcome:
    there = [] if start is put_nothing else ["web"]
    programs = {who: _make_program(exam, who, LIST, Create("append", (pod,))) for who, pod in zip("ABC"[:many], _PODS)}
    return explore(programs, start, every_pod_once([*there, *_PODS[:many]]), breaking=say("lose or repeat an update"))


def _check_every_order(exam: Examination, many: int) -> Verdict | None:
    for start, words in ((one_pod, say("holds [web]")), (put_nothing, say("is not there yet"))):
        outcome = _explore(exam, many, start)
        if outcome.broken:
            return exam.reject_order(
                say(
                    "{many}, each appending to a list that {state}, in all {orders:,} orders.",
                    many=say("two writers" if many == 2 else "three writers"),
                    state=words,
                    orders=outcome.interleavings,
                ),
                outcome,
                say("each update in the list, once, in every order, and no error."),
                AFTER_CONFLICT,
            )
    return None


def _check_ten_writers(exam: Examination) -> Verdict | None:
    names = [str(number) for number in range(1, 11)]
    increment = Create("increment")
    run = Run({name: _make_program(exam, name, KEY, increment) for name in names}, run_setup(put_nothing))
    for _ in range(_MOST_ROUNDS):
        for name in names:
            if isinstance(run.next(name), Asks):
                run.step(name)
    found = read_value(run.state, KEY.encode())
    errors = [
        say(
            "writer {name} stopped with {kind}: {error}", name=name, kind=type(end.error).__name__, error=str(end.error)
        )
        for name, end in run.ends.items()
        if isinstance(end, Raised)
    ]
    if found == b"10" and not errors:
        return None
    return exam.reject(
        ran=say(
            "ten writers that each add one, in step: all read, then all write, so that in each round one gets through."
        ),
        saw=say("{found}.", found=join("; ", [say("{value} at the end", value=describe_json(found)), *errors[:1]])),
        wanted=say("10 at the end, and every writer told that it succeeded."),
        try_next=say("there is no limit to how often a conflict may happen: try again until it has worked."),
    )
