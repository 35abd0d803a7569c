"""Errors under two names: kubeish's always, etcd3's where it is loaded."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

from kubeish import errors
from kubeish.errors_as import raised_as, status_error

MADE = [
    errors.RevisionCompactedError(7),
    errors.RequestRefused("NOT_FOUND", "etcdserver: requested lease not found"),
    errors.PreconditionFailedError("etcdserver: lease already exists"),
    errors.ConnectionFailedError("nobody answers"),
    errors.WatchTimedOut("nothing came"),
]


@pytest.mark.parametrize("error", MADE, ids=lambda error: type(error).__name__)
def test_each_is_caught_by_either_name_and_speaks_as_ours(error: errors.Etcd3Exception) -> None:
    theirs = pytest.importorskip("etcd3.exceptions")
    both = raised_as(type(error))(*error.args)
    assert isinstance(both, type(error))
    assert isinstance(both, getattr(theirs, type(error).__name__, theirs.Etcd3Exception))
    assert str(both) == str(error)
    assert both.definite == error.definite
    assert raised_as(type(error)) is type(both)  # made once


@pytest.mark.parametrize("error", MADE, ids=lambda error: type(error).__name__)
def test_they_travel_between_processes(error: errors.Etcd3Exception) -> None:
    pytest.importorskip("etcd3.exceptions")
    for one in (error, raised_as(type(error))(*error.args)):
        back = pickle.loads(pickle.dumps(one))
        assert isinstance(back, type(error))
        assert (str(back), vars(back)) == (str(one), vars(one))


def test_a_status_that_etcd3_has_no_name_for_is_a_refused_request() -> None:
    error = status_error("OUT_OF_RANGE", "etcdserver: mvcc: required revision is a future revision")
    assert isinstance(error, errors.RequestRefused)
    assert (error.code, str(error)) == (
        "OUT_OF_RANGE",
        "OUT_OF_RANGE: etcdserver: mvcc: required revision is a future revision",
    )


def test_the_client_and_the_store_load_neither_etcd3_nor_grpc_and_raise_our_own() -> None:
    program = """
import sys
from kubeish.client import Client
from kubeish.store import EmbeddedStore
from kubeish.errors import RequestRefused
try:
    Client(EmbeddedStore().ask).put("", "1")
except RequestRefused as error:
    print(type(error) is RequestRefused)
print(sorted({name.partition(".")[0] for name in sys.modules} & {"etcd3", "grpc", "asyncio", "logging"}))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["True", "[]"]
