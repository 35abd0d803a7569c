"""Addresses of a lesson: in the browser edition, on Binder, and in the code host's viewer.

All of them follow from [project.urls] and the version in pyproject.toml.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from kubeish.classroom.course import Lesson
from kubeish.classroom.shipped_notebooks import ENGLISH
from kubeish.classroom.site.project import NotPublished, read_project

PLACEHOLDER = "OWNER"
BINDER = "https://mybinder.org/v2"
COLAB = "https://colab.research.google.com/github"
# git@github.com:ann/kubeish.git, ssh://git@host/ann/kubeish, https://user@host/ann/kubeish
_REMOTE = re.compile(r"(?:(?:https|ssh)://)?(?:[^@/]+@)?([\w.-]+\.\w+)[:/](.+?)(?:\.git)?/?")


@dataclass(frozen=True)
class CourseUrls:
    """``repository`` and ``site``: addresses with no slash at the end; ``tag``: of the edition."""

    repository: str
    site: str
    tag: str

    @property
    def is_placeholder(self) -> bool:
        """True until the repository is published: see docs/launching.md."""
        return PLACEHOLDER in self.repository or PLACEHOLDER in self.site

    def browser_url(self, lesson: Lesson) -> str:
        """The lesson in the browser edition."""
        return f"{self.site}/{path_in_site(lesson)}"

    def binder_url(self, lesson: Lesson, language: str = ENGLISH) -> str:
        """The lesson on Binder. By a tag, since Binder builds a branch anew after each commit."""
        host, _, name = self.repository.removeprefix("https://").partition("/")
        repository = f"gh/{name}" if host == "github.com" else f"git/{quote(self.repository, safe='')}"
        path = quote(f"lab/tree/{path_in_repository(lesson, language)}", safe="")
        return f"{BINDER}/{repository}/{self.tag}?urlpath={path}"

    def colab_url(self, lesson: Lesson) -> str:
        """The lesson on Colab, which opens notebooks of GitHub alone; "" for another code host."""
        _, mark, name = self.repository.partition("https://github.com/")
        return f"{COLAB}/{name}/blob/{self.tag}/{path_in_repository(lesson)}" if mark else ""

    def viewer_url(self, lesson: Lesson, language: str = ENGLISH) -> str:
        """The lesson as the code host shows it."""
        return f"{self.repository}/blob/{self.tag}/{path_in_repository(lesson, language)}"


def path_in_repository(lesson: Lesson, language: str = ENGLISH) -> str:
    """The path of a lesson's notebook in the repository."""
    return f"notebooks/{_path_of(lesson, language)}"


def path_in_site(lesson: Lesson, language: str = ENGLISH) -> str:
    """The path below the site's root at which the browser edition opens a lesson."""
    return f"lab/index.html?path={_path_of(lesson, language)}"


def _path_of(lesson: Lesson, language: str) -> str:
    return f"{lesson.name}.ipynb" if language == ENGLISH else f"{language}/{lesson.name}.ipynb"


def find_requirement(root: Path) -> str:
    """What pip installs this edition from: the repository, or PyPI until there is one.

    Empty for a course that is no package.
    """
    if not (root / "pyproject.toml").exists():
        return ""
    found, project = load(root), read_project(root)
    return f"kubeish=={project['version']}" if found.is_placeholder else f"git+{found.repository}@{found.tag}"


def propose_repository(root: Path) -> str:
    """The address of the checkout's git remote, as a browser wants it; "" where there is none."""
    command = ["git", "-C", str(root), "remote", "get-url", "origin"]
    try:
        remote = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""
    found = _REMOTE.fullmatch(remote)
    return f"https://{found[1]}/{found[2]}" if found else ""


def load(root: Path) -> CourseUrls:
    """The addresses in pyproject.toml. Raises NotPublished if it does not name them."""
    project = read_project(root)
    urls = project.get("urls", {})
    for name in ("Repository", "Browser edition"):
        if not str(urls.get(name, "")).startswith("https://") or urls[name].endswith("/"):
            raise NotPublished(
                f"pyproject.toml, [project.urls]: '{name}' is wanted as an https:// address with no slash at its end."
            )
    return CourseUrls(urls["Repository"], urls["Browser edition"], f"v{project['version']}")
