"""A pytest plugin: each notebook gets a progress file of its own, and with ``--store etcd`` a real etcd of its own.

A store that another notebook has written to would answer with other indexes, and outputs are compared to the letter.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from kubeish.classroom.jupyter_imports import hide_grammar
from kubeish.etcd.cluster import EtcdNotInstalled, LocalEtcd, find_etcd

with hide_grammar():
    import nbval.kernel
    import nbval.plugin
    from jupyter_client.manager import KernelManager

    from kubeish.classroom.authoring.execute import make_kernel_config


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--store", choices=["memory", "etcd"], default="memory", help="what KUBEISH_STORE names")


def pytest_configure(config: pytest.Config) -> None:
    fresh = Fresh(config.getoption("--store") == "etcd")
    config.pluginmanager.register(fresh)
    nbval.kernel.KernelManager = fresh.kernel_manager
    nbval.kernel.start_new_kernel = _or_once_more(nbval.kernel.start_new_kernel)


def _or_once_more(start: Callable[..., Any]) -> Callable[..., Any]:
    """A kernel that is not heard of on a busy machine says nothing about a lesson: it is started once more, no more."""

    def start_new_kernel(*args: Any, **given: Any) -> Any:
        try:
            return start(*args, **given)
        except RuntimeError:
            return start(*args, **given)

    return start_new_kernel


def explain_missing_etcd() -> str:
    """Why no etcd can be started here; empty where one can."""
    try:
        find_etcd()
    except EtcdNotInstalled as error:
        return str(error)
    return ""


NO_ETCD = explain_missing_etcd()


class Fresh:
    def __init__(self, real: bool) -> None:
        self.real = real
        self.notebook: Path | None = None
        self.folder = Path()
        self.stack = ExitStack()

    @pytest.hookimpl(tryfirst=True)  # before nbval starts the kernel, which takes these settings along
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        if self.real and NO_ETCD:
            pytest.skip(NO_ETCD)
        if item.path == self.notebook:
            return
        self.stack.close()
        self.notebook = item.path
        self.folder = Path(self.stack.enter_context(TemporaryDirectory()))
        os.environ["KUBEISH_PROGRESS"] = str(self.folder / "progress.txt")
        os.environ["KUBEISH_STORE"] = self.stack.enter_context(LocalEtcd()).url if self.real else "memory://"

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Skip a cell that shows, in place of what the reference shows, that there is no etcd."""
        try:
            return (yield)
        except nbval.plugin.NbCellError as error:
            shown = f"{error.inner_traceback} {item.test_outputs}"  # of what no reference has, the name alone is told
            if NO_ETCD and NO_ETCD in shown:
                pytest.skip(NO_ETCD)
            raise

    def kernel_manager(self, **given: Any) -> KernelManager:
        """nbval's own way to make one, but for where its kernel listens."""
        return KernelManager(config=make_kernel_config(str(self.folder)), **given)

    def pytest_unconfigure(self) -> None:
        self.stack.close()
