"""`--help` and click's errors are in the learner's language, and in English they are what click writes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from kubeish.classroom import course, shipped_notebooks
from kubeish.classroom.cli import COMMANDS, etcd_command, main
from kubeish.classroom.cli.click_words import recognise_error
from kubeish.classroom.translating.help_messages import find_help
from kubeish.etcd.cluster import MemberStatus
from kubeish.figures.text_width import measure_width
from kubeish.wording import Message
from tests.checks.chinese import find_words

CODE = re.compile(r"--[\w-]+|\[[a-z]+(?:\|[a-z]+)+\]|SIGTERM|Ctrl-C|'HW \d+ \(\d+\)'|run-pod|[A-Z]{4,}")
"""Options, choices and keys, and in capitals what a command calls its arguments."""
NAMES = {
    *"kubeish Kubernetes etcd distro JupyterLab Chromium bubblewrap Dask TOML CSV CDN npm numpy fuzzy zip".split(),
    *COMMANDS,
    *"update check name mail pattern en".split(),
}
WRONG = (
    ["fly"],
    ["hint", "--wrk", "x"],
    ["hint", "--x"],
    ["hint", "--work"],
    ["hint", "warm-up", "b"],
    ["hint", "warm-up", "b", "c"],
    ["reset"],
    ["lab", "--no-open=1"],
    ["etcd", "--members", "9"],
    ["etcd", "--members", "x"],
    ["grade", "x"],
    ["grade", "x", "--out", "y", "--for", "zz"],
    ["grade", "x", "--out", "y", "--seconds", "x"],
    ["grade", "x", "--out", "y", "--seed", "x"],
)
"""Each way in which a call of a command is refused by click."""


def run(*arguments: str, answer: str = "") -> str:
    return CliRunner().invoke(main, list(arguments), input=answer, prog_name="kubeish").output


def list_commands(group: click.Group = main, *before: str) -> Iterator[tuple[str, ...]]:
    """The words that call each command, those of a group too."""
    for name in group.list_commands(click.Context(group)):
        yield (*before, name)
        found = group.get_command(click.Context(group), name)
        if isinstance(found, click.Group):
            yield from list_commands(found, *before, name)


CALLS = [(), *list_commands()]


def find_english(text: str) -> list[str]:
    """The English words in what a command says."""
    plain = re.sub(r"^([A-Z]\w+):", r"\1 ", CODE.sub(" ", text), flags=re.MULTILINE)  # a heading is no error's name
    return [word for word in find_words(plain) if word not in NAMES]


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBEISH_LANG", "zh_CN")


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_no_english_word_is_left_in_a_help(call: tuple[str, ...]) -> None:
    said = run(*call, "--help")
    assert said.startswith(" ".join(("用法： kubeish", *call)))
    assert "--help" in said
    assert find_english(said) == []
    assert max(map(measure_width, said.splitlines())) <= 80


def test_the_search_finds_the_words_of_an_english_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBEISH_LANG", "en")
    assert {"Usage", "Show", "message"} <= {*find_english(run("hint", "--help"))}


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_in_english_help_is_what_click_writes(call: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBEISH_LANG", "en")
    context, command = click.Context(main, info_name="kubeish"), main
    for name in call:
        command = command.get_command(context, name)
        context = click.Context(command, context, name)
    formatter = click.HelpFormatter(width=80)  # as the runner of the tests has it
    command.format_help(context, formatter)
    assert run(*call, "--help").rstrip("\n") == formatter.getvalue().rstrip("\n")


def test_help_speaks_the_language_of_the_notebooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = course.load().find_lesson("00")
    text = shipped_notebooks.find_shipped(lesson, "zh_CN").read_text(encoding="utf-8")
    (tmp_path / f"{lesson.name}.ipynb").write_text(text, encoding="utf-8")
    assert run("--help").startswith("Usage: ")
    monkeypatch.setenv("KUBEISH_WORK", str(tmp_path))
    assert run("--help").startswith("用法： ")


def test_help_is_there_where_no_course_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBEISH_COURSE", str(tmp_path / "nothing"))
    assert run("--help").startswith("Usage: kubeish")


@pytest.mark.parametrize("call", WRONG, ids=" ".join)
def test_a_wrong_call_is_told_in_the_learners_language(call: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBEISH_LANG", "en")
    english = run(*call)
    assert "Error: " in english
    assert isinstance(recognise_error(english.strip().rpartition("Error: ")[2]), Message)
    monkeypatch.setenv("KUBEISH_LANG", "zh_CN")
    done = CliRunner().invoke(main, call, prog_name="kubeish")
    assert (done.exit_code, "错误：" in done.output) == (2, True)
    assert [word for word in find_english(done.output) if word not in {*"fly wrk work warm up zz".split()}] == []


@pytest.mark.usefixtures("chinese")
def test_a_refusal_and_a_wrong_name_are_told_so_too(tmp_path: Path) -> None:
    assert run("hint", "run-pd") == "错误：没有名为“run-pd”的练习：你要找的是不是“run-pod”？\n"
    assert run("reset", "run-pod", "--work", str(tmp_path), answer="n\n").endswith("已取消！\n")


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize("cut_off", [False, True])
@pytest.mark.parametrize("state", ["running", "paused", "killed", "died"])
def test_the_screen_of_etcd_is_in_chinese(state: str, cut_off: bool) -> None:
    members = [MemberStatus(0, state, "", 1, leader=leads, term=term, cut_off=cut_off) for leads, term in ASPECTS]
    messages = [etcd_command.ask_for_member(letter) for letter in etcd_command.KEYS]
    screen = etcd_command.draw_screen(members, "", 40)
    assert "领导者" in screen
    asked = [etcd_command.show_here(message) for message in messages]
    assert len({*asked}) == len(etcd_command.KEYS)
    assert find_english("\n".join([screen, *asked])) == []
    assert max(map(measure_width, screen.splitlines())) <= 40


ASPECTS = [(True, 2), (False, 2), (False, None)]
"""Whether a member leads, and its term, which is None where it does not answer."""


def test_the_texts_of_a_command_are_found_in_its_module() -> None:
    module = '''
import click

kept = click.option("--kept", help="Keep it.")

@click.command(cls=Command)
@click.option("--out", help="Where "
    "to.")
@kept
def command(out):
    """Do a thing,
    and do it well.

    Then stop.
    """

@click.group()
def group():
    pass

@group.command()
def part(): "One part."

def other():
    """No command."""
'''
    found = {"Keep it.", "Where to.", "Do a thing, and do it well.", "Then stop.", "One part."}
    assert {*find_help(ast.parse(module))} - {""} == found
    assert not [*find_help(ast.parse(module.replace("import click", "import other")))]
