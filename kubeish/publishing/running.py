"""Runs a program quietly, and says what it said only where it fails."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from kubeish.errors import KubeishError

LAST_WORDS = 15  # lines


class NotPublished(KubeishError):
    """The site, or what Binder reads, could not be made; the author can mend that."""


def run(command: list[str], cwd: Path, environment: Mapping[str, str] | None = None) -> str:
    """What the command says on its standard output. Raises NotPublished with its last words where it fails."""
    try:
        done = subprocess.run(
            command, cwd=cwd, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
        )
    except OSError as error:
        raise NotPublished(
            f"{command[0]} cannot be started ({error.strerror}), and the site is built with it."
        ) from None
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-LAST_WORDS:])
        raise NotPublished(f"`{' '.join(command)}` failed in {cwd}:\n{said}")
    return done.stdout
