"""Draw: the names, values, indexes and errors that a check asks about, drawn from its seed.

A check that always asks about m1 and db passes an answer that knows only m1 and db. Names and
values here are odd on purpose, as far as the exercise's contract allows: one is the beginning of
another, some are falsy, some are not ASCII.
"""

from __future__ import annotations

import json
from random import Random
from typing import TypeVar

from kubeish.api import Container, EnvVar, Pod, Port

T = TypeVar("T")

_STEMS = (
    "web",
    "db",
    "cache",
    "mail",
    "log",
    "api",
    "auth",
    "cron",
    "queue",
    "search",
    "DB",
    "größe",
    "名前",
    "o'hare",
)
_TAILS = ("", "-0", "-1", "-10", "_x", ".local", " b", "é")
_FALSY: tuple[Json, ...] = ([], "", 0, {})
_MACHINES = ("node", "Rack", "m", "Kube", "worker", "Host", "rack", "Größe", "10.0.0.")
_KEY_PARTS = ("registry", "counters", "hosts", "pods", "größe", "a b", 'quo"te', "名前", "x", "config")
_IMAGES = ("nginx", "postgres", "redis:7", "example.com/a/b@sha256:12")
_LONG = 3_000  # letters in a long text

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
"""What JSON can express."""

ErrorArgs = tuple[str | int, ...]
"""The arguments of ``factories.make_error``: the name of a class, and what it is made with."""

ERRORS: tuple[ErrorArgs, ...] = (
    *(("EtcdError", code, "/x") for code in (102, 104, 200, 401, 500)),
    ("ConnectionTimeoutError", "no reply came"),
    ("ConnectionFailedError", "101: no member answered"),
    ("PreconditionFailedError", "101"),
    ("RequestRefused", "PERMISSION_DENIED", "100"),
    ("InternalServerError", "105"),
    ("ValueError", "101: Compare failed"),
    ("KeyError", "100"),
    ("OSError", 101, "the disk is full"),
    ("RuntimeError", "101"),
)
"""Errors that no answer may take for a conflict, a missing key or an existing pod."""


class Draw(Random):
    """A generator that also draws names, keys, values and errors. All that it draws is distinct."""

    def draw_ids(self, count: int) -> list[str]:
        """Ids of pods. From two on, the first one is the beginning of another one."""
        ids = self.sample([stem + tail for stem in _STEMS for tail in _TAILS[1:]], count)
        if count > 1:
            ids[-1] = ids[0] + self.choice(["2", "-b"])
        return ids

    def draw_machines(self, count: int) -> list[str]:
        """Names of machines, in no order. From two on, one is the beginning of another one."""
        stem = self.choice(_MACHINES)
        numbers = self.sample(range(1, 10), count)
        names = [f"{stem}{number}" for number in numbers]
        if count > 1:
            names[-1] = names[0] + str(self.randrange(10))
        return self.shuffle_list(names)

    def draw_keys(self, count: int) -> list[str]:
        """Keys of the store. The second one has the first one as its beginning."""
        first = self._draw_key()
        keys = [first, first + self.choice(["0", "/x", " ", "\u00e9"])]
        while len(keys) < count:
            key = self._draw_key()
            if key not in keys:
                keys.append(key)
        return keys[:count]

    def _draw_key(self) -> str:
        parts = [self.choice(_KEY_PARTS) for _ in range(self.randint(1, 3))]
        return "/".join(["", *parts, f"{self.getrandbits(16):x}"])

    def draw_objects(self, count: int) -> list[Json]:
        """Objects of which some are falsy, no two of them equal, also not as Python compares."""
        few = min((count + 1) // 2, len(_FALSY))
        return self.shuffle_list(self.sample(_FALSY, few) + self.sample(self.list_objects(), count - few))

    def list_objects(self) -> list[Json]:
        """Objects of every kind that JSON has, none of them falsy, no two of them equal."""
        return [
            self.randint(2, 10**9),
            'ünï "q" \'',
            "x" * _LONG,
            [{"id": self.draw_ids(1)[0]}],
            {"a": [1, None, {"b": "\u2028"}], "z": -0.5},
            [[]],
            "null",
            True,
        ]

    def write_json(self, value: Json) -> str:
        """``value`` as JSON with spaces, and an escape or not, that ``json.dumps`` might not use."""
        spaces = self.choice([(",", ":"), (" ,  ", " :\n"), (", ", ": ")])
        text = json.dumps(value, separators=spaces, ensure_ascii=self.random() < 0.5)
        return self.choice([text, text + " ", "\n" + text])

    def draw_pod(self, pod_id: str, host: str = "") -> Pod:
        """A pod whose manifest differs from the pod itself and from its id alone."""
        ports = (Port(self.randrange(1, 2**15), self.randrange(1, 2**15)),)
        env = (EnvVar("MODE", self.choice(["a b", "ü", '"'])),)
        container = Container(f"{pod_id}-c", self.choice(_IMAGES), ports=ports, env=env)
        return Pod(pod_id, labels={"tier": self.choice(["front", "back", "ü"])}, containers=(container,), host=host)

    def draw_error(self) -> ErrorArgs:
        """One of ERRORS."""
        return self.choice(ERRORS)

    def shuffle_list(self, items: list[T]) -> list[T]:
        """``items`` in a drawn order, as a new list."""
        return self.sample(items, len(items))
