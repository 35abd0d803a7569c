"""The whole site: a first page in each language, the browser edition beside it, the reading edition in read/."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from kubeish.classroom.shipped_notebooks import ENGLISH
from kubeish.classroom.site import front_page, jupyterlite, offline, page_words, static_pages, toolchain
from kubeish.classroom.site.link_check import find_broken_links
from kubeish.classroom.site.project import NotPublished

OURS = ".nojekyll"  # GitHub Pages then serves all files; here it marks a folder as a site


def build(root: Path, out: Path, cdn: bool = False, only_reading: bool = False) -> None:
    """Make the site of the checkout ``root`` and then replace the folder ``out`` by it.

    ``cdn``: Python's core comes from its public CDN. ``only_reading``: no browser edition, which
    needs npm and a network. Raises NotPublished, with ``out`` as it was.
    """
    _refuse(root, out)
    place = root / "build" / "site"
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place) as folder:
        made = Path(folder, "site")
        if only_reading:
            made.mkdir()
        else:
            jupyterlite.build(toolchain.prepare(root), cdn).rename(made)
            front_page.build(root, made)
            offline.add(root, made)
        (made / OURS).touch()
        (made / "read").mkdir()
        static_pages.build(root, made / "read", alone=only_reading)
        others = [other.folder for other in page_words.list_others(root, ENGLISH)]
        folders = [part for read in (made, made / "read") for part in (read, *(read / other for other in others))]
        if wrong := [problem for folder in folders for problem in find_broken_links(folder, made)]:
            raise NotPublished("Links of the site are broken:\n" + "\n".join(wrong))
        make_readable(made)
        replace_folder(made, out)


def make_readable(folder: Path) -> None:
    """Let every user read the files, whatever the umask: a web server is often another user."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def replace_folder(made: Path, out: Path) -> None:
    """Put ``made`` in the place of ``out``. At any moment a whole site lies there or beside it."""
    out.parent.mkdir(parents=True, exist_ok=True)
    new, old = (out.with_name(f".{out.name}.{which}") for which in ("new", "old"))
    shutil.rmtree(new, ignore_errors=True)
    shutil.move(made, new)  # a copy, if ``out`` is on another file system; what follows are renames
    if out.exists():
        shutil.rmtree(old, ignore_errors=True)
        out.rename(old)
    try:
        new.rename(out)
    except OSError:
        old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _refuse(root: Path, out: Path) -> None:
    """Raise NotPublished if there is nothing to publish, or if ``out`` is not a site."""
    if not (root / "pyproject.toml").exists():
        raise NotPublished(
            f"The site is made from a checkout of kubeish, and {root} is none: clone it, then make site."
        )
    if not static_pages.find_built_lessons(root):
        raise NotPublished(f"No lesson in {root} is built yet: run kubeish build first.")
    if out.exists() and not (out / OURS).exists() and (not out.is_dir() or any(out.iterdir())):
        raise NotPublished(f"{out} is there and no site of ours: name a folder that is empty or not there yet.")
