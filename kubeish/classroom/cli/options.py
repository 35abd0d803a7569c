"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

from kubeish.classroom import workspace
from kubeish.classroom.user_paths import expand

work_option = click.option(
    "--work",
    "here",
    type=click.Path(path_type=Path),
    callback=lambda _context, _option, chosen: expand(chosen or workspace.find_folder()),
    help="The folder with your notebooks.",
)
"""``--work``: hands the command ``here``, the learner's folder as an absolute path."""
