"""Configuration of all tests: no settings of the machine, and the same examples on every run."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling

from kubeish.classroom.jupyter_imports import GRAMMAR, hide_modules
from kubeish.etcd.cluster import EtcdNotInstalled, LocalEtcd, find_etcd

# A proxy for the web would stand between the tests and their own servers; what else is fetched still needs it.
for _name in ("no_proxy", "NO_PROXY"):
    os.environ[_name] = ",".join(filter(None, [os.environ.get(_name), "localhost,127.0.0.1,::1"]))
os.environ.pop("FORCE_COLOR", None)
hide_modules(GRAMMAR)
os.environ.pop("VIRTUAL_ENV", None)  # that of the shell may be another one, and IPython warns of that

# Under nohup, or in the background of a script, a process is started with signals ignored, and hands that on to
# all that it starts. The tests' own processes must end when they are told to.
if threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)

settings.register_profile("kubeish", derandomize=True, deadline=None)
settings.load_profile("kubeish")


# Files whose tests together take more than a second. `make quick` leaves them out; `make test` starts with
# them.
SLOW_FILES = set(
    """
    test_always_and_sometimes test_answers test_binomial test_build test_cli test_cli_grade test_count_table
    test_display_language test_docstrings test_etcd3_import test_execute test_exploration
    test_exploration_errors test_explore_page test_faults test_fleet test_formats test_fullest_machine test_fuzz
    test_generated_files test_interrupts test_lab_start test_leases_and_waits test_linearizability test_mutants
    test_opaque_index test_package_view test_progress_line test_project test_pytest_plugin test_reading
    test_sandbox test_search_bounds test_site test_starvation test_state_graph test_streams test_supervisor
    test_thread_output test_thread_safety test_translating test_virtual_time test_wheel test_zygote_client
    """.split()
)


# Long files whose tests share nothing: each test goes to the worker that is free.
SPLIT_FILES = {"test_answers", "test_count_table", "test_remote_answer", "test_seeds"}


class FilesOrTests(LoadFileScheduling):
    """Gives a worker a file at a time, or a single test of SPLIT_FILES."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return nodeid if Path(file).stem in SPLIT_FILES else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> FilesOrTests | None:
    return FilesOrTests(config, log) if config.option.dist == "loadfile" else None


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out slow files before they are imported, where no slow test is wanted."""
    is_slow = collection_path.stem in SLOW_FILES
    return True if is_slow and "not slow" in config.option.markexpr else None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--seeds",
        type=int,
        default=1,
        help="by how many seeds tests/checks asks each answer; so many times 200 random programs",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark slow files, and run them first: a long file must not be the last one that a worker gets."""
    for item in items:
        if item.path.stem in SLOW_FILES:
            item.add_marker("slow")
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)
    skip_without_etcd([item for item in items if item.get_closest_marker("etcd")])


def skip_without_etcd(items: list[pytest.Item]) -> None:
    """Skip these tests, which need a real etcd, where there is none."""
    try:
        find_etcd()
    except EtcdNotInstalled as error:
        for item in items:
            item.add_marker(pytest.mark.skip(reason=str(error)))


@pytest.fixture(autouse=True)
def nobody_s_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test reads a learner's progress, course, store or home, nor writes to them."""
    gc.callbacks.clear()  # hypothesis has one, and what Ctrl-C raises in it is lost
    for name in ("KUBEISH_GRADE", "KUBEISH_STORE", "KUBEISH_COURSE", "KUBEISH_WORK"):
        monkeypatch.delenv(name, raising=False)
    for name in ("USER", "PASSWORD", "CA", "CERT", "KEY"):
        monkeypatch.delenv(f"KUBEISH_ETCD_{name}", raising=False)
    monkeypatch.setenv("KUBEISH_PROGRESS", str(tmp_path / "progress.txt"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / ".ipython"))  # where there is no home, IPython warns


@pytest.fixture(scope="module")
def etcd() -> Iterator[LocalEtcd]:
    """A real etcd, for the tests of one file. Tests that ask for it are skipped where there is none."""
    try:
        find_etcd()
    except EtcdNotInstalled as error:
        pytest.skip(str(error))
    with LocalEtcd() as etcd:
        yield etcd


@pytest.fixture(scope="session")
def playwright() -> Iterator[Any]:
    """One for all tests that drive a browser: a second one in the same thread does not start."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright
