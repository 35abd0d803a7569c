"""`kubeish lab`: bring the learner's copy up to date and open it in JupyterLab."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import sys
from pathlib import Path

import click

from kubeish.classroom import course, shipped_notebooks, workspace
from kubeish.classroom.cli.options import work_option
from kubeish.classroom.cli.worded_help import Command
from kubeish.errors import CourseError
from kubeish.wording import say, show

# A learner may change these settings in JupyterLab: saved every 5 s, and no box about news.
_SETTINGS = Path(__file__).with_name("jupyter")


@click.command(cls=Command, context_settings={"ignore_unknown_options": True})
@click.option("--lesson", default="00", help="The lesson to open, by name or number.", show_default=True)
@click.option(
    "--language", default="", help="The language of the lessons from now on, such as zh_CN or en; your answers move."
)
@work_option
@click.option("--no-open", is_flag=True, help="Only bring your copy up to date.")
@click.argument("jupyter", nargs=-1, type=click.UNPROCESSED)
def command(lesson: str, language: str, here: Path, no_open: bool, jupyter: tuple[str, ...]) -> None:
    """Open the course in JupyterLab.

    Your notebooks are copies, so that a new edition of the course leaves your answers alone.
    Further options go to JupyterLab: kubeish lab --no-browser --port 8899
    """
    if importlib.util.find_spec("jupyterlab") is None:
        raise ModuleNotFoundError(name="jupyterlab")
    name = course.load().find_lesson(lesson).name
    for sentence in workspace.fill(here, shipped_notebooks.check_language(language)):
        click.echo(show(sentence, here))
    if not (here / f"{name}.ipynb").exists():
        raise CourseError(
            say("Lesson {name} has no notebook yet: authors make it by `kubeish build {name}`.", name=name)
        )
    _find_place_for_jupyter(here)
    _trust_pictures(here)
    click.echo(show(say("Your notebooks are in {here}", here=here), here))
    if not shutil.which("kubeish"):
        program = Path(sys.executable).with_name("kubeish")
        words = say(
            "In a terminal of your own, kubeish is {program}; in JupyterLab's, just kubeish.",
            program=os.path.relpath(program),
        )
        click.echo(show(words, here), err=True)
    if not no_open:
        _start_jupyterlab([f"{name}.ipynb", *_allow_root(), *jupyter], here)


def _find_place_for_jupyter(here: Path) -> None:
    """Give Jupyter and IPython a folder among the notebooks where the user's home cannot be written."""
    from jupyter_core.paths import jupyter_data_dir, jupyter_runtime_dir

    try:
        for folder in map(Path, (jupyter_data_dir(), jupyter_runtime_dir())):
            folder.mkdir(parents=True, exist_ok=True)
            if not os.access(folder, os.W_OK):
                raise PermissionError(folder)
    except (OSError, RuntimeError):  # RuntimeError: this user has no home
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
            os.environ[name] = str(here / ".kubeish" / name.lower())


def _trust_pictures(here: Path) -> None:
    """Sign the notebooks whose outputs are as shipped, so that JupyterLab runs lesson 00's picture.

    JupyterLab shows an output of a notebook that it does not trust without its script.
    """
    import nbformat
    from nbformat.sign import NotebookNotary

    notary, language = NotebookNotary(), shipped_notebooks.find_language(here)
    for lesson in course.load().lessons:
        path, shipped = here / f"{lesson.name}.ipynb", shipped_notebooks.find_shipped(lesson, language)
        if path.exists() and shipped.exists() and path.read_bytes() == shipped.read_bytes():
            notary.sign(nbformat.read(path, as_version=4))


def _allow_root() -> list[str]:
    """JupyterLab refuses root unless told; a container often has no other user."""
    return ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


def _start_jupyterlab(arguments: list[str], here: Path) -> None:
    """Become JupyterLab's server, whose terminals find `kubeish`; returns when the server has ended.

    In this process: a new one would import again what is here already.
    """
    os.chdir(here)
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    os.environ["KUBEISH_WORK"] = str(here)
    known = os.environ.get("JUPYTER_CONFIG_PATH")
    folders = [*write_locale(here), _SETTINGS, *([known] if known else [])]
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(map(str, folders))
    from jupyterlab.labapp import LabApp

    LabApp.launch_instance(arguments)


def write_locale(here: Path) -> list[Path]:
    """The folder that gives this server's menus the language of the notebooks, if JupyterLab has its package.

    A learner's own choice in JupyterLab's settings goes before it.
    """
    language = shipped_notebooks.find_language(here)
    if importlib.util.find_spec(f"jupyterlab_language_pack_{language}") is None:
        return []
    folder = here / ".kubeish" / "jupyter"
    (folder / "labconfig").mkdir(parents=True, exist_ok=True)
    settings = json.dumps({"@jupyterlab/translation-extension:plugin": {"locale": language}})
    (folder / "labconfig" / "default_setting_overrides.json").write_text(settings, encoding="utf-8")
    return [folder]
