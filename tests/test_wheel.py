"""The wheel and the sdist: what they hold, and what works from a wheel alone, outside any checkout."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest
from packaging.metadata import Metadata

ROOT = Path(__file__).resolve().parent.parent
CORE = ["api", "errors", "etcd/store", "etcd/client", "etcd/connect", "registry", "scheduler", "explorer", "figures"]
"""The rooms, and parts of them, that need the standard library alone."""
BUILD = [sys.executable, "-m", "hatchling", "build"]


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist and the wheel."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([*BUILD, "--directory", str(folder)], cwd=ROOT, capture_output=True, check=True)
    return folder


def find_wheel(folder: Path) -> Path:
    (wheel,) = folder.glob("*.whl")
    return wheel


def list_tracked() -> set[str]:
    """The files of this commit; the test is skipped where git does not know them."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode or not done.stdout:
        pytest.skip("no git checkout here, so nothing says which files belong to the project")
    return {name for name in done.stdout.split("\0") if name and (ROOT / name).exists()}


def test_the_sdist_holds_the_files_of_the_commit_and_no_other(dist: Path) -> None:
    (archive,) = dist.glob("*.tar.gz")
    with tarfile.open(archive) as file:
        held = {name.partition("/")[2] for name in file.getnames()}
    assert held - {"PKG-INFO"} == list_tracked()


def test_the_wheel_holds_the_package_the_course_and_no_other_file(dist: Path) -> None:
    with zipfile.ZipFile(find_wheel(dist)) as archive:
        held = set(archive.namelist())
    tracked = list_tracked()
    wanted = {name for name in tracked if name.startswith("kubeish/")} | {"kubeish_etcd3.py", "kubeish_etcd3.pth"}
    ours = r"notebooks/.*\.(ipynb|json)|solutions/[^/]*\.ipynb"  # solutions in other languages grade nothing
    wanted |= {f"kubeish/_course/{name}" for name in tracked if re.fullmatch(ours, name)}
    assert {name for name in held if ".dist-info/" not in name} == wanted | {"kubeish/_course/course.toml"}
    lessons = [name for name in tracked if re.fullmatch(r"solutions/\d\d_.*\.md", name)]
    assert sum(name.startswith("kubeish/_course/solutions/") for name in held) == len(lessons) > 0


def test_the_sdist_builds_the_same_wheel(dist: Path, tmp_path: Path) -> None:
    (archive,) = dist.glob("*.tar.gz")
    with tarfile.open(archive) as file:
        file.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    command = [*BUILD, "--target", "wheel", "--directory", str(tmp_path / "again")]
    subprocess.run(command, cwd=source, capture_output=True, check=True)
    assert find_wheel(tmp_path / "again").read_bytes() == find_wheel(dist).read_bytes()


def test_the_metadata_is_valid_and_complete(dist: Path) -> None:
    with zipfile.ZipFile(find_wheel(dist)) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = Metadata.from_email(archive.read(name))
    assert metadata.license_expression == "Apache-2.0"
    assert metadata.author == "kubeish contributors"
    assert {"Repository", "Browser edition"} <= (metadata.project_urls or {}).keys()
    assert {"author", "grade", "dask", "site", "test", "zh-cn"} == set(metadata.provides_extra or [])
    assert not any("==" in str(need.specifier) for need in metadata.requires_dist or []), "a pin"


