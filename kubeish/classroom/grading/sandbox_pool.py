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
    """Without ``sandbox`` only copies of kubeish are shared. ``nbval``: notebooks are run too."""

    def __init__(self, sandbox: bool, nbval: bool) -> None:
        self._sandbox, self._nbval = sandbox, nbval
        self._cleanup = ExitStack()

    @functools.cached_property
    def sandboxes(self) -> Sandboxes:
        """The sandboxes, started on first use. NoSandbox or SandboxBroken if that fails."""
        folder = tempfile.TemporaryDirectory(prefix="kubeish-grade-", ignore_cleanup_errors=True)
        view = PackageView(Path(self._cleanup.enter_context(folder)))
        sandboxes = Sandboxes(*(Sandbox(kind, view, self._sandbox) for kind in ("answers", "notebooks")))
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
