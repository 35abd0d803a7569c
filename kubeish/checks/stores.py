"""Stores, drawn from a seed, and what rivals may do to one of their keys."""

from __future__ import annotations

from kubeish.etcd.store import State, apply
from kubeish.etcd.store.messages import DeleteRange, Put, Request
from kubeish.wording import say

from .draw import Draw, Json
from .plans import Change

_REVISIONS = (1, 230, 65_530, 2**31 + 3, 2**53 + 1)
"""Where a store's count begins: an index need not be small, nor fit in a float."""


def make_changes(key: str, texts: list[str], other: str) -> tuple[Change, ...]:
    """What a rival may do to ``key``, whatever is there. ``texts``: two values to write."""
    return (
        make_write(say("writes the key"), key, texts[0]),
        make_rewrite(say("writes what the key holds once more"), key),
        make_deletion(say("deletes the key"), key),
        make_replacement(say("deletes the key and writes it again"), key, texts[1]),
        make_write(say("writes another key"), other, texts[0]),
    )


def draw_store(draw: Draw, keys: list[str], values: list[Json]) -> State:
    """A store in which ``keys`` were written several times, at drawn revisions, with ``values``.

    A value of None leaves the key out, after it was there for a while.
    """
    state = State(revision=draw.choice(_REVISIONS))
    for _ in range(draw.randint(1, 9)):
        state, _answer = apply(state, Put(b"/before", b"1"))
    for key, value in draw.shuffle_list(list(zip(keys, values))):
        for _ in range(draw.randint(2, 4)):
            state, _answer = apply(state, Put(key.encode(), draw.write_json(value).encode()))
        if value is None:
            state, _answer = apply(state, DeleteRange(key.encode()))
    for _ in range(draw.randint(1, 3)):
        state, _answer = apply(state, Put(b"/after", b"1"))
    return state


def make_write(words: str, key: str, value: str) -> Change:
    """A change that writes ``value`` to ``key``."""
    return Change(words, lambda state: [Put(key.encode(), value.encode())])


def make_rewrite(words: str, key: str) -> Change:
    """A change that writes what ``key`` holds once more. It does nothing where the key is missing."""

    def make_requests(state: State) -> list[Request]:
        found = state.find(key.encode())
        return [Put(found.key, found.value)] if found else []

    return Change(words, make_requests)


def make_deletion(words: str, key: str) -> Change:
    """A change that deletes ``key``."""
    return Change(words, lambda state: [DeleteRange(key.encode())])


def make_replacement(words: str, key: str, value: str) -> Change:
    """A change that deletes ``key`` and writes it until it has the version that it had."""

    def make_requests(state: State) -> list[Request]:
        found = state.find(key.encode())
        return [DeleteRange(key.encode()), *[Put(key.encode(), value.encode())] * (found.version if found else 1)]

    return Change(words, make_requests)
