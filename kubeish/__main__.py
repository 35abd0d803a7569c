"""The command line: `kubeish`, and `python -m kubeish`."""

from __future__ import annotations

import sys

from kubeish._lazy import explain_missing
from kubeish.classroom.streams import allow_all_characters


def main() -> None:
    """Run the command in ``sys.argv``. A missing package is a sentence."""
    allow_all_characters()
    try:
        from kubeish.classroom.cli import main as run
    except ModuleNotFoundError as error:
        sys.exit(f"Error: {explain_missing(error, 'The command line')}")
    run(prog_name="kubeish")


if __name__ == "__main__":
    main()
