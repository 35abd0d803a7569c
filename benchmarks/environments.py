"""Where kubeish can be installed: the wheel in environments that are made empty, beside other packages, as other users.

Each row makes an environment of its own in a temporary folder, installs the wheel in it by pip, without any pin, and
runs what the row says, outside any checkout. It needs a package index; an hour or so on two cores.
Run: python benchmarks/environments.py --python python3.11 --python python3.12
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from machine import describe

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "results" / "environments.txt"
BESIDE = ["tensorflow", "streamlit", "wandb", "opentelemetry-exporter-otlp"]
SOLUTIONS = "kubeish/_course/solutions"
PUT_AND_GET = """
import etcd3, google.protobuf
from kubeish import LocalEtcd
with LocalEtcd() as etcd:
    host, port = etcd.url.removeprefix("etcd://").split(":")
    client = etcd3.client(host, int(port))
    client.put("a", "1")
    assert client.get("a")[0] == b"1"
print("etcd3 beside protobuf", google.protobuf.__version__)
"""
VERDICT = """
from kubeish import check
print(check("warm-up", 1))
"""
CHEAT = "from pathlib import Path\nimport kubeish\nseen = list(Path(kubeish.__file__).parent.rglob('*.ipynb'))\n"


class Failed(Exception):
    """A row did not do what it should; with the last words of what was run."""


def run(command: list[object], folder: Path, user: int | None = None, **environment: str) -> str:
    """Run it without this process's settings; what it printed. Raises Failed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KUBEISH_", "PYTHON", "VIRTUAL"))}
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env={**kept, **environment},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        user=user,
        check=False,
    )
    if done.returncode:
        raise Failed(" / ".join((done.stdout + done.stderr).strip().splitlines()[-6:]))
    return done.stdout + done.stderr


class Environment:
    """An environment in ``folder`` with the wheel, and ``packages`` beside it. ``pip``: its options."""

    def __init__(self, folder: Path, python: str, wheel: Path, *packages: str, pip: tuple[str, ...] = ()) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        run([python, "-m", "venv", "--without-pip", folder / "env"], folder)
        self.python = folder / "env" / "bin" / "python"
        command = [sys.executable, "-m", "pip", "--python", self.python, "install", "--quiet", "--no-input", *pip]
        began = time.perf_counter()
        run([*command, *packages, wheel], folder)
        self.seconds = time.perf_counter() - began

    def __call__(self, *arguments: object, user: int | None = None, **environment: str) -> str:
        return run([self.python, *arguments], self.folder, user, **environment)

    def run_solutions(self) -> str:
        """Every lesson's solution under nbval; pytest's last line."""
        places = json.loads(self("-c", "import kubeish, json; print(json.dumps(list(kubeish.__path__)))"))
        folder = Path(places[0]).parent / SOLUTIONS
        options = ["--nbval", "--nbval-cell-timeout=300", "-p", "no:cacheprovider", "-o", "addopts="]
        return self("-m", "pytest", "-q", *options, folder).strip().splitlines()[-1]


