"""How much memory a session takes: JupyterLab, and the kernel of each lesson while all of its solution runs.

Binder gives a session 1 GB. Counted is what a process and all it has started take together, shared pages once (PSS),
ten times a second; the most is what stands here. Lesson 07 has eight scheduler processes and three etcds. Linux alone.
Run: python benchmarks/memory.py
"""

from __future__ import annotations

import sys
import tempfile
import threading
from pathlib import Path

import nbformat
import psutil
from nbclient import NotebookClient

sys.path.insert(0, str(Path(__file__).parents[1]))
from machine import describe

from kubeish.classroom import course
from tests.browser.jupyter import Lab

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "results" / "memory.txt"
WANTED = 1000  # MB, of JupyterLab and the lesson that takes most


def taken(process: psutil.Process) -> float:
    """MB that a process and its descendants take at this moment."""
    total = 0.0
    for each in [process, *process.children(recursive=True)]:
        try:
            total += each.memory_full_info().pss / 1e6
        except psutil.Error:  # it has just ended
            continue
    return total


class Most(threading.Thread):
    """Looks ten times a second, until it is told to stop, and keeps the most that it has seen."""

    def __init__(self, process: psutil.Process) -> None:
        super().__init__()
        self.process, self.most, self.over = process, 0.0, threading.Event()

    def run(self) -> None:
        """Look."""
        while not self.over.wait(0.1):
            try:
                self.most = max(self.most, taken(self.process))
            except psutil.Error:
                return

    def stop(self) -> float:
        """The most that was seen."""
        self.over.set()
        self.join()
        return self.most


def lesson(name: str, folder: str) -> float:
    """MB that the kernel of a lesson takes at most."""
    notebook = nbformat.read(ROOT / "solutions" / f"{name}.ipynb", as_version=4)
    client = NotebookClient(notebook, timeout=600, resources={"metadata": {"path": folder}})
    with client.setup_kernel():
        watch = Most(psutil.Process(client.km.provisioner.pid))
        watch.start()
        for index, cell in enumerate(notebook.cells):
            client.execute_cell(cell, index)
        return watch.stop()


def main() -> int:
    """Measure, write the results, and fail if it is too much."""
    with tempfile.TemporaryDirectory() as folder:
        lab = Lab(Path(folder))
        server = taken(psutil.Process(lab.process.pid))
        lab.close()
        lessons = {each.name: lesson(each.name, folder) for each in course.load(ROOT).lessons}
    whole = server + max(lessons.values())
    lines = ["Made by: python benchmarks/memory.py", describe(), "", f"{server:6.0f} MB  JupyterLab"]
    lines += [f"{most:6.0f} MB  {name}" for name, most in lessons.items()]
    lines += ["", f"{whole:6.0f} MB  JupyterLab and the lesson that takes most; Binder gives 1000 MB or more"]
    text = "\n".join(lines)
    print(text)
    RESULTS.write_text(text + "\n")
    return int(whole > WANTED)


if __name__ == "__main__":
    sys.exit(main())
