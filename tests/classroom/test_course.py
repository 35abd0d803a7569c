"""course.toml is read as it is meant, and each slip of its author is named in a sentence."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from kubeish.classroom import course
from kubeish.errors import CourseError, NoSuchName

TINY = """
[[lessons]]
name = "00_hello"
title = "Hello"
minutes = 5
objective = "You will say hello."

[[lessons.exercises]]
slug = "say-hello"
title = "Say hello"
objective = "It says hello."
points = 1
minutes = 2
hints = ["Where?", "What?", "Nearly."]

[[lessons]]
name = "01_bye"
title = "Bye"
minutes = 5
objective = "You will say bye."
commit = "#1"
"""


def parse(text: str) -> course.Course:
    return course.parse(tomllib.loads(text))


def test_a_course_is_read_in_its_order() -> None:
    tiny = parse(TINY)
    assert [lesson.name for lesson in tiny.lessons] == ["00_hello", "01_bye"]
    assert tiny.find_lesson("01_bye").commit == "#1"
    assert tiny.find_exercise("say-hello").lesson == "00_hello"
    assert tiny.find_exercise("say-hello").names == ("say_hello",)
    assert tiny.find_exercise("say-hello").hints == ("Where?", "What?", "Nearly.")


@pytest.mark.parametrize("name", ["00_hello", "00", "0"])
def test_a_lesson_is_found_by_name_and_by_number(name: str) -> None:
    assert parse(TINY).find_lesson(name).title == "Hello"


def test_a_wrong_slug_meets_the_nearest() -> None:
    with pytest.raises(NoSuchName, match="no exercise 'sayhello': did you mean 'say-hello'"):
        parse(TINY).find_exercise("sayhello")
    with pytest.raises(NoSuchName, match="no lesson 'zzz': there are: 00_hello, 01_bye"):
        parse(TINY).find_lesson("zzz")
    with pytest.raises(NoSuchName, match="named by its slug, a text, and a function came first"):
        parse(TINY).find_exercise(parse)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('title = "Hello"', "", "lesson '00_hello': 'title' is missing"),
        (
            'title = "Hello"',
            "title = 3",
            "lesson '00_hello': 'title': wanted words with no blanks around them, found 3",
        ),
        ('title = "Hello"', 'titel = "Hello"', "nothing is called 'titel'; 'title'?"),
        ('name = "00_hello"', 'name = "hello"', "wanted a name such as 02_compare_and_swap"),
        ('name = "01_bye"', 'name = "00_bye"', "two of the lesson number '00'"),
        ('slug = "say-hello"', 'slug = "Say Hello"', "wanted a slug of small letters"),
        ("minutes = 2", "minutes = 6", "its exercises take 6 minutes, the whole lesson 5"),
        ("minutes = 2", "minutes = 0", "'minutes': wanted a whole number above 0, found 0"),
        ("minutes = 2", "minutes = true", "'minutes': wanted a whole number above 0, found True"),
        ('"Where?", ', "", "wanted 3 hints with words in them, found 2"),
        ('"Where?"', '" "', "wanted 3 hints with words in them"),
        ('hints = ["Where?", "What?", "Nearly."]', 'hints = "Where?"', "'hints': wanted a list of words"),
        ("[[lessons.exercises]]", "[lessons.exercises]", "written as [[exercises]]"),
        ("[[lessons]]", "[[lesson]]", "nothing is called 'lesson'; 'lessons'?"),
    ],
)
def test_each_slip_is_named(old: str, new: str, says: str) -> None:
    broken = TINY.replace(old, new) if old.startswith("[[lessons]]") else TINY.replace(old, new, 1)
    assert broken != TINY
    with pytest.raises(CourseError) as error:
        parse(broken)
    assert says in str(error.value)


def test_two_exercises_of_one_slug_are_refused() -> None:
    twice = TINY + TINY[TINY.index("[[lessons.exercises]]") : TINY.index('[[lessons]]\nname = "01')]
    with pytest.raises(CourseError, match="two of the exercise 'say-hello'"):
        parse(twice)


def test_a_missing_or_broken_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"No course at .*course.toml"):
        course.load(tmp_path)
    (tmp_path / "course.toml").write_text("lessons = [")
    with pytest.raises(CourseError, match=r"course.toml is not TOML"):
        course.load(tmp_path)


def test_the_course_can_lie_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "course.toml").write_text(TINY)
    monkeypatch.setenv("KUBEISH_COURSE", str(tmp_path))
    assert [lesson.title for lesson in course.load().lessons] == ["Hello", "Bye"]


def test_the_real_course_is_whole() -> None:
    real = course.load()
    assert [lesson.number for lesson in real.lessons] == [f"{number:02}" for number in range(len(real.lessons))]
    assert all(len(set(exercise.hints)) == course.HINTS for exercise in real.exercises)


def test_importing_kubeish_brings_no_heavy_library() -> None:
    heavy = {
        "etcd3",
        "grpc",
        "google.protobuf",
        "ipywidgets",
        "anywidget",
        "IPython",
        "click",
        "rich",
        "nbformat",
        "jinja2",
    }
    ask = "import sys, kubeish; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "kubeish" in loaded
    assert not heavy & loaded
