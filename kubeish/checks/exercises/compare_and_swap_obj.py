"""compare-and-swap-obj: swaps at the index; else raises 101, or 100 where the key is missing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from kubeish.api import Pod
from kubeish.checks import Draw, Examination, Function, Verdict
from kubeish.checks.contract import Contract, Fault
from kubeish.checks.contract_runs import LABEL, find_unpropagated, find_violation, reject_run
from kubeish.checks.end_descriptions import describe_end
from kubeish.checks.environment import play
from kubeish.checks.json_values import describe_json
from kubeish.checks.stores import draw_store, make_changes
from kubeish.checks.swap_contract import SwapContract, list_indexes
from kubeish.errors import NODE_EXIST
from kubeish.etcd.store import State, apply
from kubeish.etcd.store.messages import Put
from kubeish.wording import say


def examine(exam: Examination) -> Verdict:
    """A key that is there, one that is not; each at the right index and at others, with rivals."""
    draw = exam.draw()
    contracts: list[Contract] = []
    for is_there in (True, False, True):
        keys = draw.draw_keys(3)
        start = draw_store(draw, [*keys[1:], keys[0]], [1, None, 7 if is_there else None])
        objects = draw.draw_objects(9)
        for (index, where), obj in zip(list_indexes(start, keys[0]), objects):
            contracts.append(_make_contract(draw, start, keys, index, where, obj))
    contracts += [*_list_object_contracts(draw), *_list_empty_contracts(draw)]
    return (
        find_violation(exam, contracts, draw)
        or find_unpropagated(exam, contracts[0], [("client.transaction", 1)], [NODE_EXIST])
        or _check_no_json(exam)
        or exam.accept(say("it swaps at the index and at no other, and no rival fits in between."))
    )


def _list_object_contracts(draw: Draw) -> Iterator[Contract]:
    """Every kind of object, written over another one, over itself, and to a key that is not there."""
    for obj in (None, False, [], "", 0, {}, *draw.list_objects()):
        keys = draw.draw_keys(2)
        start = draw_store(draw, keys, [draw.choice([obj, 7]), 1])
        at = next(list_indexes(start, keys[0]))
        yield replace(_make_contract(draw, start, keys, *at, obj), changes=())


def _list_empty_contracts(draw: Draw) -> Iterator[Contract]:
    """A key that holds an empty value, which is there all the same."""
    keys = draw.draw_keys(2)
    start, _ = apply(draw_store(draw, keys, [1, 1]), Put(keys[0].encode(), b""))
    for at in list_indexes(start, keys[0]):
        yield replace(_make_contract(draw, start, keys, *at, 7), changes=())


def _make_contract(draw: Draw, start: State, keys: list[str], index: int, where: str, obj: object) -> SwapContract:
    key = keys[0]
    text = describe_json(json.dumps(obj, ensure_ascii=False).encode()) if not isinstance(obj, Pod) else say("a Pod")
    return SwapContract(
        say(
            "compare_and_swap_obj(helper, {key!r}, obj, {index}), with the object {text},",
            key=key,
            index=index,
            text=text,
        ),
        say("the key {where}", where=where),
        Function("compare_and_swap_obj", "helper", (key, obj, index)),
        start,
        make_changes(key, [draw.write_json(draw.draw_objects(1)[0]), draw.write_json(7)], keys[1]),
        key=key,
        obj=obj,
        index=index,
    )


def _check_no_json(exam: Examination) -> Verdict | None:
    """An object that is no JSON: a TypeError, and nothing is written."""
    draw = exam.draw("no JSON")
    keys = draw.draw_keys(2)
    start = draw_store(draw, keys, [1, 2])
    found = start.find(keys[0].encode())
    contract = _make_contract(
        draw, start, keys, found.mod_revision if found else 0, say("is at that index"), Pod("web")
    )
    run = play(exam.answer.make_program(LABEL, contract.function), start)
    if run.writes or "TypeError" not in describe_end(run.end):
        return reject_run(exam, contract, run, _describe_no_json(describe_end(run.end)))
    return None


def _describe_no_json(end: str) -> Fault:
    return Fault(
        say("it {end}.", end=end),
        say("the TypeError of json.dumps to leave your function, and nothing to be written: a Pod is no JSON."),
        say("catch no error that the exercise does not name."),
    )
