"""Pool of sandboxes for one grading run. Started once, and shared by all local workers."""

from __future__ import annotations

import functools
import tempfile
from contextlib import ExitStack
from pathlib import Path

from kubeish.classroom.grading.mark_submission import Sandboxes
from kubeish.classroom.grading.sandbox.package_view import PackageView
from kubeish.classroom.grading.sandbox.sandbox import Sandbox
from kubeish.classroom.grading.settings import Bounds

_START_SECONDS = 20.0


class SandboxPool:
    """Without ``sandbox`` only copies of kubeish are shared. ``nbval``: notebooks are run too.

    ``packages`` are imported before processes are forked, since answers may need them.
    """

    def __init__(self, sandbox: bool, nbval: bool, packages: tuple[str, ...] = ()) -> None:
        self._sandbox, self._nbval, self._packages = sandbox, nbval, packages
        self._cleanup = ExitStack()

    @functools.cached_property
    def sandboxes(self) -> Sandboxes:
        """The sandboxes, started on first use. NoSandbox or SandboxBroken if that fails."""
        folder = tempfile.TemporaryDirectory(prefix="kubeish-grade-", ignore_cleanup_errors=True)
        view = PackageView(Path(self._cleanup.enter_context(folder)))
        sandboxes = Sandboxes(
            *(Sandbox(kind, view, self._sandbox, self._packages) for kind in ("answers", "notebooks"))
        )
        self._cleanup.callback(sandboxes.close)
        if self._sandbox and self._nbval:
            sandboxes.notebooks.start_zygote()  # gets ready while the other one is tried
        sandboxes.answers.start_zygote()
        with sandboxes.answers.start_process("", Bounds().process_limits, _START_SECONDS):
            pass
        return sandboxes

    def close(self) -> None:
        """End the zygotes, and remove the folder."""
        self._cleanup.close()
