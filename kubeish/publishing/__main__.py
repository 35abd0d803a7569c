"""``python -m kubeish.publishing``: write what is made for Binder and README.md, or ``--check`` it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kubeish import course
from kubeish.errors import KubeishError
from kubeish.publishing import binder, launch


def made(root: Path) -> dict[str, str]:
    """What each file should say, by its path below ``root``."""
    return {"README.md": launch.readme(root), "binder/requirements.txt": binder.requirements(root)}


def main(arguments: list[str] | None = None) -> int:
    """0 if all is well; 1 if a file differs, or cannot be made."""
    parser = argparse.ArgumentParser(
        "python -m kubeish.publishing", description="The launch buttons, and Binder's pins."
    )
    parser.add_argument("--check", action="store_true", help="write nothing, and say what differs")
    check = parser.parse_args(arguments).check
    root = course.root()
    try:
        texts = made(root)
    except KubeishError as error:
        print(error, file=sys.stderr)
        return 1
    different = [name for name, text in texts.items() if _current(root / name) != text]
    for name in different:
        if check:
            print(f"{name} is not what is made of pyproject.toml: run python -m kubeish.publishing", file=sys.stderr)
        else:
            (root / name).write_text(texts[name], encoding="utf-8")
            print(f"made {name}")
    return 1 if check and different else 0


def _current(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


if __name__ == "__main__":
    sys.exit(main())