@pytest.fixture(scope="module")
def bare(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment that has the wheel, installed by --no-deps, and nothing else."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder, symlinks=os.name != "nt")
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check", "install", "--no-index"]
    subprocess.run([*pip, "--no-deps", str(find_wheel(dist))], capture_output=True, check=True)
    return python


def run(python: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run it outside any checkout, without the settings of this one."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KUBEISH_", "PYTHON"))}
    return subprocess.run(
        [str(python), *arguments],
        cwd=python.parent,
        env={**kept, "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_core_needs_the_standard_library_alone(bare: Path) -> None:
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for room in CORE
        for path in [ROOT / f"kubeish/{room}.py", *sorted((ROOT / "kubeish" / room).rglob("*.py"))]
        if path.exists()
    ]
    assert len(modules) > 80
    done = run(bare, "-W", "error", "-c", "".join(f"import {module}\n" for module in modules))
    assert done.stderr == ""


def test_the_example_of_the_readme_runs_on_the_core_alone(bare: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert "explore(" in example
    done = run(bare, "-c", example)
    assert done.stdout.startswith("6 orders · 4 "), done.stderr


PYTEST = """
import pathlib, sys
sys.path.append(sys.argv[1])  # where pytest is: only its own packages are wanted of it
import pytest
sys.exit(pytest.main(["-q", "-W", "error", "-p", "no:cacheprovider", sys.argv[2], *sys.argv[3:]]))
"""


def test_the_plugin_of_pytest_works_on_the_core_alone(bare: Path, tmp_path: Path) -> None:
    """Only what pytest itself needs is beside the wheel, and a warning would be an error."""
    packages, test = tmp_path / "packages", tmp_path / "test_race.py"
    packages.mkdir()
    here = Path(pytest.__file__).parents[1]
    for name in ("pytest", "_pytest", "pluggy", "iniconfig", "packaging", "pygments", "py.py"):
        (packages / name).symlink_to(here / name)
    test.write_text(
        "def ask(client):\n    client.put('n', str(int(client.get('n')[0] or 0) + 1))\n\n\n"
        "def test_race(kubeish_explore):\n    kubeish_explore({'A': ask, 'B': ask}, None, lambda client: []"
        " if client.get('n')[0] == b'2' else ['lost'])\n",
        encoding="utf-8",
    )
    done = run(bare, "-c", PYTEST, str(packages), str(test))
    assert "6 orders · 4 break the rule" in done.stdout, done.stdout + done.stderr
    assert "ask, line 2: client.put('n'" in done.stdout
    assert "1 failed" in done.stdout
    assert "warning" not in done.stdout.lower()
    again = run(bare, "-c", PYTEST, str(packages), str(test), "--order", "A A B B")
    assert "1 passed" in again.stdout, again.stdout + again.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["-m", "kubeish", "lab"], "Error: The command line needs the package click"),
        (["-c", "from kubeish import stepper"], "stepper needs the package"),
        (["-c", "from kubeish import open_fleet"], "open_fleet needs the package"),
        (["-c", "import kubeish; kubeish.connect('etcd://localhost')"], "A real etcd needs the package etcd3"),
    ],
    ids=lambda value: str(value)[-40:],
)
def test_a_missing_package_is_a_sentence_with_the_command(bare: Path, arguments: list[str], says: str) -> None:
    done = run(bare, *arguments)
    last = done.stderr.strip().splitlines()[-1]
    assert done.returncode == 1
    assert says in last
    assert re.search("`pip install (kubeish|etcd3)`", last)


@pytest.fixture(scope="module")
def installed(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder for PYTHONPATH with what the wheel installs, beside the packages of this environment."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(find_wheel(dist)) as archive:
        archive.extractall(folder)
    return str(folder)


def kubeish(installed: str, work: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(Path(sys.executable), "-m", "kubeish", *arguments, PYTHONPATH=installed, KUBEISH_WORK=str(work))


def test_each_command_of_a_learner_works_from_the_wheel(installed: str, tmp_path: Path) -> None:
    work = tmp_path / "名前 and a space"
    for command, says in {
        "lab --no-open": f"Your notebooks are in {work}",
        "check": "Go on with warm-up in",
        "hint warm-up": "warm-up · hint 1 of 3",
        "reset --yes 00": "Done: lesson 00_start_here is as it was.",
        "summary": f"The page is {work / 'summary.html'}",
    }.items():
        done = kubeish(installed, work, *command.split())
        assert (done.returncode, says in done.stdout) == (0, True), done.stdout + done.stderr
    shipped = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
    assert sorted(path.name for path in work.glob("*.ipynb")) == shipped
    assert (
        f"{len(shipped)} of {len(shipped)} lessons in {Path(installed, 'kubeish', '_course')}"
        in kubeish(installed, work, "doctor").stdout
    )


def test_marking_works_from_the_wheel(installed: str, tmp_path: Path) -> None:
    kubeish(installed, tmp_path / "ada", "lab", "--no-open")
    (tmp_path / "class").mkdir()
    (tmp_path / "ada").rename(tmp_path / "class" / "ada")
    options = ["--out", str(tmp_path / "marks"), "--lesson", "00", "--no-nbval", "--no-sandbox", "--jobs", "1", "--yes"]
    done = kubeish(installed, tmp_path, "grade", str(tmp_path / "class"), *options)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 submission marked" in done.stderr


@pytest.mark.parametrize(("command", "says"), [("build", "made in a checkout"), ("site", "made from a checkout")])
def test_what_needs_a_checkout_says_so(installed: str, tmp_path: Path, command: str, says: str) -> None:
    done = kubeish(installed, tmp_path, command)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")
    assert says in done.stderr
