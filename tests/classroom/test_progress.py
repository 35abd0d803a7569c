"""Progress loses nothing: not to another notebook, not to a cut-off write, not to a folder that may not be written."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from kubeish.classroom import course, hints, progress
from kubeish.errors import NoSuchName


@pytest.fixture(autouse=True)
def own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.delenv("KUBEISH_PROGRESS")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_last_state_holds_and_a_person_can_read_it(own_folder: Path) -> None:
    progress.record("run-pod", progress.NOT_YET)
    progress.record_hint("run-pod", 1)
    progress.record("run-pod", progress.PASSED)
    progress.record("run-pod", progress.PASSED)
    text = (own_folder / ".kubeish" / "progress.txt").read_text()
    assert text == "run-pod: not yet\nrun-pod: hint 1\nrun-pod: passed\n"
    assert progress.load().get_status("run-pod") == "passed"
    assert progress.count_hints("run-pod") == 1
    assert progress.load().get_status("warm-up") == "not attempted yet"


def test_a_pass_stays_one_whatever_is_checked_later_until_a_reset() -> None:
    progress.record("run-pod", progress.PASSED)
    progress.record("run-pod", progress.NOT_ATTEMPTED)
    progress.record("run-pod", progress.NOT_YET)
    assert progress.load().get_status("run-pod") == "passed"
    progress.forget("run-pod")
    assert progress.load().get_status("run-pod") == "not attempted yet"


def test_lines_that_nobody_can_read_are_kept_and_passed_over(own_folder: Path) -> None:
    file = progress.find_path()
    file.parent.mkdir()
    file.write_bytes(b"run-pod: passed\n# mine\n\xff\xfe\nwarm-up: hint 12\nwarm-up: pas")
    progress.record("lose-a-pod", progress.PASSED)
    assert file.read_bytes().startswith(b"run-pod: passed\n# mine\n\xff\xfe\nwarm-up: hint 12\nwarm-up: pas\n")
    assert progress.load().get_status("run-pod") == progress.load().get_status("lose-a-pod") == "passed"


def _record_many(slug: str) -> None:
    for _ in range(50):
        progress.forget(slug)
        progress.record(slug, progress.PASSED)


def test_two_notebooks_at_once_lose_nothing() -> None:
    slugs = ["a", "b", "c"]
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        pool.map(_record_many, slugs)
    lines = progress.find_path().read_text().splitlines()
    assert {slug: lines.count(f"{slug}: passed") for slug in slugs} == dict.fromkeys(slugs, 50)


def test_what_cannot_be_written_stops_nothing_and_is_named_once(
    monkeypatch: pytest.MonkeyPatch, own_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (own_folder / "file").write_text("")
    for place, why in ((own_folder / "file" / "below", "Not a directory"), (own_folder, "Is a directory")):
        monkeypatch.setenv("KUBEISH_PROGRESS", str(place))
        for _ in range(2):
            progress.record("run-pod", progress.PASSED)
        assert progress.load().get_status("run-pod") == "not attempted yet"
        said = capsys.readouterr().err
        assert said.count("Your progress is not recorded: ") == 1
        assert f" cannot be written ({why})" in said or " cannot be written (File exists)" in said


def test_a_tilde_in_the_environment_is_the_home_folder(monkeypatch: pytest.MonkeyPatch, own_folder: Path) -> None:
    monkeypatch.setenv("HOME", str(own_folder))
    monkeypatch.setenv("KUBEISH_PROGRESS", "~/kept.txt")
    progress.record("run-pod", progress.PASSED)
    assert (own_folder / "kept.txt").read_text() == "run-pod: passed\n"


def test_marking_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBEISH_GRADE", "1")
    progress.record("run-pod", progress.PASSED)
    progress.record_hint("run-pod", 1)
    assert not progress.find_path().parent.exists()


def test_hints_come_one_at_a_time_and_then_all(capsys: pytest.CaptureFixture[str]) -> None:
    texts = course.load().find_exercise("warm-up").hints
    seen = [hints.take_next_hint("warm-up") for _ in texts]
    for rung, (text, said) in enumerate(zip(texts, seen, strict=True), 1):
        assert said == f"warm-up · hint {rung} of 3\n\n{text}"
    hints.hint("warm-up")
    said = capsys.readouterr().out
    assert all(text in said for text in texts)
    with pytest.raises(NoSuchName, match="did you mean 'warm-up'"):
        hints.hint("warmup")
