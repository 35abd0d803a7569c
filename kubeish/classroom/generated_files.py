"""Files that `kubeish build` makes beside notebooks: tables in Markdown, and Binder's pins."""

from __future__ import annotations

import difflib
from pathlib import Path

from kubeish.classroom.readme_sections import replace_section
from kubeish.classroom.site import binder, launch_buttons

Files = dict[Path, str]  # what each file should say, by its path below the root of the course


def make_tables(root: Path) -> Files:
    """README.md, docs/story.md and Binder's pins; none outside a checkout. Raises KubeishError."""
    if not (root / "pyproject.toml").exists():
        return {}
    from kubeish.lessons.story import table
    from kubeish.lessons.story.remaining_gaps import list_remaining_gaps

    story, page = table(), Path("docs/story.md")
    content = f"{story.to_markdown()}\n\n{list_remaining_gaps(story)}"
    readme = replace_section(_read(root / "README.md") or "", "launch", launch_buttons.render_table(root))
    return {
        Path("README.md"): readme,
        page: replace_section(_read(root / page) or "", "story", content, page.as_posix()),
        Path("binder/requirements.txt"): binder.render_requirements(root),
    }


def write(root: Path, files: Files) -> list[Path]:
    """Write the files that differ; their paths below ``root``."""
    changed = [path for path, text in files.items() if _read(root / path) != text]
    for path in changed:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(files[path], encoding="utf-8", newline="\n")
    return changed


def find_differences(root: Path, files: Files, source: str) -> list[str]:
    """A sentence for each file that is not what ``source`` makes, and its first differing lines."""
    changed = {path: _read(root / path) for path, text in files.items() if _read(root / path) != text}
    return [
        f"{path.as_posix()} is not what {source} makes:\n{_show_difference(current, files[path])}"
        for path, current in changed.items()
    ]


def _show_difference(current: str | None, text: str) -> str:
    if current is None:
        return "  it is missing"
    lines = difflib.unified_diff(
        current.splitlines(), text.splitlines(), "as it is", "as it should be", lineterm="", n=2
    )
    return "\n".join(f"  {line}" for line in list(lines)[:14])


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None
