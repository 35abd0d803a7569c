"""Run a program quietly; its output is shown only if it fails."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from kubeish.classroom.site.project import NotPublished

LAST_LINES = 15


def run(command: list[str], cwd: Path, environment: Mapping[str, str] | None = None) -> None:
    """Run a command. Raises NotPublished with the last lines of its output if it fails."""
    try:
        done = subprocess.run(
            command, cwd=cwd, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
        )
    except OSError as error:
        raise NotPublished(
            f"{command[0]} cannot be started ({error.strerror}), and the site is built with it."
        ) from None
    if done.returncode:
        output = "\n".join((done.stdout + done.stderr).strip().splitlines()[-LAST_LINES:])
        raise NotPublished(f"`{' '.join(command)}` failed in {cwd}:\n{output}")
