"""Errors for a name that the course does not have: the nearest one, or all of them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from kubeish.errors import NoSuchName
from kubeish.wording import say


def refuse_slug(slug: object) -> NoSuchName:
    """The error for what cannot be an exercise's slug, since it is empty or no text."""
    came = say("nothing came") if slug == "" else say("a {type} came first", type=type(slug).__name__)
    return NoSuchName(
        say(
            "An exercise is named by its slug, a text, and {came}: write for instance "
            'check("run-pod", run_pod), or hint("run-pod").',
            came=came,
        )
    )


def refuse_name(absent: str, name: str, known: Iterable[str]) -> NoSuchName:
    """The error with the sentence ``absent``, and with the name in ``known`` that is nearest to ``name``."""
    known = list(known)
    if near := difflib.get_close_matches(name, known, n=1, cutoff=0.5):
        return NoSuchName(say("{absent}: did you mean '{near}'?", absent=absent, near=near[0]))
    return NoSuchName(say("{absent}: there are: {known}.", absent=absent, known=", ".join(known) or say("none")))
