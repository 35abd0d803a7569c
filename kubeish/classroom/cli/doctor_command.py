"""`kubeish doctor`: what this machine has, and what works without the rest."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from importlib import metadata

import click

from kubeish.classroom import course, shipped_notebooks, workspace
from kubeish.classroom.cli.worded_help import Command
from kubeish.errors import KubeishError
from kubeish.figures.text_width import pad
from kubeish.wording import join, read_message, say, show

OLDEST = (3, 11)
TIMEOUT = 60  # seconds for a program to say whether it may run


class Missing(KubeishError):
    """What is missing, what does not work without it, and how to get it."""


@click.command(cls=Command)
def command() -> None:
    """Look at Python, packages, etcd, Chromium, bubblewrap and ports, and say what works without.

    Fails only if something is missing without which nothing works.
    """
    failed = False
    for name, (check, required) in CHECKS.items():
        try:
            mark, message = "ok", check()
        except KubeishError as error:
            mark = say("MISSING") if required else say("missing (optional)")
            message = read_message(error)
            failed |= required
        click.echo(f"{pad(show(mark), 18)} {name:<11} {show(message)}")
    if failed:
        sys.exit(1)


def check_python() -> str:
    """Python, from 3.11 on."""
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST:
        raise Missing(say("{found} is too old: kubeish needs 3.11 or later.", found=found))
    return found


def check_packages() -> str:
    """The packages that kubeish needs here, each at a version that it can use."""
    from packaging.requirements import Requirement

    wanted = [Requirement(line) for line in metadata.requires("kubeish") or []]
    here = [need for need in wanted if need.marker is None or need.marker.evaluate({"extra": ""})]
    wrong = []
    for need in here:
        try:
            version = metadata.version(need.name)
        except metadata.PackageNotFoundError:
            wrong.append(say("{name} is missing", name=need.name))
            continue
        if not need.specifier.contains(version, prereleases=True):
            wrong.append(
                say(
                    "{name} is {version}, wanted {specifier}", name=need.name, version=version, specifier=need.specifier
                )
            )
    if wrong:
        raise Missing(
            say(
                "{names}: install them by `pip install kubeish`, or in a checkout by `make lab`.",
                names=join("; ", wrong),
            )
        )
    return say("all {count} are here", count=len(here))


def check_course() -> str:
    """course.toml, the notebooks, and the folder of the learner's copy."""
    lessons = course.load().lessons
    built = [lesson for lesson in lessons if shipped_notebooks.find_shipped(lesson).exists()]
    where = say("{root}; your copy is in {folder}", root=course.find_root(), folder=workspace.find_folder())
    return say("{built} of {total} lessons in {where}", built=len(built), total=len(lessons), where=where)


def check_etcd3() -> str:
    """Whether etcd3 can be imported."""
    try:
        import kubeish.etcd.cluster.etcd3_import  # noqa: F401
    except ImportError as error:
        raise Missing(str(error)) from None
    return say(
        "{version} with protobuf {protobuf}", version=metadata.version("etcd3"), protobuf=metadata.version("protobuf")
    )


def check_etcd() -> str:
    """An etcd to start."""
    from kubeish.etcd.cluster import find_etcd

    try:
        found = find_etcd()
    except KubeishError as error:
        raise Missing(say("{error} Only lesson 08 needs a real one.", error=read_message(error))) from None
    return say("{version} at {path}", version=found.version_text, path=found.path)


def check_ports() -> str:
    """A port on loopback, for JupyterLab and a real etcd."""
    try:
        with socket.create_server(("127.0.0.1", 0)) as server:
            return say("loopback gives them (just now {port})", port=server.getsockname()[1])
    except OSError as error:
        raise Missing(
            say(
                "127.0.0.1 gives none ({error}): neither JupyterLab nor a real etcd can listen here.",
                error=error.strerror,
            )
        ) from None


def check_chromium() -> str:
    """A browser for the tests of the figures."""
    named = os.environ.get("KUBEISH_CHROMIUM")
    programs = [named] if named else ["chromium", "chromium-browser", "google-chrome"]
    for path in filter(None, map(shutil.which, programs)):
        return path
    raise Missing(say("not found: only the browser tests need it. `apt-get install chromium` brings it."))


def check_bubblewrap() -> str:
    """A sandbox for marking strangers' code. Most containers forbid it, even if it is installed."""
    path = shutil.which("bwrap")
    if not path:
        raise Missing(
            say(
                "not found: `kubeish grade` then refuses, unless told --no-sandbox. `apt-get install "
                "bubblewrap` brings it."
            )
        )
    command = [path, "--unshare-all", "--ro-bind", "/", "/", "true"]
    try:
        tried = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)
        why = (
            " ".join(tried.stderr.split()) or say("status {status}", status=tried.returncode)
            if tried.returncode
            else ""
        )
    except subprocess.TimeoutExpired:
        why = say("no answer in {seconds} seconds", seconds=TIMEOUT)
    except OSError as error:
        why = str(error.strerror)
    if why:
        raise Missing(say("{path} may not run here ({why}): `kubeish grade` then refuses.", path=path, why=why))
    return path


CHECKS = {  # by name: the check, and whether nothing works without it
    "Python": (check_python, True),
    "packages": (check_packages, True),
    "course": (check_course, True),
    "etcd3": (check_etcd3, False),
    "etcd": (check_etcd, False),
    "ports": (check_ports, True),
    "Chromium": (check_chromium, False),
    "bubblewrap": (check_bubblewrap, False),
}
