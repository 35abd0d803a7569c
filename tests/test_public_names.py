"""The names of ``kubeish`` itself, from which every lesson imports."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import kubeish

ROOT = Path(__file__).resolve().parents[1]
LESSONS = sorted((ROOT / "solutions").glob("*.md"))


def test_every_public_name_can_be_imported() -> None:
    assert [name for name in kubeish.__all__ if getattr(kubeish, name, None) is None] == []
    assert set(kubeish.__all__) <= set(dir(kubeish))


def test_an_unknown_name_is_refused_with_the_list_of_names() -> None:
    with pytest.raises(AttributeError, match="kubeish has no 'Pods': it has Pod, "):
        _ = kubeish.Pods


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_imports_from_the_top_level_alone(lesson: Path) -> None:
    text = lesson.read_text(encoding="utf-8")
    assert re.findall(r"(?:from|import) kubeish\.[\w.]+", text) == []
    imported = re.findall(r"^from kubeish import (.+)$", text, re.MULTILINE)
    assert {name for line in imported for name in line.split(", ")} <= set(kubeish.__all__)


def test_the_package_has_nine_rooms_and_at_most_seven_files_beside_them() -> None:
    beside = [path for path in (ROOT / "kubeish").iterdir() if path.name != "__pycache__"]
    assert len([path for path in beside if path.is_dir()]) == 9
    assert len([path for path in beside if path.is_file()]) <= 7
    assert (ROOT / "kubeish" / "py.typed").read_bytes() == b""
