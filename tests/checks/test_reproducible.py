"""Why one seed gave other choices: by the names' hashes, or by what differs from generator to generator."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from kubeish.checks.draw import Draw
from kubeish.checks.scheduler_contract import check_reproducible


def make_choices(*values: str) -> SimpleNamespace:
    return SimpleNamespace(values=list(values))


@pytest.mark.parametrize(("twin", "advice"), [("a", "`hash()` of a text"), ("c", "never seed it, share it")])
def test_hashes_are_blamed_only_where_two_generators_that_exist_at_once_choose_alike(twin: str, advice: str) -> None:
    """An answer that seeds by the generator's address chooses alike while one address is used again and again."""

    def make(seed: int, salt: int) -> SimpleNamespace:
        made.append((seed, salt))
        chosen = "b" if salt or seed != made[0][0] else "a"
        return SimpleNamespace(
            exam=SimpleNamespace(reject=lambda **words: words),
            choose=lambda machines, times: make_choices(chosen),
            choose_beside=lambda seed, machines, times: (make_choices("a"), make_choices(twin)),
        )

    made: list[tuple[int, int]] = []
    verdict = check_reproducible(make, Draw(1))  # type: ignore[arg-type]
    assert advice in verdict["try_next"]  # type: ignore[index]
