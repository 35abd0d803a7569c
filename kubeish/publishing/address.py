"""Where a lesson can be opened: its address in the browser edition, on Binder, and in the code host's viewer.

All of them follow from [project.urls] and the version in pyproject.toml, and from nothing else.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from kubeish.course import Lesson
from kubeish.publishing.running import NotPublished

PLACEHOLDER = "OWNER"
BINDER = "https://mybinder.org/v2"


@dataclass(frozen=True)
class Address:
    """``repository`` and ``site``: their addresses, with no slash at the end; ``tag``: the edition that is opened."""

    repository: str
    site: str
    tag: str

    @property
    def is_placeholder(self) -> bool:
        """True until somebody publishes the repository: see docs/launching.md."""
        return PLACEHOLDER in self.repository or PLACEHOLDER in self.site

    def in_browser(self, lesson: Lesson) -> str:
        """The lesson in the browser edition."""
        return f"{self.site}/{in_site(lesson)}"

    def on_binder(self, lesson: Lesson) -> str:
        """The lesson in JupyterLab on Binder. A tag, since Binder builds anew whatever a branch has moved to."""
        path = quote(f"lab/tree/{notebook(lesson)}", safe="")
        return f"{BINDER}/{self._binder_name}/{self.tag}?urlpath={path}"

    def in_viewer(self, lesson: Lesson) -> str:
        """The lesson as the code host shows it."""
        return f"{self.repository}/blob/{self.tag}/{notebook(lesson)}"

    @property
    def _binder_name(self) -> str:
        """How Binder names a repository: shortly on GitHub, else by its whole address."""
        host, _, name = self.repository.removeprefix("https://").partition("/")
        return f"gh/{name}" if host == "github.com" else f"git/{quote(self.repository, safe='')}"


def notebook(lesson: Lesson) -> str:
    """Where a lesson's notebook lies in the repository."""
    return f"notebooks/{lesson.name}.ipynb"


def in_site(lesson: Lesson) -> str:
    """Where the browser edition opens a lesson, below the site's root."""
    return f"lab/index.html?path={lesson.name}.ipynb"


def load(root: Path) -> Address:
    """The addresses of the checkout ``root``. Raises NotPublished where pyproject.toml does not name them."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    urls = project.get("urls", {})
    for name in ("Repository", "Browser edition"):
        if not str(urls.get(name, "")).startswith("https://") or urls[name].endswith("/"):
            raise NotPublished(
                f"pyproject.toml, [project.urls]: '{name}' is wanted as an https:// address with no slash at its end."
            )
    return Address(urls["Repository"], urls["Browser edition"], f"v{project['version']}")
