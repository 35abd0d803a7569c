"""The whole site: a first page, the browser edition beside it, the reading edition in read/. Whole, or not at all."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from kubeish.publishing import address, lite, reading, workshop
from kubeish.publishing.links import complaints
from kubeish.publishing.running import NotPublished

OURS = ".nojekyll"  # tells GitHub's pages to serve the files as they are, and us that a folder is a site


def build(root: Path, out: Path, cdn: bool = False, only_reading: bool = False) -> None:
    """Make the site of the checkout ``root`` in the folder ``out``, which is replaced by what is whole.

    ``cdn``: Python's core is left to its public CDN. ``only_reading``: no browser edition; neither npm nor a network
    is needed. Raises NotPublished; what was in ``out`` is then still there.
    """
    _refuse(root, out)
    place = root / "build" / "site"
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place) as folder:
        made = Path(folder, "site")
        if only_reading:
            made.mkdir()
        else:
            lite.build(workshop.prepare(root), cdn).rename(made)
            (made / "index.html").write_text(_front(root), encoding="utf-8")
        (made / OURS).touch()
        (made / "read").mkdir()
        reading.build(root, made / "read", alone=only_reading)
        if wrong := complaints(made / "read", made):
            raise NotPublished("Links of the reading edition are broken:\n" + "\n".join(wrong))
        shutil.rmtree(out, ignore_errors=True)
        shutil.move(made, out)


def _refuse(root: Path, out: Path) -> None:
    """Raise NotPublished where there is nothing to publish, or something in the way that is not ours."""
    if not (root / "pyproject.toml").exists():
        raise NotPublished(
            f"The site is made from a checkout of kubeish, and {root} is none: clone it, then make site."
        )
    if not reading.written(root):
        raise NotPublished(f"No lesson in {root} is built yet: run kubeish build first.")
    if out.exists() and not (out / OURS).exists() and (not out.is_dir() or any(out.iterdir())):
        raise NotPublished(f"{out} is there and no site of ours: name a folder that is empty or not there yet.")


def _front(root: Path) -> str:
    """The first page, which leads on to the first lesson."""
    first = address.in_site(reading.written(root)[0])
    return reading.render("front.html", first=first, description=reading.description(root))
