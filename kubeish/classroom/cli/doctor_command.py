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
from kubeish.errors import KubeishError

OLDEST = (3, 11)
TIMEOUT = 60  # seconds for a program to say whether it may run


class Missing(KubeishError):
    """What is missing, what does not work without it, and how to get it."""


@click.command()
def command() -> None:
    """Look at Python, packages, etcd, Chromium, bubblewrap and ports, and say what works without.

    Fails only if something is missing without which nothing works.
    """
    failed = False
    for name, (check, required) in CHECKS.items():
        try:
            mark, message = "ok", check()
        except KubeishError as error:
            mark, message = "MISSING" if required else "missing (optional)", str(error)
        failed |= mark == "MISSING"
        click.echo(f"{mark:<18} {name:<11} {message}")
    if failed:
        sys.exit(1)


def check_python() -> str:
    """Python, from 3.11 on."""
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST:
        raise Missing(f"{found} is too old: kubeish needs 3.11 or later.")
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
            wrong.append(f"{need.name} is missing")
            continue
        if not need.specifier.contains(version, prereleases=True):
            wrong.append(f"{need.name} is {version}, wanted {need.specifier}")
    if wrong:
        raise Missing(f"{'; '.join(wrong)}: install them by `pip install kubeish`, or in a checkout by `make lab`.")
    return f"all {len(here)} are here"


def check_course() -> str:
    """course.toml, the notebooks, and the folder of the learner's copy."""
    lessons = course.load().lessons
    built = [lesson for lesson in lessons if shipped_notebooks.find_shipped(lesson).exists()]
    where = f"{course.find_root()}; your copy is in {workspace.find_folder()}"
    return f"{len(built)} of {len(lessons)} lessons in {where}"


def check_etcd3() -> str:
    """Whether etcd3 can be imported."""
    try:
        import kubeish.etcd.cluster.etcd3_import  # noqa: F401
    except ImportError as error:
        raise Missing(str(error)) from None
    return f"{metadata.version('etcd3')} with protobuf {metadata.version('protobuf')}"


def check_etcd() -> str:
    """An etcd to start."""
    from kubeish.etcd.cluster import find_etcd

    try:
        found = find_etcd()
    except KubeishError as error:
        raise Missing(f"{error} Only lesson 08 needs a real one.") from None
    return f"{found.version_text} at {found.path}"


def check_ports() -> str:
    """A port on loopback, for JupyterLab and a real etcd."""
    try:
        with socket.create_server(("127.0.0.1", 0)) as server:
            return f"loopback gives them (just now {server.getsockname()[1]})"
    except OSError as error:
        raise Missing(
            f"127.0.0.1 gives none ({error.strerror}): neither JupyterLab nor a real etcd can listen here."
        ) from None


def check_chromium() -> str:
    """A browser for the tests of the figures."""
    named = os.environ.get("KUBEISH_CHROMIUM")
    programs = [named] if named else ["chromium", "chromium-browser", "google-chrome"]
    for path in filter(None, map(shutil.which, programs)):
        return path
    raise Missing("not found: only the browser tests need it. `apt-get install chromium` brings it.")


def check_bubblewrap() -> str:
    """A sandbox for marking strangers' code. Most containers forbid it, even if it is installed."""
    path = shutil.which("bwrap")
    if not path:
        raise Missing(
            "not found: `kubeish grade` then refuses, unless told --no-sandbox. `apt-get install bubblewrap` brings it."
        )
    command = [path, "--unshare-all", "--ro-bind", "/", "/", "true"]
    try:
        tried = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)
        why = " ".join(tried.stderr.split()) or f"status {tried.returncode}" if tried.returncode else ""
    except subprocess.TimeoutExpired:
        why = f"no answer in {TIMEOUT} seconds"
    except OSError as error:
        why = str(error.strerror)
    if why:
        raise Missing(f"{path} may not run here ({why}): `kubeish grade` then refuses.")
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
