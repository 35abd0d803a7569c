"""One JupyterLab for the browser tests, in a temporary folder, without the settings of the user."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
from nbformat.sign import NotebookNotary

TOKEN = "tok"
QUIET = {"fetchNews": "false", "checkForUpdates": False}
"""Without this a box that asks about news covers a corner of the page."""

FOLDERS = {
    "JUPYTER_CONFIG_DIR": "config",
    "JUPYTER_DATA_DIR": "data",
    "JUPYTER_RUNTIME_DIR": "runtime",
    "IPYTHONDIR": "ipython",
    "JUPYTERLAB_SETTINGS_DIR": "settings",
    "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
}


class Lab:
    """A running JupyterLab. ``root``: the folder that it serves."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "root"
        self.root.mkdir(parents=True)
        self._log = (folder / "server.log").open("w+")
        self.port = _free_port()
        self.process = subprocess.Popen(
            _command(self.port, self.root), env=_environment(folder), stdout=self._log, stderr=self._log
        )
        self._wait()

    def url(self, notebook: str) -> str:
        """The address that opens one notebook in a clean workspace."""
        return f"http://127.0.0.1:{self.port}/lab/tree/{notebook}?token={TOKEN}&reset"

    def trust(self, notebook: str) -> None:
        """Let Lab take a notebook's outputs for those of its own user, who ran it: their scripts then run."""
        notary = NotebookNotary(data_dir=str(self.root.parent / FOLDERS["JUPYTER_DATA_DIR"]))
        notary.sign(nbformat.read(self.root / notebook, as_version=4))
        notary.store.close()

    def close(self) -> None:
        """Stop the server; its kernels go with it."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=100)
        self._log.close()

    def _wait(self) -> None:
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api", timeout=5).close()
            except OSError:
                time.sleep(0.1)  # asked again until it answers
            else:
                return
        self._log.seek(0)
        raise RuntimeError(f"JupyterLab did not start:\n{self._log.read()[-2000:]}")


def _environment(folder: Path) -> dict[str, str]:
    news = folder / "settings" / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    news.parent.mkdir(parents=True)
    news.write_text(json.dumps(QUIET))
    places = {name: str(folder / place) for name, place in FOLDERS.items()}
    return {**os.environ, **places, "KUBEISH_PROGRESS": str(folder / "progress.txt")}


def _command(port: int, root: Path) -> list[str]:
    return [
        *(sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1"),
        *(f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}"),
        *(f"--ServerApp.root_dir={root}", "--LabApp.expose_app_in_browser=True"),
        *("--LabApp.extension_manager=readonly",),
    ]


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])
