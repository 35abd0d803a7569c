"""Run solutions, each in a fresh kernel, and remove from its outputs what changes between runs."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path

from nbformat import NotebookNode
from traitlets.config import Config

from kubeish.errors import CourseError

SECONDS_A_CELL = 60
WIDGET = "application/vnd.jupyter.widget-view+json"
ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,}")
_LONGEST_SOCKET_NAME = 103  # bytes


def run(notebooks: Sequence[NotebookNode], course: Path) -> None:
    """Execute ``notebooks`` at the same time and fill in their outputs. Raises CourseError if a cell fails."""
    asyncio.run(_run_all(notebooks, course))


async def _run_all(notebooks: Sequence[NotebookNode], course: Path) -> None:
    ended = await asyncio.gather(*(_run(each, course) for each in notebooks), return_exceptions=True)
    for error in filter(None, ended):  # each kernel has ended by now
        raise error


async def _run(notebook: NotebookNode, course: Path) -> None:
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
            config=make_kernel_config(folder),
        )
        try:
            await client.async_execute(
                env=_make_environment(Path(folder), course, notebook.metadata.kubeish.get("language", ""))
            )
        except CellExecutionError as error:
            raise CourseError(f"{name}: {_find_failure(notebook)} fails with {error.ename}: {error.evalue}.") from None
        except (CellTimeoutError, DeadKernelError) as error:
            raise CourseError(f"{name}: {_find_failure(notebook)}: {str(error).splitlines()[0]}") from None
    notebook.metadata = metadata  # the kernel has added its Python's version
    for cell in notebook.cells:
        _clean(cell, name)


def make_kernel_config(folder: str) -> Config:
    """A kernel that listens at files: two processes that seek free ports may find the same.

    It listens at ports where the system does not know such files, or the folder's name is too long
    for them: 103 bytes in all on macOS, 107 on Linux (sockaddr_un).
    """
    at_files = {"transport": "ipc", "ip": str(Path(folder, "kernel"))}
    fits = os.name == "posix" and len(os.fsencode(f"{at_files['ip']}-5")) <= _LONGEST_SOCKET_NAME
    return Config({"KernelManager": at_files} if fits else {})


def _make_environment(folder: Path, course: Path, language: str) -> dict[str, str]:
    """The author's environment without the settings of a learner or a machine."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KUBEISH_")}
    progress, ipython = folder / ".kubeish" / "progress.txt", folder / ".ipython"
    ours = {"KUBEISH_PROGRESS": str(progress), "KUBEISH_COURSE": str(course), "KUBEISH_LANG": language}
    return {**kept, **ours, "IPYTHONDIR": str(ipython)}


def _find_failure(notebook: NotebookNode) -> str:
    """The cell at which a run ended: it shows an error, or has no count yet."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            failed = any(output.output_type == "error" for output in cell.outputs)
            if failed or cell.execution_count is None:
                return f"cell '{cell.id}'"
    return "the kernel"


def _clean(cell: NotebookNode, name: str) -> None:
    cell.metadata.pop("execution", None)
    for output in cell.get("outputs", []):
        if WIDGET in output.get("data", {}):
            raise CourseError(
                f"{name}, cell '{cell.id}' shows a widget's view, which is an error message once its kernel has ended: "
                "show a page of kubeish.widgets."
            )
        if address := ADDRESS.search(_join_texts(output)):
            raise CourseError(
                f"{name}, cell '{cell.id}' shows {address[0]}, an address, which is another one on every run: "
                "give what it shows a repr without one."
            )


def _join_texts(output: NotebookNode) -> str:
    shown = [str(data) for kind, data in output.get("data", {}).items() if kind.startswith("text/")]
    return "\n".join([str(output.get("text", "")), *output.get("traceback", []), *shown])
