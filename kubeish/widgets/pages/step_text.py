"""Text of a state graph: how many orders there are, and one order step by step."""

from __future__ import annotations

from os.path import commonprefix

from kubeish.explorer import Outcome
from kubeish.figures.text_width import measure_width, pad

from .paths import Path, Record, StateGraph, list_clients


def format_headline(graph: StateGraph) -> str:
    """``6 orders · 4 lose a pod``, as an Outcome says it; "" for the replay of one run."""
    start = graph["positions"][graph["start"]]
    if start["orders"] is None:
        return ""
    return Outcome(int(start["orders"]), int(start["broken"]), 0, None, breaking=graph["breaking"]).headline()


def format_steps(graph: StateGraph, path: Path) -> str:
    """The steps of ``path``, one a line, in columns."""
    folder = find_folder(graph)
    rows = [format_step(graph, move, folder) for move in path]
    widths = [max(measure_width(row[i]) for row in rows) for i in range(4)]
    lines = ["  ".join(map(pad, row, widths)) + "   " + row[4] for row in rows]
    return "\n".join(line.rstrip() for line in lines)


def format_step(graph: StateGraph, move: Record, folder: str) -> tuple[str, str, str, str, str]:
    """(client, verb, what and where, index, note) of one step; the keys without ``folder``."""
    where = ", ".join(filter(None, (key.removeprefix(folder) for key in move["touched"])))
    what = f"{move['what']}  {where}" if where else move["what"]
    return list_clients(graph)[move["who"]], move["verb"], what, move["index"], move["note"]


def find_folder(graph: StateGraph) -> str:
    """The folders that all keys lie in, not shown each time; of a single key, all of it."""
    keys = {key for position in graph["positions"] for key, _, _ in position["store"]}
    keys |= {key for position in graph["positions"] for move in position["moves"] for key in move["touched"]}
    if len(keys) < 2:
        return "".join(keys)
    shared = commonprefix([key.split("/")[:-1] for key in keys])  # noqa: RUF071  of lists, so by whole folders
    return "/".join(shared) + "/" if shared else ""
