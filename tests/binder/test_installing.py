"""What Binder does when it builds, done here: the pins into an empty environment, the copy, postBuild, start.

What this Python has at the version of a pin is copied: to unpack and compile it all again would take a minute.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.site.conftest import NO_NETWORK, has_network

ROOT = Path(__file__).resolve().parent.parent.parent
WANTED = (ROOT / "binder" / "runtime.txt").read_text().strip().removeprefix("python-")
MADE = (".venv", ".git", "__pycache__", "build", "site", "dist", "work")
"""What a clone does not have."""
pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


def python() -> str | None:
    """A Python of the version that Binder takes; None where there is none."""
    if sys.version_info[:2] == tuple(map(int, WANTED.split("."))):
        return sys.executable
    return shutil.which(f"python{WANTED}")


def run(command: list[str | Path], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    settings = {name: value for name, value in os.environ.items() if not name.startswith(("KUBEISH_", "PYTHON"))}
    return subprocess.run(
        command, cwd=folder, env={**settings, **environment}, capture_output=True, text=True, check=False
    )


def copy_what_is_here(environment: Path) -> None:
    """Put pip, and the pins that this Python has at the same version, into an environment of the same Python."""
    pins = re.findall("^[^#].*", (ROOT / "binder/requirements.txt").read_text(), re.MULTILINE)
    for pin in map(Requirement, ["pip", *pins]):
        with contextlib.suppress(metadata.PackageNotFoundError):
            found = metadata.distribution(pin.name)
            if found.version in pin.specifier:
                for file in found.files or []:
                    copy_file(Path(os.path.normpath(found.locate_file(file))), environment)


def copy_file(path: Path, environment: Path) -> None:
    """Put one of this Python's files into another environment, of whose Python a script then is."""
    if path.is_file() and path.is_relative_to(sys.prefix):
        copy = environment / path.relative_to(sys.prefix)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, copy)
        if copy.parent.name == "bin" and (script := copy.read_bytes()).startswith(b"#!"):
            copy.write_bytes(script.replace(os.fsencode(sys.prefix), os.fsencode(environment)))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the course in ``repo``, as Binder copies it, and an environment in ``env`` with all pins."""
    found = python()
    if found is None:
        pytest.skip(f"no Python {WANTED} here, which is what Binder takes")
    place = tmp_path_factory.mktemp("binder")
    is_ours = found == sys.executable
    run([found, "-m", "venv", *(["--without-pip"] if is_ours else []), "env"], place)
    if is_ours:
        copy_what_is_here(place / "env")
    pip = [place / "env/bin/python", "-m", "pip", "install", "--no-compile"]  # what is run here compiles itself
    installed = run([*pip, "-r", ROOT / "binder/requirements.txt"], place)
    if installed.returncode and not has_network(place):
        pytest.skip(NO_NETWORK)
    assert installed.returncode == 0, installed.stdout + installed.stderr
    shutil.copytree(ROOT, place / "repo", ignore=shutil.ignore_patterns(*MADE))
    return place


def path(place: Path) -> str:
    return os.pathsep.join([str(place / "env/bin"), "/usr/bin", "/bin"])


@pytest.fixture(scope="module", autouse=True)
def built(place: Path) -> str:
    """What postBuild says, which has been run there."""
    done = run(["binder/postBuild"], place / "repo", PATH=path(place))
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_post_build_installs_kubeish_and_the_doctor_finds_nothing_missing(built: str) -> None:
    found = [line.split()[1] for line in built.splitlines() if line.startswith("ok ")]
    assert {"packages", "etcd3", "etcd"} <= set(found), "a real etcd comes along"


def test_the_environment_is_whole(place: Path) -> None:
    checked = run([place / "env/bin/python", "-m", "pip", "check"], place)
    assert checked.stdout == "No broken requirements found.\n"


def test_start_runs_jupyterlab_and_a_terminal_finds_the_notebooks(place: Path) -> None:
    started = run([place / "repo/binder/start", "jupyter", "lab", "--version"], place / "repo", PATH=path(place))
    assert started.stdout.startswith("4."), started.stderr
    told = run([place / "repo/binder/start", "kubeish", "check"], place / "repo", PATH=path(place))
    assert "Go on with warm-up in notebooks/00_start_here.ipynb\n" in told.stdout


def test_a_lesson_runs_there(place: Path) -> None:
    """Lesson 00's notebook, as it is opened, in a kernel of that environment."""
    code = (
        "import nbformat; from nbclient import NotebookClient; from pathlib import Path\n"
        "notebook = nbformat.read('00_start_here.ipynb', 4)\n"
        "NotebookClient(notebook, timeout=300, startup_timeout=300).execute()\n"
        "print(sum(len(cell.get('outputs', [])) for cell in notebook.cells))"
    )
    ran = run([place / "env/bin/python", "-W", "ignore", "-c", code], place / "repo/notebooks", PATH=path(place))
    assert int(ran.stdout) > 3, ran.stderr