def use_alone(env: Environment) -> str:
    """The learner's commands, marking in the sandbox, and every lesson."""
    work = env.folder / "work"
    for command in ("lab --no-open", "check", "hint warm-up", "reset --yes 00", "summary", "doctor"):
        env("-m", "kubeish", *command.split(), KUBEISH_WORK=str(work))
    notebook = json.loads((work / "00_start_here.ipynb").read_text(encoding="utf-8"))
    (cell,) = (each for each in notebook["cells"] if each["metadata"].get("kubeish", {}).get("exercise") == "warm-up")
    cell["source"] = CHEAT + "raise SystemExit(f'{len(seen)} notebooks can be read')\n"
    (env.folder / "class" / "ada").mkdir(parents=True)
    (env.folder / "class" / "ada" / "00.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    env("-m", "kubeish", "grade", "--yes", "class", "--out", "marks", "--lesson", "00")
    pages = "".join(path.read_text(encoding="utf-8") for path in (env.folder / "marks").rglob("*.html"))
    if "0 notebooks can be read" not in pages:
        raise Failed("an answer in the sandbox sees the solutions, or was not run")
    return f"lab, check, hint, reset, summary, doctor, grade; lessons: {env.run_solutions()}"


def use_beside(env: Environment) -> str:
    """Nothing is at odds, etcd3 works on a real etcd, and so does every lesson."""
    run([sys.executable, "-m", "pip", "--python", env.python, "check"], env.folder)
    return f"pip check; {env('-c', PUT_AND_GET).strip()}; lessons: {env.run_solutions()}"


def use_core(env: Environment) -> str:
    """The example of the README."""
    (example,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    return f"README's example: {env('-c', example).splitlines()[0]}"


def use_c_locale(env: Environment) -> str:
    """A verdict is printed in the C locale, and in pure ASCII."""
    for settings in ({"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}):
        env("-c", VERDICT, **settings)
    return "a verdict is printed, as UTF-8 and as ASCII"


def use_read_only(env: Environment) -> str:
    """A check in a folder that this user may not write, and a lab there."""
    said = env("-c", VERDICT, user=65534, HOME="/nonexistent")
    if "Your progress is not recorded" not in said:
        raise Failed("the lost progress is not told")
    command = [env.python, "-m", "kubeish", "lab", "--no-open", "--work", env.folder / "work"]
    try:
        run(command, env.folder, 65534, HOME="/nonexistent")
    except Failed as error:
        if "name another folder by --work" in str(error):
            return "the check works and says that progress is lost; lab names another folder"
        raise
    raise Failed("the folder could be written")


def use_twice(env: Environment) -> str:
    """Two users start JupyterLab from one installation at once, behind base URLs, and both get it."""
    servers, found = [], []
    try:
        for number, user in enumerate((65533, 65534)):
            home = env.folder / f"home {number} 名前"
            home.mkdir()
            os.chown(home, user, user)
            options = ["--no-browser", "--ServerApp.token=", f"--ServerApp.base_url=/user/{number}/"]
            settings = {**os.environ, "HOME": str(home), "KUBEISH_WORK": "~/k"}
            servers.append(
                subprocess.Popen(
                    [env.python, "-m", "kubeish", "lab", *options],
                    cwd=home,
                    env=settings,
                    user=user,
                    umask=0o077,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            )
        for number in range(2):
            found.append(_wait_for_server(env.folder / f"home {number} 名前", number))
    finally:
        for server in servers:
            server.terminate()
            server.wait()
    return f"both answer at {' and '.join(found)}"


def _wait_for_server(home: Path, number: int) -> str:
    for _ in range(600):
        for file in home.rglob("jpserver-*.json"):
            url = json.loads(file.read_text())["url"]
            try:
                with urllib.request.urlopen(f"{url}lab", timeout=10) as answer:
                    assert answer.status == 200
                    return re.sub(r"http://\w+:(\d+)/", r":\1/", url)
            except OSError:
                pass  # it is not ready yet
        time.sleep(0.1)
    raise Failed(f"user {number} has no server after a minute")


def is_open_to_all(python: str) -> bool:
    """Whether another user may run it."""
    code = "import sys; print(sys.base_prefix)"
    prefix = Path(run([python, "-c", code], ROOT).strip())
    return all(each.stat().st_mode & 0o005 == 0o005 for each in (prefix, *prefix.parents))


def list_rows(wheel: Path, pythons: list[str], folder: Path) -> dict[str, Callable[[], tuple[Environment, str]]]:
    """By name: what makes the environment and uses it."""

    def row(number: int, python: str, use: Callable[[Environment], str], *packages: str, **options: tuple[str, ...]):
        def make() -> tuple[Environment, str]:
            env = Environment(folder / str(number), python, wheel, *packages, **options)
            return env, use(env)

        return make

    first = pythons[0]
    rows = {f"alone, {Path(python).name}": row(n, python, use_alone) for n, python in enumerate(pythons)}
    rows[f"beside {', '.join(BESIDE)}"] = row(20, first, use_beside, *BESIDE)
    rows["--no-deps"] = row(21, first, use_core, pip=("--no-deps",))
    rows["LC_ALL=C"] = row(22, first, use_c_locale)
    public = next((python for python in [*pythons, "/usr/bin/python3"] if is_open_to_all(python)), None)
    if os.geteuid() == 0 and public:
        rows["a read-only folder, no HOME"] = row(23, public, use_read_only)
        rows["two users at once"] = row(24, public, use_twice)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", action="append", help="A Python to use. May be repeated.")
    parser.add_argument("--only", default="", help="Only the rows that have this in their name.")
    options = parser.parse_args()
    lines, failed = [f"Made by: python benchmarks/environments.py\n{describe()}\n"], 0
    with tempfile.TemporaryDirectory(prefix="kubeish-environments-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        run([sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder], ROOT)
        (wheel,) = folder.glob("*.whl")
        wheel.chmod(0o644)
        for row, make in list_rows(wheel, options.python or [sys.executable], folder).items():
            if options.only not in row:
                continue
            try:
                env, words = make()
                version = env("-c", "import sys; print(sys.version.split()[0])").strip()
                lines.append(f"passed  {row}: Python {version}, installed in {env.seconds:.0f} s; {words}")
            except Failed as error:
                failed += 1
                lines.append(f"FAILED  {row}: {error}")
            print(lines[-1], flush=True)
    if not options.only:
        RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.exit(failed)


if __name__ == "__main__":
    main()
