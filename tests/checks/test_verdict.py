"""Text of a verdict, and what ``check`` does with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kubeish import TODO, check
from kubeish.checks import LocalAnswer, NotPassed, VerdictBuilder, examine
from kubeish.checks.local_answer import to_plain
from kubeish.checks.todo import has_todo
from kubeish.errors import NoSuchName
from tests.checks_harness import run_cell


@pytest.fixture(autouse=True)
def progress(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "progress.txt"
    monkeypatch.setenv("KUBEISH_PROGRESS", str(file))
    monkeypatch.delenv("KUBEISH_GRADE", raising=False)
    return file


def conflict_only(error: object) -> bool:
    from kubeish import EtcdError

    return isinstance(error, EtcdError) and error.code == 101


def stub(error: object) -> object:
    return TODO


def test_it_says_what_was_run_seen_and_wanted_and_what_to_try_in_that_order() -> None:
    text = str(VerdictBuilder("run-pod").reject("a run.", "a fault.", "none.", "this."))
    assert text.startswith("run-pod · not yet\n\n")
    labels = [text.index(label) for label in ("I ran", "I saw", "I wanted", "Try")]
    assert labels == sorted(labels)
    assert 'from kubeish import hint; hint("run-pod")' in text


def test_long_prose_is_wrapped_under_its_label() -> None:
    text = str(VerdictBuilder("run-pod").reject("words " * 40, "", "", ""))
    assert all(len(line) <= 110 for line in text.splitlines())
    assert "\n         words" in text


def test_a_pass_is_recorded(progress: Path) -> None:
    assert check("is-etcd-conflict", conflict_only).passed
    assert "is-etcd-conflict: passed" in progress.read_text()


def test_an_untouched_stub_is_not_an_error() -> None:
    verdict = check("is-etcd-conflict", stub)
    assert verdict.status == "not attempted yet"
    assert "is_etcd_conflict still says TODO" in str(verdict)
    assert "guilty_lines and HonestFake still say TODO" in str(check("why-did-the-tests-pass", TODO, TODO))


def test_a_check_without_its_answer_says_so() -> None:
    assert "was not given is_etcd_conflict" in str(check("is-etcd-conflict"))


def test_when_graded_anything_but_a_pass_is_raised_and_nothing_recorded(
    progress: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUBEISH_GRADE", "1")
    for answer in (stub, lambda error: True):
        with pytest.raises(NotPassed, match="is-etcd-conflict · not"):
            check("is-etcd-conflict", answer)
    assert check("is-etcd-conflict", conflict_only).passed
    assert not progress.exists()


def test_an_exercise_that_does_not_exist_is_named() -> None:
    with pytest.raises(NoSuchName, match="run-pod"):
        check("run-pods", stub)


def test_todo_is_found_in_functions_values_and_classes() -> None:
    half = type("Half", (), {"done": conflict_only, "open": stub})
    whole = type("Whole", (), {"done": conflict_only})
    assert [has_todo(x) for x in (TODO, stub, half, whole, conflict_only, "TODO")] == [
        True, True, True, False, False, False,
    ]  # fmt: skip


def test_a_helper_that_is_untouched_is_named() -> None:
    space = run_cell(
        "def is_etcd_conflict(error):\n    return TODO\n\ndef retry(call):\n    return is_etcd_conflict(call)\n"
        "class Uses:\n    def run(self):\n        return is_etcd_conflict(None)\n",
        "a helper",
    )
    for name in ("retry", "Uses"):
        answer = LocalAnswer(("back_off",), {"back_off": space[name]})
        verdict = examine("back-off", answer)
        assert verdict.status == "not attempted yet"
        assert verdict.line.startswith("is_etcd_conflict still says TODO.")


class Always:
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


def test_a_value_that_equals_everything_arrives_as_strange() -> None:
    assert to_plain(Always()) != 3
    assert to_plain([1, (2, {"a": None})]) == [1, (2, {"a": None})]
    assert to_plain(type("Int", (int,), {})(3)) != 3


def test_a_todo_behind_a_return_is_none() -> None:
    space = run_cell("def done(n):\n    return n\n    return TODO\n", "behind a return")
    assert not has_todo(space["done"])
