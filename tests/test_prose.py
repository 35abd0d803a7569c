"""The prose of lessons, hints, verdicts and docs: no banned word, no long sentence, no term before it is introduced."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LESSONS = sorted((ROOT / "solutions").glob("[0-9]*.md"))
PAGES = [*LESSONS, *sorted((ROOT / "docs").glob("*.md")), *sorted(ROOT.glob("*.md"))]
EXCEPTIONS = tomllib.loads((ROOT / "tests" / "prose_exceptions.toml").read_text(encoding="utf-8"))

# The words that the style of this project does without, each with what it says instead.
BANNED = {
    r"who(?:m|so)?ever": "name the subject",
    r"nobody|somebody|everybody|anybody": "name the subject: a scheduler, the second writer, you",
    r"mend(?:s|ed|ing)?": "fix",
    r"not(?:es?|ed|ing) (?:\w+ ){0,3}down": "record",
    r"(?:go(?:es)?|going|went|gone) round": "retry",
    r"com(?:es?|ing) out|came out as it": "propagate",
    r"(?:by lot|draws? lots|drew lots|drawn by lot)": "pick at random",
    r"aloud": "loudly",
    r"any more": "no longer",
    r"stands? (?:at|there)": "is at, holds",
    r"that is none|is no lock": "is not",
    r"turned round": "reversed",
}
MOST_WORDS = 35
FENCE = re.compile(r"^(```+|~~~+).*?^\1\s*$", re.MULTILINE | re.DOTALL)


def prose(text: str) -> str:
    """The text without code, tables, front matter, comments and cell marks; links by their words."""
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    text = re.sub(r"<!--.*?-->", "", FENCE.sub("", text), flags=re.DOTALL)
    lines = [line for line in text.splitlines() if not line.startswith(("|", "+++", "    "))]
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", "\n".join(lines))


def without_code(text: str) -> str:
    return re.sub(r"`[^`]*`", "Code", text)


def sentences(text: str) -> Iterator[str]:
    """The sentences of a prose text. A heading, a list item and a paragraph each end one."""
    for block in re.split(r"\n\s*\n|\n(?=\s*[-*] |\s*\d+\. |#|>)", text):
        yield from re.split(r"(?<=[.!?:])[\"')*]*\s+(?=[A-Z\"'(*`])", " ".join(block.split()))


def texts() -> Iterator[tuple[str, str]]:
    """(Name, prose) of each page, and of the hints and objectives in course.toml."""
    for page in PAGES:
        yield page.relative_to(ROOT).as_posix(), prose(page.read_text(encoding="utf-8"))
    course = tomllib.loads((ROOT / "course.toml").read_text(encoding="utf-8"))
    for lesson in course["lessons"]:
        for exercise in lesson.get("exercises", []):
            yield f"course.toml: {exercise['slug']}", "\n\n".join([exercise["objective"], *exercise["hints"]])


TEXTS = dict(texts())


@pytest.mark.parametrize("name", TEXTS)
def test_no_banned_word(name: str) -> None:
    allowed = EXCEPTIONS["words"].get(name, {})
    plain = without_code(TEXTS[name])
    found = [
        (match[0], instead)
        for pattern, instead in BANNED.items()
        for match in re.finditer(rf"\b(?:{pattern})\b", plain, re.IGNORECASE)
        if " ".join(match[0].split()) not in allowed
    ]
    assert not found


@pytest.mark.parametrize("name", TEXTS)
def test_no_sentence_is_too_long(name: str) -> None:
    allowed = EXCEPTIONS["sentences"].get(name, {})
    long = [
        sentence
        for sentence in sentences(without_code(TEXTS[name]))
        if len(re.findall(r"\w[\w'-]*", sentence)) > MOST_WORDS and not any(sentence.startswith(s) for s in allowed)
    ]
    assert not long


def messages(source: str) -> Iterator[str]:
    """The strings of a module that have several words, without docstrings."""
    tree = ast.parse(source)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        value = node.value if isinstance(node, ast.Constant) and id(node) not in docstrings else None
        if isinstance(value, str) and " " in value.strip():
            yield value


VERDICTS = sorted((ROOT / "kubeish" / "checks").rglob("*.py"))


@pytest.mark.parametrize("module", VERDICTS, ids=lambda path: path.stem)
def test_no_banned_word_in_a_verdict(module: Path) -> None:
    found = [
        (message, instead)
        for message in messages(module.read_text(encoding="utf-8"))
        for pattern, instead in BANNED.items()
        if re.search(rf"\b(?:{pattern})\b", without_code(message), re.IGNORECASE)
    ]
    assert not found


def test_the_messages_of_a_module_are_its_strings_without_docstrings() -> None:
    source = '''"""A docstring: nobody."""\ndef say(who):\n    """Another one."""\n    return f"nobody saw {who}"\n'''
    assert list(messages(source)) == ["nobody saw "]


def test_every_exception_has_a_reason_and_a_use() -> None:
    for kind in ("words", "sentences"):
        for name, entries in EXCEPTIONS[kind].items():
            plain = " ".join(without_code(TEXTS[name]).split())
            for entry, reason in entries.items():
                assert reason
                assert entry in plain, f"{name}: {entry!r} is no longer there"


CELL = re.compile(r'^\+\+\+ \{"slug": "([^"]+)"\}\n(.*?)(?=^\+\+\+|^```\{code-cell\}|\Z)', re.MULTILINE | re.DOTALL)

# Each term with the cell that introduces it, in italics. No cell before it may use the term.
TERMS = {
    "store": ("00", "the-first-minute"),
    "lost update": ("00", "what-was-lost"),
    "index": ("00", "the-index"),
    "pod": ("00", "the-story"),
    "scheduler": ("00", "a-machine"),
    "kubelet": ("00", "a-machine"),
    "manifest": ("01", "a-kubelet"),
    "interleaving": ("01", "two-schedulers"),
    "invariant": ("01", "the-invariant"),
    "compare and swap": ("02", "the-idea"),
    "optimistic concurrency": ("02", "the-idea"),
    "transaction": ("02", "a-transaction"),
    "conflict": ("02", "the-numbers"),
    "propagate": ("02", "exercise-swap-more"),
    "fake client": ("02", "the-tests-passed"),
    "stranded": ("04", "what-stranded-means"),
    "timeout": ("04", "was-it-me"),
    "interface": ("06", "two-listers"),
    "minion lister": ("06", "two-listers"),
    "leader": ("08", "a-cluster"),
    "majority": ("08", "a-cluster"),
    "virtual time": ("08", "virtual-time"),
}
# Words that the first screens need before the page that defines them.
EARLY = {"store": {"see-it-first", "how-to-run"}, "scheduler": {"words"}, "leader": {"next"}}


def cells() -> Iterator[tuple[str, str, str]]:
    for lesson in LESSONS:
        text = re.sub(r"\A---\n.*?\n---\n", "", lesson.read_text(encoding="utf-8"), flags=re.DOTALL)
        for slug, body in CELL.findall(text):
            yield lesson.name[:2], slug, without_code(prose(body))


@pytest.mark.parametrize("term", TERMS)
def test_a_term_is_introduced_before_it_is_used(term: str) -> None:
    early = EARLY.get(term, set())
    headings = re.compile(r"^#.*$", re.MULTILINE)
    for number, slug, body in cells():
        text = headings.sub("", body)
        if (number, slug) == TERMS[term]:
            assert re.search(rf"\*{term}s?\*", text, re.IGNORECASE), "introduce it in italics"
            return
        used = re.search(rf"\b{term}s?\b", re.sub(r'"[^"]*"', "", text), re.IGNORECASE)
        assert not used or slug in early, f"{number} {slug} uses it"
    pytest.fail("the cell that introduces it is gone")


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_fits_its_minutes(lesson: Path) -> None:
    """Reading at 130 words a minute, 15 seconds for each code cell, and the minutes of its exercises."""
    course = tomllib.loads((ROOT / "course.toml").read_text(encoding="utf-8"))
    (this,) = [each for each in course["lessons"] if each["name"] == lesson.stem]
    text = lesson.read_text(encoding="utf-8")
    words = len(re.findall(r"\w[\w'-]*", prose(text)))
    exercises = sum(exercise["minutes"] for exercise in this.get("exercises", []))
    assert words / 130 + text.count("```{code-cell}") / 4 + exercises <= this["minutes"] + 1


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_each_exercise_s_heading_says_its_points_and_each_lesson_its_sum(lesson: Path) -> None:
    course = tomllib.loads((ROOT / "course.toml").read_text(encoding="utf-8"))
    (this,) = [each for each in course["lessons"] if each["name"] == lesson.stem]
    text = lesson.read_text(encoding="utf-8")
    headed = [int(points) for points in re.findall(r"^## Exercise: .* \((\d+) points?\)$", text, re.MULTILINE)]
    wanted = [exercise["points"] for exercise in this.get("exercises", [])]
    assert headed == wanted
    assert f"· {sum(wanted)} point{'' if sum(wanted) == 1 else 's'} ·" in text
    _, _, end = text.rpartition("+++ ")
    assert re.match(r'\{"slug": "(?:next|farewell)"\}', end), "the last cell is the way on"
    _, done, after = end.partition("**Done:**")
    _, following, way = after.partition("**Next:**")
    assert done
    assert following
    linked = re.findall(r"\]\((\d\d)_\w+\.ipynb\)", way)
    number = int(lesson.name[:2])
    assert linked == [f"{number + 1:02}" if number + 1 < len(LESSONS) else "01"]


EXERCISES = {
    exercise["slug"]: exercise
    for lesson in tomllib.loads((ROOT / "course.toml").read_text(encoding="utf-8"))["lessons"]
    for exercise in lesson.get("exercises", [])
}


@pytest.mark.parametrize("slug", EXERCISES)
def test_three_hints_each_say_more_and_none_repeats_the_heading(slug: str) -> None:
    def words(text: str) -> set[str]:
        return {word.lower() for word in re.findall(r"[^\W_]{2,}", text)}

    exercise = EXERCISES[slug]
    before, _, _ = "\n".join(page.read_text(encoding="utf-8") for page in LESSONS).partition(f"\n:slug: {slug}\n")
    heading = re.findall(r"^## Exercise: (.*) \(\d+ points?\)$", before, re.MULTILINE)[-1]
    hints = exercise["hints"]
    assert len(hints) == 3
    for number, hint in enumerate(hints):
        for name in (heading, exercise["title"]):
            assert len(words(hint) - words(name)) >= 4, f"hint {number + 1} says what {name!r} says"
        assert not hint.endswith("?") or len(re.findall(r"[.?:]", hint)) > 1, f"hint {number + 1} is a mere question"
        for earlier in hints[:number]:
            assert len(words(hint) - words(earlier)) >= 2, f"hint {number + 1} adds nothing"
    assert "`" in hints[2], "the third hint has code, or names what to write"
