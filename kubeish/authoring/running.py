"""Run a solution in a fresh kernel on the embedded store, and keep of its outputs what will not change."""

from __future__ import annotations

import os
import re
import tempfile
from copy import deepcopy
from pathlib import Path
from typing import Any

from kubeish.errors import CourseError

SECONDS_A_CELL = 60
WIDGET = "application/vnd.jupyter.widget-view+json"
ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,}")


def run(notebook: Any, course: Path) -> None:
    """Execute ``notebook``, whose outputs and counts are filled in. Raises CourseError at the first cell that fails."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    name = notebook.metadata.kubeish.lesson
    metadata = deepcopy(notebook.metadata)
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(
            notebook,
            timeout=SECONDS_A_CELL,
            kernel_name="python3",
            resources={"metadata": {"path": folder}},
            record_timing=False,
            store_widget_state=False,
            coalesce_streams=True,
            extra_arguments=["--log-level=ERROR"],
            config=listening(folder),
        )
        try:
            client.execute(env=_environment(Path(folder), course))
        except CellExecutionError as error:
            raise CourseError(f"{name}: {_failed(notebook)} fails with {error.ename}: {error.evalue}.") from None
        except (CellTimeoutError, DeadKernelError) as error:
            raise CourseError(f"{name}: {_failed(notebook)}: {str(error).splitlines()[0]}") from None
    notebook.metadata = metadata  # the kernel has added which Python it is
    for cell in notebook.cells:
        _clean(cell, name)


def listening(folder: str) -> Any:
    """The kernel listens at files: of two processes that look for free ports at once, both may find the same."""
    from traitlets.config import Config

    at_files = {"transport": "ipc", "ip": str(Path(folder, "kernel"))}
    return Config({"KernelManager": at_files} if os.name == "posix" else {})


def _environment(folder: Path, course: Path) -> dict[str, str]:
    """The author's own, but for settings that belong to a learner or to one machine."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KUBEISH_")}
    progress, ipython = folder / ".kubeish" / "progress.txt", folder / ".ipython"
    return {**kept, "KUBEISH_PROGRESS": str(progress), "KUBEISH_COURSE": str(course), "IPYTHONDIR": str(ipython)}


def _failed(notebook: Any) -> str:
    """The cell at which a run ended: it shows an error, or has no count yet."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            failed = any(output.output_type == "error" for output in cell.outputs)
            if failed or cell.execution_count is None:
                return f"cell '{cell.id}'"
    return "the kernel"


def _clean(cell: Any, name: str) -> None:
    cell.metadata.pop("execution", None)
    for output in cell.get("outputs", []):
        output.get("data", {}).pop(WIDGET, None)  # it names a widget of a kernel that is gone
        if address := ADDRESS.search(_texts(output)):
            raise CourseError(
                f"{name}, cell '{cell.id}' shows {address[0]}, an address, which is another one on every run: "
                "give what it shows a repr without one."
            )


def _texts(output: Any) -> str:
    shown = [str(data) for kind, data in output.get("data", {}).items() if kind.startswith("text/")]
    return "\n".join([str(output.get("text", "")), *output.get("traceback", []), *shown])
