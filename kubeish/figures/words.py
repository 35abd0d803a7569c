"""What figures say in words about an atlas: how many orders there are, and one order step by step."""

from __future__ import annotations

from itertools import takewhile
from typing import Any

from .ways import names


def headline(atlas: dict[str, Any]) -> str:
    """``6 orders · 4 lose a pod``, as an Outcome says it; an empty text for the replay of one run."""
    start = atlas["positions"][atlas["start"]]
    if start["orders"] is None:
        return ""
    orders, broken = int(start["orders"]), int(start["broken"])
    return f"{orders:,} order{'' if orders == 1 else 's'} · {f'{broken:,}' if broken else 'none'} {atlas['breaking']}"


def table(atlas: dict[str, Any], way: list[dict[str, Any]]) -> str:
    """The steps of ``way``, one a line, in columns."""
    shared = folder(atlas)
    rows = [cells(atlas, move, shared) for move in way]
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)) + "   " + row[4] for row in rows]
    return "\n".join(line.rstrip() for line in lines)


def cells(atlas: dict[str, Any], move: dict[str, Any], shared: str) -> tuple[str, str, str, str, str]:
    """(client, verb, what and where, index, note) of one step; ``shared``: the ``folder`` of its keys."""
    where = ", ".join(filter(None, (key.removeprefix(shared) for key in move["touched"])))
    what = f"{move['what']}  {where}" if where else move["what"]
    return names(atlas)[move["who"]], move["verb"], what, move["index"], move["note"]


def folder(atlas: dict[str, Any]) -> str:
    """The folders that all keys lie in, which need not be said each time; of a single key, all of it."""
    positions = atlas["positions"]
    stored = {key for position in positions for key, _, _ in position["store"]}
    keys = sorted(stored | {key for p in positions for move in p["moves"] for key in move["touched"]})
    if len(keys) < 2:
        return "".join(keys)
    first, last = keys[0].split("/")[:-1], keys[-1].split("/")[:-1]  # sorted, so what these share, all share
    shared = [part for part, _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last))]
    return "/".join(shared) + "/" if shared else ""
